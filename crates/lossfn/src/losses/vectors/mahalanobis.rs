//! The Mahalanobis distance.

use super::shared::EuclideanSums;
use crate::{
    spec::{Family, Peer, Properties},
    stages::{Vectors, Whitened},
};

loss! {
    /// The distance of two vectors in the unit of a covariance.
    ///
    /// The Euclidean distance after the coordinates were made uncorrelated and of one spread: a difference counts by
    /// how unusual it is. From the mean of a normal distribution it says how far out a vector is. It takes the
    /// covariance itself, not its inverse, by a Cholesky decomposition; one that is not positive definite is an error
    /// that names the pivot. Without a covariance it is [`Euclidean`](crate::Euclidean).
    pub struct Mahalanobis = "mahalanobis" {
        /// The covariance of the coordinates, row after row; that of uncorrelated ones of spread 1 if none.
        covariance: matrix = none;
    }
    pair(near) = near;
    distance |loss| match &loss.covariance {
        Some(covariance) => Whitened::of(covariance),
        None => Vectors::of(EuclideanSums),
    };
    spec {
        rows: &[84],
        family: Family::Distance,
        tasks: &["vectors", "outlier detection", "classification"],
        formula: "near",
        sums: &[("sum", "z**2")],
        outer: Some("sqrt(sum)"),
        behaviour: "`z` is the difference of the vectors in the unit of the covariance: `L z = a - b`, where `L` is its Cholesky factor. A kink of slope 0 where the vectors coincide.",
        reference: "Mahalanobis (1936), On the generalised distance in statistics, doi:10.1007/s13171-019-00164-5",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scipy", name: "scipy.spatial.distance.mahalanobis", note: "takes the inverse of the covariance" },
        ],
    }
}
