//! Numbers of two vectors: sums over their coordinates, and one number of these.

use super::{Check, Detected, Once, leaves};
use crate::{
    data::Storage,
    real::{Derived, Differentiable, Fused, NoFma, Real, Score},
};

/// The most sums that a number of two vectors is made of.
pub(super) const SUMS: usize = 4;
/// So many coordinates go side by side.
const LANES: usize = 16;
/// Where a unit would leave the range.
const LEAST: f64 = power(-1000);

/// What is left of numbers that cancel, in parts of them, is not more than their rounding: of f64, and of two.
const ROUNDING: [f64; 2] = [1.0 / (1u64 << 49) as f64, 1.0 / (1u128 << 98) as f64];

/// A coordinate of two vectors.
#[derive(Clone, Copy, Debug)]
pub struct Coordinate<R> {
    /// Of the first vector; from its mean where the sums are centred.
    pub a: R,
    /// Of the second vector, likewise.
    pub b: R,
    /// The first less the second, as they are.
    pub gap: R,
}

/// What coordinates are multiplied by while sums are made, so that no square leaves the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    /// Both vectors by one power of two.
    Shared,
    /// The same where no sum has squares: less is needed.
    Linear,
    /// By nothing: for what does not leave the range.
    None,
}

/// A number of two vectors: `K` sums over their coordinates, and what is made of these.
///
/// ```
/// use lossfn::{Rows, real::Real, stages::{Coordinate, Sums, Vectors}};
///
/// /// The root of the sum of the squares: the length of the difference.
/// struct Length;
/// impl Sums<1> for Length {
///     const DEGREE: i32 = 1;
///     fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 1] {
///         [x.gap.square()]
///     }
///     fn total<R: Real>(&self, [sum]: [R; 1], _: f64) -> R {
///         sum.sqrt()
///     }
/// }
/// lossfn::loss! {
///     /// A distance that is free up to 1.
///     struct Loose = "loose"
///     pair(near) = (near - 1.0).relu();
///     distance |_| Vectors::of(Length);
/// }
/// let (a, b) = (Rows::rows(&[3.0, 4.0], 2)?, Rows::rows(&[0.0, 0.0], 2)?);
/// assert_eq!(Loose::new().on(a, b).value_and_gradient()?, (4.0, vec![0.6, 0.8]));
/// # Ok::<(), lossfn::Error>(())
/// ```
pub trait Sums<const K: usize>: Send + Sync + 'static {
    /// The power of a common factor of both vectors that comes out.
    const DEGREE: i32;
    /// How the coordinates are scaled.
    const UNITS: Units = Units::Shared;
    /// Whether the coordinates are those from the means.
    const CENTRED: bool = false;
    /// Whether the largest of the terms is taken in the place of their sum.
    const LARGEST: bool = false;
    /// Whether differences are divided by the largest one, for powers of any size. Only differences may be read.
    const NORMALISED: bool = false;
    /// Whether a coordinate that is 0 in both vectors adds nothing.
    const SKIPS_ZEROS: bool = true;
    /// What a coordinate adds to each sum.
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; K];
    /// The number of two vectors by their product and their squares, for tables of all pairs; nothing where that has
    /// less than `digits` of its digits.
    fn of_products(&self, _digits: f64, _products: [f64; 3]) -> Option<f64> {
        None
    }
    /// The number, of the sums and of how many coordinates there are.
    fn total<R: Real>(&self, sums: [R; K], coordinates: f64) -> R;
}

/// A number of two vectors with its derivatives by the sums: what is needed to go back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taken {
    /// The number, in two parts.
    pub(crate) value: [f64; 2],
    /// Its derivative by each sum of scaled coordinates.
    slopes: [[f64; 2]; SUMS],
    /// What the coordinates of each vector were multiplied by.
    units: [f64; 2],
    /// The means of the scaled vectors.
    means: [[f64; 2]; 2],
    /// What differences were divided by.
    gap: [f64; 2],
    /// The largest term, and whether one coordinate alone has it.
    largest: [f64; 2],
}

impl Taken {
    /// A number that needs nothing to go back.
    pub(super) fn of(value: [f64; 2]) -> Self {
        Self { value, ..Self::default() }
    }
}

