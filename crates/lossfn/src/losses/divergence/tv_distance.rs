//! The total variation distance.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

rule! {
    /// `|q - t|/2` of probabilities. Where both are at one end of their domain, the slope is that from inside.
    HalfGap<1>(q, t) = (q - t).abs() * 0.5,
    derivative {
        let end = R::pick(q.same(q.lift(0.0)), q.lift(0.5), R::pick(q.same(q.lift(1.0)), q.lift(-0.5), q.lift(0.0)));
        R::pick(q.same(t), end, (q - t).sign() * 0.5)
    }
}

loss! {
    /// The total variation distance between two distributions.
    ///
    /// Half the sum of the absolute differences: the largest difference that the two make to the probability
    /// of any event, from 0 to 1. Outliers of a ratio do not count, which makes it robust; its gradient has
    /// a size but no scale. Each row is a distribution.
    pub struct TvDistance = "tv_distance": Native
    rows(pred: Domain::UNIT, target: Domain::UNIT) = pred.rule(HalfGap, [target]);
    spec {
        aliases: &["total_variation_distance"],
        rows: &[78],
        family: Family::Divergence,
        tasks: &["distribution matching", "distillation"],
        given: &["target"],
        formula: "Abs(pred - target)/2",
        behaviour: "The formula is that of one element; a row is summed. The gradient of an element is -1/2 or 1/2, and 0 where the two are equal; at 0 and at 1 it is that from inside. The Lipschitz constant is that of the 1-norm: it bounds each entry of the gradient.",
        reference: "Kullback (1967), A lower bound for discrimination information in terms of variation, doi:10.1109/TIT.1967.1053968",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("1/2"),
            smoothness: Some("inf"),
            optimum: None,
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "liger-kernel", name: "LigerTVDLoss", note: "" },
        ],
        joints: &[("pred", "target")],
    }
}
