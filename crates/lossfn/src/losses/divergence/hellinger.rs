//! The Hellinger distance.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

rule! {
    /// `(sqrt q - sqrt t)^2/2`.
    Gap<1>(q, t) = {
        // The difference of the roots by that of their squares.
        let gap = (q - t) / (q.sqrt() + t.sqrt());
        R::pick(q.same(t), q * 0.0, gap.half_square())
    },
    derivative q.rule(Slope, [t])
}
rule! {
    /// `(1 - sqrt(t/q))/2` as one fraction.
    Slope<1>(q, t) = {
        let slope = (q - t) / (q.sqrt() + t.sqrt()) / q.sqrt() * 0.5;
        R::pick(t.same(t.lift(0.0)), q * 0.0 + 0.5, slope)
    },
    derivative R::pick(t.same(t.lift(0.0)), q * 0.0, t.sqrt() / q.sqrt() / q * 0.25)
}

loss! {
    /// The Hellinger distance between two distributions.
    ///
    /// The Euclidean distance of the roots of the probabilities, over the root of 2: a metric from 0 to 1, which
    /// bounds the total variation from both sides. Its square is smooth where this has a kink.
    pub struct Hellinger = "hellinger": Paired
    rows(pred: Domain::UNIT, target: Domain::UNIT) = pred.rule(Gap, [target]);
    outer |total| total.sqrt();
    spec {
        aliases: &["hellinger_distance"],
        rows: &[79],
        family: Family::Divergence,
        tasks: &["distribution matching", "robust estimation"],
        given: &["target"],
        formula: "(sqrt(pred) - sqrt(target))**2/2",
        outer: Some("sqrt(total)"),
        behaviour: "The formula is that of one element; the loss of a row is the root of its sum. At equal rows there is a kink, with slope 0. Where the prediction is 0 and the target is not, the slope is -inf.",
        reference: "Hellinger (1909), Neue Begruendung der Theorie quadratischer Formen von unendlichvielen Veraenderlichen, doi:10.1515/crll.1909.136.210",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            optimum: None,
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[Peer { library: "scipy", name: "scipy.spatial.distance.euclidean", note: "of the roots, times the root of 2" }],
        joints: &[("pred", "target")],
    }
}
