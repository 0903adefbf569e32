//! What tasks add to people, companies and deals.

use std::sync::LazyLock;

use rapport_contacts::{companies::CompanyRecord, people::ContactRecord};
use rapport_db::{
    Sql,
    page::{Nulls, SortKey},
    sql::Value,
};
use rapport_graphql::{
    PageArgs,
    list::{Listing, Source},
    module::Relating,
    open::relation::{Relation, page},
};
use rapport_kernel::{ApiResult, Call};

use super::{TaskRecord, TaskRow, row, scope};
use crate::{by_id, deals::DealRecord, permissions};

const SOURCE: Source = Source { from: "tasks", columns: row::COLUMNS };

/// Those of one record that the actor sees, in the order of the index.
fn of(call: &Call, name: &'static str, column: &'static str, id: Value, page: PageArgs) -> ApiResult<Listing> {
    call.require(&permissions::READ)?;
    let by_due = SortKey { expression: "tasks.due_at", nullable: true, descending: false, nulls: Nulls::Last };
    Ok(Listing::fixed(name, vec![by_due], "tasks.id", page)
        .and(Sql::text(column).push(" = ").bind(id))
        .and(scope::living())
        .and(scope::visible(&call.actor)))
}

macro_rules! adds_tasks {
    ($(#[$doc:meta])* $name:ident, $parent:ty, $list:literal, $column:literal, $index:literal, $text:literal, $id:expr) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl Relating for $name {
            type Parent = $parent;

            fn relations() -> &'static [Relation<$parent>] {
                static RELATIONS: LazyLock<Vec<Relation<$parent>>> = LazyLock::new(|| {
                    vec![page::<$parent, TaskRecord, TaskRow, row::Types>(
                        "tasks",
                        $text,
                        SOURCE,
                        |call, parent, page| {
                            Ok(of(call, $list, $column, by_id::value($id(parent)), page)?.by($index))
                        },
                    )]
                });
                &RELATIONS
            }
        }
    };
}

adds_tasks!(
    /// What tasks add to a person.
    ContactTasks,
    ContactRecord,
    "Contact.tasks",
    "tasks.contact_id",
    "tasks_by_contact",
    "The tasks about the person, as far as you may see them, by their due dates; those without one come last.",
    ContactRecord::contact_id
);

adds_tasks!(
    /// What tasks add to a company.
    CompanyTasks,
    CompanyRecord,
    "Company.tasks",
    "tasks.company_id",
    "tasks_by_company",
    "The tasks about the company, as far as you may see them, by their due dates; those without one come last.",
    CompanyRecord::company_id
);

adds_tasks!(
    /// What tasks add to a deal.
    DealTasks,
    DealRecord,
    "Deal.tasks",
    "tasks.deal_id",
    "tasks_by_deal",
    "The tasks about the deal, as far as you may see them, by their due dates; those without one come last.",
    DealRecord::deal_id
);
