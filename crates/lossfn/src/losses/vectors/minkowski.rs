//! The Minkowski distance.

use super::shared::{EuclideanSums, ManhattanSums, MinkowskiSums};
use crate::{
    spec::{Domain, Family, Peer, Properties},
    stages::Vectors,
};

loss! {
    /// The root of the sum of the powers of the differences of two vectors.
    ///
    /// `p = 1` is [`Manhattan`](crate::Manhattan), `p = 2` [`Euclidean`](crate::Euclidean), and towards infinity it becomes
    /// [`Chebyshev`](crate::Chebyshev): the larger `p`, the more the largest difference decides. Powers of any size are
    /// fine: differences are divided by the largest first.
    pub struct Minkowski = "minkowski" {
        /// The power of the differences.
        p: number = 2.0 in Domain::Interval { low: 1.0, high: f64::INFINITY, low_closed: true, high_closed: false };
    }
    pair(near) = near;
    distance |loss| match loss.p {
        1.0 => Vectors::of(ManhattanSums),
        2.0 => Vectors::of(EuclideanSums),
        p => Vectors::of(MinkowskiSums { p }),
    };
    spec {
        aliases: &["lp_distance"],
        rows: &[83],
        family: Family::Distance,
        tasks: &["vectors", "nearest neighbours"],
        formula: "near",
        sums: &[("sum", "Abs(a - b)**p")],
        outer: Some("sum**(1/p)"),
        behaviour: "A kink where the vectors coincide; for `p` up to 2 also a kink, or a bend without bound, where a coordinate agrees.",
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
            Peer { library: "scipy", name: "scipy.spatial.distance.minkowski", note: "its `p` may be below 1, which is no distance" },
            Peer { library: "torch", name: "torch.nn.PairwiseDistance", note: "adds 1e-6 to each difference" },
        ],
    }
}
