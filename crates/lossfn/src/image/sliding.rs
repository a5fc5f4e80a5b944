//! Structural similarity of the windows of some rows, and what comes back through them.
//!
//! With the sum `s` and the difference `d` of both images in the place of the images themselves nothing cancels where
//! these are nearly equal: a window has the means of `s`, `d`, `s^2` and `d^2`, one less than usual, and
//! `1 - ssim = a + b - a b` for `a = md^2 / ((ms^2 + md^2)/2 + c1)` and `b = vd / ((vs + vd)/2 + c2)`.
//!
//! Rows slide: as many rows of pixels are kept as a window is high, and as many of what goes back. Both ways a
//! row is first weighed with its neighbours above and below, then along itself.

use core::ops::Range;

use super::{
    on::{Band, Wanted},
    rows::{blend, blend_two, combine, compare, fill, padded, slide},
    windows::{Axis, Border, weights},
};
use crate::{
    data::{Element, Storage as _},
    kernels::{Detected, Pair, sum},
    real::{Dd, Fused, Machine, NoFma, Parts, Scalar, Unfused},
};

/// Numbers of a row that are computed together: what is kept of so many stays in the second cache.
const STRIP: usize = 192;
/// Rows of windows of a map that are computed together.
pub(super) const MAP_BAND: usize = 128;

/// How windows are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Settings {
    pub(super) window: usize,
    /// None of equal weights.
    pub(super) sigma: Option<f64>,
    /// Whether a variance is that of a sample.
    pub(super) sample: bool,
    /// The two constants, before they are multiplied by the range and squared.
    pub(super) k: [f64; 2],
    pub(super) range: f64,
    pub(super) border: Border,
}

/// The numbers of that.
#[derive(Clone, Debug)]
pub(super) struct Comparison<R> {
    weights: Vec<R>,
    /// What a variance is multiplied by, and both constants.
    pub(super) numbers: [R; 3],
}

impl<R: Parts> Comparison<R> {
    fn new(settings: &Settings) -> Self {
        let of = |x: Dd<f64>| R::join(x.hi(), x.lo());
        let constant = |k: f64| {
            let x = Dd::new(k) * Dd::new(settings.range);
            of(x * x)
        };
        let n = (settings.window * settings.window) as f64;
        let sample = if settings.sample { Dd::new(n) / Dd::new(n - 1.0) } else { Dd::new(1.0) };
        Self {
            weights: weights(settings.window, settings.sigma),
            numbers: [of(sample), constant(settings.k[0]), constant(settings.k[1])],
        }
    }
}

/// Whether the similarity of each window is wanted, and not their sum.
pub(super) type Map = bool;

/// The sum over the windows that begin, or have their middle, in a band, and the gradient of its rows; or the
/// similarities of these windows in the place of the gradient.
pub(super) fn band<T: Element>(settings: &Settings, band: Band<'_, T>, map: Map) -> Pair {
    let axis = |pixels| Axis { pixels, window: settings.window, border: settings.border };
    let mut work = Work { rows: axis(band.plane.height), columns: axis(band.plane.width), band, map };
    let fused = work.band.isa.fused();
    let width = work.columns.pixels;
    let strip = (STRIP / work.band.plane.step).max(settings.window);
    let strips = (width / strip).max(1);
    let mut total = Pair::default();
    // The numbers are wanted in both kinds where f32 may be lost.
    let plain = (T::Wide::NARROW).then(|| {
        (Comparison::<Scalar<f64>>::new(settings), Comparison::<Scalar<Unfused<f64>>>::new(settings))
    });
    let double = Comparison::<<Fused as Machine>::Dd>::new(settings);
    let double_unfused = Comparison::<<NoFma as Machine>::Dd>::new(settings);
    for i in 0..strips {
        let columns = i * strip..if i + 1 == strips { width } else { (i + 1) * strip };
        let exact = |work: &mut Work<'_, T>| {
            let columns = columns.clone();
            if fused { work.strip(&double, columns) } else { work.strip(&double_unfused, columns) }
        };
        let found = match &plain {
            None => exact(&mut work),
            Some((plain, unfused)) => {
                let columns = columns.clone();
                let mut found = if fused { work.strip(plain, columns) } else { work.strip(unfused, columns) };
                if found.lost {
                    let again = exact(&mut work);
                    if found.lost_value {
                        found.total = again.total;
                    }
                }
                found
            }
        };
        total = total.plus(found.total);
    }
    total
}

