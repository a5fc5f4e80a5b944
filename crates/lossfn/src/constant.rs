//! The constant of least loss: what a model without inputs predicts.

use core::ops::RangeInclusive;

use crate::{
    AnyLoss, Error, On,
    data::{Element, Storage as _},
    reduce::{ExactSum, Number},
    spec::{Domain, Stage},
};

impl AnyLoss {
    /// The constant prediction of least loss for some targets: the mean for the squared error, the median
    /// for the absolute one. What it is, the spec says by name, where it has one:
    /// [`optimum`](crate::spec::Properties::optimum).
    ///
    /// ```
    /// let (sales, days) = ([0.0, 1.0, 9.0], [3.0, 1.0, 1.0]);
    /// let best = |name: &str| lossfn::get(name)?.best_constant(&sales).weight(&days).value();
    /// assert_eq!(best("squared")?, 2.0);
    /// assert_eq!(best("quantile(0.7)")?, 1.0);
    /// assert_eq!(best("absolute")?, 0.0);
    /// assert_eq!(format!("{:.12}", best("poisson_nll")?.exp()), "2.000000000000");
    /// assert_eq!(
    ///     best("cauchy").unwrap_err().to_string(),
    ///     "cauchy has no best constant: only that of a convex loss of two columns is looked for.",
    /// );
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    pub fn best_constant<'a, T>(&'a self, target: &'a [T]) -> BestConstant<'a, T> {
        BestConstant { loss: self, target, weight: None }
    }
}

/// The constant of least loss, not looked for yet.
#[derive(Clone, Copy, Debug)]
#[must_use = "nothing is computed until a result is asked for"]
pub struct BestConstant<'a, T> {
    loss: &'a AnyLoss,
    target: &'a [T],
    weight: Option<&'a [T]>,
}

impl<'a, T: Element> BestConstant<'a, T> {
    /// A weight for each target; one of 0 leaves it out.
    pub fn weight<W: AsRef<[T]> + ?Sized>(mut self, weight: &'a W) -> Self {
        self.weight = Some(weight.as_ref());
        self
    }
    /// The constant, by bisection of the slope down to neighbouring floats.
    ///
    /// Where an interval is best it is the middle, as the median of an even number of targets is; where the
    /// interval has no end, the end that it has, and 0 where it has none. Where the loss falls up to an end
    /// of the domain, it is that end; where it falls without end, the first number at which rounding sees no
    /// slope any more. NaN where a target is.
    ///
    /// # Errors
    /// When the loss is not convex or does not read two columns, when targets or weights are not what it
    /// reads, and when there is nothing to average.
    pub fn value(self) -> Result<f64, Error> {
        if !convex(self.loss) {
            return Err(Error::Unsupported {
                loss: self.loss.to_string(),
                what: "best constant",
                why: "only that of a convex loss of two columns is looked for",
            });
        }
        let wide = |x: &[T]| x.iter().map(|x| x.widen().to_f64()).collect::<Vec<f64>>();
        let (target, weight) = (wide(self.target), self.weight.map(wide));
        let search = Search { loss: self.loss, target: &target, weight: weight.as_deref() };
        // All is checked with a prediction that is allowed.
        let (low, _) = range(self.loss);
        search.on(&vec![low; target.len()]).validate(true).mean()?;
        search.best()
    }
}

/// Whether a sum of losses is one of two columns and convex.
pub(crate) fn convex(loss: &AnyLoss) -> bool {
    loss.terms().iter().all(|t| {
        let spec = t.loss.spec();
        spec.stage == Stage::Elements
            && spec.inputs.len() == 2
            && spec.properties.convex == Some(true)
            && t.coefficient >= 0.0
    })
}

/// The least and the greatest prediction of finite size.
fn range(loss: &AnyLoss) -> (f64, f64) {
    within(loss.terms().iter().map(|t| t.loss.inputs()[0].domain))
}
/// The least and the greatest number of finite size in all of some intervals.
pub(crate) fn within(domains: impl Iterator<Item = Domain>) -> (f64, f64) {
    let (mut low, mut high) = (-f64::MAX, f64::MAX);
    for domain in domains {
        if let Domain::Interval { low: l, high: h, low_closed, high_closed } = domain {
            low = low.max(if low_closed { l } else { l.next_up() });
            high = high.min(if high_closed { h } else { h.next_down() });
        }
    }
    (low, high)
}

/// Targets to which a constant is to be found, for a convex loss. Nothing is checked.
pub(crate) struct Search<'a> {
    pub(crate) loss: &'a AnyLoss,
    pub(crate) target: &'a [f64],
    pub(crate) weight: Option<&'a [f64]>,
}

