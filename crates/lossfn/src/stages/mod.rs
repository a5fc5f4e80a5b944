//! How data becomes the numbers that formulas read, and how derivatives go back.
//!
//! A stage sees *items*: elements, or rows. It turns a block of items into values, and into gradients
//! and hessians of `Items::width` numbers for each item. It knows no loss.

mod batch;
mod elements;
mod groups;
mod rows;
pub(crate) mod softmax;
mod target;
mod taught;
mod vectors;

use core::ops::Range;
use std::sync::Arc;

pub(crate) use batch::{Along, Batch, Centres};
pub(crate) use elements::{Elements, check};
pub(crate) use groups::{Ranked, exchange};
pub(crate) use rows::RowPairs;
pub(crate) use softmax::{Softmax, row::weigh};
pub(crate) use target::Target;
pub(crate) use taught::Taught;
pub(crate) use vectors::Tuples;

pub use crate::kernels::{BoxNumber, Boxes, Coordinate, Cosine, Overlap, Sums, Units, Vectors, Whitened};

use crate::{
    Error,
    data::Storage,
    formula::Choice,
    kernels::{Detected, Order, Pair},
};

/// A number that a row of logits and its target give to a formula. None of them has cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// `sum_c t_c w_c (-ln p_c)` of the target `t`; without the weight where there is a label.
    Surprisal,
    /// The class weight of the label; 1 for a target distribution, whose weights stand in the
    /// surprisal. A constant.
    Weight,
    /// `sum_c w_c (-ln p_c) / C`: the surprisal of a target that is spread over all classes.
    Spread,
    /// [`Statistic::Spread`] over the classes that the target is not: `sum_c (1 - t_c) w_c (-ln p_c) / (C - 1)`.
    Others,
    /// `ln sum_c e^(x_c)` of the logits `x`, after the temperature.
    LogSumExp,
    /// The score of the label, as it is.
    Own,
    /// `T^2 sum_c q_c ln(q_c/p_c)` of the softmax `q` of a teacher, where both logits are divided by the
    /// temperature `T`. Only rows that have a teacher have it.
    Divergence,
    /// What [`Statistic::Surprisal`] is in a batch, of the partner of an item: of its key among all queries, or of
    /// its second view. In a batch the surprisal is the mean of that of the positives, among all that the item
    /// is compared with.
    Reverse,
    /// `ln sum e^z` of the scores `z` of the positives of an item of a batch.
    Positives,
    /// `ln sum e^z` of the scores of what else it is compared with.
    Negatives,
    /// `sum ln(1 + e^-z)` of its positives.
    Attraction,
    /// `sum ln(1 + e^z)` of what else it is compared with.
    Repulsion,
    /// The largest score of another class; of none -inf. Where several have it, it has slope 0 in each.
    Rival,
    /// The number of the first and the second of some vectors: see [`Sums`].
    Near,
    /// Another number of the first and the second.
    Beside,
    /// That of the first and the third.
    Far,
    /// That of the second and the third.
    Across,
    /// What a pair of vectors or an item of a group is labelled with, as a number. A constant.
    Label,
    /// `sum_c max(0, m - x_y + x_c) / C` over the classes but the label `y`, where scores should be a margin
    /// `m` below it. Of rows with [`Row::Sets`](crate::spec::Row::Sets) the sum over all pairs of a class that
    /// is set, in the place of the label, and one that is not.
    Violation,
    /// [`Statistic::Violation`] of squares: `sum_c max(0, m - x_y + x_c)^2 / C`. Only rows with labels have it.
    SquaredViolation,
    /// How far the score of the more relevant item of a pair of a group is ahead of that of the other. The surprisal of
    /// a group is minus the logarithm of the likelihood of what its items say: see [`Grouping`](crate::spec::Grouping).
    Ahead,
    /// What two regions share: `sum w p t` of the memberships `p` that are predicted and `t` that there are. See
    /// [`Grouping::Region`](crate::spec::Grouping::Region).
    Shared,
    /// What the predicted region has alone: `sum w p (1 - t)`; of squares what differs, `sum w (p - t)^2`.
    Extra,
    /// What it lacks: `sum w (1 - p) t`; of squares their sizes, `sum w (p^2 + t^2)`.
    Missing,
    /// What is predicted of an item of a group.
    Item,
}

