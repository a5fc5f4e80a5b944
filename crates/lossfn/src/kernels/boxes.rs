//! Numbers of two boxes with sides along the axes.

use std::sync::Arc;

use super::{
    Check, Detected, Once, Pull, Taken, VectorBlock, leaves,
    vectors::{power, unit},
};
use crate::{
    Error,
    data::Storage,
    real::{Derived, Differentiable, Fused, NoFma, Precise, Real, Score},
};

/// The corners of a box: its least and its largest coordinates.
const CORNERS: usize = 4;

/// What two boxes have together and apart. Nothing of it is a difference of areas, so boxes that are nearly the same differ
/// in what they differ.
#[derive(Clone, Copy, Debug)]
pub struct Overlap<R> {
    /// The area of both.
    pub shared: R,
    /// The area of one alone, and of the other alone.
    pub apart: R,
    /// The area of the smallest box around both that is in neither.
    pub outside: R,
    /// The area of that box, and the square of its diagonal.
    pub around: [R; 2],
    /// The square of the distance of the centres.
    pub distance: R,
    /// The sum of the differences of all coordinates: 0 where it is the same box.
    pub differs: R,
    /// The areas that a box of one's width and the other's height has more than the reverse, and half the sum of the
    /// areas of which that is a part: their quotient is the tangent of the angle between the diagonals.
    pub turn: [R; 2],
}

/// A side of two boxes: what both have, what each has alone, and what is between them.
#[derive(Clone, Copy)]
struct Side<R> {
    both: R,
    alone: [R; 2],
    gap: R,
    around: R,
}

impl<R: Real> Side<R> {
    #[inline(always)]
    fn new([low, high]: [R; 2], [other_low, other_high]: [R; 2]) -> Self {
        let zero = low.lift(0.0);
        let (from, to) = (low.max(other_low), high.min(other_high));
        let meet = from.lt(to);
        let pick = |yes: R, no: R| R::pick(meet, yes, no);
        let beyond = |[low, high]: [R; 2], [other_low, other_high]: [R; 2]| {
            (high - other_high).relu() + (other_low - low).relu()
        };
        let (one, other) = ([low, high], [other_low, other_high]);
        Self {
            both: pick(to - from, zero),
            alone: [pick(beyond(one, other), high - low), pick(beyond(other, one), other_high - other_low)],
            gap: pick(zero, from - to),
            around: high.max(other_high) - low.min(other_low),
        }
    }
    #[inline(always)]
    fn lengths(&self) -> [R; 2] {
        self.alone.map(|alone| self.both + alone)
    }
}

impl<R: Real> Overlap<R> {
    #[inline(always)]
    fn new(a: [R; CORNERS], b: [R; CORNERS]) -> Self {
        let x = Side::new([a[0], a[2]], [b[0], b[2]]);
        let y = Side::new([a[1], a[3]], [b[1], b[3]]);
        let ([wide, other_wide], [high, other_high]) = (x.lengths(), y.lengths());
        let alone = |k: usize, high: R| x.alone[k] * high + x.both * y.alone[k];
        let crossed = x.alone[0] * y.alone[1] + x.alone[1] * y.alone[0];
        let differ = |k: usize| (a[k] - b[k]).abs();
        let centre = |k: usize| ((a[k] - b[k]) + (a[k + 2] - b[k + 2])).square() * 0.25;
        Self {
            shared: x.both * y.both,
            apart: alone(0, high) + alone(1, other_high),
            outside: crossed + x.gap * y.around + (x.both + x.alone[0] + x.alone[1]) * y.gap,
            around: [x.around * y.around, x.around.square() + y.around.square()],
            distance: centre(0) + centre(1),
            differs: differ(0) + differ(1) + differ(2) + differ(3),
            turn: [other_wide * high - wide * other_high, wide * other_wide + high * other_high],
        }
    }
}

/// A number of two boxes, of what they have together and apart. It is the same for boxes that are both twice as large.
///
/// ```
/// use lossfn::{Rows, real::Real, stages::{Boxes, BoxNumber, Overlap}};
///
/// /// What one box has alone and the other has alone, in parts of the box around both.
/// struct Waste;
/// impl BoxNumber for Waste {
///     fn number<R: Real>(&self, x: Overlap<R>, _: R) -> R {
///         x.apart / x.around[0]
///     }
/// }
/// lossfn::loss! {
///     /// What two boxes do not share.
///     struct Wasted = "wasted"
///     boxes(near) = near;
///     distance |_| Boxes::of(Waste);
/// }
/// let (a, b) = (Rows::rows(&[0.0, 0.0, 2.0, 2.0], 4)?, Rows::rows(&[1.0, 0.0, 4.0, 2.0], 4)?);
/// assert_eq!(Wasted::new().on(a, b).mean()?, 0.75);
/// # Ok::<(), lossfn::Error>(())
/// ```
pub trait BoxNumber: Send + Sync + 'static {
    /// A number that derivatives take as it is.
    fn given<R: Real>(&self, boxes: Overlap<R>) -> R {
        boxes.shared.lift(0.0)
    }
    /// The number, with the one that is given.
    fn number<R: Real>(&self, boxes: Overlap<R>, given: R) -> R;
}

/// The kernel of a number of two boxes.
#[derive(Debug)]
pub struct Boxes<B>(B);

impl<B: BoxNumber> Boxes<B> {
    /// The kernel, its type forgotten.
    pub fn of(number: B) -> Arc<dyn VectorBlock> {
        Arc::new(Self(number))
    }
}

/// Whether the first corner is not beyond the second.
fn stands<T: Storage>(x: &[T]) -> bool {
    let size = |k: usize| x[k + 2].to_f64() - x[k].to_f64();
    size(0) >= 0.0 && size(1) >= 0.0
}

