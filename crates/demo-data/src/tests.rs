//! What holds for all rows together.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::{Plan, batch::Batch, firms::Firm, rows::Contact, world::World};

fn plan(contacts: u32) -> Plan {
    let now = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_micro_opt(12, 0, 0, 123_456).unwrap();
    Plan { contacts, seed: 42, now }
}

/// Everything in one batch, or the first of several.
fn first(plan: &Plan, by: usize) -> (World, Vec<Firm>, Batch) {
    let mut world = World::new(plan);
    let mut companies = Vec::new();
    world
        .found_companies(by, |some| {
            companies.extend_from_slice(some);
            Ok::<_, ()>(())
        })
        .unwrap();
    let batch = world.batches(by).next().unwrap();
    (world, companies, batch)
}

#[test]
fn the_same_plan_makes_the_same_rows() {
    let (one, one_companies, one_batch) = first(&plan(3_000), 700);
    let (two, two_companies, two_batch) = first(&plan(3_000), 700);
    assert_eq!(one_batch, two_batch);
    assert_eq!(one_companies, two_companies);
    assert_eq!((one.staff.users, one.staff.members, one.tags), (two.staff.users, two.staff.members, two.tags));

    let (_, _, other) = first(&Plan { seed: 43, ..plan(3_000) }, 700);
    assert_ne!(one_batch.contacts, other.contacts);
}

#[test]
fn batches_of_another_size_hold_the_same_rows() {
    let (_, _, all) = first(&plan(1_000), 1_000);
    let (world, _, _) = first(&plan(1_000), 300);
    let contacts: Vec<_> = world.batches(300).flat_map(|batch| batch.contacts).collect();
    let interactions: Vec<_> = world.batches(300).flat_map(|batch| batch.interactions).collect();
    assert_eq!((contacts, interactions), (all.contacts, all.interactions));
}

#[test]
fn what_must_be_unique_is() {
    let (world, companies, batch) = first(&plan(6_000), 6_000);
    fn once<T: std::hash::Hash + Eq>(what: &str, values: impl Iterator<Item = T>) {
        let mut seen = HashSet::new();
        values.for_each(|value| assert!(seen.insert(value), "{what} is not unique"));
    }
    once("an address", batch.emails.iter().map(|email| &email.address_key));
    once("a domain", companies.iter().filter_map(|company| Some(&company.domain.as_ref()?.domain)));
    once("a user's address", world.staff.users.iter().map(|user| &user.email));
    once("a team's name", world.staff.teams.iter().map(|team| team.name.to_lowercase()));
    once("a tag's name", world.tags.iter().map(|tag| tag.name.to_lowercase()));
    once("an e-mail's id", batch.emails.iter().map(|email| email.id));
    once("an interaction's id", batch.interactions.iter().map(|interaction| interaction.id));
    once("an affiliation's id", batch.affiliations.iter().map(|affiliation| affiliation.id));
    let primary = batch.affiliations.iter().filter(|affiliation| affiliation.is_primary);
    once("a primary affiliation", primary.map(|affiliation| affiliation.contact_id));
    assert!(batch.contacts.is_sorted_by_key(|contact| contact.id));
    assert!(batch.contacts.is_sorted_by_key(|contact| contact.created_at));
}

#[test]
fn keys_are_the_lower_case_addresses_of_one_domain_for_examples() {
    let (_, _, batch) = first(&plan(2_000), 2_000);
    for email in &batch.emails {
        assert_eq!(email.address.to_lowercase(), email.address_key);
        let (_, domain) = email.address_key.split_once('@').unwrap();
        assert!(domain.ends_with(".example") || domain.starts_with("example."), "{domain}");
        assert!(email.address.is_ascii() && email.address.len() < 100);
    }
}

