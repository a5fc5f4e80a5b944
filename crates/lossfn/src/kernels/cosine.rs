//! The cosine of two vectors. Neither its distance from 1 nor its derivatives cancel, however nearly parallel the
//! vectors are: both are made of the areas `a_p b_k - b_p a_k`, whose products are exact, for the largest
//! coordinate `p` of a vector.

use std::sync::Arc;

use super::{
    Check, Detected, Once, Pull, Taken, VectorBlock, leaves,
    vectors::{Lanes, accumulate, in_lanes, largest, left, mean, power, unit},
};
use crate::{
    data::Storage,
    real::{Derived, Fused, Machine, NoFma, Real, Scalar, Score},
};

/// What is left of two products, in parts of them, is not more than the rounding of the means.
const ROUNDING: f64 = 1.0 / (1u128 << 96) as f64;

/// The kernel of a cosine (`SIGN` 0), of one minus it (-1) or of one plus it (1), of two vectors or of what they have
/// beyond their means. Of a vector without a direction the cosine is 0, and its derivatives too.
#[derive(Debug)]
pub struct Cosine<const CENTRED: bool, const SIGN: i8>(());

impl<const CENTRED: bool, const SIGN: i8> Cosine<CENTRED, SIGN> {
    /// The kernel, its type forgotten.
    pub fn of() -> Arc<dyn VectorBlock> {
        Arc::new(Self(()))
    }
}

/// A vector with what its coordinates are multiplied by, and its mean after that.
#[derive(Clone, Copy)]
struct Side<'a, T, N> {
    x: &'a [T],
    unit: f64,
    mean: N,
}

impl<'a, T: Storage, N: Score> Side<'a, T, N> {
    #[inline(always)]
    fn new<const CENTRED: bool>(x: &'a [T]) -> Self {
        let unit = if T::NARROW { 1.0 } else { unit(largest(x), power(-100), power(100)) };
        let none = N::join(0.0, 0.0);
        let side = Self { x, unit, mean: none };
        if CENTRED { Self { mean: mean::<N, T>(x, unit, x.len() as f64), ..side } } else { side }
    }
    /// A coordinate, as it is multiplied and less the mean.
    #[inline(always)]
    fn of<const CENTRED: bool>(&self, x: T) -> N {
        let x = x.to_f64();
        let x = N::read(if T::NARROW { x } else { x * self.unit });
        if CENTRED { x - self.mean } else { x }
    }
    /// The first of the largest coordinates.
    #[inline(always)]
    fn top<const CENTRED: bool>(&self) -> usize {
        let size = |x: T| self.of::<CENTRED>(x).parts()[0].abs();
        let mut most = [0.0; Lanes::WIDTH];
        in_lanes!(j, x in self.x; most[j] = if size(x) > most[j] { size(x) } else { most[j] });
        let most = most.into_iter().fold(0.0, f64::max);
        self.x.iter().position(|&x| size(x) == most).unwrap_or(0)
    }
}

/// The product of two vectors, and their squares.
#[inline(always)]
fn sums<const CENTRED: bool, T: Storage, N: Score>(a: Side<'_, T, N>, b: Side<'_, T, N>) -> [N; 3] {
    let [mut ab, mut aa, mut bb] = [Lanes::new(); 3];
    in_lanes!(j, x in a.x, y in b.x; {
        let (x, y) = (a.of::<CENTRED>(x), b.of::<CENTRED>(y));
        ab.add::<N>(j, x * y);
        aa.add::<N>(j, x * x);
        bb.add::<N>(j, y * y);
    });
    [ab.total(), aa.total(), bb.total()]
}

/// A difference, and 0 where it is not more than the rounding of means.
#[inline(always)]
fn less<const CENTRED: bool, N: Score>(one: N, other: N) -> N {
    let rest = one - other;
    if !CENTRED {
        return rest;
    }
    let rounding = (one.parts()[0].abs() + other.parts()[0].abs()) * ROUNDING;
    if rest.parts()[0].abs() < rounding { N::join(0.0, 0.0) } else { rest }
}

/// The area of a coordinate with the largest one.
#[inline(always)]
fn area<const CENTRED: bool, N: Score>(a: N, b: N, [a_top, b_top]: [N; 2]) -> N {
    less::<CENTRED, N>(a_top * b, b_top * a)
}

/// Sums over the areas: their squares, and they by the coordinates of the first vector.
#[inline(always)]
fn areas<const CENTRED: bool, T: Storage, N: Score>(
    a: Side<'_, T, N>,
    b: Side<'_, T, N>,
    top: [N; 2],
) -> [N; 2] {
    let (mut squares, mut along, mut size) = (Lanes::new(), Lanes::new(), 0.0);
    in_lanes!(j, x in a.x, y in b.x; {
        let (x, y) = (a.of::<CENTRED>(x), b.of::<CENTRED>(y));
        let area = area::<CENTRED, N>(x, y, top);
        squares.add::<N>(j, area * area);
        let part = area * x;
        along.add::<N>(j, part);
        size += part.parts()[0].abs();
    });
    let along: N = along.total();
    let none = CENTRED && along.parts()[0].abs() < size * ROUNDING;
    [squares.total(), if none { N::join(0.0, 0.0) } else { along }]
}

