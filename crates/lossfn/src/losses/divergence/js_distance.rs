//! The Jensen-Shannon distance.

use super::shared::FromMixture;
use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

loss! {
    /// The Jensen-Shannon distance between two distributions.
    ///
    /// The root of [`JsDivergence`](crate::JsDivergence), for each row: for `beta = 0.5` a metric, so it obeys the
    /// triangle inequality, from 0 to the root of ln 2. Use it to compare and to cluster distributions; to
    /// train use the divergence, whose slope has no kink.
    pub struct JsDistance = "js_distance": Paired {
        /// The share of the target in the mixture.
        beta: number = 0.5 in Domain::open(0.0, 1.0);
    }
    rows(pred: Domain::UNIT, target: Domain::UNIT) = pred.rule(FromMixture, [target, beta]);
    outer |total| total.sqrt();
    spec {
        rows: &[77],
        family: Family::Divergence,
        tasks: &["distribution matching", "distillation"],
        given: &["target"],
        formula: "beta*target*log(target/(beta*target + (1 - beta)*pred)) + (1 - beta)*pred*log(pred/(beta*target + (1 - beta)*pred))",
        outer: Some("sqrt(total)"),
        behaviour: "The formula is that of one element; the loss of a row is the root of its sum. At equal rows there is a kink, with slope 0. Where the prediction is 0 and the target is not, the slope is -inf.",
        reference: "Endres and Schindelin (2003), A new metric for probability distributions, doi:10.1109/TIT.2003.813506",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            optimum: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "scipy", name: "scipy.spatial.distance.jensenshannon", note: "normalises the rows; has no beta" },
        ],
        joints: &[("pred", "target")],
    }
}
