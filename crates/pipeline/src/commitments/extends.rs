//! What commitments add to people and companies.

use std::sync::LazyLock;

use rapport_contacts::{companies::CompanyRecord, people::ContactRecord};
use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    PageArgs,
    list::{Listing, Source},
    module::Relating,
    open::relation::{Relation, one, page},
};
use rapport_kernel::{ApiResult, Call};

use super::{
    CommitmentRateRecord, CommitmentRecord, CommitmentRow,
    queries::by_due_at,
    rates::{RateByCompanyId, RateByContactId},
    repo, row,
};
use crate::{by_id, permissions};

const SOURCE: Source = Source { from: "commitments", columns: row::COLUMNS };

/// Those to one customer that the actor sees, in the order of the index.
fn to(call: &Call, name: &'static str, column: &'static str, id: Value, page: PageArgs) -> ApiResult<Listing> {
    call.require(&permissions::READ)?;
    Ok(Listing::fixed(name, by_due_at(), "commitments.id", page)
        .and(Sql::text(column).push(" = ").bind(id))
        .and(repo::visible(&call.actor)))
}

/// What commitments add to a person.
pub(crate) struct ContactCommitments;

impl Relating for ContactCommitments {
    type Parent = ContactRecord;

    fn relations() -> &'static [Relation<ContactRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<ContactRecord>>> = LazyLock::new(|| {
            vec![
                page::<ContactRecord, CommitmentRecord, CommitmentRow, row::Types>(
                    "commitments",
                    "What was promised to the person, as far as you may see it, in the order in which it is due.",
                    SOURCE,
                    |call, contact, page| {
                        let id = by_id::value(contact.contact_id());
                        let listing = to(call, "Contact.commitments", "commitments.contact_id", id, page)?;
                        Ok(listing.by("commitments_by_contact"))
                    },
                ),
                one::<ContactRecord, RateByContactId, CommitmentRateRecord>(
                    "commitmentRate",
                    "How much of what was promised to the person was kept, as far as you may see it; null when nothing \
                     was promised.",
                    |contact| Some(contact.contact_id()),
                ),
            ]
        });
        &RELATIONS
    }
}

/// What commitments add to a company.
pub(crate) struct CompanyCommitments;

impl Relating for CompanyCommitments {
    type Parent = CompanyRecord;

    fn relations() -> &'static [Relation<CompanyRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<CompanyRecord>>> = LazyLock::new(|| {
            vec![
                page::<CompanyRecord, CommitmentRecord, CommitmentRow, row::Types>(
                    "commitments",
                    "What was promised to the company, as far as you may see it, in the order in which it is due.",
                    SOURCE,
                    |call, company, page| {
                        let id = by_id::value(company.company_id());
                        let listing = to(call, "Company.commitments", "commitments.company_id", id, page)?;
                        Ok(listing.by("commitments_by_company"))
                    },
                ),
                one::<CompanyRecord, RateByCompanyId, CommitmentRateRecord>(
                    "commitmentRate",
                    "How much of what was promised to the company was kept, as far as you may see it; null when nothing \
                     was promised.",
                    |company| Some(company.company_id()),
                ),
            ]
        });
        &RELATIONS
    }
}
