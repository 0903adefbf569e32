//! Twenty people, each with company, e-mail addresses and the latest five interactions.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    mysql::Mysql,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Binary, Bool, Datetime, Nullable, Text},
};
use serde::{Deserialize, Serialize};

use crate::{
    answer::{self, Page, PageInfo},
    pool::{Failure, Pool},
    statement::statement,
};

/// How many people a page has.
const PAGE: usize = 20;

statement! {
    /// People with their companies: one statement for both kinds, since a person has at most one. Left alone, MariaDB
    /// walks the index from its end instead of from where the page starts.
    People { before: Vec<u8> => Binary }
    "SELECT c.id, c.given_name, c.family_name, f.id, f.name FROM contacts AS c FORCE INDEX (contacts_by_id) \
     LEFT JOIN affiliations AS a ON a.primary_of = c.id \
     LEFT JOIN companies AS f ON f.id = a.company_id AND f.living = 1 \
     WHERE c.living = 1 AND c.id < ? ORDER BY c.id DESC LIMIT 21",
    (Binary, Nullable<Text>, Nullable<Text>, Nullable<Binary>, Nullable<Text>)
}

type PersonRow = (Vec<u8>, Option<String>, Option<String>, Option<Vec<u8>>, Option<String>);

/// A statement over the ids of a page. A short page is filled up with an id that nobody has.
struct OfPage<const STATEMENT: usize, Columns> {
    ids: Vec<Vec<u8>>,
    columns: std::marker::PhantomData<Columns>,
}

impl<const STATEMENT: usize, Columns> OfPage<STATEMENT, Columns> {
    fn of(ids: &[Vec<u8>]) -> Self {
        let ids = ids.iter().cloned().chain(std::iter::repeat(vec![0; 16])).take(PAGE).collect();
        Self { ids, columns: std::marker::PhantomData }
    }
}

/// The addresses.
const EMAILS: usize = 0;
/// The interactions.
const INTERACTIONS: usize = 1;

type Emails = OfPage<EMAILS, (Binary, Text, Nullable<Text>, Bool)>;
type EmailRow = (Vec<u8>, String, Option<String>, bool);
type Interactions = OfPage<INTERACTIONS, (Binary, Binary, Text, Nullable<Text>, Datetime)>;
type InteractionRow = (Vec<u8>, Vec<u8>, String, Option<String>, NaiveDateTime);

impl<const STATEMENT: usize, Columns> QueryFragment<Mysql> for OfPage<STATEMENT, Columns> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        let (before, between, after) = if STATEMENT == EMAILS {
            (
                "SELECT contact_id, address, label, is_primary FROM contact_emails WHERE contact_id IN (",
                ", ",
                ") ORDER BY contact_id, place",
            )
        } else {
            // Five steps along the index for each person; a window function would read all that each ever had.
            (
                "(SELECT contact_id, id, kind, subject, occurred_at FROM interactions WHERE contact_id = ",
                " ORDER BY occurred_at DESC, id DESC LIMIT 5) UNION ALL \
                 (SELECT contact_id, id, kind, subject, occurred_at FROM interactions WHERE contact_id = ",
                " ORDER BY occurred_at DESC, id DESC LIMIT 5)",
            )
        };
        for (index, id) in self.ids.iter().enumerate() {
            out.push_sql(if index == 0 { before } else { between });
            out.push_bind_param::<Binary, _>(id)?;
        }
        out.push_sql(after);
        Ok(())
    }
}
impl<const STATEMENT: usize, Columns: 'static> QueryId for OfPage<STATEMENT, Columns> {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}
impl<const STATEMENT: usize, Columns> Query for OfPage<STATEMENT, Columns> {
    type SqlType = Columns;
}
impl<const STATEMENT: usize, Columns> RunQueryDsl<MysqlConnection> for OfPage<STATEMENT, Columns> {}

#[derive(Serialize)]
struct Company {
    id: String,
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Email {
    address: String,
    label: Option<String>,
    is_primary: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Interaction {
    id: String,
    kind: String,
    subject: Option<String>,
    #[serde(serialize_with = "answer::moment")]
    occurred_at: NaiveDateTime,
}

#[derive(Default, Serialize)]
struct Timeline {
    nodes: Vec<Interaction>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    id: String,
    given_name: Option<String>,
    family_name: Option<String>,
    company: Option<Company>,
    emails: Vec<Email>,
    interactions: Timeline,
}

#[derive(Serialize)]
struct People20 {
    contacts: Page<Person>,
}

/// Which page.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    before: String,
}

/// `GET /timelines?before=..`.
pub(crate) async fn page(
    pool: web::Data<Pool>,
    web::Query(wanted): web::Query<Wanted>,
) -> Result<HttpResponse, Failure> {
    let json = Pool::run(pool, move |conn| answer::json(People20 { contacts: read(conn, &wanted.before)? })).await?;
    Ok(answer::respond(json))
}

fn read(conn: &mut MysqlConnection, before: &str) -> Result<Page<Person>, Failure> {
    let mut people: Vec<PersonRow> = People { before: answer::bytes(before)? }.load(conn)?;
    let has_next_page = people.len() > PAGE;
    people.truncate(PAGE);
    let ids: Vec<Vec<u8>> = people.iter().map(|(id, ..)| id.clone()).collect();
    let mut emails: HashMap<Vec<u8>, Vec<Email>> = HashMap::with_capacity(PAGE);
    for (contact, address, label, is_primary) in Emails::of(&ids).load::<EmailRow>(conn)? {
        emails.entry(contact).or_default().push(Email { address, label, is_primary });
    }
    let mut timelines: HashMap<Vec<u8>, Timeline> = HashMap::with_capacity(PAGE);
    for (contact, id, kind, subject, occurred_at) in Interactions::of(&ids).load::<InteractionRow>(conn)? {
        let id = answer::global("Interaction", &id);
        timelines.entry(contact).or_default().nodes.push(Interaction { id, kind, subject, occurred_at });
    }
    let nodes: Vec<_> = people
        .into_iter()
        .map(|(id, given_name, family_name, company, name)| Person {
            company: company.zip(name).map(|(id, name)| Company { id: answer::global("Company", &id), name }),
            emails: emails.remove(&id).unwrap_or_default(),
            interactions: timelines.remove(&id).unwrap_or_default(),
            id: answer::global("Contact", &id),
            given_name,
            family_name,
        })
        .collect();
    let end_cursor = nodes.last().map(|last| last.id.clone());
    Ok(Page { page_info: PageInfo { has_next_page, end_cursor }, nodes })
}
