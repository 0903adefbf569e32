//! What a deal lacks to come into a stage. One place: moving and asking whether one may move are of one mind.

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, Call, Code, Role};

use super::{Gates, Item, checks, types::GateField};
use crate::{
    deals::{DealRow, contacts, lines},
    stages::StageRow,
};

/// Something that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// A field that is empty.
    Field(GateField),
    /// What has not been checked.
    Item(Item),
    /// A role; these have one that is good.
    Role(Vec<Role>),
    /// The deal or the stage is not in a state for it.
    State(String),
}

impl Missing {
    /// What is missing, as a sentence.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Field(GateField::Amount) => "The deal needs an amount.".to_owned(),
            Self::Field(GateField::Company) => "The deal needs a company.".to_owned(),
            Self::Field(GateField::Contacts) => "The deal needs a person.".to_owned(),
            Self::Field(GateField::Owner) => "The deal needs an owner.".to_owned(),
            Self::Field(GateField::ExpectedCloseOn) => {
                "The deal needs a day on which it is expected to close.".to_owned()
            }
            Self::Field(GateField::Lines) => "The deal needs a line.".to_owned(),
            Self::Item(item) => format!("This has not been checked: {}", item.label),
            Self::Role(roles) => {
                let roles: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
                format!("Only these may take a deal there: {}.", roles.join(", "))
            }
            Self::State(message) => message.clone(),
        }
    }
}

/// What a deal lacks to come into the stage, by the stage's gates.
///
/// # Errors
/// When the database fails.
pub(crate) fn missing(
    conn: &mut MysqlConnection,
    call: &Call,
    deal: &DealRow,
    stage: &StageRow,
) -> Result<Vec<Missing>, DbError> {
    let gates = Gates::read(stage.gates.as_deref());
    let mut missing = Vec::new();
    for field in &gates.fields {
        let is_there = match field {
            GateField::Amount => deal.amount.is_some(),
            GateField::Company => deal.company_id.is_some(),
            GateField::Owner => deal.owner_id.is_some(),
            GateField::ExpectedCloseOn => deal.expected_close_on.is_some(),
            GateField::Contacts => !contacts::of(conn, &[deal.id])?.is_empty(),
            GateField::Lines => !lines::repo::of(conn, &[deal.id])?.is_empty(),
        };
        if !is_there {
            missing.push(Missing::Field(*field));
        }
    }
    if !gates.checklist.is_empty() {
        let checked = checks::of(conn, &[deal.id])?;
        let open = gates.checklist.into_iter().filter(|item| checked.iter().all(|check| check.item_id != item.id));
        missing.extend(open.map(Missing::Item));
    }
    if !gates.roles.is_empty() && !gates.roles.contains(&call.actor.role) {
        missing.push(Missing::Role(gates.roles));
    }
    Ok(missing)
}

/// Refuses a deal that lacks something to come into the stage.
///
/// # Errors
/// CONFLICT with everything that is missing, or FORBIDDEN if that is the role alone; or when the database fails.
pub(crate) fn require(
    conn: &mut MysqlConnection,
    call: &Call,
    deal: &DealRow,
    stage: &StageRow,
) -> Result<(), DbError> {
    let missing = missing(conn, call, deal, stage)?;
    if missing.is_empty() {
        return Ok(());
    }
    let is_role = |one: &Missing| matches!(one, Missing::Role(_));
    let code = if missing.iter().all(is_role) { Code::Forbidden } else { Code::Conflict };
    let mut violations = Violations::new();
    for one in &missing {
        violations.add(path!["input", "stageId"], one.message());
    }
    let message = format!("The deal lacks what the stage {} asks for: {}", stage.name, missing_together(&missing));
    match violations.check() {
        Err(error) => Err(ApiError { code, message: message.into(), ..error }.into()),
        Ok(()) => Ok(()),
    }
}

fn missing_together(missing: &[Missing]) -> String {
    missing.iter().map(Missing::message).collect::<Vec<_>>().join(" ")
}