/// What became of a strip.
#[derive(Default)]
struct Found {
    total: Pair,
    /// Whether f64 is not enough for a window that counts, or for one that goes back.
    lost_value: bool,
    lost: bool,
}

struct Work<'a, T> {
    band: Band<'a, T>,
    rows: Axis,
    columns: Axis,
    map: Map,
}

/// Some columns of a band, and room for what is kept of them.
struct Strip<'c, R> {
    comparison: &'c Comparison<R>,
    columns: Range<usize>,
    /// The columns of windows that are computed, and of those that count.
    windows: Range<usize>,
    count: Range<usize>,
    /// The places that these windows read.
    places: Range<usize>,
    /// The rows of sums, differences and their squares; what two windows above each other have of them.
    kept: Ring<R>,
    weighed: Vec<R>,
    means: Vec<R>,
    /// What goes back; what two rows of pixels have of it, between zeros.
    back: Ring<R>,
    spread: Vec<R>,
    gathered: Vec<R>,
    apart: usize,
    values: [Vec<f64>; 2],
    flags: Vec<f64>,
}

impl<'c, R: Parts> Strip<'c, R> {
    fn new<T: Element>(
        work: &Work<'_, T>,
        comparison: &'c Comparison<R>,
        columns: Range<usize>,
        slopes: bool,
    ) -> Self {
        let (axis, step, high) = (&work.columns, work.band.plane.step, work.columns.window);
        let count = columns.start..axis.windows().min(columns.end);
        let windows = if slopes { axis.readers(&columns) } else { count.clone() };
        let places = windows.start..(windows.end + high - 1).max(windows.start);
        let (kept, back) =
            (Ring::new(4, high, places.len() * step), Ring::new(3, high, windows.len() * step));
        let apart = padded((windows.len() + 2 * (high - 1)) * step);
        let zeros = |n: usize| vec![R::join(0.0, 0.0); n];
        let narrow = back.stride;
        Self {
            comparison,
            columns,
            count,
            places,
            weighed: zeros(8 * kept.stride),
            means: zeros(4 * narrow),
            spread: zeros(if slopes { 6 * apart } else { 0 }),
            gathered: zeros(if slopes { 3 * apart } else { 0 }),
            apart,
            values: [vec![0.0; narrow], vec![0.0; narrow]],
            flags: vec![0.0; narrow],
            kept,
            back: if slopes { back } else { Ring::new(0, high, windows.len() * step) },
            windows,
        }
    }

    /// Keeps a row of pixels.
    fn keep<T: Element>(&mut self, work: &Work<'_, T>, row: usize) {
        let plane = work.band.plane;
        let of = |data| self::row(data, plane, row);
        if let [Some(s), Some(d), Some(ss), Some(dd)] = self.kept.rows(row) {
            let maps = [s, d, ss, dd];
            let (x, y) = (of(work.band.first), of(work.band.second));
            lay(work.band.isa, &work.columns, plane.step, &self.places, x, y, maps);
        }
    }

    /// Compares the windows of a row, the first or the second of those that were weighed.
    fn compare<T: Element>(&mut self, work: &mut Work<'_, T>, q: usize, which: usize, found: &mut Found) {
        let (isa, step) = (work.band.isa, work.band.plane.step);
        let (n, wide) = (self.windows.len() * step, self.kept.stride);
        let weighed = &self.weighed[4 * which * wide..][..4 * wide];
        for (from, to) in weighed.chunks_exact(wide).zip(self.means.chunks_exact_mut(self.back.stride)) {
            slide(isa, from, step, &self.comparison.weights, &mut to[..n]);
        }
        let [g, gs, gd, _] = self.back.rows(q).map(Option::unwrap_or_default);
        let [high, low] = &mut self.values;
        let (numbers, flags) = (&self.comparison.numbers, &mut self.flags);
        let second = work.band.wanted == Wanted::Gradient { second: true };
        compare(isa, &self.means, n, numbers, second, work.map, high, low, flags, g, gs, gd);

        let first = self.windows.start;
        let inside = (self.count.start - first) * step..(self.count.end - first) * step;
        let lost =
            |flags: &[f64]| !R::DOUBLE && flags.iter().map(|&flag| u32::from(flag > 0.0)).sum::<u32>() > 0;
        found.lost |= lost(&flags[..n]);
        if !(work.band.from..work.band.to).contains(&q) {
            return;
        }
        found.lost_value |= lost(&flags[inside.clone()]);
        if work.map {
            let stride = work.columns.windows() * step;
            let at = (q - work.band.from) * stride + self.count.start * step;
            for (to, v) in work.band.out[at..][..inside.len()].iter_mut().zip(&high[inside]) {
                *to = T::rounded(*v);
            }
            return;
        }
        found.total = found.total.plus(sum::sum(isa, &high[inside.clone()]));
        if R::DOUBLE {
            found.total = found.total.plus(sum::sum(isa, &low[inside]));
        }
    }

