//! Leases: what one node does at a time. They keep nodes from doing the same work twice; that the work comes out right must
//! hang on something else, for a node may believe to hold one that has run out.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::{
    MysqlConnection,
    prelude::*,
    sql_query,
    sql_types::{Binary, Datetime, Text},
};
use rapport_kernel::ApiResult;
use uuid::Uuid;

use crate::{Db, schema::leases};

/// How long a lease holds without being renewed.
const LEASE: TimeDelta = TimeDelta::seconds(5);

impl Db {
    /// Whether this holder has the lease of this name from now on, for five seconds: it is taken when it is new, one's own,
    /// or run out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_lease(&self, name: &'static str, holder: Uuid, now: NaiveDateTime) -> ApiResult<bool> {
        self.maintain(move |conn| Ok(hold(conn, name, holder, now)?)).await
    }
}

pub(crate) fn hold(conn: &mut MysqlConnection, name: &str, holder: Uuid, now: NaiveDateTime) -> QueryResult<bool> {
    let until = now + LEASE;
    // The affected rows do not tell, so it is read back.
    sql_query(
        "INSERT INTO leases (name, holder, held_until) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE \
         holder = IF(held_until < ? OR holder = VALUES(holder), VALUES(holder), holder), \
         held_until = IF(holder = VALUES(holder), VALUES(held_until), held_until)",
    )
    .bind::<Text, _>(name)
    .bind::<Binary, _>(holder.as_bytes().as_slice())
    .bind::<Datetime, _>(until)
    .bind::<Datetime, _>(now)
    .execute(conn)?;
    let held_by: Vec<u8> = leases::table.find(name).select(leases::holder).first(conn)?;
    Ok(held_by == holder.as_bytes())
}
