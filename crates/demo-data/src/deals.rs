//! Pipelines, and deals with their stays in stages.

use uuid::Uuid;

use crate::{
    dice::{Dice, Topic, Weights, to_u64},
    firms::Employer,
    people::Person,
    rows::{Competitor, Deal, DealContact, DealStay, Pipeline, PipelineStage},
    timeline::{DAY, Moment, Timeline, id_at},
    world::World,
};

/// How many deals each contact has.
const PER_CONTACT: u64 = 2;

/// A pipeline: its stages for open deals with their probabilities, before the one for the won and the one for the lost.
const PIPELINES: [(&str, &[(&str, u64)]); 2] = [
    ("New customers", &[("Qualified", 10), ("Discovery", 25), ("Proposal", 50), ("Negotiation", 75)]),
    ("Existing customers", &[("Identified", 20), ("Offer", 60)]),
];

/// After how many days a deal has been in a stage for too long.
const AGE_LIMIT: u64 = 30;

/// So many in a hundred are won, and so many won or lost. Most of the open ones are in the first stage.
const WON: u64 = 20;
const CLOSED: u64 = 55;

/// So many in a hundred of those that come to the second stage go back to the first, and come to it again.
const BACK: u64 = 12;

const SUBJECTS: &[&str] =
    &["Licences", "Support contract", "Pilot", "Roll-out", "Training", "Spare parts", "Framework agreement", "Upgrade"];
const ROLES: &[&str] = &["decides", "pays", "uses", "advises"];
const REASONS: &[&str] =
    &["The price", "No budget this year", "No answer any more", "A feature is missing", "Another priority"];
const COMPETITORS: &[&str] = &["Initech", "Globex", "Hooli", "Umbrella"];

/// The pipelines with the ids of their stages.
pub(crate) struct Pipelines {
    pub(crate) rows: Vec<Pipeline>,
    pub(crate) stages: Vec<PipelineStage>,
    pub(crate) competitors: Vec<Competitor>,
    /// How deep in a pipeline an open deal is.
    depth: Weights,
}

impl Pipelines {
    pub(crate) fn new(seed: u64, timeline: &Timeline) -> Self {
        let dice = &mut Dice::new(seed, Topic::Pipelines, 0);
        let (start, mut rows, mut stages) = (timeline.start(), Vec::new(), Vec::new());
        for ((name, open), n) in PIPELINES.into_iter().zip(0..) {
            let id = id_at(start, n, dice);
            rows.push(Pipeline { id, name, created_at: start, updated_at: start });
            let open = open.iter().map(|(name, probability)| (*name, *probability, "OPEN"));
            for ((name, probability, kind), place) in open.chain([("Won", 100, "WON"), ("Lost", 0, "LOST")]).zip(0..) {
                let age_limit_days = (kind == "OPEN").then_some(AGE_LIMIT);
                let id_of_stage = id_at(start, n * 100 + place, dice);
                let stage =
                    PipelineStage { id: id_of_stage, pipeline_id: id, place, name, probability, kind, age_limit_days };
                stages.push(stage);
            }
        }
        let competitors = COMPETITORS.iter().zip(10_000..);
        let competitors = competitors
            .map(|(name, n)| Competitor { id: id_at(start, n, dice), name, created_at: start, updated_at: start })
            .collect();
        Self { rows, stages, competitors, depth: Weights::zipf(4) }
    }

    /// The competitor of this name.
    fn competitor(&self, name: &str) -> Option<Uuid> {
        self.competitors.iter().find(|competitor| competitor.name == name).map(|competitor| competitor.id)
    }

