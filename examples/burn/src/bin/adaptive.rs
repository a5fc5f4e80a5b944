//! A robust loss that learns how robust it is.
//!
//! Barron's adaptive loss has a shape, `alpha`, and a scale. At `alpha` = 2 it is the squared loss, at 1 a smooth
//! absolute one, and towards 0 a residual that is large hardly counts more than one that is larger. Both are learned
//! with the model, as parameters of a likelihood: a loss that ignores outliers has to pay for its heavy tails, so it
//! does so only where there are outliers.
//!
//! A line is fitted to the progression of diabetes, where a share of the targets have slipped by a digit. Compared
//! are the shapes that are learned, and errors on patients held out, whose targets are right.
//!
//! Barron (2019), A general and adaptive robust loss function, arXiv:1701.03077

use std::fmt::Write as _;

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Tensor},
};
use lossfn_burn::{AdaptiveLoss, Loss};
use lossfn_examples_burn::data;
use lossfn_examples_shared::{Outcome, Table, draw};
use lossfn_plot::{Chart, Series};

const STEPS: usize = 3000;
const SHARES: [f64; 6] = [0.0, 0.01, 0.02, 0.05, 0.1, 0.2];
const FIXED: [&str; 3] = ["squared", "absolute", "huber"];
/// Targets are fitted in this unit, so that a `huber` with its default joint is near to its best.
const UNIT: f64 = 100.0;

#[derive(Module, Debug)]
struct Model {
    line: Linear,
    adaptive: AdaptiveLoss,
}

impl Model {
    fn new(columns: usize, device: &Device) -> Outcome<Self> {
        device.seed(7);
        let line = LinearConfig::new(columns, 1).init(device);
        Ok(Self { line, adaptive: AdaptiveLoss::new(1.0, 1.0, device)? })
    }

    fn pred(&self, x: &Tensor<2>) -> Tensor<1> {
        self.line.forward(x.clone()).squeeze_dim(1)
    }
}

/// A model, and the shape and the scale of its loss after each step.
struct Fit {
    model: Model,
    alpha: Vec<f64>,
    scale: Vec<f64>,
}

impl Fit {
    /// By the loss of this name, or by the adaptive one.
    fn new(patients: &Patients, loss: Option<&str>, share: f64, steps: usize) -> Outcome<Self> {
        let fixed = loss.map(Loss::new).transpose()?;
        let mut model = Model::new(patients.x.dims()[1], &patients.x.device())?;
        let (mut adam, target) = (AdamConfig::new().init(), patients.slipped(share));
        let (mut alpha, mut scale) = (vec![], vec![]);
        for _ in 0..steps {
            let pred = model.pred(&patients.x);
            let value = match &fixed {
                Some(loss) => loss.forward(pred, target.clone())?,
                None => model.adaptive.forward(pred, target.clone())?,
            };
            let gradients = GradientsParams::from_grads(value.backward(), &model);
            model = adam.step(0.01, model, gradients);
            alpha.push(model.adaptive.alpha()?);
            scale.push(model.adaptive.scale()? * UNIT);
        }
        Ok(Self { model, alpha, scale })
    }

    fn error(&self, held: &Patients) -> Outcome<f64> {
        let error = Loss::new("absolute")?.forward(self.model.pred(&held.x), held.slipped(0.0))?;
        Ok(f64::from(error.into_scalar::<f32>()) * UNIT)
    }

    /// The loss that was learned, of residuals of up to so many units.
    fn curve(&self, until: i32) -> Outcome<Vec<(f64, f64)>> {
        let barron = lossfn::Barron::new()
            .alpha(self.model.adaptive.alpha()?)?
            .scale(self.model.adaptive.scale()? * UNIT)?;
        let residuals: Vec<f64> = (-until..=until).map(f64::from).collect();
        let values = barron.on(&residuals, &vec![0.0; residuals.len()]).values().to_vec()?;
        Ok(residuals.into_iter().zip(values).collect())
    }
}

struct Patients {
    x: Tensor<2>,
    target: Vec<f64>,
}

impl Patients {
    /// Those to fit to, and those held out.
    fn read() -> Outcome<[Self; 2]> {
        let device = Device::flex().autodiff();
        let (mut train, mut held) = data::split(&Table::read("diabetes.csv")?);
        let (target, truth) = (train.take("target")?, held.take("target")?);
        let (train, held) = data::standardised(train, held);
        Ok([
            Self { x: data::tensor(&train, &device), target },
            Self { x: data::tensor(&held, &device), target: truth },
        ])
    }

