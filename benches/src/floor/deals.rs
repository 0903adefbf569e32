//! Fifty deals of a stage, each with its people, their e-mail addresses and company.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    mysql::Mysql,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Binary, Nullable, Text},
};
use serde::{Deserialize, Serialize};

use crate::{
    answer::{self, Page, PageInfo},
    pool::{Failure, Pool},
    statement::statement,
};

/// How many deals a page has.
const PAGE: usize = 50;

statement! {
    /// The deals of a stage before one of them, the latest id first, with the name of the stage.
    OfStage { stage: Vec<u8> => Binary, before: Vec<u8> => Binary }
    "SELECT d.id, d.title, s.name FROM deals AS d FORCE INDEX (deals_by_stage) \
     JOIN pipeline_stages AS s ON s.id = d.stage_id \
     WHERE d.stage_id = ? AND d.living = 1 AND d.id < ? ORDER BY d.stage_id DESC, d.living DESC, d.id DESC LIMIT 51",
    (Binary, Text, Text)
}

type DealRow = (Vec<u8>, String, String);

/// A statement over the ids of a page. A short page is filled up with an id that nobody has.
struct OfPage<const STATEMENT: usize, Columns> {
    ids: Vec<Vec<u8>>,
    columns: std::marker::PhantomData<Columns>,
}

impl<const STATEMENT: usize, Columns> OfPage<STATEMENT, Columns> {
    fn of<'a>(ids: impl Iterator<Item = &'a Vec<u8>>) -> Self {
        let mut ids: Vec<_> = ids.cloned().collect();
        // More than a page where deals have several people.
        let filled = ids.len().max(1).next_multiple_of(PAGE);
        ids.resize(filled, vec![0; 16]);
        Self { ids, columns: std::marker::PhantomData }
    }
}

/// The people, each with the company.
const PEOPLE: usize = 0;
/// The addresses.
const EMAILS: usize = 1;

type People =
    OfPage<PEOPLE, (Binary, Nullable<Binary>, Nullable<Text>, Nullable<Text>, Nullable<Binary>, Nullable<Text>)>;
type PersonRow = (Vec<u8>, Option<Vec<u8>>, Option<String>, Option<String>, Option<Vec<u8>>, Option<String>);
type Emails = OfPage<EMAILS, (Binary, Text)>;

impl<const STATEMENT: usize, Columns> QueryFragment<Mysql> for OfPage<STATEMENT, Columns> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        // Not kept prepared where there are more ids than on a page: the text differs then.
        if self.ids.len() > PAGE {
            out.unsafe_to_cache_prepared();
        }
        out.push_sql(if STATEMENT == PEOPLE {
            "SELECT dc.deal_id, c.id, c.given_name, c.family_name, f.id, f.name FROM deal_contacts AS dc \
             LEFT JOIN contacts AS c ON c.id = dc.contact_id AND c.living = 1 \
             LEFT JOIN affiliations AS a ON a.primary_of = c.id \
             LEFT JOIN companies AS f ON f.id = a.company_id AND f.living = 1 WHERE dc.deal_id IN ("
        } else {
            "SELECT contact_id, address FROM contact_emails WHERE contact_id IN ("
        });
        for (index, id) in self.ids.iter().enumerate() {
            out.push_sql(if index == 0 { "" } else { ", " });
            out.push_bind_param::<Binary, _>(id)?;
        }
        out.push_sql(if STATEMENT == PEOPLE {
            ") ORDER BY dc.deal_id, dc.place"
        } else {
            ") ORDER BY contact_id, place"
        });
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

#[derive(Clone, Serialize)]
struct Email {
    address: String,
}

#[derive(Serialize)]
struct Company {
    id: String,
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Contact {
    id: String,
    given_name: Option<String>,
    family_name: Option<String>,
    emails: Vec<Email>,
    company: Option<Company>,
}

#[derive(Serialize)]
struct DealContact {
    contact: Option<Contact>,
}

#[derive(Serialize)]
struct Stage {
    name: String,
}

#[derive(Serialize)]
struct Deal {
    id: String,
    title: String,
    contacts: Vec<DealContact>,
    stage: Stage,
}

#[derive(Serialize)]
struct Deals {
    deals: Page<Deal>,
}

/// Which page.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    stage: String,
    before: String,
}

/// `GET /deals?stage=..&before=..`.
pub(crate) async fn page_of_stage(
    pool: web::Data<Pool>,
    web::Query(wanted): web::Query<Wanted>,
) -> Result<HttpResponse, Failure> {
    let json = Pool::run(pool, move |conn| answer::json(Deals { deals: read(conn, &wanted)? })).await?;
    Ok(answer::respond(json))
}

fn read(conn: &mut MysqlConnection, wanted: &Wanted) -> Result<Page<Deal>, Failure> {
    let query = OfStage { stage: answer::bytes(&wanted.stage)?, before: answer::bytes(&wanted.before)? };
    // One more tells whether others follow.
    let mut rows: Vec<DealRow> = query.load(conn)?;
    let has_next_page = rows.len() > PAGE;
    rows.truncate(PAGE);
    let people: Vec<PersonRow> = People::of(rows.iter().map(|(id, ..)| id)).load(conn)?;
    let mut emails: HashMap<Vec<u8>, Vec<Email>> = HashMap::with_capacity(PAGE);
    let query = Emails::of(people.iter().filter_map(|(_, contact, ..)| contact.as_ref()));
    for (contact, address) in query.load::<(Vec<u8>, String)>(conn)? {
        emails.entry(contact).or_default().push(Email { address });
    }
    let mut contacts: HashMap<Vec<u8>, Vec<DealContact>> = HashMap::with_capacity(PAGE);
    for (deal, id, given_name, family_name, company, name) in people {
        let contact = id.map(|id| Contact {
            // One person may stand in several deals of the page.
            emails: emails.get(&id).cloned().unwrap_or_default(),
            company: company.zip(name).map(|(id, name)| Company { id: answer::global("Company", &id), name }),
            id: answer::global("Contact", &id),
            given_name,
            family_name,
        });
        contacts.entry(deal).or_default().push(DealContact { contact });
    }
    let nodes: Vec<_> = rows
        .into_iter()
        .map(|(id, title, stage)| Deal {
            contacts: contacts.remove(&id).unwrap_or_default(),
            id: answer::global("Deal", &id),
            title,
            stage: Stage { name: stage },
        })
        .collect();
    let end_cursor = nodes.last().map(|last| last.id.clone());
    Ok(Page { page_info: PageInfo { has_next_page, end_cursor }, nodes })
}
