//! A person by id, and a page of the people of one country.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use diesel::{
    OptionalExtension, RunQueryDsl,
    sql_types::{BigInt, Binary, Datetime, Integer, Nullable, Text, Unsigned},
};
use serde::{Deserialize, Serialize};

use crate::{
    answer::{self, Page, PageInfo},
    pool::{Failure, Pool},
    statement::statement,
};

statement! {
    /// A living person.
    ById { id: Vec<u8> => Binary }
    "SELECT id, given_name, family_name, country, lifecycle_stage, created_at FROM contacts WHERE id = ? AND living = 1",
    (Binary, Nullable<Text>, Nullable<Text>, Nullable<Text>, Text, Datetime)
}

type ContactRow = (Vec<u8>, Option<String>, Option<String>, Option<String>, String, NaiveDateTime);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Contact {
    id: String,
    given_name: Option<String>,
    family_name: Option<String>,
    country: Option<String>,
    lifecycle_stage: String,
    #[serde(serialize_with = "answer::moment")]
    created_at: NaiveDateTime,
}

#[derive(Serialize)]
struct One {
    contact: Option<Contact>,
}

/// `GET /contacts/{id}`.
pub(crate) async fn by_id(pool: web::Data<Pool>, id: web::Path<String>) -> Result<HttpResponse, Failure> {
    let json = Pool::run(pool, move |conn| {
        let row: Option<ContactRow> = ById { id: answer::bytes(&id)? }.get_result(conn).optional()?;
        let contact = row.map(|(id, given_name, family_name, country, lifecycle_stage, created_at)| Contact {
            id: answer::global("Contact", &id),
            given_name,
            family_name,
            country,
            lifecycle_stage,
            created_at,
        });
        answer::json(One { contact })
    })
    .await?;
    Ok(answer::respond(json))
}

statement! {
    /// The people of a country before one of them, the latest id first. Left alone, MariaDB walks the country from its
    /// end instead of from where the page starts.
    OfCountry { country: String => Text, before: Vec<u8> => Binary, limit: i64 => BigInt }
    "SELECT id, version, given_name, family_name, country, language, lifecycle_stage, updated_at \
     FROM contacts FORCE INDEX (contacts_by_country) WHERE living = 1 AND country = ? AND id < ? ORDER BY id DESC LIMIT ?",
    (Binary, Unsigned<Integer>, Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>, Text, Datetime)
}

type ListedRow = (Vec<u8>, u32, Option<String>, Option<String>, Option<String>, Option<String>, String, NaiveDateTime);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    id: String,
    version: u32,
    given_name: Option<String>,
    family_name: Option<String>,
    country: Option<String>,
    language: Option<String>,
    lifecycle_stage: String,
    #[serde(serialize_with = "answer::moment")]
    updated_at: NaiveDateTime,
}

#[derive(Serialize)]
struct Many {
    contacts: Page<Listed>,
}

/// Which page.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    country: String,
    before: String,
}

/// How many people a page has.
const PAGE: usize = 50;

/// `GET /contacts?country=..&before=..`.
pub(crate) async fn page_of_country(
    pool: web::Data<Pool>,
    web::Query(wanted): web::Query<Wanted>,
) -> Result<HttpResponse, Failure> {
    let json = Pool::run(pool, move |conn| {
        // One more tells whether others follow.
        let query = OfCountry { country: wanted.country, before: answer::bytes(&wanted.before)?, limit: 51 };
        let mut rows: Vec<ListedRow> = query.load(conn)?;
        let has_next_page = rows.len() > PAGE;
        rows.truncate(PAGE);
        let nodes: Vec<_> = rows.into_iter().map(listed).collect();
        let end_cursor = nodes.last().map(|last| last.id.clone());
        answer::json(Many { contacts: Page { page_info: PageInfo { has_next_page, end_cursor }, nodes } })
    })
    .await?;
    Ok(answer::respond(json))
}

fn listed(row: ListedRow) -> Listed {
    let (id, version, given_name, family_name, country, language, lifecycle_stage, updated_at) = row;
    Listed {
        id: answer::global("Contact", &id),
        version,
        given_name,
        family_name,
        country,
        language,
        lifecycle_stage,
        updated_at,
    }
}
