//! Features in units of their spreads, and coefficients in either.

use crate::features::{Centred, Features};
use crate::sums::sum;

/// The means and spreads that features are standardised with.
#[derive(Clone, Debug)]
pub(crate) struct Scaling {
    means: Vec<f64>,
    spread: Vec<f64>,
    intercept: bool,
}

impl Scaling {
    pub(crate) fn of(features: &Features, weights: &[f64], intercept: bool) -> Self {
        let Centred { means, mut spread, .. } = Centred::new(features, weights, intercept);
        // A constant column becomes 0.
        spread.iter_mut().filter(|s| **s == 0.0).for_each(|s| *s = 1.0);
        Self { means, spread, intercept }
    }
    pub(crate) fn apply(&self, features: &Features) -> Features {
        features.map(|j, x| (x - self.means[j]) / self.spread[j])
    }
    /// Coefficients of standardised features from those of features as they are.
    pub(crate) fn scaled_from(&self, theta: &[f64], outputs: usize) -> Vec<f64> {
        self.changed(theta, outputs, 1.0, |w, spread| w * spread)
    }
    /// The other way.
    pub(crate) fn plain_from(&self, theta: &[f64], outputs: usize) -> Vec<f64> {
        self.changed(theta, outputs, -1.0, |w, spread| w / spread)
    }
    fn changed(&self, theta: &[f64], outputs: usize, sign: f64, unit: fn(f64, f64) -> f64) -> Vec<f64> {
        let from = self.means.len() * outputs;
        if theta.len() < from {
            return theta.to_vec();
        }
        let mut out = theta.to_vec();
        for (j, w) in out[..from].iter_mut().enumerate() {
            *w = unit(*w, self.spread[j / outputs]);
        }
        if self.intercept && out.len() > from {
            for c in 0..outputs {
                let plain = |j: usize| if sign > 0.0 { theta[j * outputs + c] } else { out[j * outputs + c] };
                let shift = sum((0..self.means.len()).map(|j| self.means[j] * plain(j)));
                out[from + c] += sign * shift;
            }
        }
        out
    }
}
