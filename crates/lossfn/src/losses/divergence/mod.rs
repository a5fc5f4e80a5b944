//! Divergences between distributions.

pub(crate) mod js_divergence;
pub(crate) mod kl_divergence;
