//! The kind of each imported deal, proposed from what the customer had bought until then: after what is recorded, and
//! what the file itself says. So in which order its rows stand makes no difference.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{Binary, Datetime},
};
use rapport_contacts::{companies::CompanyId, import::Row, kept, people::ContactId};
use rapport_db::{Db, Sql};
use rapport_kernel::{ApiResult, Id, id::Kind};

use super::lookup::Resolved;
use crate::{
    by_id,
    deals::{DealRow, DealStatus, kind},
};

/// How many customers one statement looks up.
const MOST_LOOKED_UP: usize = 500;

/// Who bought: a company, or, where a deal is with none, each of its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Customer {
    Company(CompanyId),
    Person(ContactId),
}

/// When customers bought.
#[derive(Default)]
struct Bought(HashMap<Customer, Vec<NaiveDateTime>>);

impl Bought {
    fn add(&mut self, customers: &[Customer], at: NaiveDateTime) {
        for customer in customers {
            self.0.entry(*customer).or_default().push(at);
        }
    }

    /// In the order of time, to be searched.
    fn sort(&mut self) {
        self.0.values_mut().for_each(|moments| moments.sort_unstable());
    }

    /// When one of these had last bought at this moment.
    fn last_before(&self, customers: &[Customer], now: NaiveDateTime) -> Option<NaiveDateTime> {
        let last = |moments: &Vec<NaiveDateTime>| {
            let later = moments.partition_point(|at| *at < now);
            later.checked_sub(1).and_then(|place| moments.get(place)).copied()
        };
        customers.iter().filter_map(|customer| self.0.get(customer).and_then(last)).max()
    }
}

/// Proposes the kind of each, and takes it where the row says none.
///
/// # Errors
/// When the database fails.
pub(super) async fn propose(db: &Db, rows: &mut [Row<Resolved>]) -> ApiResult<()> {
    let all: HashSet<Customer> = rows.iter().flat_map(|row| customers(&row.value)).collect();
    let mut bought = db.read(move |conn| Ok(recorded(conn, &all)?)).await?;
    for one in rows.iter().map(|row| &row.value) {
        let deal = &one.found.row;
        if let (DealStatus::Won, Some(at)) = (deal.status(), deal.closed_at) {
            bought.add(&customers(one), at);
        }
    }
    bought.sort();
    for one in rows.iter_mut().map(|row| &mut row.value) {
        let customers = customers(one);
        let is_said = one.found.has_kind;
        let deal: &mut DealRow = &mut one.found.row;
        deal.last_won_at = bought.last_before(&customers, deal.created_at);
        let proposed = kept::name(kind::propose(deal.last_won_at, deal.created_at));
        deal.proposed_kind = Some(proposed.into());
        if !is_said {
            deal.kind = proposed.into();
        }
    }
    Ok(())
}

fn customers(one: &Resolved) -> Vec<Customer> {
    match one.found.row.company_id {
        Some(company) => vec![Customer::Company(company)],
        None => one.contacts.iter().map(|contact| Customer::Person(*contact)).collect(),
    }
}

/// When these bought, as far as it is recorded.
fn recorded(conn: &mut MysqlConnection, customers: &HashSet<Customer>) -> QueryResult<Bought> {
    let companies: Vec<CompanyId> = customers.iter().filter_map(Customer::company).collect();
    let people: Vec<ContactId> = customers.iter().filter_map(Customer::person).collect();
    let mut bought = Bought::default();
    for ids in companies.chunks(MOST_LOOKED_UP) {
        let sql = Sql::text("SELECT deals.company_id, deals.closed_at FROM deals WHERE ");
        for (company, at) in won(conn, sql.then(by_id::is_one_of("deals.company_id", ids)))? {
            bought.add(&[Customer::Company(company)], at);
        }
    }
    for ids in people.chunks(MOST_LOOKED_UP) {
        let sql = Sql::text(
            "SELECT deal_contacts.contact_id, deals.closed_at FROM deal_contacts \
             JOIN deals ON deals.id = deal_contacts.deal_id WHERE ",
        );
        for (person, at) in won(conn, sql.then(by_id::is_one_of("deal_contacts.contact_id", ids)))? {
            bought.add(&[Customer::Person(person)], at);
        }
    }
    Ok(bought)
}

fn won<K: Kind>(conn: &mut MysqlConnection, deals: Sql) -> QueryResult<Vec<(Id<K>, NaiveDateTime)>> {
    deals
        .push(" AND deals.living = 1 AND deals.status = 'WON' AND deals.closed_at IS NOT NULL")
        .query::<(Binary, Datetime)>()
        .load(conn)
}

impl Customer {
    const fn company(&self) -> Option<CompanyId> {
        match self {
            Self::Company(id) => Some(*id),
            Self::Person(_) => None,
        }
    }

    const fn person(&self) -> Option<ContactId> {
        match self {
            Self::Person(id) => Some(*id),
            Self::Company(_) => None,
        }
    }
}
