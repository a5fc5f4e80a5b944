//! A row of logits beside those of a teacher: what does not cancel where the two are near each other.

use super::{Order, Outcome, leaves};
use crate::{
    data::Storage,
    real::{Fused, NoFma, Score},
};

/// Where logarithms of ratios of probabilities are smaller, their divergence is a series.
const CLOSE: f64 = 1.0 / 1048576.0;
/// Beyond this `e^-x` is nothing beside 1, and no number even where it is lifted.
const FAR: f64 = 900.0;
/// What is left of two derivatives that cancel, in parts of them, is not more than their rounding.
const ROUNDING: [f64; 2] = [1.0 / (1u64 << 48) as f64, 1.0 / (1u128 << 78) as f64];
/// A temperature beyond this has no room for what is lifted.
const HOT: f64 = 1e150;

/// The derivatives of the divergence and of the surprisal by one logit, each in two parts, and lifted; the first
/// one of the divergence without its factor, the temperature.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pull {
    first: [[f64; 2]; 2],
    second: [[f64; 2]; 2],
}

/// A row, whose largest logits are finite, and none of which is NaN.
#[derive(Clone, Copy)]
pub(crate) struct Taught<'a> {
    pub(crate) student: &'a [f64],
    pub(crate) teacher: &'a [f64],
    pub(crate) label: usize,
    pub(crate) temperature: f64,
}

/// A softmax: the place of a largest logit, the exponentials, their sum without that one, and in all,
/// lifted but for `total`.
struct Soft<N> {
    top: usize,
    e: Vec<N>,
    rest: N,
    total: N,
}

impl<N: Score> Soft<N> {
    #[inline(always)]
    fn of(x: &[f64], temperature: f64) -> Self {
        let (zero, one) = (N::join(0.0, 0.0), N::join(N::LIFT, 0.0));
        let mut top = 0;
        for (c, &a) in x.iter().enumerate() {
            if a > x[top] {
                top = c;
            }
        }
        let (mut e, mut rest) = (Vec::with_capacity(x.len()), zero);
        for (c, &a) in x.iter().enumerate() {
            if c == top {
                e.push(one);
                continue;
            }
            // What is so far below may be further than any number.
            let gone = (x[top] - a) / temperature > FAR;
            let part = if gone { zero } else { N::below::<true>(x[top], a, temperature).1 };
            rest = rest + part;
            e.push(part);
        }
        Self { top, e, rest, total: (rest + one) * (1.0 / N::LIFT) }
    }
    /// The logarithm of the sum of exponentials that are relative to the largest.
    #[inline(always)]
    fn normaliser(&self) -> N {
        (self.rest * (1.0 / N::LIFT)).ln_1p()
    }
    /// A probability, lifted.
    #[inline(always)]
    fn p(&self, c: usize) -> N {
        self.e[c] / self.total
    }
    /// What the others have beside it, lifted.
    #[inline(always)]
    fn miss(&self, c: usize) -> N {
        let others = if c == self.top { self.rest } else { self.total * N::LIFT - self.e[c] };
        others / self.total
    }
    /// The second derivative of the normaliser, lifted.
    #[inline(always)]
    fn apart(&self, c: usize) -> N {
        self.p(c) * (self.miss(c) * (1.0 / N::LIFT))
    }
}

/// The difference of two numbers, a quarter of it: it does not overflow.
#[inline(always)]
fn quarter<N: Score>(a: f64, b: f64) -> N {
    N::join(0.25 * a, 0.0) - 0.25 * b
}

/// How a logarithm of a ratio of probabilities, `ln(q/p)` of a class, comes about.
enum Way<N> {
    /// From the differences of the logits to those of one class, less this.
    Near(N),
    /// From how far both are below their largest logit, and this.
    Apart(N),
}

