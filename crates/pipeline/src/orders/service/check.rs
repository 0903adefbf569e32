//! What is checked of an order before it is written.

use diesel::MysqlConnection;
use rapport_contacts::{companies::CompanyById, people::ContactById};
use rapport_db::DbError;
use rapport_graphql::{input::Violations, loader::Batch, path};
use rapport_kernel::Call;

use crate::{deals::DealById, orders::OrderRow, ownership::check_owner};

/// Adds what is wrong with what the row leads to now and did not before, and with its times.
///
/// # Errors
/// FORBIDDEN for an owner whom the actor may not name; or when the database fails.
pub(super) fn check(
    conn: &mut MysqlConnection,
    call: &Call,
    old: Option<&OrderRow>,
    new: &OrderRow,
    violations: &mut Violations,
) -> Result<(), DbError> {
    if new.contact_id.is_none() && new.company_id.is_none() {
        violations.add(path!["input", "contactId"], "Say who buys: the person, the company, or both.");
    }
    if let Some(id) = new.contact_id.filter(|id| old.and_then(|old| old.contact_id) != Some(*id))
        && ContactById::load(conn, call, &[id])?.is_empty()
    {
        violations.add(path!["input", "contactId"], "There is no such person.");
    }
    if let Some(id) = new.company_id.filter(|id| old.and_then(|old| old.company_id) != Some(*id))
        && CompanyById::load(conn, call, &[id])?.is_empty()
    {
        violations.add(path!["input", "companyId"], "There is no such company.");
    }
    if let Some(id) = new.deal_id.filter(|id| old.and_then(|old| old.deal_id) != Some(*id))
        && DealById::load(conn, call, &[id])?.is_empty()
    {
        violations.add(path!["input", "dealId"], "There is no such deal.");
    }
    if new.due_at.is_some_and(|due| due < new.placed_at) {
        violations.add(path!["input", "dueAt"], "An order is not to be paid before it is placed.");
    }
    if let Some(old) = old.filter(|old| old.owner_id != new.owner_id) {
        check_owner(conn, call, old.owner_id, new.owner_id)?;
    }
    Ok(())
}
