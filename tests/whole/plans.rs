//! Plans, held by what the database counts: what is declared as served by an index reads no more rows than it shows,
//! on the first page and deep in the list.

use diesel::{Connection, QueryableByName, RunQueryDsl, sql_query};
use rapport_contacts::{companies::CompanyOrders, people::ContactOrders};
use rapport_db::{Db, DbConfig};
use rapport_demo_data::{Plan, seed};
use rapport_graphql::{OrderRoot, list::Served};
use rapport_kernel::Role;
use rapport_pipeline::{
    deals::DealOrders, leads::LeadOrders, orders::OrderOrders, products::ProductOrders, tasks::TaskOrders,
};
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{authorization::user_id, world};

/// Enough that a scan or a sort of the whole shows, and that a filter's value has many records.
const CONTACTS: u32 = 3_000;
/// Products are few in the demo data.
const PRODUCTS: u32 = 1_000;
/// How many records a page asks for.
const PAGE: u64 = 20;
/// How many pages deep the deep page is.
const DEPTH: usize = 12;

#[derive(QueryableByName)]
struct Status {
    #[diesel(sql_type = diesel::sql_types::Text)]
    #[diesel(column_name = "Value")]
    value: String,
}

/// The rows that the session has read so far. With one connection in the pool, that is what the requests read.
pub(crate) async fn rows_read(db: &Db) -> u64 {
    db.read(|conn| Ok(sql_query("SHOW SESSION STATUS LIKE 'Handler_read%'").load::<Status>(conn)?))
        .await
        .unwrap()
        .iter()
        .map(|row| row.value.parse::<u64>().unwrap())
        .sum()
}

/// A world with data and a single connection.
fn furnished() -> World {
    let world = world();
    let conn = &mut diesel::MysqlConnection::establish(world.database().url()).unwrap();
    let plan = Plan { contacts: CONTACTS, seed: 1, now: world.clock.now() };
    seed(conn, &plan, &mut |_| {}).unwrap();
    sql_query("UPDATE deals SET stale_at = created_at WHERE status = 'OPEN'").execute(conn).unwrap();
    sql_query(format!(
        "INSERT INTO products (id, name, code, series, billing, created_at, updated_at) \
         SELECT id, CONCAT('Product ', MOD(n, 7)), n, CONCAT('Series ', MOD(n, 3)), 'ONE_OFF', at, at FROM \
         (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n, created_at AS at FROM contacts LIMIT {PRODUCTS}) AS numbers",
    ))
    .execute(conn)
    .unwrap();
    // Every deal was ordered; half of it is paid, of which every other was due at its own moment.
    sql_query(
        "INSERT INTO orders (id, external_id, contact_id, company_id, deal_id, owner_id, status, currency, net, tax, total, \
         paid, placed_at, due_at, created_at, updated_at) \
         SELECT deals.id, CONCAT('Order ', n), (SELECT MIN(id) FROM contacts), (SELECT MIN(id) FROM companies), \
         (SELECT MIN(id) FROM deals), (SELECT MIN(id) FROM users), 'PLACED', 'EUR', 100, 19, 119, IF(MOD(n, 2) = 0, 119, 0), \
         at, IF(MOD(n, 4) = 0, NULL, at), at, at FROM \
         (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n, created_at AS at FROM deals LIMIT 3000) AS deals",
    )
    .execute(conn)
    .unwrap();
    sql_query(format!(
        "INSERT INTO leads (id, given_name, family_name, email, email_key, phone, company_name, country, source, campaign, \
         status, owner_id, created_at, updated_at) \
         SELECT id, given_name, MOD(n, 7), 'a@example.org', CONCAT('a', MOD(n, 7), '@example.org'), CONCAT('+', MOD(n, 7)), \
         CONCAT('Company ', MOD(n, 7)), country, CONCAT('Source ', MOD(n, 3)), CONCAT('Campaign ', MOD(n, 3)), \
         IF(MOD(n, 3) = 0, 'WORKING', 'NEW'), owner_id, at, at FROM \
         (SELECT id, given_name, country, owner_id, ROW_NUMBER() OVER (ORDER BY id) AS n, created_at AS at FROM contacts \
         LIMIT {PRODUCTS}) AS numbers",
    ))
    .execute(conn)
    .unwrap();
    for table in [
        "contacts",
        "companies",
        "interactions",
        "customer_events",
        "affiliations",
        "deals",
        "products",
        "tasks",
        "orders",
        "leads",
    ] {
        let _ = sql_query(format!("ANALYZE TABLE {table}")).execute(conn);
    }
    through_one_connection(world)
}

