//! Events in the order of their times, each a softmax over those that are left: sums that grow from the last time to
//! the first one, and derivatives that are gathered on the way back.

use super::{
    leaves,
    shares::{FAR, Shares, rounded},
};
use crate::{
    data::Storage,
    real::{Fused, NoFma, Score},
};

/// Items from the last time to the first.
pub(crate) struct Timeline<'a> {
    pub(crate) scores: &'a [f64],
    /// Above 0; empty where each is 1.
    pub(crate) weights: &'a [f64],
    pub(crate) events: &'a [bool],
    /// Where the items of each time end.
    pub(crate) ends: &'a [usize],
    /// Whether events of one time leave one after the other, each as an equal part of all of them: Efron's way.
    /// Otherwise all are there for each: Breslow's.
    pub(crate) apart: bool,
    /// What the hessian is multiplied by; empty where it is not.
    pub(crate) vector: &'a [f64],
}

/// A time, and the sums over all that are left then. Powers are relative to the largest score among these, whose item is
/// the top: it stands in no sum, so it hides no other.
#[derive(Clone, Copy)]
struct Time<N> {
    start: usize,
    end: usize,
    events: usize,
    /// The weight of the events.
    weight: f64,
    top: usize,
    /// Whether the top is an event of this time.
    own: bool,
    /// The powers of all, and of the events of this time.
    rest: [N; 2],
    /// The same, each times what the vector has more than at the top.
    turned: [N; 2],
}

/// A step of a time: one event leaves.
struct Step<N> {
    weight: N,
    /// What part of the events is still there.
    stays: N,
    /// The powers of all, of the top and of the others.
    total: N,
    top: N,
    rest: N,
    /// The mean of the vector, less what it is at the top.
    mean: N,
}

/// Sums over steps, each of its weight by something over the total.
#[derive(Clone, Copy)]
struct Sums<N> {
    /// 1.
    first: N,
    /// 1 over the total once more.
    second: N,
    /// The share of all but the top.
    miss: N,
    /// The mean of the vector.
    mean: N,
}

impl<N: Score> Sums<N> {
    const fn new(first: N, second: N, miss: N, mean: N) -> Self {
        Self { first, second, miss, mean }
    }
    #[inline(always)]
    fn zero() -> Self {
        let zero = N::join(0.0, 0.0);
        Self::new(zero, zero, zero, zero)
    }
    #[inline(always)]
    fn plus(self, o: Self) -> Self {
        Self::new(self.first + o.first, self.second + o.second, self.miss + o.miss, self.mean + o.mean)
    }
    /// With a step for items of which a part is there; of the top, `rest` is what the others have.
    #[inline(always)]
    fn with(self, step: &Step<N>, part: N) -> Self {
        let share = step.weight * part / step.total;
        let of =
            Self::new(share, share * part / step.total, share * step.rest / step.total, share * step.mean);
        self.plus(of)
    }
}

impl<N: Score> Time<N> {
    /// The steps; those of one event, or under Breslow's way, are one.
    #[inline(always)]
    fn steps(&self, line: &Timeline<'_>) -> impl Iterator<Item = Step<N>> {
        let (time, top) = (*self, N::join(line.weight(self.top), 0.0));
        let steps = if line.apart { self.events } else { self.events.min(1) };
        (0..steps).map(move |step| {
            let gone = N::join(step as f64, 0.0) / N::join(time.events as f64, 0.0);
            let stays = N::join(1.0, 0.0) - gone;
            let [rest, turned] = [time.rest, time.turned].map(|[all, events]| all - events * gone);
            let top = if time.own { top * stays } else { top };
            let total = rest + top;
            let weight = N::join(time.weight, 0.0) / N::join(steps as f64, 0.0);
            Step { weight, stays, total, top, rest, mean: turned / total }
        })
    }
}

