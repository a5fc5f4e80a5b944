//! Divergences between distributions, and entropies.

use crate::{formula::Choice, real::Real};

pub(crate) mod categorical_cross_entropy;
pub(crate) mod entropy;
pub(crate) mod generalized_jsd;
pub(crate) mod hellinger;
pub(crate) mod information;
pub(crate) mod js_distance;
pub(crate) mod js_divergence;
pub(crate) mod kl_divergence;
pub(crate) mod reverse_kl;
pub(crate) mod standard_gaussian_kl;
pub(crate) mod tv_distance;

/// The bases of logarithms that information is measured by.
const BASES: &[&str] = &["e", "2", "10"];

/// Nats in the units of a base.
#[inline(always)]
fn in_base<R: Real>(nats: R, base: Choice) -> R {
    nats * [1.0, core::f64::consts::LOG2_E, core::f64::consts::LOG10_E][base.0]
}
