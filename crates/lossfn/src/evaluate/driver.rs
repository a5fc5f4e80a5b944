//! The one driver, for every loss: weights, masks, sums and threads.

use core::ops::Range;

use super::On;
use crate::{
    Error,
    data::{Element, Storage},
    kernels::{
        BLOCK, Detected, Order,
        sum::{self, Pair},
    },
    reduce::{OnEmpty, Reduction},
    spec::Domain,
    stages::{Ask, Coupled, Items, counts},
    threads,
};

/// Items per task of a thread: enough work that starting one costs nothing.
pub(super) const GRAIN: usize = 1 << 16;

/// 2^-912: half a unit in its last place is more than 2^53 products lose by underflow.
const SAFE: f64 = f64::from_bits(111 << 52);

/// Everything that is settled before the work begins.
pub(super) struct Plan<'a, T> {
    pub(super) items: Box<dyn Items<T> + 'a>,
    pub(super) kept: Option<Vec<bool>>,
    pub(super) count: usize,
    pub(super) weight: Pair,
    /// What derivatives are multiplied by at the end: a power of two, and not 1 where the reciprocal of
    /// what they are divided by would be infinite.
    pub(super) lift: f64,
    pub(super) isa: Detected,
}

/// Where results go; a slice is empty when it is not wanted.
pub(super) struct Outputs<'a, T: Element> {
    pub(super) sums: &'a mut [Pair],
    pub(super) v: &'a mut [T::Wide],
    pub(super) g: &'a mut [T],
    pub(super) h: &'a mut [T],
}

impl<T: Storage> Plan<'_, T> {
    /// A sum for each block.
    pub(super) fn sums(&self) -> Vec<Pair> {
        vec![Pair::default(); self.items.len().div_ceil(self.items.block())]
    }
}

impl<'a, T: Element> On<'a, T> {
    pub(super) fn is_empty(&self, plan: &Plan<'_, T::Wide>) -> bool {
        match self.reduction {
            Reduction::Mean => plan.weight.hi == 0.0,
            Reduction::MeanN => plan.count == 0,
            Reduction::BatchMean => plan.items.len() == 0,
            Reduction::Sum | Reduction::Per(_) | Reduction::Values => false,
        }
    }
    /// What the sum is divided by, if by anything.
    pub(super) fn divisor(&self, plan: &Plan<'_, T::Wide>) -> Result<Option<Pair>, Error> {
        if self.is_empty(plan) && self.when_empty == OnEmpty::Error {
            let rows = plan.items.len();
            return Err(Error::Empty { rows, dropped: rows - plan.count });
        }
        let whole = |x: f64| Some(Pair { hi: x, lo: 0.0 });
        Ok(match self.reduction {
            Reduction::Mean => Some(plan.weight),
            Reduction::MeanN => whole(plan.count as f64),
            Reduction::BatchMean => whole(plan.items.len() as f64),
            Reduction::Per(constant) => whole(constant),
            Reduction::Sum | Reduction::Values => None,
        })
    }
    /// What derivatives are multiplied by, beside their weights and the lift.
    pub(super) fn scale(&self, plan: &Plan<'_, T::Wide>) -> Result<f64, Error> {
        let divisor = self.divisor(plan)?;
        Ok(divisor.map_or(1.0, |d| if d.hi == 0.0 { 0.0 } else { 1.0 / (d.round() * plan.lift) }))
    }
    /// Whether the reduction makes one number.
    pub(super) fn single(&self) -> Result<(), Error> {
        if self.reduction != Reduction::Values {
            return Ok(());
        }
        Err(Error::Unsupported {
            loss: self.loss.to_string(),
            what: "single value under `values`",
            why: "there is one for each item; ask for `to_vec`, or for another reduction",
        })
    }
    pub(super) fn total(&self, plan: &Plan<'_, T::Wide>, sums: &[Pair]) -> Result<f64, Error> {
        self.single()?;
        let divisor = self.divisor(plan)?;
        if self.is_empty(plan) {
            return Ok(if self.when_empty == OnEmpty::Nan { f64::NAN } else { 0.0 });
        }
        let sum = sums.iter().fold(Pair::default(), |a, &b| a.plus(b));
        // Below this, what the products of weights and losses lose by underflow may be seen in their sum.
        let low = self.weights(&*plan.items).is_some() && sum.hi.abs() < SAFE;
        if !T::Wide::NARROW && (low || !sum.hi.is_finite()) {
            // The sum may have overflowed, or its terms underflowed, where the mean does not: the exact
            // one cannot.
            return self.partial()?.value(self.reduction, self.when_empty);
        }
        Ok(divisor.map_or_else(|| sum.round(), |d| sum.over(d)))
    }

