//! What is sold: products, what they cost some customers, and a line of one in each deal that is worth something.

use diesel::{
    Connection, MysqlConnection, OptionalExtension, QueryResult, QueryableByName, RunQueryDsl, sql_query,
    sql_types::Binary,
};

use crate::{
    dice::{Dice, Topic},
    rows::{Price, PriceBook, Product},
    sql::insert,
    timeline::{Timeline, id_at},
};

/// Each with its code, how it is paid, and its price and cost in cents.
const PRODUCTS: [(&str, &str, &str, u64, u64); 8] = [
    ("Licences", "LIC", "YEARLY", 120_000, 15_000),
    ("Support contract", "SUP", "MONTHLY", 45_000, 22_000),
    ("Pilot", "PIL", "ONE_OFF", 500_000, 310_000),
    ("Roll-out", "ROL", "ONE_OFF", 2_400_000, 1_500_000),
    ("Training", "TRN", "ONE_OFF", 180_000, 90_000),
    ("Spare parts", "SPA", "ONE_OFF", 8_000, 4_700),
    ("Framework agreement", "FRA", "QUARTERLY", 1_500_000, 600_000),
    ("Upgrade", "UPG", "ONE_OFF", 240_000, 30_000),
];

/// Partners pay so much of a hundred.
const RESELLERS_PAY: u64 = 80;

/// Records the products and a price book, which the lines of resellers find.
pub(crate) fn products(conn: &mut MysqlConnection, seed: u64, timeline: &Timeline) -> QueryResult<()> {
    let (start, dice) = (timeline.start(), &mut Dice::new(seed, Topic::Pipelines, 2));
    let book = PriceBook {
        id: id_at(start, 0, dice),
        name: "Resellers",
        is_automatic: true,
        customer_tag: "reseller",
        created_at: start,
        updated_at: start,
    };
    let (mut products, mut prices) = (Vec::new(), Vec::new());
    for ((name, code, billing, price, cost), n) in PRODUCTS.into_iter().zip(1..) {
        let id = id_at(start, n, dice);
        products.push(Product {
            id,
            code,
            name,
            series: if billing == "ONE_OFF" { "Projects" } else { "Contracts" },
            billing,
            price,
            price_currency: "EUR",
            cost,
            cost_currency: "EUR",
            created_at: start,
            updated_at: start,
        });
        prices.push(Price {
            id: id_at(start, 100 + n, dice),
            price_book_id: book.id,
            product_id: id,
            currency: "EUR",
            amount: price * RESELLERS_PAY / 100,
        });
    }
    insert(conn, &products)?;
    insert(conn, &[book])?;
    insert(conn, &prices)?;
    Ok(())
}

/// How many deals one transaction is about.
const STEP: usize = 10_000;

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = Binary)]
    id: Vec<u8>,
}

/// Gives each deal that is worth something a line of the product that its title begins with, for all that it is worth.
pub(crate) fn lines(conn: &mut MysqlConnection) -> QueryResult<()> {
    let mut from = vec![0; 16];
    loop {
        let next = format!("SELECT id FROM deals WHERE id > ? ORDER BY id LIMIT 1 OFFSET {}", STEP - 1);
        let next = sql_query(next).bind::<Binary, _>(&from).get_result::<Last>(conn).optional()?.map(|last| last.id);
        let until = next.clone().unwrap_or_else(|| vec![0xff; 16]);
        conn.transaction(|conn| {
            sql_query(
                "INSERT INTO deal_lines (deal_id, place, product_id, name, quantity, unit_price, currency, discount, billing, \
                 payments, subtotal, total) SELECT deals.id, 0, products.id, products.name, 1, deals.amount, deals.currency, 0, \
                 'ONE_OFF', 1, deals.amount, deals.amount FROM deals \
                 JOIN products ON products.name = LEFT(deals.title, CHAR_LENGTH(products.name)) \
                 WHERE deals.amount IS NOT NULL AND deals.id > ? AND deals.id <= ?",
            )
            .bind::<Binary, _>(&from)
            .bind::<Binary, _>(&until)
            .execute(conn)
        })?;
        match next {
            Some(next) => from = next,
            None => return Ok(()),
        }
    }
}
