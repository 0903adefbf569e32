//! A commitment, as clients see one.

use chrono::NaiveDateTime;
use rapport_contacts::{
    companies::{CompanyById, CompanyRecord},
    people::{ContactById, ContactRecord},
    users::{UserById, UserRecord},
};
use rapport_db::Sql;
use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
    open::relation::{Relation, one},
};
use rapport_kernel::ApiResult;

use super::{CommitmentId, CommitmentKind, CommitmentRow};
use crate::permissions;

/// How a commitment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CommitmentStatus {
    /// There is still time.
    Open,
    /// It was kept in time.
    Kept,
    /// It was kept, but after its time.
    KeptLate,
    /// Its time has passed, and it was not kept.
    Broken,
    /// It was taken back, and counts nowhere.
    Withdrawn,
}
rapport_graphql::plain_enum!(CommitmentStatus);

impl CommitmentStatus {
    /// A condition on `commitments` for those that stand so at this moment.
    pub(crate) fn condition(self, now: NaiveDateTime) -> Sql {
        let unkept = |than: &'static str| {
            Sql::text("(commitments.withdrawn_at IS NULL AND commitments.kept_at IS NULL AND commitments.due_at ")
                .push(than)
                .bind_now(now)
                .push(")")
        };
        match self {
            Self::Open => unkept(">= "),
            Self::Broken => unkept("< "),
            Self::Kept => Sql::text("(commitments.withdrawn_at IS NULL AND commitments.kept_at <= commitments.due_at)"),
            Self::KeptLate => {
                Sql::text("(commitments.withdrawn_at IS NULL AND commitments.kept_at > commitments.due_at)")
            }
            Self::Withdrawn => Sql::text("commitments.withdrawn_at IS NOT NULL"),
        }
    }
}

/// Something that was promised to a customer.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Commitment", relations)]
pub struct CommitmentRecord {
    /// The global id.
    pub id: GlobalId<CommitmentKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// What was promised.
    pub promise: String,
    /// By when.
    pub due_at: Timestamp,
    /// When it was kept; null while it is not.
    pub kept_at: Option<Timestamp>,
    /// When it was taken back; null for what counts.
    pub withdrawn_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    row: CommitmentRow,
}

/// A commitment, open to other modules.
pub type Commitment = Open<CommitmentRecord>;

impl From<CommitmentRow> for CommitmentRecord {
    fn from(row: CommitmentRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            promise: row.promise.clone(),
            due_at: Timestamp(row.due_at),
            kept_at: row.kept_at.map(Timestamp),
            withdrawn_at: row.withdrawn_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            row,
        }
    }
}

impl CommitmentRecord {
    /// The id, for modules that add to commitments.
    #[must_use]
    pub const fn commitment_id(&self) -> CommitmentId {
        self.row.id
    }
}

impl Related for CommitmentRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, UserById, UserRecord>("owner", "Who is to keep it; null when nobody is.", |commitment| {
                commitment.row.owner_id
            }),
            one::<Self, ContactById, ContactRecord>(
                "contact",
                "To whom it was made; null without a person, and for one who is deleted or whom you may not see.",
                |commitment| commitment.row.contact_id,
            ),
            one::<Self, CompanyById, CompanyRecord>(
                "company",
                "The company to which it was made; null without one, and for one that is deleted.",
                |commitment| commitment.row.company_id,
            ),
        ]
    }
}

/// Something that was promised to a customer.
#[ComplexObject]
impl CommitmentRecord {
    /// How it stands now.
    async fn status(&self, ctx: &Context<'_>) -> ApiResult<CommitmentStatus> {
        Ok(self.row.status(ctx.call()?.clock.now()))
    }

    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        ctx.call()?.require(&permissions::READ)?;
        // Whoever sees the commitment sees what was promised.
        let shows_personal = true;
        events_of_record(ctx, self.row.id.uuid(), first, before, shows_personal).await.map(Some)
    }
}
