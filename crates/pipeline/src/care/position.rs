//! From where a page of account care goes on.

use chrono::{DateTime, NaiveDateTime};
use rapport_kernel::{ApiError, ApiResult, InputPath};
use uuid::Uuid;

/// The last account of a page: when it was touched last (for one that never was, before all others), and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) touched_at: NaiveDateTime,
    pub(crate) id: Uuid,
}

impl Position {
    /// As a client gets it: opaque.
    pub(crate) fn write(self) -> String {
        format!("{}_{}", self.touched_at.and_utc().timestamp_micros(), self.id.simple())
    }

    /// As a client hands it back.
    ///
    /// # Errors
    /// BAD_USER_INPUT for what is none.
    pub(crate) fn read(text: &str, at: InputPath) -> ApiResult<Self> {
        let parts = text.split_once('_');
        let read = parts.and_then(|(micros, id)| {
            let touched_at = DateTime::from_timestamp_micros(micros.parse().ok()?)?.naive_utc();
            Some(Self { touched_at, id: Uuid::try_parse(id).ok()? })
        });
        read.ok_or_else(|| ApiError::bad_input(at, "This is not a place in this list."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_comes_back_and_nothing_else_is_one() {
        let position = Position { touched_at: NaiveDateTime::default(), id: Uuid::now_v7() };
        assert_eq!(Position::read(&position.write(), vec![]).unwrap(), position);
        for text in ["", "_", "1", "x_y", "99999999999999999999_00000000000000000000000000000000"] {
            assert!(Position::read(text, vec![]).is_err(), "{text}");
        }
    }
}