    /// The gradient of a row of pixels, the first or the second of those whose windows were weighed.
    fn gather<T: Element>(&mut self, work: &mut Work<'_, T>, row: usize, which: usize) {
        let (isa, step, axis) = (work.band.isa, work.band.plane.step, &work.columns);
        let (apart, columns, pad) = (self.apart, &self.columns, axis.pad());
        // The places that are wanted: those of the pixels, and those that mirror them.
        let from = if columns.start == 0 { 0 } else { columns.start + pad };
        let to = if columns.end == axis.pixels { columns.end + 2 * pad } else { columns.end + pad };
        let spread = &self.spread[3 * which * apart..][..3 * apart];
        for (spread, gathered) in spread.chunks_exact(apart).zip(self.gathered.chunks_exact_mut(apart)) {
            let spread = &spread[(from - self.windows.start) * step..];
            slide(isa, spread, step, &self.comparison.weights, &mut gathered[..(to - from) * step]);
            let left = (from..from + pad).filter(|_| columns.start == 0);
            for place in left.chain(axis.pixels + pad..to) {
                let (at, pixel) = ((place - from) * step, (axis.pixel(place) + pad - from) * step);
                for channel in 0..step {
                    gathered[pixel + channel] = gathered[pixel + channel] + gathered[at + channel];
                }
            }
        }
        let (start, n) = ((columns.start + pad - from) * step, columns.len() * step);
        let [g, gs, gd] = [0, 1, 2].map(|k| &self.gathered[k * apart + start..][..n]);
        let at = (columns.start + pad - self.places.start) * step;
        let [s, d] = [0, 1].map(|k| &self.kept.row(k, row)[at..][..n]);
        let scale = R::join(work.band.scale[0], work.band.scale[1]);
        let at = (row - work.band.from) * work.band.plane.stride() + columns.start * step;
        combine(isa, g, gs, gd, s, d, scale, &mut work.band.out[at..][..n]);
    }
}

impl<T: Element> Work<'_, T> {
    fn strip<R: Parts>(&mut self, comparison: &Comparison<R>, columns: Range<usize>) -> Found {
        let (isa, rows, step) = (self.band.isa, self.rows, self.band.plane.step);
        let (from, to, high) = (self.band.from, self.band.to, rows.window);
        let slopes = !self.map && self.band.wanted != Wanted::Value;
        let read = if slopes { rows.readers(&(from..to)) } else { from..rows.windows().min(to) };
        let mut strip = Strip::new(self, comparison, columns, slopes);
        let mut found = Found::default();
        if read.is_empty() || strip.windows.is_empty() {
            return found;
        }
        let weights = &comparison.weights[..];
        let (mut q, mut filled, mut done) = (read.start, rows.reads(read.start).start, from);
        while q < read.end {
            // Two rows at a time have nearly all rows that they read in common.
            let n = if q + 1 < read.end && rows.plain(q) && rows.plain(q + 1) { 2 } else { 1 };
            while filled < rows.reads(q + n - 1).end {
                strip.keep(self, filled);
                filled += 1;
            }
            let numbers = strip.places.len() * step;
            let to_rows = strip.weighed.chunks_exact_mut(strip.kept.stride).map(|to| &mut to[..numbers]);
            if n == 2 {
                strip.kept.weigh_two(isa, rows.reads(q).start, weights, to_rows);
            } else {
                strip.kept.weigh(isa, rows.reads(q), &rows.forward(q, weights), to_rows);
            }
            for i in 0..n {
                strip.compare(self, q + i, i, &mut found);
            }
            q += n;
            // The rows of pixels that no later window reads.
            let ready = |row: usize| row < to && rows.readers(&(row..row + 1)).end <= q;
            while slopes && ready(done) {
                let n = if ready(done + 1) && rows.plain(done) && rows.plain(done + 1) { 2 } else { 1 };
                let (margin, windows) = ((high - 1) * step, strip.windows.len() * step);
                let to_rows =
                    strip.spread.chunks_exact_mut(strip.apart).map(|to| &mut to[margin..][..windows]);
                let readers = rows.readers(&(done..done + 1));
                if n == 2 {
                    strip.back.weigh_two(isa, readers.start, weights, to_rows);
                } else {
                    strip.back.weigh(isa, readers, &rows.backward(done, weights), to_rows);
                }
                for i in 0..n {
                    strip.gather(self, done + i, i);
                }
                done += n;
            }
        }
        found
    }
}

