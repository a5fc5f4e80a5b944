//! Losses between regions: identities, what is empty, weights, equal errors, derivatives by their definition.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Random, ulps};
use lossfn::{
    AnyLoss, FocalTversky, Groups, LovaszHinge, LovaszSoftmax, OnEmpty, SoftDice, SoftJaccard, Tversky,
};

fn unit(rng: &mut Random, n: usize) -> Vec<f64> {
    (0..n).map(|_| rng.between(0.0, 1.0)).collect()
}

fn binary(rng: &mut Random, n: usize) -> Vec<f64> {
    (0..n).map(|_| rng.below(2) as f64).collect()
}

fn near(a: f64, b: f64) -> bool {
    ulps(a, b) <= 8
}

#[test]
fn losses_of_regions_are_each_other() {
    let mut rng = Random(1);
    let groups = Groups::sizes(&[7, 9, 4]);
    for _ in 0..50 {
        let (p, t) = (unit(&mut rng, 20), binary(&mut rng, 20));
        let dice = SoftDice::new().on(&p, &t, &groups).to_vec().unwrap();
        let jaccard = SoftJaccard::new(0.0).unwrap().on(&p, &t, &groups).to_vec().unwrap();
        let tversky = |a, b| {
            let loss = Tversky::new().alpha(a).unwrap().beta(b).unwrap();
            loss.on(&p, &t, &groups).to_vec().unwrap()
        };
        let focal = FocalTversky::new().alpha(1.0).unwrap().beta(1.0).unwrap().gamma(2.0).unwrap();
        let focal = focal.on(&p, &t, &groups).to_vec().unwrap();
        let (half, one) = (tversky(0.5, 0.5), tversky(1.0, 1.0));
        for g in 0..3 {
            assert!(near(dice[g], half[g]) && near(jaccard[g], one[g]));
            assert!(near(jaccard[g], 2.0 * dice[g] / (1.0 + dice[g])));
            assert!(near(focal[g], jaccard[g] * jaccard[g]));
        }
        // Of whole pixels Dice is 1 - F1, and the extensions are the Jaccard loss.
        let whole = binary(&mut rng, 20);
        let count = |f: &dyn Fn(usize) -> bool| groups.group(0).filter(|&i| f(i)).count() as f64;
        let both = count(&|i| whole[i] == 1.0 && t[i] == 1.0);
        let sizes = count(&|i| whole[i] == 1.0) + count(&|i| t[i] == 1.0);
        let either = sizes - both;
        if either > 0.0 {
            assert!(near(
                SoftDice::new().on(&whole, &t, &groups).to_vec().unwrap()[0],
                1.0 - 2.0 * both / sizes
            ));
            let want = 1.0 - both / either;
            let softmax = LovaszSoftmax::new(true).unwrap().on(&whole, &t, &groups).to_vec().unwrap()[0];
            let scores: Vec<f64> =
                (0..20).map(|i| if whole[i] == t[i] { 3.0 } else { 0.0 } * (2.0 * t[i] - 1.0)).collect();
            let hinge = LovaszHinge::new().on(&scores, &t, &groups).to_vec().unwrap()[0];
            assert!(near(softmax, want) && near(hinge, want), "{softmax}, {hinge} and {want}");
        }
    }
}

#[test]
fn squares_are_those_of_the_definition() {
    let mut rng = Random(2);
    for _ in 0..50 {
        let (p, t) = (unit(&mut rng, 9), unit(&mut rng, 9));
        let sum = |f: &dyn Fn(f64, f64) -> f64| p.iter().zip(&t).map(|(p, t)| f(*p, *t)).sum::<f64>();
        for smooth in [0.0, 1.0] {
            let loss = SoftDice::new().squared(true).unwrap().smooth(smooth).unwrap();
            let value = loss.on(&p, &t, &Groups::one(9)).mean().unwrap();
            let want = sum(&|p, t| (p - t).powi(2)) / (sum(&|p, t| p * p + t * t) + smooth);
            assert!(near(value, want), "{value} and {want}");
        }
    }
}

