//! Differences of neighbouring pixels, and what comes back through them.
#![allow(clippy::too_many_arguments, reason = "slices are arguments of their own")]

use super::{
    on::{Band, Wanted},
    variation::{Edge, ImageTotalVariation, Norm},
};
use crate::{
    data::{Element, Storage},
    kernels::{Pair, leaves, sum},
    real::{Fused, Machine, NoFma, Parts, Scalar, Unfused},
};

/// What is taken of the two differences of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Length,
    Sizes,
    Squares,
    PowerOfLength,
    PowersOfSizes,
}

/// The sum over the pixels of a band, and the gradient in them.
pub(super) fn band<T: Element>(loss: ImageTotalVariation, mut band: Band<'_, T>) -> Pair {
    match (T::Wide::NARROW, band.isa.fused()) {
        (true, true) => rows::<T, Scalar<f64>>(loss, &mut band),
        (true, false) => rows::<T, Scalar<Unfused<f64>>>(loss, &mut band),
        (false, true) => rows::<T, <Fused as Machine>::Dd>(loss, &mut band),
        (false, false) => rows::<T, <NoFma as Machine>::Dd>(loss, &mut band),
    }
}

fn rows<T: Element, R: Parts>(loss: ImageTotalVariation, band: &mut Band<'_, T>) -> Pair {
    let kind = match (loss.norm, loss.beta) {
        (_, 2.0) => Kind::Squares,
        (Norm::Isotropic, 1.0) => Kind::Length,
        (Norm::Anisotropic, 1.0) => Kind::Sizes,
        (Norm::Isotropic, _) => Kind::PowerOfLength,
        (Norm::Anisotropic, _) => Kind::PowersOfSizes,
    };
    let (isa, plane) = (band.isa, band.plane);
    let (step, stride) = (plane.step, plane.stride());
    let zero = R::join(0.0, 0.0);
    let slopes = band.wanted != Wanted::Value;
    let mut total = Pair::default();
    let (mut high, mut low) = (vec![0.0; stride], vec![0.0; stride]);
    // Of a row the slopes in `dx`, behind those of the column before the first, and in `dy`; of the row above those in `dy`.
    let mut across = vec![zero; stride + step];
    let (mut down, mut above) = (vec![zero; stride], vec![zero; stride]);
    let inner = stride - step;
    let scale = R::join(band.scale[0], band.scale[1]);
    let beta = R::join(loss.beta, 0.0);
    let row = |y: usize| T::read(&band.first[y * stride..][..stride]);
    let mut y = if slopes { band.from.saturating_sub(1) } else { band.from };
    let mut here = row(y);
    while y < band.to {
        let last = y + 1 == plane.height;
        let below = if last { here.clone() } else { row(y + 1) };
        if last && loss.edge == Edge::Interior {
            high.fill(0.0);
            low.fill(0.0);
            across.fill(zero);
            down.fill(zero);
        } else {
            let mut part = |from: usize, to: usize, right: usize| {
                let n = to - from;
                let (x, right, below) = (&here[from..to], &here[right..][..n], &below[from..to]);
                let (high, low) = (&mut high[from..to], &mut low[from..to]);
                let (across, down) = (&mut across[from + step..to + step], &mut down[from..to]);
                differ::<T::Wide, R>(isa, kind, beta, x, right, below, high, low, across, down);
            };
            part(0, inner, step.min(stride - inner));
            if loss.edge == Edge::Zero {
                part(inner, stride, inner);
            }
        }
        if y >= band.from {
            total = total.plus(sum::sum(isa, &high));
            if R::DOUBLE {
                total = total.plus(sum::sum(isa, &low));
            }
            if slopes {
                let out = &mut band.out[(y - band.from) * stride..][..stride];
                gather::<T, R>(isa, &across[..stride], &across[step..], &above, &down, scale, out);
            }
        }
        core::mem::swap(&mut above, &mut down);
        here = below;
        y += 1;
    }
    total
}

