//! Losses of classes and their probabilities.

pub(crate) mod bce;
pub(crate) mod bce_with_logits;
pub(crate) mod binary_focal;
pub(crate) mod brier;
pub(crate) mod categorical_hinge;
pub(crate) mod crammer_singer;
pub(crate) mod cross_entropy;
pub(crate) mod distillation;
pub(crate) mod focal;
pub(crate) mod generalized_cross_entropy;
pub(crate) mod multi_margin;
pub(crate) mod multiclass_brier;
pub(crate) mod multilabel_margin;
pub(crate) mod multilabel_soft_margin;
pub(crate) mod nll;
pub(crate) mod poly_cross_entropy;