/// The kernel of a number of two vectors whose type is forgotten.
pub trait VectorBlock: Send + Sync {
    /// Whether a coordinate that is 0 in both vectors adds nothing.
    fn skips_zeros(&self) -> bool;
    /// Whether vectors of so many coordinates fit.
    ///
    /// # Errors
    /// When they do not, or when what they are measured by is wrong in itself.
    fn fits(&self, _columns: usize) -> Result<(), crate::Error> {
        Ok(())
    }
    /// Of two vectors of f32, of which some coordinates are named: the others are 0 in both.
    fn take_f32(&self, isa: Detected, a: &[f32], b: &[f32], columns: usize) -> Taken;
    /// Of two vectors of f64.
    fn take_f64(&self, isa: Detected, a: &[f64], b: &[f64], columns: usize) -> Taken;
    /// Adds the derivative in one of the vectors, by a factor in two parts, to numbers in two parts.
    fn pull_f32(&self, isa: Detected, x: [&[f32]; 2], taken: &Taken, pull: Pull<'_>);
    /// Of two vectors of f64.
    fn pull_f64(&self, isa: Detected, x: [&[f64]; 2], taken: &Taken, pull: Pull<'_>);
    /// The number by the product of the vectors and their squares, of vectors of f32 if they are narrow; nothing
    /// where it would lose too many digits.
    fn of_products(&self, _narrow: bool, _products: [f64; 3]) -> Option<f64> {
        None
    }
    /// One number, for checks.
    fn reference(&self, a: &[Check], b: &[Check]) -> Check;
    /// The number of vectors that move, and its derivatives by the coordinates of one of them: how both change.
    fn moved(&self, x: [&[Once]; 2], along: usize) -> (Once, Vec<Once>);
}

/// Where the derivative in a vector goes.
#[derive(Debug)]
pub struct Pull<'a> {
    /// Which of the two vectors.
    pub along: usize,
    /// What it is multiplied by, in two parts, and once more.
    pub factor: [f64; 2],
    /// What it is multiplied by at the end.
    pub scale: f64,
    /// What it is added to, the parts apart.
    pub hi: &'a mut [f64],
    /// What rounding left.
    pub lo: &'a mut [f64],
}

/// The kernel of [`Sums`].
#[derive(Debug)]
pub struct Vectors<S, const K: usize>(S);

impl<S: Sums<K>, const K: usize> Vectors<S, K> {
    /// The kernel, its type forgotten.
    pub fn of(sums: S) -> std::sync::Arc<dyn VectorBlock> {
        const { assert!(K <= SUMS, "too many sums") }
        std::sync::Arc::new(Self(sums))
    }
}

/// The largest size of some numbers.
#[inline(always)]
pub(super) fn largest<T: Storage>(x: &[T]) -> f64 {
    let mut lanes = [0.0; LANES];
    let whole = x.len() - x.len() % LANES;
    for step in x[..whole].chunks_exact(LANES) {
        for j in 0..LANES {
            let size = step[j].to_f64().abs();
            lanes[j] = if size > lanes[j] { size } else { lanes[j] };
        }
    }
    let rest = x[whole..].iter().map(|x| x.to_f64().abs());
    lanes.into_iter().chain(rest).fold(0.0, |a: f64, b| if b > a { b } else { a })
}

/// The power of two that brings a size near 1 where it is below an end, and down to the other one where it is above.
#[inline(always)]
pub(super) fn unit(size: f64, low: f64, high: f64) -> f64 {
    if size == 0.0 || size.is_infinite() || (size > low && size < high) {
        return 1.0;
    }
    // The exponent alone; a subnormal number has more than that.
    let whole = f64::from_bits(size.to_bits() & (0x7ff << 52)).max(LEAST);
    // No further than that: small coordinates beside it keep their digits.
    if size >= high { high / whole / 2.0 } else { 1.0 / whole }
}

/// That for a number of two vectors.
#[inline(always)]
fn unit_of<S: Sums<K>, const K: usize>(size: f64) -> f64 {
    match S::DEGREE {
        _ if matches!(S::UNITS, Units::Linear) => unit(size, power(-900), power(980)),
        // Products of two sums.
        0 => unit(size, power(-200), power(200)),
        1 => unit(size, power(-440), power(490)),
        // What overflows there is infinite.
        _ => unit(size, power(-440), f64::INFINITY),
    }
}

/// A power of two.
pub(super) const fn power(n: i64) -> f64 {
    f64::from_bits(((1023 + n) as u64) << 52)
}

#[inline(always)]
fn units<T: Storage, S: Sums<K>, const K: usize>(a: &[T], b: &[T]) -> [f64; 2] {
    match S::UNITS {
        // The squares of f32 are far from the ends of f64.
        _ if T::NARROW => [1.0; 2],
        Units::None => [1.0; 2],
        Units::Shared | Units::Linear => {
            let (a, b) = (largest(a), largest(b));
            [unit_of::<S, K>(if a > b { a } else { b }); 2]
        }
    }
}

/// A coordinate, of which what is seeded varies.
#[inline(always)]
fn coordinate<N: Score, R: Real, T: Storage, S: Sums<K>, const K: usize>(
    a: T,
    b: T,
    units: [f64; 2],
    means: [N; 2],
    most: N,
    seed: impl Fn(N, usize) -> R,
    constant: impl Fn(N) -> R,
) -> Coordinate<R> {
    let scaled = |x: T, unit: f64| {
        if T::NARROW { x.to_f64() } else { x.to_f64() * unit }
    };
    let (a, b) = (N::read(scaled(a, units[0])), N::read(scaled(b, units[1])));
    let (a, b) = (seed(a, 0), seed(b, 1));
    let gap = if S::NORMALISED { (a - b) / constant(most) } else { a - b };
    if S::CENTRED {
        Coordinate { a: a - constant(means[0]), b: b - constant(means[1]), gap }
    } else {
        Coordinate { a, b, gap }
    }
}

/// Sums of coordinates that go side by side, in two parts.
pub(super) struct Lanes {
    hi: [f64; LANES],
    lo: [f64; LANES],
}

impl Lanes {
    pub(super) const WIDTH: usize = LANES;
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self { hi: [0.0; LANES], lo: [0.0; LANES] }
    }
    #[inline(always)]
    pub(super) fn add<N: Score>(&mut self, j: usize, x: N) {
        let [hi, lo] = (N::join(self.hi[j], self.lo[j]) + x).parts();
        self.hi[j] = hi;
        if N::DOUBLE {
            self.lo[j] = lo;
        }
    }
    #[inline(always)]
    pub(super) fn total<N: Score>(&self) -> N {
        folded::<N>(&self.hi, &self.lo, false)
    }
}

