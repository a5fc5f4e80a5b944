//! The sums over all alignments of one sequence with its target, and what comes back through them.
//!
//! A target of `S` labels has `2S + 1` states: a blank before, between and behind the labels. Going forward a state has
//! the probability of all ways to it, going back that of all ways on from it; the product of both is how much of the
//! alignments passes through it, and the gradient follows from that. The states of a step stand in a row: the blanks, then
//! the labels between two places that stay 0.

use core::ops::Range;

use super::{
    emissions::{Emissions, Sequence},
    mass::{LANES, Mantissa, Mass, NOTHING, fold},
};
use crate::{
    data::{Element, Storage as _},
    kernels::{Detected, leaves},
    real::{Dual, Fused, Machine, NoFma, Scalar, Unfused},
};

/// States that are kept on the way forward. Of more, one block of steps is kept at a time, and made again from the row
/// before it: memory grows with the root of the steps.
const KEPT: usize = 1 << 21;

/// The loss of a sequence; and its gradient, or the hessian times the direction, into the rows of its steps, if there are
/// any. They are unfinished where the loss is infinite.
pub(super) fn run<T: Element>(isa: Detected, sequence: &Sequence<'_, T>, out: &mut [&mut [T]]) -> f64 {
    let loss = match (T::Wide::NARROW, sequence.direction) {
        (true, None) => twice(isa, sequence, out),
        (false, None) => double(isa, isa, sequence, 0.0, out).loss,
        (true, Some(_)) => plain_product(isa, isa, sequence, 0.0, out).loss,
        (false, Some(_)) => double_product(isa, isa, sequence, 0.0, out).loss,
    };
    // Rounding may leave a probability above 1, and the logarithm of 1 negated is -0.
    if sequence.logits && loss <= 0.0 { 0.0 } else { loss }
}
/// In f64, and where too much cancels for f32 again in double-double. The value does not depend on whether the gradient
/// is asked for.
fn twice<T: Element>(isa: Detected, sequence: &Sequence<'_, T>, out: &mut [&mut [T]]) -> f64 {
    // Sums of so many steps are good to some 2^-53 times their number, and f32 wants 2^-25 of what is left.
    let least = sequence.steps as f64 * 2f64.powi(-27);
    let done = plain(isa, isa, sequence, least, out);
    if !done.lost {
        return done.loss;
    }
    let exact = double(isa, isa, sequence, 0.0, out).loss;
    if done.loss.abs() < least { exact } else { done.loss }
}

/// What became of a sequence.
struct Done {
    loss: f64,
    /// Whether a result is less than a part of the numbers of which it is the difference.
    lost: bool,
}

type Double<M> = <M as Machine>::Dd;
leaves! {
    fn plain[T: Element][T](machine: Detected, sequence: &Sequence<'_, T>, least: f64, out: &mut [&mut [T]]) -> Done {
        fused: walk::<T, Scalar<f64>>, unfused: walk::<T, Scalar<Unfused<f64>>>,
    }
}
leaves! {
    fn double[T: Element][T](machine: Detected, sequence: &Sequence<'_, T>, least: f64, out: &mut [&mut [T]]) -> Done {
        fused: walk::<T, Double<Fused>>, unfused: walk::<T, Double<NoFma>>,
    }
}
leaves! {
    fn plain_product[T: Element][T](machine: Detected, sequence: &Sequence<'_, T>, least: f64, out: &mut [&mut [T]]) -> Done {
        fused: walk::<T, Dual<Scalar<f64>>>, unfused: walk::<T, Dual<Scalar<Unfused<f64>>>>,
    }
}
leaves! {
    fn double_product[T: Element][T](machine: Detected, sequence: &Sequence<'_, T>, least: f64, out: &mut [&mut [T]]) -> Done {
        fused: walk::<T, Dual<Double<Fused>>>, unfused: walk::<T, Dual<Double<NoFma>>>,
    }
}

