//! Choosing who looks after a lead.

use rapport_contacts::users::UserId;
use rapport_db::{DbError, Tx};

use super::{LeadAssignmentMethod, RuleId, members, repo};
use crate::leads::LeadRow;

/// Whom the rules choose. The rule stays locked until the transaction ends: whoever asks it meanwhile waits, and then sees
/// the lead that was given out.
pub(crate) struct Choice {
    owner: Option<UserId>,
    of: Option<(RuleId, u64)>,
}

impl Choice {
    /// Takes it: the next lead goes to the next.
    pub(crate) fn take(self, tx: &mut Tx<'_>) -> Result<Option<UserId>, DbError> {
        if let Some((rule, turn)) = self.of {
            repo::set_turn(tx, rule, turn.wrapping_add(1))?;
        }
        Ok(self.owner)
    }

    /// Leaves it: the turn stays, by as many statements as it takes to take it.
    pub(crate) fn leave(self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        if let Some((rule, turn)) = self.of {
            repo::set_turn(tx, rule, turn)?;
        }
        Ok(())
    }
}

/// Whom the first rule that is for the lead chooses; nobody when there is none.
pub(crate) fn choose(tx: &mut Tx<'_>, lead: &LeadRow) -> Result<Choice, DbError> {
    for rule in repo::active(tx)?.into_iter().filter(|rule| rule.is_for(lead)) {
        // As it is now: it may have been changed or deleted while it was waited for.
        let Some(rule) = repo::lock(tx, rule.id)?.filter(|rule| rule.is_active && rule.is_for(lead)) else { continue };
        let members = members::of(tx, rule.id)?;
        let loads = match rule.method() {
            LeadAssignmentMethod::RoundRobin => None,
            LeadAssignmentMethod::Load => Some(repo::loads(tx, &members)?),
        };
        let open = |user: &UserId| loads.as_ref().map_or(0, |loads| loads.get(user).copied().unwrap_or(0));
        if let Some(owner) = next(&members, rule.turn, open) {
            return Ok(Choice { owner: Some(owner), of: Some((rule.id, rule.turn)) });
        }
    }
    Ok(Choice { owner: None, of: None })
}

/// Of those with the fewest, the first from whose turn it is on.
fn next<T: Copy>(members: &[T], turn: u64, open: impl Fn(&T) -> i64) -> Option<T> {
    let fewest = members.iter().map(&open).min()?;
    let count = u64::try_from(members.len()).ok()?;
    let start = usize::try_from(turn.checked_rem(count)?).ok()?;
    members.iter().cycle().skip(start).take(members.len()).find(|member| open(member) == fewest).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_go_round() {
        let given: Vec<_> = (0..5).filter_map(|turn| next(&['a', 'b'], turn, |_| 0)).collect();
        assert_eq!(given, ['a', 'b', 'a', 'b', 'a']);
        assert_eq!(next::<char>(&[], 3, |_| 0), None);
    }

    #[test]
    fn who_has_the_fewest_is_next_and_equals_in_turn() {
        let open = |member: &char| i64::from(*member == 'a');
        let given: Vec<_> = (0..4).filter_map(|turn| next(&['a', 'b', 'c'], turn, open)).collect();
        assert_eq!(given, ['b', 'b', 'c', 'b']);
    }
}