impl Statistic {
    /// Whether it compares scores, without probabilities.
    pub(crate) const fn ranked(self) -> bool {
        matches!(self, Self::Own | Self::Rival | Self::Violation | Self::SquaredViolation)
    }
    /// The two vectors that it is made of, where it is.
    pub(crate) const fn vectors(self) -> Option<[usize; 2]> {
        match self {
            Self::Near | Self::Beside => Some([0, 1]),
            Self::Far => Some([0, 2]),
            Self::Across => Some([1, 2]),
            _ => None,
        }
    }
}

/// What a stage of rows of scores applies before the formula sees them: parameters of a loss that have these
/// names and stand in its `applies`.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What logits are divided by.
    pub temperature: f64,
    /// What logits are capped at before, softly.
    pub softcap: Option<f64>,
    /// How far scores that are compared should be apart; of a batch how much further a positive has to be ahead: see
    /// [`Score`](crate::spec::Score).
    pub margin: f64,
    /// A weight for each class.
    pub class_weight: Option<Arc<[f64]>>,
    /// What cosines are multiplied by.
    pub scale: f64,
    /// What is added to scores.
    pub bias: f64,
    /// What self-paced scores are multiplied by.
    pub gamma: f64,
    /// How many of the first places of a group count.
    pub k: Option<f64>,
    /// What a relevance is worth: 0 for `2^y - 1`, 1 for `y`.
    pub gain: Choice,
    /// Whether exchanges are made comparable between groups, and between pairs that are near and far apart.
    pub normalize: bool,
    /// What is made of events of the same time: 0 for Efron's way, 1 for Breslow's.
    pub ties: Choice,
    /// Whether the sizes of regions are sums of squares.
    pub squared: bool,
    /// Whether a region that is not there counts.
    pub absent: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            temperature: 1.0,
            softcap: None,
            class_weight: None,
            scale: 1.0,
            bias: 0.0,
            margin: 0.0,
            gamma: 1.0,
            k: None,
            gain: Choice(0),
            normalize: false,
            ties: Choice(0),
            squared: false,
            absent: true,
        }
    }
}

/// A loss over statistics of rows: it lists what it reads.
///
/// Statistics that compare scores stand alone, and need labels:
///
/// ```
/// lossfn::loss! {
///     /// How far the label is behind.
///     struct Behind = "behind"
///     softmax(own, rival) = rival - own;
///     labels only;
/// }
/// let rows = lossfn::Logits::rows(&[2.0, 0.5], 2)?;
/// assert_eq!(Behind::new().on(rows, &[0u8]).mean()?, -1.5);
/// # Ok::<(), lossfn::Error>(())
/// ```
///
/// ```compile_fail
/// lossfn::loss! {
///     /// Cross-entropy, of statistics that are not made together.
///     struct Mixed = "mixed"
///     softmax(own, log_sum_exp) = log_sum_exp - own;
///     labels only;
/// }
/// let rows = lossfn::Logits::rows(&[2.0, 0.5], 2)?;
/// Mixed::new().on(rows, &[0u8]).mean()?;
/// # Ok::<(), lossfn::Error>(())
/// ```
pub trait Reads {
    /// What its formula is written over, in order.
    const STATISTICS: &'static [Statistic];
    /// Whether its formula means nothing for a target distribution.
    const LABELS_ONLY: bool = false;
    /// The first of these that it does read, with the parameters that it has.
    fn reads(&self) -> &'static [Statistic] {
        Self::STATISTICS
    }
}

/// What the driver asks of a block of items.
pub(crate) struct Ask<'a, T> {
    pub(crate) isa: Detected,
    pub(crate) order: Order,
    /// Which items of the block count; those that do not may hold anything, and their results are dropped.
    pub(crate) kept: Option<&'a [bool]>,
    /// What the derivatives are multiplied by.
    pub(crate) scale: f64,
    pub(crate) v: &'a mut [T],
    pub(crate) g: &'a mut [T],
    pub(crate) h: &'a mut [T],
}

/// What the driver asks of a block of items that is multiplied.
pub(crate) struct Times<'a, T> {
    pub(crate) isa: Detected,
    /// As in [`Ask`].
    pub(crate) kept: Option<&'a [bool]>,
    /// What the product is multiplied by.
    pub(crate) scale: f64,
    /// The part of the vector that belongs to the items.
    pub(crate) vector: &'a [T],
    pub(crate) out: &'a mut [T],
}

