//! Which entries of a timeline.

use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, Enum},
    input::Violations,
    path,
};
use rapport_kernel::ApiResult;

use crate::customer_event_types::{CustomerEventTypeId, CustomerEventTypes};

/// How many types of events can be asked for at once. Each is a walk of its own.
const MOST_TYPES: usize = 10;

/// A kind of entry in a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TimelineEntryKind {
    /// What was said or done with a person.
    Interaction,
    /// What a person did.
    CustomerEvent,
}

/// Entries that stand in one order along one index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Strand {
    /// All interactions of a person.
    Interactions,
    /// All events of a person.
    Events,
    /// The events of a person of this type.
    EventsOf(CustomerEventTypeId),
}

/// Which entries are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TimelineFilter {
    interactions: bool,
    events: Events,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Events {
    None,
    All,
    Of([Option<CustomerEventTypeId>; MOST_TYPES]),
}

impl TimelineFilter {
    /// Reads the arguments of a timeline.
    ///
    /// # Errors
    /// BAD_USER_INPUT for types that there are not, or too many.
    pub(crate) async fn read(
        ctx: &Context<'_>,
        kinds: Option<&[TimelineEntryKind]>,
        event_types: Option<&[String]>,
    ) -> ApiResult<Self> {
        let wants = |kind| kinds.is_none_or(|kinds| kinds.contains(&kind));
        let events = match event_types {
            _ if !wants(TimelineEntryKind::CustomerEvent) => Events::None,
            None => Events::All,
            Some(names) => Events::Of(types(ctx, names).await?),
        };
        Ok(Self { interactions: wants(TimelineEntryKind::Interaction), events })
    }

    /// The strands that together are what is asked for.
    pub(crate) fn strands(&self) -> Vec<Strand> {
        let mut strands = Vec::new();
        if self.interactions {
            strands.push(Strand::Interactions);
        }
        match self.events {
            Events::None => {}
            Events::All => strands.push(Strand::Events),
            Events::Of(types) => strands.extend(types.into_iter().flatten().map(Strand::EventsOf)),
        }
        strands
    }
}

/// The types of these names, each once, in one order whatever the order of the names.
async fn types(ctx: &Context<'_>, names: &[String]) -> ApiResult<[Option<CustomerEventTypeId>; MOST_TYPES]> {
    let known = ctx.load::<CustomerEventTypes>(()).await?.unwrap_or_default();
    let mut violations = Violations::new();
    let mut ids = Vec::new();
    for (index, name) in names.iter().enumerate() {
        match known.get(name) {
            Some(id) => ids.push(*id),
            None => violations.add(path!["eventTypes", index], "There is no such type of customer event."),
        }
    }
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MOST_TYPES {
        violations.add(path!["eventTypes"], format!("At most {MOST_TYPES} types at once."));
    }
    violations.check()?;
    let mut types = [None; MOST_TYPES];
    for (slot, id) in types.iter_mut().zip(ids) {
        *slot = Some(id);
    }
    Ok(types)
}
