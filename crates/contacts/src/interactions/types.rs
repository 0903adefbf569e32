//! An interaction, as clients see one.

use rapport_graphql::{
    GlobalId, Open, Record, Related, ShortText, Timestamp,
    async_graphql::{Enum, SimpleObject},
    open::relation::{Relation, one},
};

use super::{InteractionId, InteractionNode, InteractionRow};
use crate::{
    people::{ContactId, ContactRecord, loaders::ContactById},
    users::{UserById, UserId, UserRecord},
};

/// What kind of interaction it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum InteractionKind {
    /// Talked on the phone.
    Call,
    /// Met, in a room or on a screen.
    Meeting,
    /// Wrote an e-mail.
    Email,
    /// Wrote messages to and fro.
    Chat,
    /// One came to the other's place.
    Visit,
    /// Nothing was exchanged: a note about the person.
    Note,
}

impl InteractionKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Call, Self::Meeting, Self::Email, Self::Chat, Self::Visit, Self::Note];

    /// As it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Call => "CALL",
            Self::Meeting => "MEETING",
            Self::Email => "EMAIL",
            Self::Chat => "CHAT",
            Self::Visit => "VISIT",
            Self::Note => "NOTE",
        }
    }

    fn kept_as(text: &str) -> Self {
        // The column is written by this program alone.
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).unwrap_or(Self::Note)
    }
}

/// Who turned to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum InteractionDirection {
    /// The person turned to us.
    Inbound,
    /// We turned to the person.
    Outbound,
}

/// How the person felt about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum InteractionSentiment {
    /// Pleased, interested, grateful.
    Positive,
    /// Neither.
    Neutral,
    /// Displeased, annoyed, about to leave.
    Negative,
}
rapport_graphql::plain_enum!(InteractionKind, InteractionDirection, InteractionSentiment);

impl InteractionSentiment {
    /// Every sentiment.
    pub const ALL: [Self; 3] = [Self::Positive, Self::Neutral, Self::Negative];

    /// As it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "POSITIVE",
            Self::Neutral => "NEUTRAL",
            Self::Negative => "NEGATIVE",
        }
    }

    fn kept_as(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sentiment| sentiment.as_str() == text)
    }
}

impl InteractionDirection {
    /// Both directions.
    pub const ALL: [Self; 2] = [Self::Inbound, Self::Outbound];

    /// As it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "INBOUND",
            Self::Outbound => "OUTBOUND",
        }
    }

    fn kept_as(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.as_str() == text)
    }
}

/// Something said or done with a person.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "Interaction", relations)]
pub struct InteractionRecord {
    /// The global id.
    pub id: GlobalId<InteractionNode>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// What kind of interaction it was.
    pub kind: InteractionKind,
    /// By what means, in words of your own: phone, video, LinkedIn, trade fair.
    pub channel: Option<ShortText>,
    /// Who turned to whom; null where it does not matter.
    pub direction: Option<InteractionDirection>,
    /// How the person felt about it; null where nobody said.
    pub sentiment: Option<InteractionSentiment>,
    /// What it was about, in one line.
    pub subject: Option<ShortText>,
    /// What was said, in as many lines as it takes.
    pub body: Option<ShortText>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When the record was last changed.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    interaction: InteractionId,
    #[graphql(skip)]
    with: ContactId,
    #[graphql(skip)]
    recorder: Option<UserId>,
}

/// An interaction, open to other modules.
pub type Interaction = Open<InteractionRecord>;

impl From<InteractionRow> for InteractionRecord {
    fn from(row: InteractionRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            kind: InteractionKind::kept_as(&row.kind),
            channel: row.channel,
            direction: row.direction.as_deref().and_then(InteractionDirection::kept_as),
            sentiment: row.sentiment.as_deref().and_then(InteractionSentiment::kept_as),
            subject: row.subject,
            body: row.body,
            occurred_at: Timestamp(row.occurred_at),
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            interaction: row.id,
            with: row.contact_id,
            recorder: row.recorded_by,
        }
    }
}

impl InteractionRecord {
    /// The id, for modules that add to interactions.
    #[must_use]
    pub const fn interaction_id(&self) -> InteractionId {
        self.interaction
    }

    /// With whom it was, for modules that add to interactions.
    #[must_use]
    pub const fn contact_id(&self) -> ContactId {
        self.with
    }
}

impl Related for InteractionRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, ContactById, ContactRecord>(
                "contact",
                "With whom it was; null when the person is deleted.",
                |interaction| Some(interaction.with),
            ),
            one::<Self, UserById, UserRecord>(
                "recordedBy",
                "Who recorded it; null when it was nobody who is known here.",
                |interaction| interaction.recorder,
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_directions_and_sentiments_come_back() {
        for kind in InteractionKind::ALL {
            assert_eq!(InteractionKind::kept_as(kind.as_str()), kind);
        }
        for direction in InteractionDirection::ALL {
            assert_eq!(InteractionDirection::kept_as(direction.as_str()), Some(direction));
        }
        for sentiment in InteractionSentiment::ALL {
            assert_eq!(InteractionSentiment::kept_as(sentiment.as_str()), Some(sentiment));
        }
    }
}
