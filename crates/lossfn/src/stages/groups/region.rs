//! Items as pixels of a region, which is predicted and which there is.

use super::group::{Found, Group, Wanted};
use crate::{
    data::Storage,
    kernels::{Column, Detected, Order, Outcome, ROWS, RowBlock, STATISTICS, regions},
    real::{Derived as _, Differentiable as _, Parts as _, Precise},
};

/// What the items of one error take, for each unit of weight.
struct Tied {
    /// Those that are in the region.
    inside: Precise,
    /// Those that are not.
    outside: Precise,
}

/// What items are wrong by, and how that changes.
struct Errors {
    value: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Group<'_> {
    /// What a region counts: the mean of the weights of its items.
    pub(super) fn part<T: Storage>(&self) -> f64 {
        T::from_f64(regions::mean(&self.weights)).to_f64()
    }
    fn weight(&self, i: usize) -> f64 {
        self.weights.get(i).copied().unwrap_or(1.0)
    }

    /// What the formula makes of the sums over the region.
    fn overlap<T: Storage>(&self, kernel: &dyn RowBlock, wanted: Wanted) -> (f64, regions::Slopes) {
        let (mut columns, mut out) = ([Column::ZERO; STATISTICS], Outcome::ZERO);
        let sums =
            regions::sums::<T>(wanted.isa, &self.scores, &self.labels, &self.weights, self.settings.squared);
        for (column, [hi, lo]) in columns.iter_mut().zip(sums) {
            (column.hi[0], column.lo[0]) = (hi, lo);
        }
        T::formula(kernel, wanted.isa, wanted.order, &columns, &mut out);
        let mut slopes = regions::Slopes::default();
        let split = |column: &Column| [column.hi[0], column.lo[0]];
        for k in 0..3 {
            slopes.first[k] = split(&out.first[k]);
            for l in 0..3 {
                slopes.second[k][l] = split(&out.second[k.min(l)][k.max(l)]);
            }
        }
        // Where a slope is infinite, as that of a root at 0, stands a kink with the least slope, 0.
        let mut all = slopes.first.iter().chain(slopes.second.iter().flatten());
        if !all.all(|[hi, _]| hi.is_finite()) {
            slopes = regions::Slopes::default();
        }
        (out.value[0], slopes)
    }
    /// The value of a region, and the derivatives by each item that were asked for.
    pub(super) fn of_region<T: Storage>(&self, kernel: &dyn RowBlock, wanted: Wanted) -> Found {
        let ((value, by), part) = (self.overlap::<T>(kernel, wanted), self.part::<T>());
        if wanted.order == Order::Value {
            return (value * part, [vec![], vec![]]);
        }
        let twice = wanted.order == Order::Hessian;
        let (p, t, w, squared) = (&self.scores, &self.labels, &self.weights, self.settings.squared);
        (value * part, regions::back::<T>(wanted.isa, p, t, w, squared, &by, part, twice))
    }
    /// The hessian of a region times the vector.
    pub(super) fn region_product<T: Storage>(&self, kernel: &dyn RowBlock, isa: Detected) -> Vec<f64> {
        let (_, by) = self.overlap::<T>(kernel, Wanted { isa, order: Order::Hessian });
        let (p, t, w, squared) = (&self.scores, &self.labels, &self.weights, self.settings.squared);
        regions::product::<T>(isa, p, t, w, squared, &by, self.part::<T>(), self.vector)
    }

