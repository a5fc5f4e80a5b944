//! The probabilities of the classes at each step, and the gradient through them.

use super::mass::{FAR, LANES, Mantissa, Mass, fold};
use crate::{
    data::{Element, Storage},
    kernels::{Detected, leaves, softmax},
};

/// One sequence of scores and its target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sequence<'a, T> {
    pub(super) scores: &'a [T],
    /// Along which the gradient is differentiated.
    pub(super) direction: Option<&'a [T]>,
    /// The row of the first step, and how many rows further the next one stands.
    pub(super) first: usize,
    pub(super) stride: usize,
    pub(super) steps: usize,
    pub(super) classes: usize,
    /// Whether scores are logits, and not logarithms of probabilities.
    pub(super) logits: bool,
    /// The classes of the target, each once, behind the blank.
    pub(super) occurring: &'a [usize],
    /// For each label where its class stands among these.
    pub(super) slots: &'a [usize],
    /// What the gradient is divided by.
    pub(super) divisor: f64,
}

impl<'a, T> Sequence<'a, T> {
    fn row(&self, of: &'a [T], t: usize) -> &'a [T] {
        &of[(self.first + t * self.stride) * self.classes..][..self.classes]
    }
}

/// The probabilities of the classes of the target, step by step.
pub(super) struct Emissions<'a, R> {
    isa: Detected,
    masses: Vec<Mass<R>>,
    occurring: &'a [usize],
    slots: &'a [usize],
    /// The slot of a class that has more than half of a step, and what the others have.
    dominant: Vec<Option<(usize, R)>>,
    logits: bool,
    /// What the gradient is multiplied by.
    factor: R,
}

impl<'a, R: Mantissa> Emissions<'a, R> {
    /// Of a sequence. Where the gradient is asked for, that of the classes which are not in the target is complete.
    #[inline(always)]
    pub(super) fn new<T: Element>(isa: Detected, sequence: &Sequence<'a, T>, out: &mut [&mut [T]]) -> Self {
        let factor = R::constant(1.0) / sequence.divisor;
        let (occurring, logits) = (sequence.occurring, sequence.logits);
        let masses = Vec::with_capacity(sequence.steps * occurring.len());
        let dominant = vec![None; sequence.steps];
        let mut emissions = Self { isa, masses, occurring, slots: sequence.slots, dominant, logits, factor };
        let mut e = vec![R::constant(0.0); if logits { sequence.classes } else { 0 }];
        for t in 0..sequence.steps {
            let scores = T::read(sequence.row(sequence.scores, t));
            let rates = sequence.direction.map(|all| T::read(sequence.row(all, t)));
            let (scores, rates) = (&scores[..], rates.as_deref());
            let score = |class: usize| {
                R::read(scores[class].to_f64(), rates.map_or(0.0, |rates| rates[class].to_f64()))
            };
            if !logits {
                emissions.masses.extend(occurring.iter().map(|&class| Mass::exp(score(class))));
                continue;
            }
            let largest = softmax::max(isa, scores).to_f64();
            // There may be none, among NaN.
            let top = softmax::find(isa, scores, T::Wide::from_f64(largest)).min(scores.len() - 1);
            match rates {
                None => exponentials(isa, scores, largest, &mut e),
                Some(rates) => turning(isa, scores, rates, largest, &mut e),
            }
            let first = core::mem::replace(&mut e[top], R::constant(0.0));
            let others = sum(isa, &e);
            e[top] = first;
            let share = R::constant(1.0) / (others + first);
            for &class in occurring {
                let mass = if scores[class].to_f64() - largest < FAR {
                    Mass::exp(score(class) - largest)
                } else {
                    Mass::new(e[class], 0.0)
                };
                emissions.masses.push(Mass::new(mass.mantissa * share, mass.exponent));
            }
            if share.lead() > 0.5 {
                let slot = occurring.iter().position(|&class| class == top);
                emissions.dominant[t] = slot.map(|slot| (slot, others * share));
            }
            if let Some(row) = out.get_mut(t) {
                write(isa, &e, share * factor, row);
            }
        }
        emissions
    }
    /// The probabilities of the labels at a step, and that of the blank.
    #[inline(always)]
    pub(super) fn read(&self, t: usize, step: &mut [Mass<R>]) -> Mass<R> {
        let masses = &self.masses[t * self.occurring.len()..][..self.occurring.len()];
        for (to, slot) in step.iter_mut().zip(self.slots) {
            *to = masses[*slot];
        }
        masses[0]
    }
    /// The gradient at a step by the classes of the target, of which alignments spend their time by these shares; and whether
    /// a difference is less than `least` of its terms.
    #[inline(always)]
    pub(super) fn pull<T: Element>(&self, t: usize, shares: &mut [R], least: f64, row: &mut [T]) -> bool {
        let whole = R::constant(1.0) / sum(self.isa, shares);
        // Two numbers near 1: what is left of each says it with all digits.
        let near = self.dominant[t].map(|(slot, others)| {
            let share = core::mem::replace(&mut shares[slot], R::constant(0.0));
            let rest = sum(self.isa, shares);
            shares[slot] = share;
            let slope = rest * whole - others;
            (slot, slope * self.factor, slope.lead().abs() < least * others.lead())
        });
        let masses = &self.masses[t * self.occurring.len()..][..self.occurring.len()];
        // That of the dominant class counts by what is left of it.
        if let Some((slot, ..)) = near {
            shares[slot] = R::constant(0.0);
        }
        let mut lost = slopes(self.isa, masses, shares, whole, self.factor, self.logits, least);
        if let Some((slot, slope, little)) = near {
            shares[slot] = slope;
            lost |= little;
        }
        for (&class, slope) in self.occurring.iter().zip(shares) {
            row[class] = narrow(slope.result());
        }
        lost
    }
}

