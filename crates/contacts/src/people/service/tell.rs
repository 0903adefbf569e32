//! How the fields of a person changed, as an event tells it.

use rapport_kernel::NewEvent;

use crate::people::ContactRow;

/// Tells how the fields of the row changed.
pub(super) fn tell(event: NewEvent, old: Option<&ContactRow>, new: &ContactRow) -> NewEvent {
    macro_rules! old {
        ($field:ident) => {
            old.and_then(|old| old.$field.clone())
        };
    }
    event
        .personal_change("externalId", old!(external_id), &new.external_id)
        .personal_change("honorificPrefix", old!(honorific_prefix), &new.honorific_prefix)
        .personal_change("givenName", old!(given_name), &new.given_name)
        .personal_change("middleName", old!(middle_name), &new.middle_name)
        .personal_change("familyName", old!(family_name), &new.family_name)
        .personal_change("honorificSuffix", old!(honorific_suffix), &new.honorific_suffix)
        .personal_change("nickname", old!(nickname), &new.nickname)
        .personal_change("birthDate", old!(birth_date), new.birth_date)
        .personal_change("gender", old!(gender), &new.gender)
        .change("language", old!(language), &new.language)
        .change("timeZone", old!(time_zone), &new.time_zone)
        .change("country", old!(country), &new.country)
        .change("lifecycleStage", old.map(|old| old.lifecycle_stage.clone()), Some(&new.lifecycle_stage))
        .change("lifeStage", old!(life_stage), &new.life_stage)
        // Free text, which may name whoever referred the person.
        .personal_change("source", old!(source), &new.source)
        .change(
            "ownerId",
            old.and_then(|old| old.owner_id).map(|id| id.to_global()),
            new.owner_id.map(|id| id.to_global()),
        )
}
