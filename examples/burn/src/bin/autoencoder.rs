use burn::{
    module::{Module, Param},
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Distribution, Tensor, activation::{relu, sigmoid}},
};
use lossfn_burn::{Loss, Reduction};
use lossfn_examples_burn::data::{self, numbers};
use lossfn_examples_shared::{Outcome, Table};

fn env(n: &str, d: f64) -> f64 { std::env::var(n).ok().and_then(|x| x.parse().ok()).unwrap_or(d) }

#[derive(Module, Debug)]
struct Net { encode: Linear, atoms: Param<Tensor<2>>, bias: Param<Tensor<2>>, kl: bool, unit: bool }
impl Net {
    fn new(units: usize, kl: bool, unit: bool, device: &Device) -> Self {
        Self { encode: LinearConfig::new(64, units).init(device),
            atoms: Param::from_tensor(Tensor::random([units, 64], Distribution::Normal(0.0, if unit { 1.0 } else { 0.1 }), device)),
            bias: Param::from_tensor(Tensor::zeros([1, 64], device)), kl, unit }
    }
    fn code(&self, x: Tensor<2>) -> Tensor<2> { let z = self.encode.forward(x); if self.kl { sigmoid(z) } else { relu(z) } }
    fn decode(&self, code: Tensor<2>) -> Tensor<2> {
        let w = self.atoms.val();
        let w = if self.unit { w.clone() / w.square().sum_dim(1).sqrt() } else { w };
        code.matmul(w) + self.bias.val()
    }
}

fn main() -> Outcome {
    let device = Device::flex().autodiff();
    let mut table = Table::read("digits.csv")?;
    table.take("label")?;
    for c in &mut table.columns { for x in c { *x /= 16.0 } }
    let (train, held) = data::split(&table);
    let (x, unseen) = (data::tensor(&train, &device), data::tensor(&held, &device));
    let n = train.rows();
    let units = env("UNITS", 64.0) as usize;
    let recon = Loss::new("reconstruction")?;
    let l1 = Loss::new("l1_penalty")?.reduce(Reduction::Per(n as f64));
    let kl = Loss::new("kl_divergence")?.sum();
    let rho = env("RHO", 0.05);
    let target = Tensor::cat(vec![Tensor::<2>::full([units, 1], rho, &device), Tensor::full([units, 1], 1.0 - rho, &device)], 1);
    for (kind, weights) in [("l1", vec![0.0, 0.03, 0.1, 0.3, 1.0, 2.0]), ("kl", vec![0.0, 0.01, 0.03, 0.1, 0.3, 1.0])] {
        for w in weights {
            let t0 = std::time::Instant::now();
            device.seed(7);
            let mut net = Net::new(units, kind == "kl", kind == "l1", &device);
            let mut adam = AdamConfig::new().init();
            for _ in 0..env("STEPS", 1000.0) as usize {
                let code = net.code(x.clone());
                let fit = recon.forward(net.decode(code.clone()), x.clone())?;
                let pen = if kind == "l1" { l1.on(code).value()? } else {
                    let mean: Tensor<2> = code.mean_dim(0).transpose();
                    kl.forward(Tensor::cat(vec![mean.clone(), mean.neg().add_scalar(1.0)], 1), target.clone())? };
                let loss = fit + pen * w;
                let g = GradientsParams::from_grads(loss.backward(), &net);
                net = adam.step(env("LR", 0.01), net, g);
            }
            let error = recon.forward(net.decode(net.code(unseen.clone())), unseen.clone())?.into_scalar::<f32>();
            let most = numbers(net.code(x.clone()).max_dim(0))?;
            let code = numbers(net.code(unseen.clone()))?;
            let active = code.chunks(units).flat_map(|r| r.iter().zip(&most)).filter(|(c, m)| **c > 0.1 * **m && **m > 0.0).count() as f64 / code.len() as f64;
            let zero = code.iter().filter(|c| **c > 0.0).count() as f64 / code.len() as f64;
            let dead = most.iter().filter(|m| **m < 1e-3).count();
            let mean = code.iter().sum::<f32>() / code.len() as f32;
            println!("{kind} {w:5} error {error:.3} active {active:.3} >0 {zero:.3} dead {dead} mean {mean:.3} {:.1} s", t0.elapsed().as_secs_f64());
        }
    }
    Ok(())
}
