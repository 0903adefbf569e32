//! Acting on a bottleneck: the deals that the verdict names are followed by a cadence, each once.
//!
//! A verdict is reckoned anew each time it is asked for. What stays the same is which stay of a deal it names: a stay is acted on
//! once, so that repeating it makes no second tasks, and a deal that came back to the stage, or grew old there since, is acted on.

pub(crate) mod inputs;
pub(crate) mod mutations;
pub(crate) mod repo;
pub(crate) mod service;