impl Search<'_> {
    fn on<'b>(&'b self, pred: &'b [f64]) -> On<'b, f64> {
        let on = self.loss.on(pred, self.target).validate(false);
        match self.weight {
            Some(weight) => on.weight(weight),
            None => on,
        }
    }
    /// The loss of predictions.
    pub(crate) fn loss(&self, pred: &[f64]) -> Result<Number, Error> {
        Ok(self.on(pred).partial()?.exact())
    }
    fn of_constant(&self, c: f64) -> Result<Number, Error> {
        self.loss(&vec![c; self.target.len()])
    }
    /// The slope of the loss of the constant at a place, which never falls, because the loss is convex.
    fn slope(&self, place: i64) -> Result<f64, Error> {
        let mut sum = ExactSum::new();
        sum.add_slice(&self.on(&vec![float(place); self.target.len()]).sum().gradient()?);
        Ok(sum.round())
    }
    /// The first place up to `high` whose slope is right, where that of `high` is; they are no more than 64
    /// halvings apart.
    fn first(&self, mut low: i64, mut high: i64, right: impl Fn(f64) -> bool) -> Result<i64, Error> {
        while low < high {
            let middle = halfway(low, high);
            if right(self.slope(middle)?) { high = middle } else { low = middle + 1 }
        }
        Ok(high)
    }
    /// The constant of least loss.
    pub(crate) fn best(&self) -> Result<f64, Error> {
        let (least, greatest) = range(self.loss);
        let (low, high) = (place(least), place(greatest));
        let last = self.slope(high)?;
        if last < 0.0 {
            return Ok(greatest);
        }
        let left = self.first(low, high, |slope| slope >= 0.0 || slope.is_nan())?;
        let slope = self.slope(left)?;
        if slope.is_nan() {
            return Ok(f64::NAN);
        }
        if slope > 0.0 {
            // The slope changes its sign between two floats, unless all of it rises.
            let below = if left == low { left } else { left - 1 };
            // Their losses differ by less than the rounding of rows. Where there is a kink, it is at a target;
            // else the smaller slope is nearer.
            let kink = |place| self.target.contains(&float(place));
            let nearer = match (kink(below), kink(left)) {
                (true, false) => true,
                (false, true) => false,
                _ => self.slope(below)?.abs() < slope,
            };
            return Ok(float(if nearer { below } else { left }) + 0.0);
        }
        let right = if last == 0.0 { high } else { self.first(left, high, |slope| slope > 0.0)? - 1 };
        // A joint at the end of the flat stretch may have the slope of its other side.
        let [left, right] =
            [(left, -1), (right, 1)].map(|(end, step)| self.with_joint(end, step, low..=high));
        let (left, right) = (float(left?), float(right?));
        Ok(match (left == -f64::MAX, right == f64::MAX) {
            (true, true) => 0.0,
            (true, false) => right,
            (false, true) => left,
            (false, false) => left.midpoint(right),
        } + 0.0)
    }
    /// The least loss of a constant: that of the best one or of a float beside it, as its slope is rounded.
    pub(crate) fn least(&self) -> Result<Number, Error> {
        let best = self.best()?;
        let (low, high) = range(self.loss);
        let mut least = self.of_constant(best)?;
        for beside in [best.next_down(), best.next_up()].into_iter().filter(|c| (low..=high).contains(c)) {
            let loss = self.of_constant(beside)?;
            if loss.minus(&least).is_negative() {
                least = loss;
            }
        }
        Ok(least)
    }
    /// The place beside the end of a flat stretch, where the loss is no greater; else the end.
    fn with_joint(&self, end: i64, step: i64, range: RangeInclusive<i64>) -> Result<i64, Error> {
        let beside = end + step;
        if !range.contains(&beside) {
            return Ok(end);
        }
        let [flat, joint] = [end, beside].map(|place| self.of_constant(float(place)));
        Ok(if flat?.minus(&joint?).is_negative() { end } else { beside })
    }
    /// The least loss of each target alone, without its weight: all of them are looked for at once.
    pub(crate) fn least_of_each(&self) -> Result<Vec<f64>, Error> {
        let alone = Self { weight: None, ..*self };
        let (least, greatest) = range(self.loss);
        let n = self.target.len();
        let (mut low, mut high) = (vec![place(least); n], vec![place(greatest); n]);
        let floats = |places: &[i64]| places.iter().map(|&p| float(p)).collect::<Vec<f64>>();
        while low.iter().zip(&high).any(|(a, b)| a < b) {
            let middle: Vec<i64> = low.iter().zip(&high).map(|(a, b)| halfway(*a, *b)).collect();
            let slopes = alone.on(&floats(&middle)).values().gradient()?;
            for i in 0..n {
                if low[i] == high[i] {
                    continue;
                }
                if slopes[i] < 0.0 { low[i] = middle[i] + 1 } else { high[i] = middle[i] }
            }
        }
        let mut values = alone.on(&floats(&high)).values().to_vec()?;
        let below: Vec<i64> = high.iter().map(|&p| (p - 1).max(place(least))).collect();
        for (value, below) in values.iter_mut().zip(alone.on(&floats(&below)).values().to_vec()?) {
            if below < *value {
                *value = below;
            }
        }
        Ok(values)
    }
}

/// The place of a float in their order.
pub(crate) fn place(x: f64) -> i64 {
    let bits = x.to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}
/// The place in the middle of two, or the one below it.
pub(crate) fn halfway(low: i64, high: i64) -> i64 {
    low + (high.abs_diff(low) / 2) as i64
}
/// The float at a place.
pub(crate) fn float(place: i64) -> f64 {
    f64::from_bits((place ^ ((place >> 63) as u64 >> 1) as i64) as u64)
}
