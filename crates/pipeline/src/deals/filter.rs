//! How deals can be filtered and ordered.

use rapport_contacts::{companies::CompanyKind, kept, users::UserKind};
use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    Filter, FilterFields, Filtering, OrderBy, OrderField, OrderRoot,
    async_graphql::InputObject,
    filter::{DateFilter, DateTimeFilter, IdFilter, StringFilter},
    list::Served,
    money::MoneyFilter,
};
use rapport_kernel::{ApiResult, Call};

use super::{DealKind, DealStatus, DealType, scope};
use crate::{
    pipelines::PipelineKind,
    sharing::{
        SharedField,
        rights::{filtered_by, not_for_partners},
    },
    stages::StageKind,
};

/// The module's own keys of `DealFilter`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DealFilterFields {
    /// The deal itself.
    id: Option<IdFilter>,
    /// What it is about.
    title: Option<StringFilter>,
    /// The key in another system.
    external_id: Option<StringFilter>,
    /// The stage.
    stage: Option<IdFilter>,
    /// The pipeline.
    pipeline: Option<IdFilter>,
    /// One of these.
    status: Option<Vec<DealStatus>>,
    /// One of these.
    kind: Option<Vec<DealType>>,
    /// The owner.
    owner: Option<IdFilter>,
    /// The company that is to buy.
    company: Option<IdFilter>,
    /// What the deal is worth.
    amount: Option<MoneyFilter>,
    /// The day on which the customer is expected to have decided.
    expected_close_on: Option<DateFilter>,
    /// When the deal was won or lost; open deals never match.
    closed_at: Option<DateTimeFilter>,
    /// Whether it has been in its stage for too long, by the stage's age limit.
    is_stale: Option<bool>,
    /// When the deal was first recorded.
    created_at: Option<DateTimeFilter>,
    /// True for deleted deals instead of living ones.
    deleted: Option<bool>,
}

/// Which deals to list.
pub type DealFilter = Filter<DealFilterFields>;

impl FilterFields for DealFilterFields {
    const NAME: &'static str = "DealFilter";

    fn conditions(&self, filtering: &Filtering<'_>) -> ApiResult<Vec<Sql>> {
        let (call, actor) = (filtering.call, &filtering.call.actor);
        let mut all = Vec::new();
        all.extend(self.id.as_ref().map(|filter| filter.on::<DealKind>("deals.id")).transpose()?);
        all.extend(self.title.as_ref().map(|filter| filter.on("deals.title")).transpose()?);
        if let Some(filter) = &self.external_id {
            all.push(filtered_by(actor, SharedField::ExternalId, filter.on("deals.external_id")?));
        }
        all.extend(self.stage.as_ref().map(|filter| filter.on::<StageKind>("deals.stage_id")).transpose()?);
        if let Some(filter) = &self.pipeline {
            not_for_partners(call, "The pipeline")?;
            all.push(filter.on::<PipelineKind>("deals.pipeline_id")?);
        }
        if let Some(statuses) = &self.status {
            // Three are all there are, however often each is named.
            let all_there_are = [DealStatus::Open, DealStatus::Won, DealStatus::Lost].into_iter();
            let named = all_there_are.filter(|status| statuses.contains(status)).map(kept::name);
            all.push(Sql::is_in("deals.status", named.map(|name| Value::Text(name.to_owned())).collect()));
        }
        if let Some(kinds) = &self.kind {
            let all_there_are = [DealType::NewBusiness, DealType::WinBack, DealType::Extension].into_iter();
            let named = all_there_are.filter(|kind| kinds.contains(kind)).map(kept::name);
            let is_one = Sql::is_in("deals.kind", named.map(|name| Value::Text(name.to_owned())).collect());
            all.push(filtered_by(actor, SharedField::Kind, is_one));
        }
        if let Some(filter) = &self.owner {
            not_for_partners(call, "The owner")?;
            all.push(filter.on::<UserKind>("deals.owner_id")?);
        }
        if let Some(filter) = &self.company {
            not_for_partners(call, "The company")?;
            all.push(filter.on::<CompanyKind>("deals.company_id")?);
        }
        if let Some(filter) = &self.amount {
            all.push(filtered_by(actor, SharedField::Amount, filter.on("deals.amount", "deals.currency")?));
        }
        if let Some(filter) = &self.expected_close_on {
            all.push(filtered_by(actor, SharedField::ExpectedCloseOn, filter.on("deals.expected_close_on")));
        }
        all.extend(self.closed_at.as_ref().map(|filter| filter.on("deals.closed_at")));
        if let Some(is_stale) = self.is_stale {
            not_for_partners(call, "The age")?;
            let stale = Sql::text("deals.stale_at <= ").bind_now(filtering.call.clock.now());
            all.push(if is_stale { stale } else { stale.complement() });
        }
        all.extend(self.created_at.as_ref().map(|filter| filter.on("deals.created_at")));
        if let Some(deleted) = self.deleted {
            all.push(if deleted { scope::deleted() } else { scope::living() });
        }
        Ok(all)
    }

