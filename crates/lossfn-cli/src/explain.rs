//! Where a loss comes from: which groups, which terms, how few rows.

use lossfn::reduce::ExactSum;
use lossfn::{AnyLoss, Evaluation, OnEmpty, Partial, Reduction};

use crate::batch::Batch;
use crate::columns::Layout;
use crate::failure::Result;
use crate::tasks::Task;

/// The parts of the rows whose share is told, in percent.
const WORST: [usize; 3] = [1, 5, 10];
/// In percent.
const QUANTILES: [(usize, &str); 6] =
    [(0, "min"), (25, "25 %"), (50, "median"), (75, "75 %"), (95, "95 %"), (100, "max")];

/// What is kept of all rows for one loss of one prediction.
pub(crate) struct Origins {
    /// What each row adds.
    contributions: Vec<f64>,
    /// Each term of a sum, without its coefficient.
    terms: Vec<(AnyLoss, f64, Partial)>,
}

/// Where a loss comes from.
#[derive(Clone, Debug)]
pub(crate) struct Explanation {
    pub(crate) loss: String,
    pub(crate) label: String,
    pub(crate) pred: String,
    pub(crate) groups: Vec<GroupShare>,
    pub(crate) terms: Vec<TermShare>,
    pub(crate) worst: Vec<WorstShare>,
    /// Quantiles of what rows add, with their percents and names; empty without rows.
    pub(crate) quantiles: Vec<(usize, &'static str, f64)>,
}

/// What a group adds. Shares are `None` where there is no total to have a share of.
#[derive(Clone, Debug)]
pub(crate) struct GroupShare {
    pub(crate) name: String,
    pub(crate) count: u64,
    pub(crate) of_rows: Option<f64>,
    pub(crate) of_loss: Option<f64>,
}

/// What a term of a sum adds.
#[derive(Clone, Debug)]
pub(crate) struct TermShare {
    pub(crate) term: String,
    /// With its coefficient, under the reduction that was asked for.
    pub(crate) value: f64,
    pub(crate) of_loss: Option<f64>,
}

/// What the worst rows add.
#[derive(Clone, Debug)]
pub(crate) struct WorstShare {
    pub(crate) percent: usize,
    pub(crate) count: usize,
    pub(crate) of_loss: Option<f64>,
}

impl Origins {
    pub(crate) fn new(task: &Task) -> Self {
        let terms = match task.of.terms() {
            [_] => vec![],
            terms => terms
                .iter()
                .map(|t| {
                    let loss = AnyLoss::of(t.loss.clone());
                    let part = Partial::new(&loss);
                    (loss, t.coefficient, part)
                })
                .collect(),
        };
        Self { contributions: vec![], terms }
    }

    pub(crate) fn add(
        &mut self,
        task: &Task,
        layout: &Layout,
        batch: &Batch,
        threads: usize,
        result: &Evaluation<f64>,
    ) -> Result<()> {
        self.contributions
            .extend((0..result.len()).filter(|&i| result.counts(i)).map(|i| result.contribution(i)));
        for (loss, _, part) in &mut self.terms {
            task.evaluate_as(loss, layout, batch, threads)?.add_to(std::slice::from_mut(part), |_| 0)?;
        }
        Ok(())
    }

    /// The groups are named, each with its part of the result.
    pub(crate) fn explain(
        mut self,
        task: &Task,
        reduction: Reduction,
        groups: &[String],
        parts: &[Partial],
    ) -> Result<Explanation> {
        let mut total = Partial::new(&task.of);
        for part in parts {
            total.merge(part)?;
        }
        let value = |part: &Partial| part.value(reduction, OnEmpty::Nan);
        let whole = value(&total)?;
        let terms = self.terms.iter().map(|(loss, coefficient, part)| {
            let value = coefficient * value(part)?;
            Ok(TermShare { term: term_name(*coefficient, loss), value, of_loss: share(value, whole) })
        });
        let groups = groups.iter().zip(parts).map(|(name, part)| GroupShare {
            name: name.clone(),
            count: part.count(),
            of_rows: share(part.count() as f64, total.count() as f64),
            of_loss: share(part.sum(), total.sum()),
        });
        let (terms, groups) = (terms.collect::<Result<_>>()?, groups.collect());
        self.contributions.sort_unstable_by(|a, b| b.total_cmp(a));
        let worst = WORST.iter().map(|&percent| worst_share(&self.contributions, percent)).collect();
        let quantiles = if self.contributions.is_empty() { &[][..] } else { &QUANTILES[..] };
        let quantiles =
            quantiles.iter().map(|&(p, name)| (p, name, quantile(&self.contributions, p))).collect();
        Ok(Explanation {
            loss: task.name.clone(),
            label: task.label.clone(),
            pred: task.pred.clone(),
            groups,
            terms,
            worst,
            quantiles,
        })
    }
}

fn term_name(coefficient: f64, loss: &AnyLoss) -> String {
    if coefficient == 1.0 { loss.to_string() } else { format!("{coefficient}*{loss}") }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    let share = part / whole;
    share.is_finite().then_some(share)
}

/// The share of the worst rows, at least one. There is none where rows add less than nothing: the
/// others would have more than all of it.
fn worst_share(descending: &[f64], percent: usize) -> WorstShare {
    let count = (descending.len() * percent).div_ceil(100);
    let sum = |rows: &[f64]| {
        let mut sum = ExactSum::new();
        sum.add_slice(rows);
        sum
    };
    let total = sum(descending);
    let any_below = descending.last().is_some_and(|&x| x < 0.0);
    let share = if any_below { f64::NAN } else { sum(&descending[..count]).ratio(&total) };
    WorstShare { percent, count, of_loss: share.is_finite().then_some(share) }
}

/// Between two rows, the value on the line through both.
fn quantile(descending: &[f64], percent: usize) -> f64 {
    let last = descending.len() - 1;
    // In whole numbers, so that nothing is rounded before the two rows are found.
    let (below, part) = (last * percent / 100, (last * percent % 100) as f64 / 100.0);
    let (low, high) = (descending[last - below], descending[last - (below + 1).min(last)]);
    if part == 0.0 || low == high { low } else { low + part * (high - low) }
}

#[cfg(test)]
mod tests {
    use super::{quantile, worst_share};

    #[test]
    fn by_hand() {
        let rows = [4.0, 3.0, 2.0, 1.0];
        for (p, expected) in [(0, 1.0), (25, 1.75), (50, 2.5), (95, 3.85), (100, 4.0)] {
            assert_eq!(quantile(&rows, p), expected);
        }
        let worst = worst_share(&rows, 5);
        assert_eq!((worst.count, worst.of_loss), (1, Some(0.4)));
        assert_eq!(worst_share(&[1.0, -1.0], 10).of_loss, None);
        assert_eq!(worst_share(&[0.0, 0.0], 10).of_loss, None);
        assert_eq!(worst_share(&[], 10).count, 0);
    }
}
