//! What the items of one group make of each other.

use super::exchange::{Discounts, Exchange, ranked};
use crate::{
    data::Storage,
    kernels::{
        Column, Detected, Order, Outcome, Pair, ROWS, RowBlock, STATISTICS,
        order::{Timeline, order},
        shares::{Shares, shares},
    },
    spec::Grouping,
    stages::Settings,
};

/// The items of a group, and what a hessian is multiplied by.
pub(super) struct Group<'a> {
    pub(super) grouping: Grouping,
    pub(super) settings: &'a Settings,
    pub(super) discounts: &'a Discounts,
    pub(super) scores: Vec<f64>,
    /// Relevances, or times.
    pub(super) labels: Vec<f64>,
    /// Above 0 where there was one.
    pub(super) events: Vec<f64>,
    /// Empty where each is 1.
    pub(super) weights: Vec<f64>,
    pub(super) vector: &'a [f64],
}

/// A value, and derivatives by each item, in the order of gradient and hessian; none that were not asked for.
pub(super) type Found = (f64, [Vec<f64>; 2]);

/// What is asked of a group.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) isa: Detected,
    pub(super) order: Order,
}

/// Adds a number to a sum.
fn add(sum: &mut Pair, x: f64) {
    *sum = sum.plus(Pair { hi: x, lo: 0.0 });
}

fn rounded(sums: &[Pair], factor: f64) -> Vec<f64> {
    sums.iter().map(|sum| sum.round() * factor).collect()
}