    pub(super) fn plan(&self) -> Result<Plan<'a, T::Wide>, Error> {
        let mut items = self.loss.items(self.inputs, self.ignore, self.boosting, self.wrt)?;
        let n = items.len();
        self.reduction.check()?;
        let ignored = items.ignores().then_some(|i| items.ignored(i));
        let (members, weights) = (items.members(), self.weights(&*items));
        let mask = self.mask.filter(|_| members.is_none());
        let kept = counting(n, weights, mask, ignored.as_ref().map(|f| f as &dyn Fn(usize) -> bool))?;
        if let Some(members) = members {
            let weights = self.weight.filter(|_| members.weighed);
            let admitted = counting(members.count, weights, self.mask, None)?;
            items.admit(admitted, weights.map(|w| w.iter().map(|w| w.widen().to_f64()).collect()));
        }
        items.check_labels(kept.as_deref())?;
        if self.validate {
            items.check_values(kept.as_deref())?;
        }
        let isa = self.isa.unwrap_or_else(Detected::best);
        let kept = items.settle(kept);
        let count = kept.as_ref().map_or(n, |k| k.iter().filter(|&&k| k).count());
        let weight = match (weights, items.denominators()) {
            (None, None) => Pair { hi: count as f64, lo: 0.0 },
            (Some(w), None) => total(isa, w, None, kept.as_deref()),
            (None, Some(d)) => total(isa, d, None, kept.as_deref()),
            (Some(w), Some(d)) => total(isa, w, Some(d), kept.as_deref()),
        };
        let divisor = match self.reduction {
            Reduction::Mean => weight.round(),
            Reduction::Per(constant) => constant,
            _ => 1.0,
        };
        let tiny = T::Wide::from_f64(1.0 / divisor).to_f64().is_infinite() && divisor > 0.0;
        // Over a large sum of weights a derivative may vanish before its own weight makes up for it.
        let huge = weights.is_some() && divisor > 2f64.powi(64);
        // The exponent of the divisor, but for what would leave the range itself.
        let lift = if tiny || huge { 2f64.powi(-(divisor.log2() as i32).clamp(-1000, 1000)) } else { 1.0 };
        Ok(Plan { items, kept, count, weight, lift, isa })
    }

    pub(super) fn run(
        &self,
        plan: &Plan<'_, T::Wide>,
        scale: f64,
        order: Order,
        out: Outputs<'_, T>,
    ) -> Result<(), Error> {
        let items = &*plan.items;
        let per_task = (self.grain / items.width().max(1)).div_ceil(items.block()).max(1);
        let blocks = items.len().div_ceil(items.block());
        let width = items.width();
        threads::run(
            self.threads,
            blocks,
            per_task,
            out,
            &|out, at| cut(out, at, items.block(), width),
            &|range, out| {
                self.blocks(plan, range, scale, order, out);
            },
        )
    }

    /// The weights of the items, unless they are those of their members.
    pub(super) fn weights(&self, items: &dyn Items<T::Wide>) -> Option<&'a [T]> {
        self.weight.filter(|_| items.members().is_none_or(|members| !members.weighed))
    }
    /// What each of some items that are coupled is multiplied by.
    pub(super) fn factors(&self, plan: &Plan<'_, T::Wide>) -> Result<Vec<f64>, Error> {
        let divisor = self.divisor(plan)?.map_or(1.0, Pair::round);
        let weights = self.weights(&*plan.items);
        let factor = |i: usize| {
            let weight = weights.map_or(1.0, |w| w[i].widen().to_f64());
            if counts(plan.kept.as_deref(), i) { weight / divisor } else { 0.0 }
        };
        Ok((0..plan.items.len()).map(factor).collect())
    }

    /// The way of items whose losses read the same numbers.
    pub(super) fn coupled(
        &self,
        plan: &Plan<'_, T::Wide>,
        coupled: &dyn Coupled<T::Wide>,
        [g, h]: [&mut [T]; 2],
    ) -> Result<f64, Error> {
        let n = plan.items.len();
        let factors = self.factors(plan)?;
        let mut values = vec![T::Wide::default(); n];
        let [mut apart, mut twice] = [vec![], vec![]];
        let (first, second) = (T::room(g, &mut apart), T::room(h, &mut twice));
        coupled.gradient(plan.isa, self.threads, &factors, &mut values, first, second)?;
        T::write(&apart, g);
        T::write(&twice, h);
        if self.is_empty(plan) {
            let nothing = if self.when_empty == OnEmpty::Nan { f64::NAN } else { 0.0 };
            for d in [g, h] {
                d.fill(T::rounded(nothing));
            }
        }
        if self.reduction == Reduction::Values {
            return Ok(f64::NAN);
        }
        let weights = self.weights(&*plan.items).map(|w| T::read(w));
        let sums: Vec<Pair> = (0..n)
            .step_by(plan.items.block())
            .map(|start| {
                let part = start..n.min(start + plan.items.block());
                let v = &values[part.clone()];
                weights.as_ref().map_or_else(|| sum::sum(plan.isa, v), |w| sum::dot(plan.isa, v, &w[part]))
            })
            .collect();
        self.total(plan, &sums)
    }

    /// Some blocks, one after the other.
    fn blocks(
        &self,
        plan: &Plan<'_, T::Wide>,
        range: Range<usize>,
        scale: f64,
        order: Order,
        out: Outputs<'_, T>,
    ) {
        let (block, width) = (plan.items.block(), plan.items.width());
        let Outputs { sums, v, g, h } = out;
        let mut scratch = [T::Wide::default(); BLOCK];
        // Whether nobody wants the values themselves.
        let silent = v.is_empty();
        // Where derivatives are computed that are kept in another type.
        let mut apart = [vec![], vec![]];
        for (i, b) in range.enumerate() {
            let part = b * block..plan.items.len().min((b + 1) * block);
            let n = part.len();
            let places = i * block * width..(i * block + n) * width;
            let v = if silent { &mut scratch[..n] } else { &mut v[i * block..][..n] };
            let g = if order >= Order::Gradient { &mut g[places.clone()] } else { &mut [] };
            let h = if order >= Order::Hessian { &mut h[places] } else { &mut [] };
            let weight = self.weights(&*plan.items).map(|w| T::read(&w[part.clone()]));
            let [ag, ah] = &mut apart;
            let ask = Ask {
                isa: plan.isa,
                order,
                kept: plan.kept.as_ref().map(|k| &k[part.clone()]),
                scale,
                v,
                g: T::room(g, ag),
                h: T::room(h, ah),
            };
            plan.block(part, ask, weight.as_deref(), sums.get_mut(i), silent);
            T::write(ag, g);
            T::write(ah, h);
        }
    }
}