/// The world through a single connection, of which the rows that are read are counted.
pub(crate) fn through_one_connection(world: World) -> World {
    let config = DbConfig { pool_size: 1, ..DbConfig::new(world.database().url()) };
    world.through(Db::open(&config).unwrap())
}

/// What one list is asked for in the tests.
struct List {
    name: &'static str,
    order: &'static str,
    filter: &'static str,
    served: &'static [Served],
    /// A value for each key of a filter that many records have.
    values: Vec<(&'static str, Value)>,
}

/// The most frequent value of a column, as a filter asks for it.
async fn most_frequent(db: &Db, table: &'static str, column: &'static str) -> String {
    let query = format!(
        "SELECT CAST({column} AS CHAR) AS `Value` FROM {table} WHERE living = 1 AND {column} IS NOT NULL \
         GROUP BY {column} ORDER BY COUNT(*) DESC LIMIT 1"
    );
    db.read(move |conn| Ok(sql_query(&query).get_result::<Status>(conn)?)).await.unwrap().value
}

async fn lists(db: &Db) -> [List; 7] {
    let eq = |text: String| json!({ "eq": text });
    let id = async |table: &'static str, column: &'static str, kind: &str| {
        let hex = format!(
            "SELECT HEX({column}) AS `Value` FROM {table} WHERE living = 1 AND {column} IS NOT NULL \
             GROUP BY {column} ORDER BY COUNT(*) DESC LIMIT 1"
        );
        let hex = db.read(move |conn| Ok(sql_query(&hex).get_result::<Status>(conn)?)).await.unwrap().value;
        rapport_kernel::id::encode_global(kind, hex.parse().unwrap())
    };
    let contacts = async |column| most_frequent(db, "contacts", column).await;
    let companies = async |column| most_frequent(db, "companies", column).await;
    let people = List {
        name: "contacts",
        order: "ContactOrder",
        filter: "ContactFilter",
        served: ContactOrders::SERVED,
        values: vec![
            ("country", eq(contacts("country").await)),
            ("language", eq(contacts("language").await)),
            ("familyName", eq(contacts("family_name").await)),
            ("givenName", eq(contacts("given_name").await)),
            ("source", eq(contacts("source").await)),
            ("lifecycleStage", json!([contacts("lifecycle_stage").await])),
            ("owner", eq(id("contacts", "owner_id", "User").await)),
        ],
    };
    let firms = List {
        name: "companies",
        order: "CompanyOrder",
        filter: "CompanyFilter",
        served: CompanyOrders::SERVED,
        values: vec![
            ("name", eq(companies("name").await)),
            ("industry", eq(companies("industry").await)),
            ("size", json!({ "eq": companies("size").await.parse::<i64>().unwrap() })),
            ("country", eq(companies("country").await)),
            ("owner", eq(id("companies", "owner_id", "User").await)),
            ("parent", eq(id("companies", "parent_id", "Company").await)),
        ],
    };
    let deals = List {
        name: "deals",
        order: "DealOrder",
        filter: "DealFilter",
        served: DealOrders::SERVED,
        values: vec![
            ("title", eq(most_frequent(db, "deals", "title").await)),
            ("status", json!([most_frequent(db, "deals", "status").await])),
            ("stage", eq(id("deals", "stage_id", "PipelineStage").await)),
            ("isStale", json!(true)),
            ("pipeline", eq(id("deals", "pipeline_id", "Pipeline").await)),
            ("owner", eq(id("deals", "owner_id", "User").await)),
            ("company", eq(id("deals", "company_id", "Company").await)),
        ],
    };
    let products = List {
        name: "products",
        order: "ProductOrder",
        filter: "ProductFilter",
        served: ProductOrders::SERVED,
        values: vec![
            ("name", eq(most_frequent(db, "products", "name").await)),
            ("code", eq(most_frequent(db, "products", "code").await)),
            ("series", eq(most_frequent(db, "products", "series").await)),
        ],
    };
    let tasks = List {
        name: "tasks",
        order: "TaskOrder",
        filter: "TaskFilter",
        served: TaskOrders::SERVED,
        values: vec![
            ("title", eq(most_frequent(db, "tasks", "title").await)),
            ("status", json!(["OPEN"])),
            ("isOverdue", json!(true)),
            ("owner", eq(id("tasks", "owner_id", "User").await)),
            ("contact", eq(id("tasks", "contact_id", "Contact").await)),
            ("company", eq(id("tasks", "company_id", "Company").await)),
            ("deal", eq(id("tasks", "deal_id", "Deal").await)),
        ],
    };
    let orders = List {
        name: "orders",
        order: "OrderOrder",
        filter: "OrderFilter",
        served: OrderOrders::SERVED,
        values: vec![
            ("overdue", json!(true)),
            ("externalId", eq(most_frequent(db, "orders", "external_id").await)),
            ("status", json!([most_frequent(db, "orders", "status").await])),
            ("contact", eq(id("orders", "contact_id", "Contact").await)),
            ("company", eq(id("orders", "company_id", "Company").await)),
            ("deal", eq(id("orders", "deal_id", "Deal").await)),
            ("owner", eq(id("orders", "owner_id", "User").await)),
        ],
    };
    let text = async |column| eq(most_frequent(db, "leads", column).await);
    let leads = List {
        name: "leads",
        order: "LeadOrder",
        filter: "LeadFilter",
        served: LeadOrders::SERVED,
        values: vec![
            ("status", json!([most_frequent(db, "leads", "status").await])),
            ("owner", eq(id("leads", "owner_id", "User").await)),
            ("familyName", text("family_name").await),
            ("companyName", text("company_name").await),
            ("email", text("email_key").await),
            ("phone", text("phone").await),
            ("country", text("country").await),
            ("source", text("source").await),
            ("campaign", text("campaign").await),
        ],
    };
    [people, firms, deals, products, tasks, orders, leads]
}

/// The rows that a page reads, its cursor, and how many records it has.
async fn page(world: &World, admin: &Client, query: &str, variables: &Value) -> (u64, Value, u64) {
    // Once before, so that what is counted is the page alone, not what its first use prepares.
    admin.ok(query, variables.clone()).await;
    let itself = rows_read(&world.db).await;
    let counted = rows_read(&world.db).await - itself;
    let before = rows_read(&world.db).await;
    let data = admin.ok(query, variables.clone()).await;
    let read = rows_read(&world.db).await - before - counted;
    let page = data.as_object().unwrap().values().next().unwrap();
    (read, page["pageInfo"]["endCursor"].clone(), u64::try_from(page["nodes"].as_array().unwrap().len()).unwrap())
}

#[tokio::test]
async fn what_is_served_by_an_index_reads_what_it_shows() {
    let world = furnished();
    let admin = world.client(Role::Admin);
    let mut wrong = Vec::new();
    for list in lists(&world.db).await {
        let query = format!(
            "query ($f: {}, $o: [{}!], $n: Int, $after: String) {{ {}(filter: $f, orderBy: $o, first: $n, after: $after) \
             {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}",
            list.filter, list.order, list.name
        );
        for served in list.served {
            let filter = served.filter.map(|key| {
                let (_, value) = list.values.iter().find(|(known, _)| *known == key).unwrap_or_else(|| panic!("{key}"));
                json!({ key: value })
            });
            for direction in ["ASC", "DESC"] {
                for nulls in ["FIRST", "LAST"] {
                    let fields = if served.order.is_empty() { &["ID"] } else { served.order };
                    let term = |field| json!({ "field": field, "direction": direction, "nulls": nulls });
                    let order: Vec<_> = fields.iter().map(term).collect();
                    // The last term of two would be sorted if it asked for NULLs where the index has none.
                    if order.len() > 1 && (direction == "ASC") != (nulls == "FIRST") {
                        continue;
                    }
                    let variables = |after: &Value, n| json!({ "f": filter, "o": order, "n": n, "after": after });
                    let (read, cursor, shown) = page(&world, &admin, &query, &variables(&Value::Null, PAGE)).await;
                    let what = format!("{}: {filter:?} by {order:?}", list.name);
                    // A row more tells whether others follow, and each range is found and ended by a look of its own.
                    let bound = PAGE + 1 + 2 * 4;
                    if read > bound {
                        wrong.push(format!("{what}: {read} rows for {shown} on the first page"));
                    }
                    let mut cursor = cursor;
                    for _ in 1..DEPTH {
                        let data = admin.ok(&query, variables(&cursor, PAGE)).await;
                        let next = data[list.name]["pageInfo"]["endCursor"].clone();
                        if next.is_null() {
                            break;
                        }
                        cursor = next;
                    }
                    let (read, _, shown) = page(&world, &admin, &query, &variables(&cursor, PAGE)).await;
                    if read > bound {
                        wrong.push(format!("{what}: {read} rows for {shown} on a deep page"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{:#?}", wrong);
}

/// The rows that a question reads.
async fn asked(world: &World, admin: &Client, query: &str, variables: Value) -> i64 {
    admin.ok(query, variables.clone()).await;
    let itself = rows_read(&world.db).await;
    let counted = rows_read(&world.db).await - itself;
    let before = rows_read(&world.db).await;
    admin.ok(query, variables).await;
    i64::try_from(rows_read(&world.db).await - before - counted).unwrap()
}

#[tokio::test]
async fn what_is_told_of_few_looks_through_no_table() {
    let world = furnished();
    let admin = world.client(Role::Admin);
    let count = |of: &str| {
        let rows = diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!("SELECT COUNT(*) FROM {of}"));
        let conn = &mut diesel::MysqlConnection::establish(world.database().url()).unwrap();
        rows.get_result::<i64>(conn).unwrap()
    };
    let competitors = "{ competitors { nodes { won { deals } lost { deals values { amount } } } } }";
    let (rows, deals) = (asked(&world, &admin, competitors, json!({})).await, count("deals"));
    let of_competitors = count("deals WHERE competitor_id IS NOT NULL");
    assert!(
        rows < of_competitors + 200 && of_competitors < deals / 2,
        "{rows} rows, {of_competitors} of {deals} deals"
    );
    let care = "query ($o: ID!) { accountCare(ownerId: $o, first: 20) \
                { nodes { lastTouchAt nextStep { title } overdueTasks overdueCommitments } } }";
    let rows = asked(&world, &admin, care, json!({ "o": user_id(Role::Manager) })).await;
    // Each account with its people and what they had to do with anybody; not each promise for each of the page.
    let accounts = count("contacts") + count("companies");
    let owned = count("contacts WHERE owner_id = X'00000000000070008000000000000002'");
    assert!(rows < 30 * owned + 500 && owned < accounts / 10, "{rows} rows, {owned} of {accounts} accounts");
}

#[tokio::test]
async fn every_order_of_one_field_is_served() {
    fn check<R: OrderRoot>() {
        for field in R::FIELDS {
            let order: &[&str] = if field.name == "ID" { &[] } else { std::slice::from_ref(&field.name) };
            let served = R::SERVED.iter().any(|served| served.filter.is_none() && served.order == order);
            assert!(served, "{} of {} is offered, and no index serves it", field.name, R::NAME);
        }
    }
    check::<ContactOrders>();
    check::<CompanyOrders>();
    check::<DealOrders>();
    check::<ProductOrders>();
    check::<TaskOrders>();
    check::<OrderOrders>();
    check::<LeadOrders>();
}
