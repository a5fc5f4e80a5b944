//! A small network for the progression of diabetes, fitted with several losses: to the measurements as they are, and
//! to ones of which each tenth has slipped by a digit. What it errs by is told on patients that it has not seen.
#![allow(clippy::print_stdout, reason = "it prints a table")]

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Tensor, TensorData, activation::tanh},
};
use lossfn_burn::{AdaptiveLoss, Error, Loss};

const COLUMNS: usize = 10;
const HIDDEN: usize = 8;
const STEPS: usize = 100;

#[derive(Module, Debug)]
struct Network {
    first: Linear,
    second: Linear,
}

impl Network {
    fn new(device: &Device) -> Self {
        let [first, second] =
            [[COLUMNS, HIDDEN], [HIDDEN, 1]].map(|[from, to]| LinearConfig::new(from, to).init(device));
        Self { first, second }
    }
    fn forward(&self, x: Tensor<2>) -> Tensor<1> {
        self.second.forward(tanh(self.first.forward(x))).squeeze_dim(1)
    }
}

/// What the network is fitted by.
#[derive(Module, Debug)]
enum Criterion {
    Named(Loss),
    Adaptive(AdaptiveLoss),
}

impl Criterion {
    fn forward(&self, pred: Tensor<1>, target: Tensor<1>) -> Result<Tensor<1>, Error> {
        match self {
            Self::Named(loss) => loss.forward(pred, target),
            Self::Adaptive(loss) => loss.forward(pred, target),
        }
    }
}

#[derive(Module, Debug)]
struct Model {
    network: Network,
    criterion: Criterion,
}

impl Model {
    /// With the parameters of the network and of the loss moved against their gradients.
    fn fitted(mut self, x: &Tensor<2>, y: &Tensor<1>) -> Result<Self, Error> {
        let mut adam = AdamConfig::new().init();
        for _ in 0..STEPS {
            let value = self.criterion.forward(self.network.forward(x.clone()), y.clone())?;
            let gradients = GradientsParams::from_grads(value.backward(), &self);
            self = adam.step(0.01, self, gradients);
        }
        Ok(self)
    }
}

/// The numbers of a table, row after row.
fn read() -> Result<Vec<Vec<f32>>, Box<dyn std::error::Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/diabetes.csv");
    let text = std::fs::read_to_string(path)?;
    let row = |line: &str| line.split(',').map(str::parse).collect::<Result<Vec<f32>, _>>();
    Ok(text.lines().skip(1).map(row).collect::<Result<_, _>>()?)
}

/// The mean and the deviation of a column.
fn moments(column: &[f32]) -> (f32, f32) {
    let n = column.len() as f32;
    let mean = column.iter().sum::<f32>() / n;
    (mean, (column.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / n).sqrt())
}

fn table(rows: &[&Vec<f32>], scales: &[(f32, f32)], device: &Device) -> Tensor<2> {
    let row = |row: &&Vec<f32>| {
        row[..COLUMNS].iter().zip(scales).map(|(x, (mean, by))| (x - mean) / by).collect::<Vec<_>>()
    };
    let numbers: Vec<f32> = rows.iter().flat_map(row).collect();
    Tensor::from_data(TensorData::new(numbers, [rows.len(), COLUMNS]), device)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let device = Device::flex().autodiff();
    let rows = read()?;
    let (mut train, mut held) = (vec![], vec![]);
    for (i, row) in rows.iter().enumerate() {
        if i % 4 == 0 { held.push(row) } else { train.push(row) }
    }
    let column = |k: usize| moments(&train.iter().map(|row| row[k]).collect::<Vec<_>>());
    let scales: Vec<(f32, f32)> = (0..=COLUMNS).map(column).collect();
    let (mean, deviation) = scales[COLUMNS];
    let (x, unseen) = (table(&train, &scales, &device), table(&held, &scales, &device));
    let truth: Vec<f32> = held.iter().map(|row| row[COLUMNS]).collect();

    println!("mean absolute error on {} patients, fitted on {}", held.len(), train.len());
    println!();
    println!(
        "{:<14} {:>12} {:>7} {:>7} {:>14} {:>7} {:>7}",
        "loss", "as measured", "alpha", "scale", "a tenth wrong", "alpha", "scale"
    );
    for name in ["squared", "absolute", "huber", "log_cosh", "adaptive"] {
        let mut line = vec![format!("{name:<14}")];
        for (wrong, width) in [(false, 12), (true, 14)] {
            let slipped = |(i, row): (usize, &&Vec<f32>)| {
                let y = if wrong && i % 10 == 0 { row[COLUMNS] * 10.0 } else { row[COLUMNS] };
                (y - mean) / deviation
            };
            let y: Vec<f32> = train.iter().enumerate().map(slipped).collect();
            let y = Tensor::<1>::from_floats(&y[..], &device);

            device.seed(7);
            let criterion = match name {
                "adaptive" => Criterion::Adaptive(AdaptiveLoss::new(1.0, 1.0, &device)?),
                name => Criterion::Named(Loss::new(name)?),
            };
            let model = Model { network: Network::new(&device), criterion }.fitted(&x, &y)?;
            let pred = model.network.forward(unseen.clone()) * deviation + mean;
            let error =
                Loss::new("absolute")?.forward(pred, Tensor::<1>::from_floats(&truth[..], &device))?;
            line.push(format!("{:>width$.1}", error.into_scalar::<f32>()));
            line.push(match &model.criterion {
                Criterion::Named(_) => format!("{:>7} {:>7}", "", ""),
                Criterion::Adaptive(loss) => format!("{:>7.2} {:>7.2}", loss.alpha()?, loss.scale()?),
            });
        }
        println!("{}", line.join(" ").trim_end());
    }
    Ok(())
}
