//! Few positives: cross-entropy, balanced cross-entropy and focal loss, by their curves of precision over recall.
//!
//! Is this digit an eight? Of those that are trained on one in forty is: three of four eights are taken out. Each loss fits
//! the same linear model of 64 pixels. The balanced loss counts both classes as much (its alpha is the share of the other
//! class), the focal loss fades what is easy (Lin et al. 2017, arXiv:1708.02002). What one sees is that all of them order
//! the digits nearly alike: they differ in where a probability of one half lies on the same curve.

use lossfn::functions::Link;
use lossfn_examples_shared::{Outcome, Table, draw, some};
use lossfn_fit::{Features, Fit, Target};
use lossfn_plot::{Chart, Series};

const LOSSES: [(&str, &str); 4] = [
    ("cross-entropy", "bce_with_logits"),
    ("balanced", "binary_focal(gamma=0, alpha=0.97)"),
    ("focal", "binary_focal(gamma=2)"),
    ("focal, balanced", "binary_focal(gamma=2, alpha=0.97)"),
];

struct Split {
    train: (Features, Target),
    held: (Features, Vec<f64>),
}

fn data() -> Outcome<Split> {
    let mut table = Table::read("digits.csv")?;
    let label = table.take("label")?;
    let taken = some(label.len(), 0.25, 7);
    let part = |keep: &dyn Fn(usize) -> bool| -> Outcome<(Features, Vec<f64>)> {
        let rows = table.filter(keep);
        let eight =
            (0..label.len()).filter(|i| keep(*i)).map(|i| f64::from(u8::from(label[i] == 8.0))).collect();
        Ok((Features::new(rows.names, rows.columns)?, eight))
    };
    let (features, target) = part(&|i| i % 2 == 0 && (label[i] != 8.0 || taken[i]))?;
    Ok(Split { train: (features, Target::Numbers(target)), held: part(&|i| i % 2 == 1)? })
}

/// Recall and precision where the first, the first two, ... of the highest scores are taken, equal scores together.
fn curve(scores: &[f64], eight: &[f64]) -> Vec<(f64, f64)> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let all: f64 = eight.iter().sum();
    let mut found = 0.0;
    let points = order.iter().enumerate().map(|(k, &i)| {
        found += eight[i];
        (found / all, found / (k + 1) as f64)
    });
    points.collect()
}

struct Result {
    average_precision: f64,
    recall: f64,
    precision: f64,
    curve: Vec<(f64, f64)>,
    /// The share of the eights with at least so high a probability.
    above: Vec<(f64, f64)>,
}

fn fitted(loss: &str, split: &Split) -> Outcome<Result> {
    let loss = lossfn::get(loss)?;
    let (x, y) = &split.train;
    let model = Fit::new(&loss).penalty("l2(0.001)".parse()?).standardize(true).on(x, y)?.model;
    let (x, eight) = &split.held;
    let logits = model.linear(x)?;
    let taken: Vec<f64> = logits.iter().zip(eight).filter(|(z, _)| **z > 0.0).map(|(_, y)| *y).collect();
    let found: f64 = taken.iter().sum();
    let probabilities = Link::Logit.inverse(&logits);
    let share = |limit: f64| {
        let above = probabilities.iter().zip(eight).filter(|(p, y)| **p >= limit && **y == 1.0);
        above.count() as f64 / eight.iter().sum::<f64>()
    };
    let above = (0..=100).map(|i| f64::from(i) / 100.0).map(|limit| (limit, share(limit))).collect();
    Ok(Result {
        average_precision: lossfn::metric("average_precision")?.on(&logits[..], &eight[..]).value()?,
        recall: found / eight.iter().sum::<f64>(),
        precision: found / taken.len() as f64,
        curve: curve(&logits, eight),
        above,
    })
}

fn main() -> Outcome {
    let split = data()?;
    println!("{:<16} {:>18} {:>15} {:>17}", "loss", "average precision", "recall at 1/2", "precision at 1/2");
    let mut series = vec![];
    for (name, loss) in LOSSES {
        let result = fitted(loss, &split)?;
        println!(
            "{name:<16} {:>18.3} {:>15.3} {:>17.3}",
            result.average_precision, result.recall, result.precision
        );
        series.push((name, result));
    }
    let curves = |of: fn(&Result) -> &Vec<(f64, f64)>| {
        series.iter().map(|(name, result)| Series::new(*name, of(result).clone())).collect::<Vec<_>>()
    };
    let halves =
        series.iter().map(|(name, result)| Series::new(*name, vec![(result.recall, result.precision)]));
    let panels = vec![
        Chart {
            title: "Dots: where the limit is one half".into(),
            x_label: "recall".into(),
            y_label: "precision".into(),
            series: curves(|r| &r.curve).into_iter().chain(halves).collect(),
            y_range: Some((0.0, 1.02)),
        },
        Chart {
            title: "The same order, other probabilities".into(),
            x_label: "limit of the probability".into(),
            y_label: "recall".into(),
            series: curves(|r| &r.above),
            y_range: Some((0.0, 1.02)),
        },
    ];
    draw("imbalance.png", "Is it an eight? One in forty of those trained on is", panels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balance_moves_along_one_curve() -> Outcome {
        let split = data()?;
        let [plain, balanced, focal, both] = LOSSES.map(|(_, loss)| fitted(loss, &split));
        let (plain, balanced) = (plain?, balanced?);
        assert!(balanced.recall > plain.recall + 0.2);
        assert!(balanced.precision < plain.precision - 0.2);
        for other in [&balanced, &focal?, &both?] {
            assert!((other.average_precision / plain.average_precision - 1.0).abs() < 0.02);
        }
        let last = plain.curve[plain.curve.len() - 1];
        assert_eq!(last.0, 1.0);
        Ok(())
    }
}
