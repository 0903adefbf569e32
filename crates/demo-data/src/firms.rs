//! Companies.

use std::collections::HashSet;

use uuid::Uuid;

use crate::{
    dice::{Dice, Topic, Weights},
    names::{fold, parts},
    pools::{Pool, Pools},
    rows::{Company, CompanyDomain},
    staff::Staff,
    timeline::{Moment, Timeline, id_at},
    words,
};

/// What contacts need to know of a company that they work for.
pub(crate) struct Employer {
    pub(crate) id: Uuid,
    pub(crate) domain: Option<String>,
    pub(crate) created_at: Moment,
}

/// A company with its domain.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Firm {
    pub(crate) row: Company,
    pub(crate) domain: Option<CompanyDomain>,
}

/// Makes companies, one after the other.
pub(crate) struct Firms {
    seed: u64,
    total: u64,
    timeline: Timeline,
    hues: Vec<&'static str>,
    things: Vec<&'static str>,
    industries: Vec<(&'static str, &'static str)>,
    by_frequency: Weights,
    suppliers: Vec<&'static str>,
    taken: HashSet<String>,
    /// The company that the next ones may belong to.
    parent: Option<Uuid>,
}

impl Firms {
    pub(crate) fn new(seed: u64, total: u64, timeline: Timeline) -> Self {
        let industries: Vec<_> =
            parts(words::INDUSTRIES).into_iter().filter_map(|industry| industry.split_once('|')).collect();
        Self {
            seed,
            total,
            timeline,
            hues: parts(words::HUES),
            things: parts(words::THINGS),
            by_frequency: Weights::zipf(industries.len()),
            industries,
            suppliers: parts(words::SUPPLIERS),
            taken: HashSet::new(),
            parent: None,
        }
    }

    /// The company number `n`. To be called for 0, 1, 2..: a domain that is taken gets the number.
    pub(crate) fn company(&mut self, n: u64, staff: &Staff, pools: &Pools) -> Firm {
        let dice = &mut Dice::new(self.seed, Topic::Company, n);
        let pool = pools.throw(dice);
        let (industry, fields) = self.by_frequency.pick(dice, &self.industries);
        let field = dice.pick(&fields.split('|').collect::<Vec<_>>());
        let (name, key) = self.name(field, pool, dice);
        let domain =
            if self.taken.insert(key.clone()) { format!("{key}.example") } else { format!("{key}-{n}.example") };
        let created_at = self.timeline.created_at(n, self.total);
        let deleted_at = dice.percent(1).then(|| created_at.late_before(self.timeline.now, dice));
        let changes = if dice.percent(35) { dice.between(1, 5) } else { 0 };
        let changed_at = if changes > 0 { created_at.late_before(self.timeline.now, dice) } else { created_at };
        let row = Company {
            id: id_at(created_at, n, dice),
            version: 1 + changes + u64::from(deleted_at.is_some()),
            name,
            industry: dice.or_none(8, |_| industry),
            size: None,
            revenue_amount: None,
            revenue_currency: None,
            country: dice.or_none(8, |_| pool.country.code),
            parent_id: None,
            present_supplier: None,
            owner_id: staff.owner(20, dice),
            created_at,
            updated_at: deleted_at.unwrap_or(changed_at),
            deleted_at,
        };
        self.firm(n, row, domain)
    }

    /// What is known of a company beyond its name.
    fn firm(&mut self, n: u64, mut row: Company, domain: String) -> Firm {
        let dice = &mut Dice::new(self.seed, Topic::Firm, n);
        row.size = dice.or_none(15, employees);
        // Some thousands to some hundred thousands for each who works there, in cents.
        let revenue =
            dice.or_none(60, |dice| row.size.map(|size| size * dice.between(2_000_000, 30_000_000))).flatten();
        row.revenue_amount = revenue;
        row.revenue_currency = revenue.map(|_| dice.pick(&["EUR", "USD", "USD", "GBP", "CHF"]));
        row.present_supplier = dice.or_none(80, |dice| dice.pick(&self.suppliers));
        if n.is_multiple_of(25) {
            self.parent = Some(row.id).filter(|_| row.deleted_at.is_none());
        } else if dice.percent(12) {
            row.parent_id = self.parent;
        }
        let domain =
            dice.or_none(10, |_| CompanyDomain { company_id: row.id, place: 0, domain, released_at: row.deleted_at });
        Firm { row, domain }
    }

    /// A name and what its domain begins with.
    fn name(&self, field: &str, pool: &Pool, dice: &mut Dice) -> (String, String) {
        let legal = if dice.percent(90) { format!(" {}", dice.pick(&pool.legal)) } else { String::new() };
        match dice.below(100) {
            0..55 => {
                let (hue, thing) = (dice.pick(&self.hues), dice.pick(&self.things));
                (format!("{hue}{thing} {field}{legal}"), format!("{}{thing}-{}", fold(hue), fold(field)))
            }
            55..85 => {
                let (family, key) = pool.family(dice);
                (format!("{family} {field}{legal}"), format!("{key}-{}", fold(field)))
            }
            _ => {
                let ((one, one_key), (two, two_key)) = (pool.family(dice), pool.family(dice));
                (format!("{one} & {two}{legal}"), format!("{one_key}-{two_key}"))
            }
        }
    }
}

/// Log-normal as near as integers come: the power of two is a binomial throw, evenly filled up to the next.
fn employees(dice: &mut Dice) -> u64 {
    let power = (dice.bits() & 0xfff).count_ones();
    let floor = 1 << power;
    floor + dice.below(floor)
}
