//! What clients say of an interaction, checked as a whole: every bad field is reported at once.

use chrono::{NaiveDateTime, TimeDelta};
use rapport_graphql::{
    Timestamp,
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{InteractionDirection, InteractionId, InteractionKind, InteractionRow, InteractionSentiment};
use crate::{
    people::ContactId,
    text::{self, Lines},
};

/// An interaction to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RecordInteractionInput {
    /// With whom it was.
    pub(crate) contact_id: ID,
    /// What kind of interaction it was.
    pub(crate) kind: InteractionKind,
    /// By what means, in words of your own: phone, video, LinkedIn, trade fair. At most 50 characters.
    pub(crate) channel: Option<String>,
    /// Who turned to whom.
    pub(crate) direction: Option<InteractionDirection>,
    /// How the person felt about it.
    pub(crate) sentiment: Option<InteractionSentiment>,
    /// What it was about, in one line of at most 300 characters.
    pub(crate) subject: Option<String>,
    /// What was said, in lines of together at most 10,000 characters.
    pub(crate) body: Option<String>,
    /// When it happened: now, when nothing is said; at most a day ahead.
    pub(crate) occurred_at: Option<Timestamp>,
}

/// Changes to an interaction. What is left out stays; null or an empty text removes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateInteractionInput {
    /// The interaction.
    pub(crate) id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// What kind of interaction it was. Null stays too.
    pub(crate) kind: Option<InteractionKind>,
    /// By what means. At most 50 characters.
    pub(crate) channel: MaybeUndefined<String>,
    /// Who turned to whom.
    pub(crate) direction: MaybeUndefined<InteractionDirection>,
    /// How the person felt about it.
    pub(crate) sentiment: MaybeUndefined<InteractionSentiment>,
    /// What it was about, in one line of at most 300 characters.
    pub(crate) subject: MaybeUndefined<String>,
    /// What was said, in lines of together at most 10,000 characters.
    pub(crate) body: MaybeUndefined<String>,
    /// When it happened, at most a day ahead. Null stays too.
    pub(crate) occurred_at: Option<Timestamp>,
}

/// Changes to an interaction, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct InteractionChanges {
    pub(crate) kind: Option<InteractionKind>,
    pub(crate) channel: Option<Option<String>>,
    pub(crate) direction: Option<Option<InteractionDirection>>,
    pub(crate) sentiment: Option<Option<InteractionSentiment>>,
    pub(crate) subject: Option<Option<String>>,
    pub(crate) body: Option<Option<String>>,
    pub(crate) occurred_at: Option<NaiveDateTime>,
}

impl InteractionChanges {
    /// The row with the changes made.
    pub(crate) fn apply(&self, row: &mut InteractionRow) {
        let texts = [(&self.channel, &mut row.channel), (&self.subject, &mut row.subject), (&self.body, &mut row.body)];
        for (change, field) in texts {
            if let Some(value) = change {
                *field = value.as_deref().map(Into::into);
            }
        }
        if let Some(kind) = self.kind {
            row.kind = kind.as_str().into();
        }
        if let Some(direction) = self.direction {
            row.direction = direction.map(|direction| direction.as_str().into());
        }
        if let Some(sentiment) = self.sentiment {
            row.sentiment = sentiment.map(|sentiment| sentiment.as_str().into());
        }
        if let Some(occurred_at) = self.occurred_at {
            row.occurred_at = occurred_at;
        }
    }
}

impl RecordInteractionInput {
    /// Checks the input: a recording is a change to an interaction of which nothing is known.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self, now: NaiveDateTime) -> ApiResult<(ContactId, InteractionChanges)> {
        let input = UpdateInteractionInput {
            id: ID::default(),
            expected_version: None,
            kind: Some(self.kind),
            channel: self.channel.map(Some).into(),
            direction: self.direction.map(Some).into(),
            sentiment: self.sentiment.map(Some).into(),
            subject: self.subject.map(Some).into(),
            body: self.body.map(Some).into(),
            occurred_at: self.occurred_at,
        };
        let mut violations = Violations::new();
        let contact = violations.take(input::id(&self.contact_id, path!["input", "contactId"]));
        let changes = input.changes(&mut violations, now);
        violations.check()?;
        Ok((contact.ok_or_else(|| ApiError::not_found("Contact"))?, changes))
    }
}

