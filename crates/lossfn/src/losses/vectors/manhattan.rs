//! The Manhattan distance.

use super::shared::ManhattanSums;
use crate::{
    spec::{Family, Peer, Properties},
    stages::Vectors,
};

loss! {
    /// The sum of the absolute differences of two vectors.
    ///
    /// The way in a city of streets at right angles. Each coordinate counts by its difference alone, so one outlying
    /// coordinate does less harm than in [`Euclidean`](crate::Euclidean).
    pub struct Manhattan = "manhattan"
    pair(near) = near;
    distance |_| Vectors::of(ManhattanSums);
    spec {
        aliases: &["cityblock", "taxicab"],
        rows: &[83],
        family: Family::Distance,
        tasks: &["vectors", "nearest neighbours"],
        formula: "near",
        sums: &[("sum", "Abs(a - b)")],
        outer: Some("sum"),
        behaviour: "The gradient is the sign of each difference, and 0 where a coordinate agrees.",
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
            Peer { library: "scipy", name: "scipy.spatial.distance.cityblock", note: "" },
            Peer { library: "torch", name: "torch.nn.PairwiseDistance", note: "with p=1; adds 1e-6 to each difference" },
        ],
    }
}
