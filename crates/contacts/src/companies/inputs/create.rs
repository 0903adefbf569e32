//! A company, or many, to be recorded.

use std::collections::HashMap;

use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::Violations,
    money::MoneyInput,
    path,
};
use rapport_kernel::{ApiError, ApiResult, InputPath};

use super::{CompanyChanges, UpdateCompanyInput};

/// How many companies are recorded at once, at most.
const MOST_AT_ONCE: usize = 500;

/// A company to be recorded.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct CreateCompanyInput {
    /// The key of the company in another system. No two living companies have the same.
    pub external_id: Option<String>,
    /// The name, at most 200 characters.
    pub name: String,
    /// The domains, such as example.com, at most 20, the main one first. No two living companies have the same.
    pub domains: Option<Vec<String>>,
    /// The industry, at most 100 characters.
    pub industry: Option<String>,
    /// How many people work there.
    pub size: Option<i32>,
    /// What the company turns over in a year.
    pub revenue: Option<MoneyInput>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: Option<String>,
    /// The company that this one belongs to.
    pub parent_id: Option<ID>,
    /// From whom the company buys at present what you sell, at most 200 characters.
    pub present_supplier: Option<String>,
    /// Who looks after the company. Without it, whoever sees only their own or their team's people.
    pub owner_id: Option<ID>,
}

/// Companies to be recorded together: all, or none.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateCompaniesInput {
    /// The companies, 1 to 500.
    pub companies: Vec<CreateCompanyInput>,
}

impl CreateCompanyInput {
    /// Checks the input: a creation is a change to a company of which nothing is known. What is null was not said:
    /// whose a company without an owner is, the service decides.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<CompanyChanges> {
        let mut violations = Violations::new();
        let changes = self.read(&mut violations, path!["input"]);
        violations.check()?;
        Ok(changes)
    }

    /// The changes that the input at this path asks for; what is wrong with it is kept.
    pub(crate) fn read(self, violations: &mut Violations, at: InputPath) -> CompanyChanges {
        let input = UpdateCompanyInput {
            id: ID::default(),
            expected_version: None,
            external_id: self.external_id.map(Some).into(),
            name: MaybeUndefined::Value(self.name),
            domains: self.domains.map(Some).into(),
            industry: self.industry.map(Some).into(),
            size: self.size.map(Some).into(),
            revenue: self.revenue.map(Some).into(),
            country: self.country.map(Some).into(),
            parent_id: self.parent_id.map(Some).into(),
            present_supplier: self.present_supplier.map(Some).into(),
            owner_id: self.owner_id.map(Some).into(),
        };
        input.changes(violations, at)
    }
}

/// The path of a company in a batch.
pub(crate) fn at_index(index: usize) -> InputPath {
    path!["input", "companies", index]
}

impl CreateCompaniesInput {
    /// Checks the input. What must be unique may not stand twice in it either.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field of every company.
    pub(crate) fn validate(self) -> ApiResult<Vec<CompanyChanges>> {
        let count = self.companies.len();
        if count == 0 || count > MOST_AT_ONCE {
            let message = format!("From 1 to {MOST_AT_ONCE} companies are recorded at once.");
            return Err(ApiError::bad_input(path!["input", "companies"], message));
        }
        let mut violations = Violations::new();
        let mut all = Vec::with_capacity(count);
        let mut firsts: HashMap<String, usize> = HashMap::new();
        let mut once = |violations: &mut Violations, key: String, index: usize, path: InputPath| {
            let first = *firsts.entry(key).or_insert(index);
            if first != index {
                violations.add(path, format!("The company at place {first} of the list has this one too."));
            }
        };
        for (index, company) in self.companies.into_iter().enumerate() {
            let changes = company.read(&mut violations, at_index(index));
            if let Some(Some(id)) = &changes.external_id {
                let path = at_index(index).into_iter().chain(path!["externalId"]).collect();
                once(&mut violations, format!("id {id}"), index, path);
            }
            for (place, domain) in changes.domains.iter().flatten().enumerate() {
                let path = at_index(index).into_iter().chain(path!["domains", place]).collect();
                once(&mut violations, format!("domain {domain}"), index, path);
            }
            all.push(changes);
        }
        violations.check()?;
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::LONGEST_INDUSTRY, *};

    fn named(name: &str) -> CreateCompanyInput {
        CreateCompanyInput { name: name.to_owned(), ..CreateCompanyInput::default() }
    }

    #[test]
    fn every_bad_field_is_told_at_once() {
        let revenue = MoneyInput { amount: rapport_graphql::MinorUnits(1), currency: "XXY".to_owned() };
        let input = CreateCompanyInput {
            domains: Some(vec!["not a domain".to_owned()]),
            industry: Some("x".repeat(LONGEST_INDUSTRY + 1)),
            size: Some(-1),
            revenue: Some(revenue),
            country: Some("XX".to_owned()),
            parent_id: Some(ID::from("nobody")),
            owner_id: Some(ID::from("nobody")),
            ..named("  ")
        };
        assert_eq!(input.validate().unwrap_err().violations.len(), 8);
    }

    #[test]
    fn what_is_unique_stands_once_in_a_batch() {
        let input = |domain: &str| CreateCompanyInput {
            domains: Some(vec!["b.example".to_owned(), domain.to_owned()]),
            ..named("Acme")
        };
        let batch = CreateCompaniesInput { companies: vec![input("a.example"), input("A.example")] };
        let paths: Vec<_> = batch.validate().unwrap_err().violations.into_iter().map(|one| one.path).collect();
        let domain = |place: usize| path!["input", "companies", 1, "domains", place];
        assert_eq!(paths, [domain(0), domain(1)]);
        assert!(CreateCompaniesInput { companies: vec![] }.validate().is_err());
    }

    #[test]
    fn no_owner_said_is_left_to_the_service() {
        assert_eq!(named("Acme").validate().unwrap().owner, None);
    }
}
