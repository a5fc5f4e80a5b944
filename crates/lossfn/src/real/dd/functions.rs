//! The functions of a double-double.
//!
//! One method for all: bring the argument near 0, sum the high powers as floats and the low ones,
//! which alone are larger than 2^-27 of the sum, as double-doubles.
//!
//! Within a function the parts of a number may overlap by a few bits ("loose"), which costs nothing
//! but the time to mend it; what a function returns is tidy.

use super::{Dd, Float, Real, fast_two_sum, finish, fused, residual, two_prod, two_sum};

/// `ln 2`: 42 bits, so that its product with an exponent is exact, and the 53 after them.
const LN_2: (f64, f64) = (f64::from_bits(0x3FE62E42FEFA3800), 5.497923018708371e-14);

/// A double-double of an exact constant and its rounding error.
#[inline(always)]
pub(super) fn constant<F: Float>((hi, lo): (f64, f64)) -> Dd<F> {
    Dd { hi: F::c(hi), lo: F::c(lo) }
}
/// The parts of a sum, `hi` the larger, made neighbours.
#[inline(always)]
fn tidy<F: Float>(hi: F, lo: F) -> Dd<F> {
    let (hi, lo) = fast_two_sum(hi, lo);
    Dd { hi, lo }
}
/// The sum, where little cancels.
#[inline(always)]
fn plus<F: Float>(a: Dd<F>, b: Dd<F>) -> Dd<F> {
    let (s, e) = two_sum(a.hi, b.hi);
    finish(s, s, e + (a.lo + b.lo))
}
/// The product, loose, where it is finite.
#[inline(always)]
fn times<F: Float>(a: Dd<F>, b: Dd<F>) -> Dd<F> {
    let (p, e) = two_prod(a.hi, b.hi);
    Dd { hi: p, lo: a.hi.fma(b.lo, a.lo.fma(b.hi, e)) }
}
/// The quotient, loose, by one division, where `1 / b` is a normal number.
#[inline(always)]
fn over<F: Float>(a: Dd<F>, b: Dd<F>) -> Dd<F> {
    let inverse = F::ONE / b.hi;
    let q = a.hi * inverse;
    let r = residual(a.hi, q, b.hi) + (-q).fma(b.lo, a.lo);
    Dd { hi: q, lo: r * inverse }
}
/// `1 + x`, loose, for `|x| <= 1`.
#[inline(always)]
fn one_plus<F: Float>(x: Dd<F>) -> Dd<F> {
    let (hi, e) = fast_two_sum(F::ONE, x.hi);
    Dd { hi, lo: e + x.lo }
}
/// `c + x sum`, loose: a step of Horner's rule, for `c` larger than the product.
#[inline(always)]
fn horner<F: Float>(sum: Dd<F>, x: Dd<F>, c: Dd<F>) -> Dd<F> {
    let (hi, e) = if fused::<F>() {
        let hi = x.hi.fma(sum.hi, c.hi);
        (hi, x.hi.fma(sum.hi, c.hi - hi))
    } else {
        let (p, e) = two_prod(x.hi, sum.hi);
        let (hi, f) = fast_two_sum(c.hi, p);
        (hi, e + f)
    };
    Dd { hi, lo: x.hi.fma(sum.lo, e + x.lo.fma(sum.hi, c.lo)) }
}
/// `c[i] + c[i + 1] x + c[i + 2] x^2 + c[i + 3] x^3`, as far as `c` goes.
#[inline(always)]
fn four<F: Float, const H: usize>(x: F, square: F, c: &[f64; H], i: usize) -> F {
    if i + 1 == H {
        return F::c(c[i]);
    }
    let pair = x.fma(F::c(c[i + 1]), F::c(c[i]));
    if i + 2 == H {
        return pair;
    }
    if i + 3 == H {
        return square.fma(F::c(c[i + 2]), pair);
    }
    square.fma(x.fma(F::c(c[i + 3]), F::c(c[i + 2])), pair)
}
/// `low[0] + low[1] x + ... + x^L (high[0] + high[1] x + ...)`: the high powers as floats.
#[inline(always)]
pub(super) fn polynomial<F: Float, const L: usize, const H: usize>(
    x: Dd<F>,
    low: [(f64, f64); L],
    high: [f64; H],
) -> Dd<F> {
    // Four at a time, in powers of x^4: a quarter as deep.
    let square = x.hi * x.hi;
    let mut i = (H - 1) / 4 * 4;
    let mut tail = four(x.hi, square, &high, i);
    while i > 0 {
        i -= 4;
        tail = (square * square).fma(tail, four(x.hi, square, &high, i));
    }
    let mut sum = Dd { hi: tail, lo: F::ZERO };
    let mut i = L;
    while i > 0 {
        i -= 1;
        sum = horner(sum, x, constant(low[i]));
    }
    sum
}

