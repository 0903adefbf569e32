//! The words by which people and companies are found, made of the rows as a change of one record would make them.

use std::collections::{HashMap, HashSet};

use diesel::{MysqlConnection, QueryResult};
use rapport_search_words::{Bags, RecordWords, spelling};
use uuid::Uuid;

use crate::{
    batch::Batch,
    firms::Firm,
    rows::{Contact, SearchPosting, SearchRecord, SearchSpelling},
    sql::insert,
};

/// Postings that are written together. A word's place in the index has nothing to do with the order of the records: the
/// more are sorted at once, the fewer pages are read and written again.
const TOGETHER: usize = 250_000;

/// What is known of the words so far: those of names, which are few, and what waits to be written.
#[derive(Default)]
pub(crate) struct Search {
    known: HashSet<String>,
    postings: Vec<SearchPosting>,
}

/// The rows of some records.
#[derive(Default)]
struct Rows {
    records: Vec<SearchRecord>,
    spellings: Vec<SearchSpelling>,
}

impl Search {
    /// Writes the words of these people, as far as they live.
    pub(crate) fn contacts(&mut self, conn: &mut MysqlConnection, batch: &Batch) -> QueryResult<()> {
        let mut emails: HashMap<Uuid, Vec<&str>> = HashMap::new();
        for email in &batch.emails {
            emails.entry(email.contact_id).or_default().push(&email.address);
        }
        let mut phones: HashMap<Uuid, Vec<&str>> = HashMap::new();
        for phone in &batch.phones {
            phones.entry(phone.contact_id).or_default().push(&phone.number);
        }
        let mut rows = Rows::default();
        for contact in batch.contacts.iter().filter(|contact| contact.deleted_at.is_none()) {
            let emails = emails.get(&contact.id).map_or(&[][..], Vec::as_slice);
            let phones = phones.get(&contact.id).map_or(&[][..], Vec::as_slice);
            self.add(&mut rows, contact.id, contact.owner_id, false, &words(contact, emails, phones));
        }
        rows.write(conn)?;
        if self.postings.len() < TOGETHER { Ok(()) } else { self.finish(conn) }
    }

    /// Writes the words of these companies, as far as they live.
    pub(crate) fn companies(&mut self, conn: &mut MysqlConnection, companies: &[Firm]) -> QueryResult<()> {
        let mut rows = Rows::default();
        for company in companies.iter().filter(|company| company.row.deleted_at.is_none()) {
            let domain = company.domain.as_ref().map(|domain| domain.domain.as_str());
            let words = RecordWords::company(&company.row.name, domain.as_slice());
            self.add(&mut rows, company.row.id, None, true, &words);
        }
        rows.write(conn)
    }

    /// Writes what waits, in the order of the key.
    pub(crate) fn finish(&mut self, conn: &mut MysqlConnection) -> QueryResult<()> {
        let mut postings = std::mem::take(&mut self.postings);
        postings.sort_unstable_by(|one, other| {
            (one.place, &one.word, one.record_id).cmp(&(other.place, &other.word, other.record_id))
        });
        insert(conn, &postings).map(drop)
    }

    fn add(&mut self, rows: &mut Rows, id: Uuid, owner: Option<Uuid>, is_company: bool, words: &RecordWords) {
        self.postings.extend(words.postings().map(|(place, word)| SearchPosting {
            place: u64::from(place.code()),
            word: word.to_owned(),
            record_id: id,
            owner_id: owner,
        }));
        let Bags { names, domains, emails, phones } = words.bags();
        rows.records.push(SearchRecord { record_id: id, is_company, owner_id: owner, names, domains, emails, phones });
        for word in words.names().filter(|word| spelling::is_spelt(word)) {
            if self.known.insert(word.to_owned()) {
                let keys = spelling::keys_of_known(word).into_iter();
                rows.spellings.extend(keys.map(|spelling| SearchSpelling { spelling, word: word.to_owned() }));
            }
        }
    }
}

impl Rows {
    fn write(mut self, conn: &mut MysqlConnection) -> QueryResult<()> {
        self.spellings.sort_unstable_by(|one, other| (one.spelling, &one.word).cmp(&(other.spelling, &other.word)));
        insert(conn, &self.records)?;
        insert(conn, &self.spellings).map(drop)
    }
}

fn words(contact: &Contact, emails: &[&str], phones: &[&str]) -> RecordWords {
    let names = [
        contact.honorific_prefix,
        contact.given_name,
        contact.middle_name,
        contact.family_name.as_deref(),
        contact.honorific_suffix,
        contact.nickname,
    ];
    let names: Vec<&str> = names.into_iter().flatten().collect();
    let full = contact.family_name.as_deref().zip(contact.given_name);
    RecordWords::person(&names, full, emails, phones)
}
