//! The continuous ranked probability score of a normal distribution.

use crate::{
    real::Real,
    spec::{Domain, Family, Peer, Properties},
};

/// `sqrt(2/pi)` and `1/sqrt(pi)`, and what rounding each leaves.
const ROOTS: [[f64; 2]; 2] =
    [[0.7978845608028654, -4.98465440455546e-17], [0.5641895835477563, 7.66772980658294e-18]];

/// A root, over the kind of number that `like` is.
#[inline(always)]
fn root<R: Real>(like: R, which: usize) -> R {
    like.lift(ROOTS[which][0]) + ROOTS[which][1]
}
/// The distance in deviations, by `sqrt(2)`.
#[inline(always)]
fn scaled<R: Real>(d: R, s: R) -> R {
    d / s / d.lift(2.0).sqrt()
}

// Of the distance `d` and the deviation `s`. What a derivative leaves out cancels, and is no number at infinity.
rule! {
    /// The score; its derivative in the distance.
    Score<1>(d, s) = s.rule(Deviation, [d]),
    derivative d.rule(Slope, [s])
}
rule! {
    Slope<1>(d, s) = scaled(d, s).erf(),
    derivative (scaled(d, s).exp_square(-1.0) * root(d, 0)).weigh(s.recip())
}
rule! {
    /// The score; its derivative in the deviation.
    Deviation<1>(s, d) = d * scaled(d, s).erf() + s * s.rule(Peak, [d]),
    derivative s.rule(Peak, [d])
}
rule! {
    Peak<1>(s, d) = scaled(d, s).exp_square(-1.0) * root(s, 0) - root(s, 1),
    derivative (scaled(d, s).exp_square(-1.0) * root(s, 0)).weigh((d / s).square()).weigh(s.recip())
}

loss! {
    /// The integrated squared difference of a normal distribution function and the step at the target.
    ///
    /// For forecasts that say how sure they are, in the unit of what is forecast: where the deviation goes to 0 it is the
    /// absolute error. A single outlier costs in proportion to its distance, where [`GaussianNll`](crate::GaussianNll)
    /// takes its square. It is a proper score: the mean and deviation that are true cost least on average.
    pub struct CrpsGaussian = "crps_gaussian": Double
    formula(pred: Domain::REAL, target: Domain::REAL, standard_deviation: Domain::POSITIVE) =
        (pred - target).rule(Score, [standard_deviation]);
    along standard_deviation;
    spec {
        rows: &[100],
        family: Family::Regression,
        tasks: &["probabilistic forecasts", "regression with uncertainty"],
        formula: "(pred - target)*erf((pred - target)/(sqrt(2)*standard_deviation)) + standard_deviation*(sqrt(2/pi)*exp(-(pred - target)**2/(2*standard_deviation**2)) - 1/sqrt(pi))",
        behaviour: "At the target `(sqrt(2) - 1)/sqrt(pi)` deviations, and far from it the distance less `1/sqrt(pi)` deviations. In the deviation least at 1.2 times the distance.",
        reference: "Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation, doi:10.1198/016214506000001437",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("1"),
            smoothness: Some("inf"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scoringrules", name: "scoringrules.crps_normal", note: "the observation first" },
            Peer { library: "properscoring", name: "properscoring.crps_gaussian", note: "the observation first; its gradient on demand" },
        ],
        joints: &[("pred", "target")],
    }
}
