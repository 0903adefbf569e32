//! Statements written by hand, each prepared once per connection.

/// A statement: its name, its values with their SQL types, its text with a `?` for each, and the types of its columns.
///
/// diesel's own `sql_query` prepares anew each time. This one is found again by its type, without its text being
/// built; the text is cut at the question marks, for diesel writes those itself.
macro_rules! statement {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $rust:ty => $sql:ty),* $(,)? } $text:expr, $columns:ty) => {
        $(#[$doc])*
        pub(super) struct $name {
            $(pub(super) $field: $rust,)*
        }

        impl diesel::query_builder::QueryFragment<diesel::mysql::Mysql> for $name {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, diesel::mysql::Mysql>,
            ) -> diesel::QueryResult<()> {
                let mut pieces = $text.split('?');
                out.push_sql(pieces.next().unwrap_or_default());
                $(
                    out.push_bind_param::<$sql, _>(&self.$field)?;
                    out.push_sql(pieces.next().unwrap_or_default());
                )*
                Ok(())
            }
        }

        impl diesel::query_builder::QueryId for $name {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl diesel::query_builder::Query for $name {
            type SqlType = $columns;
        }

        impl diesel::RunQueryDsl<diesel::MysqlConnection> for $name {}
    };
}
pub(crate) use statement;
