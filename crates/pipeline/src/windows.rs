//! Reading very many rows in several statements, each of which has time for its share.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Id;

use crate::by_id;

/// How many rows one statement reads.
const AT_ONCE: usize = 25_000;

/// What rows are read in the order of.
pub(crate) trait Edge: Copy + PartialOrd {
    /// As it is bound.
    fn value(self) -> Value;
}

impl Edge for NaiveDateTime {
    fn value(self) -> Value {
        Value::Time(self)
    }
}

impl<K> Edge for Id<K> {
    fn value(self) -> Value {
        by_id::value(self)
    }
}

/// All rows, read by `load` with a condition at a time, which begins with ` AND` or is none, and their order. They stand in an index by
/// the moments or ids in the column, and `edge` tells a row's.
///
/// # Errors
/// When the database fails.
pub(crate) fn each<R, E: Edge>(
    conn: &mut MysqlConnection,
    column: &'static str,
    edge: impl Fn(&R) -> E,
    load: impl Fn(&mut MysqlConnection, Sql) -> QueryResult<Vec<R>>,
) -> QueryResult<Vec<R>> {
    let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
    let bound = |is: &'static str, edge: E| Sql::text(" AND ").push(column).push(is).bind(edge.value());
    let first = |sql: Sql| sql.push(" ORDER BY ").push(column).push(" LIMIT ").bind(Value::Int(most));
    in_windows(AT_ONCE, edge, |window| {
        let condition = match window {
            Window::First => first(Sql::default()),
            Window::Behind(edge) => first(bound(" > ", edge)),
            Window::At(edge) => bound(" = ", edge),
        };
        load(conn, condition)
    })
}

/// What is read at a time.
#[derive(Clone, Copy, Debug)]
enum Window<E> {
    /// So many from the start.
    First,
    /// So many behind this one.
    Behind(E),
    /// All at this one.
    At(E),
}

/// All rows, so many at a time.
fn in_windows<R, E: Copy + PartialOrd, Failure>(
    at_once: usize,
    edge: impl Fn(&R) -> E,
    mut load: impl FnMut(Window<E>) -> Result<Vec<R>, Failure>,
) -> Result<Vec<R>, Failure> {
    let mut all = Vec::new();
    let mut window = Window::First;
    loop {
        let mut some = load(window)?;
        let last = some.last().map(&edge).filter(|_| some.len() >= at_once);
        let Some(last) = last else {
            all.append(&mut some);
            return Ok(all);
        };
        // Of the last there may be more.
        some.retain(|row| edge(row) < last);
        all.append(&mut some);
        all.append(&mut load(Window::At(last))?);
        window = Window::Behind(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_read_once_however_many_stand_at_one_moment() {
        for moments in [&[][..], &[1], &[1, 2, 3], &[1, 1, 1, 1, 1], &[1, 2, 2, 2, 3, 3, 4], &[1, 2, 3, 3, 3, 3]] {
            let rows: Vec<(usize, u32)> = moments.iter().copied().enumerate().collect();
            let load = |window: Window<u32>| -> Result<Vec<(usize, u32)>, ()> {
                let from = |edge: u32| rows.iter().copied().filter(move |(_, moment)| *moment > edge).take(3).collect();
                Ok(match window {
                    Window::First => from(0),
                    Window::Behind(edge) => from(edge),
                    Window::At(edge) => rows.iter().copied().filter(|(_, moment)| *moment == edge).collect(),
                })
            };
            assert_eq!(in_windows(3, |(_, moment)| *moment, load), Ok(rows.clone()), "{moments:?}");
        }
    }
}
