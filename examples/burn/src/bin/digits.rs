use burn::{
    module::{Module, Param},
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Distribution, Int, Tensor, activation::relu},
};
use lossfn::{Euclidean, Mining, Rows, Triplets};
use lossfn_burn::Loss;
use lossfn_examples_burn::data::{self, numbers};
use lossfn_examples_shared::{Outcome, Table, picture};
use lossfn_plot::{Chart, Figure, Series};

#[derive(Module, Debug)]
struct Network {
    hidden: Linear,
    embed: Linear,
    classify: Linear,
    centers: Param<Tensor<2>>,
}
impl Network {
    fn new(device: &Device) -> Self {
        Self {
            hidden: LinearConfig::new(64, 128).init(device),
            embed: LinearConfig::new(128, 2).init(device),
            classify: LinearConfig::new(2, 10).init(device),
            centers: Param::from_tensor(Tensor::random([10, 2], Distribution::Normal(0.0, 1.0), device)),
        }
    }
    fn embeddings(&self, x: Tensor<2>) -> Tensor<2> {
        self.embed.forward(relu(self.hidden.forward(x)))
    }
}

fn env(n: &str, d: f64) -> f64 { std::env::var(n).ok().and_then(|x| x.parse().ok()).unwrap_or(d) }

fn beside(kind: &str, net: &Network, e: &Tensor<2>, y: &Tensor<1, Int>, classes: &[i32]) -> Outcome<Tensor<1>> {
    let center = || Loss::new("center")?.on((e.clone(), net.centers.val(), y.clone())).value();
    let triplets = |mining, margin: f64| -> Outcome<Tensor<1>> {
            let flat = numbers(e.clone())?;
            let rows = Rows::rows(&flat, 2)?;
            let t = Triplets::mine(&Euclidean::new().pairwise(rows, rows)?, classes, mining)?;
            let pick = |places: &[usize]| {
                let places: Vec<i32> = places.iter().map(|x| *x as i32).collect();
                e.clone().select(0, Tensor::<1, Int>::from_ints(&places[..], &e.device()))
            };
            Ok(Loss::new(&format!("triplet_margin(margin={margin})"))?.on((pick(t.anchor()), pick(t.positive()), pick(t.negative()))).value()?)
    };
    Ok(match kind {
        "center" => center()? * env("CW", 0.1),
        "supcon" => Loss::new(&format!("supcon(temperature={})", env("T", 0.1)))?.forward(e.clone(), y.clone())?,
        "contrastive" => {
            let n = classes.len();
            let partner = |shift: usize| -> Vec<i32> { (0..n).map(|i| ((i + shift) % n) as i32).collect() };
            let mut total: Option<Tensor<1>> = None;
            let mut a = vec![]; let mut b = vec![]; let mut l = vec![];
            for shift in 1..n/2 {
                for (i, j) in partner(shift).into_iter().enumerate() {
                    a.push(i as i32); b.push(j); l.push(i32::from(classes[i] == classes[j as usize]));
                }
            }
            let ix = |v: &[i32]| Tensor::<1, Int>::from_ints(v, &e.device());
            let w: Vec<f32> = l.iter().map(|l| if *l == 1 { 4.5 } else { 0.5 }).collect();
            let lab = ix(&l);
            let v = Loss::new(&format!("contrastive(margin={})", env("CM", 4.0)))?.on((e.clone().select(0, ix(&a)), e.clone().select(0, ix(&b)), lab)).weight(Tensor::<1>::from_floats(&w[..], &e.device())).value()?;
            total = Some(v);
            total.ok_or("x")?
        }
        "hard" => triplets(Mining::Hard, env("TM", 2.0))?,
        "semi" => triplets(Mining::SemiHard, env("TM", 2.0))?,
        "all" => triplets(Mining::All, env("TM", 2.0))?,
        "c+hard" => triplets(Mining::Hard, env("TM", 2.0))? * env("TW", 0.1) + center()? * env("CW", 0.1),
        "c+all" => triplets(Mining::All, env("TM", 2.0))? * env("TW", 1.0) + center()? * env("CW", 0.1),
        _ => e.clone().sum() * 0.0,
    })
}

