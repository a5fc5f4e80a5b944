//! Pearson's chi-squared divergence.

use crate::spec::{Domain, Family, Peer, Properties};

rule! {
    /// `(q - t)^2/q`, 0 where both are 0.
    Pearson<1>(q, t) = {
        let gap = q - t;
        // The order in which nothing leaves the range before it has to.
        let small = gap.abs().lt(gap.lift(1e-100));
        R::pick(t.same(t.lift(0.0)), q, R::pick(small, gap / q * gap, gap * gap / q))
    },
    derivative q.rule(Slope, [t])
}
rule! {
    /// `1 - (t/q)^2` as one fraction.
    Slope<1>(q, t) = R::pick(t.same(t.lift(0.0)), q * 0.0 + 1.0, (q - t) / q * ((q + t) / q)),
    derivative R::pick(t.same(t.lift(0.0)), q * 0.0, t / q / q * (t / q) * 2.0)
}

loss! {
    /// Pearson's chi-squared divergence of a predicted distribution from the target.
    ///
    /// The statistic of the goodness of fit: what was expected is the prediction, what was observed the target,
    /// and each squared difference counts by what was expected. It punishes a prediction that rules out what
    /// happens harder than [`KlDivergence`](crate::KlDivergence), which it bounds from above; a bounded one is
    /// [`JsDivergence`](crate::JsDivergence). Each row is a distribution; the loss of a row is the sum over it.
    pub struct PearsonChiSquared = "pearson_chi_squared": Paired
    rows(pred: Domain::UNIT, target: Domain::UNIT) = pred.rule(Pearson, [target]);
    spec {
        rows: &[79],
        family: Family::Divergence,
        tasks: &["distribution matching", "goodness of fit"],
        given: &["target"],
        formula: "(pred - target)**2/pred",
        behaviour: "The formula is that of one element; a row is summed. 0 where both are 0, infinite where only the prediction is. Near the target it is twice the Kullback-Leibler divergence.",
        reference: "Pearson (1900), On the criterion that a given system of deviations from the probable in the case of a correlated system of variables is such that it can be reasonably supposed to have arisen from random sampling, doi:10.1080/14786440009463897",
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
        peers: &[Peer { library: "scipy", name: "scipy.stats.chisquare", note: "of counts: the target is f_obs, the prediction f_exp" }],
        joints: &[("pred", "target")],
    }
}