leaves! {
    /// Of each class the exponential of its score.
    fn exponentials[T: Storage, R: Mantissa][T, R](scores: &[T], largest: f64, e: &mut [R]) {
        fused: exponentials_of, unfused: exponentials_of,
    }
}
#[inline(always)]
fn exponentials_of<T: Storage, R: Mantissa>(scores: &[T], largest: f64, e: &mut [R]) {
    for (e, x) in e.iter_mut().zip(scores) {
        *e = (R::read(x.to_f64(), 0.0) - largest).exp();
    }
}
leaves! {
    /// The same of scores that change.
    fn turning[T: Storage, R: Mantissa][T, R](scores: &[T], rates: &[T], largest: f64, e: &mut [R]) {
        fused: turning_of, unfused: turning_of,
    }
}
#[inline(always)]
fn turning_of<T: Storage, R: Mantissa>(scores: &[T], rates: &[T], largest: f64, e: &mut [R]) {
    for (e, (x, rate)) in e.iter_mut().zip(scores.iter().zip(rates)) {
        *e = (R::read(x.to_f64(), rate.to_f64()) - largest).exp();
    }
}
leaves! {
    /// The sum, in a fixed order.
    fn sum[R: Mantissa][R](x: &[R]) -> R {
        fused: sum_of, unfused: sum_of,
    }
}
#[inline(always)]
fn sum_of<R: Mantissa>(x: &[R]) -> R {
    let mut sums = [R::constant(0.0); LANES];
    let (chunks, rest) = x.as_chunks::<LANES>();
    for (sum, x) in sums.iter_mut().zip(rest) {
        *sum = *x;
    }
    for chunk in chunks {
        for j in 0..LANES {
            sums[j] = sums[j] + chunk[j];
        }
    }
    fold(sums)
}
leaves! {
    /// Numbers times a factor into a row of results.
    fn write[T: Element, R: Mantissa][T, R](x: &[R], factor: R, row: &mut [T]) {
        fused: write_of, unfused: write_of,
    }
}
#[inline(always)]
fn write_of<T: Element, R: Mantissa>(x: &[R], factor: R, row: &mut [T]) {
    for (to, x) in row.iter_mut().zip(x) {
        *to = narrow((*x * factor).result());
    }
}
leaves! {
    /// Probabilities less shares of alignments, over the shares. Whether one is less than `least` of the probability.
    fn slopes[R: Mantissa][R](
        masses: &[Mass<R>],
        shares: &mut [R],
        whole: R,
        factor: R,
        logits: bool,
        least: f64,
    ) -> bool {
        fused: slopes_of, unfused: slopes_of,
    }
}
#[inline(always)]
fn slopes_of<R: Mantissa>(
    masses: &[Mass<R>],
    shares: &mut [R],
    whole: R,
    factor: R,
    logits: bool,
    least: f64,
) -> bool {
    let mut lost = 0.0;
    for (mass, share) in masses.iter().zip(shares) {
        let before = if logits { mass.whole() } else { R::constant(0.0) };
        let slope = before - *share * whole;
        lost = if slope.lead().abs() < least * before.lead() { 1.0 } else { lost };
        *share = slope * factor;
    }
    lost != 0.0
}
#[inline(always)]
fn narrow<T: Element>(x: f64) -> T {
    T::nearest(T::Wide::from_f64(x))
}
