//! A quote, as clients see one.

use chrono::NaiveDateTime;
use rapport_contacts::{
    companies::{CompanyById, CompanyId, CompanyRecord},
    people::{ContactById, ContactId, ContactRecord},
    users::UserById,
};
use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
    money::MoneyRecord,
    open::relation::{Relation, list, one, part, value},
};
use rapport_kernel::{ApiResult, Currency, Money};

use super::{
    QuoteId, QuoteKind, QuoteRow,
    lines::{LinesByQuoteId, QuoteLineRecord},
    loaders::StatusNow,
    paper::{self, QuotePdf, Said},
};
use crate::{
    deals::{DealById, DealId, DealRecord},
    orders::{OrderById, OrderId, OrderRecord},
};

/// How a quote stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum QuoteStatus {
    /// Nobody has it yet.
    #[default]
    Draft,
    /// The customer has it and may accept it.
    Sent,
    /// The customer accepted it.
    Accepted,
    /// The customer declined it.
    Declined,
    /// It was sent, and is valid no more.
    Expired,
    /// A later version took its place.
    Superseded,
}
rapport_graphql::plain_enum!(QuoteStatus);

impl QuoteStatus {
    /// How a quote stands that was left so: what was sent expires by itself.
    pub(crate) fn at(left: Self, valid_until: NaiveDateTime, now: NaiveDateTime) -> Self {
        if left == Self::Sent && valid_until < now { Self::Expired } else { left }
    }
}

/// A quote: what was offered for a deal. Each version stays as it was.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Quote", relations)]
pub struct QuoteRecord {
    /// The global id.
    pub id: GlobalId<QuoteKind>,
    /// Grows with each change of how it stands; hand it back as `expectedVersion`.
    pub version: u32,
    /// The number, which all versions of the quote have: the year and a number within it.
    pub number: String,
    /// Which version of the quote it is: 1 for the first.
    pub revision: u32,
    /// The currency of all its amounts, as a three-letter code of ISO 4217.
    pub currency: String,
    /// Until when it can be accepted.
    pub valid_until: Timestamp,
    /// What else holds, as the customer reads it.
    pub terms: Option<String>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it was accepted or declined.
    pub decided_at: Option<Timestamp>,
    /// Why it was declined.
    pub decline_reason: Option<String>,
    /// When the quote was made.
    pub created_at: Timestamp,
    /// When it was last changed how it stands.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    quote: QuoteId,
    #[graphql(skip)]
    left: (QuoteStatus, NaiveDateTime),
    #[graphql(skip)]
    in_currency: Option<Currency>,
    #[graphql(skip)]
    sums: [i64; 3],
    #[graphql(skip)]
    of_deal: DealId,
    #[graphql(skip)]
    to_contact: Option<ContactId>,
    #[graphql(skip)]
    to_company: Option<CompanyId>,
    #[graphql(skip)]
    ordered: Option<OrderId>,
}

/// A quote, open to other modules.
pub type Quote = Open<QuoteRecord>;

impl From<QuoteRow> for QuoteRecord {
    fn from(row: QuoteRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            revision: row.revision,
            left: (row.left(), row.valid_until),
            in_currency: row.money_in(),
            sums: [row.net, row.tax, row.total],
            number: row.number,
            currency: row.currency,
            valid_until: Timestamp(row.valid_until),
            terms: row.terms,
            sent_at: row.sent_at.map(Timestamp),
            decided_at: row.decided_at.map(Timestamp),
            decline_reason: row.decline_reason,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            quote: row.id,
            of_deal: row.deal_id,
            to_contact: row.contact_id,
            to_company: row.company_id,
            ordered: row.order_id,
        }
    }
}

impl QuoteRecord {
    /// The id, for modules that add to quotes.
    #[must_use]
    pub const fn quote_id(&self) -> QuoteId {
        self.quote
    }

    fn money(&self, amount: i64) -> Option<MoneyRecord> {
        self.in_currency.map(|currency| Money { amount, currency }.into())
    }
}

impl Related for QuoteRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            value::<Self, StatusNow, QuoteStatus>("status", "How it stands now.", |quote| quote.left, |status| status),
            list::<Self, LinesByQuoteId, QuoteLineRecord>("lines", "What is offered.", Self::quote_id),
            part::<Self, MoneyRecord>("net", "What its lines are together, without taxes.", |quote| {
                quote.money(quote.sums[0])
            }),
            part::<Self, MoneyRecord>("tax", "The taxes of its lines together.", |quote| quote.money(quote.sums[1])),
            part::<Self, MoneyRecord>("total", "What it costs with taxes.", |quote| quote.money(quote.sums[2])),
            one::<Self, DealById, DealRecord>("deal", "The deal.", |quote| Some(quote.of_deal)),
            one::<Self, ContactById, ContactRecord>(
                "contact",
                "The person to whom it is offered; null when there is none, or whom you may not see.",
                |quote| quote.to_contact,
            ),
            one::<Self, CompanyById, CompanyRecord>(
                "company",
                "The company to which it is offered; null when there is none, or it is deleted.",
                |quote| quote.to_company,
            ),
            one::<Self, OrderById, OrderRecord>(
                "order",
                "The order that was made of it; null when there is none, or it is deleted.",
                |quote| quote.ordered,
            ),
        ]
    }
}

/// A quote: what was offered for a deal. Each version stays as it was.
#[ComplexObject]
impl QuoteRecord {
    /// The quote as the customer reads it: pages of A4 with text that can be searched and copied. It says who offers it to whom, as
    /// far as you may see them, the lines, the taxes of each rate, and the terms. The same quote has the same bytes.
    async fn pdf(&self, ctx: &Context<'_>) -> ApiResult<Option<QuotePdf>> {
        let Some(currency) = self.in_currency else { return Ok(None) };
        let rows = ctx.load::<LinesByQuoteId>(self.quote).await?.unwrap_or_default();
        let company = match self.to_company {
            Some(id) => ctx.load::<CompanyById>(id).await?.map(|row| row.name),
            None => None,
        };
        let person = match self.to_contact {
            Some(id) => ctx.load::<ContactById>(id).await?.and_then(|row| ContactRecord::from(row).display_name()),
            None => None,
        };
        let deal = ctx.load::<DealById>(self.of_deal).await?;
        let owner = match deal.as_ref().and_then(|deal| deal.owner_id) {
            Some(id) => ctx.load::<UserById>(id).await?,
            None => None,
        };
        let said = Said {
            number: self.number.clone(),
            revision: self.revision,
            status: self.left.0,
            currency,
            sums: [self.sums[0], self.sums[2]],
            terms: self.terms.clone(),
            made_at: self.created_at.0,
            valid_until: self.valid_until.0,
            decided_at: self.decided_at.map(|at| at.0),
            about: deal.map(|deal| deal.title.into()),
            seller: owner.into_iter().flat_map(|owner| [owner.name, owner.email]).collect(),
            customer: company.map(String::from).into_iter().chain(person).collect(),
        };
        paper::pdf(said, rows).await.map(Some)
    }

    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        // Whoever sees the quote sees its texts.
        events_of_record(ctx, self.quote.uuid(), first, before, true).await.map(Some)
    }
}
