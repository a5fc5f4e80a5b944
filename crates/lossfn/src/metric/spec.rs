//! What is known of a metric besides how it is computed.

use crate::spec::{Domain, Spec};

/// Everything about a metric that is not its computation.
#[derive(Clone, Copy, Debug)]
pub struct MetricSpec {
    /// Its name, parameters, inputs, formula and page, as a loss has them. In the formula `w` is the
    /// weight of a row, `Sum`, `Max` and `Median` go over the rows that count, and `surprisal` is the
    /// cross-entropy of a row. `Entropy(w, x, ...)` is that of the shares of weight which the labels have,
    /// and `Cut(x, bins)` is the bin of each number, or the number itself without `bins`.
    pub page: Spec,
    /// Where its values lie, infinities included.
    pub range: Domain,
    /// Which value is the best.
    pub best: Best,
    /// Whether it keeps all rows, some 24 bytes for each, because sums of them are not enough.
    pub keeps_rows: bool,
}

/// Which of two values is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Best {
    /// The lower one.
    Lowest,
    /// The higher one.
    Highest,
    /// The one nearer to 0.
    NearestZero,
}

impl Best {
    /// The place of the best among values, of which NaN is none.
    pub fn of(self, values: &[f64]) -> Option<usize> {
        let rank = |x: f64| match self {
            Self::Lowest => x,
            Self::Highest => -x,
            Self::NearestZero => x.abs(),
        };
        let numbers = values.iter().enumerate().filter(|(_, x)| !x.is_nan());
        numbers.min_by(|(_, a), (_, b)| rank(**a).total_cmp(&rank(**b))).map(|(i, _)| i)
    }
}
