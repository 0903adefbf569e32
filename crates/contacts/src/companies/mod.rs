//! Companies.

pub(crate) mod domain;
pub(crate) mod domains;
pub(crate) mod filter;
pub(crate) mod import;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod scope;
pub(crate) mod service;
pub(crate) mod types;
pub mod within;

use rapport_kernel::{Id, Kind};

pub use filter::{CompanyFilter, CompanyFilterFields, CompanyOrder, CompanyOrders};
pub use loaders::{CompanyById, PrimaryCompanyByContactId};
pub use repo::known_as;
pub use row::CompanyRow;
pub use types::{Company, CompanyRecord};

/// Companies, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct CompanyKind;

impl Kind for CompanyKind {
    const NAME: &'static str = "Company";
}

/// The id of a company.
pub type CompanyId = Id<CompanyKind>;
