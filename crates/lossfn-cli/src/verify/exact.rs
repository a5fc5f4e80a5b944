//! Kernels against double-double.

use lossfn::data::Storage;
use lossfn::{AnyLoss, Reference};

use super::points::Point;
use crate::failure::Result;

/// By how much an input is moved, relative to its size, to see what its last digit does.
const STEP: f64 = 1e-6;

/// Rows are many operations, and their inputs are many.
const ROWS: f64 = 4.0;

/// What double-double leaves of a number, with room, where its parts cancel.
const NOISE: f64 = f64::EPSILON * f64::EPSILON * 16384.0;

/// Of wider rows some inputs are moved at once.
const MOVES: usize = 16;

/// The largest error of an item's value, and of its derivatives in one input, in ULP.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Error {
    /// As small as the condition of the numbers allows.
    Within(f64),
    Beyond(f64),
    /// Not a digit is defined, or the point has no place in the type.
    Undefined,
}

impl Error {
    fn new(error: f64, allowed: f64, digits: i32) -> Self {
        match () {
            () if error == 0.0 => Self::Within(0.0),
            () if allowed > 2f64.powi(digits - 2) => Self::Undefined,
            () if error <= allowed => Self::Within(error),
            () => Self::Beyond(error),
        }
    }
    fn worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::Undefined, e) | (e, Self::Undefined) => e,
            (Self::Within(a), Self::Within(b)) => Self::Within(a.max(b)),
            (Self::Beyond(a), Self::Beyond(b)) => Self::Beyond(a.max(b)),
            (beyond @ Self::Beyond(_), _) | (_, beyond) => beyond,
        }
    }
    pub(super) fn agrees(self) -> bool {
        !matches!(self, Self::Beyond(_))
    }
    pub(super) fn size(self) -> f64 {
        match self {
            Self::Within(e) | Self::Beyond(e) => e,
            Self::Undefined => 0.0,
        }
    }
    pub(super) fn told(self) -> String {
        match self {
            Self::Within(e) => ulps(e),
            Self::Beyond(e) => format!("{} WRONG", ulps(e)),
            Self::Undefined => "–".into(),
        }
    }
}

/// An error for people.
pub(super) fn ulps(error: f64) -> String {
    if error < 1000.0 { format!("{error:.1}") } else { format!("{error:.0e}") }
}

/// The bits of a type's fraction, with the hidden one, and of its smallest normal number's exponent.
fn format<T: Storage>() -> (i32, i32) {
    if T::from_f64(1.0 + f64::EPSILON).to_f64() == 1.0 {
        (f32::MANTISSA_DIGITS as i32, f32::MIN_EXP)
    } else {
        (f64::MANTISSA_DIGITS as i32, f64::MIN_EXP)
    }
}

/// The unit in the last place of a number.
fn ulp<T: Storage>(x: f64) -> f64 {
    let (digits, lowest) = format::<T>();
    let bits = x.abs().to_bits() >> (f64::MANTISSA_DIGITS - 1);
    let exponent = (bits as i32 - 1022).max(lowest);
    // In two steps: the unit of a subnormal is too small for a power of an inverse.
    2f64.powi((exponent - digits) / 2) * 2f64.powi((exponent - digits) - (exponent - digits) / 2)
}

/// The errors of a point, for each number of its row.
pub(super) fn errors<T: Storage>(loss: &AnyLoss, point: &Point) -> Result<Vec<Error>> {
    let stored = |x: &[f64]| x.iter().map(|&x| T::from_f64(x)).collect::<Vec<T>>();
    let (row, other) = (stored(&point.row), stored(&point.other));
    let (value, gradient, hessian) = point.kernels(loss, &row, &other)?;
    let got: Vec<f64> = [value].iter().chain(&gradient).chain(&hessian).map(|x| x.to_f64()).collect();
    // From here on, what the kernels have read.
    let [row, other] = [row, other].map(|x| x.iter().map(|x| x.to_f64()).collect::<Vec<f64>>());
    let count = row.len();
    let inside = |x: &f64| point.ends.0 < *x && *x < point.ends.1;
    if !row.iter().all(inside) || !other.iter().all(|x| x.is_finite()) {
        return Ok(vec![Error::Undefined; count]);
    }
    let near = Nearby { loss, point, row, other };
    let want = near.outputs(loss, |_, x| x)?;
    let allowed = near.allowed(&want)?;
    let parts = near.parts()?;
    let (digits, _) = format::<T>();
    let mut found = vec![];
    for (o, (&got, &want)) in got.iter().zip(&want).enumerate() {
        let rounded = T::from_f64(want).to_f64();
        let error = if got.is_finite() && rounded.is_finite() {
            // Halved: the difference of two finite numbers may overflow.
            ((got / 2.0 - want / 2.0) / ulp::<T>(want) * 2.0).abs()
        } else if got == rounded || got.is_nan() && want.is_nan() {
            0.0
        } else {
            f64::INFINITY
        };
        let part = parts[o.div_ceil(count).min(2)];
        let allowed = allowed[o] + NOISE * part / ulp::<T>(want);
        let mut verdict = Error::new(error, allowed, digits);
        if !want.is_finite() && error == 0.0 {
            verdict = Error::Undefined;
        }
        if !verdict.agrees() && near.jumps(o, got, allowed * ulp::<T>(want), 2f64.powi(1 - digits))? {
            verdict = Error::Undefined;
        }
        found.push(verdict);
    }
    // Where there is no hessian, the gradient is all.
    let both = |k: usize| found[0].worse(found[1 + k]);
    let all = |k: usize| found.get(1 + count + k).map_or_else(|| both(k), |h| both(k).worse(*h));
    Ok((0..count).map(all).collect())
}