    fn admits(call: &Call, key: &str) -> ApiResult<()> {
        not_for_partners(call, key)
    }
}

impl DealFilterFields {
    /// Whether the filter asks for deleted deals.
    pub(crate) fn asks_for_deleted(&self) -> bool {
        self.deleted == Some(true)
    }
}

/// How deals can be ordered.
#[derive(Debug)]
pub struct DealOrders;

/// One term of an order of deals.
pub type DealOrder = OrderBy<DealOrders>;

impl OrderRoot for DealOrders {
    const NAME: &'static str = "DealOrder";
    const ID: &'static str = "deals.id";
    const SCOPED: bool = true;

    fn admits(call: &Call, field: &str) -> ApiResult<()> {
        if matches!(field, "ID" | "TITLE" | "CREATED_AT" | "UPDATED_AT") {
            return Ok(());
        }
        not_for_partners(call, field)
    }

    const SERVED: &'static [Served] = &[
        Served::whole(&[], "deals_by_id"),
        Served::whole(&["TITLE"], "deals_by_title"),
        Served::whole(&["EXPECTED_CLOSE_ON"], "deals_by_expected_close_on"),
        Served::whole(&["CREATED_AT"], "deals_by_created_at"),
        Served::whole(&["UPDATED_AT"], "deals_by_updated_at"),
        Served::whole(&["STALE_AT"], "deals_by_stale_at"),
        Served::one("isStale", &["STALE_AT"], "deals_by_stale_at"),
        Served::one("title", &[], "deals_by_title"),
        Served::one("status", &[], "deals_by_status"),
        Served::one("stage", &[], "deals_by_stage"),
        Served::one("stage", &["EXPECTED_CLOSE_ON"], "deals_by_stage_and_expected_close_on"),
        Served::one("pipeline", &[], "deals_by_pipeline"),
        Served::one("company", &[], "deals_by_company"),
        Served::one("owner", &[], "deals_by_owner"),
        Served::one("owner", &["EXPECTED_CLOSE_ON"], "deals_by_owner_and_expected_close_on"),
        Served::one("owner", &["CREATED_AT"], "deals_by_owner_and_created_at"),
    ];
    const FIELDS: &'static [OrderField] = &[
        OrderField {
            name: "ID",
            description: "The id, which grows in the order in which records were made.",
            expression: "deals.id",
            nullable: false,
        },
        OrderField { name: "TITLE", description: "What it is about.", expression: "deals.title", nullable: false },
        OrderField {
            name: "EXPECTED_CLOSE_ON",
            description: "The day on which the customer is expected to have decided.",
            expression: "deals.expected_close_on",
            nullable: true,
        },
        OrderField {
            name: "STALE_AT",
            description: "When it has been in its stage for too long.",
            expression: "deals.stale_at",
            nullable: true,
        },
        OrderField {
            name: "CREATED_AT",
            description: "When the deal was first recorded.",
            expression: "deals.created_at",
            nullable: false,
        },
        OrderField {
            name: "UPDATED_AT",
            description: "When the deal was last changed.",
            expression: "deals.updated_at",
            nullable: false,
        },
    ];
}
