//! Losses of vectors in a batch, by their cosines.

pub(crate) mod arcface;
pub(crate) mod center;
pub(crate) mod circle;
pub(crate) mod clip;
pub(crate) mod cosface;
pub(crate) mod info_nce;
pub(crate) mod info_nce_negatives;
pub(crate) mod nt_xent;
pub(crate) mod siglip;
pub(crate) mod supcon;
