//! From whom deals are won and to whom they are lost: how many, and of what value.

use std::collections::HashMap;

use diesel::{
    MysqlConnection, RunQueryDsl,
    sql_types::{BigInt, Binary, Nullable, Text},
};
use rapport_contacts::kept;
use rapport_db::{DbError, Sql, sql::Value};
use rapport_graphql::{
    Open, Record,
    async_graphql::{ComplexObject, SimpleObject},
    loader::Batch,
    money::MoneyRecord,
};
use rapport_kernel::{Call, Currency, Money};

use super::CompetitorId;
use crate::{
    by_id,
    deals::{DealStatus, scope},
    permissions,
};

/// Deals that were won from a competitor, or lost to it.
#[derive(Clone, Debug, Default, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "CompetitorDeals")]
pub struct CompetitorDealsRecord {
    /// How many.
    pub deals: i64,
    #[graphql(skip)]
    sums: Vec<Money>,
}

/// Deals that were won from a competitor, or lost to it; open to other modules.
pub type CompetitorDeals = Open<CompetitorDealsRecord>;

/// Deals that were won from a competitor, or lost to it.
#[ComplexObject]
impl CompetitorDealsRecord {
    /// What they are worth, by currency.
    async fn values(&self) -> Vec<Open<MoneyRecord>> {
        self.sums.iter().map(|money| Open(MoneyRecord::from(*money))).collect()
    }
}

/// The deals that were won from competitors, by the id of the competitor.
pub(crate) struct WonFromCompetitorId;

impl Batch for WonFromCompetitorId {
    type Key = CompetitorId;
    type Value = CompetitorDealsRecord;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CompetitorId],
    ) -> Result<HashMap<CompetitorId, CompetitorDealsRecord>, DbError> {
        tally(conn, call, keys, DealStatus::Won)
    }
}

/// The deals that were lost to competitors, by the id of the competitor.
pub(crate) struct LostToCompetitorId;

impl Batch for LostToCompetitorId {
    type Key = CompetitorId;
    type Value = CompetitorDealsRecord;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CompetitorId],
    ) -> Result<HashMap<CompetitorId, CompetitorDealsRecord>, DbError> {
        tally(conn, call, keys, DealStatus::Lost)
    }
}

/// Along `deals_by_competitor`, which has all that is counted. Who sees only some deals has each looked up.
fn tally(
    conn: &mut MysqlConnection,
    call: &Call,
    keys: &[CompetitorId],
    status: DealStatus,
) -> Result<HashMap<CompetitorId, CompetitorDealsRecord>, DbError> {
    call.require(&permissions::READ)?;
    let rows = Sql::text(
        "SELECT deals.competitor_id, deals.currency, COUNT(*), CAST(SUM(deals.amount) AS SIGNED) \
         FROM deals FORCE INDEX (deals_by_competitor) WHERE ",
    )
    .then(by_id::is_one_of("deals.competitor_id", keys))
    .push(" AND deals.living = 1 AND deals.status = ")
    .bind(Value::Text(kept::name(status).to_owned()))
    .push(" AND ")
    .then(scope::visible(&call.actor))
    .push(" GROUP BY deals.competitor_id, deals.currency ORDER BY deals.competitor_id, deals.currency")
    .query::<(Binary, Nullable<Text>, BigInt, Nullable<BigInt>)>()
    .load::<(CompetitorId, Option<String>, i64, Option<i64>)>(conn)?;
    let mut found: HashMap<_, CompetitorDealsRecord> = HashMap::new();
    for (competitor, currency, deals, sum) in rows {
        let of = found.entry(competitor).or_default();
        of.deals += deals;
        let currency = currency.as_deref().and_then(Currency::from_code);
        of.sums.extend(currency.zip(sum).map(|(currency, amount)| Money { amount, currency }));
    }
    Ok(found)
}
