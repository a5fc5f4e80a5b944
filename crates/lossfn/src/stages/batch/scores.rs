//! What cosines become, and the statistics of an anchor.

use super::Others;
use crate::{
    data::Storage,
    kernels::{
        Detected,
        contrast::{self, Curve, Mass},
    },
    real::math,
    spec::Score,
    stages::{Settings, Statistic},
};

/// How the scores of an anchor are compared, by the statistics that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contrast {
    /// The positives among all.
    Softmax,
    /// The positives and the others each by themselves, as logarithms of sums of exponentials.
    Apart,
    /// The same, as sums of softplus.
    Sums,
}

impl Contrast {
    pub(super) fn of(statistics: &[Statistic]) -> Self {
        let reads = |s: &[Statistic]| statistics.iter().any(|x| s.contains(x));
        if reads(&[Statistic::Attraction, Statistic::Repulsion]) {
            Self::Sums
        } else if reads(&[Statistic::Positives, Statistic::Negatives]) {
            Self::Apart
        } else {
            Self::Softmax
        }
    }
}

/// The scores of pairs.
pub(super) struct Scores {
    pub(super) contrast: Contrast,
    pub(super) others: Curve,
    /// What is added to each.
    pub(super) bias: f64,
    own: Own,
}

/// The score of a positive, before the bias.
enum Own {
    Curve(Curve),
    /// Of the cosine of its angle and a margin.
    Angle {
        by: f64,
        cos: f64,
        sin: f64,
    },
}

impl Scores {
    pub(super) fn new(contrast: Contrast, score: Score, settings: &Settings) -> Self {
        let &Settings { temperature, scale, bias, margin, gamma, .. } = settings;
        let by = scale / temperature;
        let line = Curve::Line { by, plus: bias };
        let (others, own) = match score {
            Score::Line => (line, Own::Curve(Curve::Line { by, plus: 0.0 })),
            Score::CosineMargin => (line, Own::Curve(Curve::Line { by, plus: -by * margin })),
            Score::AngularMargin => (line, Own::Angle { by, cos: margin.cos(), sin: margin.sin() }),
            Score::SelfPaced => {
                (Curve::Away { by: gamma, margin }, Own::Curve(Curve::Near { by: gamma, margin }))
            }
        };
        Self { contrast, others, bias, own }
    }
    /// The score of a positive before the bias, and its derivative.
    pub(super) fn own(&self, c: f64, sine: impl Fn() -> f64) -> [f64; 2] {
        match self.own {
            Own::Curve(curve) => curve.at(c),
            Own::Angle { by, cos, sin } => {
                let s = sine();
                // Where two directions are one, or opposite, the angle has a kink.
                let slope = if s == 0.0 { 0.0 } else { by * (cos + c / s * sin) };
                [by * (c * cos - s * sin), slope]
            }
        }
    }
}

/// What is known of an anchor, beside what its derivatives are multiplied by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    /// What its scores are compared with: all, or all that are no positives.
    pub(super) set: Mass,
    /// Its positives.
    pub(super) own: Mass,
    /// How many they are.
    pub(super) count: usize,
    /// Their mean score.
    pub(super) mean: f64,
    /// The probability of all others, for a single positive.
    pub(super) miss: f64,
    surprisal: f64,
    sums: [f64; 2],
}

impl Anchor {
    pub(super) const NONE: Self = Self {
        set: Mass::NONE,
        own: Mass::NONE,
        count: 0,
        mean: 0.0,
        miss: 0.0,
        surprisal: 0.0,
        sums: [0.0; 2],
    };

    pub(super) fn of<T: Storage>(isa: Detected, contrast: Contrast, own: &[f64], others: Others) -> Self {
        let count = own.len();
        match contrast {
            Contrast::Sums => {
                let pulled: Vec<f64> = own.iter().map(|z| -z).collect();
                let sums = [contrast::sum_softplus::<T>(isa, &pulled), others.sum];
                Self { count, sums, ..Self::NONE }
            }
            Contrast::Apart => Self { count, own: Mass::of::<T>(isa, own), set: others.mass, ..Self::NONE },
            Contrast::Softmax => {
                let (own_mass, others) = (Mass::of::<T>(isa, own), others.mass);
                let set = own_mass.plus(others);
                // The one that is largest counts 1, and is left out of the rest.
                let (more, less) =
                    if others.top > own_mass.top { (others, own_mass) } else { (own_mass, others) };
                let less = if less.total == 0.0 { 0.0 } else { less.total * math::exp(less.top - more.top) };
                let rest = (more.total - 1.0) + less;
                let n = count as f64;
                let gap = own.iter().map(|z| set.top - z).sum::<f64>() / n;
                let mean = own.iter().sum::<f64>() / n;
                let missed = if others.top > own_mass.top { others.total } else { less };
                let surprisal = math::plus_ln_1p(gap, rest);
                Self { set, own: own_mass, count, mean, miss: missed / set.total, surprisal, sums: [0.0; 2] }
            }
        }
    }
    /// What the formula reads.
    pub(super) fn statistic(&self, statistic: Statistic) -> f64 {
        match statistic {
            Statistic::Surprisal | Statistic::Reverse => self.surprisal,
            Statistic::Positives => self.own.ln(),
            Statistic::Negatives => self.set.ln(),
            Statistic::Attraction => self.sums[0],
            Statistic::Repulsion => self.sums[1],
            _ => f64::NAN,
        }
    }
}
