//! Distances of two vectors, and losses of pairs and triples of them.

pub(crate) mod angular_distance;
pub(crate) mod bray_curtis;
pub(crate) mod canberra;
pub(crate) mod chebyshev;
pub(crate) mod concordance_distance;
pub(crate) mod contrastive;
pub(crate) mod cosine_distance;
pub(crate) mod cosine_embedding;
pub(crate) mod dice_distance;
pub(crate) mod euclidean;
pub(crate) mod hamming_distance;
pub(crate) mod jaccard_distance;
pub(crate) mod mahalanobis;
pub(crate) mod manhattan;
pub(crate) mod minkowski;
pub(crate) mod negative_cosine;
pub(crate) mod pearson_distance;
pub(crate) mod shared;
pub(crate) mod squared_euclidean;
pub(crate) mod tanimoto_distance;
pub(crate) mod triplet_margin;
