//! The lists of a person: written as a whole, told in the event as far as they changed.

use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::NewEvent;

use crate::people::{
    ContactId, ContactRow,
    inputs::Lists,
    points::{addresses, emails, phones, social_accounts},
    tags,
};

/// Replaces the lists that an input says, and tells the event.
pub(super) fn write(tx: &mut Tx<'_>, id: ContactId, lists: &Lists, mut event: NewEvent) -> Result<NewEvent, DbError> {
    let actor = tx.call().actor.clone();
    if let Some(new) = &lists.emails {
        event = event.personal_change("emails", some(emails::of(tx, id)?), some(new.clone()));
        emails::replace(tx, &actor, id, new, &path!["input", "emails"])?;
    }
    if let Some(new) = &lists.phones {
        event = event.personal_change("phones", some(phones::of(tx, id)?), some(new.clone()));
        phones::replace(tx, id, new)?;
    }
    if let Some(new) = &lists.addresses {
        event = event.personal_change("addresses", some(addresses::of(tx, id)?), some(new.clone()));
        addresses::replace(tx, id, new)?;
    }
    if let Some(new) = &lists.social_accounts {
        event = event.personal_change("socialAccounts", some(social_accounts::of(tx, id)?), some(new.clone()));
        social_accounts::replace(tx, id, new)?;
    }
    if let Some(new) = &lists.tags {
        let old = some(tags::of(tx, id)?);
        tags::replace(tx, id, new)?;
        // Read back: which spellings are one tag is the database's to say. A tag is free text, and may name a person.
        event = event.personal_change("tags", old, some(tags::of(tx, id)?));
    }
    Ok(event)
}

/// An empty list is told as none.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

/// Tells how the fields of the row changed.
pub(super) fn tell(event: NewEvent, old: Option<&ContactRow>, new: &ContactRow) -> NewEvent {
    macro_rules! old {
        ($field:ident) => {
            old.and_then(|old| old.$field.clone())
        };
    }
    event
        .personal_change("honorificPrefix", old!(honorific_prefix), &new.honorific_prefix)
        .personal_change("givenName", old!(given_name), &new.given_name)
        .personal_change("middleName", old!(middle_name), &new.middle_name)
        .personal_change("familyName", old!(family_name), &new.family_name)
        .personal_change("honorificSuffix", old!(honorific_suffix), &new.honorific_suffix)
        .personal_change("nickname", old!(nickname), &new.nickname)
        .change("language", old!(language), &new.language)
        .change("country", old!(country), &new.country)
        .change("lifecycleStage", old.map(|old| old.lifecycle_stage.clone()), Some(&new.lifecycle_stage))
        .change(
            "ownerId",
            old.and_then(|old| old.owner_id).map(|id| id.to_global()),
            new.owner_id.map(|id| id.to_global()),
        )
}

/// Frees what is unique among the living, or takes it back.
pub(super) fn release(conn: &mut MysqlConnection, id: ContactId, at: Option<chrono::NaiveDateTime>) -> QueryResult<()> {
    emails::release(conn, id, at)
}