#[test]
fn what_is_empty_agrees_with_what_is_empty() {
    let (none, some) = ([0.0; 4], [0.5, 0.0, 0.25, 0.0]);
    let groups = Groups::one(4);
    for name in [
        "soft_dice",
        "soft_dice(squared=true)",
        "soft_jaccard",
        "tversky",
        "focal_tversky",
        "lovasz_softmax(true)",
    ] {
        let loss = lossfn::get(name).unwrap();
        let on = |p: &[f64; 4]| {
            let (value, gradient) = loss.on_inputs((p, &none, &groups).into()).value_and_gradient().unwrap();
            assert!(gradient.iter().all(|g| g.is_finite()), "{name}");
            (value, gradient)
        };
        assert_eq!(on(&none), (0.0, vec![0.0; 4]), "{name}");
        let want = if name.starts_with("lovasz") { 0.5 } else { 1.0 };
        assert_eq!(on(&some).0, want, "{name}");
    }
    let hinge = LovaszHinge::new();
    assert_eq!(hinge.on(&[-2.0; 4], &none, &groups).value_and_gradient(), Ok((0.0, vec![0.0; 4])));
    let (value, gradient) = hinge.on(&[-2.0, 1.0, 0.5, 0.5], &none, &groups).value_and_gradient().unwrap();
    assert_eq!((value, gradient), (2.0, vec![0.0, 1.0, 0.0, 0.0]));
    // A class that is not there is left out.
    let (p, t, two) = ([0.5, 0.5, 0.25, 0.25], [0.0, 0.0, 1.0, 1.0], Groups::sizes(&[2, 2]));
    assert_eq!(LovaszSoftmax::default().on(&p, &t, &two).mean(), Ok(0.75));
    assert_eq!(LovaszSoftmax::new(true).unwrap().on(&p, &t, &two).mean(), Ok(0.625));
    assert!(LovaszSoftmax::default().on(&p, &[0.0; 4], &two).mean().is_err());
    assert_eq!(LovaszSoftmax::default().on(&p, &[0.0; 4], &two).on_empty(OnEmpty::Zero).mean(), Ok(0.0));
}

/// A weight of 2 is a pixel that stands there twice, and a region counts as the mean of its weights.
#[test]
fn weights_are_repetitions() {
    let mut rng = Random(3);
    for name in ["soft_dice", "soft_jaccard(smooth=1)", "focal_tversky", "lovasz_hinge", "lovasz_softmax"] {
        let loss = lossfn::get(name).unwrap();
        for round in 0..40 {
            let coarse = |x: f64| if round % 2 == 0 { (x * 4.0).round() / 4.0 } else { x };
            let p: Vec<f64> = unit(&mut rng, 8).into_iter().map(coarse).collect();
            let t: Vec<f64> = std::iter::once(1.0).chain(binary(&mut rng, 7)).collect();
            let times: Vec<usize> = (0..8).map(|_| 1 + rng.below(3)).collect();
            let weight: Vec<f64> = times.iter().map(|&k| k as f64).collect();
            let repeat = |x: &[f64]| {
                x.iter().zip(&times).flat_map(|(x, &k)| std::iter::repeat_n(*x, k)).collect::<Vec<f64>>()
            };
            let (many_p, many_t) = (repeat(&p), repeat(&t));
            let (one, all) = (Groups::one(8), Groups::one(many_p.len()));
            let (value, gradient) =
                loss.on_inputs((&p, &t, &one).into()).weight(&weight).value_and_gradient().unwrap();
            let (want, each) = loss.on_inputs((&many_p, &many_t, &all).into()).value_and_gradient().unwrap();
            assert!(near(value, want), "{name}: {value} and {want}");
            let mut place = 0;
            for (g, &k) in gradient.iter().zip(&times) {
                let sum: f64 = each[place..place + k].iter().sum();
                assert!(near(*g, sum), "{name}: {g} and {sum}");
                place += k;
            }
        }
        // Of two regions one counts three times as much.
        let (p, t) = (unit(&mut rng, 6), [1.0, 0.0, 1.0, 0.0, 1.0, 1.0]);
        let two = Groups::sizes(&[3, 3]);
        let values = loss.on_inputs((&p, &t, &two).into()).to_vec().unwrap();
        let weighed =
            loss.on_inputs((&p, &t, &two).into()).weight(&[1.0, 1.0, 1.0, 3.0, 3.0, 3.0]).mean().unwrap();
        if !name.contains("smooth") {
            assert!(near(weighed, (values[0] + 3.0 * values[1]) / 4.0), "{name}");
        }
    }
}

