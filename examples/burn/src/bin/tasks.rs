//! Several tasks in one loss: who says what each of them weighs?
//!
//! From the upper half of a handwritten digit one network tells three things: which digit it is (cross-entropy), how
//! much ink the lower half holds (squared error, in units of the table, about 33 from each other), and in which
//! column the centre of that ink lies (squared error, in pixels, about 0.4). With equal weights the task of large
//! numbers takes the whole network. Weights that fit can be searched, or learned: each task gets a variance, by which
//! its loss is divided, and which costs its logarithm. That is no free lunch: a task that is fitted by heart gets a variance
//! towards 0, and then all of the network. Here the steps end before; after twice as many, 18 % of the digits are wrong.
//!
//! Kendall, Gal and Cipolla (2018), Multi-task learning using uncertainty to weigh losses for scene geometry and
//! semantics, arXiv:1705.07115

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams, decay::WeightDecayConfig},
    tensor::{Device, Tensor, activation::tanh},
};
use lossfn_burn::{
    Likelihood::{Gaussian, Softmax},
    Loss, UncertaintyWeighting,
};
use lossfn_examples_burn::data::{self, numbers};
use lossfn_examples_shared::{Outcome, Table, draw};
use lossfn_plot::{Chart, Series};

const STEPS: usize = 1000;
const HIDDEN: usize = 16;
const COLUMNS: usize = 8;
/// The weights of the ink that are tried beside a weight of 1 of the others.
const TRIED: [f64; 5] = [1.0, 1e-1, 1e-2, 1e-3, 1e-4];

#[derive(Module, Debug)]
struct Network {
    trunk: Linear,
    digit: Linear,
    ink: Linear,
    center: Linear,
}

impl Network {
    fn new(device: &Device) -> Self {
        let layer = |from, to| LinearConfig::new(from, to).init(device);
        Self {
            trunk: layer(4 * COLUMNS, HIDDEN),
            digit: layer(HIDDEN, 10),
            ink: layer(HIDDEN, 1),
            center: layer(HIDDEN, 1),
        }
    }

    /// The loss of each task: of the digit, of the ink and of its centre. And the scores of the digits.
    fn losses(&self, halves: &Halves) -> Outcome<([Tensor<1>; 3], Tensor<2>)> {
        let shared = tanh(self.trunk.forward(halves.upper.clone()));
        let scores = self.digit.forward(shared.clone());
        let squared = Loss::new("squared")?;
        let number = |head: &Linear| head.forward(shared.clone()).squeeze_dim::<1>(1);
        let losses = [
            Loss::new("cross_entropy")?
                .forward(scores.clone(), data::labels(&halves.digit, &scores.device()))?,
            squared.forward(number(&self.ink), halves.ink.clone())?,
            squared.forward(number(&self.center), halves.center.clone())?,
        ];
        Ok((losses, scores))
    }

    /// The share of digits that are wrong, and the root mean squared errors of the ink and of its centre.
    fn errors(&self, halves: &Halves) -> Outcome<[f64; 3]> {
        let ([_, ink, center], scores) = self.losses(halves)?;
        let [ink, center] = [ink, center].map(|loss| f64::from(loss.into_scalar::<f32>()).sqrt());
        Ok([1.0 - data::accuracy(scores, &halves.digit)?, ink, center])
    }
}

/// A network and, where the weights were learned, the deviations of the tasks after each step.
struct Fit {
    network: Network,
    deviations: Vec<[f64; 3]>,
}

