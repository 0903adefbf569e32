//! Capturing leads: what a form of a website does with a key that may do nothing else.

mod input;
mod limit;
mod mutation;
mod service;

pub(crate) use mutation::LeadCaptures;
