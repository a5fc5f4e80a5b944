//! Losses of times until an event, which may not have been seen.

pub(crate) mod cox;
