//! The SQL that searches.

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{BigInt, Binary, Bool, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_search_words::{Bags, Field, spelling};
use uuid::Uuid;

use super::{
    bounds,
    matching::FIELDS,
    plan::{Branch, Count, Sight, Sought, Words},
};
use crate::people::scope::Owners;

/// A record that was found.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) id: Uuid,
    pub(crate) is_company: bool,
    /// How far it is from what was typed: the order of the list.
    pub(crate) level: i64,
    pub(crate) bags: Bags,
}

/// Whether typing errors are forgiven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pass {
    /// Records that have every term as it was typed.
    Typed,
    /// Records that have at least one term only with a typing error.
    Meant,
}

/// Levels of records that have a term only with a typing error begin here: they come after all others.
pub(crate) const MEANT: i64 = 1_000;

fn int(value: usize) -> Value {
    Value::Int(i64::try_from(value).unwrap_or(i64::MAX))
}

/// `FROM search_postings WHERE ..` for a branch.
fn postings(branch: &Branch, owners: &Owners) -> Sql {
    let mut sql = Sql::text("FROM search_postings WHERE ");
    if let (false, Owners::Of(owners)) = (branch.place.is_company(), owners) {
        let owners = owners.iter().map(|owner| Value::Bytes(owner.as_bytes().to_vec())).collect();
        sql = sql.then(Sql::is_in("owner_id", owners)).push(" AND ");
    }
    sql = sql.push("place = ").bind(Value::Int(i64::from(branch.place.code()))).push(" AND ");
    match &branch.words {
        // Beyond the last character there is is beyond every word that begins so.
        Words::Beginning(word) => sql
            .push("word >= ")
            .bind(Value::Text(word.clone()))
            .push(" AND word < ")
            .bind(Value::Text(format!("{word}\u{10ffff}"))),
        Words::Any(words) => sql.then(Sql::is_in("word", words.iter().cloned().map(Value::Text).collect())),
    }
}

/// How many entries each branch of each term has, counted up to `most`.
pub(crate) fn counts(
    conn: &mut MysqlConnection,
    terms: &[Vec<Branch>],
    owners: &Owners,
    most: usize,
) -> QueryResult<Vec<Vec<Count>>> {
    let mut sql = Sql::default();
    let mut is_first = true;
    let mut counts: Vec<Vec<Count>> = terms.iter().map(|branches| vec![Count::All(0); branches.len()]).collect();
    for (term, branches) in terms.iter().enumerate() {
        for (branch, found) in branches.iter().enumerate() {
            sql = sql
                .push(if is_first { "SELECT " } else { " UNION ALL SELECT " })
                .bind(int(term))
                .push(", ")
                .bind(int(branch))
                .push(", COUNT(*) FROM (SELECT 1 AS one ")
                .then(postings(found, owners))
                .push(" LIMIT ")
                .bind(int(most))
                .push(") AS counted");
            is_first = false;
        }
    }
    if is_first {
        return Ok(counts);
    }
    for (term, branch, count) in sql.query::<(BigInt, BigInt, BigInt)>().load::<(i64, i64, i64)>(conn)? {
        let at = |index: i64| usize::try_from(index).unwrap_or(usize::MAX);
        if let Some(slot) = counts.get_mut(at(term)).and_then(|term| term.get_mut(at(branch))) {
            let count = at(count);
            *slot = if count < most { Count::All(count) } else { Count::AtLeast(count) };
        }
    }
    Ok(counts)
}

/// Known words that share a key with a typed one.
pub(crate) fn spelt_like(conn: &mut MysqlConnection, typed: &[&str]) -> QueryResult<Vec<String>> {
    let keys = typed.iter().flat_map(|word| spelling::keys_of_typed(word)).map(Value::Int).collect();
    Sql::text("SELECT DISTINCT word FROM search_spellings WHERE ")
        .then(Sql::is_in("spelling", keys))
        .push(" LIMIT ")
        .bind(Value::Int(bounds::MEASURED))
        .query::<Text>()
        .load(conn)
}

/// What a page of hits is read from.
pub(crate) struct Search<'a> {
    pub(crate) sought: &'a [Sought],
    pub(crate) sight: &'a Sight,
    /// The rarest term.
    pub(crate) rarest: usize,
    /// The branches of the rarest term, each with how many of its entries are read.
    pub(crate) leading: Vec<(Branch, usize)>,
    pub(crate) pass: Pass,
    /// The level and id after which the page starts.
    pub(crate) after: Option<(i64, Uuid)>,
    pub(crate) limit: usize,
}

