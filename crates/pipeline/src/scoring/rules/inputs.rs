//! What clients say of a rule of scores.

use rapport_contacts::{
    interactions::{InteractionDirection, InteractionKind, InteractionSentiment},
    kept,
    text::{self, Lines},
};
use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{ScoringAttribute, ScoringRuleId, ScoringTrigger, row::Conditions};

/// How long a name is at most.
const LONGEST_NAME: usize = 200;
/// How many values a rule names at most.
const MOST_VALUES: usize = 250;
/// How many points a rule gives or takes at most.
const MOST_POINTS: i32 = 1_000;
/// The longest half-life.
const LONGEST: i32 = 3_650;

/// A rule of scores to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateScoringRuleInput {
    /// The name, at most 200 characters.
    pub name: String,
    /// At what it looks.
    pub trigger: ScoringTrigger,
    /// With INTERACTION: interactions of these kinds; of all when nothing is said.
    pub interaction_kinds: Option<Vec<InteractionKind>>,
    /// With INTERACTION: of this direction; of any when nothing is said.
    pub direction: Option<InteractionDirection>,
    /// With INTERACTION: of this sentiment; of any when nothing is said.
    pub sentiment: Option<InteractionSentiment>,
    /// With CUSTOMER_EVENT: the name of the type.
    pub event_type: Option<String>,
    /// With ATTRIBUTE: what is looked at.
    pub attribute: Option<ScoringAttribute>,
    /// With ATTRIBUTE: the values for which there are points, in upper or lower case; any when nothing is said.
    pub values: Option<Vec<String>>,
    /// With COMPANY_SIZE: the least number for which there are points.
    pub least: Option<i32>,
    /// With COMPANY_SIZE: the greatest number for which there are points.
    pub most: Option<i32>,
    /// How many points it gives, -1,000 to 1,000 but not 0; negative ones take away.
    pub points: i32,
    /// After how many days half of the points are left, 1 to 3,650; they stay when nothing is said. Attributes do not fade.
    pub half_life_days: Option<i32>,
    /// Whether it counts.
    #[graphql(default = true)]
    pub is_active: bool,
}

/// Changes to a rule of scores. What is left out stays. At what it looks stays too: what looks at something else is another
/// rule.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateScoringRuleInput {
    /// The rule.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The name, at most 200 characters.
    pub name: Option<String>,
    /// How many points it gives, -1,000 to 1,000 but not 0.
    pub points: Option<i32>,
    /// After how many days half of the points are left, 1 to 3,650; null lets them stay.
    pub half_life_days: MaybeUndefined<i32>,
    /// Whether it counts.
    pub is_active: Option<bool>,
}

/// Changes to a rule, checked; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleChanges {
    pub(crate) name: Option<String>,
    pub(crate) points: Option<i32>,
    pub(crate) half_life_days: Option<Option<u32>>,
    pub(crate) is_active: Option<bool>,
}

impl CreateScoringRuleInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(ScoringTrigger, Conditions, RuleChanges)> {
        let mut violations = Violations::new();
        let half_life = self.half_life_days.map_or(MaybeUndefined::Undefined, MaybeUndefined::Value);
        let changes = changes(&mut violations, Some(&self.name), Some(self.points), &half_life, self.is_active);
        self.check_fit(&mut violations);
        let event_type = self.event_type.as_deref();
        let event_type = text::optional(&mut violations, path!["input", "eventType"], event_type, 100, Lines::One);
        let mut values = Vec::new();
        let said = self.values.as_deref().unwrap_or_default();
        if said.len() > MOST_VALUES {
            violations.add(path!["input", "values"], format!("At most {MOST_VALUES} values are allowed here."));
        }
        for (index, value) in said.iter().enumerate().take(MOST_VALUES) {
            values.extend(text::required(&mut violations, path!["input", "values", index], value, 200));
        }
        violations.check()?;
        let kinds = self.interaction_kinds.iter().flatten().map(|kind| kept::name(*kind).to_owned()).collect();
        let conditions = Conditions {
            kinds,
            direction: self.direction.map(|one| kept::name(one).to_owned()),
            sentiment: self.sentiment.map(|one| kept::name(one).to_owned()),
            event_type,
            attribute: self.attribute.map(|one| kept::name(one).to_owned()),
            values,
            least: self.least,
            most: self.most,
        };
        Ok((self.trigger, conditions, changes))
    }

    /// Adds what does not fit at what the rule looks.
    fn check_fit(&self, violations: &mut Violations) {
        let is = |trigger| self.trigger == trigger;
        let of_interactions = self.interaction_kinds.is_some() || self.direction.is_some() || self.sentiment.is_some();
        let of_numbers = self.least.is_some() || self.most.is_some();
        let wrong = [
            (of_interactions && !is(ScoringTrigger::Interaction), "interactionKinds", "This is of interactions alone."),
            (self.event_type.is_some() && !is(ScoringTrigger::CustomerEvent), "eventType", "This is of events alone."),
            (self.event_type.is_none() && is(ScoringTrigger::CustomerEvent), "eventType", "Say which events count."),
            (self.attribute.is_some() && !is(ScoringTrigger::Attribute), "attribute", "This is of attributes alone."),
            (self.attribute.is_none() && is(ScoringTrigger::Attribute), "attribute", "Say which attribute counts."),
            (self.values.is_some() && !is(ScoringTrigger::Attribute), "values", "This is of attributes alone."),
            (
                of_numbers && self.attribute != Some(ScoringAttribute::CompanySize),
                "least",
                "This is of the size of companies alone.",
            ),
            (
                self.half_life_days.is_some() && is(ScoringTrigger::Attribute),
                "halfLifeDays",
                "What somebody is does not fade.",
            ),
        ];
        for (is_wrong, field, message) in wrong {
            if is_wrong {
                violations.add(path!["input", field], message);
            }
        }
    }
}

impl UpdateScoringRuleInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(ScoringRuleId, RuleChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let mut read = changes(&mut violations, self.name.as_deref(), self.points, &self.half_life_days, true);
        read.is_active = self.is_active;
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("ScoringRule"))?, read))
    }
}

fn changes(
    violations: &mut Violations,
    name: Option<&str>,
    points: Option<i32>,
    half_life: &MaybeUndefined<i32>,
    is_active: bool,
) -> RuleChanges {
    let name = name.and_then(|name| text::required(violations, path!["input", "name"], name, LONGEST_NAME));
    if points.is_some_and(|points| points == 0 || points.abs() > MOST_POINTS) {
        violations.add(path!["input", "points"], "From -1,000 to 1,000 points are allowed here, but not 0.");
    }
    let half_life_days = half_life.as_opt_ref().map(|days| {
        days.and_then(|days| {
            let fits = (1..=LONGEST).contains(days);
            if !fits {
                violations.add(path!["input", "halfLifeDays"], "From 1 to 3,650 days are allowed here.");
            }
            u32::try_from(*days).ok().filter(|_| fits)
        })
    });
    RuleChanges { name, points, half_life_days, is_active: Some(is_active) }
}
