//! `cargo xtask accuracy --climb [ROUNDS] [NAME..]`: a hill climb on the error. From random inputs and
//! parameters it goes where the error, in parts of its bound, is larger; the exact values are those of
//! the reference in double-double.

use indicatif::{ProgressBar, ProgressStyle};
use lossfn::{
    AnyLoss, Inputs, Labels, Reference, Rows, catalogue,
    data::Storage,
    spec::{Domain, Stage},
};

use crate::support::{Random, drawn, plain};

/// Steps of one climb, of which the first are random places.
const STEPS: usize = 300;
const PLACES: usize = 40;
/// Columns of a row.
const CLASSES: usize = 3;
const OUTPUTS: [&str; 3] = ["value", "gradient", "hessian"];

/// The inputs of one item.
#[derive(Clone)]
struct Point {
    first: Vec<f64>,
    second: Vec<f64>,
    label: Option<u8>,
}

/// The worst that was found of an output.
#[derive(Clone, Default)]
struct Worst {
    share: f64,
    error: f64,
    at: String,
}

/// The search over one loss in one type.
struct Climb<'a, T> {
    loss: &'a AnyLoss,
    domains: Vec<Domain>,
    rng: &'a mut Random,
    kind: core::marker::PhantomData<T>,
}

/// Climbs, and prints the table.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let words: Vec<&String> = args.iter().filter(|a| !a.starts_with('-')).collect();
    let rounds = words.iter().find_map(|w| w.parse().ok()).unwrap_or(8);
    let names: Vec<&&String> = words.iter().filter(|w| w.parse::<usize>().is_err()).collect();
    let entries: Vec<_> = catalogue()
        .into_iter()
        .filter(|e| !e.spec.stage.coupled())
        .filter(|e| names.is_empty() || names.iter().any(|n| **n == e.spec.name))
        .collect();
    if entries.is_empty() {
        return Err("no loss has one of these names".into());
    }
    let bar = ProgressBar::new((entries.len() * rounds) as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg:24} {wide_bar} {percent:>3} % {eta}") {
        bar.set_style(style);
    }
    let mut lines =
        vec![format!("{:<24} {:<4} {:<8} {:>9} {:>10}  at", "loss", "type", "output", "of bound", "max ULP")];
    for entry in &entries {
        bar.set_message(entry.spec.name);
        let mut worst = [const { [const { None::<Worst> }; 3] }; 2];
        let mut rng = Random(entry.spec.name.len() as u64);
        for round in 0..rounds {
            let loss = if round == 0 { plain(entry) } else { drawn(entry, &mut rng, CLASSES) };
            for output in 0..3 {
                let found = [climb::<f32>(&loss, output, &mut rng), climb::<f64>(&loss, output, &mut rng)];
                for (worst, found) in worst.iter_mut().zip(found) {
                    if worst[output].as_ref().is_none_or(|w| found.share > w.share) {
                        worst[output] = Some(found);
                    }
                }
            }
            bar.inc(1);
        }
        for (kind, worst) in ["f32", "f64"].iter().zip(worst) {
            for (output, w) in OUTPUTS.iter().zip(worst) {
                let w = w.unwrap_or_default();
                let error =
                    if w.error < 1e4 { format!("{:.3}", w.error) } else { format!("{:.2e}", w.error) };
                lines.push(format!(
                    "{:<24} {kind:<4} {output:<8} {:>9.3} {error:>10}  {}",
                    entry.spec.name, w.share, w.at
                ));
            }
        }
    }
    bar.finish_and_clear();
    #[allow(clippy::print_stdout, reason = "a task reports")]
    {
        println!("{}", lines.join("\n"));
    }
    Ok(())
}

fn climb<T: Storage>(loss: &AnyLoss, output: usize, rng: &mut Random) -> Worst {
    let inputs = loss.terms()[0].loss.inputs();
    let domains = inputs.iter().map(|input| input.domain).collect();
    let mut climb = Climb::<T> { loss, domains, rng, kind: core::marker::PhantomData };
    let mut best = Worst::default();
    let mut place = climb.place();
    for step in 0..STEPS {
        let next = if step < PLACES { climb.place() } else { climb.moved(&place) };
        let found = climb.score(&next, output);
        if found.share >= best.share {
            (best, place) = (found, next);
        }
    }
    best
}

