//! Does each loss have the properties that its spec claims? A yes is attacked by a search for a
//! counterexample, and a no has to have one.

pub(crate) mod constants;
mod found;
mod rows;
mod smoothness;
#[allow(dead_code)] // The pages ask for more.
mod vectors;

use std::fmt::{self, Display};

use crate::support::{Random, drawn, plain};
use constants::number;
use found::Found;
use lossfn::{
    AnyLoss, Entry, Inputs,
    spec::{Domain, Input, Spec, Stage},
};

/// Draws of the parameters and of the target, and predictions for each of them.
const DRAWS: usize = 40;
const POINTS: usize = 1500;

/// A loss with its parameters, its target and what else it reads, as a function of its first input.
#[derive(Clone)]
struct Curve {
    loss: AnyLoss,
    target: Option<f64>,
    more: Vec<f64>,
}

impl Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, target {:?}", self.loss, self.target)
    }
}

impl Curve {
    fn domain(&self) -> Domain {
        self.loss.terms()[0].loss.inputs()[0].domain
    }
    /// The inputs after the first.
    fn others(&self) -> impl Iterator<Item = f64> {
        self.target.into_iter().chain(self.more.iter().copied())
    }
    fn with_target(&self, target: f64) -> Self {
        Self { target: Some(target), ..self.clone() }
    }
    /// Values, gradients and hessians.
    fn at(&self, x: &[f64]) -> [Vec<f64>; 3] {
        let others: Vec<Vec<f64>> = self.others().map(|y| vec![y; x.len()]).collect();
        let columns: Vec<&[f64]> = std::iter::once(x).chain(others.iter().map(|y| &**y)).collect();
        let inputs = match columns[..] {
            [x] => Inputs::Weights(x),
            [x, y] => Inputs::Columns(x, y),
            _ => Inputs::from_columns(&columns).unwrap_or_else(|| panic!("{}: no columns", self.loss)),
        };
        let on = self.loss.on_inputs(inputs).values();
        let (g, h) = on.gradient_and_hessian().unwrap_or_else(|e| panic!("{}: {e}", self.loss));
        [on.to_vec().expect("values where there are gradients"), g, h]
    }
    /// A number of any size inside the domain of the first input.
    fn point(&self, rng: &mut Random) -> f64 {
        let domain = self.domain();
        for _ in 0..20 {
            let size = 10f64.powf(rng.between(-6.0, 4.0));
            let x = match rng.below(5) {
                0 => self.target.unwrap_or_default() + size.copysign(rng.between(-1.0, 1.0)),
                1 => 1.0 - size,
                2 => size.copysign(rng.between(-1.0, 1.0)),
                _ => rng.number(domain),
            };
            if domain.contains(x) {
                return x;
            }
        }
        rng.number(domain)
    }
    /// Numbers of the domain, many of them close to the target or far away.
    fn far_points(&self, rng: &mut Random) -> Vec<f64> {
        let mut x: Vec<f64> = (0..POINTS).map(|_| self.point(rng)).collect();
        for size in (-40..=40).map(|i| 10f64.powf(f64::from(i) / 4.0)) {
            let around = self.target.unwrap_or_default();
            let far = [around - size, around + size, size, 1.0 - size];
            x.extend(far.into_iter().filter(|x| self.domain().contains(*x)));
        }
        x
    }
    fn number(&self, text: &str) -> f64 {
        let names = self.loss.spec().inputs.iter().skip(1).map(|input| input.name);
        number(&self.loss, text, names.zip(self.others()))
    }
    /// Where the formula changes its form, and the target.
    fn joints(&self) -> Vec<f64> {
        let spec = self.loss.spec();
        let first = spec.inputs[0].name;
        let joints = spec.joints.iter().filter(|(input, _)| *input == first).map(|(_, at)| self.number(at));
        joints.chain(self.target).filter(|x| x.is_finite()).collect()
    }
}

/// The loss with its defaults and with drawn parameters, each with targets.
fn curves(entry: &Entry) -> Vec<Curve> {
    let mut rng = Random(entry.spec.name.len() as u64);
    (0..DRAWS)
        .map(|i| {
            let loss = if i < 4 { plain(entry) } else { drawn(entry, &mut rng, 1) };
            let domain = loss.terms()[0].loss.inputs().get(1).map(|input| input.domain);
            // Of ordinary size, small, and at an end of the domain.
            let target = domain.map(|d| {
                let y = rng.number(d);
                let end = match d {
                    Domain::Interval { high, .. } if high.is_finite() => high,
                    _ => y,
                };
                let special = [y, y, end, 1e-4 * y][i % 4];
                if special.is_finite() && d.contains(special) { special } else { y }
            });
            let inputs = loss.terms()[0].loss.inputs();
            let more = inputs.iter().skip(2).map(|input| rng.number(input.domain)).collect();
            Curve { loss, target, more }
        })
        .collect()
}

