//! Counting points.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Datetime, Double},
};
use rapport_contacts::people::ContactId;
use rapport_db::{Sql, sql::Value};

use super::{ScoringTrigger, row::ScoringRuleRow};
use crate::{by_id, ratio::double};

/// What a rule gave somebody.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) rule: ScoringRuleRow,
    pub(crate) points: f64,
    pub(crate) count: i64,
    pub(crate) last_at: Option<NaiveDateTime>,
}

impl Counted {
    /// What a rule gives for what somebody is.
    pub(super) fn once(rule: &ScoringRuleRow) -> Self {
        Self { rule: rule.clone(), points: f64::from(rule.points), count: 1, last_at: None }
    }

    /// What a rule gives for what was so often, of which the last is known.
    pub(super) fn as_of(rule: &ScoringRuleRow, count: u32, last: NaiveDateTime, now: NaiveDateTime) -> Self {
        let points = f64::from(rule.points) * f64::from(count) * left(rule.half_life_days, last, now);
        Self { rule: rule.clone(), points, count: count.into(), last_at: Some(last) }
    }
}

/// How much is left of points that were given then: a half after each half-life.
fn left(half_life_days: Option<u32>, then: NaiveDateTime, now: NaiveDateTime) -> f64 {
    let Some(days) = half_life_days else { return 1.0 };
    let age = double((now - then).num_seconds().max(0)) / 86_400.0;
    0.5_f64.powf(age / f64::from(days.max(1)))
}

/// What a rule that looks at interactions or events gave these people until now. Each fades by itself.
pub(super) fn done(
    conn: &mut MysqlConnection,
    rule: &ScoringRuleRow,
    people: &[ContactId],
    now: NaiveDateTime,
) -> QueryResult<HashMap<ContactId, Counted>> {
    let conditions = rule.conditions();
    let text = |text: &String| Value::Text(text.clone());
    let (table, joined) = match rule.trigger() {
        ScoringTrigger::Interaction => ("interactions", ""),
        ScoringTrigger::CustomerEvent => {
            ("customer_events", " JOIN customer_event_types ON customer_event_types.id = customer_events.type_id")
        }
        ScoringTrigger::Attribute | ScoringTrigger::Capture => return Ok(HashMap::new()),
    };
    let mut all = vec![
        if table == "interactions" {
            by_id::is_one_of("interactions.contact_id", people)
        } else {
            by_id::is_one_of("customer_events.contact_id", people)
        },
        Sql::text("occurred_at <= ").bind(Value::Time(now)),
    ];
    if !conditions.kinds.is_empty() {
        all.push(Sql::is_in("interactions.kind", conditions.kinds.iter().map(text).collect()));
    }
    all.extend(conditions.direction.as_ref().map(|one| Sql::text("interactions.direction = ").bind(text(one))));
    all.extend(conditions.sentiment.as_ref().map(|one| Sql::text("interactions.sentiment = ").bind(text(one))));
    all.extend(conditions.event_type.as_ref().map(|one| Sql::text("customer_event_types.name = ").bind(text(one))));
    let fades = match rule.half_life_days {
        None => Sql::text("COUNT(*) * 1e0"),
        Some(days) => Sql::text("SUM(POW(0.5, TIMESTAMPDIFF(SECOND, occurred_at, ")
            .bind(Value::Time(now))
            .push(") / 864e2 / ")
            .bind(Value::Int(days.max(1).into()))
            .push("))"),
    };
    let rows: Vec<(ContactId, f64, i64, NaiveDateTime)> = Sql::text("SELECT contact_id, ")
        .then(fades)
        .push(", COUNT(*), MAX(occurred_at) FROM ")
        .push(table)
        .push(joined)
        .push(" WHERE ")
        .then(Sql::all(all))
        .push(" GROUP BY contact_id")
        .query::<(Binary, Double, BigInt, Datetime)>()
        .load(conn)?;
    let counted = rows.into_iter().map(|(contact, weight, count, last)| {
        let points = f64::from(rule.points) * weight;
        (contact, Counted { rule: rule.clone(), points, count, last_at: Some(last) })
    });
    Ok(counted.collect())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn points_halve() {
        let then = NaiveDateTime::default();
        for (days, wanted) in [(0, 1.0), (7, 0.5), (14, 0.25), (70, 0.5_f64.powi(10))] {
            assert!((left(Some(7), then, then + TimeDelta::days(days)) - wanted).abs() < 1e-12, "{days}");
        }
        assert!((left(None, then, then + TimeDelta::days(700)) - 1.0).abs() < 1e-12, "without one they stay");
        assert!((left(Some(7), then + TimeDelta::days(1), then) - 1.0).abs() < 1e-12, "nor do they grow");
    }
}
