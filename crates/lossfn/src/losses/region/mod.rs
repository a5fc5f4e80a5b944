//! Losses between regions of an image: those of pixels, and boxes.

pub(crate) mod ciou;
pub(crate) mod diou;
pub(crate) mod focal_tversky;
pub(crate) mod giou;
pub(crate) mod iou;
pub(crate) mod lovasz_hinge;
pub(crate) mod lovasz_softmax;
mod shared;
pub(crate) mod soft_dice;
pub(crate) mod soft_jaccard;
pub(crate) mod tversky;