/// These, and each with a large target, and with small numbers in what else is read: some constants are
/// reached for such.
fn far_curves(entry: &Entry) -> Vec<Curve> {
    let mut curves = curves(entry);
    for i in 0..DRAWS {
        let Curve { loss, target, .. } = &curves[i];
        let domain = loss.terms()[0].loss.inputs().get(1).map(|input| input.domain);
        if let (Some(y), Some(d)) = (target.map(|y| 1e4 * y), domain)
            && d.contains(y)
        {
            curves.push(curves[i].with_target(y));
        }
        if !curves[i].more.is_empty() {
            let inputs = curves[i].loss.terms()[0].loss.inputs();
            let less = |(x, input): (&f64, &Input)| {
                if input.domain.contains(1e-4 * x) { 1e-4 * x } else { *x }
            };
            let more = curves[i].more.iter().zip(&inputs[2..]).map(less).collect();
            curves.push(Curve { more, ..curves[i].clone() });
        }
    }
    curves
}

/// Losses of one number and its target, or of a weight.
fn entries() -> impl Iterator<Item = Entry> {
    lossfn::catalogue().into_iter().filter(|e| matches!(e.spec.stage, Stage::Elements | Stage::Weights))
}

/// A claim against what was found: how bad the worst counterexample is, and how bad it has to be.
fn judge(spec: &Spec, property: &str, claim: Option<bool>, found: Option<String>) {
    match (claim, found) {
        (Some(true), Some(example)) => panic!("{} is not {property}: {example}", spec.name),
        (Some(false), None) => panic!("{}: nothing shows that it is not {property}", spec.name),
        (None, _) => panic!("{}: {property} is neither yes nor no", spec.name),
        _ => {}
    }
}

#[test]
fn convex_or_not() {
    for entry in entries() {
        let mut rng = Random(1);
        let mut found = None;
        for curve in curves(&entry) {
            let [a, b] = [0, 1].map(|_| (0..POINTS).map(|_| curve.point(&mut rng)).collect::<Vec<_>>());
            let middle: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a / 2.0 + b / 2.0).collect();
            let [va, vb, vm] = [&a, &b, &middle].map(|x| curve.at(x)[0].clone());
            for i in 0..POINTS {
                let chord = va[i] / 2.0 + vb[i] / 2.0;
                // More than any rounding.
                let excess = (vm[i] - chord) / (va[i].abs() + vb[i].abs());
                if excess > 1e-9 && found.is_none() {
                    found =
                        Some(format!("{} from {} to {}, target {:?}", curve.loss, a[i], b[i], curve.target));
                }
            }
        }
        judge(entry.spec, "convex", entry.spec.properties.convex, found);
    }
}

/// The derivatives a share of the size to both sides of a place, where the domain has both.
fn beside(curve: &Curve, p: f64, share: f64, order: usize) -> Option<[f64; 2]> {
    let size = p.abs().max(curve.target.unwrap_or_default().abs()).max(1.0);
    let sides = [p - share * size, p + share * size];
    let inside = sides.iter().all(|x| curve.domain().contains(*x));
    inside.then(|| {
        let derivatives = &curve.at(&sides)[order];
        [derivatives[0], derivatives[1]]
    })
}
/// Whether a derivative jumps: next to a place, it changes nearly as much over a billionth as over a
/// thousandth.
fn jumps(curve: &Curve, p: f64, order: usize) -> bool {
    let [wide, narrow] = [1e-3, 1e-9].map(|share| beside(curve, p, share, order));
    let (Some(wide), Some(narrow)) = (wide, narrow) else { return false };
    let [change, over] = [narrow, wide].map(|d| (d[1] - d[0]).abs());
    change > 0.01 * over && change > 1e-6 * narrow[0].abs().max(narrow[1].abs())
}
/// A place where a derivative jumps.
fn jump(curve: &Curve, order: usize) -> Option<String> {
    let found = curve.joints().into_iter().find(|&p| jumps(curve, p, order));
    found.map(|p| format!("{} at {p}, target {:?}", curve.loss, curve.target))
}

