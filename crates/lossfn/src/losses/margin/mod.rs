//! Losses of a score and a label -1 or +1.

pub(crate) mod hinge;
pub(crate) mod logistic;
