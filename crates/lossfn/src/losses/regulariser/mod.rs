//! Penalties on the weights of a model.

pub(crate) mod elastic_net_penalty;
pub(crate) mod l1_penalty;
pub(crate) mod l2_penalty;
pub(crate) mod sparse;
