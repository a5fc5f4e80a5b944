use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Tensor, activation::tanh},
};
use lossfn_burn::{Likelihood::{Gaussian, Softmax}, Loss, UncertaintyWeighting};
use lossfn_examples_burn::data;
use lossfn_examples_shared::{Outcome, Table};

fn env(n: &str, d: f64) -> f64 { std::env::var(n).ok().and_then(|x| x.parse().ok()).unwrap_or(d) }

#[derive(Module, Debug)]
struct Net { trunk: Linear, class: Linear, big: Linear, small: Linear, learned: UncertaintyWeighting }
impl Net {
    fn new(columns: usize, h: usize, device: &Device) -> Self {
        let l = |a, b| LinearConfig::new(a, b).init(device);
        Self { trunk: l(columns, h), class: l(h, 3), big: l(h, 1), small: l(h, 1), learned: UncertaintyWeighting::new(&[Softmax, Gaussian, Gaussian], device) }
    }
    fn forward(&self, x: Tensor<2>) -> (Tensor<2>, Tensor<1>, Tensor<1>) {
        let h = tanh(self.trunk.forward(x));
        (self.class.forward(h.clone()), self.big.forward(h.clone()).squeeze_dim(1), self.small.forward(h).squeeze_dim(1))
    }
}

fn main() -> Outcome {
    let device = Device::flex().autodiff();
    let mut all = Table::read("wine.csv")?;
    let y = all.take("cultivar")?;
    let (bn, sn) = (std::env::var("BIG").unwrap_or("proline".into()), std::env::var("SMALL").unwrap_or("hue".into()));
    let big = all.take(&bn)?;
    let small = all.take(&sn)?;
    let mut settings: Vec<(String, Option<[f64; 3]>)> = vec![];
    for (n, w) in [("class only", [1.0, 0.0, 0.0]), ("big only", [0.0, 1.0, 0.0]), ("small only", [0.0, 0.0, 1.0]), ("equal", [1.0, 1.0, 1.0]), ("1e-1", [1.0, 1e-1, 1.0]), ("1e-2", [1.0, 1e-2, 1.0]), ("1e-3", [1.0, 1e-3, 1.0]), ("1e-4", [1.0, 1e-4, 1.0]), ("1e-5", [1.0, 1e-5, 1.0]), ("1e-6", [1.0, 1e-6, 1.0]), ("1e-7", [1.0, 1e-7, 1.0])] { settings.push((n.into(), Some(w))) }
    settings.push(("learned".into(), None));
    for (name, weights) in settings {
        let t0 = std::time::Instant::now();
        let mut sums = [0.0f64; 4];
        let mut learned = vec![];
        let folds = 3;
        for fold in 0..folds {
            let pick = |v: &[f64], held: bool| -> Vec<f64> { v.iter().enumerate().filter(|(i, _)| (i % folds == fold) == held).map(|(_, x)| *x).collect() };
            let (mut tr, mut he) = (all.filter(|i| i % folds != fold), all.filter(|i| i % folds == fold));
            let m = tr.moments();
            for t in [&mut tr, &mut he] { for (c, (a, s)) in t.columns.iter_mut().zip(&m) { for x in c { *x = (*x - a) / s } } }
            let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
            let (bm, sm) = (mean(&pick(&big, false)), mean(&pick(&small, false)));
            let col = |v: &[f64], m: f64, h: bool| data::column(&pick(v, h).iter().map(|x| x - m).collect::<Vec<_>>(), &device);
            let (x, xh) = (data::tensor(&tr, &device), data::tensor(&he, &device));
            let (yt, yh) = (data::labels(&pick(&y, false), &device), data::labels(&pick(&y, true), &device));
            device.seed(7);
            let mut net = Net::new(tr.columns.len(), env("H", 6.0) as usize, &device);
            let mut adam = AdamConfig::new().with_epsilon(1e-8).init();
            let (ce, sq) = (Loss::new("cross_entropy")?, Loss::new("squared")?);
            for _ in 0..env("STEPS", 3000.0) as usize {
                let (c, b, s) = net.forward(x.clone());
                let losses = [ce.forward(c, yt.clone())?, sq.forward(b, col(&big, bm, false))?, sq.forward(s, col(&small, sm, false))?];
                let loss = match weights { None => net.learned.forward(losses)?, Some(w) => { let [a, b, c] = losses; a * w[0] + b * w[1] + c * w[2] } };
                let g = GradientsParams::from_grads(loss.backward(), &net);
                net = adam.step(env("LR", 0.01), net, g);
            }
            let (c, b, s) = net.forward(xh.clone());
            let acc = data::accuracy(c.clone(), &pick(&y, true))?;
            sums[0] += (1.0 - acc) / folds as f64;
            sums[3] += ce.forward(c, yh)?.into_scalar::<f32>() as f64 / folds as f64;
            sums[1] += sq.forward(b, col(&big, bm, true))?.into_scalar::<f32>() as f64 / folds as f64;
            sums[2] += sq.forward(s, col(&small, sm, true))?.into_scalar::<f32>() as f64 / folds as f64;
            learned = data::numbers(net.learned.log_variances())?;
        }
        println!("{name:10} wrong {:.3} ce {:.3} big {:.2} small {:.4}  {:?} {:.1}s", sums[0], sums[3], sums[1].sqrt(), sums[2].sqrt(), learned.iter().map(|s| (s / 2.0).exp()).collect::<Vec<_>>(), t0.elapsed().as_secs_f64());
    }
    Ok(())
}
