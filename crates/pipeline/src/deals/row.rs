//! A deal as a row.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use rapport_contacts::{companies::CompanyId, kept, users::UserId};
use rapport_graphql::ShortText;
use rapport_kernel::Money;
use serde::{Deserialize, Serialize};

use super::{AmountSource, DealId, DealStatus, DealType};
use crate::{
    amounts,
    competitors::CompetitorId,
    pipelines::PipelineId,
    schema::deals,
    stages::{StageId, StageRow},
};

/// A row of `deals`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = deals, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct DealRow {
    pub id: DealId,
    pub version: u32,
    pub external_id: Option<ShortText>,
    pub title: ShortText,
    pub company_id: Option<CompanyId>,
    pub owner_id: Option<UserId>,
    pub amount: Option<i64>,
    pub currency: Option<ShortText>,
    pub amount_source: ShortText,
    pub recurring: Option<i64>,
    pub expected_close_on: Option<NaiveDate>,
    pub kind: ShortText,
    pub pipeline_id: PipelineId,
    pub stage_id: StageId,
    pub status: ShortText,
    pub closed_at: Option<NaiveDateTime>,
    pub loss_reason: Option<ShortText>,
    pub competitor_id: Option<CompetitorId>,
    pub proposed_kind: Option<ShortText>,
    pub last_won_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
}

/// The columns of [`DealRow`], in its order.
pub(crate) const COLUMNS: &str = "deals.id, deals.version, deals.external_id, deals.title, deals.company_id, \
     deals.owner_id, deals.amount, deals.currency, deals.amount_source, deals.recurring, deals.expected_close_on, \
     deals.kind, deals.pipeline_id, deals.stage_id, deals.status, deals.closed_at, deals.loss_reason, deals.competitor_id, deals.proposed_kind, deals.last_won_at, deals.created_at, \
     deals.updated_at, deals.deleted_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<DealRow, diesel::mysql::Mysql>>;

impl DealRow {
    /// A new deal in this stage, of which nothing else is known yet.
    pub(crate) fn new(stage: &StageRow, now: NaiveDateTime) -> Self {
        Self {
            id: DealId::new(),
            version: 1,
            external_id: None,
            title: ShortText::default(),
            company_id: None,
            owner_id: None,
            amount: None,
            currency: None,
            amount_source: kept::name(AmountSource::Hand).into(),
            recurring: None,
            expected_close_on: None,
            kind: kept::name(DealType::NewBusiness).into(),
            pipeline_id: stage.pipeline_id,
            stage_id: stage.id,
            status: stage.kind.as_str().into(),
            closed_at: None,
            loss_reason: None,
            competitor_id: None,
            proposed_kind: None,
            last_won_at: None,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    /// What the deal is worth.
    pub(crate) fn money(&self) -> Option<Money> {
        amounts::money(self.amount, self.currency.as_deref())
    }

    /// What somebody said that the deal is worth.
    pub(crate) fn money_by_hand(&self) -> Option<Money> {
        self.money().filter(|_| self.amount_source() == AmountSource::Hand)
    }

    /// Says what the deal is worth.
    pub(crate) fn set_money(&mut self, money: Option<Money>) {
        let (amount, currency) = amounts::columns(money);
        (self.amount, self.currency) = (amount, currency.map(Into::into));
    }

    /// Whence the amount is known.
    pub(crate) fn amount_source(&self) -> AmountSource {
        // The column is written by this program alone.
        kept::value(&self.amount_source).unwrap_or_default()
    }

    /// Says whence the amount is known.
    pub(crate) fn set_amount_source(&mut self, source: AmountSource) {
        self.amount_source = kept::name(source).into();
    }

    /// What its lines bring in a year.
    pub(crate) fn recurring(&self) -> Option<Money> {
        amounts::money(self.recurring, self.currency.as_deref())
    }

    /// Whether it goes on, is won or lost.
    pub(crate) fn status(&self) -> DealStatus {
        // The column is written by this program alone.
        kept::value(&self.status).unwrap_or(DealStatus::Open)
    }

    /// The deal again, one version later.
    pub(crate) fn bump(&mut self, now: NaiveDateTime) {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&deals::table.select(DealRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
