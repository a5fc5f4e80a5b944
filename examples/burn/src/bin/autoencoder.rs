//! An autoencoder whose code is mostly off.
//!
//! A code of 64 units for 64 pixels could copy the digit. A penalty on the code asks for few active units instead, so
//! that each stands for a stroke. Compared are the absolute value of the activations (`l1_penalty`), and the
//! Kullback-Leibler divergence of how active each unit is in the mean from a small target (`kl_divergence`): what
//! each costs in reconstruction at the share of units that it leaves active.
//!
//! The scale of a code is free: half the activations with twice the decoder would look as sparse at no cost. So the
//! vectors of the decoder have length 1 beside `l1_penalty`. Units that are compared with a target are sigmoids, from
//! 0 to 1; there a unit counts as active above a tenth of the most that it does on any training digit.
//!
//! Olshausen and Field (1996), Emergence of simple-cell receptive field properties by learning a sparse code for
//! natural images, doi:10.1038/381607a0, for absolute values; Ng (2011), Sparse autoencoder, lecture notes of CS294A,
//! Stanford University, for the divergence.

use burn::{
    module::{Module, Param},
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams},
    tensor::{
        Device, Distribution, Tensor,
        activation::{relu, sigmoid},
    },
};
use lossfn_burn::{Loss, Reduction};
use lossfn_examples_burn::{
    data::{self, numbers},
    sheet,
};
use lossfn_examples_shared::{Outcome, Table, draw, picture};
use lossfn_plot::{Chart, Series};

const PIXELS: usize = 64;
const UNITS: usize = 64;
const STEPS: usize = 1000;
/// How active a unit should be in the mean, by the divergence.
const TARGET: f32 = 0.05;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Penalty {
    Absolute,
    Divergence,
}

impl Penalty {
    /// The penalty of the code of some digits, a row each.
    fn of(self, code: &Tensor<2>) -> Outcome<Tensor<1>> {
        let [digits, units] = code.dims();
        Ok(match self {
            Self::Absolute => {
                Loss::new("l1_penalty")?.reduce(Reduction::Per(digits as f64)).on(code.clone()).value()?
            }
            Self::Divergence => {
                let on: Tensor<2> = code.clone().mean_dim(0).transpose();
                let active = Tensor::cat(vec![on.clone(), 1.0 - on], 1);
                let row = Tensor::<1>::from_floats([TARGET, 1.0 - TARGET], &code.device());
                Loss::new("kl_divergence")?.sum().forward(active, row.reshape([1, 2]).repeat_dim(0, units))?
            }
        })
    }
}

#[derive(Module, Debug)]
struct Autoencoder {
    encoder: Linear,
    decoder: Param<Tensor<2>>,
    bias: Param<Tensor<2>>,
    #[module(skip)]
    penalty: Penalty,
}

impl Autoencoder {
    fn new(penalty: Penalty, device: &Device) -> Self {
        let decoder = Tensor::random([UNITS, PIXELS], Distribution::Normal(0.0, 0.1), device);
        Self {
            encoder: LinearConfig::new(PIXELS, UNITS).init(device),
            decoder: Param::from_tensor(decoder),
            bias: Param::from_tensor(Tensor::zeros([1, PIXELS], device)),
            penalty,
        }
    }

    fn encode(&self, digits: Tensor<2>) -> Tensor<2> {
        let code = self.encoder.forward(digits);
        match self.penalty {
            Penalty::Absolute => relu(code),
            Penalty::Divergence => sigmoid(code),
        }
    }

    fn decode(&self, code: Tensor<2>) -> Tensor<2> {
        let vectors = self.decoder.val();
        let vectors = match self.penalty {
            Penalty::Absolute => vectors.clone() / vectors.square().sum_dim(1).sqrt(),
            Penalty::Divergence => vectors,
        };
        code.matmul(vectors) + self.bias.val()
    }

    fn fitted(digits: &Tensor<2>, penalty: Penalty, weight: f64, steps: usize) -> Outcome<Self> {
        let device = digits.device();
        device.seed(7);
        let (mut model, mut adam) = (Self::new(penalty, &device), AdamConfig::new().init());
        let reconstruction = Loss::new("reconstruction")?;
        for _ in 0..steps {
            let code = model.encode(digits.clone());
            let error = reconstruction.forward(model.decode(code.clone()), digits.clone())?;
            let value = error + penalty.of(&code)? * weight;
            let gradients = GradientsParams::from_grads(value.backward(), &model);
            model = adam.step(0.005, model, gradients);
        }
        Ok(model)
    }

    fn reconstructed(&self, digits: &Tensor<2>) -> Tensor<2> {
        self.decode(self.encode(digits.clone()))
    }

