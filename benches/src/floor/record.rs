//! Recording an interaction.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, SubsecRound, Utc};
use diesel::{
    Connection,
    sql_types::{Binary, Datetime, Text},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    answer,
    pool::{Failure, Pool},
    statement::statement,
};

statement! {
    /// The new row, if the person lives. Look and insert are one statement, which is a transaction by itself: between
    /// BEGIN and COMMIT they would be four ways to the database and back.
    Insert {
        id: Vec<u8> => Binary,
        kind: String => Text,
        channel: String => Text,
        direction: String => Text,
        subject: String => Text,
        body: String => Text,
        occurred_at: NaiveDateTime => Datetime,
        created_at: NaiveDateTime => Datetime,
        updated_at: NaiveDateTime => Datetime,
        contact: Vec<u8> => Binary,
    }
    "INSERT INTO interactions (id, version, contact_id, kind, channel, direction, subject, body, occurred_at, \
     created_at, updated_at) \
     SELECT ?, 1, contacts.id, ?, ?, ?, ?, ?, ?, ?, ? FROM contacts WHERE contacts.id = ? AND contacts.living = 1",
    ()
}

/// What is to be recorded.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Input {
    contact_id: String,
    kind: String,
    channel: String,
    direction: String,
    subject: String,
    body: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Interaction {
    id: String,
    version: u32,
    kind: String,
    channel: String,
    direction: String,
    subject: String,
    body: String,
    #[serde(serialize_with = "answer::moment")]
    occurred_at: NaiveDateTime,
}

#[derive(Serialize)]
struct Payload {
    interaction: Interaction,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Recorded {
    record_interaction: Payload,
}

/// `POST /interactions`.
pub(crate) async fn record(pool: web::Data<Pool>, web::Json(input): web::Json<Input>) -> Result<HttpResponse, Failure> {
    let json = Pool::run(pool, move |conn| {
        #[expect(clippy::disallowed_methods, reason = "nobody turns this clock")]
        let now = Utc::now().naive_utc().trunc_subsecs(6);
        let insert = Insert {
            id: Uuid::now_v7().as_bytes().to_vec(),
            contact: answer::bytes(&input.contact_id)?,
            kind: input.kind,
            channel: input.channel,
            direction: input.direction,
            subject: input.subject,
            body: input.body,
            occurred_at: now,
            created_at: now,
            updated_at: now,
        };
        if conn.execute_returning_count(&insert)? == 0 {
            return Err(diesel::result::Error::NotFound.into());
        }
        let interaction = Interaction {
            id: answer::global("Interaction", &insert.id),
            version: 1,
            kind: insert.kind,
            channel: insert.channel,
            direction: insert.direction,
            subject: insert.subject,
            body: insert.body,
            occurred_at: now,
        };
        answer::json(Recorded { record_interaction: Payload { interaction } })
    })
    .await?;
    Ok(answer::respond(json))
}
