//! Contacts with all that hangs on them, written together.

use diesel::{
    MysqlConnection, QueryResult, QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Unsigned},
};

use crate::{
    Summary,
    dice::to_u64,
    rows::{
        Address, Affiliation, Commitment, Contact, ContactTag, CustomerEvent, Deal, DealContact, DealStay, Email,
        Event, Household, HouseholdMember, Interaction, Phone, SocialAccount, Task, Trait,
    },
    search::Search,
    sql::insert,
};

/// Some contacts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Batch {
    pub(crate) contacts: Vec<Contact>,
    pub(crate) emails: Vec<Email>,
    pub(crate) phones: Vec<Phone>,
    pub(crate) addresses: Vec<Address>,
    pub(crate) social_accounts: Vec<SocialAccount>,
    pub(crate) contact_tags: Vec<ContactTag>,
    pub(crate) traits: Vec<Trait>,
    pub(crate) households: Vec<Household>,
    pub(crate) household_members: Vec<HouseholdMember>,
    pub(crate) affiliations: Vec<Affiliation>,
    pub(crate) interactions: Vec<Interaction>,
    pub(crate) customer_events: Vec<CustomerEvent>,
    pub(crate) deals: Vec<Deal>,
    pub(crate) deal_contacts: Vec<DealContact>,
    pub(crate) deal_stays: Vec<DealStay>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) commitments: Vec<Commitment>,
    pub(crate) events: Vec<Event>,
}

impl Batch {
    /// Inserts everything and adds it to the summary. The caller's transaction holds it together.
    pub(crate) fn write(
        &mut self,
        conn: &mut MysqlConnection,
        search: &mut Search,
        summary: &mut Summary,
    ) -> QueryResult<()> {
        summary.contacts += insert(conn, &self.contacts)?;
        summary.emails += insert(conn, &self.emails)?;
        summary.phones += insert(conn, &self.phones)?;
        summary.addresses += insert(conn, &self.addresses)?;
        summary.social_accounts += insert(conn, &self.social_accounts)?;
        summary.contact_tags += insert(conn, &self.contact_tags)?;
        summary.traits += insert(conn, &self.traits)?;
        summary.households += insert(conn, &self.households)?;
        insert(conn, &self.household_members)?;
        summary.affiliations += insert(conn, &self.affiliations)?;
        summary.interactions += insert(conn, &self.interactions)?;
        summary.customer_events += insert(conn, &self.customer_events)?;
        summary.deals += insert(conn, &self.deals)?;
        insert(conn, &self.deal_contacts)?;
        summary.deal_stays += insert(conn, &self.deal_stays)?;
        summary.tasks += insert(conn, &self.tasks)?;
        summary.commitments += insert(conn, &self.commitments)?;
        summary.events += write_events(conn, &mut self.events)?;
        search.contacts(conn, self)
    }
}

#[derive(QueryableByName)]
struct LastSeq {
    #[diesel(sql_type = Unsigned<BigInt>)]
    last_seq: u64,
}

/// Numbers the events as the sequencer would, under the same lock, so that it may be at work meanwhile.
fn write_events(conn: &mut MysqlConnection, events: &mut [Event]) -> QueryResult<u64> {
    if events.is_empty() {
        return Ok(0);
    }
    let LastSeq { last_seq } =
        sql_query("SELECT last_seq FROM event_sequence WHERE id = 1 FOR UPDATE").get_result(conn)?;
    for (event, seq) in events.iter_mut().zip(last_seq + 1..) {
        event.seq = seq;
    }
    let count = insert(conn, events)?;
    sql_query("UPDATE event_sequence SET last_seq = ? WHERE id = 1")
        .bind::<Unsigned<BigInt>, _>(last_seq + to_u64(events.len()))
        .execute(conn)?;
    Ok(count)
}
