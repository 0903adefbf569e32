//! What is known of a deal as of an event.

use std::collections::HashMap;

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Bool, Nullable, Text},
};
use rapport_db::{Sql, events::Event, sql::Value};
use rapport_kernel::{Money, event::Change, id::decode_global};
use serde_json::Value as Json;
use uuid::Uuid;

/// What is known of a deal that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) version: u32,
    pub(super) pipeline: Uuid,
    pub(super) stage: Uuid,
    /// The kind of the stage.
    pub(super) status: String,
    pub(super) owner: Option<Uuid>,
    pub(super) company: Option<Uuid>,
    /// The first of the people.
    pub(super) contact: Option<Uuid>,
    pub(super) amount: Option<i64>,
    pub(super) currency: Option<String>,
    pub(super) is_living: bool,
}

/// What an event makes of what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Nothing: it is of another record, or counted already.
    Same,
    /// The deal is like this.
    Known(Facts),
    /// The deal is no more.
    Gone,
}

impl Facts {
    const fn nothing() -> Self {
        Self {
            version: 0,
            pipeline: Uuid::nil(),
            stage: Uuid::nil(),
            status: String::new(),
            owner: None,
            company: None,
            contact: None,
            amount: None,
            currency: None,
            is_living: true,
        }
    }

    /// Who is to buy.
    pub(super) fn customer(&self) -> Option<Uuid> {
        self.company.or(self.contact)
    }

    /// What the event of a deal makes of what is known of it.
    pub(super) fn after(known: Option<&Self>, event: &Event) -> After {
        let mut facts = match known {
            _ if event.kind == "deal.purged" => return After::Gone,
            // It was in what the counters were made from.
            Some(known) if known.version > event.record_version => return After::Same,
            Some(known) => known.clone(),
            None if event.kind == "deal.created" => Self::nothing(),
            // A deal whose beginning nobody knows was purged since.
            None => return After::Same,
        };
        facts.version = event.record_version;
        for change in event.changes.iter().chain(&event.personal) {
            facts.change(change);
        }
        After::Known(facts)
    }

    fn change(&mut self, change: &Change) {
        let id = || id(&change.new);
        match change.field.as_str() {
            "pipelineId" => self.pipeline = id().unwrap_or_default(),
            "stageId" => self.stage = id().unwrap_or_default(),
            "status" => self.status = change.new.as_str().unwrap_or_default().to_owned(),
            "ownerId" => self.owner = id(),
            "companyId" => self.company = id(),
            "contacts" => self.contact = change.new.get(0).and_then(|first| first.get("contactId")).and_then(self::id),
            "amount" => {
                let money: Option<Money> = serde_json::from_value(change.new.clone()).unwrap_or_default();
                self.amount = money.map(|money| money.amount);
                self.currency = money.map(|money| money.currency.code().to_owned());
            }
            "deletedAt" => self.is_living = change.new.is_null(),
            _ => {}
        }
    }
}

fn id(value: &Json) -> Option<Uuid> {
    decode_global(value.as_str()?).map(|(_, uuid)| uuid)
}

/// What is known of the deals of which this holds.
pub(super) fn known(conn: &mut MysqlConnection, condition: Sql) -> QueryResult<HashMap<Uuid, Facts>> {
    type Row = (
        Vec<u8>,
        i64,
        Vec<u8>,
        Vec<u8>,
        String,
        Option<Vec<u8>>,
        Option<Vec<u8>>,
        Option<Vec<u8>>,
        Option<i64>,
        Option<String>,
        bool,
    );
    let rows: Vec<Row> = Sql::text(
        "SELECT deal_id, CAST(version AS SIGNED), pipeline_id, stage_id, status, owner_id, company_id, contact_id, amount, \
         currency, is_living FROM snapshot_deals WHERE ",
    )
    .then(condition)
    .once::<(
        Binary,
        BigInt,
        Binary,
        Binary,
        Text,
        Nullable<Binary>,
        Nullable<Binary>,
        Nullable<Binary>,
        Nullable<BigInt>,
        Nullable<Text>,
        Bool,
    )>()
    .load(conn)?;
    let uuid = |bytes: Vec<u8>| Uuid::from_slice(&bytes).unwrap_or_default();
    let facts = |row: Row| {
        let (deal, version, pipeline, stage, status, owner, company, contact, amount, currency, is_living) = row;
        let facts = Facts {
            version: u32::try_from(version).unwrap_or_default(),
            pipeline: uuid(pipeline),
            stage: uuid(stage),
            status,
            owner: owner.map(uuid),
            company: company.map(uuid),
            contact: contact.map(uuid),
            amount,
            currency,
            is_living,
        };
        (uuid(deal), facts)
    };
    Ok(rows.into_iter().map(facts).collect())
}

/// The id as it is bound.
pub(super) fn bytes(id: Uuid) -> Value {
    Value::Bytes(id.as_bytes().to_vec())
}