/// `e^x = 2^n (1 + r q)`; all of it for `r` in `|r| <= ln 2 / 2`.
struct Exp<F> {
    /// `MAGIC + n`.
    n: F,
    r: Dd<F>,
    q: Dd<F>,
}
impl<F: Float> Exp<F> {
    #[inline(always)]
    fn new(x: Dd<F>) -> Self {
        // Below this e^x is 0.
        Self::above(x, -746.0)
    }
    /// The same for `x` not below `low`, which stands for what is.
    #[inline(always)]
    fn above(x: Dd<F>, low: f64) -> Self {
        // Beyond 710 e^x is infinite. NaN stays.
        let (low, high) = (F::c(low), F::c(710.0));
        let (below, above) = (x.hi < low, x.hi > high);
        let hi = x.hi.at_least(low).at_most(high);
        let lo = if below | above { F::ZERO } else { x.lo };
        let n = hi.fma(F::c(core::f64::consts::LOG2_E), F::MAGIC);
        let k = F::MAGIC - n;
        let r = tidy(k.fma(F::c(LN_2.0), hi), k.fma(F::c(LN_2.1), lo));
        // 1 / (k + 1)!
        let q = polynomial(
            r,
            [
                (1.0, 0.0),
                (0.5, 0.0),
                (0.16666666666666666, 9.25185853854297e-18),
                (0.041666666666666664, 2.3129646346357427e-18),
                (0.008333333333333333, 1.1564823173178714e-19),
                (0.001388888888888889, -5.300543954373577e-20),
                (0.0001984126984126984, 1.7209558293420705e-22),
            ],
            [
                2.48015873015873e-05,
                2.7557319223985893e-06,
                2.755731922398589e-07,
                2.505210838544172e-08,
                2.08767569878681e-09,
                1.6059043836821613e-10,
                1.1470745597729725e-11,
                7.647163731819816e-13,
                4.779477332387385e-14,
                2.8114572543455206e-15,
            ],
        );
        Self { n, r, q }
    }
    /// `e^x`, finite: the largest are those that overflow to infinity, and have no second part.
    #[inline(always)]
    fn value(&self) -> Dd<F> {
        let e = horner(self.q, self.r, Dd::new(F::ONE));
        let (a, b) = self.n.power_of_two_halves();
        let e = tidy(e.hi, e.lo).scale(a).scale(b);
        let finite = e.hi < F::INFINITY;
        Dd { hi: e.hi, lo: if finite { e.lo } else { F::ZERO } }
    }
    /// `e^x` as the sum of a number that is 1 for `|x| < ln 2 / 2` and 0 elsewhere, and of a rest, so
    /// that a caller may cancel the 1.
    #[inline(always)]
    fn parted(&self) -> (F, Dd<F>) {
        let near = self.n == F::MAGIC;
        let one = if near { F::ONE } else { F::ZERO };
        (one, Dd::pick(near, times(self.r, self.q), self.value()))
    }
    /// `e^x - 1`.
    #[inline(always)]
    fn minus_one(&self) -> Dd<F> {
        let (one, rest) = self.parted();
        rest.add_float(one - F::ONE)
    }
}

#[inline(always)]
pub(super) fn exp<F: Float>(x: Dd<F>) -> Dd<F> {
    Exp::new(x).value()
}
/// `2^LIFT e^x` for `x <= 0`: what is lifted keeps its digits where `e^x` is a subnormal number.
#[inline(always)]
pub(super) fn exp_lifted<F: Float>(x: Dd<F>) -> Dd<F> {
    let low = -746.0 - LIFT * core::f64::consts::LN_2;
    let mut e = Exp::above(x, low);
    e.n = e.n + F::c(LIFT);
    let y = e.value();
    Dd::pick(x.hi < F::c(low), Dd::new(F::ZERO), y)
}
/// See [`exp_lifted`].
pub(super) const LIFT: f64 = 128.0;
#[inline(always)]
pub(super) fn exp_sub<F: Float>(x: Dd<F>, k: Dd<F>, y: Dd<F>) -> Dd<F> {
    let (one, rest) = Exp::new(x).parted();
    k * rest - (y - k.scale(one))
}
#[inline(always)]
pub(super) fn exp_m1<F: Float>(x: Dd<F>) -> Dd<F> {
    Exp::new(x).minus_one()
}

/// `2 atanh(s / 2) = s (1 + x q(x))`, `x = s^2`: `1 / ((2k + 1) 4^k)`, the first ones to twice the digits.
const ATANH: [(f64, f64); 4] = [
    (0.08333333333333333, 4.625929269271485e-18),
    (0.0125, -6.938893903907229e-19),
    (0.002232142857142857, 1.2390881971262907e-19),
    (0.00043402777777777775, 2.4093381610788986e-20),
];
const ATANH_TAIL: [f64; 11] = [
    8.87784090909091e-05,
    1.8780048076923078e-05,
    4.069010416666667e-06,
    8.975758272058823e-07,
    2.0077354029605262e-07,
    4.54130626860119e-08,
    1.0366025178328804e-08,
    2.384185791015625e-09,
    5.518948590313946e-10,
    1.284582861538591e-10,
    3.00426636972735e-11,
];

