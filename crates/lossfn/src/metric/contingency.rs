//! Tables of contingency: how much weight each pair of two labels has, and what one says of the other.

use super::Tally;
use crate::{
    Error,
    data::{Element, Rows, Storage as _},
    real::{Dd, Real},
    reduce::{ExactSum, Number},
    spec::{Domain, Input},
};

/// What two columns are where they are cut into bins.
pub(super) const FINITE: &[Input] = {
    let domain = Domain::FINITE;
    &[Input { name: "pred", domain }, Input { name: "target", domain }]
};

/// Where a number of bins may lie.
pub(super) const BINS: Domain =
    Domain::Interval { low: 1.0, high: f64::INFINITY, low_closed: true, high_closed: false };

/// Whether a number of bins is whole.
pub(super) fn check(loss: &'static str, bins: Option<f64>) -> Result<(), Error> {
    match bins.filter(|k| k.fract() != 0.0) {
        Some(k) => Err(Error::Parameter {
            loss,
            name: "bins",
            value: crate::spec::Value::Number(k),
            allowed: "a whole number from 1 on, or none".into(),
        }),
        None => Ok(()),
    }
}

/// The exact weight of each pair of labels that occurs, and of each label.
pub(super) struct Contingency {
    whole: Number,
    pred: Vec<Number>,
    target: Vec<Number>,
    cells: Vec<(usize, usize, Number)>,
}

impl Contingency {
    /// Of the rows that were kept as prediction, target and weight; none where a label is no number, or an
    /// infinity is to be cut into bins.
    pub(super) fn of(tally: &Tally, bins: Option<f64>) -> Option<Self> {
        let [pred, target, weight] = tally.columns();
        let (pred, target) = (labels(&pred, bins)?, labels(&target, bins)?);
        let pair = |&i: &usize| (pred[i], target[i]);
        let mut order: Vec<usize> = (0..weight.len()).collect();
        order.sort_unstable_by_key(pair);
        let cells = order.chunk_by(|i, j| pair(i) == pair(j)).map(|group| {
            let mut sum = ExactSum::new();
            for &i in group {
                sum.add(weight[i]);
            }
            (pred[group[0]], target[group[0]], sum.number())
        });
        Some(Self::from_cells(cells.collect()))
    }
    /// Of counts, or other weights: a row for each label of the predictions, a column for each of the targets.
    pub(super) fn of_counts<T: Element>(counts: Rows<'_, T>) -> Result<Self, Error> {
        let mut cells = Vec::new();
        for i in 0..counts.len() {
            for (j, x) in counts.row(i).iter().enumerate() {
                let (value, allowed) = (x.to_f64(), Domain::NON_NEGATIVE);
                if !allowed.contains(value) {
                    let index = i * counts.columns() + j;
                    return Err(Error::Value { input: "counts", index, value, allowed });
                }
                if value > 0.0 {
                    cells.push((i, j, Number::of(value)));
                }
            }
        }
        if cells.is_empty() {
            return Err(Error::Empty { rows: counts.len(), dropped: counts.len() });
        }
        Ok(Self::from_cells(cells))
    }
    fn from_cells(cells: Vec<(usize, usize, Number)>) -> Self {
        let size =
            |label: fn(&(usize, usize, Number)) -> usize| cells.iter().map(label).max().map_or(0, |m| m + 1);
        let nothing = Number::Finite(None);
        let (mut pred, mut target) =
            (vec![nothing.clone(); size(|c| c.0)], vec![nothing.clone(); size(|c| c.1)]);
        let mut whole = nothing;
        for (i, j, n) in &cells {
            pred[*i] = pred[*i].plus(n);
            target[*j] = target[*j].plus(n);
            whole = whole.plus(n);
        }
        Self { whole, pred, target, cells }
    }

    /// The mutual information: the I-divergence of the shares of pairs from the products of those of labels. No
    /// part of it is below 0, so nothing cancels, and it is 0 exactly where the labels are independent.
    pub(super) fn information(&self) -> Nats {
        let square = self.whole.times(&self.whole);
        let (mut sum, mut elsewhere) = (Number::Finite(None), square.clone());
        for (i, j, n) in &self.cells {
            let (joint, chance) = (n.times(&self.whole), self.pred[*i].times(&self.target[*j]));
            sum = sum.plus(&i_divergence(&joint, &chance));
            elsewhere = elsewhere.minus(&chance);
        }
        Nats { sum: sum.plus(&elsewhere), whole: square }
    }
    /// The entropies of both labels together.
    pub(super) fn entropies(&self) -> Nats {
        let all = self.pred.iter().chain(&self.target).filter(|n| !n.is_zero());
        self.sum(all.map(|n| (n, &self.whole)))
    }
    /// The entropy of each label where the other is known, together.
    pub(super) fn variation(&self) -> Nats {
        self.sum(self.cells.iter().flat_map(|(i, j, n)| [(n, &self.pred[*i]), (n, &self.target[*j])]))
    }
    /// The sum of `part ln(all / part)`, relative to the whole weight. What lies near the whole is first the gap.
    fn sum<'a>(&self, parts: impl Iterator<Item = (&'a Number, &'a Number)>) -> Nats {
        let surprise = |(part, all): (&Number, &Number)| all.minus(part).minus(&i_divergence(part, all));
        let nothing = Number::Finite(None);
        Nats { sum: parts.map(surprise).fold(nothing, |sum, x| sum.plus(&x)), whole: self.whole.clone() }
    }
}