#[inline(always)]
fn take<const CENTRED: bool, const SIGN: i8, N: Score, T: Storage>(a: &[T], b: &[T]) -> Taken {
    let (a, b) = (Side::<T, N>::new::<CENTRED>(a), Side::<T, N>::new::<CENTRED>(b));
    let [ab, aa, bb] = sums::<CENTRED, T, N>(a, b);
    let (one, zero) = (N::join(1.0, 0.0), N::join(0.0, 0.0));
    let taken = |x: N| {
        let mut taken = Taken::of(x.parts());
        (taken.sums[0], taken.sums[1]) = (aa.parts(), bb.parts());
        taken
    };
    let whole = (aa + bb).parts()[0];
    if !whole.is_nan() && (aa.parts()[0] == 0.0 || bb.parts()[0] == 0.0) {
        return taken(if SIGN == 0 { zero } else { one });
    }
    let cosine = ab / (aa.sqrt() * bb.sqrt());
    // What is added to 1, or the cosine itself.
    let cosine = if SIGN < 0 { -cosine } else { cosine };
    if SIGN == 0 || cosine.parts()[0] > -0.5 {
        return taken(if SIGN == 0 { cosine } else { one + cosine });
    }
    let top = a.top::<CENTRED>();
    let tops = [a.of::<CENTRED>(a.x[top]), b.of::<CENTRED>(b.x[top])];
    let [squares, along] = areas::<CENTRED, T, N>(a, b, tops);
    // Of what is taken away at least a part of one over the number of coordinates is left.
    let sine = (squares - along / aa * along) / (tops[0] * tops[0]) / bb;
    taken(sine / (one - cosine))
}

/// The derivative of a cosine in `a`, of which the square is `aa`.
#[allow(clippy::too_many_arguments, reason = "slices are arguments of what is inlined into a leaf")]
#[inline(always)]
fn pull<const CENTRED: bool, const SIGN: i8, N: Score, T: Storage>(
    a: &[T],
    b: &[T],
    [aa, bb]: [[f64; 2]; 2],
    factor: [f64; 2],
    scale: f64,
    hi: &mut [f64],
    lo: &mut [f64],
) {
    let (a, b) = (Side::<T, N>::new::<CENTRED>(a), Side::<T, N>::new::<CENTRED>(b));
    let (aa, bb) = (N::join(aa[0], aa[1]), N::join(bb[0], bb[1]));
    if aa.parts()[0] == 0.0 || bb.parts()[0] == 0.0 {
        return;
    }
    let top = a.top::<CENTRED>();
    let tops = [a.of::<CENTRED>(a.x[top]), b.of::<CENTRED>(b.x[top])];
    let [_, along] = areas::<CENTRED, T, N>(a, b, tops);
    let share = along / aa;
    let sign = if SIGN < 0 { -scale } else { scale };
    let slope = N::join(factor[0], factor[1]) * sign / (aa.sqrt() * bb.sqrt()) / tops[0];
    let n = hi.len();
    let (lo, x, y) = (&mut lo[..n], &a.x[..n], &b.x[..n]);
    for k in 0..n {
        let (x, y) = (a.of::<CENTRED>(x[k]), b.of::<CENTRED>(y[k]));
        let part = less::<CENTRED, N>(area::<CENTRED, N>(x, y, tops), share * x) * slope;
        // The unit comes last, by itself: with it the number may leave the range.
        let [h, l] = part.parts();
        accumulate::<N>(&mut hi[k], &mut lo[k], [h * a.unit, l * a.unit]);
    }
}

leaves! {
    fn take_leaf[const SIGN: i8, T: Storage][SIGN, T](a: &[T], b: &[T]) -> Taken {
        fused: take::<false, SIGN, T::Capped<Fused>, T>,
        unfused: take::<false, SIGN, T::Capped<NoFma>, T>,
    }
}
leaves! {
    fn take_centred[const SIGN: i8, T: Storage][SIGN, T](a: &[T], b: &[T]) -> Taken {
        fused: take::<true, SIGN, <Fused as Machine>::Dd, T>,
        unfused: take::<true, SIGN, <NoFma as Machine>::Dd, T>,
    }
}
leaves! {
    fn pull_leaf[const SIGN: i8, T: Storage][SIGN, T](
        a: &[T], b: &[T], squares: [[f64; 2]; 2], factor: [f64; 2], scale: f64, hi: &mut [f64], lo: &mut [f64]
    ) {
        fused: pull::<false, SIGN, T::Capped<Fused>, T>,
        unfused: pull::<false, SIGN, T::Capped<NoFma>, T>,
    }
}
leaves! {
    fn pull_centred[const SIGN: i8, T: Storage][SIGN, T](
        a: &[T], b: &[T], squares: [[f64; 2]; 2], factor: [f64; 2], scale: f64, hi: &mut [f64], lo: &mut [f64]
    ) {
        fused: pull::<true, SIGN, <Fused as Machine>::Dd, T>,
        unfused: pull::<true, SIGN, <NoFma as Machine>::Dd, T>,
    }
}

