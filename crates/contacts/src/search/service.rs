//! Searching: what was typed first, then, when that does not fill the page, what may have been meant.

use diesel::MysqlConnection;
use rapport_db::{Db, DbError, sql::Value};
use rapport_graphql::{
    PageArgs,
    cursor::{self, Fingerprint},
    path,
};
use rapport_kernel::{ApiError, ApiResult, Call};
use rapport_search_words::{Query, spelling};
use uuid::Uuid;

use super::{
    bounds, matching,
    plan::{self, Branch, Count, Sight, Sought},
    repo::{self, Hit, MEANT, Pass, Search},
    types::{SearchConnection, SearchEdge, SearchType},
};
use crate::{people::scope, permissions};

/// Finds people and companies.
pub(crate) async fn search(
    call: &Call,
    db: &Db,
    query: &str,
    types: Option<Vec<SearchType>>,
    page: PageArgs,
) -> ApiResult<SearchConnection> {
    call.require(&permissions::READ)?;
    let parsed = Query::parse(query).map_err(|error| ApiError::bad_input(path!["query"], error.to_string()))?;
    if types.as_ref().is_some_and(Vec::is_empty) {
        return Err(ApiError::bad_input(path!["types"], "Name at least one type, or leave this out for all."));
    }
    let wants = |wanted: SearchType| types.as_ref().is_none_or(|types| types.contains(&wanted));
    let (people, companies) = (wants(SearchType::Contact), wants(SearchType::Company));
    let fingerprint = Fingerprint::of(&["search", &format!("{:?} {people} {companies}", parsed.terms)]);
    let after = page.from.as_deref().map(|cursor| position(cursor, fingerprint)).transpose()?;
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let call = call.clone();
    let (sought, sight, mut hits) = db
        .read(move |conn| {
            let owners = if people { scope::owners(conn, &call.actor)? } else { scope::Owners::Of(Vec::new()) };
            let contact_points = call.actor.may(&permissions::READ_CONTACT_POINTS);
            let sight = Sight { people, companies, contact_points, owners };
            let terms = parsed.terms.iter().cloned();
            let mut sought: Vec<Sought> = terms.map(|term| Sought { term, meant: Vec::new() }).collect();
            // One more than the page, which tells whether others follow.
            let hits = find(conn, &mut sought, &sight, after, limit.saturating_add(1))?;
            Ok((sought, sight, hits))
        })
        .await?;
    let has_next_page = hits.len() > limit;
    hits.truncate(limit);
    let edge = |hit: Hit| SearchEdge {
        cursor: cursor::encode(fingerprint, hit.id, &format!("[{}]", hit.level)),
        id: hit.id,
        is_company: hit.is_company,
        matches: matching::matches(&sought, &hit.bags, &sight),
    };
    Ok(SearchConnection {
        edges: hits.into_iter().map(edge).collect(),
        has_next_page,
        has_previous_page: after.is_some(),
    })
}

/// The level and id that a cursor tells.
fn position(cursor: &str, fingerprint: Fingerprint) -> ApiResult<(i64, Uuid)> {
    let position = cursor::decode(cursor, fingerprint, 1, "after")?;
    match (position.values.as_slice(), position.id) {
        ([Value::Int(level)], Value::Bytes(id)) => Uuid::from_slice(&id).ok().map(|id| (*level, id)),
        _ => None,
    }
    .ok_or_else(|| ApiError::bad_input(path!["after"], "This is not a cursor of this server."))
}

