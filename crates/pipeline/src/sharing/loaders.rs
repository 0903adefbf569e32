//! Shares by what others know of them.

use std::collections::HashMap;

use diesel::{
    MysqlConnection, RunQueryDsl,
    sql_types::{Binary, Text},
};
use rapport_db::{DbError, Sql};
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{SharedField, repo, repo::ShareRow, rights};
use crate::{
    by_id::{self, grouped},
    deals::DealId,
    permissions,
};

/// What the actor sees of deals, by the id of the deal.
pub(crate) struct SharedFieldsByDealId;

impl Batch for SharedFieldsByDealId {
    type Key = DealId;
    type Value = Vec<SharedField>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[DealId],
    ) -> Result<HashMap<DealId, Vec<SharedField>>, DbError> {
        call.require(&permissions::READ_DEALS)?;
        Ok(rights::fields_of(conn, &call.actor, keys)?)
    }
}

/// The shares of deals, by the id of the deal.
pub(crate) struct SharesByDealId;

impl Batch for SharesByDealId {
    type Key = DealId;
    type Value = Vec<ShareRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[DealId],
    ) -> Result<HashMap<DealId, Vec<ShareRow>>, DbError> {
        call.require(&permissions::READ)?;
        Ok(grouped(repo::of(conn, keys)?, |row| row.deal_id))
    }
}

/// The names of the companies of deals, by the id of the deal.
pub(crate) struct CompanyNameByDealId;

impl Batch for CompanyNameByDealId {
    type Key = DealId;
    type Value = Option<String>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[DealId],
    ) -> Result<HashMap<DealId, Option<String>>, DbError> {
        call.require(&permissions::READ_DEALS)?;
        let rows = Sql::text(
            "SELECT deals.id, companies.name FROM deals JOIN companies ON companies.id = deals.company_id \
             WHERE companies.living = 1 AND ",
        )
        .then(by_id::is_one_of("deals.id", keys))
        .query::<(Binary, Text)>()
        .load::<(DealId, String)>(conn)?;
        Ok(rows.into_iter().map(|(deal, name)| (deal, Some(name))).collect())
    }
}
