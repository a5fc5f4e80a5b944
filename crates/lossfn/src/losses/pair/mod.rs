//! Losses of pairs and triples of vectors that a model made.

pub(crate) mod contrastive;
pub(crate) mod cosine_embedding;
pub(crate) mod negative_cosine;
pub(crate) mod triplet_margin;
