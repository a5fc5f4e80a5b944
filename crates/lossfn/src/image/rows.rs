//! Loops over rows of numbers.
#![allow(clippy::too_many_arguments, reason = "slices are arguments of their own")]

use crate::{
    data::{Element, Storage},
    kernels::leaves,
    real::Parts,
};

/// Numbers that are computed side by side.
const LANES: usize = 32;

/// Room for so many numbers, where whole steps may be read.
pub(super) fn padded(n: usize) -> usize {
    // A line of the cache more, as rows that are a power of two apart stand in each other's way there.
    n.next_multiple_of(LANES) + LANES + 8
}

/// f64 is not enough for f32 where the brightness is so many times the contrast.
const FAR: f64 = (1u64 << 21) as f64;

leaves! {
    /// Sums, differences and their squares.
    pub(super) fn fill[T: Storage, R: Parts][T, R](x: &[T], y: &[T], s: &mut [R], d: &mut [R], ss: &mut [R], dd: &mut [R]) {
        fused: fill_of, unfused: fill_of,
    }
}
#[inline(always)]
fn fill_of<T: Storage, R: Parts>(x: &[T], y: &[T], s: &mut [R], d: &mut [R], ss: &mut [R], dd: &mut [R]) {
    let n = x.len();
    let (y, s, d, ss, dd) = (&y[..n], &mut s[..n], &mut d[..n], &mut ss[..n], &mut dd[..n]);
    for i in 0..n {
        let (x, y) = (R::join(x[i].to_f64(), 0.0), R::join(y[i].to_f64(), 0.0));
        let (sum, difference) = (x + y, x - y);
        (s[i], d[i]) = (sum, difference);
        (ss[i], dd[i]) = (sum * sum, difference * difference);
    }
}

leaves! {
    /// The weighted sum of some rows, each `stride` numbers after the one before.
    pub(super) fn blend[R: Parts][R](rows: &[R], stride: usize, which: &[usize], weights: &[R], out: &mut [R]) {
        fused: blend_of, unfused: blend_of,
    }
}
#[inline(always)]
fn blend_of<R: Parts>(rows: &[R], stride: usize, which: &[usize], weights: &[R], out: &mut [R]) {
    let (steps, rest) = out.as_chunks_mut::<LANES>();
    for (j, out) in steps.iter_mut().enumerate() {
        *out = blended(rows, stride, which, weights, j * LANES);
    }
    if !rest.is_empty() {
        rest.copy_from_slice(&blended(rows, stride, which, weights, steps.len() * LANES)[..rest.len()]);
    }
}
#[inline(always)]
fn blended<R: Parts>(rows: &[R], stride: usize, which: &[usize], weights: &[R], from: usize) -> [R; LANES] {
    let mut sums = [R::join(0.0, 0.0); LANES];
    for (row, w) in which.iter().zip(weights) {
        let Some((x, _)) = rows[row * stride + from..].split_first_chunk::<LANES>() else { continue };
        for i in 0..LANES {
            sums[i] = x[i].mul_add(*w, sums[i]);
        }
    }
    sums
}

leaves! {
    /// That of all rows but the last, and of all but the first, in one pass.
    pub(super) fn blend_two[R: Parts][R](
        rows: &[R], stride: usize, which: &[usize], weights: &[R], upper: &mut [R], lower: &mut [R],
    ) {
        fused: blend_two_of, unfused: blend_two_of,
    }
}
#[inline(always)]
fn blend_two_of<R: Parts>(
    rows: &[R],
    stride: usize,
    which: &[usize],
    weights: &[R],
    upper: &mut [R],
    lower: &mut [R],
) {
    let (steps, rest) = upper.as_chunks_mut::<LANES>();
    let (low_steps, low_rest) = lower.as_chunks_mut::<LANES>();
    let at = steps.len() * LANES;
    for (j, (upper, lower)) in steps.iter_mut().zip(low_steps).enumerate() {
        [*upper, *lower] = blended_twice(rows, stride, which, weights, j * LANES);
    }
    if !rest.is_empty() {
        let [upper, lower] = blended_twice(rows, stride, which, weights, at);
        rest.copy_from_slice(&upper[..rest.len()]);
        low_rest.copy_from_slice(&lower[..low_rest.len()]);
    }
}
#[inline(always)]
fn blended_twice<R: Parts>(
    rows: &[R],
    stride: usize,
    which: &[usize],
    weights: &[R],
    from: usize,
) -> [[R; LANES]; 2] {
    let zero = R::join(0.0, 0.0);
    let [mut upper, mut lower] = [[zero; LANES]; 2];
    let Some((first, others)) = which.split_first() else { return [upper, lower] };
    let at = |row: usize| row * stride + from;
    // The first row has no weight for the lower windows, the last none for the upper ones.
    if let (Some(x), [w, ..]) = (rows[at(*first)..].first_chunk::<LANES>(), weights) {
        for i in 0..LANES {
            upper[i] = x[i].mul_add(*w, zero);
        }
    }
    let both = weights.len().saturating_sub(1).min(others.len());
    for t in 0..both {
        let Some(x) = rows[at(others[t])..].first_chunk::<LANES>() else { continue };
        let (w, next) = (weights[t], weights[t + 1]);
        for i in 0..LANES {
            upper[i] = x[i].mul_add(next, upper[i]);
            lower[i] = x[i].mul_add(w, lower[i]);
        }
    }
    if let (Some(x), [.., w]) =
        (others.last().and_then(|last| rows[at(*last)..].first_chunk::<LANES>()), weights)
    {
        for i in 0..LANES {
            lower[i] = x[i].mul_add(*w, lower[i]);
        }
    }
    [upper, lower]
}