fn main() -> Outcome {
    let device = Device::flex().autodiff();
    let mut table = Table::read("digits.csv")?;
    for c in &mut table.columns[..64] { for x in c { *x /= 16.0 } }
    let (mut train, mut held) = data::split(&table);
    let (y, truth) = (train.take("label")?, held.take("label")?);
    let (x, unseen) = (data::tensor(&train, &device), data::tensor(&held, &device));
    let epochs = env("EPOCHS", 60.0) as usize;
    let batch = env("BATCH", 128.0) as usize;
    let mut panels = vec![];
    let kinds = std::env::var("KINDS").unwrap_or("none center supcon contrastive c+hard c+all".into());
    for kind in kinds.split(' ') {
        let t0 = std::time::Instant::now();
        device.seed(env("SEED", 7.0) as u64);
        let mut net = Network::new(&device);
        let mut adam = AdamConfig::new().init();
        for _ in 0..epochs {
            for start in (0..y.len()).step_by(batch) {
                let end = (start + batch).min(y.len());
                let xs = x.clone().slice([start..end]);
                let classes: Vec<i32> = y[start..end].iter().map(|x| *x as i32).collect();
                let ys = data::labels(&y[start..end], &device);
                let e = net.embeddings(xs);
                let softmax = Loss::new("cross_entropy")?.forward(net.classify.forward(e.clone()), ys.clone())?;
                let loss = softmax + beside(kind, &net, &e, &ys, &classes)?;
                let g = GradientsParams::from_grads(loss.backward(), &net);
                net = adam.step(env("LR", 0.003), net, g);
            }
        }
        let e = net.embeddings(unseen.clone());
        let acc = data::accuracy(net.classify.forward(e.clone()), &truth)?;
        let et = numbers(net.embeddings(x.clone()))?;
        let ev = numbers(e)?;
        let mean = |v: &[f32], y: &[f64]| -> Vec<[f64; 2]> { (0..10).map(|c| {
            let m: Vec<_> = v.chunks(2).zip(y).filter(|(_, l)| **l as usize == c).map(|(p, _)| p).collect();
            [0, 1].map(|k| m.iter().map(|p| p[k] as f64).sum::<f64>() / m.len() as f64)
        }).collect() };
        let d = |a: &[f64;2], p: &[f64;2]| ((a[0]-p[0]).powi(2)+(a[1]-p[1]).powi(2)).sqrt();
        let ct = mean(&et, &y);
        let pts: Vec<[f64;2]> = ev.chunks(2).map(|p| [p[0] as f64, p[1] as f64]).collect();
        let near = pts.iter().zip(&truth).filter(|(p, l)| (0..10).min_by(|a,b| d(&ct[*a],p).total_cmp(&d(&ct[*b],p))) == Some(**l as usize)).count() as f64 / pts.len() as f64;
        let cv = mean(&ev, &truth);
        let own = pts.iter().zip(&truth).map(|(p,l)| d(&cv[*l as usize], p)).sum::<f64>() / pts.len() as f64;
        let mut between = vec![]; for i in 0..10 { for j in 0..i { between.push(d(&cv[i],&cv[j])) } }
        let b = between.iter().sum::<f64>() / 45.0;
        println!("{kind:12} {acc:.3} {near:.3} {:.3} own {own:.2} between {b:.2}  {:.1} s", own / b, t0.elapsed().as_secs_f64());
        panels.push(Chart { title: kind.into(), x_label: "".into(), y_label: "".into(),
            series: (0..10).map(|c| Series::names(c.to_string(), pts.iter().zip(&truth).filter(|(_, l)| **l as usize == c).map(|(p, _)| (p[0], p[1])).collect())).collect(), y_range: None });
    }
    Figure { title: "t".into(), panels, compact: false }.save(&picture("digits.png")?)?;
    Ok(())
}
