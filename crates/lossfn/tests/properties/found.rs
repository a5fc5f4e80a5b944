//! What was found of a constant.

use std::fmt::Display;

/// The largest derivative of a loss that was found, against the constant that is said to bound it.
#[derive(Default)]
pub(crate) struct Found {
    steepest: f64,
    share: f64,
}

impl Found {
    /// Adds the largest size of a loss with its parameters, which the constant is not below.
    pub(crate) fn add(&mut self, most: f64, constant: f64, of: &impl Display) {
        assert!(most <= constant * (1.0 + 1e-9), "{of}: {most} and not {constant}");
        if constant.is_infinite() {
            self.steepest = self.steepest.max(most);
        } else {
            self.share = self.share.max(if constant == 0.0 { 1.0 } else { most / constant });
        }
    }
    /// A finite constant was attained within one part in a hundred; without one, there is no end in sight.
    pub(crate) fn judge(&self, name: &str) {
        let Self { steepest, share } = self;
        assert!(*share >= 0.99 || *steepest > 1e3, "{name}: {share}, {steepest}");
    }
}
