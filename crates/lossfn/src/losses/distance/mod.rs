//! Distances of two vectors.

pub(crate) mod bray_curtis;
pub(crate) mod canberra;
pub(crate) mod chebyshev;
pub(crate) mod concordance_distance;
pub(crate) mod cosine_distance;
pub(crate) mod dice_distance;
pub(crate) mod euclidean;
pub(crate) mod hamming_distance;
pub(crate) mod jaccard_distance;
pub(crate) mod manhattan;
pub(crate) mod minkowski;
pub(crate) mod pearson_distance;
pub(crate) mod shared;
pub(crate) mod squared_euclidean;
pub(crate) mod tanimoto_distance;