impl Group<'_> {
    fn len(&self) -> usize {
        self.scores.len()
    }
    /// A NaN among the numbers of a group makes all of it NaN.
    fn spoilt(&self) -> bool {
        self.scores.iter().chain(&self.labels).chain(&self.events).any(|x| x.is_nan())
    }
    /// The value, and the derivatives by each item that were asked for.
    pub(super) fn value<T: Storage>(&self, kernel: &dyn RowBlock, wanted: Wanted) -> Found {
        let Wanted { isa, order } = wanted;
        if self.spoilt() {
            let all = |by| if order >= by { vec![f64::NAN; self.len()] } else { vec![] };
            return (f64::NAN, [all(Order::Gradient), all(Order::Hessian)]);
        }
        match self.grouping {
            Grouping::Region => return self.of_region::<T>(kernel, wanted),
            Grouping::Errors => return self.extended::<T>(kernel, wanted),
            _ => {}
        }
        let Some(list) = self.list::<T>(isa) else {
            return self.pairs::<T>(kernel, wanted);
        };
        let f = of_list::<T>(kernel, wanted, list.surprisal);
        let first = || list.first.iter().map(|g| f.first * g).collect();
        let bent = |(g, h): (&f64, &f64)| (f.second * g).mul_add(*g, f.first * h);
        let second = || list.first.iter().zip(&list.second).map(bent).collect();
        let all = match order {
            Order::Value => [vec![], vec![]],
            Order::Gradient => [first(), vec![]],
            Order::Hessian => [first(), second()],
        };
        (f.value, all)
    }
    /// The hessian times the vector.
    pub(super) fn product<T: Storage>(&self, kernel: &dyn RowBlock, isa: Detected) -> Vec<f64> {
        let n = self.len();
        if self.spoilt() {
            return vec![f64::NAN; n];
        }
        match self.grouping {
            Grouping::Region => return self.region_product::<T>(kernel, isa),
            Grouping::Errors => return self.extended_product::<T>(kernel, isa),
            _ => {}
        }
        let wanted = Wanted { isa, order: Order::Hessian };
        if let Some(list) = self.list::<T>(isa) {
            let f = of_list::<T>(kernel, wanted, list.surprisal);
            let along = list.first.iter().zip(self.vector).map(|(g, v)| g * v).sum::<f64>();
            let each = list.first.iter().zip(&list.product);
            return each.map(|(g, bent)| (f.second * along).mul_add(*g, f.first * bent)).collect();
        }
        let mut sums = vec![Pair::default(); n];
        let factor = self.blocks::<T>(kernel, wanted, |pairs, out| {
            for (k, &(_, [i, j])) in pairs.iter().enumerate() {
                let x = bend(out, k) * (self.vector[i] - self.vector[j]);
                add(&mut sums[i], x);
                add(&mut sums[j], -x);
            }
        });
        rounded(&sums, factor)
    }
    /// The surprisal of all items, where it is not pairs that are compared.
    fn list<T: Storage>(&self, isa: Detected) -> Option<Shares> {
        match self.grouping {
            Grouping::Pairs | Grouping::Exchanges | Grouping::Region | Grouping::Errors => None,
            Grouping::List => Some(shares::<T>(isa, &self.scores, &self.labels, self.vector)),
            Grouping::Order => {
                let least = self.labels.iter().copied().fold(f64::INFINITY, f64::min);
                let later: Vec<f64> = self.labels.iter().map(|y| -y).collect();
                Some(self.timeline::<T>(isa, &later, |i| self.labels[i] > least, false))
            }
            Grouping::Survival => {
                let apart = self.settings.ties.0 == 0;
                Some(self.timeline::<T>(isa, &self.labels, |i| self.events[i] > 0.0, apart))
            }
        }
    }
    /// The surprisal of the events, in the order of the items.
    fn timeline<T: Storage>(
        &self,
        isa: Detected,
        times: &[f64],
        event: impl Fn(usize) -> bool,
        apart: bool,
    ) -> Shares {
        let places = ranked(times);
        let moved = |x: &[f64]| x.iter().enumerate().map(|(k, _)| x[places[k]]).collect::<Vec<f64>>();
        let events: Vec<bool> = places.iter().map(|&i| event(i)).collect();
        let ends =
            (1..=places.len()).filter(|&k| k == places.len() || times[places[k]] != times[places[k - 1]]);
        let (scores, weights, vector) = (moved(&self.scores), moved(&self.weights), moved(self.vector));
        let line = Timeline {
            scores: &scores,
            weights: &weights,
            events: &events,
            ends: &ends.collect::<Vec<usize>>(),
            apart,
            vector: &vector,
        };
        // Slopes of events of one time vanish where their scores are equal, and are small beside.
        let found = if line.tied() { order::<f64>(isa, &line) } else { order::<T>(isa, &line) };
        let back = |x: &[f64]| {
            let mut out = x.to_vec();
            x.iter().zip(&places).for_each(|(x, &i)| out[i] = *x);
            out
        };
        let [first, second, product] = [&found.first, &found.second, &found.product].map(|x| back(x));
        Shares { first, second, product, ..found }
    }

    /// The sum over all pairs of which the first is the more relevant.
    fn pairs<T: Storage>(&self, kernel: &dyn RowBlock, wanted: Wanted) -> Found {
        let mut value = Pair::default();
        let sums = |by| vec![Pair::default(); if wanted.order >= by { self.len() } else { 0 }];
        let (mut first, mut second) = (sums(Order::Gradient), sums(Order::Hessian));
        let factor = self.blocks::<T>(kernel, wanted, |pairs, out| {
            for (k, &(_, [i, j])) in pairs.iter().enumerate() {
                add(&mut value, out.value[k]);
                if !first.is_empty() {
                    let Column { hi, lo } = out.first[0];
                    first[i] = first[i].plus(Pair { hi: hi[k], lo: lo[k] });
                    first[j] = first[j].plus(Pair { hi: -hi[k], lo: -lo[k] });
                }
                if !second.is_empty() {
                    add(&mut second[i], bend(out, k));
                    add(&mut second[j], bend(out, k));
                }
            }
        });
        (value.round() * factor, [rounded(&first, factor), rounded(&second, factor)])
    }
    /// Calls `f` with some pairs, the more relevant item first, and what the formula makes of them, until all have been
    /// seen. What its sums are then to be multiplied by.
    fn blocks<T: Storage>(
        &self,
        kernel: &dyn RowBlock,
        wanted: Wanted,
        mut f: impl FnMut(&[(f64, [usize; 2])], &Outcome),
    ) -> f64 {
        let (mut columns, mut out) = ([Column::ZERO; STATISTICS], Outcome::ZERO);
        let mut pairs = Vec::with_capacity(ROWS);
        let n = self.len();
        let exchange = (self.grouping == Grouping::Exchanges)
            .then(|| Exchange::new(&self.scores, &self.labels, self.settings, self.discounts));
        let order = if self.settings.normalize { wanted.order.max(Order::Gradient) } else { wanted.order };
        let weighed = |(i, j): (usize, usize)| {
            let (a, b) = (self.labels[i], self.labels[j]);
            let pair = if a > b { [i, j] } else { [j, i] };
            let weight = exchange.as_ref().map_or(Some(1.0), |e| e.weight(pair, &self.scores));
            weight.filter(|_| a != b).map(|weight| (weight, pair))
        };
        let mut all = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).filter_map(weighed);
        let mut slopes = Pair::default();
        loop {
            pairs.clear();
            pairs.extend(all.by_ref().take(ROWS));
            if pairs.is_empty() {
                return exchange.map_or(1.0, |exchange| exchange.factor(slopes.round()));
            }
            for (k, &(_, [i, j])) in pairs.iter().enumerate() {
                (columns[0].hi[k], columns[0].lo[k]) = difference(self.scores[i], self.scores[j]);
            }
            T::formula(kernel, wanted.isa, order, &columns, &mut out);
            if exchange.is_some() {
                for (k, &(weight, _)) in pairs.iter().enumerate() {
                    out.value[k] *= weight;
                    for column in [&mut out.first[0], &mut out.second[0][0]] {
                        column.hi[k] *= weight;
                        column.lo[k] *= weight;
                    }
                    add(&mut slopes, out.first[0].hi[k].abs());
                }
            }
            f(&pairs, &out);
        }
    }
}

/// `a - b`, and what rounding left of it.
pub(super) fn difference(a: f64, b: f64) -> (f64, f64) {
    let d = a - b;
    let back = d - a;
    let rest = (a - (d - back)) - (b + back);
    (d, if d.is_finite() { rest } else { 0.0 })
}

/// The second derivative of a pair.
fn bend(out: &Outcome, k: usize) -> f64 {
    let Column { hi, lo } = out.second[0][0];
    hi[k] + lo[k]
}

/// What the formula makes of a list, and its derivatives.
struct Made {
    value: f64,
    first: f64,
    second: f64,
}

fn of_list<T: Storage>(kernel: &dyn RowBlock, wanted: Wanted, [hi, lo]: [f64; 2]) -> Made {
    let (mut columns, mut out) = ([Column::ZERO; STATISTICS], Outcome::ZERO);
    (columns[0].hi[0], columns[0].lo[0]) = (hi, lo);
    T::formula(kernel, wanted.isa, wanted.order, &columns, &mut out);
    let Column { hi, lo } = out.first[0];
    Made { value: out.value[0], first: hi[0] + lo[0], second: bend(&out, 0) }
}
