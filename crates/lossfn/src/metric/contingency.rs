//! Tables of contingency: how much weight each pair of two labels has, and what one says of the other.

use super::Tally;
use crate::{
    Error,
    data::{Element, Rows, Storage as _},
    real::{Dd, Real},
    reduce::{ExactSum, Number},
    spec::{Domain, Input},
};

/// The unit of what is added up, in nats: a label may have a share of the weight that is no f64.
const UNIT: f64 = f64::from_bits((1023 - 400) << 52);

/// What two columns are where they are cut into bins.
pub(super) const FINITE: &[Input] = {
    let domain = Domain::open(f64::NEG_INFINITY, f64::INFINITY);
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
        let unit = square.times(&Number::of(UNIT));
        let share = |x: &Number| x.ratio_pair(&unit);
        let (mut sum, mut elsewhere) = (Dd::new(0.0), square);
        for (i, j, n) in &self.cells {
            let (joint, chance) = (n.times(&self.whole), self.pred[*i].times(&self.target[*j]));
            let (x, y) = (share(&joint), share(&chance));
            // A chance of no f64 says nothing beside the pair, but in the logarithm.
            sum = sum
                + if y.hi() > 0.0 {
                    x.i_divergence(y, share(&chance.minus(&joint)))
                } else {
                    x * (ln_ratio(&joint, &chance) - 1.0)
                };
            elsewhere = elsewhere.minus(&chance);
        }
        Nats(sum + share(&elsewhere))
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
    /// The sum of `part ln(all / part)`, relative to the whole weight.
    fn sum<'a>(&self, parts: impl Iterator<Item = (&'a Number, &'a Number)>) -> Nats {
        let unit = self.whole.times(&Number::of(UNIT));
        let surprise = |(part, all): (&Number, &Number)| {
            let share = |x: &Number| x.ratio_pair(&unit);
            let (x, y) = (share(part), share(all));
            if x.hi() > 0.5 * y.hi() {
                let gap = share(&all.minus(part));
                gap - x.i_divergence(y, gap)
            } else {
                x * ln_ratio(all, part)
            }
        };
        Nats(parts.map(surprise).fold(Dd::new(0.0), |sum, x| sum + x))
    }
}

/// A sum of what is never below 0, in units of `UNIT` nats.
#[derive(Clone, Copy)]
pub(super) struct Nats(Dd<f64>);

impl Nats {
    pub(super) fn round(self) -> f64 {
        self.0.to_f64() * UNIT
    }
    pub(super) fn is_zero(self) -> bool {
        self.0.hi() == 0.0
    }
    /// The nearest f64 to `2 self / other`.
    pub(super) fn twice_over(self, other: Self) -> f64 {
        (self.0 * 2.0 / other.0).to_f64()
    }
}

/// `ln(a / b)` for two numbers above 0 that are not near each other, also where the quotient is no f64.
fn ln_ratio(a: &Number, b: &Number) -> Dd<f64> {
    const FAR: f64 = f64::from_bits((1023 + 900) << 52);
    let quotient = a.ratio_pair(b);
    if quotient.hi() > FAR {
        ln_ratio(a, &b.times(&Number::of(FAR))) + Dd::new(FAR).ln()
    } else {
        quotient.ln()
    }
}

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
