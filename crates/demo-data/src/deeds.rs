//! What customers did: customer events of a few registered types.

use crate::{
    dice::{Dice, Topic, Weights},
    people::Person,
    rows::{CustomerEvent, CustomerEventType},
    timeline::{HOUR, Moment, Timeline, id_at},
    world::World,
};

/// How many events a contact has at most, so that their numbers do not meet.
const MOST: u64 = 8;

/// A type of event as the demo data has it.
struct Kind {
    name: &'static str,
    label: &'static str,
    description: &'static str,
    /// As `customer_event_types.fields` holds them.
    fields: &'static str,
    /// How often, in proportion.
    weight: u64,
    payload: fn(&mut Dice, u64) -> String,
}

const PAGES: &[&str] = &["/", "/prices", "/docs", "/docs/start", "/blog", "/contact", "/careers"];
const PLANS: &[&str] = &["free", "team", "business"];
const CHANNELS: &[&str] = &["phone", "e_mail", "chat"];
const CURRENCIES: &[&str] = &["EUR", "USD", "GBP", "CHF"];

const KINDS: [Kind; 5] = [
    Kind {
        name: "account_opened",
        label: "Account opened",
        description: "Somebody opened an account of their own.",
        fields: r#"[{"name":"plan","type":"ENUM","is_required":true,"values":["free","team","business"],"description":"What they chose."},{"name":"trial_ends_on","type":"DATE","is_required":false,"values":[],"description":null}]"#,
        weight: 12,
        payload: |dice, _| format!(r#"{{"plan":"{}"}}"#, dice.pick(PLANS)),
    },
    Kind {
        name: "page_viewed",
        label: "Page viewed",
        description: "Somebody whom we know looked at a page of ours.",
        fields: r#"[{"name":"url","type":"STRING","is_required":true,"values":[],"description":null},{"name":"seconds","type":"INT","is_required":false,"values":[],"description":"How long they stayed."}]"#,
        weight: 50,
        payload: |dice, _| {
            let page = dice.pick(PAGES);
            format!(r#"{{"url":"https://www.example.com{page}","seconds":{}}}"#, dice.between(1, 600))
        },
    },
    Kind {
        name: "order_placed",
        label: "Order placed",
        description: "The shop took an order.",
        fields: r#"[{"name":"number","type":"STRING","is_required":true,"values":[],"description":null},{"name":"total","type":"MONEY","is_required":true,"values":[],"description":"With taxes."},{"name":"is_first","type":"BOOLEAN","is_required":false,"values":[],"description":null}]"#,
        weight: 15,
        payload: |dice, number| {
            let (amount, currency) = (dice.between(900, 250_000), dice.pick(CURRENCIES));
            format!(r#"{{"number":"O-{number}","total":{{"amount":{amount},"currency":"{currency}"}}}}"#)
        },
    },
    Kind {
        name: "support_contacted",
        label: "Support contacted",
        description: "Somebody asked for help.",
        fields: r#"[{"name":"channel","type":"ENUM","is_required":true,"values":["phone","e_mail","chat"],"description":null},{"name":"waited_minutes","type":"DECIMAL","is_required":false,"values":[],"description":null}]"#,
        weight: 13,
        payload: |dice, _| {
            let channel = dice.pick(CHANNELS);
            format!(r#"{{"channel":"{channel}","waited_minutes":"{}.{}"}}"#, dice.below(30), dice.below(10))
        },
    },
    Kind {
        name: "newsletter_opened",
        label: "Newsletter opened",
        description: "Somebody opened a newsletter.",
        fields: r#"[{"name":"issue","type":"INT","is_required":true,"values":[],"description":null},{"name":"opened_at","type":"DATETIME","is_required":false,"values":[],"description":null}]"#,
        weight: 10,
        payload: |dice, _| format!(r#"{{"issue":{}}}"#, dice.between(1, 60)),
    },
];

/// The types, and how often events of each are.
pub(crate) struct Deeds {
    pub(crate) types: Vec<CustomerEventType>,
    by_frequency: Weights,
    counts: Weights,
}

impl Deeds {
    pub(crate) fn new(seed: u64, timeline: &Timeline) -> Self {
        let mut dice = Dice::new(seed, Topic::CustomerEventTypes, 0);
        let at = timeline.start();
        let row = |(kind, number): (&Kind, u64)| CustomerEventType {
            id: id_at(at, number, &mut dice),
            name: kind.name,
            label: kind.label,
            description: Some(kind.description),
            fields: kind.fields,
            created_at: at,
            updated_at: at,
        };
        Self {
            types: KINDS.iter().zip(0..).map(row).collect(),
            by_frequency: Weights::new(KINDS.iter().map(|kind| kind.weight)),
            // Two in the mean: of 0 to 7.
            counts: Weights::new([30, 20, 16, 12, 8, 6, 5, 3]),
        }
    }
}

impl World {
    /// None to seven events, from the first to the last.
    pub(crate) fn customer_events(&self, person: &Person<'_>) -> Vec<CustomerEvent> {
        let dice = &mut Dice::new(self.seed, Topic::CustomerEvents, person.n);
        let (from, until) = (person.row.created_at, person.end(self.timeline.now));
        let count = self.deeds.counts.place(dice);
        let mut moments: Vec<Moment> = (0..count).map(|_| from.late_before(until, dice)).collect();
        moments.sort_unstable();
        let numbers = person.n * MOST..;
        moments
            .into_iter()
            .zip(numbers)
            .filter_map(|(at, number)| self.customer_event(person, at, number, dice))
            .collect()
    }

    fn customer_event(
        &self,
        person: &Person<'_>,
        occurred_at: Moment,
        number: u64,
        dice: &mut Dice,
    ) -> Option<CustomerEvent> {
        let place = self.deeds.by_frequency.place(dice);
        let (kind, of_type) = (KINDS.get(place)?, self.deeds.types.get(place)?);
        let created_at = occurred_at.later(HOUR, person.end(self.timeline.now), dice);
        Some(CustomerEvent {
            id: id_at(created_at, number, dice),
            type_id: of_type.id,
            contact_id: person.row.id,
            // Some senders have ids of their own.
            external_id: dice.or_none(50, |_| format!("demo-{number}")),
            payload: (kind.payload)(dice, number),
            occurred_at,
            recorded_by: None,
            created_at,
        })
    }
}