#[test]
fn there_are_ties_and_nulls_in_every_sort() {
    let (_, companies, batch) = first(&plan(6_000), 6_000);
    let contacts = &batch.contacts;
    // In a thousand.
    let share = |holds: &dyn Fn(&Contact) -> bool| contacts.iter().filter(|row| holds(row)).count() / 6;
    assert!((8..23).contains(&share(&|row| row.given_name.is_none())));
    assert!((8..23).contains(&share(&|row| row.family_name.is_none())));
    assert_eq!(share(&|row| row.given_name.is_none() && row.family_name.is_none()), 0);
    assert!((70..90).contains(&share(&|row| row.country.is_none())));
    assert!((90..112).contains(&share(&|row| row.owner_id.is_none())));
    assert!((5..16).contains(&share(&|row| row.deleted_at.is_some())));
    assert!(share(&|row| row.updated_at > row.created_at) > 350);
    assert!(contacts.windows(2).filter(|pair| pair[0].created_at == pair[1].created_at).count() > 300);

    let mut families: HashMap<_, u32> = HashMap::new();
    contacts.iter().filter_map(|row| row.family_name.as_ref()).for_each(|name| *families.entry(name).or_default() += 1);
    assert!(families.len() > 400 && families.values().max().unwrap() > &100, "{}", families.len());

    let none = |what: usize| companies.len() * what / 100;
    let no_employees = companies.iter().filter(|company| company.row.size.is_none()).count();
    assert!((none(12)..none(18)).contains(&no_employees));
    let names: HashSet<_> = companies.iter().map(|company| &company.row.name).collect();
    assert!(names.len() < companies.len(), "no two companies of one name");
}

#[test]
fn nothing_happens_before_the_contact_or_after_now() {
    let (world, _, batch) = first(&plan(2_000), 2_000);
    let contacts: HashMap<_, _> = batch.contacts.iter().map(|row| (row.id, row)).collect();
    for row in &batch.interactions {
        let contact = contacts[&row.contact_id];
        assert!(contact.created_at <= row.occurred_at && row.occurred_at <= row.created_at);
        assert!(row.created_at <= row.updated_at && row.updated_at <= world.timeline.now);
    }
    for row in &batch.contacts {
        assert!(row.created_at <= row.updated_at && row.updated_at <= world.timeline.now);
    }
    for row in &batch.affiliations {
        assert!(row.starts_on.zip(row.ends_on).is_none_or(|(start, end)| start <= end));
    }
    let deleted = batch.emails.iter().filter(|email| email.released_at.is_some()).count();
    assert!(deleted > 0);
    assert!(batch.emails.iter().all(|email| email.released_at == contacts[&email.contact_id].deleted_at));
}

#[test]
fn the_demo_manager_and_rep_share_a_team_and_own_something() {
    use rapport_kernel::Role;
    for contacts in [0, 300, 20_000] {
        let plan = plan(contacts);
        let world = World::new(&plan);
        let teams = |role: Role| -> Vec<_> {
            let members = world.staff.members.iter().filter(|member| member.user_id == role.demo_user());
            members.map(|member| member.team_id).collect()
        };
        assert_eq!(teams(Role::Manager).len(), 1);
        assert_eq!(teams(Role::Manager), teams(Role::Rep));
        assert_eq!(world.staff.users.len(), 12.max(usize::try_from(contacts / 200).unwrap()));
        assert!(world.staff.teams.len() >= 2);
    }
    let (_, _, batch) = first(&plan(6_000), 6_000);
    let owned = |role: Role| batch.contacts.iter().filter(|row| row.owner_id == Some(role.demo_user())).count();
    assert!((180..420).contains(&owned(Role::Rep)), "{}", owned(Role::Rep));
    assert!((150..380).contains(&owned(Role::Manager)), "{}", owned(Role::Manager));
}

#[test]
fn events_come_with_small_data_only() {
    let (_, _, batch) = first(&plan(5_000), 10);
    assert_eq!(batch.events.len(), 10);
    let (event, contact) = (&batch.events[0], &batch.contacts[0]);
    assert_eq!((event.record_id, event.occurred_at), (contact.id, contact.created_at));
    assert_eq!(
        event.changes,
        format!(r#"[{{"field":"lifecycleStage","old":null,"new":"{}"}}]"#, contact.lifecycle_stage)
    );
    let (_, _, batch) = first(&plan(5_001), 10);
    assert!(batch.events.is_empty());
}
