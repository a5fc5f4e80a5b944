//! What fusing is worth: forward and backward of a loss in one pass, beside the same loss composed of tensor
//! operations, and the module that Burn has for it. Flex with autodiff, f32, 256 x 1000.
#![allow(clippy::print_stdout, reason = "it prints a table")]

use std::{hint::black_box, time::Instant};

use burn::{
    nn::loss::{BinaryCrossEntropyLossConfig, CrossEntropyLossConfig, HuberLossConfig, Reduction},
    tensor::{
        Device, Distribution, Int, Tensor,
        activation::{log_sigmoid, log_softmax},
    },
};
use lossfn_burn::{Error, Loss};

const WARM_UP: usize = 20;
const ROUNDS: usize = 101;

type Way<'a> = Box<dyn Fn(Tensor<2>) -> Result<Tensor<1>, Error> + 'a>;

fn main() -> Result<(), Error> {
    let device = Device::flex().autodiff();
    device.seed(1);
    let pred = Tensor::<2>::random([256, 1000], Distribution::Normal(0.0, 2.0), &device);
    let target = Tensor::<2>::random([256, 1000], Distribution::Normal(0.0, 1.0), &device);
    let set = target.clone().greater_scalar(0.0);
    let (zero_one, bits): (Tensor<2>, Tensor<2, Int>) = (set.clone().float(), set.int());
    let class = Tensor::<1, Int>::arange(0..256, &device) * 3;

    let [huber, bce, entropy] = ["huber", "bce_with_logits", "cross_entropy"].map(Loss::new);
    let (huber, bce, entropy) = (huber?, bce?, entropy?);
    let their_huber = HuberLossConfig::new(1.0).init();
    let their_bce = BinaryCrossEntropyLossConfig::new().with_logits(true).init(&device);
    let their_entropy = CrossEntropyLossConfig::new().init(&device);

    let losses: [(&str, [Way<'_>; 3]); 3] = [
        (
            "huber",
            [
                Box::new(|x| {
                    let r = x - target.clone();
                    let near = r.clone().clamp(-1.0, 1.0);
                    Ok((near.clone() * (r - near * 0.5)).mean())
                }),
                Box::new(|x| Ok(their_huber.forward(x, target.clone(), Reduction::Mean))),
                Box::new(|x| huber.forward(x, target.clone())),
            ],
        ),
        (
            "bce_with_logits",
            [
                Box::new(|x| Ok((x.clone() * (zero_one.clone().neg() + 1.0) - log_sigmoid(x)).mean())),
                Box::new(|x| Ok(their_bce.forward(x, bits.clone()))),
                Box::new(|x| bce.forward(x, zero_one.clone())),
            ],
        ),
        (
            "cross_entropy",
            [
                Box::new(|x| Ok(log_softmax(x, 1).gather(1, class.clone().unsqueeze_dim(1)).mean().neg())),
                Box::new(|x| Ok(their_entropy.forward(x, class.clone()))),
                Box::new(|x| entropy.forward(x, class.clone())),
            ],
        ),
    ];

    println!("forward and backward, milliseconds: the median of {ROUNDS} rounds in turns");
    println!();
    println!(
        "{:<16} {:>9} {:>9} {:>9} {:>12} {:>12}",
        "loss", "composed", "burn::nn", "fused", "composed/f.", "burn::nn/f."
    );
    for (name, ways) in &losses {
        let mut times = [const { Vec::new() }; 3];
        let mut values = [0.0; 3];
        for round in 0..WARM_UP + ROUNDS {
            for (k, way) in ways.iter().enumerate() {
                let leaf = pred.clone().require_grad();
                let start = Instant::now();
                let value = way(leaf.clone())?;
                let mut gradients = value.backward();
                let gradient = black_box(leaf.grad_remove(&mut gradients));
                let took = start.elapsed().as_secs_f64();
                drop(gradient);
                if round >= WARM_UP {
                    times[k].push(took);
                }
                values[k] = f64::from(value.into_scalar::<f32>());
            }
        }
        assert!(values.iter().all(|v| (v - values[2]).abs() < 1e-5 * values[2]), "{name}: {values:?}");
        let [composed, theirs, fused] = times.map(|mut all| {
            all.sort_by(f64::total_cmp);
            all[all.len() / 2] * 1e3
        });
        let ratios = [composed, theirs].map(|time| time / fused);
        println!(
            "{name:<16} {composed:>9.3} {theirs:>9.3} {fused:>9.3} {:>12.1} {:>12.1}",
            ratios[0], ratios[1]
        );
    }
    Ok(())
}
