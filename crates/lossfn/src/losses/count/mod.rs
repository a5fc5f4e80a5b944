//! Likelihoods of counts and of positive numbers.

pub(crate) mod gamma_deviance;
pub(crate) mod gamma_nll;
pub(crate) mod negative_binomial;
pub(crate) mod poisson_deviance;
pub(crate) mod poisson_nll;
mod shared;
pub(crate) mod tweedie;
pub(crate) mod tweedie_deviance;
