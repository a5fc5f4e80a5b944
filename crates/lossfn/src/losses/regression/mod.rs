//! Losses of a number and its prediction.

pub(crate) mod absolute;
pub(crate) mod barron;
pub(crate) mod cauchy;
pub(crate) mod crps_gaussian;
pub(crate) mod epsilon_insensitive;
pub(crate) mod expectile;
pub(crate) mod gaussian_nll;
pub(crate) mod geman_mcclure;
pub(crate) mod half_squared;
pub(crate) mod huber;
pub(crate) mod log_cosh;
pub(crate) mod lp;
pub(crate) mod mape;
pub(crate) mod pseudo_huber;
pub(crate) mod quantile;
pub(crate) mod reconstruction;
pub(crate) mod smape;
pub(crate) mod smooth_l1;
pub(crate) mod squared;
pub(crate) mod squared_epsilon_insensitive;
pub(crate) mod squared_log;
pub(crate) mod tukey;
pub(crate) mod welsch;