impl<T: Storage> Climb<'_, T> {
    fn stage(&self) -> Stage {
        self.loss.spec().stage
    }
    /// A number of any size in the domain of an input.
    fn number(&mut self, input: usize) -> f64 {
        let domain = self.domains[input];
        for _ in 0..20 {
            let size = 10f64.powf(self.rng.between(-12.0, 4.0));
            let x = match self.rng.below(4) {
                0 => self.rng.number(domain),
                1 => 1.0 - size,
                _ => size.copysign(self.rng.between(-1.0, 1.0)),
            };
            let x = T::from_f64(x).to_f64();
            if domain.contains(x) {
                return x;
            }
        }
        self.rng.stored::<T>(domain).to_f64()
    }
    fn place(&mut self) -> Point {
        let rows = !matches!(self.stage(), Stage::Elements | Stage::Weights);
        let n = if rows { CLASSES } else { 1 };
        let first = (0..n).map(|_| self.number(0)).collect();
        let second = match self.stage() {
            // The hessians of vectors are no diagonals, which are what is climbed here.
            Stage::Weights
            | Stage::Softmax
            | Stage::LogProbabilities
            | Stage::Pairs
            | Stage::Boxes
            | Stage::Triples
            | Stage::Batch(_)
            | Stage::Groups(_) => vec![],
            Stage::Elements => (1..self.domains.len()).map(|input| self.number(input)).collect(),
            Stage::Rows | Stage::Taught => (0..n).map(|_| self.number(1)).collect(),
        };
        let label = self.stage().of_scores().then(|| self.rng.below(CLASSES) as u8);
        Point { first, second, label }
    }
    /// A place near another, or at the same size, or where the inputs are near each other.
    fn moved(&mut self, from: &Point) -> Point {
        let mut to = from.clone();
        let which = self.rng.below(to.first.len() + to.second.len());
        let (second, k) = which.checked_sub(to.first.len()).map_or((false, which), |k| (true, k));
        let input = match (second, self.stage()) {
            (false, _) => 0,
            (true, Stage::Elements) => 1 + k,
            (true, _) => 1,
        };
        let other = if second { to.first.get(k) } else { to.second.get(k) }.copied();
        let x = if second { to.second[k] } else { to.first[k] };
        let far = self.rng.between(-16.0, 0.0);
        let y = match self.rng.below(4) {
            0 => self.number(input),
            1 => other.unwrap_or(x) * (1.0 + self.rng.between(-1.0, 1.0) * 10f64.powf(far)),
            _ => x * (1.0 + self.rng.between(-1.0, 1.0) * 10f64.powf(far)),
        };
        let y = T::from_f64(y).to_f64();
        if self.domains[input].contains(y) {
            if second { to.second[k] = y } else { to.first[k] = y }
        }
        to
    }
    fn inputs<'a, U: Storage>(&self, a: &'a [U], b: &'a [U], label: &'a [u8]) -> Option<Inputs<'a, U>> {
        if matches!(self.stage(), Stage::Elements | Stage::Weights) {
            return Inputs::from_columns(&core::iter::once(a).chain(b.chunks(1)).collect::<Vec<_>>());
        }
        let table = |x| Rows::rows(x, CLASSES).ok();
        let other = Some(b).filter(|x| !x.is_empty()).and_then(table);
        Inputs::from_rows(table(a)?, other, Some(label).filter(|x| !x.is_empty()).map(Labels::U8))
    }
    fn reference(&self, p: &Point) -> Option<Reference> {
        let label: Vec<u8> = p.label.into_iter().collect();
        self.loss.reference(self.inputs(&p.first, &p.second, &label)?).ok()
    }
    fn ours(&self, p: &Point) -> Option<[Vec<f64>; 3]> {
        let stored = |x: &[f64]| x.iter().map(|&x| T::from_f64(x)).collect::<Vec<T>>();
        let (a, b, label) = (stored(&p.first), stored(&p.second), p.label.into_iter().collect::<Vec<u8>>());
        let on =
            lossfn::On::clone(&self.loss.on_inputs(self.inputs(&a, &b, &label)?)).validate(false).values();
        let (g, h) = on.gradient_and_hessian().ok()?;
        let wide = |x: Vec<T>| x.into_iter().map(Storage::to_f64).collect();
        Some([wide(on.to_vec().ok()?), wide(g), wide(h)])
    }
    /// How far the worst element of an output is from exact.
    fn score(&self, p: &Point, output: usize) -> Worst {
        let pick = |r: Reference| match output {
            0 => vec![r.value],
            1 => r.gradient,
            _ => r.hessian,
        };
        let mut worst = Worst::default();
        let (Some(exact), Some(ours)) = (self.reference(p).map(pick), self.ours(p)) else { return worst };
        // What a small relative change of each input does.
        let step = 2f64.powi(-24);
        let mut moved = vec![];
        for i in 0..p.first.len() + p.second.len() {
            let mut q = p.clone();
            let n = q.first.len();
            let x = if i < n { &mut q.first[i] } else { &mut q.second[i - n] };
            *x *= 1.0 + step;
            moved.extend(self.reference(&q).map(pick));
        }
        for (j, (&want, &got)) in exact.iter().zip(&ours[output]).enumerate() {
            let k: f64 = moved.iter().map(|m| (m[j] - want).abs()).sum::<f64>() / (step * want.abs());
            let (epsilon, [low, high]) = if T::NARROW {
                (f64::from(f32::EPSILON), [f32::MIN_POSITIVE, f32::MAX].map(f64::from))
            } else {
                (f64::EPSILON, [f64::MIN_POSITIVE, f64::MAX])
            };
            // Below this the reference of a row, which cancels, has no digits.
            let low = if exact.len() > 1 { 1e-15 } else { low };
            if !(low..=high).contains(&want.abs()) || k.is_nan() || k * epsilon > 0.5 {
                continue;
            }
            let ulp = 2f64.powi(want.abs().log2().floor() as i32) * epsilon;
            // The reference is rounded to f64 itself.
            let error = ((got - want).abs() / ulp - if T::NARROW { 0.0 } else { 0.5 }).max(0.0);
            let error = if error.is_nan() { f64::INFINITY } else { error };
            let bound = if output == 2 { 4.0 } else { 2.0 } + k / 2.0;
            if error / bound > worst.share {
                let at = format!(
                    "{} {:?} {:?} {}",
                    self.loss,
                    p.first,
                    p.second,
                    p.label.map_or(String::new(), |l| l.to_string())
                );
                worst = Worst { share: error / bound, error, at };
            }
        }
        worst
    }
}
