//! A partner, for whom the demo user of that role acts, and what is shared with it.

use diesel::{MysqlConnection, QueryResult, RunQueryDsl, sql_query};
use rapport_kernel::Role;

use crate::{
    dice::{Dice, Topic},
    rows::{Partner, PartnerUser},
    sql::insert,
    timeline::{Timeline, id_at},
};

/// Records the partner.
pub(crate) fn partner(conn: &mut MysqlConnection, seed: u64, timeline: &Timeline) -> QueryResult<()> {
    let (start, dice) = (timeline.start(), &mut Dice::new(seed, Topic::Pipelines, 1));
    let partner =
        Partner { id: id_at(start, 0, dice), name: "Northwind Resellers", created_at: start, updated_at: start };
    insert(conn, &[PartnerUser { user_id: Role::Partner.demo_user(), partner_id: partner.id }])?;
    insert(conn, &[partner])?;
    Ok(())
}

/// Shares some deals with it: each with what is shared by default, and every other with what it is worth too.
pub(crate) fn share(conn: &mut MysqlConnection) -> QueryResult<()> {
    sql_query(
        "INSERT INTO deal_shares (partner_id, deal_id, fields, shared_by, shared_at) \
         SELECT partners.id, deals.id, IF(MOD(deals.version, 2) = 0, 'AMOUNT,EXPECTED_CLOSE_ON,KIND,STAYS,COMPANY_NAME,PEOPLE', \
         'EXPECTED_CLOSE_ON,KIND,STAYS,COMPANY_NAME,PEOPLE'), deals.owner_id, deals.updated_at \
         FROM partners JOIN deals ON deals.owner_id IS NOT NULL ORDER BY deals.id LIMIT 40",
    )
    .execute(conn)
    .map(drop)
}