impl Search<'_> {
    /// The hits in their order: the records with the rarest term, of these the ones that have all the others.
    pub(crate) fn page(&self, conn: &mut MysqlConnection) -> QueryResult<Vec<Hit>> {
        if self.leading.is_empty() || self.limit == 0 {
            return Ok(Vec::new());
        }
        let mut sql = Sql::text(
            "SELECT page.record_id, record.is_company, page.level, record.names, record.domains, record.emails, \
             record.phones FROM (SELECT ranked.record_id, ranked.level FROM (SELECT DISTINCT record.record_id, ",
        )
        .then(self.level())
        .push(" AS level FROM (")
        .then(self.candidates())
        .push(") AS found STRAIGHT_JOIN search_records AS record ON record.record_id = found.record_id WHERE ")
        .then(self.condition())
        .push(") AS ranked");
        if let Some((level, id)) = self.after {
            let id = Value::Bytes(id.as_bytes().to_vec());
            sql = sql.push(" WHERE (ranked.level > ").bind(Value::Int(level)).push(" OR (ranked.level = ");
            sql = sql.bind(Value::Int(level)).push(" AND ranked.record_id > ").bind(id).push("))");
        }
        let sql = sql
            .push(" ORDER BY ranked.level, ranked.record_id LIMIT ")
            .bind(int(self.limit))
            .push(") AS page JOIN search_records AS record ON record.record_id = page.record_id ORDER BY page.level, page.record_id");
        type Row = (Vec<u8>, bool, i64, String, String, String, String);
        let rows = sql.query::<(Binary, Bool, BigInt, Text, Text, Text, Text)>().load::<Row>(conn)?;
        let hit = |(id, is_company, level, names, domains, emails, phones): Row| Hit {
            id: Uuid::from_slice(&id).unwrap_or_default(),
            is_company,
            level,
            bags: Bags { names, domains, emails, phones },
        };
        Ok(rows.into_iter().map(hit).collect())
    }

    /// The records with the leading term. The order is that of the index, so that what is the very word is read first.
    fn candidates(&self) -> Sql {
        let mut sql = Sql::default();
        for (index, (branch, share)) in self.leading.iter().enumerate() {
            let one_range =
                branch.place.is_company() || !matches!(&self.sight.owners, Owners::Of(owners) if owners.len() > 1);
            let order = if one_range { " ORDER BY place, word, record_id LIMIT " } else { " LIMIT " };
            sql = sql
                .push(if index == 0 { "(SELECT record_id " } else { " UNION ALL (SELECT record_id " })
                .then(postings(branch, &self.sight.owners))
                .push(order)
                .bind(int(*share))
                .push(")");
        }
        sql
    }

    fn condition(&self) -> Sql {
        let typed = |sought: &Sought| self.begins(sought, "");
        match self.pass {
            // What leads stands in the record, or it would not be a candidate.
            Pass::Typed => {
                let others = self.sought.iter().enumerate().filter(|(index, _)| *index != self.rarest);
                Sql::all(others.map(|(_, sought)| typed(sought)).collect())
            }
            Pass::Meant => {
                let each = |sought| Sql::any(vec![typed(sought), meant(sought, |_| true)]);
                let all = Sql::all(self.sought.iter().map(each).collect());
                all.push(" AND NOT ").then(Sql::all(self.sought.iter().map(typed).collect()))
            }
        }
    }

    /// Nought for the very word, 1 for its beginning, then one more for each typing error; of all terms together.
    fn level(&self) -> Sql {
        let base = if self.pass == Pass::Typed { 0 } else { MEANT };
        let level = |sql: Sql, sought: &Sought| {
            let sql = sql.push(" + CASE WHEN ").then(self.begins(sought, " ")).push(" THEN 0");
            if sought.meant.is_empty() {
                return sql.push(" ELSE 1 END");
            }
            let sql = sql.push(" WHEN ").then(self.begins(sought, "")).push(" THEN 1");
            sql.push(" WHEN ").then(meant(sought, |edits| edits < 2)).push(" THEN 2 ELSE 3 END")
        };
        self.sought.iter().fold(Sql::text("(").bind(Value::Int(base)), level).push(")")
    }

    /// Whether a record has a word that begins so, in a field that the actor sees. With a space as the end, the very word.
    fn begins(&self, sought: &Sought, end: &str) -> Sql {
        let seen = FIELDS.into_iter().filter(|field| self.sight.has(*field));
        let conditions = seen.flat_map(|field| {
            let texts = sought.term.beginnings.iter().filter(move |(other, _)| *other == field);
            texts.map(move |(_, text)| has(column(field), format!(" {text}{end}")))
        });
        Sql::any(conditions.collect())
    }
}

const fn column(field: Field) -> &'static str {
    match field {
        Field::Name => "record.names",
        Field::Domain => "record.domains",
        Field::Email => "record.emails",
        Field::Phone => "record.phones",
    }
}

/// Whether a text is in a column: as it stands, without wildcards, and byte for byte, which takes two thirds of the time.
fn has(column: &'static str, text: String) -> Sql {
    Sql::text("LOCATE(").bind(Value::Bytes(text.into_bytes())).push(", CAST(").push(column).push(" AS BINARY)) > 0")
}

/// Whether a name has one of the words that may have been meant.
fn meant(sought: &Sought, near: impl Fn(usize) -> bool) -> Sql {
    let words = sought.meant.iter().filter(|(_, edits)| near(*edits));
    Sql::any(words.map(|(word, _)| has("record.names", format!(" {word} "))).collect())
}
