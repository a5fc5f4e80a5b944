//! Penalties on the weights of a model.

pub(crate) mod l2_penalty;