/// The sum of lanes, in a fixed order.
#[inline(always)]
fn folded<N: Score>(hi: &[f64; LANES], lo: &[f64; LANES], largest: bool) -> N {
    let mut all = [N::join(0.0, 0.0); LANES];
    for j in 0..LANES {
        all[j] = N::join(hi[j], lo[j]);
    }
    let mut half = LANES / 2;
    while half > 0 {
        for j in 0..half {
            all[j] = if largest { all[j].max(all[j + half]) } else { all[j] + all[j + half] };
        }
        half /= 2;
    }
    all[0]
}

/// The sums over all coordinates.
#[inline(always)]
fn sums<N: Score, T: Storage, S: Sums<K>, const K: usize>(
    s: &S,
    a: &[T],
    b: &[T],
    units: [f64; 2],
    means: [N; 2],
    most: N,
) -> [N; K] {
    let (mut hi, mut lo) = ([[0.0; LANES]; K], [[0.0; LANES]; K]);
    let n = a.len();
    let mut start = 0;
    while start < n {
        let width = if n - start < LANES { n - start } else { LANES };
        let (a, b) = (&a[start..start + width], &b[start..start + width]);
        if width == LANES {
            for j in 0..LANES {
                step::<N, T, S, K>(s, a[j], b[j], units, means, most, j, &mut hi, &mut lo);
            }
        } else {
            for j in 0..width {
                step::<N, T, S, K>(s, a[j], b[j], units, means, most, j, &mut hi, &mut lo);
            }
        }
        start += width;
    }
    let mut all = [N::join(0.0, 0.0); K];
    for k in 0..K {
        all[k] = folded::<N>(&hi[k], &lo[k], S::LARGEST);
    }
    all
}

