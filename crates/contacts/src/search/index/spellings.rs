//! The words of names, for typing errors.
//!
//! A word has rows as long as a living record has it in a name. Two transactions may meet at one word: one adds a record
//! that has it, the other removes the last that had it. The word's head, the row of its own spelling, settles that: the
//! first keeps it locked until its posting is committed, the second locks it before it looks whether any posting is left.

use std::collections::BTreeSet;

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{BigInt, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_search_words::{Place, spelling};

use super::repo::ROWS;
use crate::schema::search_spellings;

/// Words of one statement at most.
const WORDS: usize = 256;

fn spelt(words: &BTreeSet<String>) -> Vec<(i64, &str)> {
    let mut heads: Vec<_> = words
        .iter()
        .filter(|word| spelling::is_spelt(word))
        .map(|word| (spelling::head(word), word.as_str()))
        .collect();
    // In the order of the key, so that no two transactions wait for each other.
    heads.sort_unstable();
    heads
}

/// Makes sure that these words are known, and that they stay so until the transaction ends.
pub(super) fn keep(conn: &mut MysqlConnection, words: &BTreeSet<String>) -> QueryResult<()> {
    for heads in spelt(words).chunks(WORDS) {
        // Not FOR SHARE, which MariaDB does not know.
        let values = heads.iter().map(|(head, _)| Value::Int(*head)).collect();
        let known: BTreeSet<(i64, String)> = Sql::text("SELECT spelling, word FROM search_spellings WHERE ")
            .then(Sql::is_in("spelling", values))
            .push(" LOCK IN SHARE MODE")
            .query::<(BigInt, Text)>()
            .load::<(i64, String)>(conn)?
            .into_iter()
            .collect();
        let new = heads.iter().filter(|(head, word)| !known.contains(&(*head, (*word).to_owned())));
        let mut rows: Vec<(i64, &str)> =
            new.flat_map(|(_, word)| spelling::keys_of_known(word).into_iter().map(move |key| (key, *word))).collect();
        rows.sort_unstable();
        for rows in rows.chunks(ROWS) {
            let rows: Vec<_> = rows
                .iter()
                .map(|(key, word)| (search_spellings::spelling.eq(*key), search_spellings::word.eq(*word)))
                .collect();
            // Whoever adds the same word at the same time writes the same rows.
            diesel::insert_or_ignore_into(search_spellings::table).values(rows).execute(conn)?;
        }
    }
    Ok(())
}

/// Forgets those of these words that no name has any more.
pub(super) fn drop_unused(conn: &mut MysqlConnection, words: &BTreeSet<String>) -> QueryResult<()> {
    for heads in spelt(words).chunks(WORDS) {
        let rows = heads.iter().map(|(head, word)| {
            Sql::text("(spelling = ")
                .bind(Value::Int(*head))
                .push(" AND word = ")
                .bind(Value::Text((*word).to_owned()))
                .push(")")
        });
        Sql::text("SELECT word FROM search_spellings WHERE ")
            .then(Sql::any(rows.collect()))
            .push(" ORDER BY spelling, word FOR UPDATE")
            .query::<Text>()
            .load::<String>(conn)?;
        let used = used(conn, heads)?;
        for (_, word) in heads.iter().filter(|(_, word)| !used.contains(*word)) {
            let rows =
                search_spellings::word.eq(word).and(search_spellings::spelling.eq_any(spelling::keys_of_known(word)));
            diesel::delete(search_spellings::table.filter(rows)).execute(conn)?;
        }
    }
    Ok(())
}

/// Which of these words a name still has: one entry of each is read.
fn used(conn: &mut MysqlConnection, heads: &[(i64, &str)]) -> QueryResult<BTreeSet<String>> {
    let mut sql = Sql::default();
    for (index, (_, word)) in heads.iter().enumerate() {
        for place in [Place::ContactName, Place::CompanyName] {
            let union = if index == 0 && place == Place::ContactName { "" } else { " UNION ALL " };
            sql = sql
                .push(union)
                .push("(SELECT word FROM search_postings WHERE place = ")
                .bind(Value::Int(i64::from(place.code())))
                .push(" AND word = ")
                .bind(Value::Text((*word).to_owned()))
                .push(" LIMIT 1)");
        }
    }
    Ok(sql.query::<Text>().load::<String>(conn)?.into_iter().collect())
}