impl<T: Storage> Plan<'_, T> {
    /// One block: its sum goes to `sum`; the values are free when they are `silent`.
    fn block(
        &self,
        part: Range<usize>,
        mut ask: Ask<'_, T>,
        weight: Option<&[T]>,
        mut sum: Option<&mut Pair>,
        silent: bool,
    ) {
        let (items, width) = (&*self.items, self.items.width());
        let alone = silent && ask.kept.is_none() && weight.is_none() && self.lift == 1.0;
        if let Some(sum) = sum.as_deref_mut().filter(|_| alone)
            && let Some(streamed) = items.sum(part.clone(), &mut ask)
        {
            *sum = streamed;
            return;
        }
        let Ask { isa, order, kept, scale, v, g, h } = ask;
        items.run(part, Ask { isa, order, kept, scale, v: &mut *v, g: &mut *g, h: &mut *h });
        if self.lift != 1.0 {
            self.lifted([&mut *g, &mut *h], weight);
        } else if let Some(w) = weight {
            for d in [&mut *g, &mut *h] {
                for (d, &w) in d.chunks_mut(width).zip(w) {
                    for d in d {
                        *d = *d * w;
                    }
                }
            }
        }
        // Last, as what does not count may be infinite when it is lifted.
        if let Some(kept) = kept {
            for (i, _) in kept.iter().enumerate().filter(|(_, kept)| !**kept) {
                v[i] = T::default();
                for d in [&mut *g, &mut *h] {
                    if let Some(d) = d.get_mut(i * width..(i + 1) * width) {
                        d.fill(T::default());
                    }
                }
            }
        }
        if let Some(sum) = sum {
            *sum = weight.map_or_else(|| sum::sum(isa, v), |w| sum::dot(isa, v, w));
        }
    }
    /// Derivatives times weights and the lift, in the order in which only the product may overflow.
    fn lifted(&self, derivatives: [&mut [T]; 2], weight: Option<&[T]>) {
        let width = self.items.width();
        for (i, d) in derivatives.into_iter().flat_map(|d| d.iter_mut().enumerate()) {
            let w = weight.map_or(1.0, |w| w[i / width].to_f64());
            let (lifted, x) = (w * self.lift, d.to_f64());
            // A weight that leaves the range, to either side, meets the derivative first.
            *d = T::from_f64(if lifted.is_normal() { x * lifted } else { x * w * self.lift });
        }
    }
}

