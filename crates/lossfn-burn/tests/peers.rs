//! The losses that Burn has itself: do both say the same, in value and gradient, to the accuracy of f32?
//!
//! Where conventions differ: `poisson_nll` has no `eps`, a variance of `gaussian_nll` is not clamped, and the mean
//! of `kl_from_log_probs` is over rows, Burn's `BatchMean`; none of it shows here. Burn's label smoothing of
//! class-weighted cross-entropy weighs each class of a row, and its mean divides by the weight of the label; with
//! `class_weight` alone both divide by the sum of the weights of the labels.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod tensors;

use burn::{
    nn::loss::{
        BinaryCrossEntropyLossConfig, CosineEmbeddingLossConfig, CrossEntropyLossConfig,
        GaussianNLLLossConfig, HingeEmbeddingLossConfig, HuberLossConfig, KLDivLossConfig, LpLossConfig,
        MarginRankingLossConfig, MseLoss, MultiMarginLossConfig, PoissonNllLossConfig, Reduction,
        SmoothL1LossConfig, SoftMarginLoss, TripletMarginLossConfig,
    },
    tensor::{
        Int, Tensor,
        activation::{log_softmax, sigmoid},
    },
};
use lossfn_burn::{Inputs, Loss};
use tensors::{device, labels, number, numbers, support::Random, table};

const ROWS: usize = 40;
const COLUMNS: usize = 7;
/// Relative to the largest number: what a sum of a few roundings comes to.
const CLOSE: f64 = 32.0 * f32::EPSILON as f64;

fn drawn(seed: u64, low: f64, high: f64) -> Tensor<2> {
    let mut rng = Random(seed);
    let numbers: Vec<f32> = (0..ROWS * COLUMNS).map(|_| rng.between(low, high) as f32).collect();
    table(&numbers, COLUMNS)
}
fn real(seed: u64) -> Tensor<2> {
    drawn(seed, -3.0, 3.0)
}
fn integers(seed: u64, below: usize) -> Vec<i64> {
    let mut rng = Random(seed);
    (0..ROWS * COLUMNS).map(|_| rng.below(below) as i64).collect()
}
fn binary(seed: u64) -> Tensor<2, Int> {
    labels(&integers(seed, 2)).reshape([ROWS, COLUMNS])
}
/// -1 and +1.
fn signs(seed: u64) -> Tensor<2> {
    binary(seed).float() * 2.0 - 1.0
}
fn classes(seed: u64) -> Tensor<1, Int> {
    labels(&integers(seed, COLUMNS)[..ROWS])
}

/// Burn's loss of a tensor, and ours by name, which reads it with others: the same value and the same gradient.
fn same(
    name: &str,
    x: &Tensor<2>,
    burn: impl Fn(Tensor<2>) -> Tensor<1>,
    ours: impl Fn(Tensor<2>) -> Inputs,
) {
    let loss = Loss::new(name).unwrap();
    let run = |f: &dyn Fn(Tensor<2>) -> Tensor<1>| {
        let leaf = x.clone().detach().require_grad();
        let value = f(leaf.clone());
        let gradients = value.backward();
        (f64::from(number::<f32>(value)), numbers::<f32, 2>(leaf.grad(&gradients).unwrap()))
    };
    let (theirs, slopes) = run(&burn);
    let (value, gradient) = run(&|x| loss.on(ours(x)).value().unwrap_or_else(|e| panic!("{name}: {e}")));
    assert!((theirs - value).abs() <= CLOSE * value.abs(), "{name}: {theirs} and not {value}");
    let size = gradient.iter().fold(0.0, |a: f32, g| a.max(g.abs()));
    assert!(size > 0.0, "{name}");
    for (a, b) in slopes.iter().zip(&gradient) {
        assert!(f64::from((a - b).abs()) <= CLOSE * f64::from(size), "{name}: {a} and not {b}");
    }
}

