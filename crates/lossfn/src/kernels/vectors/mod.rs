//! Numbers of two vectors: sums over their coordinates, and one number of these.

mod lanes;
mod leaf;

pub(super) use lanes::{Lanes, accumulate, in_lanes, largest, mean, power, unit};

use super::{Check, Detected, Once};
use crate::real::{Derived, Differentiable, Real};
use leaf::{pulled, take_leaf};

/// The most sums that a number of two vectors is made of.
pub(super) const SUMS: usize = 4;
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
    /// What is needed of each sum of scaled coordinates: the derivative by it, or the sum.
    pub(super) sums: [[f64; 2]; SUMS],
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
    /// Whether anything can be wrong with a vector.
    fn checks(&self) -> bool {
        false
    }
    /// What is wrong with a vector, if anything is.
    fn problem(&self, _x: &[f64]) -> Option<String> {
        None
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
    /// The numbers of a vector with others, by their products with it and their squares; NaN where there is nothing.
    fn of_many(&self, narrow: bool, products: &[f64], square: f64, squares: &[f64], out: &mut [f64]) {
        for ((out, product), other) in out.iter_mut().zip(products).zip(squares) {
            *out = self.of_products(narrow, [*product, square, *other]).unwrap_or(f64::NAN);
        }
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

impl<S: Sums<K>, const K: usize> VectorBlock for Vectors<S, K> {
    fn skips_zeros(&self) -> bool {
        !S::CENTRED
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
        let (means, size) = (means::<_, S, K>(a, b), |x: Once| x.dual().v.to_f64());
        let terms = |j: usize| {
            let [a, b] = [a[j].seeded(along == 0), b[j].seeded(along == 1)];
            let [mean_a, mean_b] = means.map(|mean| mean.seeded(false));
            self.0.terms(Coordinate { a: a - mean_a, b: b - mean_b, gap: a - b })
        };
        let values = |j: usize| terms(j).map(|term| term.dual().v);
        let zero = a[0].lift(0.0);
        let all = added::<_, S, K>(zero, (0..a.len()).map(values));
        let alone = (0..a.len()).filter(|&j| size(values(j)[0]) == size(all[0])).count() == 1;
        let totals: [_; K] =
            core::array::from_fn(|k| self.0.total(core::array::from_fn(|i| all[i].seeded(i == k)), n).dual());
        // On a kink nothing moves.
        let slopes = totals.each_ref().map(|total| Some(total.derivative()).filter(|s| size(*s).is_finite()));
        let each = (0..a.len()).map(|j| {
            let parts = terms(j).map(Derived::dual).into_iter().zip(slopes);
            parts.fold(zero, |sum, (term, slope)| match slope {
                Some(slope) if !S::LARGEST || alone && size(term.v) == size(all[0]) => {
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

/// The means of two vectors, 0 where they are not used.
fn means<R: Real, S: Sums<K>, const K: usize>(a: &[R], b: &[R]) -> [R; 2] {
    let (zero, n) = (a[0].lift(0.0), a.len() as f64);
    [a, b].map(|x| if S::CENTRED { x.iter().fold(zero, |sum, &x| sum + x) / n } else { zero })
}

/// The sums of terms, or the largest ones, one after the other.
fn added<R: Real, S: Sums<K>, const K: usize>(zero: R, terms: impl Iterator<Item = [R; K]>) -> [R; K] {
    terms.fold([zero; K], |mut all, terms| {
        for (sum, term) in all.iter_mut().zip(terms) {
            *sum = if S::LARGEST { sum.max(term) } else { *sum + term };
        }
        all
    })
}

/// The number from its definition, in numbers of any kind.
fn plainly<R: Real, S: Sums<K>, const K: usize>(s: &S, a: &[R], b: &[R]) -> R {
    let [mean_a, mean_b] = means::<R, S, K>(a, b);
    let terms =
        a.iter().zip(b).map(|(&a, &b)| s.terms(Coordinate { a: a - mean_a, b: b - mean_b, gap: a - b }));
    s.total(added::<R, S, K>(a[0].lift(0.0), terms), a.len() as f64)
}
