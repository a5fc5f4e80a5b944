//! Likelihoods of counts.

pub(crate) mod poisson_nll;