/// The last rows of some maps, one more of each than a window is high.
struct Ring<R> {
    data: Vec<R>,
    depth: usize,
    stride: usize,
}

impl<R: Parts> Ring<R> {
    fn new(maps: usize, high: usize, numbers: usize) -> Self {
        let (depth, stride) = (high + 1, padded(numbers));
        Self { data: vec![R::join(0.0, 0.0); maps * depth * stride], depth, stride }
    }
    /// The place of a row in each of the maps, of up to four.
    fn rows(&mut self, row: usize) -> [Option<&mut [R]>; 4] {
        let at = row % self.depth * self.stride;
        let mut maps = self.data.chunks_exact_mut(self.depth * self.stride);
        [(); 4].map(|()| maps.next().map(|map| &mut map[at..][..self.stride]))
    }
    fn row(&self, map: usize, row: usize) -> &[R] {
        &self.data[(map * self.depth + row % self.depth) * self.stride..][..self.stride]
    }
    /// The weighted sum of some rows of each map.
    fn weigh<'a>(
        &self,
        isa: Detected,
        rows: Range<usize>,
        weights: &[R],
        out: impl Iterator<Item = &'a mut [R]>,
    ) where
        R: 'a,
    {
        let slots: Vec<usize> = rows.map(|row| row % self.depth).collect();
        for (map, out) in self.data.chunks_exact(self.depth * self.stride).zip(out) {
            blend(isa, map, self.stride, &slots, weights, out);
        }
    }
    /// That of as many rows as there are weights, from `first` on, for each map, and then from the next row on.
    fn weigh_two<'a>(
        &self,
        isa: Detected,
        first: usize,
        weights: &[R],
        out: impl Iterator<Item = &'a mut [R]>,
    ) where
        R: 'a,
    {
        let slots: Vec<usize> = (first..=first + weights.len()).map(|row| row % self.depth).collect();
        let size = self.depth * self.stride;
        let mut out: Vec<&mut [R]> = out.collect();
        let (upper, lower) = out.split_at_mut(self.data.len() / size);
        for (map, (upper, lower)) in self.data.chunks_exact(size).zip(upper.iter_mut().zip(lower)) {
            blend_two(isa, map, self.stride, &slots, weights, upper, lower);
        }
    }
}

/// A row of a plane.
fn row<T>(data: &[T], plane: super::pixels::Plane, row: usize) -> &[T] {
    &data[row * plane.stride()..][..plane.stride()]
}

/// The sums, differences and squares of the pixels at some places, mirrored beyond the border.
fn lay<T: Element, R: Parts>(
    isa: Detected,
    axis: &Axis,
    step: usize,
    places: &Range<usize>,
    x: &[T],
    y: &[T],
    [s, d, ss, dd]: [&mut [R]; 4],
) {
    let pad = axis.pad();
    let inside = places.start.max(pad)..places.end.min(axis.pixels + pad);
    let mut put = |from: usize, pixel: usize, n: usize| {
        let at = (from - places.start) * step..(from - places.start + n) * step;
        let pixels = pixel * step..(pixel + n) * step;
        let (x, y) = (T::read(&x[pixels.clone()]), T::read(&y[pixels]));
        fill::<T::Wide, R>(
            isa,
            &x,
            &y,
            &mut s[at.clone()],
            &mut d[at.clone()],
            &mut ss[at.clone()],
            &mut dd[at],
        );
    };
    put(inside.start, inside.start - pad, inside.len());
    for place in (places.start..inside.start).chain(inside.end..places.end) {
        put(place, axis.pixel(place), 1);
    }
}
