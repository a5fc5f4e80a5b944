//! The Jensen-Shannon divergence.

use super::shared::FromMixture;
use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The Jensen-Shannon divergence between two distributions.
    ///
    /// How far both are from their mixture, in nats: never infinite, and at most ln 2 for `beta = 0.5`,
    /// where it is symmetric. Each row is a distribution; the loss of a row is the sum over it. Between
    /// distributions that do not overlap it is flat, so it gives no direction there.
    pub struct JsDivergence = "js_divergence" {
        /// The share of the target in the mixture.
        beta: number = 0.5 in Domain::open(0.0, 1.0);
    }
    rows(pred: Domain::UNIT, target: Domain::UNIT) = pred.rule(FromMixture, [target, beta]);
    spec {
        rows: &[77],
        family: Family::Divergence,
        tasks: &["distribution matching", "distillation"],
        given: &["target"],
        formula: "beta*target*log(target/(beta*target + (1 - beta)*pred)) + (1 - beta)*pred*log(pred/(beta*target + (1 - beta)*pred))",
        behaviour: "The formula is that of one element; a row is summed. Where the prediction is 0 and the target is not, the slope is -inf.",
        reference: "Lin (1991), Divergence measures based on the Shannon entropy, doi:10.1109/18.61115",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scipy", name: "scipy.spatial.distance.jensenshannon", note: "its square, and it normalises the rows" },
            Peer { library: "liger-kernel", name: "LigerJSD", note: "takes logarithms of probabilities" },
        ],
        joints: &[("pred", "target")],
    }
}
