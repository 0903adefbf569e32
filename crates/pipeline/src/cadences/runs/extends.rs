//! What cadences add to people, deals and tasks.

use std::sync::LazyLock;

use rapport_contacts::people::ContactRecord;
use rapport_db::Sql;
use rapport_graphql::{
    list::{Listing, Source},
    module::Relating,
    open::relation::{Relation, one, page},
};

use super::{CadenceRunById, CadenceRunRecord, CadenceRunRow, repo, row};
use crate::{by_id, deals::DealRecord, permissions, tasks::TaskRecord};

const SOURCE: Source = Source { from: "cadence_runs", columns: row::COLUMNS };

/// What cadences add to a person.
pub(crate) struct ContactCadenceRuns;

impl Relating for ContactCadenceRuns {
    type Parent = ContactRecord;

    fn relations() -> &'static [Relation<ContactRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<ContactRecord>>> = LazyLock::new(|| {
            vec![page::<ContactRecord, CadenceRunRecord, CadenceRunRow, row::Types>(
                "cadenceRuns",
                "The cadences that follow the person, or followed, as far as you may see them, in the order in which they \
                 were started.",
                SOURCE,
                |call, contact, page| {
                    call.require(&permissions::READ)?;
                    Ok(Listing::fixed("Contact.cadenceRuns", vec![], "cadence_runs.id", page)
                        .by("cadence_runs_by_contact")
                        .and(Sql::text("cadence_runs.contact_id = ").bind(by_id::value(contact.contact_id())))
                        .and(repo::visible(&call.actor)))
                },
            )]
        });
        &RELATIONS
    }
}

/// What cadences add to a deal.
pub(crate) struct DealCadenceRuns;

impl Relating for DealCadenceRuns {
    type Parent = DealRecord;

    fn relations() -> &'static [Relation<DealRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<DealRecord>>> = LazyLock::new(|| {
            vec![page::<DealRecord, CadenceRunRecord, CadenceRunRow, row::Types>(
                "cadenceRuns",
                "The cadences that follow the deal, or followed, as far as you may see them, in the order in which they were \
                 started.",
                SOURCE,
                |call, deal, page| {
                    call.require(&permissions::READ)?;
                    Ok(Listing::fixed("Deal.cadenceRuns", vec![], "cadence_runs.id", page)
                        .by("cadence_runs_by_deal")
                        .and(Sql::text("cadence_runs.deal_id = ").bind(by_id::value(deal.deal_id())))
                        .and(repo::visible(&call.actor)))
                },
            )]
        });
        &RELATIONS
    }
}

/// What cadences add to a task.
pub(crate) struct TaskCadenceRun;

impl Relating for TaskCadenceRun {
    type Parent = TaskRecord;

    fn relations() -> &'static [Relation<TaskRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<TaskRecord>>> = LazyLock::new(|| {
            vec![one::<TaskRecord, CadenceRunById, CadenceRunRecord>(
                "cadenceRun",
                "The cadence on its way that made it; null for one that somebody made.",
                TaskRecord::cadence_run_id,
            )]
        });
        &RELATIONS
    }
}