/// The loss of pixels that are wrong by `errors`, in an order of them: what each is multiplied by.
fn takes(order: &[usize], target: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; order.len()];
    let mut wrong = vec![false; order.len()];
    let mut before = 0.0;
    for &i in order {
        wrong[i] = true;
        let both = (0..order.len()).filter(|&j| target[j] > 0.0 && !wrong[j]).count() as f64;
        let either = (0..order.len()).filter(|&j| target[j] > 0.0 || wrong[j]).count() as f64;
        let after = 1.0 - both / either;
        out[i] = after - before;
        before = after;
    }
    out
}

fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![vec![]];
    }
    let shorter = orders(n - 1).into_iter();
    shorter
        .flat_map(|order| {
            (0..n).map(move |at| {
                let mut order = order.clone();
                order.insert(at, n - 1);
                order
            })
        })
        .collect()
}

/// Where errors are equal, each order of them is a vertex of the subdifferential. The gradient is the point of it that is
/// nearest to 0: no vertex is on the other side of the plane through it.
#[test]
fn of_equal_errors_the_gradient_is_the_smallest() {
    let mut rng = Random(4);
    let loss = LovaszSoftmax::new(true).unwrap();
    for round in 0..200 {
        let n = 1 + rng.below(6);
        let t = binary(&mut rng, n);
        let level = |rng: &mut Random| [0.25, 0.5, 0.5, 0.75][rng.below(4)];
        let p: Vec<f64> = t.iter().map(|t| (t - level(&mut rng)).abs()).collect();
        let errors: Vec<f64> = p.iter().zip(&t).map(|(p, t)| (p - t).abs()).collect();
        let (value, gradient) = loss.on(&p, &t, &Groups::one(n)).value_and_gradient().unwrap();
        let sign: Vec<f64> = t.iter().map(|t| 1.0 - 2.0 * t).collect();
        let found: Vec<f64> = gradient.iter().zip(&sign).map(|(g, sign)| g * sign).collect();
        let sorted = |order: &Vec<usize>| order.windows(2).all(|w| errors[w[0]] >= errors[w[1]]);
        let vertices: Vec<Vec<f64>> = orders(n).iter().filter(|o| sorted(o)).map(|o| takes(o, &t)).collect();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        assert!((dot(&vertices[0], &errors) - value).abs() <= 1e-14 * value, "{round}");
        for vertex in &vertices {
            assert!(
                dot(&found, vertex) >= dot(&found, &found) * (1.0 - 1e-12),
                "{round}: {p:?}, {t:?}, {found:?}"
            );
        }
        // It is in the polytope: no direction in which all vertices fall short of it, of those that matter.
        for _ in 0..50 {
            let way: Vec<f64> = (0..n).map(|_| rng.between(-1.0, 1.0)).collect();
            let most = vertices.iter().map(|v| dot(&way, v)).fold(f64::NEG_INFINITY, f64::max);
            let size: f64 = way.iter().zip(&found).map(|(a, b)| (a * b).abs()).sum();
            assert!(dot(&way, &found) <= most + 1e-14 * size, "{round}: outside");
        }
    }
}

