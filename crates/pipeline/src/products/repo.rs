//! The SQL of products.

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Nullable, Text},
};
use rapport_db::{Sql, sql::Value};

use super::{
    ProductId, ProductRow,
    row::{COLUMNS, Types},
};
use crate::{by_id, schema::products};

/// A condition on `products` for those that are not deleted.
pub(crate) fn living() -> Sql {
    Sql::text("products.living = 1")
}

/// A condition on `products` for those that are deleted.
pub(crate) fn deleted() -> Sql {
    Sql::text("products.living IS NULL")
}

fn of_ids(ids: &[ProductId]) -> Sql {
    by_id::is_one_of("products.id", ids)
}

fn select(condition: Sql) -> Sql {
    Sql::text("SELECT ").push(COLUMNS).push(" FROM products WHERE ").then(condition)
}

/// The living products among these.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[ProductId]) -> QueryResult<Vec<ProductRow>> {
    select(Sql::all(vec![of_ids(ids), living()])).query::<Types>().load(conn)
}

/// These products, the deleted too.
pub(crate) fn of(conn: &mut MysqlConnection, ids: &[ProductId]) -> QueryResult<Vec<ProductRow>> {
    select(of_ids(ids)).query::<Types>().load(conn)
}

/// A product in this state, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, id: ProductId, state: Sql) -> QueryResult<Option<ProductRow>> {
    select(Sql::all(vec![of_ids(&[id]), state])).push(" FOR UPDATE").query::<Types>().get_result(conn).optional()
}

/// The ids of the living products with this code, or this key of another system.
pub(crate) fn holders(conn: &mut MysqlConnection, row: &ProductRow) -> QueryResult<Vec<Holder>> {
    let is = |column: &'static str, value: &Option<String>| match value {
        Some(value) => Sql::text(column).push(" = ").bind(Value::Text(value.clone())),
        None => Sql::text("FALSE"),
    };
    let condition =
        Sql::any(vec![is("products.living_code", &row.code), is("products.living_external_id", &row.external_id)]);
    Sql::text("SELECT products.id, products.code, products.external_id FROM products WHERE ")
        .then(condition)
        .query::<(Binary, Nullable<Text>, Nullable<Text>)>()
        .load(conn)
}

/// A product that holds a code, or a key of another system.
pub(crate) type Holder = (ProductId, Option<String>, Option<String>);

/// Inserts a product.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &ProductRow) -> QueryResult<()> {
    diesel::insert_into(products::table).values(row).execute(conn).map(drop)
}

/// Writes a locked product back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &ProductRow) -> QueryResult<()> {
    diesel::update(products::table.find(row.id))
        .set((
            products::version.eq(row.version),
            products::external_id.eq(&row.external_id),
            products::code.eq(&row.code),
            products::name.eq(&row.name),
            products::series.eq(&row.series),
            products::description.eq(&row.description),
            products::billing.eq(&row.billing),
            products::price.eq(row.price),
            products::price_currency.eq(&row.price_currency),
            products::cost.eq(row.cost),
            products::cost_currency.eq(&row.cost_currency),
            products::updated_at.eq(row.updated_at),
            products::deleted_at.eq(row.deleted_at),
        ))
        .execute(conn)
        .map(drop)
}