fn find(
    conn: &mut MysqlConnection,
    sought: &mut [Sought],
    sight: &Sight,
    after: Option<(i64, Uuid)>,
    limit: usize,
) -> Result<Vec<Hit>, DbError> {
    let typed: Vec<_> = sought.iter().map(|sought| sought.typed(sight)).collect();
    if typed.iter().any(Vec::is_empty) {
        // A term by which this actor could find nothing at all.
        return Ok(Vec::new());
    }
    let typed = Counted::of(conn, typed, sight)?;
    let mut hits = Vec::new();
    if after.is_none_or(|(level, _)| level < MEANT) {
        let most = if sought.len() == 1 { bounds::OF_ONE_WORD } else { bounds::OF_SEVERAL_WORDS };
        let (rarest, leading) = typed.leading(sought, most);
        hits = Search { sought, sight, rarest, leading, pass: Pass::Typed, after, limit }.page(conn)?;
    }
    let missing = limit.saturating_sub(hits.len());
    if missing > 0 && mean(conn, sought)? {
        let nearly: Vec<_> = sought.iter().map(|sought| sought.nearly(sight)).collect();
        let (rarest, leading) = typed.and(Counted::of(conn, nearly, sight)?).leading(sought, bounds::OF_WORDS_MEANT);
        let after = after.filter(|(level, _)| *level >= MEANT);
        hits.extend(Search { sought, sight, rarest, leading, pass: Pass::Meant, after, limit: missing }.page(conn)?);
    }
    Ok(hits)
}

/// The branches of each term, each with how many entries it has.
struct Counted(Vec<Vec<(Branch, Count)>>);

impl Counted {
    fn of(conn: &mut MysqlConnection, terms: Vec<Vec<Branch>>, sight: &Sight) -> Result<Self, DbError> {
        // Of a single term nothing has to be known beforehand.
        let counts = if terms.len() == 1 {
            terms.iter().map(|branches| vec![Count::AtLeast(1); branches.len()]).collect()
        } else {
            repo::counts(conn, &terms, &sight.owners, plan::counted(terms.iter().map(Vec::len).sum()))?
        };
        Ok(Self(
            terms
                .into_iter()
                .zip(counts)
                .map(|(branches, counts)| branches.into_iter().zip(counts).collect())
                .collect(),
        ))
    }

    fn and(self, other: Self) -> Self {
        Self(self.0.into_iter().zip(other.0).map(|(one, other)| one.into_iter().chain(other).collect()).collect())
    }

    /// The rarest term, and its branches, each with how much is read of it, `most` in all.
    fn leading(&self, sought: &[Sought], most: usize) -> (usize, Vec<(Branch, usize)>) {
        let counts: Vec<Vec<Count>> =
            self.0.iter().map(|branches| branches.iter().map(|(_, count)| *count).collect()).collect();
        let rarest = plan::rarest(sought, &counts).unwrap_or(0);
        let (Some(branches), Some(counts)) = (self.0.get(rarest), counts.get(rarest)) else { return (0, Vec::new()) };
        let shares = plan::shares(counts, most);
        let read = branches.iter().zip(shares).filter(|(_, share)| *share > 0);
        (rarest, read.map(|((branch, _), share)| (branch.clone(), share)).collect())
    }
}

/// Looks for the words that may have been meant. Returns whether there are any.
fn mean(conn: &mut MysqlConnection, sought: &mut [Sought]) -> Result<bool, DbError> {
    let typed: Vec<&str> =
        sought.iter().filter(|sought| sought.term.is_spelt).map(|sought| sought.term.text.as_str()).collect();
    if typed.is_empty() {
        return Ok(false);
    }
    let known = repo::spelt_like(conn, &typed)?;
    for sought in sought.iter_mut().filter(|sought| sought.term.is_spelt) {
        sought.meant = nearest(&sought.term.text, &known);
    }
    Ok(sought.iter().any(|sought| !sought.meant.is_empty()))
}

/// The words within reach of a typed one, the nearest first; of equals those that begin alike, as the first letter is
/// seldom wrong. What begins with the typed word is found without an error.
fn nearest(typed: &str, known: &[String]) -> Vec<(String, usize)> {
    let most = spelling::errors_allowed(typed);
    let away = |word: &String| spelling::distance(typed, word, most).map(|edits| (word.clone(), edits));
    let mut near: Vec<_> = known.iter().filter(|word| !word.starts_with(typed)).filter_map(away).collect();
    near.sort_by_cached_key(|(word, edits)| (*edits, word.chars().next() != typed.chars().next(), word.clone()));
    near.truncate(bounds::MEANT);
    near
}
