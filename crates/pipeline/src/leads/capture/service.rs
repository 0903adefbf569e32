//! Capturing a lead.

use rapport_contacts::kept;
use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiResult, Call};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{input::CaptureLeadInput, limit};
use crate::leads::{
    LeadRow, LeadStatus, assignment,
    inputs::LeadChanges,
    permissions, repo,
    service::{event, tell},
};

/// How long notes become by what is captured again.
const LONGEST_NOTES: usize = 10_000;
/// Among how many rows the addresses share out what is locked.
const SLOTS: u16 = 1_024;

/// Captures a lead. It is recorded, or what is known of the one that is there already is filled; which of the two, whoever
/// captures is not told, and both take the same statements.
pub(crate) async fn lead_capture(call: &Call, db: &Db, input: CaptureLeadInput) -> ApiResult<()> {
    call.require(&permissions::CAPTURE)?;
    limit::count(call)?;
    let changes = input.validate()?;
    db.write(call, move |tx| write(tx, &changes)).await
}

fn write(tx: &mut Tx<'_>, changes: &LeadChanges) -> Result<(), DbError> {
    let mut new = LeadRow::new(tx.now());
    changes.apply(&mut new);
    repo::hold_slots(tx, slots(&new))?;
    let known = repo::known_by(tx, new.email_key.as_deref(), new.phone.as_deref())?;
    let choice = assignment::choose(tx, &new)?;
    let told = if let Some(old) = known {
        choice.leave(tx)?;
        let row = again(tx, &old, changes);
        repo::update(tx, &row)?;
        tell(event("lead.captured", &row), Some(&old), &row)
    } else {
        new.owner_id = choice.take(tx)?;
        new.captures = 1;
        new.last_captured_at = Some(tx.now());
        repo::insert(tx, &new)?;
        tell(event("lead.captured", &new), None, &new)
    };
    tx.emit(told.personal_change("said", None::<()>, Some(said(changes))));
    Ok(())
}

/// The lead that is there, once more captured. What is known stays; what the person writes is added; and who was turned away
/// is looked at anew.
fn again(tx: &Tx<'_>, old: &LeadRow, changes: &LeadChanges) -> LeadRow {
    let mut row = old.clone();
    changes.fill(&mut row);
    if let (Some(before), Some(Some(notes))) = (&old.notes, &changes.notes)
        && !before.contains(notes.as_str())
    {
        let together = format!("{before}\n\n{notes}");
        row.notes = Some(together).filter(|text| text.chars().count() <= LONGEST_NOTES).or(row.notes);
    }
    if old.status() == LeadStatus::Unqualified {
        kept::name(LeadStatus::New).clone_into(&mut row.status);
        row.reason = None;
    }
    row.bump(tx.now());
    row.captures = row.captures.saturating_add(1);
    row.last_captured_at = Some(tx.now());
    row
}

/// What was said, as the log keeps it of each capture.
fn said(changes: &LeadChanges) -> serde_json::Value {
    json!({
        "givenName": changes.given_name, "familyName": changes.family_name, "email": changes.email,
        "phone": changes.phone, "companyName": changes.company_name, "source": changes.source,
        "campaign": changes.campaign, "notes": changes.notes,
    })
}

/// The rows that stand for the e-mail address and the phone number.
fn slots(row: &LeadRow) -> [u16; 2] {
    let slot = |key: &Option<String>| {
        let hash = Sha256::digest(key.as_deref().unwrap_or_default());
        let start = hash.iter().take(2).fold(0_u16, |number, byte| (number << 8) | u16::from(*byte));
        start % SLOTS
    };
    let (email, phone) =
        (row.email_key.as_ref().map(|_| slot(&row.email_key)), row.phone.as_ref().map(|_| slot(&row.phone)));
    // Who leaves neither is recognised by nobody, and waits for those alone who left neither.
    [email.or(phone).unwrap_or(SLOTS), phone.or(email).unwrap_or(SLOTS)]
}
