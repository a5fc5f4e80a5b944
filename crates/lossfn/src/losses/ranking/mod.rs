//! Losses of scores that are compared inside of groups.

pub(crate) mod bradley_terry;
pub(crate) mod lambdarank;
pub(crate) mod listnet;
pub(crate) mod plackett_luce;
pub(crate) mod ranknet;
