//! Sums of coordinates that go side by side, and the powers of two that keep them in the range.

use crate::{data::Storage, real::Score};

/// So many coordinates go side by side.
const LANES: usize = 32;
/// What is left of numbers that cancel, in parts of them, is not more than their rounding: of f64, and of two.
pub(super) const ROUNDING: [f64; 2] = [power(-49), power(-98)];
/// Where a unit would leave the range.
const LEAST: f64 = power(-1000);

/// Sums of coordinates that go side by side, or the largest of them, in two parts.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct Lanes {
    hi: [f64; LANES],
    lo: [f64; LANES],
}

impl Lanes {
    pub(in crate::kernels) const WIDTH: usize = LANES;
    #[inline(always)]
    pub(in crate::kernels) fn new() -> Self {
        Self { hi: [0.0; LANES], lo: [0.0; LANES] }
    }
    #[inline(always)]
    fn get<N: Score>(&self, j: usize) -> N {
        N::join(self.hi[j], self.lo[j])
    }
    #[inline(always)]
    fn set<N: Score>(&mut self, j: usize, x: N) {
        let [hi, lo] = x.parts();
        self.hi[j] = hi;
        if N::DOUBLE {
            self.lo[j] = lo;
        }
    }
    #[inline(always)]
    pub(in crate::kernels) fn add<N: Score>(&mut self, j: usize, x: N) {
        self.set(j, self.get::<N>(j) + x);
    }
    /// Keeps the larger number; lanes start at 0.
    #[inline(always)]
    pub(super) fn raise<N: Score>(&mut self, j: usize, x: N) {
        self.set(j, self.get::<N>(j).max(x));
    }
    #[inline(always)]
    pub(in crate::kernels) fn total<N: Score>(&self) -> N {
        self.folded::<N, false>()
    }
    #[inline(always)]
    pub(super) fn largest<N: Score>(&self) -> N {
        self.folded::<N, true>()
    }
    /// In a fixed order.
    #[inline(always)]
    fn folded<N: Score, const LARGEST: bool>(&self) -> N {
        let (hi, lo, mut all) = (&self.hi, &self.lo, [N::join(0.0, 0.0); LANES]);
        for j in 0..LANES {
            all[j] = N::join(hi[j], lo[j]);
        }
        let mut half = LANES / 2;
        while half > 0 {
            for j in 0..half {
                all[j] = if LARGEST { all[j].max(all[j + half]) } else { all[j] + all[j + half] };
            }
            half /= 2;
        }
        all[0]
    }
}

/// Runs a body for each coordinate of slices of one length, with its lane: whole steps are arrays, so that no place
/// is checked and the lanes go side by side.
macro_rules! in_lanes {
    ($j:ident, $($x:ident in $slice:expr),+; $body:expr) => {{
        $(let $x = $slice.as_chunks::<{ Lanes::WIDTH }>();)+
        let (steps, rest) = [$(($x.0.len(), $x.1.len())),+][0];
        for i in 0..steps {
            $(let $x = &$x.0[i];)+
            for $j in 0..Lanes::WIDTH {
                $(let $x = $x[$j];)+
                $body;
            }
        }
        for $j in 0..rest {
            $(let $x = $x.1[$j];)+
            $body;
        }
    }};
}
pub(in crate::kernels) use in_lanes;

/// Adds two parts to two parts. What is left of numbers that cancel is 0.
#[inline(always)]
pub(in crate::kernels) fn accumulate<N: Score>(hi: &mut f64, lo: &mut f64, [h, l]: [f64; 2]) {
    let sum = (N::join(*hi, *lo) + N::join(h, l)).parts();
    let none = sum[0].abs() < (hi.abs() + h.abs()) * ROUNDING[N::DOUBLE as usize];
    // The first keeps its sign where it is 0, and is no sum where it is infinite.
    let [h, l] = if *hi == 0.0 {
        [h, l]
    } else if none {
        [0.0; 2]
    } else {
        sum
    };
    *hi = h;
    if N::DOUBLE {
        *lo = l;
    }
}

/// The largest size of some numbers.
#[inline(always)]
pub(in crate::kernels) fn largest<T: Storage>(x: &[T]) -> f64 {
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

/// The mean of the scaled coordinates of a vector.
#[inline(always)]
pub(in crate::kernels) fn mean<N: Score, T: Storage>(x: &[T], unit: f64, columns: f64) -> N {
    let mut sum = Lanes::new();
    in_lanes!(j, x in x; sum.add::<N>(j, N::read(x.to_f64() * unit)));
    sum.total::<N>() / columns
}

/// The power of two that brings a size near 1 where it is below an end, and down to the other one where it is above.
#[inline(always)]
pub(in crate::kernels) fn unit(size: f64, low: f64, high: f64) -> f64 {
    if size == 0.0 || size.is_infinite() || (size > low && size < high) {
        return 1.0;
    }
    // The exponent alone; a subnormal number has more than that.
    let whole = f64::from_bits(size.to_bits() & (0x7ff << 52)).max(LEAST);
    // No further than that: small coordinates beside it keep their digits.
    if size >= high { high / whole / 2.0 } else { 1.0 / whole }
}

/// A power of two.
pub(in crate::kernels) const fn power(n: i64) -> f64 {
    f64::from_bits(((1023 + n) as u64) << 52)
}