impl Taught<'_> {
    /// A quarter of how much further the teacher's logit is above that of a class than the student's is.
    #[inline(always)]
    fn lead<N: Score>(&self, c: usize, of: usize) -> N {
        let (s, t) = (self.student, self.teacher);
        quarter::<N>(t[c], s[c]) - quarter::<N>(t[of], s[of])
    }

    /// Which way is taken: where the teacher is no surer of any class than of that of which the student is
    /// the surest, the ratios are near 1 or their probabilities small, and the logarithm of their mean
    /// does not cancel.
    #[inline(always)]
    fn way<N: Score>(&self, p: &Soft<N>, q: &Soft<N>) -> Way<N> {
        let (s, t, temperature) = (self.student, self.teacher, self.temperature);
        let of = p.top;
        if t[q.top] - t[of] <= temperature {
            let highest = (quarter::<N>(t[q.top], t[of]) / temperature * 4.0).exp();
            let mut sum = N::join(0.0, 0.0);
            for c in 0..s.len() {
                if t[c] == f64::NEG_INFINITY {
                    sum = sum - p.e[c];
                    continue;
                }
                if s[c] == f64::NEG_INFINITY {
                    sum = sum + q.e[c] * highest;
                    continue;
                }
                let lead = self.lead::<N>(c, of);
                let d = lead.parts()[0] / temperature * 4.0;
                sum = sum
                    + if d > 1.0 {
                        q.e[c] * highest - p.e[c]
                    } else if d < -FAR {
                        -p.e[c]
                    } else {
                        p.e[c] * (lead / temperature * 4.0).exp_m1()
                    };
            }
            return Way::Near((sum / p.total * (1.0 / N::LIFT)).ln_1p() * (0.25 * temperature));
        }
        Way::Apart((p.normaliser() - q.normaliser()) * (0.25 * temperature))
    }

    /// Divergence and surprisal, each in two parts, and their derivatives.
    #[inline(always)]
    fn read<N: Score>(&self, pulls: &mut [Pull]) -> [[f64; 2]; 2] {
        let Self { student: s, teacher: t, label, temperature } = *self;
        let (lower, zero) = (1.0 / N::LIFT, N::join(0.0, 0.0));
        let (p, q) = (Soft::<N>::of(s, temperature), Soft::<N>::of(t, temperature));
        let way = self.way(&p, &q);
        let (mut divergence, mut infinite) = (zero, false);
        for c in 0..s.len() {
            let (own, given) = (p.p(c), q.p(c));
            let (never, nothing) = (s[c] == f64::NEG_INFINITY, t[c] == f64::NEG_INFINITY);
            // A quarter of the temperature times ln(q/p).
            let w = if never || nothing {
                zero
            } else {
                match way {
                    Way::Near(mean) => self.lead::<N>(c, p.top) - mean,
                    Way::Apart(normalisers) => {
                        quarter::<N>(s[p.top], s[c]) - quarter::<N>(t[q.top], t[c]) + normalisers
                    }
                }
            };
            let size = match (never, nothing) {
                (_, true) => f64::NEG_INFINITY,
                (true, _) => f64::INFINITY,
                _ => w.parts()[0] / temperature * 4.0,
            };
            let u = if size.abs() > FAR { zero } else { w / temperature * 4.0 };
            // Far from each other the probabilities do not cancel.
            let apart = if size.abs() > 0.5 {
                own - given
            } else if size >= 0.0 {
                given * (-u).exp_m1()
            } else {
                -(own * u.exp_m1())
            };
            infinite |= never && !nothing;
            // T^2 (q ln(q/p) - q + p), which is never below 0.
            divergence = divergence
                + if nothing {
                    own * lower * temperature * temperature
                } else if size.abs() < CLOSE {
                    let series = ((u * (-1.0 / 60.0) + 1.0 / 12.0) * u - 1.0 / 3.0) * u + 1.0;
                    given * (w * 4.0) * (w * 2.0) * series * lower
                } else if size < -1.0 {
                    (given * ((w - 0.25 * temperature) * (4.0 * lower)) + own * lower * temperature)
                        * temperature
                } else {
                    let less = if size > FAR { zero - 1.0 } else { (-u).exp_m1() };
                    given * ((w + less * (0.25 * temperature)) * (4.0 * lower)) * temperature
                };
            if let Some(pull) = pulls.get_mut(c) {
                pull.first[0] = apart.parts();
                pull.second[0] = p.apart(c).parts();
            }
        }
        let p = Soft::<N>::of(s, 1.0);
        for (c, pull) in pulls.iter_mut().enumerate() {
            pull.first[1] = if c == label { -p.miss(c) } else { p.p(c) }.parts();
            pull.second[1] = p.apart(c).parts();
        }
        let mut unsure = s[label] == f64::NEG_INFINITY;
        let gap = if unsure { zero } else { N::below::<false>(s[p.top], s[label], 1.0).0 };
        unsure |= gap.parts()[0] * N::LIFT == f64::INFINITY;
        let surprisal = (gap * N::LIFT + p.normaliser()).parts();
        [finite(divergence.parts(), infinite), finite(surprisal, unsure)]
    }
}

/// A number without a second part where it is infinite.
#[inline(always)]
fn finite([hi, lo]: [f64; 2], infinite: bool) -> [f64; 2] {
    if infinite || hi.abs() == f64::INFINITY || hi.is_nan() {
        return [if hi.is_nan() && !infinite { hi } else { f64::INFINITY }, 0.0];
    }
    [hi, lo]
}

#[inline(always)]
fn read<N: Score>(row: Taught<'_>, pulls: &mut [Pull]) -> [[f64; 2]; 2] {
    row.read::<N>(pulls)
}