/// Both boxes, and what they are multiplied by so that no area leaves the range.
#[inline(always)]
fn read<N: Score, T: Storage>(a: &[T], b: &[T]) -> ([[N; CORNERS]; 2], f64) {
    let size = a.iter().chain(b).map(|x| x.to_f64().abs()).fold(0.0, |a: f64, b| if b > a { b } else { a });
    let unit = if T::NARROW { 1.0 } else { unit(size, power(-200), power(200)) };
    let corners = |x: &[T]| core::array::from_fn(|k| N::join(x[k].to_f64() * unit, 0.0));
    ([corners(a), corners(b)], unit)
}

#[inline(always)]
fn take<N: Score, T: Storage, B: BoxNumber>(number: &B, a: &[T], b: &[T]) -> Taken {
    if !stands(a) || !stands(b) {
        return Taken::of([f64::NAN, 0.0]);
    }
    let ([a, b], _) = read::<N, T>(a, b);
    let overlap = Overlap::new(a, b);
    Taken::of(number.number(overlap, number.given(overlap)).parts())
}

#[inline(always)]
fn pull<N: Score, T: Storage, B: BoxNumber>(number: &B, a: &[T], b: &[T], pull: Pull<'_>) {
    let Pull { along, factor: [hi, lo], scale, hi: out, lo: rest } = pull;
    let ([a, b], unit) = read::<N, T>(a, b);
    let given = number.given(Overlap::new(a, b)).seeded(false);
    let factor = N::join(hi, lo) * (scale * unit);
    for (k, (hi, lo)) in out.iter_mut().zip(rest).enumerate() {
        let seeded =
            |side: usize, x: [N; CORNERS]| core::array::from_fn(|i| x[i].seeded(side == along && i == k));
        let slope = number.number(Overlap::new(seeded(0, a), seeded(1, b)), given).dual().derivative();
        [*hi, *lo] = (N::join(*hi, *lo) + slope * factor).parts();
    }
}

leaves! {
    fn take_leaf[T: Storage, B: BoxNumber][T, B](number: &B, a: &[T], b: &[T]) -> Taken {
        fused: take::<T::Capped<Fused>, T, B>,
        unfused: take::<T::Capped<NoFma>, T, B>,
    }
}
leaves! {
    fn pull_leaf[T: Storage, B: BoxNumber][T, B](number: &B, a: &[T], b: &[T], pulled: Pull<'_>) {
        fused: pull::<T::Capped<Fused>, T, B>,
        unfused: pull::<T::Capped<NoFma>, T, B>,
    }
}

/// The coordinates of a box.
fn corners<R: Copy>(x: &[R]) -> [R; CORNERS] {
    core::array::from_fn(|k| x[k])
}

impl<B: BoxNumber> VectorBlock for Boxes<B> {
    fn skips_zeros(&self) -> bool {
        false
    }
    fn fits(&self, columns: usize) -> Result<(), Error> {
        if columns == CORNERS {
            return Ok(());
        }
        let (got, want) = (format!("(.., {columns})"), "(.., 4), which are x1, y1, x2, y2".into());
        Err(Error::Shape { input: "boxes", got, want })
    }
    fn checks(&self) -> bool {
        true
    }
    fn problem(&self, x: &[f64]) -> Option<String> {
        let [x1, y1, x2, y2] = corners(x);
        let told = |low: &str, a: f64, high: &str, b: f64| {
            format!("has {high} = {b} below {low} = {a}; a box is x1, y1, x2, y2 with x1 <= x2 and y1 <= y2")
        };
        let wide = (x2 < x1).then(|| told("x1", x1, "x2", x2));
        wide.or_else(|| (y2 < y1).then(|| told("y1", y1, "y2", y2)))
    }
    fn take_f32(&self, isa: Detected, a: &[f32], b: &[f32], _: usize) -> Taken {
        take_leaf(isa, &self.0, a, b)
    }
    fn take_f64(&self, isa: Detected, a: &[f64], b: &[f64], _: usize) -> Taken {
        take_leaf(isa, &self.0, a, b)
    }
    fn pull_f32(&self, isa: Detected, [a, b]: [&[f32]; 2], _: &Taken, pull: Pull<'_>) {
        pull_leaf(isa, &self.0, a, b, pull);
    }
    fn pull_f64(&self, isa: Detected, [a, b]: [&[f64]; 2], _: &Taken, pull: Pull<'_>) {
        pull_leaf(isa, &self.0, a, b, pull);
    }
    fn moved(&self, [a, b]: [&[Once]; 2], along: usize) -> (Once, Vec<Once>) {
        let plain = |x: &[Once]| corners(x).map(|x| x.dual().v);
        let given = self.0.given(Overlap::new(plain(a), plain(b))).seeded(false);
        let number = |k: usize| {
            let seeded = |side: usize, x: &[Once]| {
                let x = corners(x);
                core::array::from_fn(|i| x[i].seeded(side == along && i == k))
            };
            self.0.number(Overlap::new(seeded(0, a), seeded(1, b)), given.seeded(false)).dual()
        };
        (number(0).v, (0..CORNERS).map(|k| number(k).derivative()).collect())
    }
    fn reference(&self, a: &[Check], b: &[Check]) -> Check {
        let plain = |x: &[Check]| corners(x).map(|x| x.dual().v.dual().v);
        let given: Precise = self.0.given(Overlap::new(plain(a), plain(b)));
        self.0.number(Overlap::new(corners(a), corners(b)), given.seeded(false).seeded(false))
    }
}