/// What differences are divided by.
#[inline(always)]
fn most<N: Score, T: Storage, S: Sums<K>, const K: usize>(a: &[T], b: &[T], units: [f64; 2]) -> N {
    let zero = N::join(0.0, 0.0);
    let mut most = zero;
    if S::NORMALISED {
        for (a, b) in a.iter().zip(b) {
            most = most.max((N::read(a.to_f64() * units[0]) - b.to_f64() * units[1]).abs());
        }
    }
    if most.parts()[0] == 0.0 { N::join(1.0, 0.0) } else { most }
}

/// One coordinate into its lane.
#[allow(clippy::too_many_arguments, reason = "slices are arguments of what is inlined into a leaf")]
#[inline(always)]
fn step<N: Score, T: Storage, S: Sums<K>, const K: usize>(
    s: &S,
    a: T,
    b: T,
    units: [f64; 2],
    means: [N; 2],
    most: N,
    j: usize,
    hi: &mut [[f64; LANES]; K],
    lo: &mut [[f64; LANES]; K],
) {
    let x = coordinate::<N, N, T, S, K>(a, b, units, means, most, |x, _| x, |x| x);
    let terms = s.terms(x);
    for k in 0..K {
        let sum = N::join(hi[k][j], lo[k][j]);
        let sum = if S::LARGEST { sum.max(terms[k]) } else { sum + terms[k] };
        let [h, l] = sum.parts();
        hi[k][j] = h;
        if N::DOUBLE {
            lo[k][j] = l;
        }
    }
}

/// The mean of the scaled coordinates of a vector.
#[inline(always)]
pub(super) fn mean<N: Score, T: Storage>(x: &[T], unit: f64, columns: f64) -> N {
    let mut sum = Lanes::new();
    for step in x.chunks(LANES) {
        for (j, x) in step.iter().enumerate() {
            sum.add::<N>(j, N::read(x.to_f64() * unit));
        }
    }
    sum.total::<N>() / columns
}

#[inline(always)]
fn take<N: Score, T: Storage, S: Sums<K>, const K: usize>(s: &S, a: &[T], b: &[T], columns: usize) -> Taken {
    let columns = columns as f64;
    let units = units::<T, S, K>(a, b);
    let zero = N::join(0.0, 0.0);
    let means = if S::CENTRED {
        [mean::<N, T>(a, units[0], columns), mean::<N, T>(b, units[1], columns)]
    } else {
        [zero; 2]
    };
    let most = most::<N, T, S, K>(a, b, units);
    let all = sums::<N, T, S, K>(s, a, b, units, means, most);
    let mut taken = Taken { units, means: means.map(N::parts), gap: most.parts(), ..Taken::default() };
    for k in 0..K {
        let mut seeded = [zero.seeded(false); K];
        for i in 0..K {
            seeded[i] = all[i].seeded(i == k);
        }
        let total = s.total(seeded, columns).dual();
        let slope = total.derivative().parts();
        // That of a root at 0: of its kink the least slope, 0.
        taken.slopes[k] = if slope[0].is_infinite() { [0.0; 2] } else { slope };
        let mut value = if S::NORMALISED { total.v * most } else { total.v };
        for _ in 0..S::DEGREE {
            value = value / units[0];
        }
        taken.value = value.parts();
    }
    if S::LARGEST {
        let top = all[0].parts()[0];
        let mut ties = 0.0;
        for (a, b) in a.iter().zip(b) {
            let x = coordinate::<N, N, T, S, K>(*a, *b, units, means, most, |x, _| x, |x| x);
            ties += f64::from(u8::from(s.terms(x)[0].parts()[0] == top));
        }
        taken.largest = [top, f64::from(u8::from(ties == 1.0))];
    }
    taken
}