    /// The stages through which a deal goes, the last of them where it is.
    fn path(&self, pipeline: Uuid, dice: &mut Dice) -> Vec<&PipelineStage> {
        let of = |kind: &'static str| {
            self.stages.iter().filter(move |stage| stage.pipeline_id == pipeline && stage.kind == kind)
        };
        let open: Vec<_> = of("OPEN").collect();
        let throw = dice.below(100);
        let depth = (self.depth.place(dice) + 1).min(open.len());
        let mut path: Vec<_> = match throw {
            0..WON => open.into_iter().chain(of("WON")).collect(),
            WON..CLOSED => open.into_iter().take(depth).chain(of("LOST")).collect(),
            _ => open.into_iter().take(depth).collect(),
        };
        // Some go back once, and come again.
        let (first, second) = (path.first().copied(), path.get(1).copied().filter(|stage| stage.kind == "OPEN"));
        if let Some((first, second)) = first.zip(second)
            && dice.percent(BACK)
        {
            path.splice(2..2, [first, second]);
        }
        path
    }
}

/// A deal with what hangs on it.
type Whole = (Deal, DealContact, Vec<DealStay>);

impl World {
    /// The deals of a contact, at the company of the primary affiliation.
    pub(crate) fn deals(&self, person: &Person<'_>, employer: Option<&Employer>) -> Vec<Whole> {
        let first = person.n * PER_CONTACT;
        (first..first + PER_CONTACT).filter_map(|number| self.deal(person, employer, number)).collect()
    }

    fn deal(&self, person: &Person<'_>, employer: Option<&Employer>, number: u64) -> Option<Whole> {
        let dice = &mut Dice::new(self.seed, Topic::Deals, number);
        let pipeline = self.pipelines.rows.get(usize::from(dice.percent(30)))?.id;
        let path = self.pipelines.path(pipeline, dice);
        let stage = *path.last()?;
        let now = person.end(self.timeline.now);
        let created_at = person.row.created_at.late_before(now, dice);
        let mut moments: Vec<Moment> = path.iter().skip(1).map(|_| created_at.soon_after(now, dice)).collect();
        moments.push(created_at);
        moments.sort_unstable();
        let changed_at = moments.last().copied().unwrap_or(created_at);
        let is_closed = stage.kind != "OPEN";
        let amount = dice.or_none(10, |dice| dice.between(10, 4_000) * dice.between(1, 50) * 100);
        let currency = amount.map(|_| dice.pick(&["EUR", "EUR", "USD", "GBP", "CHF"]));
        let days = dice.below(120);
        let closes = if is_closed { changed_at } else { Moment(self.timeline.now.0 + days * DAY) };
        let row = Deal {
            id: id_at(created_at, number, dice),
            version: to_u64(path.len()),
            title: dice.pick(SUBJECTS).to_owned() + &dice.digits(" ##"),
            company_id: employer.map(|employer| employer.id),
            owner_id: person.row.owner_id,
            amount,
            currency,
            expected_close_on: dice.or_none(15, |_| closes.datetime().date()),
            kind: dice.pick(&["NEW_BUSINESS", "NEW_BUSINESS", "NEW_BUSINESS", "EXTENSION", "WIN_BACK"]),
            pipeline_id: pipeline,
            stage_id: stage.id,
            status: stage.kind,
            closed_at: is_closed.then_some(changed_at),
            loss_reason: (stage.kind == "LOST").then(|| dice.pick(REASONS)),
            competitor_id: if stage.kind == "LOST" {
                dice.or_none(60, |dice| dice.pick(COMPETITORS)).and_then(|name| self.pipelines.competitor(name))
            } else {
                None
            },
            stale_at: (!is_closed).then(|| Moment(changed_at.0 + AGE_LIMIT * DAY)),
            created_at,
            updated_at: changed_at,
        };
        let ends = moments.iter().skip(1).copied().map(Some).chain([None]);
        let stays = path.iter().zip(moments.iter().copied().zip(ends)).zip(0..);
        let stays = stays.map(|((stage, (entered_at, left_at)), place)| DealStay {
            id: id_at(entered_at, number * 8 + place, dice),
            deal_id: row.id,
            pipeline_id: pipeline,
            stage_id: stage.id,
            entered_at,
            left_at,
            amount,
            currency,
        });
        let stays = stays.collect();
        let role = dice.or_none(30, |dice| dice.pick(ROLES));
        let contact = DealContact { deal_id: row.id, contact_id: person.row.id, place: 0, role };
        Some((row, contact, stays))
    }
}