leaves! {
    /// The weighted sum of some numbers of a row that are `step` apart, for each place.
    pub(super) fn slide[R: Parts][R](row: &[R], step: usize, weights: &[R], out: &mut [R]) {
        fused: slide_of, unfused: slide_of,
    }
}
#[inline(always)]
fn slide_of<R: Parts>(row: &[R], step: usize, weights: &[R], out: &mut [R]) {
    let (steps, rest) = out.as_chunks_mut::<LANES>();
    for (j, out) in steps.iter_mut().enumerate() {
        *out = slid(row, step, weights, j * LANES);
    }
    if !rest.is_empty() {
        rest.copy_from_slice(&slid(row, step, weights, steps.len() * LANES)[..rest.len()]);
    }
}
#[inline(always)]
fn slid<R: Parts>(row: &[R], step: usize, weights: &[R], from: usize) -> [R; LANES] {
    let mut sums = [R::join(0.0, 0.0); LANES];
    for (t, w) in weights.iter().enumerate() {
        let Some((x, _)) = row[from + t * step..].split_first_chunk::<LANES>() else { continue };
        for i in 0..LANES {
            sums[i] = x[i].mul_add(*w, sums[i]);
        }
    }
    sums
}

leaves! {
    /// How far windows are from equal, or how similar they are, of their means, `n` of each kind; and how that changes with
    /// the means, where there is room for it.
    pub(super) fn compare[R: Parts][R](
        means: &[R], n: usize, numbers: &[R; 3], second: bool, map: bool,
        high: &mut [f64], low: &mut [f64], flags: &mut [f64], g: &mut [R], gs: &mut [R], gd: &mut [R],
    ) {
        fused: compare_of, unfused: compare_of,
    }
}
#[inline(always)]
fn compare_of<R: Parts>(
    means: &[R],
    n: usize,
    numbers: &[R; 3],
    second: bool,
    map: bool,
    high: &mut [f64],
    low: &mut [f64],
    flags: &mut [f64],
    g: &mut [R],
    gs: &mut [R],
    gd: &mut [R],
) {
    let quarter = means.len() / 4;
    let (ms, rest) = means.split_at(quarter);
    let (md, rest) = rest.split_at(quarter);
    let (es, ed) = rest.split_at(quarter);
    if map {
        likeness(&ms[..n], &md[..n], &es[..n], &ed[..n], numbers, &mut high[..n], &mut flags[..n]);
    } else if g.is_empty() {
        let (high, low) = (&mut high[..n], &mut low[..n]);
        unlikeness(&ms[..n], &md[..n], &es[..n], &ed[..n], numbers, high, low, &mut flags[..n]);
    } else {
        let (high, low, flags) = (&mut high[..n], &mut low[..n], &mut flags[..n]);
        let sign = if second { -1.0 } else { 1.0 };
        changes(&ms[..n], &md[..n], &es[..n], &ed[..n], numbers, sign, high, low, flags, g, gs, gd);
    }
}

