//! What is done with customer events: they are recorded, one or many, in one transaction.

mod check;
mod record;

pub(crate) use record::customer_events_record;