impl Fit {
    /// With these weights of the tasks, or with learned ones.
    fn new(halves: &Halves, weights: Option<[f64; 3]>, name: &str, steps: usize) -> Outcome<Self> {
        let device = halves.upper.device();
        device.seed(7);
        let mut network = Network::new(&device);
        let mut weighting = UncertaintyWeighting::new(&[Softmax, Gaussian, Gaussian], &device);
        let mut adam = AdamConfig::new().with_weight_decay(Some(WeightDecayConfig::new(1e-3))).init();
        // The first gradients of a log-variance are huge. Adam would divide by them long after they have gone, and a
        // decay would draw variances to 1: so they have an optimizer of their own, with a short memory.
        let mut for_variances = AdamConfig::new().with_beta_2(0.99).init();
        let mut deviations = vec![];
        let bar = data::progress(name, steps);
        for _ in 0..steps {
            let (losses, _) = network.losses(halves)?;
            let value = match weights {
                None => weighting.forward(losses)?,
                Some([digit, ink, center]) => {
                    let [by_digit, by_ink, by_center] = losses;
                    by_digit * digit + by_ink * ink + by_center * center
                }
            };
            let mut gradients = value.backward();
            if weights.is_none() {
                let by_variances = GradientsParams::from_module(&mut gradients, &weighting);
                weighting = for_variances.step(0.05, weighting, by_variances);
                let logs = numbers(weighting.log_variances())?;
                deviations.push([0, 1, 2].map(|task| f64::from(logs[task] / 2.0).exp()));
            }
            let gradients = GradientsParams::from_grads(gradients, &network);
            network = adam.step(0.01, network, gradients);
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(Self { network, deviations })
    }
}

/// The upper halves of digits, and what is to be told of them.
struct Halves {
    upper: Tensor<2>,
    digit: Vec<f64>,
    /// How much more the lower half holds than it does in the mean of the training digits.
    ink: Tensor<1>,
    /// How much further to the right its centre lies.
    center: Tensor<1>,
}

impl Halves {
    /// Those to train on, and those held out.
    fn read() -> Outcome<[Self; 2]> {
        let device = Device::flex().autodiff();
        let mut upper = Table::read("digits.csv")?;
        let digit = upper.take("label")?;
        let lower = upper.columns.split_off(4 * COLUMNS);
        upper.names.truncate(4 * COLUMNS);
        let rows = 0..digit.len();
        let ink: Vec<f64> = rows.clone().map(|row| lower.iter().map(|pixel| pixel[row]).sum()).collect();
        let moment =
            |row: usize| lower.iter().enumerate().map(move |(k, pixel)| (k % COLUMNS) as f64 * pixel[row]);
        let center = rows.map(|row| moment(row).sum::<f64>() / ink[row]).collect();

        let names = ["digit", "ink", "center"].map(str::to_owned).to_vec();
        let told = Table { names, columns: vec![digit, ink, center] };
        let means = data::split(&told).0.moments();
        let (train, held) = data::split(&upper);
        let (train, held) = data::standardised(train, held);
        let (train_told, held_told) = data::split(&told);
        let part = |upper: &Table, mut told: Table| -> Outcome<Self> {
            let [ink, center] = [("ink", means[1].0), ("center", means[2].0)];
            let mut less = |(name, mean): (&str, f64)| -> Outcome<Tensor<1>> {
                Ok(data::column(&told.take(name)?, &device) - mean)
            };
            let (ink, center) = (less(ink)?, less(center)?);
            Ok(Self { upper: data::tensor(upper, &device), digit: told.take("digit")?, ink, center })
        };
        Ok([part(&train, train_told)?, part(&held, held_told)?])
    }
}

fn main() -> Outcome {
    let [train, held] = Halves::read()?;
    println!("errors on {} digits, trained on {}", held.digit.len(), train.digit.len());
    println!();
    println!("{:<26}{:>13}{:>13}{:>15}", "weight of the ink", "digit wrong", "ink", "centre, pixels");
    let row = |name: &str, weights| -> Outcome<(Fit, [f64; 3])> {
        let fit = Fit::new(&train, weights, name, STEPS)?;
        let [wrong, ink, center] = fit.network.errors(&held)?;
        println!("{name:<26}{:>11.1} %{ink:>13.1}{center:>15.3}", 100.0 * wrong);
        Ok((fit, [100.0 * wrong, ink, center]))
    };
    row("the digit alone", Some([1.0, 0.0, 0.0]))?;
    row("the ink alone", Some([0.0, 1.0, 0.0]))?;
    row("the centre alone", Some([0.0, 0.0, 1.0]))?;
    let mut fixed = vec![];
    for weight in TRIED {
        let name = if weight == 1.0 { "1: equal weights".to_owned() } else { weight.to_string() };
        fixed.push((weight.log10(), row(&name, Some([1.0, weight, 1.0]))?.1));
    }
    let (fit, learned) = row("learned", None)?;
    let [digit, ink, center] = fit.deviations[STEPS - 1];
    println!();
    println!("learned deviations: digit {digit:.2}, ink {ink:.1}, centre {center:.3}");

    let mut panels = vec![Chart {
        title: "Deviations that are learned".into(),
        x_label: "step".into(),
        y_label: "log10 of the deviation".into(),
        series: ["of the digit", "of the ink", "of the centre"]
            .iter()
            .enumerate()
            .map(|(task, name)| {
                let deviations = fit.deviations.iter().enumerate().step_by(5);
                Series::new(*name, deviations.map(|(i, all)| (i as f64, all[task].log10())).collect())
            })
            .collect(),
        y_range: None,
    }];
    for (task, y_label) in
        ["digits that are wrong, in percent", "error of the ink", "error of the centre, pixels"]
            .into_iter()
            .enumerate()
    {
        let (from, to) = (fixed[TRIED.len() - 1].0, fixed[0].0);
        panels.push(Chart {
            title: ["Digit", "Ink", "Centre of the ink"][task].into(),
            x_label: "log10 of the weight of the ink".into(),
            y_label: y_label.into(),
            series: vec![
                Series::new("fixed weights", fixed.iter().map(|(x, errors)| (*x, errors[task])).collect()),
                Series::new("learned weights", vec![(from, learned[task]), (to, learned[task])]),
            ],
            y_range: None,
        });
    }
    draw(
        "tasks.png",
        "Three tasks of one network: errors on held digits by the weight of the task of large numbers",
        panels,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With equal weights the ink takes the network; with learned ones the other two tasks are near to their best.
    #[test]
    fn learned_weights_leave_room_for_all_tasks() -> Outcome {
        let _alone = data::alone();
        let [train, held] = Halves::read()?;
        let errors = |weights| Fit::new(&train, weights, "", 600)?.network.errors(&held);
        let [digit, ink, center] = errors(None)?;
        let equal = errors(Some([1.0; 3]))?;
        assert!(
            digit < 0.6 * equal[0],
            "{digit} of the digits are wrong, and {} with equal weights",
            equal[0]
        );
        assert!(center < 0.95 * equal[2], "{center} pixels, and {} with equal weights", equal[2]);
        let alone = errors(Some([1.0, 0.0, 0.0]))?[0];
        assert!(
            digit < 1.5 * alone,
            "{digit} of the digits are wrong, and {alone} of a network for them alone"
        );
        let unlearned = errors(Some([1.0, 0.0, 1.0]))?[1];
        assert!(ink < 0.95 * unlearned, "{ink} of ink, and {unlearned} where it is not trained");
        Ok(())
    }

    /// The deviation of a number is about the error that is left.
    #[test]
    fn deviations_are_errors() -> Outcome {
        let _alone = data::alone();
        let [train, _] = Halves::read()?;
        let fit = Fit::new(&train, None, "", STEPS)?;
        let [_, ink, center] = fit.network.errors(&train)?;
        let [_, by_ink, by_center] = fit.deviations[STEPS - 1];
        assert!((by_ink / ink - 1.0).abs() < 0.1, "{by_ink} and {ink}");
        assert!((by_center / center - 1.0).abs() < 0.25, "{by_center} and {center}");
        Ok(())
    }
}
