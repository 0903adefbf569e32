//! Learning what the companies are like that buy.

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Nullable, Text},
};
use rapport_contacts::kept;
use rapport_db::Sql;

use super::{FitAttribute, inputs::size_label, parts::Part};
use crate::ratio::double;

/// A value that fewer companies have says little.
const FEWEST: i64 = 5;
/// How many values of an attribute are kept, those of most companies.
const MOST: usize = 100;

/// The bounds of sizes: from 1, from 11, and so on.
const SIZES: [u32; 6] = [1, 11, 51, 201, 1_001, 5_001];

/// A value with how many companies have it, and how many of those bought.
type Counted = (Option<String>, i64, i64);

/// What weighs for and against a company: for each value, how many times as frequent it is among those that bought as among all.
/// Nothing, where no company has bought.
pub(super) fn learn(conn: &mut MysqlConnection) -> QueryResult<Vec<Part>> {
    let mut parts = Vec::new();
    for (attribute, key) in [
        (FitAttribute::Industry, "LOWER(companies.industry)"),
        (FitAttribute::Country, "LOWER(companies.country)"),
        (FitAttribute::CompanySize, SIZE),
    ] {
        let rows = counted(conn, key)?;
        let known: Vec<(&str, i64, i64)> =
            rows.iter().filter_map(|(value, all, won)| Some((value.as_deref()?, *all, *won))).collect();
        let (all, won) = known.iter().fold((0, 0), |(all, won), one| (all + one.1, won + one.2));
        if won == 0 {
            continue;
        }
        let kinds = double(i64::try_from(known.len()).unwrap_or(i64::MAX));
        for (value, of_all, of_won) in known.into_iter().filter(|one| one.1 >= FEWEST).take(MOST) {
            let share_of_won = (double(of_won) + 1.0) / (double(won) + kinds);
            let share_of_all = (double(of_all) + 1.0) / (double(all) + kinds);
            parts.push(part(attribute, value, (share_of_won / share_of_all).ln()));
        }
    }
    Ok(parts)
}

fn part(attribute: FitAttribute, value: &str, weight: f64) -> Part {
    let kept = kept::name(attribute).to_owned();
    if attribute != FitAttribute::CompanySize {
        let values = vec![value.to_owned()];
        return Part { attribute: kept, label: value.to_owned(), values, least: None, most: None, weight };
    }
    let place = value.parse::<usize>().unwrap_or_default();
    let least = SIZES.get(place).copied();
    let most = SIZES.get(place + 1).map(|next| next - 1);
    Part { attribute: kept, label: size_label(least, most), values: Vec::new(), least, most, weight }
}

/// The place of a company's size among [`SIZES`].
const SIZE: &str = "CASE WHEN companies.size IS NULL OR companies.size < 1 THEN NULL WHEN companies.size < 11 THEN '0' \
     WHEN companies.size < 51 THEN '1' WHEN companies.size < 201 THEN '2' WHEN companies.size < 1001 THEN '3' \
     WHEN companies.size < 5001 THEN '4' ELSE '5' END";

fn counted(conn: &mut MysqlConnection, key: &'static str) -> QueryResult<Vec<Counted>> {
    Sql::text("SELECT ")
        .push(key)
        .push(
            " AS kind, COUNT(*), COUNT(bought.company_id) FROM companies LEFT JOIN (SELECT DISTINCT deals.company_id \
             FROM deals WHERE deals.living = 1 AND deals.status = 'WON' AND deals.company_id IS NOT NULL) AS bought \
             ON bought.company_id = companies.id WHERE companies.living = 1 GROUP BY kind ORDER BY COUNT(*) DESC, kind",
        )
        .query::<(Nullable<Text>, BigInt, BigInt)>()
        .load(conn)
}