/// Of one window: both denominators, and the squared difference of means and the variance of the difference.
struct Window<R> {
    by: [R; 2],
    off: [R; 2],
    /// The squared mean and the variance of the sum.
    sum: [R; 2],
}
impl<R: Parts> Window<R> {
    #[inline(always)]
    fn new([ms, md, es, ed]: [R; 4], numbers: &[R; 3]) -> Self {
        let [sample, c1, c2] = *numbers;
        let zero = R::join(0.0, 0.0);
        let (square_s, square_d) = (ms * ms, md * md);
        let (vs, vd) = (es - square_s, ed - square_d);
        let vs = R::pick(vs.lt(zero), zero, vs) * sample;
        let vd = R::pick(vd.lt(zero), zero, vd) * sample;
        let by = [(square_s + square_d) * 0.5 + c1, (vs + vd) * 0.5 + c2];
        Self { by, off: [square_d, vd], sum: [square_s, vs] }
    }
    #[inline(always)]
    fn lost(&self) -> f64 {
        if self.by[0].parts()[0] > self.by[1].parts()[0] * FAR { 1.0 } else { 0.0 }
    }
}

#[inline(always)]
fn likeness<R: Parts>(
    ms: &[R],
    md: &[R],
    es: &[R],
    ed: &[R],
    numbers: &[R; 3],
    out: &mut [f64],
    flags: &mut [f64],
) {
    let [_, c1, c2] = *numbers;
    for i in 0..ms.len() {
        let w = Window::new([ms[i], md[i], es[i], ed[i]], numbers);
        let like = [(w.sum[0] - w.off[0]) * 0.5 + c1, (w.sum[1] - w.off[1]) * 0.5 + c2];
        out[i] = ((like[0] / w.by[0]) * (like[1] / w.by[1])).parts()[0];
        flags[i] = w.lost();
    }
}

#[inline(always)]
fn unlikeness<R: Parts>(
    ms: &[R],
    md: &[R],
    es: &[R],
    ed: &[R],
    numbers: &[R; 3],
    high: &mut [f64],
    low: &mut [f64],
    flags: &mut [f64],
) {
    let one = R::join(1.0, 0.0);
    for i in 0..ms.len() {
        let w = Window::new([ms[i], md[i], es[i], ed[i]], numbers);
        let (a, b) = (w.off[0] * (one / w.by[0]), w.off[1] * (one / w.by[1]));
        [high[i], low[i]] = (a + b * (one - a)).parts();
        flags[i] = w.lost();
    }
}

#[inline(always)]
fn changes<R: Parts>(
    ms: &[R],
    md: &[R],
    es: &[R],
    ed: &[R],
    numbers: &[R; 3],
    sign: f64,
    high: &mut [f64],
    low: &mut [f64],
    flags: &mut [f64],
    g: &mut [R],
    gs: &mut [R],
    gd: &mut [R],
) {
    let n = ms.len();
    let (md, es, ed) = (&md[..n], &es[..n], &ed[..n]);
    let (high, low, flags) = (&mut high[..n], &mut low[..n], &mut flags[..n]);
    let (g, gs, gd) = (&mut g[..n], &mut gs[..n], &mut gd[..n]);
    let one = R::join(1.0, 0.0);
    let [sample, ..] = *numbers;
    for i in 0..n {
        let (s, d) = (ms[i], md[i]);
        let w = Window::new([s, d, es[i], ed[i]], numbers);
        let (by_a, by_b) = (one / w.by[0], one / w.by[1]);
        let (a, b) = (w.off[0] * by_a, w.off[1] * by_b);
        let (not_a, not_b) = (one - a, one - b);
        [high[i], low[i]] = (a + b * not_a).parts();
        flags[i] = w.lost();
        // Half of what the means of the squares of sum and difference change it by, negated that of the sum.
        let spread = not_a * by_b * sample;
        let (square_s, square_d) = (spread * b * 0.5, spread * (one - b * 0.5));
        let mean_s = (square_s * 2.0 - not_b * a * by_a) * s;
        let mean_d = (not_b * by_a * (one + not_a) - square_d * 2.0) * d;
        g[i] = mean_s + mean_d * sign;
        gs[i] = -square_s;
        gd[i] = square_d * sign;
    }
}

leaves! {
    /// The gradient of some pixels.
    pub(super) fn combine[T: Element, R: Parts][T, R](
        g: &[R], gs: &[R], gd: &[R], s: &[R], d: &[R], scale: R, out: &mut [T],
    ) {
        fused: combine_of, unfused: combine_of,
    }
}
#[inline(always)]
fn combine_of<T: Element, R: Parts>(g: &[R], gs: &[R], gd: &[R], s: &[R], d: &[R], scale: R, out: &mut [T]) {
    let n = out.len();
    let (g, gs, gd, s, d) = (&g[..n], &gs[..n], &gd[..n], &s[..n], &d[..n]);
    for i in 0..n {
        let squares = s[i] * gs[i] + d[i] * gd[i];
        out[i] = T::rounded(((g[i] + squares * 2.0) * scale).parts()[0]);
    }
}
