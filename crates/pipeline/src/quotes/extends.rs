//! What quotes add to deals and orders.

use std::sync::LazyLock;

use rapport_db::Sql;
use rapport_graphql::{
    list::{Listing, Source},
    module::Relating,
    open::relation::{Relation, one, page},
};

use super::{QuoteRecord, QuoteRow, loaders::QuoteByOrderId, repo, row};
use crate::{by_id, deals::DealRecord, orders::OrderRecord, permissions};

/// The quotes of a deal with the deal, along the index that holds them in the order in which they were made.
const OF_DEAL: Source = Source {
    from: "quotes FORCE INDEX (quotes_by_deal) STRAIGHT_JOIN deals ON deals.id = quotes.deal_id",
    columns: row::COLUMNS,
};

/// What quotes add to a deal.
pub(crate) struct DealQuotes;

impl Relating for DealQuotes {
    type Parent = DealRecord;

    fn relations() -> &'static [Relation<DealRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<DealRecord>>> = LazyLock::new(|| {
            vec![
                page::<DealRecord, QuoteRecord, QuoteRow, row::Types>(
                    "quotes",
                    "The quotes that were made for the deal, each version, in the order in which they were made.",
                    OF_DEAL,
                    |call, deal, page| {
                        call.require(&permissions::READ_ORDERS)?;
                        let listing = Listing::fixed("Deal.quotes", vec![], "quotes.id", page);
                        let of_deal = Sql::text("quotes.deal_id = ").bind(by_id::value(deal.deal_id()));
                        Ok(listing.and(of_deal).and(repo::seen(&call.actor)))
                    },
                )
                .needs(permissions::READ_ORDERS),
            ]
        });
        &RELATIONS
    }
}

/// What quotes add to an order.
pub(crate) struct OrderQuote;

impl Relating for OrderQuote {
    type Parent = OrderRecord;

    fn relations() -> &'static [Relation<OrderRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<OrderRecord>>> = LazyLock::new(|| {
            vec![one::<OrderRecord, QuoteByOrderId, QuoteRecord>(
                "quote",
                "The quote of which the order was made; null when there is none that you may see.",
                |order| Some(order.order_id()),
            )]
        });
        &RELATIONS
    }
}
