//! The line of an imported deal: one of what is sold.

use rapport_contacts::kept;

use crate::{
    deals::{
        DealRow,
        lines::{
            LineRow,
            arithmetic::{payments_a_year, times},
        },
    },
    products::{Billing, ProductRow},
};

/// One of a product, for what the deal is worth. What is paid again and again costs what the catalogue says, if that is in
/// the deal's currency.
///
/// # Errors
/// What is wrong, for people.
pub(super) fn of(deal: &DealRow, product: &ProductRow) -> Result<LineRow, &'static str> {
    let (worth, listed) = (deal.money(), product.list_price());
    let listed = listed.filter(|listed| worth.is_none_or(|worth| worth.currency == listed.currency));
    let price = if product.billing() == Billing::OneOff { worth.or(listed) } else { listed.or(worth) };
    let price = price.ok_or("The row has no amount, and the product no price.")?;
    let payments = payments_a_year(product.billing()).max(1);
    let cost = product.unit_cost().filter(|cost| cost.currency == price.currency);
    Ok(LineRow {
        deal_id: deal.id,
        place: 0,
        product_id: Some(product.id),
        name: product.name.clone(),
        quantity: 1,
        unit_price: price.amount,
        unit_cost: cost.map(|cost| cost.amount),
        currency: price.currency.code().to_owned(),
        discount: 0,
        billing: kept::name(product.billing()).to_owned(),
        payments,
        subtotal: price.amount,
        total: times(price.amount, payments).ok_or("This is more than an amount can be.")?,
    })
}
