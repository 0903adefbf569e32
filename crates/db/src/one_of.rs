//! A condition on the ids of a column that lets its statement be prepared once.

use diesel::{
    AppearsOnTable, Expression, SelectableExpression,
    expression::{ValidGrouping, is_aggregate},
    mysql::Mysql,
    prelude::QueryResult,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Binary, Bool},
};
use rapport_kernel::Id;

use crate::sql::places;

/// Of more ids than this no statement is kept prepared.
const MOST_PREPARED: usize = 128;

/// `column IN (ids)`, padded to [`places`] by repeating the last, so that there are few statements, which each connection
/// prepares once. With diesel's own `eq_any` it is prepared anew each time: a way to the database and back.
pub fn one_of<C, K>(column: C, ids: &[Id<K>]) -> OneOf<C> {
    let mut ids: Vec<_> = ids.iter().map(|id| *id.as_bytes()).collect();
    if let Some(last) = ids.last().copied() {
        let padded = if ids.len() > MOST_PREPARED { ids.len() } else { places(ids.len()) };
        ids.resize(padded, last);
    }
    OneOf { column, ids }
}

/// What [`one_of`] makes: FALSE of no ids.
#[derive(Clone, Debug)]
#[must_use]
pub struct OneOf<C> {
    column: C,
    ids: Vec<[u8; 16]>,
}

impl<C: QueryFragment<Mysql>> QueryFragment<Mysql> for OneOf<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        if self.ids.len() > MOST_PREPARED {
            out.unsafe_to_cache_prepared();
        }
        let Some((first, rest)) = self.ids.split_first() else {
            out.push_sql("FALSE");
            return Ok(());
        };
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        out.push_bind_param::<Binary, _>(first)?;
        for id in rest {
            out.push_sql(", ");
            out.push_bind_param::<Binary, _>(id)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

impl<C: Expression> Expression for OneOf<C> {
    type SqlType = Bool;
}
impl<C, T> AppearsOnTable<T> for OneOf<C> where C: AppearsOnTable<T> {}
impl<C, T> SelectableExpression<T> for OneOf<C> where C: SelectableExpression<T> {}
impl<C, G> ValidGrouping<G> for OneOf<C> {
    type IsAggregate = is_aggregate::No;
}
// By its text: how many ids there are is part of that.
impl<C> QueryId for OneOf<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

#[cfg(test)]
mod tests {
    use diesel::{debug_query, prelude::*};

    use super::*;

    diesel::table! {
        things (id) {
            id -> Binary,
        }
    }

    fn shape(ids: usize) -> String {
        let ids: Vec<Id<()>> = (0..ids).map(|_| Id::new()).collect();
        let query = things::table.filter(one_of(things::id, &ids));
        let text = debug_query::<Mysql, _>(&query).to_string();
        text.split(" -- ")
            .next()
            .unwrap_or_default()
            .replace('`', "")
            .replace("SELECT things.id FROM things WHERE ", "")
    }

    #[test]
    fn lists_are_padded_to_powers_of_two() {
        assert_eq!(shape(1), "things.id IN (?)");
        assert_eq!(shape(3), "things.id IN (?, ?, ?, ?)");
        assert_eq!(shape(0), "FALSE");
    }
}
