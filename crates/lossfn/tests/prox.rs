//! Is the proximal operator where the loss and the way to it balance, and is the conjugate one?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::properties::constants;
#[allow(dead_code)] // The pages ask for more.
use crate::support::{Random, drawn, plain, tables, ulps};
use lossfn::{
    AnyLoss, Inputs,
    data::Element,
    real::Precise,
    reduce::OnEmpty,
    spec::{Domain, Stage},
};

/// The convex losses of columns with parameters, and numbers that they read; the first may be any.
fn samples() -> Vec<(AnyLoss, Vec<f64>, f64)> {
    let mut rng = Random(206);
    let mut all = vec![];
    for entry in lossfn::catalogue() {
        let spec = entry.spec;
        if !matches!(spec.stage, Stage::Elements | Stage::Weights) || spec.properties.convex != Some(true) {
            continue;
        }
        for i in 0..60 {
            let loss = if i < 20 { plain(&entry) } else { drawn(&entry, &mut rng, 1) };
            let mut x: Vec<f64> =
                loss.terms()[0].loss.inputs().iter().map(|i| rng.number(i.domain)).collect();
            let size = rng.pick(&[0.1, 1.0, 10.0, 1000.0]);
            x[0] = rng.between(-size, size);
            if i % 7 == 0 && x.len() > 1 {
                x[0] = x[1];
            }
            all.push((loss, x, rng.pick(&[1e-3, 0.1, 0.5, 1.0, 3.0, 100.0])));
        }
    }
    all
}
fn inputs<'a>(x: &'a [&'a [f64]]) -> Inputs<'a, f64> {
    Inputs::from_columns(x).unwrap()
}
fn columns(x: &[f64]) -> Vec<&[f64]> {
    x.chunks(1).collect()
}
/// `u - x + step loss'(u)`, all in double-double; nothing outside of the domain.
fn balance(loss: &AnyLoss, x: &[f64], u: f64, step: f64) -> Option<f64> {
    let domain = loss.terms()[0].loss.inputs()[0].domain;
    if !domain.contains(u) {
        return None;
    }
    let mut at = x.to_vec();
    at[0] = u;
    let slope = loss.reference(inputs(&columns(&at))).unwrap().gradient[0];
    let precise = Precise::<f64>::new;
    Some((precise(slope) * precise(step) + precise(u) - precise(x[0])).to_f64())
}
fn moved(x: f64, by: i64) -> f64 {
    (0..by.abs()).fold(x, |x, _| if by > 0 { x.next_up() } else { x.next_down() })
}

#[test]
fn the_slope_changes_its_sign_at_the_result() {
    for (loss, x, step) in samples() {
        let columns = columns(&x);
        let on = loss.on_inputs(inputs(&columns)).sum();
        for u in [on.prox(step).unwrap()[0], on.prox_by_search(step).unwrap()[0]] {
            // What the slope has lost of its last bits moves the result by as much as it is smaller than the way, and a kink
            // by as much as it is smaller than the inputs that it lies between.
            let way = x.iter().fold((x[0] - u).abs(), |size, x| size.max(x.abs()));
            let room = 3 + (way / u.abs().max(f64::MIN_POSITIVE)).min(1e6) as i64 * 4;
            let what = format!("{loss} of {x:?} with {step}: {u}");
            if let Some(before) = balance(&loss, &x, moved(u, -room), step) {
                assert!(before <= 0.0, "{what}: {before} before");
            }
            if let Some(after) = balance(&loss, &x, moved(u, room), step) {
                assert!(after >= 0.0, "{what}: {after} after");
            }
        }
    }
}

#[test]
fn closed_forms_are_what_the_search_finds() {
    let mut closed = 0;
    for (loss, x, step) in samples() {
        closed += usize::from(loss.terms()[0].loss.prox(&x, step).is_some());
        let columns = columns(&x);
        let on = loss.on_inputs(inputs(&columns)).sum();
        let (u, v) = (on.prox(step).unwrap()[0], on.prox_by_search(step).unwrap()[0]);
        let room = 2 + ((x[0] - u).abs() / u.abs().max(f64::MIN_POSITIVE)).min(1e6) as u64 * 4;
        assert!(ulps(u, v) <= room, "{loss} of {x:?} with {step}: {u} and {v}");
        // A kink is met exactly.
        assert!((u == 0.0) == (v == 0.0), "{loss} of {x:?} with {step}: {u} and {v}");
    }
    assert!(closed > 500, "{closed}");
}

#[test]
fn no_two_points_come_to_lie_further_apart() {
    let mut rng = Random(7);
    for (loss, x, step) in samples() {
        let mut other = x.clone();
        other[0] += rng.between(-1.0, 1.0);
        let [u, v] = [&x, &other].map(|x| loss.on_inputs(inputs(&columns(x))).sum().prox(step).unwrap()[0]);
        let (before, after) = (other[0] - x[0], v - u);
        let rounding = (u.abs() + v.abs() + x[0].abs()) * 8.0 * f64::EPSILON;
        assert!(
            after.abs() <= before.abs() + rounding,
            "{loss} of {x:?} and {other:?} with {step}: {u} and {v}"
        );
        assert!(after * before >= 0.0 || after.abs() <= rounding, "{loss}: {u} and {v}");
    }
}

/// The conjugate by its text, and the loss by the reference.
struct Conjugate<'a> {
    loss: &'a AnyLoss,
    x: &'a [f64],
}
impl Conjugate<'_> {
    fn at(&self, slope: f64) -> f64 {
        let loss = self.loss.terms()[0].loss.spec();
        let others = loss.inputs.iter().zip(self.x).skip(1).map(|(input, x)| (input.name, *x));
        constants::number(self.loss, loss.conjugate.unwrap(), others.chain([("slope", slope)]))
    }
    fn loss(&self, u: f64) -> lossfn::Reference {
        let mut at = self.x.to_vec();
        at[0] = u;
        self.loss.reference(inputs(&columns(&at))).unwrap()
    }
}
fn with_conjugates() -> Vec<(AnyLoss, Vec<f64>, f64)> {
    let mut all = samples();
    all.retain(|(loss, ..)| loss.spec().conjugate.is_some());
    assert!(all.len() > 500, "{}", all.len());
    all
}
/// What rounding does to a sum of such terms.
fn rounding(terms: &[f64]) -> f64 {
    terms.iter().map(|x| x.abs()).sum::<f64>() * 16.0 * f64::EPSILON
}

