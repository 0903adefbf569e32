//! Changes to a company.

use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    money::MoneyInput,
    path,
};
use rapport_kernel::{ApiError, ApiResult, InputPath};

use super::{CompanyChanges, LONGEST_INDUSTRY, LONGEST_NAME};
use crate::{
    companies::{CompanyId, domains},
    fields::{Fields, list},
    text,
};

/// Changes to a company. What is left out stays; null or an empty text removes, except for the name; a list replaces
/// the whole list.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateCompanyInput {
    /// The company.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The key of the company in another system. No two living companies have the same.
    pub external_id: MaybeUndefined<String>,
    /// The name, at most 200 characters. It cannot be removed.
    pub name: MaybeUndefined<String>,
    /// The domains, such as example.com, at most 20, the main one first. No two living companies have the same.
    pub domains: MaybeUndefined<Vec<String>>,
    /// The industry, at most 100 characters.
    pub industry: MaybeUndefined<String>,
    /// How many people work there.
    pub size: MaybeUndefined<i32>,
    /// What the company turns over in a year.
    pub revenue: MaybeUndefined<MoneyInput>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: MaybeUndefined<String>,
    /// The company that this one belongs to. No company belongs to itself, over however many others.
    pub parent_id: MaybeUndefined<ID>,
    /// From whom the company buys at present what you sell, at most 200 characters.
    pub present_supplier: MaybeUndefined<String>,
    /// Who looks after the company.
    pub owner_id: MaybeUndefined<ID>,
}

impl UpdateCompanyInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(CompanyId, CompanyChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations, path!["input"]);
        violations.check()?;
        let id = id.ok_or_else(|| ApiError::not_found("Company"))?;
        Ok((id, changes))
    }

    /// The changes that the input at this path asks for; what is wrong with it is kept.
    pub(super) fn changes(&self, violations: &mut Violations, at: InputPath) -> CompanyChanges {
        let fields = &mut Fields::at(violations, at);
        CompanyChanges {
            external_id: fields.coded("externalId", &self.external_id, text::external_id),
            name: self.name.as_opt_deref().and_then(|name| {
                let path = fields.path("name");
                text::required(fields.violations, path, name.unwrap_or_default(), LONGEST_NAME)
            }),
            domains: list(&self.domains).map(|list| {
                let path = fields.path("domains");
                domains::validate(fields.violations, &path, list)
            }),
            industry: fields.line("industry", &self.industry, LONGEST_INDUSTRY),
            size: self.size.as_opt_ref().map(|size| {
                let size = u32::try_from(*size?).ok();
                if size.is_none() {
                    fields.refuse("size", "A company cannot have less than no employees.");
                }
                size
            }),
            revenue: self.revenue.as_opt_ref().map(|money| {
                let path = fields.path("revenue");
                money?.read(fields.violations, &path)
            }),
            country: fields.coded("country", &self.country, text::country),
            parent: fields.id("parentId", &self.parent_id),
            present_supplier: fields.line("presentSupplier", &self.present_supplier, LONGEST_NAME),
            owner: fields.id("ownerId", &self.owner_id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_stays_and_the_name_cannot_be_removed() {
        let update = |name| UpdateCompanyInput {
            id: ID::from(CompanyId::new().to_global()),
            expected_version: None,
            external_id: MaybeUndefined::Undefined,
            name,
            domains: MaybeUndefined::Null,
            industry: MaybeUndefined::Null,
            size: MaybeUndefined::Null,
            revenue: MaybeUndefined::Undefined,
            country: MaybeUndefined::Value(String::new()),
            parent_id: MaybeUndefined::Undefined,
            present_supplier: MaybeUndefined::Undefined,
            owner_id: MaybeUndefined::Undefined,
        };
        let (_, changes) = update(MaybeUndefined::Undefined).validate().unwrap();
        assert_eq!((changes.name, changes.domains, changes.revenue), (None, Some(vec![]), None));
        assert_eq!((changes.industry, changes.size, changes.country), (Some(None), Some(None), Some(None)));
        assert!(update(MaybeUndefined::Null).validate().is_err());
    }
}