/// An item and those around it.
struct Nearby<'a> {
    loss: &'a AnyLoss,
    point: &'a Point,
    row: Vec<f64>,
    other: Vec<f64>,
}

impl Nearby<'_> {
    /// Value, gradient and hessian, one after the other, with the inputs moved.
    fn outputs(&self, loss: &AnyLoss, moved: impl Fn(usize, f64) -> f64) -> Result<Vec<f64>> {
        let change =
            |from: usize, x: &[f64]| x.iter().enumerate().map(|(i, &x)| moved(from + i, x)).collect();
        let (row, other): (Vec<f64>, Vec<f64>) = (change(0, &self.row), change(self.row.len(), &self.other));
        let Reference { value, gradient, hessian } = loss.reference(self.point.inputs(&row, &other)?)?;
        Ok([value].into_iter().chain(gradient).chain(hessian).collect())
    }

    /// How many ULP each output may be off: 2, or 4 of a hessian, and half its condition number, which
    /// is what half a unit of each input changes it by. The terms of a sum count with their sizes.
    fn allowed(&self, want: &[f64]) -> Result<Vec<f64>> {
        let inputs = self.row.len() + self.other.len();
        let base = |o: usize| if o <= self.row.len() { 2.0 } else { 4.0 };
        let mut sizes = vec![0.0; want.len()];
        for term in self.loss.terms() {
            let loss = AnyLoss::of(term.loss.clone());
            let here = self.outputs(&loss, |_, x| x)?;
            let mut condition = vec![0.0; want.len()];
            for k in 0..inputs.min(MOVES) {
                let beside =
                    |step: f64| self.outputs(&loss, |i, x| if i % MOVES == k { x * (1.0 + step) } else { x });
                let (left, right) = (beside(-STEP)?, beside(STEP)?);
                for (o, condition) in condition.iter_mut().enumerate() {
                    // At a kink, and at an end of the domain, one side tells enough.
                    let change = (left[o] - here[o]).abs().min((right[o] - here[o]).abs());
                    *condition += change / STEP;
                }
            }
            for (o, size) in sizes.iter_mut().enumerate() {
                *size += term.coefficient.abs() * (base(o) * here[o].abs() + condition[o] / 2.0);
            }
        }
        let times = if self.row.len() > 1 { ROWS } else { 1.0 };
        let each = sizes.iter().zip(want).enumerate();
        // Where all is 0, the quotient is NaN and the maximum what is beside it.
        Ok(each.map(|(o, (size, want))| times * (size / want.abs()).max(base(o))).collect())
    }

    /// How large the numbers are that an item's value, gradient and hessian are differences of: as large
    /// as those outputs get when the label is another one. Without labels nothing cancels.
    fn parts(&self) -> Result<[f64; 3]> {
        let count = self.row.len();
        let mut parts = [0.0f64; 3];
        for label in 0..self.point.labels().min(MOVES) {
            let point = self.point.with_label(label as u8);
            let out = self.loss.reference(point.inputs(&self.row, &self.other)?)?;
            let top = |x: &[f64]| x[..count].iter().fold(0.0f64, |m, x| m.max(x.abs()));
            let (value, gradient) = (out.value.abs(), top(&out.gradient));
            let curvature = top(&out.hessian).max(gradient * gradient);
            parts = [parts[0].max(value), parts[1].max(gradient), parts[2].max(curvature)];
        }
        Ok(parts)
    }

    /// Whether an output jumps within two units of an input, from one side of what came out to the
    /// other: where parameters and inputs are rounded, so is the place of a kink.
    fn jumps(&self, o: usize, got: f64, allowed: f64, unit: f64) -> Result<bool> {
        let size = |i: usize, x: f64| {
            let other = if i < self.row.len() { self.other.get(i) } else { self.row.get(i - self.row.len()) };
            2.0 * unit * (x.abs() + other.map_or(0.0, |x| x.abs()))
        };
        let left = self.outputs(self.loss, |i, x| if i < self.row.len() { x - size(i, x) } else { x })?[o];
        let right = self.outputs(self.loss, |i, x| if i < self.row.len() { x + size(i, x) } else { x })?[o];
        let between = got >= left.min(right) - allowed && got <= left.max(right) + allowed;
        Ok(between && (right - left).abs() > 1e-3 * left.abs().max(right.abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, ulp, ulps};

    #[test]
    fn units_in_the_last_place() {
        for x in [1.0, 1.5, 0.1, -3e300, f64::MIN_POSITIVE, 1e-310, 5e-324] {
            let x: f64 = x;
            assert_eq!(ulp::<f64>(x), x.abs().next_up() - x.abs(), "{x}");
        }
        for x in [1f32, 1.5, 0.1, -3e30, f32::MIN_POSITIVE, 1e-40, 1e-45] {
            assert_eq!(ulp::<f32>(x.into()), f64::from(x.abs().next_up() - x.abs()), "{x}");
        }
        assert_eq!((ulp::<f64>(0.0), ulp::<f32>(1e-60)), (5e-324, f64::from(f32::from_bits(1))));
    }

    #[test]
    fn verdicts() {
        let (good, bad) = (Error::new(1.5, 2.0, 53), Error::new(2.5, 2.0, 53));
        assert!(good.agrees() && !bad.agrees());
        assert!(Error::new(f64::INFINITY, 1e7, 24).agrees(), "no digit is defined");
        assert!(!Error::new(f64::NAN, 2.0, 53).agrees() && !Error::new(f64::INFINITY, 2.0, 53).agrees());
        assert!(good.worse(bad) == bad && bad.worse(good) == bad && good.worse(Error::Undefined) == good);
        assert_eq!((ulps(0.25).as_str(), ulps(8.0e6).as_str()), ("0.2", "8e6"));
    }
}
