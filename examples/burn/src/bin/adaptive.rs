use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Tensor},
};
use lossfn_burn::{AdaptiveLoss, Loss};
use lossfn_examples_burn::data;
use lossfn_examples_shared::{Outcome, Table};

fn env(n: &str, d: f64) -> f64 { std::env::var(n).ok().and_then(|x| x.parse().ok()).unwrap_or(d) }

#[derive(Module, Debug)]
struct Net { line: Linear, adaptive: AdaptiveLoss }

fn main() -> Outcome {
    let device = Device::flex().autodiff();
    let all = Table::read("diabetes.csv")?;
    let (mut tr, mut he) = data::split(&all);
    let (y, truth) = (tr.take("target")?, he.take("target")?);
    let m = tr.moments();
    for t in [&mut tr, &mut he] { for (c, (a, s)) in t.columns.iter_mut().zip(&m) { for x in c { *x = (*x - a) / s } } }
    // move target of he
    he.names.retain(|_| true);
    let unit = 100.0;
    let (x, xh) = (data::tensor(&tr, &device), data::tensor(&he, &device));
    for kind in ["squared", "absolute", "huber(delta=0.5)", "huber", "adaptive"] {
        for share in [0.0, 0.05, 0.1, 0.2, 0.3] {
            let t0 = std::time::Instant::now();
            let n = y.len();
            let wrong = (share * n as f64).round() as usize;
            let target: Vec<f64> = y.iter().enumerate().map(|(i, v)| if (i * 101) % n < wrong { v * 10.0 } else { *v } / unit).collect();
            let target = data::column(&target, &device);
            device.seed(7);
            let mut net = Net { line: LinearConfig::new(10, 1).init(&device), adaptive: AdaptiveLoss::new(env("A", 1.0), 1.0, &device)? };
            let mut adam = AdamConfig::new().init();
            for _ in 0..env("STEPS", 2000.0) as usize {
                let pred: Tensor<1> = net.line.forward(x.clone()).squeeze_dim(1);
                let loss = if kind == "adaptive" { net.adaptive.forward(pred, target.clone())? } else { Loss::new(kind)?.forward(pred, target.clone())? };
                let g = GradientsParams::from_grads(loss.backward(), &net);
                net = adam.step(env("LR", 0.01), net, g);
            }
            let pred: Tensor<1> = net.line.forward(xh.clone()).squeeze_dim::<1>(1) * unit;
            let e = Loss::new("absolute")?.forward(pred, data::column(&truth, &device))?.into_scalar::<f32>();
            println!("{kind:17} {share:.2} held {e:.2} alpha {:.3} scale {:.3} {:.1}s", net.adaptive.alpha()?, net.adaptive.scale()?, t0.elapsed().as_secs_f64());
        }
    }
    Ok(())
}
