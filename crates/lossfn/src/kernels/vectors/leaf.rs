//! The passes over two vectors.

use super::{
    Coordinate, Pull, Sums, Taken, Units,
    lanes::{Lanes, ROUNDING, accumulate, in_lanes, largest, mean, power, unit},
};
use crate::{
    data::Storage,
    kernels::{Detected, leaves},
    real::{Derived, Fused, NoFma, Real, Score},
};

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

#[inline(always)]
fn units<T: Storage, S: Sums<K>, const K: usize>(a: &[T], b: &[T]) -> [f64; 2] {
    // The squares of f32 are far from the ends of f64.
    if T::NARROW || matches!(S::UNITS, Units::None) {
        return [1.0; 2];
    }
    let (a, b) = (largest(a), largest(b));
    [unit_of::<S, K>(if a > b { a } else { b }); 2]
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
    let mut lanes = [Lanes::new(); K];
    in_lanes!(j, a in a, b in b; {
        let terms = s.terms(coordinate::<N, N, T, S, K>(a, b, units, means, most, |x, _| x, |x| x));
        for k in 0..K {
            if S::LARGEST {
                lanes[k].raise(j, terms[k]);
            } else {
                lanes[k].add(j, terms[k]);
            }
        }
    });
    let mut all = [N::join(0.0, 0.0); K];
    for k in 0..K {
        all[k] = if S::LARGEST { lanes[k].largest() } else { lanes[k].total() };
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
        taken.sums[k] = if slope[0].is_infinite() { [0.0; 2] } else { slope };
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
        let mut slope = N::join(taken.sums[k][0], taken.sums[k][1]) * N::join(factor[0], factor[1]) * scale;
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
        let none = h.abs() < size * ROUNDING[N::DOUBLE as usize];
        let part = if none { [0.0; 2] } else { [h * back, l * back] };
        accumulate::<N>(&mut hi[j], &mut lo[j], part);
    }
}

leaves! {
    pub(super) fn take_leaf[T: Storage, S: Sums<K>, const K: usize][T, S, K](s: &S, a: &[T], b: &[T], columns: usize) -> Taken {
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

pub(super) fn pulled<T: Storage, S: Sums<K>, const K: usize>(
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
