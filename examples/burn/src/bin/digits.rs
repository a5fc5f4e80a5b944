//! What draws the classes of an encoder together: softmax alone, and with a center, a contrastive or a triplet loss.
//!
//! A small network puts handwritten digits into two dimensions, where a linear classifier tells them apart. Softmax
//! asks only that the classes can be told apart: they lie in long rays. What stands beside it asks for more:
//!
//! * the center loss draws each digit to the centre of its class. The centres are parameters, learned by their
//!   gradient with the network; the paper moves them by a rule of its own, `lossfn::functions::update_centers`.
//!   Wen and others (2016), doi:10.1007/978-3-319-46478-7_31
//! * the contrastive loss takes all pairs of a batch: it draws those of one class together, and pushes others apart up
//!   to a margin. `supcon` would do for cosines what this does for distances; it puts all embeddings on a circle and
//!   leaves their length alone, so in the plane its classes are rays again. Hadsell and others (2006),
//!   doi:10.1109/CVPR.2006.100
//! * center and triplet: for each digit of a batch the farthest of its class has to be nearer than the nearest of
//!   another (Hermans, Beyer and Leibe 2017, arXiv:1703.07737), beside the center loss. The triplet-center loss of He
//!   and others (2018, arXiv:1803.06189) is near to it: there both of a triple are centres.

use burn::{
    module::{Module, Param},
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Distribution, Int, Tensor, activation::relu},
};
use lossfn::{Euclidean, Mining, Rows, Triplets};
use lossfn_burn::Loss;
use lossfn_examples_burn::data::{self, numbers};
use lossfn_examples_shared::{Outcome, Table, draw};
use lossfn_plot::{Chart, Series};

const CLASSES: usize = 10;
const EPOCHS: usize = 200;
const BATCH: usize = 128;

/// What stands beside softmax.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Beside {
    Nothing,
    Center,
    Contrastive,
    CenterAndTriplet,
}

impl Beside {
    const ALL: [(Self, &str); 4] = [
        (Self::Nothing, "softmax"),
        (Self::Center, "softmax + center"),
        (Self::Contrastive, "softmax + contrastive"),
        (Self::CenterAndTriplet, "softmax + center + triplet"),
    ];

    /// The loss of the embeddings of a batch.
    fn loss(self, network: &Network, embeddings: &Tensor<2>, labels: &[u8]) -> Outcome<Option<Tensor<1>>> {
        let center = || -> Outcome<Tensor<1>> {
            let inputs = (embeddings.clone(), network.centers.val(), classes(labels, &embeddings.device()));
            Ok(Loss::new("center")?.on(inputs).value()? * 0.3)
        };
        Ok(match self {
            Self::Nothing => None,
            Self::Center => Some(center()?),
            Self::Contrastive => Some(contrastive(embeddings, labels)?),
            Self::CenterAndTriplet => Some(center()? + triplet(embeddings, labels)?),
        })
    }
}

/// Of all pairs. About one of ten is alike, so it counts as nine others.
fn contrastive(embeddings: &Tensor<2>, labels: &[u8]) -> Outcome<Tensor<1>> {
    let (mut first, mut second, mut alike, mut weight) = (vec![], vec![], vec![], vec![]);
    for i in 0..labels.len() {
        for j in 0..i {
            let same = labels[i] == labels[j];
            first.push(i);
            second.push(j);
            alike.push(u8::from(same));
            weight.push(if same { 9.0 } else { 1.0 });
        }
    }
    let device = embeddings.device();
    let [first, second] = [first, second].map(|rows| choose(embeddings, &rows));
    let loss = Loss::new("contrastive(margin=4)")?;
    let pairs = loss.on((first, second, classes(&alike, &device)));
    Ok(pairs.weight(data::column(&weight, &device)).value()?)
}

/// Of the hardest triple of each row.
fn triplet(embeddings: &Tensor<2>, labels: &[u8]) -> Outcome<Tensor<1>> {
    let flat = numbers(embeddings.clone())?;
    let rows = Rows::rows(&flat, 2)?;
    let triplets = Triplets::mine(&Euclidean::new().pairwise(rows, rows)?, labels, Mining::Hard)?;
    let [anchor, positive, negative] =
        [triplets.anchor(), triplets.positive(), triplets.negative()].map(|rows| choose(embeddings, rows));
    Ok(Loss::new("triplet_margin(margin=2)")?.on((anchor, positive, negative)).value()?)
}

