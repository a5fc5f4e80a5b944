//! The Euclidean distance.

use super::shared::EuclideanSums;
use crate::{
    spec::{Family, Peer, Properties},
    stages::Vectors,
};

loss! {
    /// The length of the straight line between two vectors.
    ///
    /// The distance of everyday space, and the default where coordinates have one unit. One large difference outweighs
    /// many small ones; coordinates of different units want [`Mahalanobis`](crate::Mahalanobis), or to be scaled. It
    /// does not change where both vectors are moved or turned. Coordinates of any size are fine: squares neither
    /// overflow nor vanish.
    pub struct Euclidean = "euclidean"
    pair(near) = near;
    distance |_| Vectors::of(EuclideanSums);
    spec {
        aliases: &["l2_distance"],
        rows: &[83],
        family: Family::Distance,
        tasks: &["vectors", "nearest neighbours"],
        formula: "near",
        sums: &[("sum", "(a - b)**2")],
        outer: Some("sqrt(sum)"),
        behaviour: "A kink of slope 0 where the vectors coincide; elsewhere the gradient has length 1.",
        reference: "Deza and Deza (2016), Encyclopedia of distances, doi:10.1007/978-3-662-52844-0",
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
            Peer { library: "scipy", name: "scipy.spatial.distance.euclidean", note: "" },
            Peer { library: "torch", name: "torch.nn.PairwiseDistance", note: "adds 1e-6 to each difference" },
        ],
    }
}
