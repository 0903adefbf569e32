//! What the database did, by its own counters.

use diesel::{MysqlConnection, QueryableByName, RunQueryDsl, sql_query, sql_types::Text};

/// Counters since the database started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Status {
    /// Statements run for clients, BEGIN and COMMIT too.
    pub(crate) statements: u64,
    /// Statements prepared: none, once every connection has its own.
    pub(crate) prepared: u64,
    /// Rows and index entries read, whatever the way.
    pub(crate) rows_read: u64,
}

#[derive(QueryableByName)]
struct Counter {
    #[diesel(sql_type = Text, column_name = "Variable_name")]
    name: String,
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

/// Asks for the counters.
pub(crate) fn status(conn: &mut MysqlConnection) -> diesel::QueryResult<Status> {
    let counters: Vec<Counter> = sql_query(
        "SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions', 'Com_stmt_prepare') \
         OR Variable_name LIKE 'Handler\\_read\\_%'",
    )
    .load(conn)?;
    Ok(read(counters.iter().map(|counter| (counter.name.as_str(), counter.value.as_str()))))
}

fn read<'a>(counters: impl Iterator<Item = (&'a str, &'a str)>) -> Status {
    let mut status = Status::default();
    for (name, value) in counters {
        let value: u64 = value.parse().unwrap_or_default();
        match name {
            "Questions" => status.statements = value,
            "Com_stmt_prepare" => status.prepared = value,
            name if name.starts_with("Handler_read_") => status.rows_read = status.rows_read.saturating_add(value),
            _ => {}
        }
    }
    status
}

impl Status {
    /// What came since `earlier`.
    pub(crate) const fn since(self, earlier: Self) -> Self {
        Self {
            statements: self.statements.saturating_sub(earlier.statements),
            prepared: self.prepared.saturating_sub(earlier.prepared),
            rows_read: self.rows_read.saturating_sub(earlier.rows_read),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_told_apart_and_rows_added_up() {
        let counters =
            [("Questions", "12"), ("Com_stmt_prepare", "3"), ("Handler_read_key", "5"), ("Handler_read_rnd_next", "7")];
        let after = read(counters.into_iter());
        assert_eq!(after, Status { statements: 12, prepared: 3, rows_read: 12 });
        let before = Status { statements: 2, prepared: 3, rows_read: 2 };
        assert_eq!(after.since(before), Status { statements: 10, prepared: 0, rows_read: 10 });
    }
}
