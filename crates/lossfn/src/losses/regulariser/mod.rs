//! Penalties on the weights of a model.

use crate::real::Real;

pub(crate) mod elastic_net_penalty;
pub(crate) mod l1_penalty;
pub(crate) mod l2_penalty;
pub(crate) mod sparse;

/// `l1 |w| + l2 w²`, where a factor of 0 silences an infinite `w`.
#[inline(always)]
fn mixture<R: Real>(w: R, l1: R, l2: R) -> R {
    l1.weigh(w.abs()) + l2.weigh(w).weigh(w)
}