#[test]
fn conjugates_obey_fenchel_and_young() {
    let mut rng = Random(1949);
    let mut equal = 0;
    for (loss, x, _) in with_conjugates() {
        let f = Conjugate { loss: &loss, x: &x };
        let at = f.loss(x[0]);
        if !at.value.is_finite() {
            continue;
        }
        for slope in [at.gradient[0], rng.between(-1.0, 1.0), rng.between(-5.0, 5.0), 0.0] {
            let (a, b, product) = (at.value, f.at(slope), slope * x[0]);
            // The logarithm of a number near 1 is as exact as that number.
            let one = f64::from(u8::from(loss.spec().conjugate.unwrap().contains("log")));
            let parts = [a, b, product, x.get(1).map_or(0.0, |y| y * slope), one];
            let what = format!("{loss} of {x:?} at {slope}: {a} + {b} and {product}");
            assert!(b == f64::INFINITY || a + b - product >= -rounding(&parts), "{what}");
            if slope == at.gradient[0] {
                // Conjugates are steep at the ends of the slopes that a loss has.
                let exact = at.hessian[0] == 0.0 || at.hessian[0] > 1e-3;
                assert!(!exact || b - (product - a) <= rounding(&parts), "{what}");
                equal += usize::from(exact);
            }
        }
    }
    assert!(equal > 300, "{equal}");
}

#[test]
fn what_the_operator_takes_away_is_that_of_the_conjugate() {
    // Moreau: x = prox(f)(x) + prox(f*)(x), so the rest minimises f*(s) + (s - x)²/2, and the two
    // least values add up to x²/2.
    for (loss, x, _) in with_conjugates() {
        let f = Conjugate { loss: &loss, x: &x };
        let u = loss.on_inputs(inputs(&columns(&x))).sum().prox(1.0).unwrap()[0];
        let rest = x[0] - u;
        let other = |s: f64| f.at(s) + (s - x[0]) * (s - x[0]) / 2.0;
        let what = format!("{loss} of {x:?}: {u} and {rest}");
        for away in [-0.5, -1e-3, 1e-3, 0.5] {
            // On the end of the slopes rounding may lead out of them: what is beside it is no less.
            let at = if other(rest).is_finite() { other(rest) } else { f64::NEG_INFINITY };
            assert!(other(rest + away) >= at - rounding(&[at, u * u, rest * rest]), "{what}: {away}");
        }
        let least = f.loss(u).value + rest * rest / 2.0;
        let sum = [least, other(rest), x[0] * x[0] / 2.0];
        if sum[1].is_finite() && rest.abs() > 1e-6 {
            let steep = [f.at(rest), x.get(1).map_or(0.0, |y| y * rest), u * rest];
            let room = 4.0 * (rounding(&sum) + rounding(&steep));
            assert!((sum[0] + sum[1] - sum[2]).abs() <= room, "{what}: {sum:?}");
        }
    }
}

/// Numbers of a type: what is rounded once from f64 is that of f64.
fn narrow<T: Element>(of: impl Fn(f64) -> T) {
    for (loss, x, step) in samples() {
        let narrow: Vec<T> = x.iter().map(|x| of(*x)).collect();
        let wide: Vec<f64> = narrow.iter().map(|x| lossfn::data::Storage::to_f64(x.widen())).collect();
        let domains = loss.terms()[0].loss.inputs().iter().map(|i| i.domain).skip(1);
        if !domains.zip(&wide[1..]).all(|(d, x)| d.contains(*x)) {
            continue;
        }
        let slices: Vec<&[T]> = narrow.chunks(1).collect();
        let on = loss.on_inputs(Inputs::from_columns(&slices).unwrap()).sum();
        let exact = loss.on_inputs(inputs(&columns(&wide))).sum().prox(step).unwrap()[0];
        let got = lossfn::data::Storage::to_f64(on.prox(step).unwrap()[0].widen());
        let want = lossfn::data::Storage::to_f64(of(exact).widen());
        assert_eq!(got, want, "{loss} of {wide:?}");
    }
}
#[test]
fn narrow_numbers_are_rounded_once() {
    narrow(|x| x as f32);
}