#[allow(
    clippy::too_many_arguments,
    clippy::needless_range_loop,
    reason = "slices are arguments of what is inlined into a leaf, and lanes are taken by index"
)]
#[inline(always)]
fn pull<N: Score, T: Storage, S: Sums<K>, const K: usize, const ALONG: usize>(
    s: &S,
    a: &[T],
    b: &[T],
    taken: &Taken,
    factor: [f64; 2],
    scale: f64,
    hi: &mut [f64],
    lo: &mut [f64],
) {
    let means =
        [N::join(taken.means[0][0], taken.means[0][1]), N::join(taken.means[1][0], taken.means[1][1])];
    let most = N::join(taken.gap[0], taken.gap[1]);
    let mut slopes = [N::join(0.0, 0.0); K];
    for k in 0..K {
        let mut slope =
            N::join(taken.slopes[k][0], taken.slopes[k][1]) * N::join(factor[0], factor[1]) * scale;
        if S::NORMALISED {
            slope = slope * most;
        }
        // Of the value the degree, of the coordinate one.
        for _ in 1..S::DEGREE {
            slope = slope / taken.units[ALONG];
        }
        slopes[k] = slope;
    }
    // It comes last, by itself: with it the number may leave the range.
    let back = if S::DEGREE == 0 { taken.units[ALONG] } else { 1.0 };
    let n = hi.len();
    let (a, b, lo) = (&a[..n], &b[..n], &mut lo[..n]);
    for j in 0..n {
        let x = coordinate::<N, N::Dual, T, S, K>(
            a[j],
            b[j],
            taken.units,
            means,
            most,
            |x, k| x.seeded(k == ALONG),
            |x| x.seeded(false),
        );
        let terms = s.terms(x);
        let mut sum = N::join(0.0, 0.0);
        let mut size = 0.0;
        for k in 0..K {
            let term = terms[k].dual();
            let mut part = term.derivative() * slopes[k];
            if S::LARGEST {
                let [largest, one] = taken.largest;
                let top = term.v.parts()[0] == largest && one == 1.0;
                part = if top { part } else { part * 0.0 };
            }
            size += part.parts()[0].abs();
            sum = sum + part;
        }
        let [h, l] = sum.parts();
        // What is left of parts that cancel is not more than their rounding.
        let none = h.abs() < size * ROUNDING[N::DOUBLE as usize];
        let (h, l) = if none { (0.0, 0.0) } else { (h * back, l * back) };
        let [all, rest] = (N::join(hi[j], lo[j]) + N::join(h, l)).parts();
        let fresh = hi[j] == 0.0;
        hi[j] = if fresh { h } else { all };
        if N::DOUBLE {
            lo[j] = if fresh { l } else { rest };
        }
    }
}

leaves! {
    fn take_leaf[T: Storage, S: Sums<K>, const K: usize][T, S, K](s: &S, a: &[T], b: &[T], columns: usize) -> Taken {
        fused: take::<T::Capped<Fused>, T, S, K>,
        unfused: take::<T::Capped<NoFma>, T, S, K>,
    }
}
leaves! {
    fn pull_leaf[T: Storage, S: Sums<K>, const K: usize, const ALONG: usize][T, S, K, ALONG](
        s: &S, a: &[T], b: &[T], taken: &Taken, factor: [f64; 2], scale: f64, hi: &mut [f64], lo: &mut [f64]
    ) {
        fused: pull::<T::Capped<Fused>, T, S, K, ALONG>,
        unfused: pull::<T::Capped<NoFma>, T, S, K, ALONG>,
    }
}

fn pulled<T: Storage, S: Sums<K>, const K: usize>(
    s: &S,
    isa: Detected,
    [a, b]: [&[T]; 2],
    taken: &Taken,
    pull: Pull<'_>,
) {
    let Pull { along, factor, scale, hi, lo } = pull;
    match along {
        0 => pull_leaf::<T, S, K, 0>(isa, s, a, b, taken, factor, scale, hi, lo),
        _ => pull_leaf::<T, S, K, 1>(isa, s, a, b, taken, factor, scale, hi, lo),
    }
}

