//! The delta of Huber's loss by cross-validation, on the progression of diabetes.
//!
//! Delta is the residual from which on a row pulls with a constant force. It cannot be chosen by Huber's loss itself, which
//! shrinks with delta: the folds are scored by the absolute error, which has none. Each delta is tried on the targets as they
//! were measured, and on targets of which a tenth has slipped by a digit, where it matters.

use lossfn_examples_shared::{Outcome, Table, draw, some};
use lossfn_fit::{Choice, Features, Fit, Target, default_score, folds};
use lossfn_plot::{Chart, Series};

const FOLDS: usize = 10;
const SEED: u64 = 7;

/// From where nearly all residuals lie outside to where none does, by factors of the root of two.
fn deltas() -> Vec<f64> {
    (0..=22).map(|i| 2f64.powf(f64::from(i) / 2.0)).collect()
}

fn data(wrong: f64) -> Outcome<(Features, Target)> {
    let mut table = Table::read("diabetes.csv")?;
    let target = table.take("target")?;
    let slipped = some(target.len(), wrong, SEED);
    let target = target.iter().zip(slipped).map(|(y, wrong)| if wrong { 10.0 * y } else { *y }).collect();
    Ok((Features::new(table.names, table.columns)?, Target::Numbers(target)))
}

/// What each delta scores on rows that it was not fitted on.
fn choice(x: &Features, y: &Target) -> Outcome<Choice> {
    let (score, _) = default_score(&lossfn::get("huber")?, true, None)?;
    let mut fit = |delta: f64, x: &Features, y: &Target, _: Option<&[f64]>| {
        let loss = lossfn::get(&format!("huber(delta={delta:?})"))?;
        Fit::new(&loss).on(x, y)
    };
    let folds = folds(y, FOLDS, SEED)?;
    Ok(Choice::by_folds(&deltas(), &folds, &score, (x, y, None), &mut fit, &mut |_, _| {})?)
}

fn main() -> Outcome {
    println!(
        "{:<22} {:>8} {:>16} {:>16} {:>12}",
        "targets", "delta", "score", "squared error's", "absolute's"
    );
    let mut panels = vec![];
    for (name, wrong) in [("targets as measured", 0.0), ("a tenth of them wrong", 0.1)] {
        let (x, y) = data(wrong)?;
        let choice = choice(&x, &y)?;
        let (score, error) = (choice.scores[choice.best], choice.errors[choice.best]);
        // Huber's loss is squared error where delta is large, and absolute error where it is small.
        let ends = [choice.scores[deltas().len() - 1], choice.scores[0]];
        let score = format!("{score:.2} ± {error:.2}");
        println!("{name:<22} {:>8.1} {score:>16} {:>16.2} {:>12.2}", choice.value(), ends[0], ends[1]);
        let curve = |by: f64| {
            let all = choice.candidates.iter().zip(choice.scores.iter().zip(&choice.errors));
            all.map(|(delta, (score, error))| (delta.log2(), score + by * error)).collect::<Vec<_>>()
        };
        let best = vec![curve(0.0)[choice.best]];
        panels.push(Chart {
            title: name.into(),
            x_label: "delta, as a power of two".into(),
            y_label: "mean absolute error, held out".into(),
            series: vec![
                Series::new("mean of ten folds", curve(0.0)),
                Series::new("one standard error above", curve(1.0)),
                Series::new("one below", curve(-1.0)),
                Series::new("the least", best),
            ],
            y_range: None,
        });
    }
    draw("delta.png", "Delta of Huber's loss by cross-validation", panels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_targets_ask_for_a_small_delta() -> Outcome {
        let (x, y) = data(0.1)?;
        let wrong = choice(&x, &y)?;
        // Better than squared error by more than the score is uncertain, and delta lies inside of the range.
        assert!(wrong.scores[wrong.best] + wrong.errors[wrong.best] < wrong.scores[deltas().len() - 1]);
        assert!(wrong.best < deltas().len() - 4);
        Ok(())
    }
}