leaves! {
    /// Of each pixel what its differences come to, and how that changes with either.
    fn differ[T: Storage, R: Parts][T, R](
        kind: Kind, beta: R, x: &[T], right: &[T], below: &[T], high: &mut [f64], low: &mut [f64], across: &mut [R], down: &mut [R],
    ) {
        fused: differ_of, unfused: differ_of,
    }
}
#[inline(always)]
fn differ_of<T: Storage, R: Parts>(
    kind: Kind,
    beta: R,
    x: &[T],
    right: &[T],
    below: &[T],
    high: &mut [f64],
    low: &mut [f64],
    across: &mut [R],
    down: &mut [R],
) {
    let one = R::join(1.0, 0.0);
    macro_rules! each {
        ($term:expr) => {
            terms(x, right, below, high, low, across, down, $term)
        };
    }
    let plain = |x: [f64; 3]| -> [R; 2] {
        let origin = R::join(x[0], 0.0);
        [R::join(x[1], 0.0) - origin, R::join(x[2], 0.0) - origin]
    };
    match kind {
        Kind::Squares => each!(|x| {
            let [dx, dy] = plain(x);
            (dx * dx + dy * dy, dx * 2.0, dy * 2.0)
        }),
        Kind::Sizes => each!(|x| {
            let [dx, dy] = plain(x);
            (dx.abs() + dy.abs(), dx.sign(), dy.sign())
        }),
        Kind::PowersOfSizes => each!(|x| {
            let [(vx, gx), (vy, gy)] = plain(x).map(|d| {
                let size = d.abs();
                let value = nothing(size, size.powf(beta));
                (value, nothing(size, beta * (value / size) * d.sign()))
            });
            (vx + vy, gx, gy)
        }),
        Kind::Length => each!(|x| {
            let (length, ex, ey, inverse) = length::<T, R>(x, one);
            (length * inverse, ex, ey)
        }),
        Kind::PowerOfLength => each!(|x| {
            let (length, ex, ey, inverse) = length::<T, R>(x, one);
            let length = length * inverse;
            let value = nothing(length, length.powf(beta));
            let slope = nothing(length, beta * (value / length));
            (value, slope * ex, slope * ey)
        }),
    }
}
#[inline(always)]
fn read<R: Parts>(x: f64, scale: f64) -> R {
    R::join(x * scale, 0.0)
}
/// 0 where a size is.
#[inline(always)]
fn nothing<R: Parts>(size: R, x: R) -> R {
    let zero = R::join(0.0, 0.0);
    R::pick(size.same(zero), zero, x)
}
/// The scaled length of both differences, both by it, and what undoes the scale: squares of f32 are numbers in f64, those
/// of f64 may not be.
#[inline(always)]
fn length<T: Storage, R: Parts>(x: [f64; 3], one: R) -> (R, R, R, R) {
    let (scale, inverse) = if T::NARROW {
        (1.0, 1.0)
    } else {
        const EXPONENT: u64 = 0x7ff;
        let field = |x: f64| (x.to_bits() >> 52) & EXPONENT;
        let e = field(x[0]).max(field(x[1])).max(field(x[2])).clamp(1, 2045);
        (f64::from_bits((2046 - e) << 52), f64::from_bits(e << 52))
    };
    let origin = read::<R>(x[0], scale);
    let (dx, dy) = (read::<R>(x[1], scale) - origin, read::<R>(x[2], scale) - origin);
    let length = (dx * dx + dy * dy).sqrt();
    let by = nothing(length, one / length);
    (length, dx * by, dy * by, R::join(inverse, 0.0))
}

#[inline(always)]
fn terms<T: Storage, R: Parts>(
    x: &[T],
    right: &[T],
    below: &[T],
    high: &mut [f64],
    low: &mut [f64],
    across: &mut [R],
    down: &mut [R],
    term: impl Fn([f64; 3]) -> (R, R, R),
) {
    let n = x.len();
    let (right, below, high, low) = (&right[..n], &below[..n], &mut high[..n], &mut low[..n]);
    let (across, down) = (&mut across[..n], &mut down[..n]);
    for i in 0..n {
        let (value, gx, gy) = term([x[i].to_f64(), right[i].to_f64(), below[i].to_f64()]);
        [high[i], low[i]] = value.parts();
        (across[i], down[i]) = (gx, gy);
    }
}

leaves! {
    /// The gradient in a row of pixels: what they get as neighbours, less what they get as themselves.
    fn gather[T: Element, R: Parts][T, R](
        left: &[R], across: &[R], above: &[R], down: &[R], scale: R, out: &mut [T],
    ) {
        fused: gather_of, unfused: gather_of,
    }
}
#[inline(always)]
fn gather_of<T: Element, R: Parts>(
    left: &[R],
    across: &[R],
    above: &[R],
    down: &[R],
    scale: R,
    out: &mut [T],
) {
    let n = out.len();
    let (left, across, above, down) = (&left[..n], &across[..n], &above[..n], &down[..n]);
    for i in 0..n {
        let sum = (left[i] - across[i]) + (above[i] - down[i]);
        out[i] = T::rounded((sum * scale).parts()[0]);
    }
}