    /// The squared distance of a digit from what is made of it, and the share of units that are active for one.
    fn tell(&self, train: &Tensor<2>, held: &Tensor<2>) -> Outcome<(f64, f64)> {
        let error = Loss::new("reconstruction")?.forward(self.reconstructed(held), held.clone())?;
        let most = numbers(self.encode(train.clone()).max_dim(0))?;
        let code = numbers(self.encode(held.clone()))?;
        let active = code.iter().zip(most.iter().cycle()).filter(|(unit, most)| **unit > 0.1 * **most);
        Ok((f64::from(error.into_scalar::<f32>()), active.count() as f64 / code.len() as f64))
    }
}

/// Digits to train on and digits held out, with pixels from 0 to 1.
fn read() -> Outcome<[Tensor<2>; 2]> {
    let device = Device::flex().autodiff();
    let mut table = Table::read("digits.csv")?;
    table.take("label")?;
    let (train, held) = data::split(&table);
    Ok([train, held].map(|table| data::tensor(&table, &device) / 16.0))
}

/// The first ten digits beside each other, dark on light.
fn row(digits: &Tensor<2>) -> Tensor<4> {
    let images = digits.clone().narrow(0, 0, 10).reshape([10, 8, 8]);
    let gap = Tensor::zeros([10, 8, 1], &digits.device());
    let strip: Tensor<2> = Tensor::cat(vec![images, gap], 2).swap_dims(0, 1).reshape([8, 90]);
    let strip: Tensor<4> = strip.reshape([1, 1, 8, 90]);
    1.0 - strip.repeat_dim(1, 3)
}

fn main() -> Outcome {
    let [train, held] = read()?;
    println!("{} digits to train on, {} held out, a code of {UNITS} units", train.dims()[0], held.dims()[0]);
    println!();
    println!("{:<16}{:>8}{:>24}{:>18}", "penalty", "weight", "reconstruction error", "active units");
    let tried = [
        (Penalty::Absolute, "l1_penalty", [0.0, 0.03, 0.1, 0.2, 0.4, 0.8]),
        (Penalty::Divergence, "kl_divergence", [0.0, 0.01, 0.03, 0.1, 0.3, 1.0]),
    ];
    let mut panels = [("of active units", "active units, percent"), ("of the weight", "log10 of the weight")]
        .map(|(what, x_label)| Chart {
            title: format!("Error as a function {what}"),
            x_label: x_label.into(),
            y_label: "reconstruction error".into(),
            ..Chart::default()
        });
    let mut rows = vec![(row(&held), "held digits".to_owned())];
    let bar = data::progress("autoencoders", 12);
    for (penalty, name, weights) in tried {
        let mut curves = [vec![], vec![]];
        for weight in weights {
            let model = Autoencoder::fitted(&train, penalty, weight, STEPS)?;
            let (error, active) = model.tell(&train, &held)?;
            bar.suspend(|| println!("{name:<16}{weight:>8}{error:>24.2}{:>16.1} %", 100.0 * active));
            bar.inc(1);
            curves[0].push((100.0 * active, error));
            if weight > 0.0 {
                curves[1].push((weight.log10(), error));
            }
            if [0.0, 0.1, 0.4, 1.0].contains(&weight) {
                let label = format!("{name}, weight {weight}: {:.0} % of the units active", 100.0 * active);
                rows.push((row(&model.reconstructed(&held)), label));
            }
        }
        for (panel, curve) in panels.iter_mut().zip(curves) {
            panel.series.push(Series::new(name, curve));
        }
    }
    bar.finish_and_clear();
    draw("autoencoder.png", "What fewer active units of an autoencoder cost", panels.into())?;
    sheet::save(&picture("autoencoder_digits.png")?, 1, 720.0, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The penalty turns units off, and what is left still draws the digits.
    #[test]
    fn a_penalty_turns_units_off() -> Outcome {
        let _alone = data::alone();
        let [train, held] = read()?;
        // What a digit is from the mean of all: the error of a code that says nothing.
        let mean = train.clone().mean_dim(0).repeat_dim(0, held.dims()[0]);
        let nothing =
            f64::from(Loss::new("reconstruction")?.forward(mean, held.clone())?.into_scalar::<f32>());
        for (penalty, weight) in [(Penalty::Absolute, 0.1), (Penalty::Divergence, 0.3)] {
            let tell = |weight| Autoencoder::fitted(&train, penalty, weight, 500)?.tell(&train, &held);
            let ((free, all), (error, few)) = (tell(0.0)?, tell(weight)?);
            assert!(few < 0.8 * all, "{penalty:?}: {few} of the units are active, and {all} without");
            assert!(free < error && error < 0.5 * nothing, "{penalty:?}: {free} < {error} < {nothing} / 2");
        }
        Ok(())
    }
}
