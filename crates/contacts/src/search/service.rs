//! Searching: what was typed first, then, when that does not fill the page, what may have been meant.

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
    plan::{self, Sight, Sought},
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
    conn: &mut diesel::MysqlConnection,
    sought: &mut [Sought],
    sight: &Sight,
    after: Option<(i64, Uuid)>,
    limit: usize,
) -> Result<Vec<Hit>, DbError> {
    let mut hits = Vec::new();
    if after.is_none_or(|(level, _)| level < MEANT) {
        hits = pass(conn, sought, sight, Pass::Typed, after, limit)?;
    }
    let missing = limit - hits.len();
    if missing > 0 && mean(conn, sought)? {
        hits.extend(pass(conn, sought, sight, Pass::Meant, after.filter(|(level, _)| *level >= MEANT), missing)?);
    }
    Ok(hits)
}

fn pass(
    conn: &mut diesel::MysqlConnection,
    sought: &[Sought],
    sight: &Sight,
    pass: Pass,
    after: Option<(i64, Uuid)>,
    limit: usize,
) -> Result<Vec<Hit>, DbError> {
    let terms: Vec<_> = sought.iter().map(|sought| sought.branches(sight)).collect();
    if terms.iter().any(Vec::is_empty) {
        // A term that nothing could be found by for this actor.
        return Ok(Vec::new());
    }
    let most = plan::counted(terms.len(), terms.iter().map(Vec::len).sum());
    let counts = repo::counts(conn, &terms, &sight.owners, most)?;
    let rarest = plan::rarest(sought, &counts).unwrap_or(0);
    let (branches, counts) =
        (terms.get(rarest).cloned().unwrap_or_default(), counts.get(rarest).cloned().unwrap_or_default());
    let shares = plan::shares(&counts, plan::records(terms.len()));
    let leading = branches.into_iter().zip(shares).filter(|(_, share)| *share > 0).collect();
    Ok(Search { sought, sight, leading, pass, after, limit }.page(conn)?)
}

/// Looks for the words that may have been meant. Returns whether there are any.
fn mean(conn: &mut diesel::MysqlConnection, sought: &mut [Sought]) -> Result<bool, DbError> {
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
