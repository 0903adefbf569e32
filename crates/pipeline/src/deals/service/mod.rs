//! What is done with deals: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod follow;
mod past;
mod purge;
mod remove;
mod stage;
mod step;
mod unique;
mod update;

pub(crate) use create::{deal_create, write as deal_create_within};
pub(crate) use follow::deal_updates;
pub(crate) use purge::deal_purge;
pub(crate) use remove::{deal_delete, deal_restore};
pub(crate) use step::deal_step;
pub(crate) use unique::KEY as EXTERNAL_ID_KEY;
pub(crate) use update::{deal_update, write as deal_update_within};

use diesel::MysqlConnection;
use rapport_contacts::companies::{CompanyById, CompanyId};
use rapport_db::DbError;
use rapport_graphql::{input::Violations, loader::Batch, path};
use rapport_kernel::{ApiError, Call, NewEvent};

use super::DealRow;

/// The error for a deal that the actor does not see, or that is not there: one and the same.
pub(crate) fn not_found() -> ApiError {
    ApiError::not_found("Deal")
}

/// The event of this kind about a deal. Free texts may name somebody: they stand apart from the log, and go with the deal.
pub(crate) fn event(kind: &'static str, row: &DealRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version).subject(row.id)
}

/// Tells how the fields of the row changed.
pub(crate) fn tell(event: NewEvent, old: Option<&DealRow>, new: &DealRow) -> NewEvent {
    macro_rules! old {
        ($field:ident) => {
            old.and_then(|old| old.$field.clone())
        };
        ($field:ident as id) => {
            old.and_then(|old| old.$field).map(|id| id.to_global())
        };
    }
    event
        .personal_change("externalId", old!(external_id), &new.external_id)
        .personal_change("title", old.map(|old| &old.title), Some(&new.title))
        .change("companyId", old!(company_id as id), new.company_id.map(|id| id.to_global()))
        .change("ownerId", old!(owner_id as id), new.owner_id.map(|id| id.to_global()))
        .change("amount", old.and_then(DealRow::money), new.money())
        .change("amountSource", old.map(|old| &old.amount_source), Some(&new.amount_source))
        .change("recurring", old.and_then(DealRow::recurring), new.recurring())
        .change("expectedCloseOn", old!(expected_close_on), new.expected_close_on)
        .change("kind", old.map(|old| &old.kind), Some(&new.kind))
        .change("pipelineId", old.map(|old| old.pipeline_id.to_global()), Some(new.pipeline_id.to_global()))
        .change("stageId", old.map(|old| old.stage_id.to_global()), Some(new.stage_id.to_global()))
        .change("status", old.map(|old| &old.status), Some(&new.status))
        .change("closedAt", old!(closed_at), new.closed_at)
        .personal_change("lossReason", old!(loss_reason), &new.loss_reason)
        .change("competitorId", old!(competitor_id as id), new.competitor_id.map(|id| id.to_global()))
}

/// Tells what a deal was that is there no more, but for its texts: who followed it is told that it left, and what happened
/// before is still told as it was.
fn tell_last(event: NewEvent, old: &DealRow) -> NewEvent {
    const NONE: Option<()> = None;
    event
        .change("companyId", old.company_id.map(|id| id.to_global()), NONE)
        .change("ownerId", old.owner_id.map(|id| id.to_global()), NONE)
        .change("amount", old.money(), NONE)
        .change("amountSource", Some(&old.amount_source), NONE)
        .change("recurring", old.recurring(), NONE)
        .change("expectedCloseOn", old.expected_close_on, NONE)
        .change("kind", Some(&old.kind), NONE)
        .change("pipelineId", Some(old.pipeline_id.to_global()), NONE)
        .change("stageId", Some(old.stage_id.to_global()), NONE)
        .change("status", Some(&old.status), NONE)
        .change("closedAt", old.closed_at, NONE)
        .change("competitorId", old.competitor_id.map(|id| id.to_global()), NONE)
        .change("createdAt", Some(old.created_at), NONE)
        .change("deletedAt", old.deleted_at, NONE)
}

/// Adds what is wrong with a company that is not there.
fn check_company(
    conn: &mut MysqlConnection,
    call: &Call,
    company: Option<CompanyId>,
    violations: &mut Violations,
) -> Result<(), DbError> {
    if let Some(company) = company
        && CompanyById::load(conn, call, &[company])?.is_empty()
    {
        violations.add(path!["input", "companyId"], "There is no such company.");
    }
    Ok(())
}