impl<S: Sums<K>, const K: usize> VectorBlock for Vectors<S, K> {
    fn skips_zeros(&self) -> bool {
        S::SKIPS_ZEROS && !S::CENTRED
    }
    fn take_f32(&self, isa: Detected, a: &[f32], b: &[f32], columns: usize) -> Taken {
        take_leaf::<f32, S, K>(isa, &self.0, a, b, columns)
    }
    fn take_f64(&self, isa: Detected, a: &[f64], b: &[f64], columns: usize) -> Taken {
        take_leaf::<f64, S, K>(isa, &self.0, a, b, columns)
    }
    fn pull_f32(&self, isa: Detected, x: [&[f32]; 2], taken: &Taken, pull: Pull<'_>) {
        pulled(&self.0, isa, x, taken, pull);
    }
    fn pull_f64(&self, isa: Detected, x: [&[f64]; 2], taken: &Taken, pull: Pull<'_>) {
        pulled(&self.0, isa, x, taken, pull);
    }
    fn of_products(&self, narrow: bool, products: [f64; 3]) -> Option<f64> {
        self.0.of_products(left(narrow), products)
    }
    fn moved(&self, [a, b]: [&[Once]; 2], along: usize) -> (Once, Vec<Once>) {
        let n = a.len() as f64;
        let (zero, size) = (a[0].lift(0.0), |x: Once| x.dual().v.to_f64());
        let mean = |x: &[Once]| if S::CENTRED { x.iter().fold(zero, |sum, &x| sum + x) / n } else { zero };
        let means = [mean(a), mean(b)];
        let terms = |j: usize| {
            let [a, b] = [a[j].seeded(along == 0), b[j].seeded(along == 1)];
            self.0.terms(Coordinate {
                a: a - means[0].seeded(false),
                b: b - means[1].seeded(false),
                gap: a - b,
            })
        };
        let (mut all, mut ties) = ([zero; K], 0);
        for j in 0..a.len() {
            for (sum, term) in all.iter_mut().zip(terms(j)) {
                let term = term.dual().v;
                ties = if size(term) > size(*sum) { 1 } else { ties + usize::from(size(term) == size(*sum)) };
                *sum = if S::LARGEST { sum.max(term) } else { *sum + term };
            }
        }
        let totals: [_; K] =
            core::array::from_fn(|k| self.0.total(core::array::from_fn(|i| all[i].seeded(i == k)), n).dual());
        // On a kink nothing moves.
        let slopes = totals.each_ref().map(|total| Some(total.derivative()).filter(|s| size(*s).is_finite()));
        let each = (0..a.len()).map(|j| {
            let parts = terms(j).map(Derived::dual).into_iter().zip(slopes);
            parts.fold(zero, |sum, (term, slope)| match slope {
                Some(slope) if !S::LARGEST || ties == 1 && size(term.v) == size(all[0]) => {
                    sum + slope * term.derivative()
                }
                _ => sum,
            })
        });
        (totals[0].v, each.collect())
    }
    fn reference(&self, a: &[Check], b: &[Check]) -> Check {
        let total = plainly(&self.0, a, b);
        let (value, slope) = (total.dual().v.dual().v, total.dual().derivative().dual().v);
        // Where its slope is infinite, as that of a root at 0, stands a kink with the least slope, 0.
        if slope.to_f64().is_finite() { total } else { value.seeded(false).seeded(false) }
    }
}

/// The part of two squares that has to be left of them where they are subtracted.
pub(super) const fn left(narrow: bool) -> f64 {
    if narrow { power(-16) } else { power(-6) }
}

/// The number from its definition, in numbers of any kind.
fn plainly<R: Real, S: Sums<K>, const K: usize>(s: &S, a: &[R], b: &[R]) -> R {
    let n = a.len() as f64;
    let zero = a[0].lift(0.0);
    let mean = |x: &[R]| if S::CENTRED { x.iter().fold(zero, |sum, &x| sum + x) / n } else { zero };
    let means = [mean(a), mean(b)];
    let mut all = [zero; K];
    for (&a, &b) in a.iter().zip(b) {
        let x = Coordinate { a: a - means[0], b: b - means[1], gap: a - b };
        for (sum, term) in all.iter_mut().zip(s.terms(x)) {
            *sum = if S::LARGEST { sum.max(term) } else { *sum + term };
        }
    }
    s.total(all, n)
}
