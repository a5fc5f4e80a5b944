//! The square of the Euclidean distance.

use super::shared::SquaredEuclideanSums;
use crate::{
    spec::{Family, Peer, Properties},
    stages::Vectors,
};

loss! {
    /// The sum of the squared differences of two vectors.
    ///
    /// What k-means and prototypes are about: no root, so the gradient grows with the distance and there is no kink. It
    /// breaks the triangle inequality, and far vectors dominate a mean; [`Euclidean`](crate::Euclidean) does neither.
    pub struct SquaredEuclidean = "squared_euclidean"
    pair(near) = near;
    distance |_| Vectors::of(SquaredEuclideanSums);
    spec {
        rows: &[83],
        family: Family::Distance,
        tasks: &["vectors", "clustering"],
        formula: "near",
        sums: &[("sum", "(a - b)**2")],
        outer: Some("sum"),
        behaviour: "Smooth everywhere; the gradient is twice the difference.",
        reference: "Deza and Deza (2016), Encyclopedia of distances, doi:10.1007/978-3-662-52844-0",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scipy", name: "scipy.spatial.distance.sqeuclidean", note: "" },
        ],
    }
}
