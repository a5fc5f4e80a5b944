//! Integrals of smooth functions by double exponential substitution.
//!
//! Takahasi and Mori (1974), Double exponential formulas for numerical integration, doi:10.2977/prims/1195192451.
//! A piece between two break points becomes the whole line of `t`, on which the integrand falls off doubly
//! exponentially; there the trapezoidal rule converges exponentially with its step. Weights and distances
//! from the ends are kept as logarithms, so that neither a density that grows beyond all bounds at an end nor mass
//! that lies closer to it than any float is lost.

use core::f64::consts::{FRAC_PI_2, LN_2};

use super::Point;

/// The coarsest step, and how often it is halved at most.
const STEP: f64 = 0.125;
const HALVINGS: u32 = 6;
/// Where the substitution is tried first, and where it ends.
const NEAR: f64 = 5.0;
const FAR: f64 = 30.0;
/// A term that is smaller than this part of the largest one is nothing.
const NOTHING: f64 = 1e-20;

/// `N` integrals at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Integrals<const N: usize> {
    pub(super) value: [f64; N],
    /// Bounds of the errors: what the last halving of the step changed, what lies beyond the last term, and the
    /// rounding that the integrand reports.
    pub(super) error: [f64; N],
}

/// What an integrand is at a point: values that are not negative, and a bound of the rounding in each.
pub(super) struct Terms<const N: usize> {
    pub(super) value: [f64; N],
    pub(super) rounding: [f64; N],
}

/// Sums of terms.
#[derive(Clone, Copy)]
struct Sums<const N: usize> {
    value: [f64; N],
    rounding: [f64; N],
    largest: [f64; N],
}
impl<const N: usize> Sums<N> {
    const NONE: Self = Self { value: [0.0; N], rounding: [0.0; N], largest: [0.0; N] };
    fn add(&mut self, terms: &Terms<N>) {
        for i in 0..N {
            self.value[i] += terms.value[i];
            self.rounding[i] += terms.rounding[i];
            self.largest[i] = self.largest[i].max(terms.value[i]);
        }
    }
    /// Whether terms are nothing beside what was added.
    fn dwarfs(&self, terms: &Terms<N>) -> bool {
        (0..N).all(|i| terms.value[i] <= NOTHING * self.largest[i])
    }
}

/// The integrals between each two neighbours of `ends`, in a sum. The integrand is given a point and the
/// logarithm of its weight, and fails as it likes. No step is halved where the errors are within what
/// `enough` of values and errors says.
pub(super) fn integrate<const N: usize, E>(
    ends: &[f64],
    mut f: impl FnMut(&Point, f64) -> Result<Terms<N>, E>,
    enough: impl Fn(&Integrals<N>) -> bool,
) -> Result<Integrals<N>, E> {
    let pieces: Vec<Piece> =
        ends.windows(2).map(|w| Piece { low: w[0], high: w[1], scale: scale(ends) }).collect();
    // Each piece has its range of t, wide enough that nothing is left beyond it.
    let mut ranges = vec![];
    let mut sums = Sums::NONE;
    let mut left = [0.0; N];
    for piece in &pieces {
        let mut range = [0; 2];
        sums.add(&f_at(piece, 0.0, &mut f)?);
        for (side, sign) in [-1.0, 1.0].into_iter().enumerate() {
            let mut k = 0;
            loop {
                k += 1;
                let t = STEP * f64::from(k);
                let terms = f_at(piece, sign * t, &mut f)?;
                sums.add(&terms);
                if t >= NEAR && sums.dwarfs(&terms) {
                    break;
                }
                if t >= FAR {
                    for (left, term) in left.iter_mut().zip(terms.value) {
                        *left += term / STEP;
                    }
                    break;
                }
            }
            range[side] = k;
        }
        ranges.push(range);
    }
    let mut step = STEP;
    let mut last = sums.value.map(|v| v * step);
    for halving in 1.. {
        step /= 2.0;
        for (piece, range) in pieces.iter().zip(&ranges) {
            let [below, above] = range.map(|k| i64::from(k) << halving);
            for k in (-below..above).filter(|k| k % 2 != 0) {
                sums.add(&f_at(piece, step * k as f64, &mut f)?);
            }
        }
        let value = sums.value.map(|v| v * step);
        let change: [f64; N] = core::array::from_fn(|i| (value[i] - last[i]).abs());
        let rounding = sums.rounding.map(|r| r * step);
        let error =
            core::array::from_fn(|i| change[i] + left[i] + rounding[i] + 4.0 * f64::EPSILON * value[i]);
        let result = Integrals { value, error };
        // Beyond its rounding no step makes it better.
        let settled = (0..N).all(|i| change[i] <= rounding[i]);
        if halving >= 2 && (settled || enough(&result)) || halving == HALVINGS {
            return Ok(result);
        }
        last = value;
    }
    unreachable!("the loop ends at the last halving")
}

fn f_at<const N: usize, E>(
    piece: &Piece,
    t: f64,
    f: &mut impl FnMut(&Point, f64) -> Result<Terms<N>, E>,
) -> Result<Terms<N>, E> {
    let (point, weight) = piece.at(t);
    f(&point, weight)
}

/// The length that an infinite piece is measured by.
fn scale(ends: &[f64]) -> f64 {
    let mut finite = ends.iter().copied().filter(|x| x.is_finite());
    let (low, high) = (finite.next().unwrap_or(0.0), finite.next_back().unwrap_or(0.0));
    let scale = high - low;
    if scale > 0.0 && scale.is_finite() { scale } else { 1.0 }
}

/// What lies between two break points.
struct Piece {
    low: f64,
    high: f64,
    scale: f64,
}
impl Piece {
    /// The point at `t`, and the logarithm of `dx/dt`.
    fn at(&self, t: f64) -> (Point, f64) {
        let w = FRAC_PI_2 * t.sinh();
        let ln_dw = FRAC_PI_2.ln() + ln_cosh(t);
        let Self { low, high, scale } = *self;
        let (from_low, from_high, ln_dx) = match (low.is_finite(), high.is_finite()) {
            // x = low + (high - low) / (1 + e^(-2w))
            (true, true) => {
                let length = (high * 0.5 - low * 0.5).ln() + LN_2;
                let (below, above) = (-softplus(-2.0 * w), -softplus(2.0 * w));
                (length + below, length + above, length + LN_2 + below + above)
            }
            (true, false) => (scale.ln() + w, f64::INFINITY, scale.ln() + w),
            (false, true) => (f64::INFINITY, scale.ln() - w, scale.ln() - w),
            // Without any break point: x = sinh w, of which a half line would be e^w.
            (false, false) => {
                let x = scale * w.sinh();
                return (Point::at(x), scale.ln() + ln_cosh(w) + ln_dw);
            }
        };
        (Point::between(low, high, from_low, from_high), ln_dx + ln_dw)
    }
}

fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}
fn ln_cosh(x: f64) -> f64 {
    let x = x.abs();
    x + (-2.0 * x).exp().ln_1p() - LN_2
}