/// A quotient `s` and its square.
#[inline(always)]
pub(super) fn over_and_square<F: Float>(a: Dd<F>, b: Dd<F>) -> (Dd<F>, Dd<F>) {
    let s = over(a, b);
    let (p, e) = two_prod(s.hi, s.hi);
    (s, Dd { hi: p, lo: (s.hi + s.hi).fma(s.lo, e) })
}
/// `q(x)` of [`ATANH`].
#[inline(always)]
pub(super) fn atanh_rest<F: Float>(square: Dd<F>) -> Dd<F> {
    polynomial(square, ATANH, ATANH_TAIL)
}

/// `k ln 2 + ln((1 + n/2d) / (1 - n/2d))`: the logarithm of a quotient of which `n` is the
/// difference and `d` the mean, for a quotient of at most sqrt 2 either way.
#[inline(always)]
pub(super) fn ln_of<F: Float>(k: F, difference: Dd<F>, mean: Dd<F>) -> Dd<F> {
    let (s, square) = over_and_square(difference, mean);
    let [a, b, c, d] = ATANH;
    let q = polynomial(square, [(1.0, 0.0), a, b, c, d], ATANH_TAIL);
    let y = times(s, q);
    // Where k is not 0 its multiple is the larger.
    let (hi, e) = fast_two_sum(k * F::c(LN_2.0), y.hi);
    tidy(hi, k.fma(F::c(LN_2.1), e + y.lo))
}
/// `result`, or the logarithm of `x` where that is not a number between 0 and infinity.
#[inline(always)]
fn ln_ends<F: Float>(x: F, result: Dd<F>) -> Dd<F> {
    let infinity = F::INFINITY;
    let end = if x > F::ZERO { x } else { F::NAN };
    let end = if x == F::ZERO { -infinity } else { end };
    Dd::pick((x > F::ZERO) & (x < infinity), result, Dd::new(end))
}
/// `x = 2^k f`, `f` from sqrt 1/2 to sqrt 2, for `x` between 0 and infinity.
#[inline(always)]
fn split<F: Float>(x: Dd<F>) -> (F, Dd<F>) {
    let (k, hi) = x.hi.split();
    let (a, b) = (F::MAGIC - k).power_of_two_halves();
    (k, Dd { hi, lo: x.lo * a * b })
}
/// The logarithm of `2^k (1 + x)`.
#[inline(always)]
fn ln_near<F: Float>(k: F, x: Dd<F>) -> Dd<F> {
    ln_of(k, x, one_plus(x.scale(F::c(0.5))))
}

#[inline(always)]
pub(super) fn ln<F: Float>(x: Dd<F>) -> Dd<F> {
    let (k, f) = split(x);
    ln_ends(x.hi, ln_near(k, tidy(f.hi - F::ONE, f.lo)))
}
#[inline(always)]
pub(super) fn ln_1p<F: Float>(x: Dd<F>) -> Dd<F> {
    let (s, e) = two_sum(F::ONE, x.hi);
    let u = tidy(s, e + x.lo);
    let (k, f) = split(u);
    let f = tidy(f.hi - F::ONE, f.lo);
    // Where 1 + x is near 1, x itself has more bits.
    let f = Dd::pick(k == F::ZERO, x, f);
    ln_ends(s + x.lo, ln_near(k, f))
}
/// [`ln_1p`] for `x` in [0, 1].
#[inline(always)]
fn ln_1p_unit<F: Float>(x: Dd<F>) -> Dd<F> {
    let large = x.hi > F::c(0.41);
    let k = if large { F::ONE } else { F::ZERO };
    // (1 + x) / 2 = 1 + (x - 1) / 2
    let (s, e) = fast_two_sum(-F::ONE, x.hi);
    let halved = tidy(s, e + x.lo).scale(F::c(0.5));
    ln_near(k, Dd::pick(large, halved, x))
}
#[inline(always)]
pub(super) fn ln_ratio<F: Float>(x: Dd<F>, y: Dd<F>) -> Dd<F> {
    let ((i, a), (j, b)) = (split(x), split(y));
    let root = F::c(core::f64::consts::SQRT_2);
    let (half, zero) = (F::c(0.5), F::ZERO);
    let (above, below) = (a.hi > root * b.hi, b.hi > root * a.hi);
    let k = (i - j) + (if above { F::ONE } else { zero }) - (if below { F::ONE } else { zero });
    let a = a.scale(if above { half } else { F::ONE });
    let b = b.scale(if below { half } else { F::ONE });
    let result = ln_of(k, a - b, plus(a, b).scale(half));
    let (x, y) = (x.hi, y.hi);
    let end = if (x < zero) | (y < zero) { F::NAN } else { x / y };
    let inside = (x > zero) & (x < F::INFINITY) & (y > zero) & (y < F::INFINITY);
    Dd::pick(inside, result, ln_ends(end, result))
}
#[inline(always)]
pub(super) fn powf<F: Float>(x: Dd<F>, p: Dd<F>) -> Dd<F> {
    let l = ln(x);
    // 0 times infinity is 0 here, but NaN stays.
    let one = ((p.hi == F::ZERO) & x.same(x)) | ((l.hi == F::ZERO) & p.same(p));
    Dd::pick(one, Dd::new(F::ONE), exp(p * l))
}

