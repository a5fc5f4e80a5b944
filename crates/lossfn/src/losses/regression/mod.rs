//! Losses of a number and its prediction.

pub(crate) mod absolute;
pub(crate) mod barron;
pub(crate) mod half_squared;
pub(crate) mod huber;
pub(crate) mod log_cosh;
pub(crate) mod quantile;
pub(crate) mod smooth_l1;
pub(crate) mod squared;