/// Which of `n` items count, where not all do: those whose mask is true, whose weight is not 0, and which
/// are not ignored. Lengths and weights are checked.
pub(crate) fn counting<T: Element>(
    n: usize,
    weight: Option<&[T]>,
    mask: Option<&[bool]>,
    ignored: Option<&dyn Fn(usize) -> bool>,
) -> Result<Option<Vec<bool>>, Error> {
    let length = |input, len| {
        let shape = |n| format!("({n},)");
        if len == n { Ok(()) } else { Err(Error::Shape { input, got: shape(len), want: shape(n) }) }
    };
    if let Some(mask) = mask {
        length("mask", mask.len())?;
    }
    let mut zero = false;
    if let Some(w) = weight {
        length("weight", w.len())?;
        let allowed = Domain::NON_NEGATIVE;
        if let Some(index) = w.iter().position(|w| !allowed.contains(w.widen().to_f64())) {
            let value = w[index].widen().to_f64();
            return Err(Error::Value { input: "weight", index, value, allowed });
        }
        zero = w.iter().any(|w| w.widen().to_f64() == 0.0);
    }
    let counts = |i: usize| {
        mask.is_none_or(|m| m[i])
            && weight.is_none_or(|w| w[i].widen().to_f64() != 0.0)
            && !ignored.is_some_and(|f| f(i))
    };
    Ok((mask.is_some() || zero || ignored.is_some()).then(|| (0..n).map(counts).collect()))
}

/// Splits outputs before block `at`.
fn cut<T: Element>(
    out: Outputs<'_, T>,
    at: usize,
    block: usize,
    width: usize,
) -> (Outputs<'_, T>, Outputs<'_, T>) {
    fn halves<U>(x: &mut [U], at: usize) -> (&mut [U], &mut [U]) {
        x.split_at_mut(at.min(x.len()))
    }
    let Outputs { sums, v, g, h } = out;
    let (sums, v) = (halves(sums, at), halves(v, at * block));
    let (g, h) = (halves(g, at * block * width), halves(h, at * block * width));
    let after = Outputs { sums: sums.1, v: v.1, g: g.1, h: h.1 };
    (Outputs { sums: sums.0, v: v.0, g: g.0, h: h.0 }, after)
}

/// The sum of weights over the items that count, and of their products with another.
fn total<T: Element>(isa: Detected, w: &[T], d: Option<&[T::Wide]>, kept: Option<&[bool]>) -> Pair {
    let mut sum = Pair::default();
    let mut blocks = [[T::Wide::default(); BLOCK]; 2];
    for start in (0..w.len()).step_by(BLOCK) {
        let part = start..w.len().min(start + BLOCK);
        let [block, other] = &mut blocks;
        let (block, other) = (&mut block[..part.len()], &mut other[..part.len()]);
        block.copy_from_slice(&T::read(&w[part.clone()]));
        if let Some(d) = d {
            other.copy_from_slice(&d[part.clone()]);
        }
        if let Some(kept) = kept {
            for (i, _) in kept[part].iter().enumerate().filter(|(_, kept)| !**kept) {
                // Both: what does not count may be NaN.
                (block[i], other[i]) = (T::Wide::default(), T::Wide::default());
            }
        }
        sum = sum.plus(if d.is_some() { sum::dot(isa, block, other) } else { sum::sum(isa, block) });
    }
    sum
}
