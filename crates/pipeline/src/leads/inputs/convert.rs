//! A lead that becomes a person of the house.

use rapport_contacts::{companies::CompanyId, people::ContactId};
use rapport_graphql::{
    Day,
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    money::MoneyInput,
    path,
};
use rapport_kernel::{ApiError, ApiResult, error::PathSegment};

use crate::{
    deals::{
        DealId,
        inputs::{CreateDealInput, DealChanges, Start},
    },
    leads::LeadId,
};

/// A lead to be converted, and what is to come of it.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ConvertLeadInput {
    /// The lead.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT; but not when the lead is
    /// converted already.
    pub expected_version: Option<i32>,
    /// The person whom it becomes. Without one, the person with the lead's e-mail address; without such, a new one.
    pub contact_id: Option<ID>,
    /// The person's company. Without one, the company with the domain of the lead's e-mail address; without such, a new one
    /// with the lead's company name, if it has one.
    pub company_id: Option<ID>,
    /// True for no company, whatever the lead says.
    #[graphql(default)]
    pub without_company: bool,
    /// A deal that comes of it. Say this or `dealId`, or neither.
    pub deal: Option<ConvertLeadDealInput>,
    /// The deal that the person is added to, and the company if the deal has none.
    pub deal_id: Option<ID>,
}

/// A deal that comes of a lead.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ConvertLeadDealInput {
    /// What it is about, at most 200 characters. The name of the company or person when nothing is said.
    pub title: Option<String>,
    /// The pipeline: the deal begins in its first stage. Say this or the stage.
    pub pipeline_id: Option<ID>,
    /// The stage in which the deal begins: one in use, for open deals.
    pub stage_id: Option<ID>,
    /// What the deal is worth.
    pub amount: Option<MoneyInput>,
    /// The day on which the customer is expected to have decided.
    pub expected_close_on: Option<Day>,
}

/// What is to come of a lead, checked.
#[derive(Clone, Debug)]
pub(crate) struct Conversion {
    pub(crate) lead: LeadId,
    pub(crate) expected: Option<i32>,
    pub(crate) contact: Option<ContactId>,
    pub(crate) company: Option<CompanyId>,
    pub(crate) without_company: bool,
    pub(crate) deal: Option<Target>,
}

/// The deal into which a lead goes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// One that is there.
    Existing(DealId),
    /// A new one, with whether its title was said.
    New {
        /// Where it begins.
        start: Start,
        /// What is known of it.
        changes: Box<DealChanges>,
        /// Whether the title was said.
        is_titled: bool,
    },
}

impl ConvertLeadInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<Conversion> {
        let mut violations = Violations::new();
        let lead = violations.take(input::id(&self.id, path!["input", "id"]));
        let contact = self.contact_id.as_ref();
        let contact = contact.and_then(|id| violations.take(input::id(id, path!["input", "contactId"])));
        let company = self.company_id.as_ref();
        let company = company.and_then(|id| violations.take(input::id(id, path!["input", "companyId"])));
        if self.company_id.is_some() && self.without_company {
            violations.add(path!["input", "withoutCompany"], "Say the company or that there is none, one of them.");
        }
        let deal = match (&self.deal, &self.deal_id) {
            (Some(_), Some(_)) => {
                violations.add(path!["input", "dealId"], "Say a new deal or one that is there, one of them.");
                None
            }
            (Some(deal), None) => violations.take(deal.validate()),
            (None, Some(id)) => violations.take(input::id(id, path!["input", "dealId"])).map(Target::Existing),
            (None, None) => None,
        };
        violations.check()?;
        let lead = lead.ok_or_else(|| ApiError::not_found("Lead"))?;
        let expected = self.expected_version;
        Ok(Conversion { lead, expected, contact, company, without_company: self.without_company, deal })
    }
}

impl ConvertLeadDealInput {
    fn validate(&self) -> ApiResult<Target> {
        let input = CreateDealInput {
            // Any will do until it is known whose it is.
            title: self.title.clone().unwrap_or_else(|| "-".to_owned()),
            pipeline_id: self.pipeline_id.clone(),
            stage_id: self.stage_id.clone(),
            amount: self.amount.clone(),
            expected_close_on: self.expected_close_on,
            ..CreateDealInput::default()
        };
        let (start, changes) = input.validate().map_err(below_deal)?;
        Ok(Target::New { start, changes: Box::new(changes), is_titled: self.title.is_some() })
    }
}

/// The same error, with its places below `deal`.
fn below_deal(mut error: ApiError) -> ApiError {
    for violation in &mut error.violations {
        violation.path.insert(1, PathSegment::from("deal"));
    }
    error
}
