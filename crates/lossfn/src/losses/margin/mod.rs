//! Losses of a score and a label -1 or +1.

pub(crate) mod exponential;
pub(crate) mod hinge;
pub(crate) mod hinge_embedding;
pub(crate) mod logistic;
pub(crate) mod margin_ranking;
pub(crate) mod modified_huber;
pub(crate) mod squared_hinge;
pub(crate) mod squared_margin;