/// The derivatives of the loss of a row, from those of its formula.
#[inline(always)]
fn combine<N: Score, T: Storage>(
    order: Order,
    scale: f64,
    temperature: f64,
    (outcome, lane): (&Outcome, usize),
    pulls: &[Pull],
    g: &mut [T],
    h: &mut [T],
) {
    let (down, lower) = if temperature > HOT { (1.0 / N::LIFT, 1.0) } else { (1.0, 1.0 / N::LIFT) };
    let join = |[hi, lo]: [f64; 2]| N::join(hi, lo) * down;
    let first = |pull: &Pull| [join(pull.first[0]) * temperature, join(pull.first[1])];
    let [a, b]: [N; 2] = [outcome.first[0].get(lane), outcome.first[1].get(lane)];
    let write = |x: N| T::from_f64((x * scale).parts()[0] * lower);
    for (pull, g) in pulls.iter().zip(g) {
        let [d, s] = first(pull);
        let [d, s] = [a.weigh(d), b.weigh(s)];
        let rounding = ROUNDING[usize::from(!T::NARROW)] * d.parts()[0];
        let sum = d + s;
        *g = write(if sum.parts()[0].abs() < rounding.abs() { N::join(0.0, 0.0) } else { sum });
    }
    if order < Order::Hessian {
        return;
    }
    let second = |i: usize, j: usize| outcome.second[i][j].get::<N>(lane);
    for (pull, h) in pulls.iter().zip(h) {
        let ([d, s], [dd, ss]) = (first(pull), pull.second.map(join));
        let bent = second(0, 0).weigh(d * (d * lower))
            + second(0, 1).weigh(d * (s * lower)) * 2.0
            + second(1, 1).weigh(s * (s * lower));
        *h = write(a.weigh(dd) + b.weigh(ss) + bent);
    }
}

/// The hessian of a row times a vector.
#[inline(always)]
fn multiplied<N: Score, T: Storage>(
    scale: f64,
    row: Taught<'_>,
    outcome: &Outcome,
    pulls: &[Pull],
    vector: &[T],
    out: &mut [T],
) {
    let temperature = row.temperature;
    let (down, lower) = if temperature > HOT { (1.0 / N::LIFT, 1.0) } else { (1.0, 1.0 / N::LIFT) };
    let join = |[hi, lo]: [f64; 2]| N::join(hi, lo) * down;
    let zero = N::join(0.0, 0.0);
    let soft = [Soft::<N>::of(row.student, temperature), Soft::<N>::of(row.student, 1.0)];
    // Relative to the largest logit, where a probability that is nearly 1 does not cancel.
    let top = vector[soft[0].top].to_f64();
    let along = |c: usize| N::join(vector[c].to_f64(), 0.0) - top;
    let (mut mean, mut change) = ([zero; 2], [zero; 2]);
    for (c, pull) in pulls.iter().enumerate() {
        let (u, pull) = (along(c), [join(pull.first[0]) * temperature, join(pull.first[1])]);
        for k in 0..2 {
            mean[k] = mean[k] + soft[k].p(c).weigh(u) * (1.0 / N::LIFT);
            change[k] = change[k] + pull[k].weigh(u) * lower;
        }
    }
    let second = |i: usize, j: usize| outcome.second[i.min(j)][i.max(j)].get::<N>(0);
    let changed = |k: usize| second(k, 0).weigh(change[0]) + second(k, 1).weigh(change[1]);
    let changes = [changed(0), changed(1)];
    for (c, (pull, out)) in pulls.iter().zip(out).enumerate() {
        let (u, pull) = (along(c), [join(pull.first[0]) * temperature, join(pull.first[1])]);
        let mut sum = zero;
        for k in 0..2 {
            let first = outcome.first[k].get::<N>(0);
            sum = sum + changes[k].weigh(pull[k]) + first.weigh((soft[k].p(c) * down).weigh(u - mean[k]));
        }
        *out = T::from_f64((sum * scale).parts()[0] * lower);
    }
}

leaves! {
    /// The hessian of a row times a vector, from its derivatives and those of its formula in the first lane.
    pub(crate) fn multiply[T: Storage][T](
        scale: f64, row: Taught<'_>, outcome: &Outcome, pulls: &[Pull], vector: &[T], out: &mut [T]
    ) {
        fused: multiplied::<T::Capped<Fused>, T>,
        unfused: multiplied::<T::Capped<NoFma>, T>,
    }
}
leaves! {
    /// The divergence and the surprisal of a row, each in two parts, and their derivatives by the logits
    /// where they are wanted.
    pub(crate) fn statistics[T: Storage][T](row: Taught<'_>, pulls: &mut [Pull]) -> [[f64; 2]; 2] {
        fused: read::<T::Capped<Fused>>,
        unfused: read::<T::Capped<NoFma>>,
    }
}
leaves! {
    /// The derivatives of the loss of a row, from those of its formula at a lane.
    pub(crate) fn derivatives[T: Storage][T](
        order: Order, scale: f64, temperature: f64, at: (&Outcome, usize), pulls: &[Pull], g: &mut [T], h: &mut [T]
    ) {
        fused: combine::<T::Capped<Fused>, T>,
        unfused: combine::<T::Capped<NoFma>, T>,
    }
}