    /// The targets, of which this share are ten times what they should be.
    fn slipped(&self, share: f64) -> Tensor<1> {
        let rows = self.target.len();
        // Steps of a prime number go through all rows, so that a larger share holds those of a smaller one.
        let wrong = |row: usize| ((row * 101) % rows) as f64 + 0.5 < share * rows as f64;
        let target = self.target.iter().enumerate();
        let target: Vec<f64> = target.map(|(row, y)| if wrong(row) { 10.0 * y } else { *y } / UNIT).collect();
        data::column(&target, &self.x.device())
    }
}

fn main() -> Outcome {
    let [train, held] = Patients::read()?;
    println!("mean absolute error on {} patients, fitted on {}", held.target.len(), train.target.len());
    println!();
    print!("{:>13}", "ten times");
    for name in FIXED {
        print!("{name:>11}");
    }
    println!("{:>11}{:>9}{:>9}", "adaptive", "alpha", "scale");

    let mut panels =
        ["Shape, as it is learned", "Scale, as it is learned", "Losses that were learned", "Errors"]
            .map(|title| Chart { title: title.into(), ..Chart::default() });
    let mut errors = vec![vec![]; FIXED.len() + 1];
    let bar = data::progress("fits", SHARES.len() * (FIXED.len() + 1));
    for share in SHARES {
        let mut line = format!("{:>11.0} %", 100.0 * share);
        for (name, errors) in FIXED.iter().zip(&mut errors) {
            let error = Fit::new(&train, Some(name), share, STEPS)?.error(&held)?;
            errors.push((100.0 * share, error));
            write!(line, "{error:>11.1}")?;
            bar.inc(1);
        }
        let fit = Fit::new(&train, None, share, STEPS)?;
        let error = fit.error(&held)?;
        errors[FIXED.len()].push((100.0 * share, error));
        bar.inc(1);
        let (alpha, scale) = (fit.alpha[STEPS - 1], fit.scale[STEPS - 1]);
        bar.suspend(|| println!("{line}{error:>11.1}{alpha:>9.2}{scale:>9.1}"));

        let name = format!("{:.0} % slipped", 100.0 * share);
        let steps = |y: &[f64]| y.iter().enumerate().step_by(10).map(|(i, y)| (i as f64, *y)).collect();
        panels[0].series.push(Series::new(&name, steps(&fit.alpha)));
        panels[1].series.push(Series::new(&name, steps(&fit.scale)));
        panels[2].series.push(Series::new(&name, fit.curve(400)?));
    }
    bar.finish_and_clear();
    for (name, errors) in FIXED.iter().chain(&["adaptive"]).zip(errors) {
        panels[3].series.push(Series::new(*name, errors));
    }
    for (panel, (x_label, y_label, y_range)) in panels.iter_mut().zip([
        ("step", "alpha", Some((0.0, 2.0))),
        ("step", "scale, in units of the target", None),
        ("residual, in units of the target", "loss", Some((0.0, 6.0))),
        ("targets that slipped, in percent", "mean absolute error, held out", Some((40.0, 60.0))),
    ]) {
        panel.x_label = x_label.into();
        panel.y_label = y_label.into();
        panel.y_range = y_range;
    }
    draw(
        "adaptive.png",
        "Where targets have slipped by a digit, large residuals are made to count less",
        panels.into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEW: usize = 1000;

    /// Nearly squared on clean targets, heavy tails where a few are wrong.
    #[test]
    fn outliers_make_it_robust() -> Outcome {
        let _alone = data::alone();
        let [train, _] = Patients::read()?;
        let alpha = |share| -> Outcome<f64> { Ok(Fit::new(&train, None, share, FEW)?.alpha[FEW - 1]) };
        let (clean, slipped) = (alpha(0.0)?, alpha(0.1)?);
        assert!(clean > 1.5, "{clean}");
        assert!(slipped < 0.2, "{slipped}");
        Ok(())
    }

    /// It loses nothing on clean targets, and less than the others where a fifth is wrong.
    #[test]
    fn errors_stay_small() -> Outcome {
        let _alone = data::alone();
        let [train, held] = Patients::read()?;
        let error = |loss, share| Fit::new(&train, loss, share, FEW)?.error(&held);
        let (clean, slipped) = (error(None, 0.0)?, error(None, 0.2)?);
        assert!(clean < error(Some("squared"), 0.0)? + 0.5, "{clean}");
        assert!(slipped < clean + 2.0, "{slipped}, and {clean} on clean targets");
        for loss in FIXED {
            assert!(slipped < error(Some(loss), 0.2)?, "{loss} errs by less than {slipped}");
        }
        Ok(())
    }
}