impl UpdateInteractionInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self, now: NaiveDateTime) -> ApiResult<(InteractionId, InteractionChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations, now);
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("Interaction"))?, changes))
    }

    fn changes(&self, violations: &mut Violations, now: NaiveDateTime) -> InteractionChanges {
        let mut words = |field: &'static str, value: &MaybeUndefined<String>, longest, lines| {
            value.as_opt_deref().map(|text| text::optional(violations, path!["input", field], text, longest, lines))
        };
        let channel = words("channel", &self.channel, 50, Lines::One);
        let subject = words("subject", &self.subject, 300, Lines::One);
        let body = words("body", &self.body, 10_000, Lines::Many);
        let occurred_at = self.occurred_at.map(|moment| moment.0);
        if occurred_at.is_some_and(|moment| moment.signed_duration_since(now) > TimeDelta::days(1)) {
            violations.add(path!["input", "occurredAt"], "An interaction is recorded at most a day ahead.");
        }
        InteractionChanges {
            kind: self.kind,
            channel,
            direction: self.direction.as_opt_ref().map(|direction| direction.copied()),
            sentiment: self.sentiment.as_opt_ref().map(|sentiment| sentiment.copied()),
            subject,
            body,
            occurred_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> RecordInteractionInput {
        RecordInteractionInput {
            contact_id: ID(ContactId::new().to_global()),
            kind: InteractionKind::Call,
            channel: None,
            direction: Some(InteractionDirection::Inbound),
            sentiment: None,
            subject: Some(" Renewal ".to_owned()),
            body: Some("One line.\nAnother.".to_owned()),
            occurred_at: None,
        }
    }

    fn now() -> NaiveDateTime {
        rapport_kernel::Clock::standing_at(chrono::DateTime::UNIX_EPOCH).now()
    }

    #[test]
    fn texts_are_trimmed_and_bodies_may_have_lines() {
        let (_, changes) = input().validate(now()).unwrap();
        assert_eq!(changes.subject, Some(Some("Renewal".to_owned())));
        assert_eq!(changes.body, Some(Some("One line.\nAnother.".to_owned())));
        assert_eq!(changes.direction, Some(Some(InteractionDirection::Inbound)));
    }

    #[test]
    fn every_bad_field_is_reported_at_once() {
        let input = RecordInteractionInput {
            contact_id: ID("x".to_owned()),
            channel: Some("x".repeat(51)),
            subject: Some("two\nlines".to_owned()),
            body: Some("x".repeat(10_001)),
            occurred_at: Some(Timestamp(now() + TimeDelta::hours(25))),
            ..input()
        };
        let violations = input.validate(now()).unwrap_err().violations;
        let fields: Vec<_> = violations.into_iter().map(|violation| violation.path).collect();
        let expected = ["contactId", "channel", "subject", "body", "occurredAt"].map(|field| path!["input", field]);
        assert_eq!(fields, expected);
    }

    #[test]
    fn tomorrow_can_be_recorded_and_any_past() {
        for ahead in [TimeDelta::days(1), TimeDelta::days(-30_000)] {
            let input = RecordInteractionInput { occurred_at: Some(Timestamp(now() + ahead)), ..input() };
            assert!(input.validate(now()).is_ok(), "{ahead}");
        }
    }

    #[test]
    fn what_is_left_out_stays_and_null_empties() {
        let input = UpdateInteractionInput {
            id: ID(InteractionId::new().to_global()),
            expected_version: None,
            kind: None,
            channel: MaybeUndefined::Undefined,
            direction: MaybeUndefined::Null,
            sentiment: MaybeUndefined::Undefined,
            subject: MaybeUndefined::Null,
            body: MaybeUndefined::Value(" ".to_owned()),
            occurred_at: None,
        };
        let (_, changes) = input.validate(now()).unwrap();
        let expected = InteractionChanges {
            direction: Some(None),
            subject: Some(None),
            body: Some(None),
            ..InteractionChanges::default()
        };
        assert_eq!(changes, expected);
    }
}
