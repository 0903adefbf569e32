//! In which groups each deal is.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{Binary, Nullable, Text},
};
use rapport_contacts::kept;
use rapport_db::{Db, Sql, recent::Read};
use rapport_kernel::{Actor, ApiResult, RowScope};

use super::{By, Key};
use crate::{
    deals::{DealId, all::SeenDeal, scope},
    windows,
};

/// In which groups each deal is.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    by: Option<By>,
    /// As of when it is known, where it does not stand in the deals themselves.
    as_of: Option<NaiveDateTime>,
    placed: Arc<Placed>,
}

/// The groups that do not stand in the deals themselves: in which each is, in the order of their ids.
#[derive(Debug, Default)]
struct Placed {
    places: Vec<(DealId, usize)>,
    names: Vec<String>,
}

impl Groups {
    /// All deals in one group.
    pub(crate) fn one() -> Self {
        Self { by: None, as_of: None, placed: Arc::default() }
    }

    /// The groups of the deals that the actor sees, which are so many. Of very many, those of up to ten minutes ago.
    ///
    /// # Errors
    /// As for [`Db::read_recent`].
    pub(crate) async fn recently(
        db: &Db,
        actor: &Actor,
        by: Option<By>,
        deals: usize,
        now: NaiveDateTime,
    ) -> ApiResult<Self> {
        let Some(beside) = by.and_then(Beside::of) else { return Ok(Self { by, ..Self::one() }) };
        let seer = actor.clone();
        let read = db.read_recent(actor, ("groups of deals", by), now, move |conn| {
            let answer = read(conn, &seer, beside)?;
            Ok(Read { as_of: now, rows: deals, bytes: answer.bytes(), answer })
        });
        let (as_of, placed) = read.await?;
        Ok(Self { by, as_of: Some(as_of), placed })
    }

    /// As of when it is known which groups the deals are in; `now` where that stands in the deals.
    pub(crate) fn as_of(&self, now: NaiveDateTime) -> NaiveDateTime {
        self.as_of.unwrap_or(now)
    }

    /// Each group of a deal of which a moment counts: one that is none where it has none.
    pub(crate) fn each<'a>(&'a self, deal: &SeenDeal, moment: NaiveDateTime, mut take: impl FnMut(Option<Key<'a>>)) {
        match self.by {
            None => take(None),
            Some(By::Month) => take(Some(Key::month(moment))),
            Some(By::Quarter) => take(Some(Key::quarter(moment))),
            Some(By::Year) => take(Some(Key::year(moment))),
            Some(By::Owner) => take(deal.owner.map(|id| Key::Record(id.uuid()))),
            Some(By::Company) => take(deal.company.map(|id| Key::Record(id.uuid()))),
            Some(By::Pipeline) => take(Some(Key::Record(deal.pipeline.uuid()))),
            Some(By::Kind) => take(Some(Key::Text(kept::name(deal.kind)))),
            Some(By::Team | By::Industry | By::Product | By::Source | By::LossReason) => {
                let names = self.placed.of(deal.id);
                let mut is_in_one = false;
                for name in names {
                    is_in_one = true;
                    take(Some(Key::Text(name)));
                }
                if !is_in_one {
                    take(None);
                }
            }
        }
    }
}

impl Placed {
    /// How many bytes it takes, about.
    fn bytes(&self) -> usize {
        let names: usize = self.names.iter().map(|name| size_of::<String>() + name.len()).sum();
        size_of_val(self.places.as_slice()) + names
    }

    /// The groups of a deal.
    fn of(&self, deal: DealId) -> impl Iterator<Item = &str> {
        let from = self.places.partition_point(|(id, _)| *id < deal);
        let of_deal = self.places.iter().skip(from).take_while(move |(id, _)| *id == deal);
        of_deal.filter_map(|(_, place)| self.names.get(*place)).map(String::as_str)
    }
}

/// Where groups are found that do not stand in the deals themselves.
#[derive(Clone, Copy, Debug)]
struct Beside {
    /// What is joined to the deals.
    join: &'static str,
    /// What the group is called.
    name: &'static str,
    /// By what it is one: texts that the database takes for the same are the same group.
    same: &'static str,
}

impl Beside {
    const fn of(by: By) -> Option<Self> {
        Some(match by {
            By::Team => Self {
                join: " STRAIGHT_JOIN team_members ON team_members.user_id = deals.owner_id",
                name: "LOWER(HEX(team_members.team_id))",
                same: "team_members.team_id",
            },
            // Each product once, however many lines have it.
            By::Product => Self {
                join: " STRAIGHT_JOIN deal_lines ON deal_lines.deal_id = deals.id AND deal_lines.product_id IS NOT NULL",
                name: "LOWER(HEX(deal_lines.product_id))",
                same: "deal_lines.product_id",
            },
            By::Source => Self {
                join: " STRAIGHT_JOIN deal_contacts ON deal_contacts.deal_id = deals.id AND deal_contacts.place = 0 \
                     STRAIGHT_JOIN contacts ON contacts.id = deal_contacts.contact_id AND contacts.living = 1 \
                     AND contacts.source IS NOT NULL",
                name: "contacts.source",
                same: "WEIGHT_STRING(contacts.source)",
            },
            By::Industry => Self {
                join: " STRAIGHT_JOIN companies ON companies.id = deals.company_id AND companies.living = 1 \
                     AND companies.industry IS NOT NULL",
                name: "companies.industry",
                same: "WEIGHT_STRING(companies.industry)",
            },
            By::LossReason => Self { join: "", name: "deals.loss_reason", same: "WEIGHT_STRING(deals.loss_reason)" },
            _ => return None,
        })
    }
}

fn read(conn: &mut MysqlConnection, actor: &Actor, Beside { join, name, same }: Beside) -> QueryResult<Placed> {
    type Row = (DealId, Option<String>, Option<Vec<u8>>);
    let from = |index: &'static str| {
        Sql::text("SELECT deals.id, ")
            .push(name)
            .push(", ")
            .push(same)
            .push(" FROM deals")
            .push(index)
            .push(join)
            .push(" WHERE ")
            .then(scope::living())
            .push(" AND ")
            .then(scope::visible(actor))
            .push(" AND ")
            .push(name)
            .push(" IS NOT NULL")
    };
    let load =
        |conn: &mut MysqlConnection, sql: Sql| sql.query::<(Binary, Nullable<Text>, Nullable<Binary>)>().load(conn);
    let rows: Vec<Row> = if actor.row_scope() == RowScope::All {
        let from = from(" FORCE INDEX (PRIMARY)");
        windows::each(conn, "deals.id", |(deal, ..): &Row| *deal, |conn, window| load(conn, from.clone().then(window)))?
    } else {
        load(conn, from(""))?
    };
    let mut placed = Placed { places: Vec::with_capacity(rows.len()), names: Vec::new() };
    let mut known: HashMap<Vec<u8>, usize> = HashMap::new();
    for (deal, name, same) in rows {
        let (Some(name), Some(same)) = (name, same) else { continue };
        let place = *known.entry(same).or_insert_with(|| {
            placed.names.push(name.clone());
            placed.names.len() - 1
        });
        // Of the ways in which it is written the first, whichever is read first.
        if let Some(called) = placed.names.get_mut(place).filter(|called| **called > name) {
            *called = name;
        }
        placed.places.push((deal, place));
    }
    placed.places.sort_unstable();
    placed.places.dedup();
    Ok(placed)
}