/// `|y|`, or `-|y|` where `x` is negative.
#[inline(always)]
fn with_sign<F: Float>(y: Dd<F>, x: Dd<F>) -> Dd<F> {
    let y = y.abs();
    Dd { hi: y.hi.copysign(x.hi), lo: if x.hi < F::ZERO { -y.lo } else { y.lo } }
}
/// `e^-|x|`.
#[inline(always)]
fn decay<F: Float>(x: Dd<F>) -> Exp<F> {
    Exp::new(-x.abs())
}
#[inline(always)]
pub(super) fn tanh<F: Float>(x: Dd<F>) -> Dd<F> {
    let m = exp_m1(x.abs().scale(F::c(-2.0)));
    // -m / (2 + m), halved.
    let m = m.scale(F::c(0.5));
    let y = over(m, one_plus(m));
    with_sign(tidy(y.hi, y.lo), x)
}
#[inline(always)]
pub(super) fn sech_squared<F: Float>(x: Dd<F>) -> Dd<F> {
    // 2 e / (1 + e^2) with e = e^-|x|: its square is the last to underflow.
    let e = decay(x).value();
    let sech = over(e.scale(F::c(2.0)), one_plus(times(e, e)));
    let square = times(sech, sech);
    tidy(square.hi, square.lo)
}
#[inline(always)]
pub(super) fn log_cosh<F: Float>(x: Dd<F>) -> Dd<F> {
    // With e = e^-2|x| and h = (e - 1) / 2, near 0 it is half of ln cosh^2 x, which is the logarithm of
    // the quotient of (1 + h)^2 and e, and elsewhere |x| + ln((1 + e) / 2).
    let (a, half) = (x.abs(), F::c(0.5));
    let e = Exp::new(a.scale(F::c(-2.0)));
    let (h, e) = (e.minus_one().scale(half), e.value());
    let square = times(h, h);
    let near = a.hi < half;
    let y = ln_of(
        if near { F::ZERO } else { -F::ONE },
        Dd::pick(near, square, e),
        Dd::pick(near, plus(e, square.scale(half)), one_plus(e.scale(half))),
    );
    Dd::pick(near, y.scale(half), plus(a, y))
}
#[inline(always)]
pub(super) fn softplus<F: Float>(x: Dd<F>) -> Dd<F> {
    plus(x.relu(), ln_1p_unit(decay(x).value()))
}
#[inline(always)]
pub(super) fn sigmoid<F: Float>(x: Dd<F>) -> Dd<F> {
    let e = decay(x).value();
    let y = over(Dd::pick(x.hi < F::ZERO, e, Dd::new(F::ONE)), one_plus(e));
    tidy(y.hi, y.lo)
}
#[inline(always)]
pub(super) fn sigmoid_slope<F: Float>(x: Dd<F>) -> Dd<F> {
    let e = decay(x).value();
    let d = one_plus(e);
    let y = over(e, times(d, d));
    tidy(y.hi, y.lo)
}
#[inline(always)]
pub(super) fn cross_entropy<F: Float>(x: Dd<F>, off: Dd<F>, on: Dd<F>) -> Dd<F> {
    let linear = Dd::pick(x.hi > F::ZERO, off, on).weigh(x.abs());
    plus(linear, plus(off, on) * ln_1p_unit(decay(x).value()))
}
#[inline(always)]
pub(super) fn surprise<F: Float>(x: Dd<F>, off: Dd<F>, on: Dd<F>) -> Dd<F> {
    // (a - b e) / (1 + e) with e = e^-|x|, and the 1 in e taken out of a - b where e is near 1.
    let negative = x.hi < F::ZERO;
    let (a, b) = (Dd::pick(negative, on, off), Dd::pick(negative, off, on));
    let e = decay(x);
    let (one, rest) = e.parted();
    let difference = (a - b.scale(one)) - b * rest;
    let y = over(difference, one_plus(e.value()));
    let y = tidy(y.hi, y.lo);
    Dd::pick(negative, -y, y)
}
