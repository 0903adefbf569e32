//! Lines by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{OrderLineRow, repo};
use crate::{by_id::grouped, orders::OrderId, permissions};

/// The lines of orders in their order, by the id of the order.
pub(crate) struct LinesByOrderId;

impl Batch for LinesByOrderId {
    type Key = OrderId;
    type Value = Vec<OrderLineRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[OrderId],
    ) -> Result<HashMap<OrderId, Vec<OrderLineRow>>, DbError> {
        call.require(&permissions::READ_ORDERS)?;
        Ok(grouped(repo::of(conn, keys)?, |row| row.order_id))
    }
}