/// What items consist of.
#[derive(Clone, Copy)]
pub(crate) struct Members {
    /// How many there are in all.
    pub(crate) count: usize,
    /// Whether weights are theirs, and not those of items.
    pub(crate) weighed: bool,
}

/// Data as items.
pub(crate) trait Items<T: Storage>: Sync {
    /// How many items there are.
    fn len(&self) -> usize;
    /// How many derivatives an item has.
    fn width(&self) -> usize;
    /// The items in a block: fixed by the shape of the data, so that sums have a fixed order.
    fn block(&self) -> usize;
    /// Whether an item is to be left out, by its label.
    fn ignored(&self, _item: usize) -> bool {
        false
    }
    /// Whether any item may be ignored.
    fn ignores(&self) -> bool {
        false
    }
    /// What an item adds to the denominator of a mean, where that is not 1.
    fn denominators(&self) -> Option<&[T]> {
        None
    }
    /// Labels in range: checked before any work, in the items that count.
    fn check_labels(&self, _kept: Option<&[bool]>) -> Result<(), Error> {
        Ok(())
    }
    /// Values inside their domains, in the items that count.
    fn check_values(&self, _kept: Option<&[bool]>) -> Result<(), Error> {
        Ok(())
    }
    /// The sum of the values of a block of items, and gradients, in one pass, where there is such a pass
    /// and every item counts once.
    fn sum(&self, _items: Range<usize>, _ask: &mut Ask<'_, T>) -> Option<Pair> {
        None
    }
    /// Settles what depends on which items count, before any of them is run; answers which of them do count.
    fn settle(&mut self, kept: Option<Vec<bool>>) -> Option<Vec<bool>> {
        kept
    }
    /// The way to derivatives, where those of an item are no matter of its own: [`Items::run`] gives values only.
    fn coupled(&self) -> Option<&dyn Coupled<T>> {
        None
    }
    /// The members of the items, where these are what masks are about.
    fn members(&self) -> Option<Members> {
        None
    }
    /// Which members there are to be, and their weights where these are theirs; before anything is checked.
    fn admit(&mut self, _kept: Option<Vec<bool>>, _weights: Option<Vec<f64>>) {}
    /// Turns a block of items into values and derivatives.
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>);
    /// The hessian of each item of a block times its part of a vector.
    fn multiply(&self, items: Range<usize>, times: Times<'_, T>);
}

/// [`Items::multiply`] where the hessian of an item is its diagonal.
pub(crate) fn diagonal<T: Storage>(stage: &dyn Items<T>, items: Range<usize>, times: Times<'_, T>) {
    let Times { isa, kept, scale, vector, out } = times;
    let (mut v, mut g) = (vec![T::default(); items.len()], vec![T::default(); out.len()]);
    stage.run(items, Ask { isa, order: Order::Hessian, kept, scale, v: &mut v, g: &mut g, h: out });
    for (h, v) in out.iter_mut().zip(vector) {
        *h = T::from_f64(weigh(h.to_f64(), v.to_f64()));
    }
}

/// Items whose losses read the same numbers.
pub(crate) trait Coupled<T: Storage>: Sync {
    /// The values of all items, and the derivatives of their sum, each multiplied by a factor: 0 for one that
    /// does not count; second derivatives likewise, where there is room for them.
    ///
    /// # Errors
    /// When there are not as many threads.
    fn gradient(
        &self,
        isa: Detected,
        threads: usize,
        factors: &[f64],
        values: &mut [T],
        g: &mut [T],
        h: &mut [T],
    ) -> Result<(), Error>;
    /// The way to products with the hessian, where there is one.
    fn curved(&self) -> Option<&dyn Curved<T>> {
        None
    }
}

/// Coupled items that multiply their hessian.
pub(crate) trait Curved<T: Storage>: Sync {
    /// The hessian of the sum of the losses, each multiplied by a factor, times a vector.
    ///
    /// # Errors
    /// When there are not as many threads.
    fn product(
        &self,
        isa: Detected,
        threads: usize,
        factors: &[f64],
        vector: &[T],
        out: &mut [T],
    ) -> Result<(), Error>;
}

/// Whether item `i` counts.
pub(crate) fn counts(kept: Option<&[bool]>, i: usize) -> bool {
    kept.is_none_or(|k| k[i])
}
