//! Divergences between distributions, and entropies.

pub(crate) mod categorical_cross_entropy;
pub(crate) mod entropy;
pub(crate) mod gaussian_kl;
pub(crate) mod generalized_jsd;
pub(crate) mod hellinger;
pub(crate) mod information;
pub(crate) mod js_distance;
pub(crate) mod js_divergence;
pub(crate) mod kl_divergence;
pub(crate) mod kl_from_log_probs;
pub(crate) mod neyman_chi_squared;
pub(crate) mod pearson_chi_squared;
pub(crate) mod reverse_kl;
mod shared;
pub(crate) mod standard_gaussian_kl;
pub(crate) mod tv_distance;
