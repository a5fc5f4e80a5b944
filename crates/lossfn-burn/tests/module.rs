//! Is it a module like any other?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod tensors;

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Tensor},
};
use lossfn_burn::{AdaptiveLoss, Likelihood, Loss, UncertaintyWeighting};
use tensors::{device, number};

#[derive(Module, Debug)]
struct Model {
    linear: Linear,
    loss: Loss,
    contrast: Loss,
    adaptive: AdaptiveLoss,
    tasks: UncertaintyWeighting,
}

fn model(device: &Device) -> Model {
    Model {
        linear: LinearConfig::new(3, 1).init(device),
        loss: Loss::new("0.5*huber(delta=2) + 0.5*absolute").unwrap().sum(),
        contrast: Loss::new("info_nce").unwrap().learn("temperature", device).unwrap(),
        adaptive: AdaptiveLoss::new(1.0, 1.0, device).unwrap(),
        tasks: UncertaintyWeighting::new(&[Likelihood::Gaussian; 2], device),
    }
}

#[test]
fn in_a_model() {
    let model = model(&device());
    // Of the linear layer, one temperature, a shape and a scale, and two variances.
    assert_eq!(model.num_params(), 4 + 1 + 2 + 2);
    let shown = model.to_string();
    assert!(shown.contains("0.5*huber(delta=2) + 0.5*absolute"), "{shown}");
    assert!(shown.contains("temperature"), "{shown}");
    let valid = model.valid();
    assert_eq!(valid.loss.name(), model.loss.name());
    let x = Tensor::<2>::ones([4, 3], &Device::flex());
    let value =
        valid.loss.forward(valid.linear.forward(x), Tensor::<2>::zeros([4, 1], &Device::flex())).unwrap();
    assert!(!value.is_autodiff());
    assert!(valid.train().contrast.learned("temperature").unwrap().is_require_grad());
}

#[test]
fn what_is_learned_is_saved() {
    let saved = Loss::new("info_nce(temperature=0.25)").unwrap().learn("temperature", &device()).unwrap();
    let fresh = Loss::new("info_nce").unwrap().learn("temperature", &device()).unwrap();
    let loaded = fresh.load_record(saved.into_record());
    assert_eq!(number::<f32>(loaded.learned("temperature").unwrap()), 0.25);
}

#[test]
fn training_lowers_the_loss() {
    let device = device();
    device.seed(3);
    let x = Tensor::<2>::random([64, 3], burn::tensor::Distribution::Normal(0.0, 1.0), &device);
    let y = x.clone().slice([0..64, 0..1]) * 2.0 - 1.0;
    let mut model = model(&device);
    let mut adam = AdamConfig::new().init();
    let mut all = vec![];
    for _ in 0..200 {
        let value = model.loss.forward(model.linear.forward(x.clone()), y.clone()).unwrap();
        let gradients = GradientsParams::from_grads(value.backward(), &model);
        all.push(number::<f32>(value));
        model = adam.step(0.05, model, gradients);
    }
    assert!(all[199] < 0.05 * all[0], "from {} to {}", all[0], all[199]);
}
