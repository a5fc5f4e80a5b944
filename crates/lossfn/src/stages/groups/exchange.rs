//! What an exchange of two items of a list does to its NDCG.

use super::group::difference;
use crate::{
    formula::Choice,
    real::{Parts as _, Precise, Real as _},
    stages::Settings,
};

/// A number in two parts: what differs little has digits left.
type Split = [f64; 2];

/// What the first places count, from the first one on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Discounts(Vec<Precise>);

impl Discounts {
    /// Of as many places: `1/log2(place + 1)`, where the first place is 1.
    pub(crate) fn new(places: usize) -> Self {
        let two = Precise::new(2.0);
        Self((0..places).map(|place| two.ln() / (two + place as f64).ln()).collect())
    }
    /// Those after some places.
    pub(crate) fn after(&self, places: usize) -> Self {
        Self(self.0[places.min(self.0.len())..].to_vec())
    }
    /// The discounted gain of items that stand in some order, of which the first `k` count.
    pub(crate) fn gain(&self, gains: impl Iterator<Item = Precise>, k: usize) -> Precise {
        let each = gains.zip(&self.0).take(k).map(|(gain, discount)| gain * *discount);
        each.fold(Precise::new(0.0), |sum, x| sum + x)
    }
}

/// What a relevance is worth.
pub(crate) fn gain(relevance: f64, gain: Choice) -> Precise {
    let y = Precise::new(relevance);
    if gain.0 == 0 { (Precise::new(2.0).ln() * y).exp_m1() } else { y }
}

/// How many places count.
pub(crate) fn places(k: Option<f64>) -> usize {
    k.map_or(usize::MAX, |k| k as usize)
}

/// Items in the order of their numbers, from the largest; equal ones as they stand.
pub(crate) fn ranked(x: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[b].total_cmp(&x[a]).then(a.cmp(&b)));
    order
}

/// The items of a list, whose pairs are weighed.
pub(super) struct Exchange {
    /// The place of each item, from 0.
    places: Vec<usize>,
    k: usize,
    /// Of each item, less than 1 of all of the best order.
    gains: Vec<Split>,
    /// Of each item, that of its place.
    discounts: Vec<Split>,
    /// Whether near pairs and short lists are to count as others do.
    normalize: bool,
    all_equal: bool,
}

impl Exchange {
    pub(super) fn new(scores: &[f64], labels: &[f64], settings: &Settings, discounts: &Discounts) -> Self {
        let (n, k, order) = (scores.len(), places(settings.k), ranked(scores));
        let gains: Vec<Precise> = labels.iter().map(|&y| gain(y, settings.gain)).collect();
        let best = ranked(labels).into_iter().map(|i| gains[i]);
        let ideal = discounts.gain(best, k);
        let mut places = vec![0; n];
        order.iter().enumerate().for_each(|(place, &i)| places[i] = place);
        let parts = |x: Precise| x.parts();
        Self {
            k,
            gains: gains.into_iter().map(|g| parts(g / ideal)).collect(),
            discounts: places.iter().map(|&place| parts(discounts.0[place])).collect(),
            places,
            normalize: settings.normalize,
            all_equal: scores.iter().all(|x| *x == scores[0]),
        }
    }
    /// What a pair counts; nothing where both are behind the places that count.
    pub(super) fn weight(&self, [i, j]: [usize; 2], scores: &[f64]) -> Option<f64> {
        let less = |a: Split, b: Split| (a[0] - b[0]) + (a[1] - b[1]);
        let counts = self.places[i].min(self.places[j]) < self.k;
        let change = || less(self.gains[i], self.gains[j]) * less(self.discounts[i], self.discounts[j]);
        let apart = || 0.01 + difference(scores[i], scores[j]).0.abs();
        let near = || if self.normalize && !self.all_equal { apart() } else { 1.0 };
        counts.then(|| (change() / near()).abs())
    }
    /// What the sums of the list are multiplied by, whose pairs have slopes of this size in all.
    pub(super) fn factor(&self, slopes: f64) -> f64 {
        if !self.normalize || slopes == 0.0 {
            return 1.0;
        }
        let both: Precise = Precise::new(2.0 * slopes);
        (both.ln_1p() / Precise::new(2.0).ln() / both).to_f64()
    }
}