impl Timeline<'_> {
    /// Whether there is more than one event at a time.
    pub(crate) fn tied(&self) -> bool {
        let starts = core::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(self.ends).any(|(start, &end)| self.events[start..end].iter().filter(|e| **e).count() > 1)
    }
    #[inline(always)]
    fn weight(&self, i: usize) -> f64 {
        self.weights.get(i).copied().unwrap_or(1.0)
    }
    #[inline(always)]
    fn along(&self, i: usize) -> f64 {
        self.vector.get(i).copied().unwrap_or(0.0)
    }
    /// What the vector has at an item more than at the top.
    #[inline(always)]
    fn turn<N: Score>(&self, i: usize, top: usize) -> N {
        N::join(self.along(i), 0.0) - self.along(top)
    }
    /// `e` to the score of an item less that of the top.
    #[inline(always)]
    fn fall<N: Score>(&self, i: usize, top: usize) -> N {
        let (high, low) = (self.scores[top], self.scores[i]);
        if high - low > FAR {
            return N::join(0.0, 0.0);
        }
        N::below::<false>(high, low, 1.0).1 * (1.0 / N::LIFT)
    }
    /// The times, from the last to the first.
    #[inline(always)]
    fn times<N: Score>(&self) -> Vec<Time<N>> {
        let zero = N::join(0.0, 0.0);
        let (mut times, mut start, mut top) = (Vec::with_capacity(self.ends.len()), 0, 0);
        let (mut rest, mut turned) = (zero, zero);
        for &end in self.ends {
            for i in start..end {
                if i == top {
                    continue;
                }
                if self.scores[i] > self.scores[top] {
                    let fall = self.fall::<N>(top, i);
                    let (power, turn) = (fall * self.weight(top), self.turn::<N>(top, i));
                    turned = (turned + rest * turn) * fall + power * turn;
                    rest = rest * fall + power;
                    top = i;
                } else {
                    let power = self.fall::<N>(i, top) * self.weight(i);
                    turned = turned + power * self.turn::<N>(i, top);
                    rest = rest + power;
                }
            }
            let mut time = Time {
                start,
                end,
                events: 0,
                weight: 0.0,
                top,
                own: false,
                rest: [rest, zero],
                turned: [turned, zero],
            };
            for i in (start..end).filter(|&i| self.events[i]) {
                time.events += 1;
                time.weight += self.weight(i);
                if i == top {
                    time.own = true;
                } else {
                    let power = self.fall::<N>(i, top) * self.weight(i);
                    time.rest[1] = time.rest[1] + power;
                    time.turned[1] = time.turned[1] + power * self.turn::<N>(i, top);
                }
            }
            times.push(time);
            start = end;
        }
        times
    }
}

#[inline(always)]
fn body<N: Score>(line: &Timeline<'_>) -> Shares {
    let zero = N::join(0.0, 0.0);
    let times = line.times::<N>();
    let mut surprisal = zero;
    for time in &times {
        for step in time.steps(line) {
            surprisal = surprisal + step.weight * (step.rest + (step.top - 1.0)).ln_1p();
        }
        for i in (time.start..time.end).filter(|&i| line.events[i]) {
            surprisal = surprisal + (N::join(line.scores[time.top], 0.0) - line.scores[i]) * line.weight(i);
        }
    }
    let n = line.scores.len();
    let [mut first, mut second, mut product] = [vec![0.0; n], vec![0.0; n], vec![0.0; line.vector.len()]];
    // Steps of the same top, and those of earlier times, whose tops were higher.
    let (mut near, mut far, mut top) = (Sums::<N>::zero(), Sums::<N>::zero(), usize::MAX);
    for time in times.iter().rev() {
        if top != usize::MAX && top != time.top {
            let fall = line.fall::<N>(time.top, top);
            far = Sums::new(
                (far.first + near.first) * fall,
                (far.second + near.second) * fall * fall,
                zero,
                (far.mean + near.mean + near.first * line.along(top)) * fall,
            );
            near = Sums::zero();
        }
        top = time.top;
        let (mut all, mut leaving, mut missed) = (Sums::<N>::zero(), Sums::<N>::zero(), zero);
        for step in time.steps(line) {
            all = all.with(&step, N::join(1.0, 0.0));
            leaving = leaving.with(&step, step.stays);
            missed = step.weight * step.rest / step.total;
        }
        for i in time.start..time.end {
            let here = if line.events[i] { leaving } else { all };
            let sums = near.plus(here);
            let power = if i == top { N::join(1.0, 0.0) } else { line.fall::<N>(i, top) } * line.weight(i);
            let mut slope = power * (far.first + sums.first);
            if line.events[i] && time.events == 1 {
                // 1 less a share of nearly 1 would cancel; the others have it.
                let others = if i == top { missed } else { N::join(time.weight, 0.0) - power * here.first };
                slope = power * (far.first + near.first) - others;
            } else if line.events[i] {
                slope = slope - line.weight(i);
            }
            first[i] = rounded::<N>(slope);
            second[i] = rounded::<N>(if i == top {
                power * far.first - power * power * far.second + power * sums.miss
            } else {
                power * (far.first + sums.first) - power * power * (far.second + sums.second)
            });
            if let Some(out) = product.get_mut(i) {
                let far = far.first * line.along(i) - far.mean;
                *out = rounded::<N>(power * (far + sums.first * line.turn::<N>(i, top) - sums.mean));
            }
        }
        near = near.plus(all);
    }
    Shares { surprisal: surprisal.parts(), first, second, product }
}

leaves! {
    /// Minus the logarithm of the likelihood of the events of a group, and its derivatives by the scores, none of which
    /// is a NaN.
    pub(crate) fn order[T: Storage][T](line: &Timeline<'_>) -> Shares {
        fused: body::<T::Capped<Fused>>,
        unfused: body::<T::Capped<NoFma>>,
    }
}