#[test]
fn derivatives_of_regions_are_those_of_the_values() {
    const STEP: f64 = 1.0 / (1 << 14) as f64;
    let mut rng = Random(5);
    let groups = Groups::sizes(&[5, 6]);
    for name in [
        "soft_dice",
        "soft_dice(squared=true, smooth=1)",
        "soft_jaccard(smooth=0.5)",
        "tversky(alpha=0.2, beta=2)",
        "focal_tversky",
    ] {
        let loss: AnyLoss = lossfn::get(name).unwrap();
        for _ in 0..10 {
            let p: Vec<f64> = (0..11).map(|_| rng.between(0.1, 0.9)).collect();
            let (t, weight) =
                (unit(&mut rng, 11), (0..11).map(|_| rng.between(0.5, 2.0)).collect::<Vec<f64>>());
            let way: Vec<f64> = (0..11).map(|_| rng.between(-1.0, 1.0)).collect();
            let at = |by: f64| {
                let p: Vec<f64> = p.iter().zip(&way).map(|(p, way)| p + by * way).collect();
                loss.on_inputs((&p, &t, &groups).into()).weight(&weight).value_and_gradient().unwrap()
            };
            let (here, sides) = (at(0.0).1, [at(-STEP), at(STEP)]);
            let slope: f64 = here.iter().zip(&way).map(|(g, way)| g * way).sum();
            let rise = (sides[1].0 - sides[0].0) / (2.0 * STEP);
            let size: f64 = here.iter().map(|g| g.abs()).sum();
            assert!((rise - slope).abs() <= 1e-6 * size, "{name}: {rise} and {slope}");
            let on = loss.on_inputs((&p, &t, &groups).into()).weight(&weight);
            let product = on.hessian_vector_product(&way).unwrap();
            let size: f64 = product.iter().map(|x| x.abs()).sum();
            for (i, x) in product.iter().enumerate() {
                let want = (sides[1].1[i] - sides[0].1[i]) / (2.0 * STEP);
                assert!((x - want).abs() <= 1e-6 * size, "{name}: {x} and {want}");
            }
        }
    }
}

fn numbers(table: &toml::Table, key: &str) -> Vec<f64> {
    table[key].as_array().unwrap().iter().map(|x| x.as_float().unwrap()).collect()
}

#[test]
fn other_libraries_agree() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/region_peers.toml"))
            .unwrap();
    let peers: toml::Table = text.parse().unwrap();
    let [images, classes, pixels] =
        ["images", "classes", "pixels"].map(|key| usize::try_from(peers[key].as_integer().unwrap()).unwrap());
    let key = |i: usize, what: &str| match what {
        "regions" => i / pixels,
        "classes" => i / pixels % classes,
        "images" => i / pixels / classes,
        _ => 0,
    };
    for case in peers["case"].as_array().unwrap().iter().map(|case| case.as_table().unwrap()) {
        let text = |key: &str| case[key].as_str().unwrap();
        let expression = text("expression");
        let told = format!("{} {}: {expression}", text("library"), text("name"));
        let (value, gradient) = if text("groups") == "boxes" {
            let [a, b] = ["boxes", "truth"].map(|key| numbers(&peers, key));
            let [a, b] = [&a, &b].map(|x| lossfn::Rows::rows(x, 4).unwrap());
            lossfn::get(expression).unwrap().on(a, b).value_and_gradient().unwrap()
        } else {
            let (p, t, each) = match text("pred") {
                "scores" => ("scores", "region", classes),
                "shares" => ("shares", "target", 1),
                _ => ("probabilities", "target", 1),
            };
            let (p, t) = (&numbers(&peers, p), &numbers(&peers, t));
            assert_eq!(p.len() * each, images * classes * pixels, "{told}");
            let keys = |what: &str| -> Vec<u32> {
                let all = (0..p.len()).map(|i| if each > 1 { i / pixels * classes * pixels } else { i });
                all.map(|i| key(i, what) as u32).collect()
            };
            let groups = Groups::keys(&keys(text("groups")));
            if expression == "generalized" {
                let regions = Groups::keys(&keys("regions"));
                let weight = lossfn::regions::volume_weights(t, &regions, &groups).unwrap();
                SoftDice::new().on(p, t, &groups).weight(&weight).value_and_gradient().unwrap()
            } else {
                let loss = lossfn::get(expression).unwrap();
                loss.on_inputs((p, t, &groups).into()).value_and_gradient().unwrap()
            }
        };
        // These are computed in f32, or with a part of 1e-7 that no argument takes away.
        let digits = if ["lovasz_hinge", "generalized", "ciou"].contains(&expression) { 1e-6 } else { 1e-12 };
        let (want, slopes) = (case["value"].as_float().unwrap(), numbers(case, "gradient"));
        assert!((value - want).abs() <= digits * want.abs(), "{told}: {value} and {want}");
        let size = slopes.iter().fold(0.0, |size: f64, g| size.max(g.abs()));
        assert_eq!(gradient.len(), slopes.len(), "{told}");
        for (g, want) in gradient.iter().zip(&slopes) {
            assert!((g - want).abs() <= digits * size, "{told}: {g} and {want}");
        }
    }
}