#[test]
fn weights_masks_and_reductions_are_factors_of_the_step() {
    let mut seen = 0;
    for (loss, x, _) in samples().into_iter().step_by(5) {
        let many: Vec<Vec<f64>> = x.iter().map(|x| vec![*x; 4]).collect();
        let all: Vec<&[f64]> = many.iter().map(Vec::as_slice).collect();
        let on = loss.on_inputs(inputs(&all));
        let alone = |step: f64| on.sum().prox(step).unwrap()[0];
        let (weight, keep) = ([2.0, 0.0, 0.5, 1.0], [true, true, true, false]);
        let got = on.weight(&weight).mask(&keep).sum().prox(0.5).unwrap();
        assert_eq!(got, [alone(1.0), x[0], alone(0.25), x[0]], "{loss}");
        assert_eq!(on.weight(&weight).mask(&keep).prox(0.5).unwrap()[0], alone(0.5 * 2.0 / 2.5), "{loss}");
        assert_eq!(on.prox(8.0).unwrap()[3], alone(2.0), "{loss}");
        assert_eq!(on.values().prox(2.0).unwrap()[3], alone(2.0), "{loss}");
        let none = on.mask(&[false; 4]).on_empty(OnEmpty::Zero).prox(2.0).unwrap();
        assert_eq!(none, [x[0]; 4], "{loss}");
        seen += 1;
    }
    assert!(seen > 100);
}

#[test]
fn what_is_not_finite_has_its_limit() {
    for (loss, x, step) in samples().into_iter().step_by(9) {
        let of = |first: f64| {
            let mut x = x.clone();
            x[0] = first;
            loss.on_inputs(inputs(&columns(&x))).sum().prox(step).unwrap()[0]
        };
        assert!(of(f64::NAN).is_nan(), "{loss}");
        let Domain::Interval { low, high, .. } = loss.terms()[0].loss.inputs()[0].domain else { panic!() };
        assert_eq!((of(f64::NEG_INFINITY), of(f64::INFINITY)), (low, high), "{loss}");
        for huge in [-f64::MAX, f64::MAX] {
            assert!(!of(huge).is_nan(), "{loss} of {huge}: {}", of(huge));
        }
    }
}

#[test]
fn what_has_none_says_so() {
    let mut refused = 0;
    for entry in lossfn::catalogue() {
        let spec = entry.spec;
        let columns = matches!(spec.stage, Stage::Elements | Stage::Weights);
        if columns && spec.properties.convex != Some(true) {
            let loss = plain(&entry);
            let x: Vec<f64> = loss.terms()[0].loss.inputs().iter().map(|_| 0.5).collect();
            let error = loss.on_inputs(inputs(&self::columns(&x))).prox(1.0).unwrap_err().to_string();
            let want = "has no proximal operator: only that of a convex loss of columns is looked for.";
            assert_eq!(error, format!("{loss} {want}"));
            refused += 1;
        }
    }
    assert!(refused > 0);
    for (loss, x, _) in samples().into_iter().step_by(60) {
        let name = loss.spec().name;
        let columns = columns(&x);
        let on = loss.on_inputs(inputs(&columns)).sum();
        for step in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let error = on.prox(step).unwrap_err().to_string();
            assert_eq!(error, format!("{name}: `step` is {step}, allowed is (0, inf)."));
        }
        let error = on.prox_into(1.0, &mut [0.0; 2]).unwrap_err().to_string();
        assert_eq!(error, "`prox` has shape (2,), but (1,) is needed; shapes are never broadcast.");
        if let Some(input) = loss.spec().varying().nth(1) {
            let error = on.wrt(input.name).prox(1.0).unwrap_err().to_string();
            let want = "has no proximal operator in a chosen input: it is known to be convex in the first one alone.";
            assert_eq!(error, format!("{loss} {want}"));
        }
    }
}

/// Exact ones, made by `tools/prox_vectors.py`.
#[test]
fn results_are_exact() {
    let mut seen = 0;
    for case in tables(include_str!("../../../testdata/prox.toml")) {
        let Ok(loss) = lossfn::get(case["loss"]) else { panic!("{}", case["loss"]) };
        let numbers =
            |key: &str| case[key].split(' ').map(|x| x.parse::<f64>().unwrap()).collect::<Vec<f64>>();
        let (x, step, want) = (numbers("inputs"), numbers("step")[0], numbers("prox")[0]);
        let columns = columns(&x);
        let on = loss.on_inputs(inputs(&columns)).sum();
        let room = 2.0 + numbers("condition")[0];
        for got in [on.prox(step).unwrap()[0], on.prox_by_search(step).unwrap()[0]] {
            assert!(ulps(got, want) as f64 <= room, "{loss} of {x:?} with {step}: {got}, not {want}");
        }
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}