/// On a kink the slope is 0 where the two slopes beside it differ in sign, else the smaller of them.
#[test]
fn a_kink_has_the_slope_of_smallest_size() {
    let mut kinks = 0;
    for entry in entries() {
        let mut curves = curves(&entry);
        for i in 0..DRAWS {
            let Curve { loss, target, .. } = &curves[i];
            let zero = loss.terms()[0].loss.inputs().get(1).is_some_and(|input| input.domain.contains(0.0));
            if zero && *target != Some(0.0) {
                curves.push(curves[i].with_target(0.0));
            }
        }
        for curve in curves {
            // A joint beside another target is rounded, unless that is a label.
            let label = matches!(
                curve.loss.terms()[0].loss.inputs().get(1).map(|i| i.domain),
                Some(Domain::Points(_))
            );
            // Beside two numbers more it is rounded all the same.
            let exact =
                |p: f64| label || curve.more.len() < 2 && curve.target.is_none_or(|y| p == y || y == 0.0);
            for p in curve.joints().into_iter().filter(|&p| exact(p) && jumps(&curve, p, 1)) {
                let [low, high] = beside(&curve, p, 1e-9, 1).expect("both sides of a jump");
                let least = if low.abs() < high.abs() { low } else { high };
                let want = if low * high < 0.0 { 0.0 } else { least };
                let at = curve.at(&[p])[1][0];
                let text = format!("{} at {p}, target {:?}: {at}", curve.loss, curve.target);
                assert!(
                    (at - want).abs() <= 1e-6 * (low.abs() + high.abs()),
                    "{text} between {low} and {high}"
                );
                kinks += 1;
            }
        }
    }
    assert!(kinks > 300, "{kinks} kinks");
}

#[test]
fn differentiable_or_not() {
    for entry in entries() {
        let curves = curves(&entry);
        let kink = curves.iter().find_map(|c| jump(c, 1));
        let bend = kink.clone().or_else(|| curves.iter().find_map(|c| jump(c, 2)));
        judge(entry.spec, "differentiable", entry.spec.properties.differentiable, kink);
        judge(entry.spec, "twice differentiable", entry.spec.properties.twice_differentiable, bend);
    }
}

/// A constant is never exceeded, and for some parameters and target attained within one part in a
/// hundred; where there is none, slopes are as steep as one looks for.
#[test]
fn lipschitz_constants_are_the_least() {
    for entry in entries() {
        let Some(constant) = entry.spec.properties.lipschitz else { continue };
        let (mut rng, mut found) = (Random(2), Found::default());
        for curve in far_curves(&entry) {
            let x = curve.far_points(&mut rng);
            let most = curve.at(&x)[1].iter().fold(0.0, |most: f64, g| most.max(g.abs()));
            found.add(most, curve.number(constant), &curve);
        }
        found.judge(entry.spec.name);
    }
}

#[test]
fn signs_zeros_and_symmetry() {
    for entry in entries() {
        let properties = entry.spec.properties;
        let mut rng = Random(3);
        let [mut below, mut nonzero, mut unlike] = [const { None::<String> }; 3];
        for curve in curves(&entry) {
            let x: Vec<f64> = (0..POINTS).map(|_| curve.point(&mut rng)).collect();
            let values = curve.at(&x)[0].clone();
            for (x, v) in x.iter().zip(values) {
                if v < 0.0 && below.is_none() {
                    below = Some(format!("{} at {x}, target {:?}", curve.loss, curve.target));
                }
            }
            let Some(y) = curve.target else { continue };
            // Of two pairs of numbers the second has to be the first.
            let inputs = curve.loss.terms()[0].loss.inputs();
            let pairs = |i: &[Input]| i.len() == 4 && (0..2).all(|k| i[k].domain == i[k + 2].domain);
            let (at, twin) = match curve.more[..] {
                [at, _] if pairs(inputs) => (at, Curve { more: vec![at, y], ..curve.clone() }),
                _ => (y, curve.clone()),
            };
            if curve.domain().contains(at) && twin.at(&[at])[0] != [0.0] && nonzero.is_none() {
                nonzero = Some(format!("{} at {at}", curve.loss));
            }
            let second = curve.loss.terms()[0].loss.inputs()[1].domain;
            for &x in x.iter().filter(|x| second.contains(**x) && curve.domain().contains(y)).take(50) {
                let other = curve.with_target(x);
                if curve.at(&[x])[0] != other.at(&[y])[0] && unlike.is_none() {
                    unlike = Some(format!("{} of {x} and {y}", curve.loss));
                }
            }
        }
        judge(entry.spec, "never below 0", properties.non_negative, below);
        if entry.spec.stage == Stage::Elements {
            judge(entry.spec, "0 at the target", properties.zero_at_target, nonzero);
            // Of inputs of different kinds it is not asked.
            if entry.spec.inputs[0].domain == entry.spec.inputs[1].domain {
                judge(entry.spec, "symmetric", properties.symmetric, unlike);
            } else {
                assert_eq!(properties.symmetric, Some(false), "{}", entry.spec.name);
            }
        }
    }
}
