//! What the requests are about: ids and positions that are there.

use anyhow::Context;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use diesel::{
    MysqlConnection, QueryableByName, RunQueryDsl, sql_query,
    sql_types::{Binary, Integer, Text},
};
use serde_json::{Value, json};

use crate::client::Client;

/// Finds samples.
pub(crate) struct Sampler<'a> {
    pub(crate) conn: &'a mut MysqlConnection,
    pub(crate) server: &'a Client,
}

/// A position in a list, for each side.
pub(crate) struct Position {
    /// The server's cursor.
    pub(crate) cursor: String,
    /// The global id of the person there.
    pub(crate) id: String,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Binary)]
    id: Vec<u8>,
}

#[derive(QueryableByName)]
struct Country {
    #[diesel(sql_type = Text)]
    country: String,
}

impl Sampler<'_> {
    /// Global ids of living people, from all over the table.
    pub(crate) fn contacts(&mut self, number: i32) -> anyhow::Result<Vec<String>> {
        // In the order of a hash: all over the table, and the same ones each time.
        let ids: Vec<Id> = sql_query("SELECT id FROM contacts WHERE living = 1 ORDER BY MD5(id) LIMIT ?")
            .bind::<Integer, _>(number)
            .load(self.conn)?;
        Ok(ids.iter().map(|row| global("Contact", &row.id)).collect())
    }

    /// The countries of most people.
    pub(crate) fn largest_countries(&mut self, number: i32) -> anyhow::Result<Vec<String>> {
        let text = "SELECT country FROM contacts WHERE living = 1 AND country IS NOT NULL \
                    GROUP BY country ORDER BY COUNT(*) DESC LIMIT ?";
        let rows: Vec<Country> = sql_query(text).bind::<Integer, _>(number).load(self.conn)?;
        Ok(rows.into_iter().map(|row| row.country).collect())
    }

    /// The ends of the first pages of a list that have a page behind them. The document takes `$after`.
    pub(crate) fn positions(&self, document: &str, variables: Value, pages: usize) -> anyhow::Result<Vec<Position>> {
        self.positions_in("contacts", document, variables, pages)
    }

    /// The same of the list of this name.
    pub(crate) fn positions_in(
        &self,
        list: &str,
        document: &str,
        mut variables: Value,
        pages: usize,
    ) -> anyhow::Result<Vec<Position>> {
        let mut positions: Vec<Position> = Vec::new();
        for _ in 0..pages {
            let answer = self.server.graphql(&json!({ "query": document, "variables": variables }))?;
            let page = answer.pointer(&format!("/data/{list}")).with_context(|| answer.to_string())?;
            if page.pointer("/pageInfo/hasNextPage") != Some(&Value::Bool(true)) {
                break;
            }
            let last = page.get("edges").and_then(Value::as_array).and_then(|edges| edges.last());
            let text = |path| last.and_then(|edge| edge.pointer(path)).and_then(Value::as_str).map(str::to_owned);
            let (cursor, id) = text("/cursor").zip(text("/node/id")).context("a page without records")?;
            if let Some(variables) = variables.as_object_mut() {
                variables.insert("after".to_owned(), Value::from(cursor.clone()));
            }
            positions.push(Position { cursor, id });
        }
        Ok(positions)
    }
}

/// A global id, as the API writes it.
fn global(kind: &str, id: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode([kind.as_bytes(), b":", id].concat())
}