#[test]
fn residuals() {
    let mean = || Reduction::Mean;
    same("squared", &real(1), |x| MseLoss::new().forward(x, real(2), mean()), |x| (x, real(2)).into());
    let huber = HuberLossConfig::new(1.5).init();
    same("huber(delta=1.5)", &real(1), |x| huber.forward(x, real(2), mean()), |x| (x, real(2)).into());
    let smooth = SmoothL1LossConfig::new().with_beta(0.5).init();
    same(
        "smooth_l1(beta=0.5)",
        &real(1),
        |x| smooth.forward_with_reduction(x, real(2), mean()),
        |x| (x, real(2)).into(),
    );
    for p in [1.0, 2.0, 3.0] {
        let lp = LpLossConfig::new(p).init();
        same(&format!("lp(p={p})"), &real(1), |x| lp.forward(x, real(2), mean()), |x| (x, real(2)).into());
    }
    let gaussian = GaussianNLLLossConfig::new().with_full(true).init();
    let variance = || drawn(3, 0.2, 2.0);
    same(
        "gaussian_nll(full=true)",
        &real(1),
        |x| gaussian.forward(x, real(2), variance(), mean()),
        |x| (x, real(2), variance()).into(),
    );
    same(
        "gaussian_nll",
        &variance(),
        |x| GaussianNLLLossConfig::new().init().forward(real(1), real(2), x, mean()),
        |x| (real(1), real(2), x).into(),
    );
}

#[test]
fn classes_and_probabilities() {
    let logits = BinaryCrossEntropyLossConfig::new().with_logits(true).init(&device());
    same("bce_with_logits", &real(1), |x| logits.forward(x, binary(2)), |x| (x, binary(2)).into());
    let probabilities = BinaryCrossEntropyLossConfig::new().init(&device());
    same(
        "bce",
        &real(1),
        |x| probabilities.forward(sigmoid(x), binary(2)),
        |x| (sigmoid(x), binary(2)).into(),
    );
    let plain = CrossEntropyLossConfig::new().init(&device());
    same("cross_entropy", &real(1), |x| plain.forward(x, classes(2)), |x| (x, classes(2)).into());
    let smoothed = CrossEntropyLossConfig::new().with_smoothing(Some(0.1)).init(&device());
    same(
        "cross_entropy(label_smoothing=0.1)",
        &real(1),
        |x| smoothed.forward(x, classes(2)),
        |x| (x, classes(2)).into(),
    );
    let weights: Vec<f32> = vec![0.5, 1.0, 1.5, 2.0, 0.25, 1.0, 3.0];
    let weighted = CrossEntropyLossConfig::new().with_weights(Some(weights)).init(&device());
    same(
        "cross_entropy(class_weight=[0.5, 1, 1.5, 2, 0.25, 1, 3])",
        &real(1),
        |x| weighted.forward(x, classes(2)),
        |x| (x, classes(2)).into(),
    );
    let multi = MultiMarginLossConfig::new().with_margin(0.7).init();
    same(
        "multi_margin(margin=0.7)",
        &real(1),
        |x| multi.forward(x, classes(2), Reduction::Mean),
        |x| (x, classes(2)).into(),
    );
    same(
        "logistic",
        &real(1),
        |x| SoftMarginLoss::new().forward(x, signs(2), Reduction::Mean),
        |x| (x, signs(2)).into(),
    );
    let kl = KLDivLossConfig::new().with_log_target(true).init();
    same(
        "kl_from_log_probs",
        &real(1),
        |x| kl.forward(log_softmax(x, 1), log_softmax(real(2), 1), Reduction::BatchMean),
        |x| (log_softmax(x, 1), log_softmax(real(2), 1)).into(),
    );
}

#[test]
fn counts_margins_and_vectors() {
    let counts = || binary(2).float() * 3.0;
    let poisson = PoissonNllLossConfig::new().init();
    same(
        "poisson_nll",
        &real(1),
        |x| poisson.forward(x, counts(), Reduction::Mean),
        |x| (x, counts()).into(),
    );
    let hinge = HingeEmbeddingLossConfig::new().init();
    same(
        "hinge_embedding",
        &drawn(1, 0.0, 2.0),
        |x| hinge.forward(x, signs(2), Reduction::Mean),
        |x| (x, signs(2)).into(),
    );
    let ranking = MarginRankingLossConfig::new().with_margin(0.3).init();
    same(
        "margin_ranking(margin=0.3)",
        &real(1),
        |x| ranking.forward(x, real(2), signs(3), Reduction::Mean),
        |x| (x, real(2), signs(3)).into(),
    );
    let triplet = TripletMarginLossConfig::new().init();
    same(
        "triplet_margin",
        &real(1),
        |x| triplet.forward(x, real(2), real(3), Reduction::Mean),
        |x| (x, real(2), real(3)).into(),
    );
    let alike = || labels(&integers(5, 2)[..ROWS]) * 2 - 1;
    let cosine = CosineEmbeddingLossConfig::new().with_margin(0.2).init();
    same(
        "cosine_embedding(margin=0.2)",
        &real(1),
        |x| cosine.forward(x, real(2), alike()),
        |x| (x, real(2), alike()).into(),
    );
}
