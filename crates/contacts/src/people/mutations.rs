//! Changing people.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Contact,
    inputs::{CreateContactInput, CreateContactsInput, UpdateContactInput},
    service,
};

/// Which person, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ContactIdInput {
    /// The person.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// The person after the change.
#[derive(SimpleObject)]
pub(crate) struct ContactPayload {
    /// The person.
    contact: Contact,
}

/// The people after the change.
#[derive(SimpleObject)]
pub(crate) struct ContactsPayload {
    /// The people, in the order of the input.
    contacts: Vec<Contact>,
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct PurgeContactPayload {
    /// The global id that the person had.
    id: ID,
}

/// The root fields that change people.
#[derive(Default)]
pub(crate) struct ContactMutations;

/// Changing people.
#[Object]
impl ContactMutations {
    /// Records a person.
    async fn create_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: CreateContactInput,
    ) -> ApiResult<Option<ContactPayload>> {
        let row = service::contact_create(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(ContactPayload { contact: Open(row.into()) }))
    }

    /// Records up to 500 people in one transaction: all of them, or none.
    async fn create_contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The people.")] input: CreateContactsInput,
    ) -> ApiResult<Option<ContactsPayload>> {
        let rows = service::contacts_create(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(ContactsPayload { contacts: rows.into_iter().map(|row| Open(row.into())).collect() }))
    }

    /// Changes a person.
    async fn update_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateContactInput,
    ) -> ApiResult<Option<ContactPayload>> {
        let row = service::contact_update(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(ContactPayload { contact: Open(row.into()) }))
    }

    /// Deletes a person, who can be restored. The e-mail addresses are free for others from then on.
    async fn delete_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: ContactIdInput,
    ) -> ApiResult<Option<ContactPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let row = service::contact_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(ContactPayload { contact: Open(row.into()) }))
    }

    /// Restores a deleted person. A CONFLICT names whoever holds one of the e-mail addresses by now.
    async fn restore_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: ContactIdInput,
    ) -> ApiResult<Option<ContactPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let row = service::contact_restore(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(ContactPayload { contact: Open(row.into()) }))
    }

    /// Removes a person for good, with everything that identifies them, also in the history.
    async fn purge_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: ContactIdInput,
    ) -> ApiResult<Option<PurgeContactPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::contact_purge(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(PurgeContactPayload { id: ID(id.to_global()) }))
    }
}
