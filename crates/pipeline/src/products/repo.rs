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

/// The living products that are meant by these words: by the key of another system, the code, or the name.
pub(crate) fn known_as(conn: &mut MysqlConnection, words: &[String]) -> QueryResult<Vec<ProductRow>> {
    let words = || words.iter().map(|word| Value::Text(word.clone())).collect();
    let named = Sql::all(vec![living(), Sql::is_in("products.name", words())]);
    let keyed = [Sql::is_in("products.living_external_id", words()), Sql::is_in("products.living_code", words())];
    select(Sql::any(keyed.into_iter().chain([named]).collect())).query::<Types>().load(conn)
}

/// Those of these keys of other systems that living products have.
pub(crate) fn known_ids(conn: &mut MysqlConnection, ids: &[String]) -> QueryResult<Vec<String>> {
    let ids = ids.iter().map(|id| Value::Text(id.clone())).collect();
    Sql::text("SELECT products.external_id FROM products WHERE ")
        .then(Sql::is_in("products.living_external_id", ids))
        .query::<Text>()
        .load(conn)
}

/// The codes of living products that are among these.
pub(crate) fn known_codes(conn: &mut MysqlConnection, codes: &[String]) -> QueryResult<Vec<String>> {
    let codes = codes.iter().map(|code| Value::Text(code.clone())).collect();
    Sql::text("SELECT products.code FROM products WHERE ")
        .then(Sql::is_in("products.living_code", codes))
        .query::<Text>()
        .load(conn)
}

/// Inserts products.
pub(crate) fn insert_all(conn: &mut MysqlConnection, rows: &[ProductRow]) -> QueryResult<()> {
    diesel::insert_into(products::table).values(rows).execute(conn).map(drop)
}

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