    /// The Lovász extension of the Jaccard loss over the errors of the items: the largest first, each times how much less
    /// of the region is right with it.
    pub(super) fn extended<T: Storage>(&self, kernel: &dyn RowBlock, wanted: Wanted) -> Found {
        let errors = self.errors::<T>(kernel, wanted);
        let (takes, part) = (self.takes(kernel, &errors.value), self.part::<T>());
        let mut value = Precise::new(0.0);
        for (i, (take, &error)) in takes.iter().zip(&errors.value).enumerate() {
            if take.to_f64() != 0.0 && error != 0.0 {
                value = value + *take * error * self.weight(i);
            }
        }
        let by = |slopes: &[f64]| {
            let each = slopes.iter().zip(&takes).enumerate();
            each.map(|(i, (slope, take))| (*take * *slope * self.weight(i) * part).to_f64()).collect()
        };
        let (first, second) = (by(&errors.first), by(&errors.second));
        ((value * part).to_f64(), [first, second])
    }
    /// Its hessian times the vector: errors bend alone.
    pub(super) fn extended_product<T: Storage>(&self, kernel: &dyn RowBlock, isa: Detected) -> Vec<f64> {
        let (_, [_, second]) = self.extended::<T>(kernel, Wanted { isa, order: Order::Hessian });
        second.iter().zip(self.vector).map(|(h, v)| h * v).collect()
    }
    fn errors<T: Storage>(&self, kernel: &dyn RowBlock, wanted: Wanted) -> Errors {
        let (mut columns, mut out) = ([Column::ZERO; STATISTICS], Outcome::ZERO);
        let mut errors = Errors { value: vec![], first: vec![], second: vec![] };
        for (scores, labels) in self.scores.chunks(ROWS).zip(self.labels.chunks(ROWS)) {
            let n = scores.len();
            columns[0].hi[..n].copy_from_slice(scores);
            columns[1].hi[..n].copy_from_slice(labels);
            T::formula(kernel, wanted.isa, wanted.order, &columns, &mut out);
            errors.value.extend(&out.value[..n]);
            if wanted.order >= Order::Gradient {
                errors.first.extend(&out.first[0].hi[..n]);
            }
            if wanted.order >= Order::Hessian {
                errors.second.extend(&out.second[0][0].hi[..n]);
            }
        }
        errors
    }
    /// The items from the largest error to the smallest, in blocks of equal ones; without those that are right.
    fn by_error(&self, kernel: &dyn RowBlock, errors: &[f64]) -> (Vec<usize>, Vec<usize>) {
        let mut places: Vec<usize> = (0..errors.len()).filter(|&i| errors[i] > 0.0).collect();
        let same = |i: usize, j: usize| self.scores[i] == self.scores[j] && self.labels[i] == self.labels[j];
        let order = |&i: &usize, &j: &usize| {
            let later =
                self.scores[i].total_cmp(&self.scores[j]).then(self.labels[i].total_cmp(&self.labels[j]));
            errors[j].total_cmp(&errors[i]).then(later)
        };
        places.sort_by(order);
        // Errors that are equal as floats may yet differ.
        let exact = |i: usize| {
            let still = |x: f64| Precise::new(x).seeded(false).seeded(false);
            let error = kernel.reference(&[still(self.scores[i]), still(self.labels[i])]);
            error.dual().v.dual().v.parts()
        };
        let mut ends = vec![];
        let mut start = 0;
        while start < places.len() {
            let alike = places[start..].iter().take_while(|&&i| errors[i] == errors[places[start]]).count();
            let block = &mut places[start..start + alike];
            if block.iter().all(|&i| same(i, block[0])) {
                ends.push(start + alike);
            } else {
                let mut exactly: Vec<([f64; 2], usize)> = Vec::with_capacity(alike);
                for &i in &*block {
                    let last = exactly.last().filter(|(_, j)| same(i, *j)).map(|(number, _)| *number);
                    exactly.push((last.unwrap_or_else(|| exact(i)), i));
                }
                exactly.sort_by(|([a, b], _), ([c, d], _)| c.total_cmp(a).then(d.total_cmp(b)));
                for (k, &(number, i)) in exactly.iter().enumerate() {
                    if k > 0 && exactly[k - 1].0 != number {
                        ends.push(start + k);
                    }
                    block[k] = i;
                }
                ends.push(start + alike);
            }
            start += alike;
        }
        (places, ends)
    }
    /// What each item's error is multiplied by, for each unit of its weight; of items of one error the smallest that there
    /// are.
    fn takes(&self, kernel: &dyn RowBlock, errors: &[f64]) -> Vec<Precise> {
        let zero = Precise::new(0.0);
        let (places, ends) = self.by_error(kernel, errors);
        let inside = |i: usize| self.labels[i] > 0.0;
        let sum = |items: &mut dyn Iterator<Item = usize>| items.fold(zero, |sum, i| sum + self.weight(i));
        let all = sum(&mut (0..self.labels.len()).filter(|&i| inside(i)));
        // From the last block to the first, so that what is left is a sum and no difference.
        let right = (0..self.labels.len()).filter(|&i| inside(i) && errors[i] <= 0.0);
        let mut left = vec![sum(&mut right.into_iter())];
        let starts: Vec<usize> = core::iter::once(0).chain(ends.iter().copied()).collect();
        for block in starts.windows(2).rev() {
            let own = sum(&mut places[block[0]..block[1]].iter().copied().filter(|&i| inside(i)));
            left.push(left[left.len() - 1] + own);
        }
        left.reverse();
        let (mut takes, mut outside) = (vec![zero; errors.len()], zero);
        for (block, left) in starts.windows(2).zip(left.windows(2)) {
            let items = &places[block[0]..block[1]];
            let own = sum(&mut items.iter().copied().filter(|&i| inside(i)));
            let others = sum(&mut items.iter().copied().filter(|&i| !inside(i)));
            let tied = tied([own, others], all + outside, [left[0], left[1]]);
            for &i in items {
                takes[i] = if inside(i) { tied.inside } else { tied.outside };
            }
            outside = outside + others;
        }
        takes
    }
}

/// What the items of one error take: of weight `inside` and `outside` the region, where the union was `union` before them,
/// and the weight of the region that is left before and after them is `left`.
///
/// All share alike, if no part of them would take more than it may: the point of least norm of the polytope of the
/// differences, which the two extreme orders bound.
fn tied([inside, outside]: [Precise; 2], union: Precise, left: [Precise; 2]) -> Tied {
    let (zero, positive) = (Precise::new(0.0), |x: Precise| x.to_f64() > 0.0);
    let grown = union + outside;
    if !positive(union) {
        // Of an empty region one wrong item makes all wrong.
        return Tied { inside: zero, outside: Precise::new(1.0) / outside };
    }
    let (most, least) = (Precise::new(1.0) / union, Precise::new(1.0) / grown);
    let [outside_last, outside_first] = [left[1], left[0]].map(|left| left / (union * grown));
    let alike = (inside * most + outside * outside_last) / (inside + outside);
    if !positive(inside) || !positive(outside) {
        return Tied { inside: most, outside: outside_last };
    }
    let above = |a: Precise, b: Precise| (a - b).to_f64() > 0.0;
    if above(alike, most) {
        Tied { inside: most, outside: outside_last }
    } else if above(least, alike) {
        Tied { inside: least, outside: outside_first }
    } else {
        Tied { inside: alike, outside: alike }
    }
}
