//! What an event is to someone who follows deals: by their filter and their rights, before it and after. The one place:
//! subscriptions, and by them webhooks, ask here.

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Nullable, Text},
};
use rapport_db::{Sql, events::Event};
use rapport_kernel::{Actor, Call, event::Change};

use super::{
    past::{AFTER, BEFORE, Past, SHARES_THEN},
    scope,
    updates::DealUpdateKind,
};
use crate::{
    partners::PartnerId,
    sharing::{SharedField, rights},
};

/// How often what happens meanwhile is read anew.
const ATTEMPTS: usize = 3;

/// What an event is to a follower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) kind: DealUpdateKind,
    pub(crate) shown: Shown,
}

/// Which of the values that changed a follower may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Whoever sees the deal sees its history.
    All,
    /// Those of fields that are shared with a partner, and of what is seen of every deal.
    Shared(Vec<SharedField>),
    /// Whoever lost sight of the deal by this very change is not told to whom it went.
    Nothing,
}

impl Shown {
    /// Whether the change of this field is one of them.
    pub(crate) fn has(&self, change: &Change) -> bool {
        match self {
            Self::All => true,
            Self::Nothing => false,
            Self::Shared(fields) => SharedField::of_change(&change.field)
                .is_ok_and(|needed| needed.is_none_or(|needed| fields.contains(&needed))),
        }
    }
}

/// What an event is to who follows the deals of this condition; `None` for nothing.
pub(crate) fn meaning(
    conn: &mut MysqlConnection,
    call: &Call,
    wanted: &Sql,
    event: &Event,
) -> QueryResult<Option<Meaning>> {
    let (before, after) = around(conn, &call.actor, wanted, event)?;
    let kind = match (before.is_wanted, after.is_wanted) {
        (false, true) => DealUpdateKind::Entered,
        (true, true) => DealUpdateKind::Changed,
        (true, false) => DealUpdateKind::Left,
        (false, false) => return Ok(None),
    };
    let is_partner = rights::is_partner(&call.actor);
    if is_partner && kind == DealUpdateKind::Changed && is_of_another_partner(conn, &call.actor, event)? {
        return Ok(None);
    }
    let shown = if !(after.is_visible || after.is_gone) {
        Shown::Nothing
    } else if is_partner {
        Shown::Shared(if after.is_gone { before.fields } else { after.fields })
    } else {
        Shown::All
    };
    Ok(Some(Meaning { kind, shown }))
}

/// Whether an event tells with which other partner a deal is shared: that is nobody's to know.
fn is_of_another_partner(conn: &mut MysqlConnection, actor: &Actor, event: &Event) -> QueryResult<bool> {
    let shares = event.changes.iter().filter(|change| change.field == "share");
    let partner = |change: &Change| {
        let told = [&change.old, &change.new].into_iter().find_map(|share| share.get("partnerId")?.as_str());
        told.and_then(PartnerId::from_global)
    };
    match shares.filter_map(partner).next() {
        Some(partner) => rights::acts_for(conn, actor, partner).map(|is_theirs| !is_theirs),
        None => Ok(false),
    }
}

/// How a deal stands to a follower.
#[derive(Clone, Default)]
struct Stands {
    is_visible: bool,
    is_wanted: bool,
    /// There is no deal at all.
    is_gone: bool,
    /// What is shared of it, where that counts.
    fields: Vec<SharedField>,
}

/// How a deal stands to a follower before and after an event: whether they may see it, and whether it meets the filter as
/// well.
fn around(conn: &mut MysqlConnection, actor: &Actor, wanted: &Sql, event: &Event) -> QueryResult<(Stands, Stands)> {
    let wanted = wanted.clone().at(event.occurred_at);
    let mut attempt = 0;
    loop {
        attempt += 1;
        let past = Past::around(conn, event)?;
        let mut rows = Vec::new();
        if rights::is_partner(actor) {
            // With whom it was shared is not the same before and after: each is asked with the shares of its moment.
            for which in [BEFORE, AFTER] {
                rows.extend(ask(conn, actor, &wanted, &past, which)?.into_iter().filter(|row| row.0 == which));
            }
        } else {
            rows = ask(conn, actor, &wanted, &past, AFTER)?;
        }
        // The row has changes of which the log told nothing when it was asked: once more.
        let is_torn = rows.iter().any(|row| row.3 != past.version.map(i64::from));
        if is_torn && attempt < ATTEMPTS {
            continue;
        }
        let stands = |which: i64| match rows.iter().find(|row| row.0 == which) {
            None => Stands { is_gone: true, ..Stands::default() },
            Some((_, is_visible, is_wanted, _, fields)) => {
                let is_visible = *is_visible != 0;
                let fields = fields.as_deref().map(SharedField::read).unwrap_or_default();
                Stands { is_visible, is_wanted: is_visible && *is_wanted != 0, is_gone: false, fields }
            }
        };
        return Ok((stands(BEFORE), stands(AFTER)));
    }
}

/// Which moment; whether the deal is visible, and wanted; its version; what is shared of it.
type Row = (i64, i64, i64, Option<i64>, Option<String>);
type RowTypes = (BigInt, BigInt, BigInt, Nullable<BigInt>, Nullable<Text>);

fn ask(conn: &mut MysqlConnection, actor: &Actor, wanted: &Sql, past: &Past, shares: i64) -> QueryResult<Vec<Row>> {
    let is_partner = rights::is_partner(actor);
    let then = if is_partner { past.shares(shares) } else { None };
    let fields = if is_partner { rights::fields_shared_with(actor) } else { Sql::text("NULL") };
    let has_then = then.is_some();
    let read = |piece: Sql| if has_then { piece.reading("deal_shares", SHARES_THEN) } else { piece };
    let asked = then
        .unwrap_or_default()
        .push("SELECT CAST(deals.which AS SIGNED), CAST((")
        .then(read(scope::visible(actor)))
        .push(") IS TRUE AS SIGNED), CAST((")
        .then(read(wanted.clone()))
        .push(") IS TRUE AS SIGNED), CAST(deals.version AS SIGNED), CAST(")
        .then(read(fields))
        .push(" AS CHAR) FROM ")
        .then(past.table())
        .query::<RowTypes>();
    let asked = if has_then { asked.rarely() } else { asked };
    asked.load(conn)
}