#[inline(always)]
fn walk<T: Element, R: Mantissa>(
    isa: Detected,
    sequence: &Sequence<'_, T>,
    least: f64,
    out: &mut [&mut [T]],
) -> Done {
    let (steps, labels) = (sequence.steps, sequence.slots.len());
    let width = 2 * labels + 3;
    let skips = skips(sequence.slots);
    let emissions = Emissions::<R>::new(isa, sequence, out);
    let block = (KEPT / width).max(steps.isqrt()).clamp(1, steps.max(1));
    let blocks = steps.div_ceil(block);
    // The row before each block, and the rows of one block behind a copy of that.
    let mut before = vec![Mass::<R>::zero(); (blocks + 1) * width];
    let mut inside = vec![Mass::<R>::zero(); (block + 1) * width];
    let mut step = vec![Mass::<R>::zero(); labels];
    before[0] = Mass::one();
    for b in 0..blocks {
        let (from, next) = before.split_at_mut((b + 1) * width);
        let range = b * block..steps.min((b + 1) * block);
        let last = range.len() * width;
        forward(isa, range, &from[b * width..], &mut inside, &emissions, &mut step, &skips);
        next[..width].copy_from_slice(&inside[last..last + width]);
    }
    let end = &before[blocks * width..];
    let total = end[labels].plus(end[width - 2]).times(Mass::one());
    let loss = -total.ln().lead();
    let mut lost = loss.abs() < least;
    if out.is_empty() || loss == f64::INFINITY {
        return Done { loss, lost };
    }

    let (mut on, mut gathered) = (vec![Mass::<R>::zero(); width], vec![Mass::<R>::zero(); width]);
    let mut by_label = vec![R::constant(0.0); labels];
    let mut by_slot = vec![R::constant(0.0); sequence.occurring.len()];
    on[labels] = Mass::one();
    for b in (0..blocks).rev() {
        let range = b * block..steps.min((b + 1) * block);
        if b + 1 < blocks {
            let from = &before[b * width..(b + 1) * width];
            forward(isa, range.clone(), from, &mut inside, &emissions, &mut step, &skips);
        }
        for t in range.rev() {
            let here = &inside[(t - b * block + 1) * width..][..width];
            gather(isa, &on, &mut gathered, &skips);
            // Relative to the whole: the exponents of both ways add up to about its own.
            by_slot.fill(R::constant(0.0));
            by_slot[0] = spent(isa, &here[..=labels], &gathered[..=labels], total.exponent);
            meet(
                isa,
                &here[labels + 2..width - 1],
                &gathered[labels + 2..width - 1],
                total.exponent,
                &mut by_label,
            );
            for (x, slot) in by_label.iter().zip(sequence.slots) {
                by_slot[*slot] = by_slot[*slot] + *x;
            }
            lost |= emissions.pull(t, &mut by_slot, least, out[t]);
            let blank = emissions.read(t, &mut step);
            emit(isa, &gathered, &mut on, blank, &step);
        }
    }
    Done { loss, lost }
}

/// For each label, and for the end, the exponent of leaving out the blank before it: there is none to leave out
/// between two equal labels.
fn skips(slots: &[usize]) -> Vec<f64> {
    let differ = |i: usize| i > 0 && i < slots.len() && slots[i] != slots[i - 1];
    (0..=slots.len()).map(|i| if differ(i) { 0.0 } else { NOTHING }).collect()
}

/// The states of some steps into `rows`, behind a copy of the row before them.
#[inline(always)]
fn forward<R: Mantissa>(
    isa: Detected,
    range: Range<usize>,
    from: &[Mass<R>],
    rows: &mut [Mass<R>],
    emissions: &Emissions<'_, R>,
    step: &mut [Mass<R>],
    skips: &[f64],
) {
    let width = from.len();
    rows[..width].copy_from_slice(from);
    for (i, t) in range.enumerate() {
        let (done, next) = rows.split_at_mut((i + 1) * width);
        let blank = emissions.read(t, step);
        advance(isa, &done[i * width..], &mut next[..width], blank, step, skips);
    }
}

