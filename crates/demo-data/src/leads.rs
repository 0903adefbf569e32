//! Leads of the last weeks, and the rules by which such are assigned.

use diesel::{MysqlConnection, QueryResult};
use uuid::Uuid;

use crate::{
    dice::{Dice, Topic},
    rows::{Lead, LeadAssignmentMember, LeadAssignmentRule, User},
    sql::insert,
    timeline::{DAY, Moment, Timeline, id_at},
};

/// How many there are.
const LEADS: u64 = 160;
/// Over how many days they came.
const DAYS: u64 = 60;

const GIVEN: &[&str] =
    &["Alma", "Bruno", "Clara", "Dario", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaori", "Luis"];
const FAMILY: &[&str] =
    &["Amato", "Berger", "Costa", "Dubois", "Eriksen", "Fischer", "Grau", "Horvat", "Ito", "Jansen", "Kaya"];
const COMPANIES: &[&str] =
    &["Alpine Tools", "Blue Harbour", "Cedar Mills", "Delta Freight", "Elm Street Labs", "Fjord Systems"];
const COUNTRIES: &[&str] = &["DE", "DE", "CH", "AT", "GB", "US", "FR"];
const SOURCES: &[&str] = &["Website", "Website", "Trade fair", "Referral", "Webinar"];
const CAMPAIGNS: &[&str] = &["autumn-webinar", "fair-2026", "newsletter-42"];
const STATUSES: &[&str] = &["NEW", "NEW", "NEW", "WORKING", "WORKING", "QUALIFIED", "UNQUALIFIED"];
const REASONS: &[&str] = &["No budget this year", "Too small", "A student"];

/// Records them, looked after by the reps among these users.
pub(crate) fn leads(conn: &mut MysqlConnection, seed: u64, timeline: &Timeline, users: &[User]) -> QueryResult<()> {
    let reps: Vec<Uuid> = users.iter().filter(|user| user.role == "rep").map(|user| user.id).collect();
    let rows: Vec<Lead> = (0..LEADS).map(|number| lead(seed, timeline, number, &reps)).collect();
    insert(conn, &rows)?;
    let (start, dice) = (timeline.start(), &mut Dice::new(seed, Topic::Leads, LEADS));
    let rules = [
        (10, "Alps, in turn", "ROUND_ROBIN", Some("[\"CH\",\"AT\"]")),
        (100, "Everywhere, who has the fewest", "LOAD", None),
    ];
    for ((priority, name, method, countries), number) in rules.into_iter().zip(0..) {
        let id = id_at(start, number, dice);
        let rule = LeadAssignmentRule {
            id,
            name,
            priority,
            is_active: true,
            method,
            countries,
            created_at: start,
            updated_at: start,
        };
        insert(conn, &[rule])?;
        let members = reps.iter().take(4).zip(0..);
        let members: Vec<_> =
            members.map(|(user, place)| LeadAssignmentMember { rule_id: id, place, user_id: *user }).collect();
        insert(conn, &members)?;
    }
    Ok(())
}

fn lead(seed: u64, timeline: &Timeline, number: u64, reps: &[Uuid]) -> Lead {
    let dice = &mut Dice::new(seed, Topic::Leads, number);
    // The last come last, so that the ids grow with the time.
    let ago = (LEADS - number) * DAYS * DAY / LEADS;
    let at = Moment(timeline.now.0.saturating_sub(ago));
    let (given, family) = (dice.pick(GIVEN), dice.pick(FAMILY));
    let email = format!("{}.{}.{number}@leads.example", given.to_lowercase(), family.to_lowercase());
    let status = dice.pick(STATUSES);
    let owner = usize::try_from(dice.below(5)).ok().and_then(|place| reps.get(place)).copied();
    Lead {
        id: id_at(at, number, dice),
        version: 1,
        given_name: given,
        family_name: family,
        email: email.clone(),
        email_key: email,
        company_name: dice.or_none(20, |dice| dice.pick(COMPANIES)),
        country: dice.pick(COUNTRIES),
        source: dice.pick(SOURCES),
        campaign: dice.or_none(50, |dice| dice.pick(CAMPAIGNS)),
        status,
        reason: (status == "UNQUALIFIED").then(|| dice.pick(REASONS)),
        owner_id: owner,
        captures: 1,
        last_captured_at: at,
        created_at: at,
        updated_at: at,
    }
}
