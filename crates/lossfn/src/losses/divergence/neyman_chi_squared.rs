//! Neyman's chi-squared divergence.

use crate::spec::{Domain, Family, Peer, Properties};

rule! {
    /// `(q - t)^2/t`, 0 where both are 0.
    Neyman<1>(q, t) = {
        let gap = q - t;
        // The order in which nothing leaves the range before it has to.
        let small = gap.abs().lt(gap.lift(1e-100));
        R::pick(q.same(t), q * 0.0, R::pick(small, gap / t * gap, gap * gap / t))
    },
    derivative q.rule(Slope, [t])
}
rule! {
    /// `2 (q - t)/t`, infinite where the target is 0.
    Slope<1>(q, t) = R::pick(t.same(t.lift(0.0)), q + f64::INFINITY, (q - t) / t * 2.0),
    derivative q * 0.0 + t.recip() * 2.0
}

loss! {
    /// Neyman's chi-squared divergence of a predicted distribution from the target.
    ///
    /// [`PearsonChiSquared`](crate::PearsonChiSquared) with the target in the denominator: a weighted squared
    /// error, so a parabola in the prediction, which fits by least squares. It punishes a prediction that
    /// allows what hardly happens; where the target has zeros it is infinite unless the prediction has them
    /// too. Each row is a distribution; the loss of a row is the sum over it.
    pub struct NeymanChiSquared = "neyman_chi_squared": Paired
    rows(pred: Domain::UNIT, target: Domain::UNIT) = pred.rule(Neyman, [target]);
    spec {
        rows: &[79],
        family: Family::Divergence,
        tasks: &["distribution matching", "goodness of fit"],
        given: &["target"],
        formula: "(pred - target)**2/target",
        behaviour: "The formula is that of one element; a row is summed. 0 where both are 0, infinite where only the target is. Near the target it is twice the Kullback-Leibler divergence.",
        reference: "Cressie and Read (1984), Multinomial goodness-of-fit tests, doi:10.1111/j.2517-6161.1984.tb01318.x",
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
        peers: &[Peer { library: "scipy", name: "scipy.stats.power_divergence", note: "of counts, with lambda_=\"neyman\": the target is f_obs, the prediction f_exp" }],
        joints: &[("pred", "target")],
    }
}
