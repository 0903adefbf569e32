//! All that contacts refer to, and the contacts in batches.

use uuid::Uuid;

use crate::{
    Plan,
    batch::Batch,
    bonds::Bonds,
    deals::Pipelines,
    deeds::Deeds,
    dice::{Dice, Topic, Weights, to_u64},
    firms::{Employer, Firm, Firms},
    history::{self, History},
    names::{self, parts},
    pools::Pools,
    profile::Words,
    rows::Tag,
    staff::Staff,
    timeline::{Timeline, id_at},
    words,
};

/// The stages of a contact's life, with their chances in a hundred.
const STAGES: [(&str, u64); 5] = [("SUBSCRIBER", 34), ("LEAD", 28), ("PROSPECT", 18), ("CUSTOMER", 15), ("FORMER", 5)];

/// What is known before the first contact. What grows with the data: some bytes per contact, and the companies in short.
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) contacts: u64,
    pub(crate) companies: u64,
    pub(crate) timeline: Timeline,
    pub(crate) pools: Pools,
    pub(crate) staff: Staff,
    pub(crate) tags: Vec<Tag>,
    pub(crate) tags_by_frequency: Weights,
    pub(crate) employers: Vec<Employer>,
    pub(crate) employers_by_size: Weights,
    pub(crate) bonds: Bonds,
    pub(crate) history: History,
    pub(crate) words: Words,
    pub(crate) deeds: Deeds,
    pub(crate) pipelines: Pipelines,
    pub(crate) prefixes: Vec<&'static str>,
    pub(crate) suffixes: Vec<&'static str>,
    pub(crate) nicknames: Vec<&'static str>,
    stages: Weights,
    counts: Vec<u32>,
}

impl World {
    pub(crate) fn new(plan: &Plan) -> Self {
        let contacts = u64::from(plan.contacts);
        let timeline = Timeline::new(plan.seed, plan.now);
        let pools = Pools::new();
        let tags = tags(plan.seed, &timeline);
        Self {
            seed: plan.seed,
            contacts,
            companies: (contacts / 5).max(3),
            timeline,
            staff: Staff::new(plan.seed, contacts, &timeline, &pools),
            pools,
            tags_by_frequency: Weights::zipf(tags.len()),
            tags,
            employers: Vec::new(),
            employers_by_size: Weights::zipf(0),
            bonds: Bonds::new(),
            history: History::new(),
            words: Words::new(),
            deeds: Deeds::new(plan.seed, &timeline),
            pipelines: Pipelines::new(plan.seed, &timeline),
            prefixes: parts(names::PREFIXES),
            suffixes: parts(names::SUFFIXES),
            nicknames: parts(names::NICKNAMES),
            stages: Weights::new(STAGES.map(|(_, weight)| weight)),
            counts: history::counts(plan.seed, plan.contacts),
        }
    }

    /// Makes the companies and hands them on by so many. Contacts can be made afterwards.
    pub(crate) fn found_companies<E>(
        &mut self,
        by: usize,
        mut take: impl FnMut(&[Firm]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut firms = Firms::new(self.seed, self.companies, self.timeline);
        let mut batch = Vec::with_capacity(by);
        for n in 0..self.companies {
            let company = firms.company(n, &self.staff, &self.pools);
            if company.row.deleted_at.is_none() {
                let domain = company.domain.as_ref().map(|row| row.domain.clone());
                self.employers.push(Employer { id: company.row.id, domain, created_at: company.row.created_at });
            }
            batch.push(company);
            if batch.len() == by || n + 1 == self.companies {
                take(&batch)?;
                batch.clear();
            }
        }
        self.employers_by_size = Weights::zipf(self.employers.len());
        Ok(())
    }

    /// The contacts with all that hangs on them, by so many.
    pub(crate) fn batches(&self, by: usize) -> impl Iterator<Item = Batch> {
        let mut interactions = 0;
        self.counts.chunks(by).zip(0..).map(move |(counts, chunk)| {
            let mut batch = Batch::default();
            for (count, n) in counts.iter().zip(chunk * to_u64(by)..) {
                self.contact(n, interactions, u64::from(*count), &mut batch);
                interactions += u64::from(*count);
            }
            batch
        })
    }

    /// One contact; its interactions have the numbers from `first` on.
    fn contact(&self, n: u64, first: u64, count: u64, batch: &mut Batch) {
        let person = self.person(n);
        batch.contact_tags.extend(self.contact_tags(&person));
        let (affiliations, employer) = self.affiliations(&person);
        batch.affiliations.extend(affiliations);
        for ((deal, contact, stays), place) in self.deals(&person, employer).into_iter().zip(0..) {
            batch.tasks.extend(self.task(&person, &deal, n * 2 + place));
            batch.deals.push(deal);
            batch.deal_contacts.push(contact);
            batch.deal_stays.extend(stays);
        }
        batch.commitments.extend(self.commitment(&person));
        let mut reach = Dice::new(self.seed, Topic::Reach, n);
        batch.emails.extend(person.emails(employer, &mut reach));
        batch.phones.extend(person.phones(&mut reach));
        batch.addresses.extend(person.addresses(&mut reach));
        batch.social_accounts.extend(person.social_accounts(&mut reach));
        batch.traits.extend(self.traits(&person));
        let (household, member) = self.household(&person);
        batch.households.extend(household);
        batch.household_members.extend(member);
        batch.interactions.extend(self.interactions(&person, first, count));
        batch.customer_events.extend(self.customer_events(&person));
        if self.contacts <= crate::EVENTS_UP_TO {
            batch.events.push(person.event(&mut Dice::new(self.seed, Topic::Event, n)));
        }
        batch.contacts.push(person.row);
    }

    pub(crate) fn stage(&self, dice: &mut Dice) -> &'static str {
        self.stages.pick(dice, &STAGES.map(|(stage, _)| stage))
    }

    /// Who notes something down about a contact: mostly the owner.
    pub(crate) fn recorder(&self, owner: Option<Uuid>, dice: &mut Dice) -> Option<Uuid> {
        let other = self.staff.seller(dice);
        dice.or_none(6, |dice| if dice.percent(80) { owner.unwrap_or(other) } else { other })
    }
}

fn tags(seed: u64, timeline: &Timeline) -> Vec<Tag> {
    let mut dice = Dice::new(seed, Topic::Tags, 0);
    let tag = |(name, n)| Tag { id: id_at(timeline.start(), n, &mut dice), name };
    parts(words::TAGS).into_iter().zip(0..).map(tag).collect()
}
