//! One write transaction.

use std::ops::{Deref, DerefMut};

use chrono::NaiveDateTime;
use diesel::MysqlConnection;
use rapport_kernel::{Call, NewEvent};
use uuid::Uuid;

use crate::{DbError, events};

/// A write transaction: the connection, the call that it serves, and the events that it will leave.
///
/// It dereferences to the connection, so that repositories take it as one.
pub struct Tx<'a> {
    conn: &'a mut MysqlConnection,
    call: &'a Call,
    id: Uuid,
    now: NaiveDateTime,
    events: Vec<NewEvent>,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(conn: &'a mut MysqlConnection, call: &'a Call) -> Self {
        Self { conn, call, id: Uuid::now_v7(), now: call.clock.now(), events: Vec::new() }
    }

    /// The call that the transaction serves.
    #[must_use]
    pub const fn call(&self) -> &'a Call {
        self.call
    }

    /// One time for all that the transaction writes.
    #[must_use]
    pub const fn now(&self) -> NaiveDateTime {
        self.now
    }

    /// Leaves an event, written just before the commit. One that tells of no change is left out.
    pub fn emit(&mut self, event: NewEvent) {
        if !event.is_empty() {
            self.events.push(event);
        }
    }

    /// Writes the events. Returns the person whom they are about, if there is one.
    pub(crate) fn finish(self) -> Result<Option<Uuid>, DbError> {
        events::write::insert(self.conn, self.call, self.id, self.now, &self.events)?;
        Ok(self.events.iter().find_map(|event| event.subject))
    }
}

impl Deref for Tx<'_> {
    type Target = MysqlConnection;

    fn deref(&self) -> &MysqlConnection {
        self.conn
    }
}
impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut MysqlConnection {
        self.conn
    }
}
