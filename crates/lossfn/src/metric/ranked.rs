//! Lists in the order of their scores, and what many metrics make of one.
//!
//! Items of equal scores have no order, so a metric is its mean over all orders of these: no order of the rows and no chance
//! decides it.

use super::Tally;
use crate::{
    formula::Choice,
    real::{Parts as _, Precise},
    spec::Domain,
    stages::exchange::{Discounts, gain, places, ranked},
};

/// How relevant an item may be.
pub(super) const RELEVANCE: Domain = Domain::closed(0.0, 1000.0);
/// How many places may count.
pub(super) const PLACES: Domain = Domain::closed(1.0, 4294967296.0);

/// The relevances of items of equal scores, from the highest score on; none where a number is a NaN.
pub(super) fn blocks(scores: &[f64], relevance: &[f64]) -> Option<Vec<Vec<f64>>> {
    if scores.iter().chain(relevance).any(|x| x.is_nan()) {
        return None;
    }
    let equal = |&a: &usize, &b: &usize| scores[a] == scores[b];
    let order = ranked(scores);
    Some(order.chunk_by(equal).map(|block| block.iter().map(|&i| relevance[i]).collect()).collect())
}

/// The discounted gain of some blocks, and that of the best order.
pub(super) fn gains(blocks: &[Vec<f64>], k: Option<f64>, worth: Choice) -> [Precise; 2] {
    let (zero, k) = (Precise::new(0.0), places(k));
    let n = blocks.iter().map(Vec::len).sum();
    let discounts = Discounts::new(n);
    let (mut sum, mut place) = (zero, 0);
    for block in blocks {
        let whole = block.iter().fold(zero, |sum, &y| sum + gain(y, worth));
        let ones = core::iter::repeat_n(Precise::new(1.0), block.len());
        sum = sum
            + whole * discounts.after(place).gain(ones, k.saturating_sub(place))
                / Precise::new(block.len() as f64);
        place += block.len();
    }
    let all = blocks.concat();
    let best = ranked(&all).into_iter().map(|i| gain(all[i], worth));
    [sum, discounts.gain(best, k)]
}

/// The mean of `1/place` of the item that ends the search, of which each does with its probability; 0 where none does. As
/// many items of equal scores take the square of their number, unless each ends it surely or never.
pub(super) fn search(blocks: &[Vec<f64>], k: Option<f64>, ends: impl Fn(f64) -> Precise) -> f64 {
    let (one, k) = (Precise::new(1.0), places(k));
    let (mut sum, mut going, mut place) = (Precise::new(0.0), one, 0);
    for block in blocks {
        let goes = going_on(&block.iter().map(|&y| one - ends(y)).collect::<Vec<_>>());
        for pair in goes.windows(2).take(k.saturating_sub(place)) {
            place += 1;
            sum = sum + going * (pair[0] - pair[1]) / Precise::new(place as f64);
        }
        going = going * goes[block.len()];
    }
    rounded(sum)
}

/// The mean of the products of `p` of some numbers, over all choices of these, for each `p`.
fn going_on(numbers: &[Precise]) -> Vec<Precise> {
    let (zero, one) = (Precise::new(0.0), Precise::new(1.0));
    let count = |x: f64| numbers.iter().filter(|n| n.parts() == [x, 0.0]).count();
    let (n, ones) = (numbers.len(), count(1.0));
    if ones + count(0.0) == n {
        // Of as many ones, as many as are chosen.
        let next = |chosen: &mut Precise, p: usize| {
            let here = *chosen;
            let [left, all] = [ones.saturating_sub(p), (n - p).max(1)].map(|x| Precise::new(x as f64));
            *chosen = here * left / all;
            Some(here)
        };
        return (0..=n).scan(one, next).collect();
    }
    let mut products = vec![one];
    for (n, &x) in numbers.iter().enumerate() {
        products.push(zero);
        for p in (1..=n + 1).rev() {
            let share = Precise::new(p as f64) / Precise::new((n + 1) as f64);
            products[p] = (one - share) * products[p] + share * x * products[p - 1];
        }
    }
    products
}

/// The nearest f64.
pub(super) fn rounded(x: Precise) -> f64 {
    x.parts().iter().sum()
}

/// The mean of the numbers of groups.
pub(super) fn mean(tally: &Tally) -> f64 {
    tally.total(0).ratio(&tally.weight())
}
