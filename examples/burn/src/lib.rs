//! What the examples with networks share.

pub mod data;
pub mod sheet;
pub mod vgg;
