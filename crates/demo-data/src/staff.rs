//! Users, teams, and who owns what.

use rapport_kernel::Role;
use uuid::Uuid;

use crate::{
    dice::{Dice, Topic, Weights, to_u64},
    names::parts,
    pools::Pools,
    rows::{Team, TeamMember, User},
    timeline::{Timeline, id_at},
    words,
};

/// The demo users' names.
const fn demo_name(role: Role) -> &'static str {
    match role {
        Role::Admin => "Ada Admin",
        Role::Manager => "Mina Manager",
        Role::Rep => "René Rep",
        Role::Marketer => "Márta Marketer",
        Role::Support => "Sura Support",
        Role::Analyst => "Ananya Analyst",
        Role::Partner => "Παναγιώτα Partner",
    }
}

/// The roles of all other users, over and over.
const ROLES: [Role; 10] = [
    Role::Rep,
    Role::Rep,
    Role::Manager,
    Role::Rep,
    Role::Support,
    Role::Rep,
    Role::Marketer,
    Role::Rep,
    Role::Rep,
    Role::Analyst,
];

/// Everybody who works here.
pub(crate) struct Staff {
    pub(crate) users: Vec<User>,
    pub(crate) teams: Vec<Team>,
    pub(crate) members: Vec<TeamMember>,
    sellers: Vec<Uuid>,
    shares: Weights,
}

impl Staff {
    pub(crate) fn new(seed: u64, contacts: u64, timeline: &Timeline, pools: &Pools) -> Self {
        let total = (contacts / 200).max(12);
        let mut dice = Dice::new(seed, Topic::Users, 0);
        let mut users: Vec<User> = Role::ALL.iter().map(|role| demo_user(*role, timeline)).collect();
        let others = total - to_u64(users.len());
        for (n, role) in (0..others).zip(ROLES.iter().cycle()) {
            users.push(user(n, others, *role, timeline, pools, &mut dice));
        }
        let teams = teams(seed, total / 8, timeline);
        let members = members(&users, &teams, &mut dice);
        let (sellers, shares) = shares(&users, &mut dice);
        Self { users, teams, members, sellers, shares }
    }

    /// Who owns a record, if it is owned: `none` in a hundred are not.
    pub(crate) fn owner(&self, none: u64, dice: &mut Dice) -> Option<Uuid> {
        dice.or_none(none, |dice| self.seller(dice))
    }

    /// One of those who sell.
    pub(crate) fn seller(&self, dice: &mut Dice) -> Uuid {
        self.shares.pick(dice, &self.sellers)
    }
}

fn demo_user(role: Role, timeline: &Timeline) -> User {
    User {
        id: role.demo_user(),
        version: 1,
        name: demo_name(role).to_owned(),
        email: format!("{role}@demo.example"),
        role: role.as_str(),
        created_at: timeline.start(),
        updated_at: timeline.start(),
    }
}

fn user(n: u64, total: u64, role: Role, timeline: &Timeline, pools: &Pools, dice: &mut Dice) -> User {
    let pool = pools.throw(dice);
    let (given, (family, family_key)) = (dice.pick(&pool.given), pool.family(dice));
    let created_at = timeline.created_at(n, total);
    let changed = dice.percent(20);
    User {
        id: id_at(created_at, n, dice),
        version: if changed { 2 } else { 1 },
        name: pool.full_name(given.text, &family),
        email: format!("{}.{family_key}{n}@demo.example", given.key()),
        role: role.as_str(),
        created_at,
        updated_at: if changed { created_at.soon_after(timeline.now, dice) } else { created_at },
    }
}

/// At least two, so that there is another team than one's own.
fn teams(seed: u64, wanted: u64, timeline: &Timeline) -> Vec<Team> {
    let mut dice = Dice::new(seed, Topic::Teams, 0);
    let names = parts(words::TEAMS);
    let created_at = timeline.start();
    let team = |(n, name): (u64, &&str)| {
        let round = n / to_u64(names.len()) + 1;
        let name = if round == 1 { (*name).to_owned() } else { format!("{name} {round}") };
        Team { id: id_at(created_at, n, &mut dice), name, created_at, updated_at: created_at }
    };
    (0..wanted.max(2)).zip(names.iter().cycle()).map(team).collect()
}

/// Who sells is in a team, and of the others every second one. The demo manager and rep share the first.
fn members(users: &[User], teams: &[Team], dice: &mut Dice) -> Vec<TeamMember> {
    let mut members = Vec::new();
    // Each team with the one after it.
    let mut next = teams.iter().zip(teams.iter().cycle().skip(1)).cycle();
    for user in users {
        let role = user.role;
        let belongs = match Role::ALL.iter().find(|known| known.as_str() == role) {
            Some(Role::Manager | Role::Rep) => true,
            Some(Role::Support | Role::Marketer) => dice.percent(50),
            _ => false,
        };
        if !belongs {
            continue;
        }
        let demo = [Role::Manager.demo_user(), Role::Rep.demo_user()].contains(&user.id);
        let Some((team, other)) = (if demo { teams.iter().zip(teams.iter().skip(1)).next() } else { next.next() })
        else {
            continue;
        };
        members.push(TeamMember { team_id: team.id, user_id: user.id });
        if !demo && dice.percent(5) {
            members.push(TeamMember { team_id: other.id, user_id: user.id });
        }
    }
    members
}

/// What part each seller owns. The demo rep and manager own at least an average part, and of large data some percent.
fn shares(users: &[User], dice: &mut Dice) -> (Vec<Uuid>, Weights) {
    const AVERAGE: u64 = 1_000;
    let sellers: Vec<Uuid> = users
        .iter()
        .filter(|user| [Role::Rep.as_str(), Role::Manager.as_str()].contains(&user.role))
        .map(|user| user.id)
        .collect();
    let all = to_u64(sellers.len()) * AVERAGE;
    let weights = sellers.iter().map(|id| match *id {
        id if id == Role::Rep.demo_user() => (all / 20).max(AVERAGE),
        id if id == Role::Manager.demo_user() => (all / 33).max(AVERAGE),
        _ => dice.between(AVERAGE / 4, AVERAGE * 7 / 4),
    });
    let weights = Weights::new(weights);
    (sellers, weights)
}