/// A sum of what is never below 0, of any size, in nats times the whole.
pub(super) struct Nats {
    sum: Number,
    whole: Number,
}

impl Nats {
    pub(super) fn round(&self) -> f64 {
        self.sum.ratio(&self.whole)
    }
    pub(super) fn is_zero(&self) -> bool {
        self.sum.is_zero()
    }
    /// The nearest f64 to `2 self / other`.
    pub(super) fn twice_over(&self, other: &Self) -> f64 {
        let twice = self.sum.plus(&self.sum);
        twice.times(&other.whole).ratio(&other.sum.times(&self.whole))
    }
}

/// `x ln(x / y) - x + y` for two numbers above 0, of any size.
fn i_divergence(x: &Number, y: &Number) -> Number {
    let gap = y.minus(x);
    let (slope, exponent) = gap.ratio_scaled(x);
    if exponent < -1 {
        // It is gap^2 / x times what is 1/2 at 0, where the square itself may be no f64.
        let relative = Number::of_pair(slope, exponent);
        let (unit, t) = (Dd::new(1.0), relative.round());
        let bend =
            if t.abs() < 1e-30 { 0.5 } else { unit.i_divergence(unit + t, Dd::new(t)).to_f64() / t / t };
        gap.times(&relative).times(&Number::of(bend))
    } else {
        let (quotient, exponent) = x.ratio_scaled(y);
        let ln = quotient.ln() + Dd::new(2.0).ln() * f64::from(exponent);
        x.times(&Number::of_pair(ln, 0)).plus(&gap)
    }
}

/// Makes a metric with `bins` what an expression makes of a table of contingency, and gives it tables of counts.
macro_rules! of_labels {
    ($metric:ident, |$table:ident| $value:expr) => {
        impl $crate::metric::Measure for $metric {
            fn inputs(&self) -> Vec<&'static [$crate::spec::Input]> {
                self.bins.map(|_| $crate::metric::contingency::FINITE).into_iter().collect()
            }
            fn add(&self, tally: &mut $crate::metric::Tally, [pred, target]: [f64; 2], weight: f64) {
                // -0 is the label 0.
                tally.keep([pred + 0.0, target + 0.0, weight]);
            }
            fn value(&self, tally: &$crate::metric::Tally) -> Result<f64, $crate::Error> {
                let table = $crate::metric::contingency::Contingency::of(tally, self.bins);
                Ok(table.map_or(f64::NAN, |$table| $value))
            }
        }

        impl $metric {
            /// The metric of a table of contingency: how often each pair of labels occurs, or what weight it has, with
            /// a row for each label of the predictions and a column for each of the targets.
            ///
            /// ```
            #[doc = concat!("use lossfn::{Rows, metric::", stringify!($metric), "};")]
            /// let counts = [10.0, 2.0, 1.0, 7.0];
            #[doc = concat!("let value = ", stringify!($metric), "::of_counts(Rows::rows(&counts, 2)?)?;")]
            /// # assert!(0.0 < value && value < 1.0);
            /// # Ok::<(), lossfn::Error>(())
            /// ```
            ///
            /// # Errors
            /// When a count is below 0 or not finite, and when all are 0.
            pub fn of_counts<T: $crate::data::Element>(
                counts: $crate::data::Rows<'_, T>,
            ) -> Result<f64, $crate::Error> {
                let $table = $crate::metric::contingency::Contingency::of_counts(counts)?;
                Ok($value)
            }
        }
    };
}
pub(super) use of_labels;

/// A label for each number of a column: which of the distinct numbers it is, or of the bins that hold any.
fn labels(column: &[f64], bins: Option<f64>) -> Option<Vec<usize>> {
    let mut distinct = column.to_vec();
    distinct.sort_unstable_by(f64::total_cmp);
    distinct.dedup();
    if distinct.iter().any(|x| x.is_nan() || bins.is_some() && x.is_infinite()) {
        return None;
    }
    let bins = bins.map(|k| cut(&distinct, k));
    let label = |x: &f64| {
        let place = distinct.partition_point(|d| d < x);
        bins.as_ref().map_or(place, |bins| bins[place])
    };
    Some(column.iter().map(label).collect())
}

/// The bins of finite numbers that rise, of `k` bins of equal width between the ends; those that hold none have no
/// number. Each bin has its lower edge, and the last one both. The edges are exact.
fn cut(rising: &[f64], k: f64) -> Vec<usize> {
    let (Some(&low), Some(&high)) = (rising.first(), rising.last()) else { return vec![] };
    let [low, high, count] = [low, high, k].map(Number::of);
    let width = high.minus(&low);
    let bin = |x: f64| {
        let reach = Number::of(x).minus(&low).times(&count);
        let nearest = reach.ratio(&width).floor();
        let above = reach.minus(&width.times(&Number::of(nearest))).is_negative();
        (if above { nearest - 1.0 } else { nearest }).min(k - 1.0)
    };
    let (mut label, mut last) = (0, 0.0);
    let number = |&x: &f64| {
        let bin = if width.is_zero() { 0.0 } else { bin(x) };
        label += usize::from(bin != last);
        last = bin;
        label
    };
    rising.iter().map(number).collect()
}