leaves! {
    /// From the states of a step to those of the next.
    fn advance[R: Mantissa][R](from: &[Mass<R>], to: &mut [Mass<R>], blank: Mass<R>, step: &[Mass<R>], skips: &[f64]) {
        fused: advance_of, unfused: advance_of,
    }
}
#[inline(always)]
fn advance_of<R: Mantissa>(
    from: &[Mass<R>],
    to: &mut [Mass<R>],
    blank: Mass<R>,
    step: &[Mass<R>],
    skips: &[f64],
) {
    let n = step.len();
    let (blanks, labels) = from.split_at(n + 1);
    let (to_blanks, to_labels) = to.split_at_mut(n + 1);
    let before = &labels[..=n];
    for i in 0..=n {
        to_blanks[i] = blanks[i].plus(before[i]).times(blank);
    }
    let (to, labels, blanks, before) = (&mut to_labels[1..=n], &labels[1..=n], &blanks[..n], &before[..n]);
    let skips = &skips[..n];
    for i in 0..n {
        to[i] = labels[i].plus_both(blanks[i], before[i].shifted(skips[i])).times(step[i]);
    }
}
leaves! {
    /// The ways on from the states of a step, by those that begin with the next.
    fn gather[R: Mantissa][R](from: &[Mass<R>], to: &mut [Mass<R>], skips: &[f64]) {
        fused: gather_of, unfused: gather_of,
    }
}
#[inline(always)]
fn gather_of<R: Mantissa>(from: &[Mass<R>], to: &mut [Mass<R>], skips: &[f64]) {
    let n = skips.len() - 1;
    let (blanks, labels) = from.split_at(n + 1);
    let (to_blanks, to_labels) = to.split_at_mut(n + 1);
    let own = &labels[1..n + 2];
    for i in 0..=n {
        to_blanks[i] = blanks[i].plus(own[i]);
    }
    let (to, own, blanks, next) = (&mut to_labels[1..=n], &own[..n], &blanks[1..=n], &labels[2..n + 2]);
    let skips = &skips[1..=n];
    for i in 0..n {
        to[i] = own[i].plus_both(blanks[i], next[i].shifted(skips[i]));
    }
}
leaves! {
    /// The same with the step itself.
    fn emit[R: Mantissa][R](from: &[Mass<R>], to: &mut [Mass<R>], blank: Mass<R>, step: &[Mass<R>]) {
        fused: emit_of, unfused: emit_of,
    }
}
#[inline(always)]
fn emit_of<R: Mantissa>(from: &[Mass<R>], to: &mut [Mass<R>], blank: Mass<R>, step: &[Mass<R>]) {
    let n = step.len();
    for (to, from) in to.iter_mut().zip(from).take(n + 1) {
        *to = from.times(blank);
    }
    let (from, to) = (&from[n + 2..2 * n + 2], &mut to[n + 2..2 * n + 2]);
    for i in 0..n {
        to[i] = from[i].times(step[i]);
    }
}
leaves! {
    /// What alignments spend in each state, in units of `2^exponent`.
    fn meet[R: Mantissa][R](a: &[Mass<R>], b: &[Mass<R>], exponent: f64, out: &mut [R]) {
        fused: meet_of, unfused: meet_of,
    }
}
#[inline(always)]
fn meet_of<R: Mantissa>(a: &[Mass<R>], b: &[Mass<R>], exponent: f64, out: &mut [R]) {
    let n = out.len();
    let (a, b) = (&a[..n], &b[..n]);
    for i in 0..n {
        out[i] = a[i].meeting(b[i], exponent);
    }
}
leaves! {
    /// What they spend in all of them.
    fn spent[R: Mantissa][R](a: &[Mass<R>], b: &[Mass<R>], exponent: f64) -> R {
        fused: spent_of, unfused: spent_of,
    }
}
#[inline(always)]
fn spent_of<R: Mantissa>(a: &[Mass<R>], b: &[Mass<R>], exponent: f64) -> R {
    let mut sums = [R::constant(0.0); LANES];
    let ((a, rest), (b, other)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (sum, (a, b)) in sums.iter_mut().zip(rest.iter().zip(other)) {
        *sum = a.meeting(*b, exponent);
    }
    for (a, b) in a.iter().zip(b) {
        for j in 0..LANES {
            sums[j] = sums[j] + a[j].meeting(b[j], exponent);
        }
    }
    fold(sums)
}