impl<const CENTRED: bool, const SIGN: i8> Cosine<CENTRED, SIGN> {
    /// The number, from its definition.
    fn of_cosine<R: Real>(cosine: R) -> R {
        match SIGN {
            0 => cosine,
            1.. => cosine + 1.0,
            _ => cosine.rsub(1.0),
        }
    }
    fn take<T: Storage>(isa: Detected, a: &[T], b: &[T]) -> Taken {
        if CENTRED { take_centred::<SIGN, T>(isa, a, b) } else { take_leaf::<SIGN, T>(isa, a, b) }
    }
    fn pull<T: Storage>(isa: Detected, [a, b]: [&[T]; 2], taken: &Taken, pull: Pull<'_>) {
        let Pull { along, factor, scale, hi, lo } = pull;
        let [aa, bb, ..] = taken.sums;
        let (a, b, squares) = if along == 0 { (a, b, [aa, bb]) } else { (b, a, [bb, aa]) };
        if CENTRED {
            pull_centred::<SIGN, T>(isa, a, b, squares, factor, scale, hi, lo);
        } else {
            pull_leaf::<SIGN, T>(isa, a, b, squares, factor, scale, hi, lo);
        }
    }
}

impl<const CENTRED: bool, const SIGN: i8> VectorBlock for Cosine<CENTRED, SIGN> {
    fn skips_zeros(&self) -> bool {
        !CENTRED
    }
    fn take_f32(&self, isa: Detected, a: &[f32], b: &[f32], _: usize) -> Taken {
        Self::take(isa, a, b)
    }
    fn take_f64(&self, isa: Detected, a: &[f64], b: &[f64], _: usize) -> Taken {
        Self::take(isa, a, b)
    }
    fn pull_f32(&self, isa: Detected, x: [&[f32]; 2], taken: &Taken, pull: Pull<'_>) {
        Self::pull(isa, x, taken, pull);
    }
    fn pull_f64(&self, isa: Detected, x: [&[f64]; 2], taken: &Taken, pull: Pull<'_>) {
        Self::pull(isa, x, taken, pull);
    }
    fn moved(&self, x: [&[Once]; 2], along: usize) -> (Once, Vec<Once>) {
        let ([a, b], [ab, aa, squares]) = products::<_, CENTRED>(x[along], x[1 - along]);
        let zero = ab.lift(0.0);
        if squares.dual().v.to_f64() == 0.0 {
            return (Self::of_cosine(zero), vec![zero; a.len()]);
        }
        let lengths = squares.sqrt();
        let (share, sign) = (ab / aa, if SIGN < 0 { -1.0 } else { 1.0 });
        let slope = |(&a, &b): (&Once, &Once)| (b - share * a) / lengths * sign;
        (Self::of_cosine(ab / lengths), a.iter().zip(&b).map(slope).collect())
    }
    fn of_products(&self, narrow: bool, [ab, aa, bb]: [f64; 3]) -> Option<f64> {
        let usual = |x: f64| (1e-150..1e150).contains(&x);
        let cosine = ab / (aa.sqrt() * bb.sqrt());
        let number = Self::of_cosine(Scalar(cosine)).0;
        (!CENTRED && usual(aa) && usual(bb) && (SIGN == 0 || number > left(narrow))).then_some(number)
    }
    fn reference(&self, a: &[Check], b: &[Check]) -> Check {
        let (_, [ab, _, squares]) = products::<_, CENTRED>(a, b);
        let none = squares.dual().v.dual().v.to_f64() == 0.0;
        Self::of_cosine(if none { ab.lift(0.0) } else { ab / squares.sqrt() })
    }
}

/// Two vectors, from their means where these are used; their product, the square of the first, and the product of
/// both squares.
fn products<R: Real, const CENTRED: bool>(a: &[R], b: &[R]) -> ([Vec<R>; 2], [R; 3]) {
    let zero = a[0].lift(0.0);
    let [a, b] = [a, b].map(|x| -> Vec<R> {
        let mean = x.iter().fold(zero, |sum, &x| sum + x) / x.len() as f64;
        x.iter().map(|&x| if CENTRED { x - mean } else { x }).collect()
    });
    let sum = |x: &[R], y: &[R]| x.iter().zip(y).fold(zero, |sum, (&x, &y)| sum + x * y);
    let (ab, aa, bb) = (sum(&a, &b), sum(&a, &a), sum(&b, &b));
    ([a, b], [ab, aa, aa * bb])
}
