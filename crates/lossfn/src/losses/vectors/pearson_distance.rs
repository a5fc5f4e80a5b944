//! The correlation distance.

use super::shared::COSINE_GAP;
use crate::{
    spec::{Family, Peer, Properties},
    stages::Cosine,
};

loss! {
    /// One minus the correlation of two vectors.
    ///
    /// The cosine distance of the vectors from their means: neither what is added to a vector nor what it is multiplied by
    /// changes it. As a loss of regression it asks for the right shape and leaves the scale free; where the scale counts
    /// take [`ConcordanceDistance`](crate::ConcordanceDistance). A vector that does not vary has correlation 0.
    pub struct PearsonDistance = "pearson_distance"
    pair(near) = near;
    distance |_| Cosine::<true, -1>::of();
    spec {
        aliases: &["correlation_distance"],
        rows: &[85],
        family: Family::Distance,
        tasks: &["regression", "embeddings", "signals"],
        formula: "near",
        sums: &[("ab", "(a - mean_a)*(b - mean_b)"), ("aa", "(a - mean_a)**2"), ("bb", "(b - mean_b)**2")],
        outer: COSINE_GAP,
        behaviour: "The gradient adds up to 0 over a vector.",
        reference: "Pearson (1895), Note on regression and inheritance in the case of two parents, doi:10.1098/rspl.1895.0041",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scipy", name: "scipy.spatial.distance.correlation", note: "NaN of a vector that does not vary" },
        ],
    }
}
