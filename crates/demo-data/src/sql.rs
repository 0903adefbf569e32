//! Multi-row INSERTs as text.
//!
//! Text, because it is the quickest way in that needs no right to load files, and because the statements are never used
//! twice. A text that holds anything but plain characters is written in hexadecimal: then no setting of the server
//! (`NO_BACKSLASH_ESCAPES`) can change where it ends.

use std::fmt::Write;

use chrono::NaiveDate;
use diesel::{MysqlConnection, QueryResult, connection::SimpleConnection};
use uuid::Uuid;

use crate::timeline::Moment;

/// Rows of a statement, at most.
const ROWS: u64 = 1_000;
/// A statement is sent when it has grown past this many bytes: far below every server's `max_allowed_packet`.
const BYTES: usize = 512 * 1024;

/// A row of a table.
pub(crate) trait Row {
    /// `table (column, ..)`.
    const INTO: &'static str;

    /// Writes the values in the order of the columns.
    fn write(&self, values: &mut Values);
}

/// The text of a statement as it grows.
pub(crate) struct Values {
    text: String,
    first: bool,
}

impl Values {
    /// Adds a value.
    pub(crate) fn put(&mut self, value: &impl Value) -> &mut Self {
        if !self.first {
            self.text.push(',');
        }
        self.first = false;
        value.write(&mut self.text);
        self
    }
}

/// What can stand in a row.
pub(crate) trait Value {
    fn write(&self, text: &mut String);
}

/// Writing to a string cannot fail.
fn add(text: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(what);
}

impl Value for &str {
    fn write(&self, text: &mut String) {
        if self.chars().all(|c| c != '\'' && c != '\\' && !c.is_control()) {
            text.push('\'');
            text.push_str(self);
            text.push('\'');
        } else {
            text.push_str("_utf8mb4 X'");
            self.bytes().for_each(|byte| add(text, format_args!("{byte:02x}")));
            text.push('\'');
        }
    }
}

impl Value for String {
    fn write(&self, text: &mut String) {
        self.as_str().write(text);
    }
}

impl Value for Uuid {
    fn write(&self, text: &mut String) {
        text.push_str("X'");
        text.push_str(self.simple().encode_lower(&mut [0; 32]));
        text.push('\'');
    }
}

impl Value for u64 {
    fn write(&self, text: &mut String) {
        add(text, format_args!("{self}"));
    }
}

impl Value for i64 {
    fn write(&self, text: &mut String) {
        add(text, format_args!("{self}"));
    }
}

impl Value for bool {
    fn write(&self, text: &mut String) {
        text.push(if *self { '1' } else { '0' });
    }
}

impl Value for Moment {
    fn write(&self, text: &mut String) {
        add(text, format_args!("'{}'", self.datetime()));
    }
}

impl Value for NaiveDate {
    fn write(&self, text: &mut String) {
        add(text, format_args!("'{self}'"));
    }
}

impl<T: Value> Value for Option<T> {
    fn write(&self, text: &mut String) {
        match self {
            Some(value) => value.write(text),
            None => text.push_str("NULL"),
        }
    }
}

/// Hands the statements for these rows to `send`, one by one.
pub(crate) fn statements<R: Row, E>(rows: &[R], mut send: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
    let mut values = Values { text: String::new(), first: true };
    let mut pending = 0;
    for row in rows {
        if pending == 0 {
            values.text.clear();
            add(&mut values.text, format_args!("INSERT INTO {} VALUES (", R::INTO));
        } else {
            values.text.push_str(",(");
        }
        values.first = true;
        row.write(&mut values);
        values.text.push(')');
        pending += 1;
        if pending == ROWS || values.text.len() > BYTES {
            send(&values.text)?;
            pending = 0;
        }
    }
    if pending > 0 { send(&values.text) } else { Ok(()) }
}

/// Inserts the rows. Returns how many that were.
pub(crate) fn insert<R: Row>(conn: &mut MysqlConnection, rows: &[R]) -> QueryResult<u64> {
    statements(rows, |text| conn.batch_execute(text))?;
    Ok(crate::dice::to_u64(rows.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Pair(Option<&'static str>, u64);

    impl Row for Pair {
        const INTO: &'static str = "pairs (name, n)";

        fn write(&self, values: &mut Values) {
            values.put(&self.0).put(&self.1);
        }
    }

    fn texts(rows: &[Pair]) -> Vec<String> {
        let mut all = Vec::new();
        statements(rows, |text| {
            all.push(text.to_owned());
            Ok::<_, ()>(())
        })
        .unwrap();
        all
    }

    #[test]
    fn values_are_written_so_that_they_end_where_they_should() {
        let rows = [Pair(Some("Zoë"), 1), Pair(Some("O'Brien"), 2), Pair(Some("a\\"), 3), Pair(None, 4)];
        assert_eq!(
            texts(&rows),
            [
                "INSERT INTO pairs (name, n) VALUES ('Zoë',1),(_utf8mb4 X'4f27427269656e',2),(_utf8mb4 X'615c',3),(NULL,4)"
            ]
        );
    }

    #[test]
    fn statements_end_after_so_many_rows() {
        let rows: Vec<_> = (0..ROWS + 1).map(|n| Pair(None, n)).collect();
        let all = texts(&rows);
        assert_eq!(all.len(), 2);
        assert_eq!(all[1], "INSERT INTO pairs (name, n) VALUES (NULL,1000)");
        assert!(texts(&[]).is_empty());
    }

    #[test]
    fn moments_ids_and_dates_are_literals() {
        let mut text = String::new();
        Moment(1_500_000).write(&mut text);
        Uuid::from_u128(0xab).write(&mut text);
        Moment(0).datetime().date().write(&mut text);
        assert_eq!(text, "'1970-01-01 00:00:01.500'X'000000000000000000000000000000ab''1970-01-01'");
    }
}