/// These rows of a tensor.
fn choose(tensor: &Tensor<2>, rows: &[usize]) -> Tensor<2> {
    let rows: Vec<i32> = rows.iter().map(|row| *row as i32).collect();
    tensor.clone().select(0, Tensor::from_ints(&rows[..], &tensor.device()))
}

fn classes(labels: &[u8], device: &Device) -> Tensor<1, Int> {
    let labels: Vec<i32> = labels.iter().map(|label| i32::from(*label)).collect();
    Tensor::from_ints(&labels[..], device)
}

#[derive(Module, Debug)]
struct Network {
    hidden: Linear,
    embed: Linear,
    classify: Linear,
    centers: Param<Tensor<2>>,
}

impl Network {
    fn new(device: &Device) -> Self {
        let layer = |from, to| LinearConfig::new(from, to).init(device);
        let centers = Tensor::random([CLASSES, 2], Distribution::Normal(0.0, 1.0), device);
        Self {
            hidden: layer(64, 128),
            embed: layer(128, 2),
            classify: layer(2, CLASSES),
            centers: Param::from_tensor(centers),
        }
    }

    fn embeddings(&self, pixels: Tensor<2>) -> Tensor<2> {
        self.embed.forward(relu(self.hidden.forward(pixels)))
    }

    fn fitted(digits: &Digits, beside: Beside, name: &str, epochs: usize) -> Outcome<Self> {
        let device = digits.pixels.device();
        device.seed(7);
        let (mut network, mut adam) = (Self::new(&device), AdamConfig::new().init());
        let softmax = Loss::new("cross_entropy")?;
        let bar = data::progress(name, epochs);
        for _ in 0..epochs {
            for start in (0..digits.labels.len()).step_by(BATCH) {
                let rows = start..(start + BATCH).min(digits.labels.len());
                let labels = &digits.labels[rows.clone()];
                let embeddings = network.embeddings(digits.pixels.clone().slice([rows]));
                let scores = network.classify.forward(embeddings.clone());
                let mut value = softmax.forward(scores, classes(labels, &device))?;
                if let Some(more) = beside.loss(&network, &embeddings, labels)? {
                    value = value + more;
                }
                let gradients = GradientsParams::from_grads(value.backward(), &network);
                network = adam.step(0.003, network, gradients);
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(network)
    }
}

/// Digits with pixels from 0 to 1.
struct Digits {
    pixels: Tensor<2>,
    labels: Vec<u8>,
}

impl Digits {
    fn new(mut table: Table, device: &Device) -> Outcome<Self> {
        let labels = table.take("label")?.iter().map(|label| *label as u8).collect();
        Ok(Self { pixels: data::tensor(&table, device) / 16.0, labels })
    }

    /// Those to train on, and those held out.
    fn read() -> Outcome<[Self; 2]> {
        let device = Device::flex().autodiff();
        let (train, held) = data::split(&Table::read("digits.csv")?);
        Ok([Self::new(train, &device)?, Self::new(held, &device)?])
    }

    /// The mean embedding of each class, row after row.
    fn centers(&self, embeddings: &[f32]) -> Vec<f32> {
        let mut centers = vec![];
        for class in 0..CLASSES {
            let rows =
                || embeddings.chunks(2).zip(&self.labels).filter(move |(_, l)| usize::from(**l) == class);
            let count = rows().count() as f32;
            centers.extend([0, 1].map(|k| rows().map(|(row, _)| row[k]).sum::<f32>() / count));
        }
        centers
    }
}

/// How a network does on digits that it has not seen.
struct Held {
    /// The share that the linear classifier tells right.
    classifier: f64,
    /// The share that is nearest to the centre of its class; centres are those of the training digits.
    nearest: f64,
    /// The mean distance to the centre of the class over the mean distance of centres.
    compactness: f64,
    embeddings: Vec<f32>,
}

impl Held {
    fn new(network: &Network, train: &Digits, held: &Digits) -> Outcome<Self> {
        let embedded = network.embeddings(held.pixels.clone());
        let truth: Vec<f64> = held.labels.iter().map(|label| f64::from(*label)).collect();
        let classifier = data::accuracy(network.classify.forward(embedded.clone()), &truth)?;
        let embeddings = numbers(embedded)?;
        let rows = Rows::rows(&embeddings, 2)?;
        let distance = Euclidean::new();

        let known = train.centers(&numbers(network.embeddings(train.pixels.clone()))?);
        let found = distance.pairwise(rows, Rows::rows(&known, 2)?)?.nearest()?;
        let right =
            found.iter().zip(&held.labels).filter(|((center, _), label)| *center == usize::from(**label));
        let nearest = right.count() as f64 / held.labels.len() as f64;

        let centers = held.centers(&embeddings);
        let own: Vec<f32> = held
            .labels
            .iter()
            .flat_map(|label| [0, 1].map(|k| centers[2 * usize::from(*label) + k]))
            .collect();
        let near = distance.on(rows, Rows::rows(&own, 2)?).mean()?;
        let centers = Rows::rows(&centers, 2)?;
        let between = distance.pairwise(centers, centers)?.to_vec()?;
        // Of a table of all pairs the distances to oneself are no distances between centres.
        let far = f64::from(between.iter().sum::<f32>()) / (CLASSES * (CLASSES - 1)) as f64;
        Ok(Self { classifier, nearest, compactness: near / far, embeddings })
    }
}

fn main() -> Outcome {
    let [train, held] = Digits::read()?;
    println!("{} digits to train on, {} held out", train.labels.len(), held.labels.len());
    println!();
    println!("{:<28}{:>12}{:>18}{:>14}", "loss", "classifier", "nearest centre", "compactness");
    let mut panels = vec![];
    for (beside, name) in Beside::ALL {
        let network = Network::fitted(&train, beside, name, EPOCHS)?;
        let found = Held::new(&network, &train, &held)?;
        println!(
            "{name:<28}{:>10.1} %{:>16.1} %{:>14.3}",
            100.0 * found.classifier,
            100.0 * found.nearest,
            found.compactness
        );
        let points = |class: u8| {
            let rows =
                found.embeddings.chunks(2).zip(&held.labels).filter(move |(_, label)| **label == class);
            rows.map(|(row, _)| (f64::from(row[0]), f64::from(row[1]))).collect()
        };
        panels.push(Chart {
            title: format!("{name}: {:.2}", found.compactness),
            x_label: "first coordinate of the embedding".into(),
            y_label: "second coordinate".into(),
            series: (0..CLASSES as u8).map(|class| Series::names(class.to_string(), points(class))).collect(),
            y_range: None,
        });
    }
    draw(
        "digits.png",
        "Held digits in two dimensions, with distance to the own centre over that between centres",
        panels,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative to the distance between centres a class spreads less with each of the losses than without.
    #[test]
    fn classes_are_drawn_together() -> Outcome {
        let _alone = data::alone();
        let [train, held] = Digits::read()?;
        let found = |beside| Held::new(&Network::fitted(&train, beside, "", 60)?, &train, &held);
        let alone = found(Beside::Nothing)?;
        for (beside, name) in &Beside::ALL[1..] {
            let together = found(*beside)?;
            let (with, without) = (together.compactness, alone.compactness);
            assert!(with < 0.85 * without, "{name}: {with}, and {without} without");
            assert!(together.nearest > alone.nearest, "{name}: {} are right", together.nearest);
        }
        Ok(())
    }

    #[test]
    fn a_seed_gives_the_same_network() -> Outcome {
        let _alone = data::alone();
        let [train, held] = Digits::read()?;
        let [a, b] = [0, 1].map(|_| -> Outcome<Held> {
            Held::new(&Network::fitted(&train, Beside::CenterAndTriplet, "", 3)?, &train, &held)
        });
        assert_eq!(a?.embeddings, b?.embeddings);
        Ok(())
    }
}
