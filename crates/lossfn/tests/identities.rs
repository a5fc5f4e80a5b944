//! What must be equal is equal: pairs of expressions from `testdata/identities.toml`, and ways to ask
//! for the same thing.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Data, Random, bits, drawn, one, plain, tables, ulps};
use lossfn::{
    AnyLoss, Error, Inputs, Labels, On, Rows,
    data::Storage,
    reduce::ExactSum,
    spec::{Row, Stage},
};

/// Data of a loss; for two columns with every pair of edges that its domains allow, at the end.
fn with_edges<T: Storage>(loss: &AnyLoss, classes: usize) -> Data<T> {
    let mut data = Data::<T>::draw(loss, &mut Random(1), 3000, classes);
    let inputs = loss.terms()[0].loss.inputs();
    let edges = |k: usize| {
        let below = if T::NARROW { 1e-45 } else { 5e-324 };
        let sizes = [0.0, below, 1e-30, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 40.0, 1e15, 1e30, 1e38, f64::INFINITY];
        let domain = inputs[k].domain;
        sizes.into_iter().flat_map(|x| [x, -x]).filter(move |&x| domain.contains(x)).map(T::from_f64)
    };
    if let (Data::Columns(x, y), Stage::Elements) = (&mut data, loss.spec().stage) {
        for a in edges(0) {
            for b in edges(1) {
                x.push(a);
                y.push(b);
            }
        }
    }
    data
}

fn outputs<T: Storage>(on: On<'_, T>) -> [Vec<T>; 3] {
    let (gradient, hessian) = crate::support::derivatives(on.values());
    [on.to_vec().unwrap(), gradient, hessian]
}

/// Where two expressions first differ by more than so many ULP; with none, in a bit.
fn difference<T: Storage>(left: &AnyLoss, right: &AnyLoss, limit: Option<u64>) -> Option<String> {
    let data = with_edges::<T>(left, 4);
    let [a, b] = [left, right].map(|loss| outputs(loss.on_inputs(data.inputs())));
    let values = &a[0];
    for (what, (a, b)) in ["value", "gradient", "hessian"].iter().zip(a.iter().zip(&b)) {
        for (i, (a, b)) in a.iter().zip(b).enumerate() {
            // Where the loss is NaN, the hessian may be that of either piece.
            let lost = limit.is_some() && *what == "hessian" && values[i / data.width()].to_f64().is_nan();
            let same = limit.map_or(one(a.to_f64()) == one(b.to_f64()), |limit| ulps(*a, *b) <= limit);
            if !(lost || same) {
                let item = data.select(&[i / width_of(&data, what)]);
                return Some(format!("{left} = {right}: {} {what} {a:?} and {b:?} for {item:?}", T::NAME));
            }
        }
    }
    let [a, b] = [left, right].map(|loss| one(loss.on_inputs(data.part(0..3000)).mean().unwrap()));
    (limit.is_none() && a != b).then(|| format!("{left} = {right}: {} mean", T::NAME))
}
/// How many numbers an item has in an output.
fn width_of<T: Storage>(data: &Data<T>, what: &str) -> usize {
    if what == "value" { 1 } else { data.width() }
}

fn pairs<T: Storage>() {
    let all = tables(include_str!("../../../testdata/identities.toml"));
    assert!(all.len() >= 15);
    let different: Vec<String> = all
        .iter()
        .filter_map(|pair| {
            let [left, right] = ["left", "right"].map(|side| lossfn::get(pair[side]).unwrap());
            difference::<T>(&left, &right, pair["ulp"].parse().ok())
        })
        .collect();
    assert!(different.is_empty(), "{}", different.join("\n"));
}
#[test]
fn pairs_of_expressions_agree_in_f32() {
    pairs::<f32>();
}
#[test]
fn pairs_of_expressions_agree_in_f64() {
    pairs::<f64>();
}

fn ways<T: Storage>() {
    for entry in crate::support::apart() {
        for round in 0..3 {
            let mut rng = Random(20 + round);
            let loss = if round == 0 { plain(&entry) } else { drawn(&entry, &mut rng, 4) };
            let data = Data::<T>::draw(&loss, &mut rng, 5001, 4);
            let (weight, mask) = (rng.weights::<T>(5001), rng.mask(5001));
            let bare = loss.on_inputs(data.inputs());
            for on in [bare, bare.weight(&weight).mask(&mask), bare.sum(), bare.values()] {
                // Derivatives in one pass are those of two.
                let gradient = bits(&on.gradient().unwrap());
                let (with, hessian) = crate::support::derivatives(on);
                assert!(
                    gradient == bits(&with),
                    "{loss}, {}: the gradient beside the hessian has other bits",
                    T::NAME
                );
                let n = gradient.len();
                let [mut g, mut h] = [(); 2].map(|()| vec![T::from_f64(7.0); n]);
                if entry.spec.stage.has_hessian() {
                    on.gradient_and_hessian_into(&mut g, &mut h).unwrap();
                    assert!(bits(&g) == gradient && bits(&h) == bits(&hessian), "{loss}: into buffers");
                } else {
                    on.gradient_and_hessian_into(&mut g, &mut h).unwrap_err();
                    assert!(g.iter().chain(&h).all(|x| x.to_f64() == 7.0), "{loss}: an error wrote");
                }
                on.gradient_into(&mut h).unwrap();
                assert!(bits(&h) == gradient, "{loss}: into a buffer");
                if let Ok(value) = on.value() {
                    let (fused, with) = on.value_and_gradient().unwrap();
                    assert!(
                        one(value) == one(fused) && gradient == bits(&with),
                        "{loss}: the value beside the gradient"
                    );
                }
            }
            // The sum of the values is the sum.
            let mut sum = ExactSum::new();
            bare.to_vec().unwrap().iter().for_each(|v| sum.add(v.to_f64()));
            assert_eq!(one(sum.round()), one(bare.partial().unwrap().sum()), "{loss}: the sum of the values");
            // A weight of 1 and a mask that keeps everything are none.
            let ones = vec![T::from_f64(1.0); 5001];
            let all = vec![true; 5001];
            for same in
                [bare.weight(&ones), bare.mask(&all), bare.weight(&ones).mask(&all), bare.ignore(-100)]
            {
                assert_eq!(
                    one(bare.mean().unwrap()),
                    one(same.mean().unwrap()),
                    "{loss}, {}: the mean",
                    T::NAME
                );
                let [a, b] = [bare, same].map(|on| outputs(on).map(|x| bits(&x)));
                assert!(a == b, "{loss}, {}: outputs", T::NAME);
                assert_eq!(bare.partial().unwrap().to_bytes(), same.partial().unwrap().to_bytes());
            }
            // Items that are left out are as if they were absent.
            let kept: Vec<usize> = (0..5001).filter(|&i| mask[i]).collect();
            let rest = data.select(&kept);
            let (masked, absent) = (bare.mask(&mask), loss.on_inputs(rest.inputs()));
            assert_eq!(masked.partial().unwrap().mean(), absent.partial().unwrap().mean(), "{loss}");
            let values = masked.to_vec().unwrap();
            assert_eq!(
                bits(&kept.iter().map(|&i| values[i]).collect::<Vec<_>>()),
                bits(&absent.to_vec().unwrap())
            );
            // A weight of 2 counts an item twice.
            let twos = vec![T::from_f64(2.0); 5001];
            let doubled = bare.weight(&twos);
            assert_eq!(one(doubled.mean().unwrap()), one(bare.mean().unwrap()), "{loss}: equal weights");
            assert_eq!(one(doubled.sum().value().unwrap()), one(2.0 * bare.sum().value().unwrap()), "{loss}");
        }
    }
}
#[test]
fn the_same_question_has_one_answer_in_f32() {
    ways::<f32>();
}
#[test]
fn the_same_question_has_one_answer_in_f64() {
    ways::<f64>();
}

/// A label among distributions is the one that is sure of it, and is checked and ignored as others are.
#[test]
fn a_label_is_a_sure_distribution() {
    let mut rng = Random(4);
    for entry in crate::support::apart().iter().filter(|e| e.spec.stage == Stage::Rows) {
        let loss = plain(entry);
        let Data::Tables(p, _, c) = Data::<f64>::draw(&loss, &mut rng, 300, 5) else { unreachable!() };
        let mut labels: Vec<i64> = (0..300).map(|_| rng.below(c) as i64).collect();
        let sure = |label: &i64| (0..c).map(|k| f64::from(u8::from(*label == k as i64))).collect::<Vec<_>>();
        let target: Vec<f64> = labels.iter().flat_map(sure).collect();
        let rows = Rows::rows(&p, c).unwrap();
        let table = loss.on_inputs(Inputs::Tables(rows, Rows::rows(&target, c).unwrap()));
        let labelled = loss.on_inputs(Inputs::Labelled(rows, Labels::I64(&labels)));
        if entry.spec.row != Row::Distribution {
            assert!(matches!(labelled.mean(), Err(Error::Unsupported { .. })), "{loss}");
            continue;
        }
        for (a, b) in outputs(table).iter().zip(outputs(labelled)) {
            assert!(bits(a) == bits(&b), "{loss}");
        }
        let mask: Vec<bool> = labels.iter().map(|l| *l != 2).collect();
        assert_eq!(table.mask(&mask).mean(), labelled.ignore(2).mean(), "{loss}");
        labels[7] = 5;
        let wrong = loss.on_inputs(Inputs::Labelled(rows, Labels::I64(&labels)));
        assert!(matches!(wrong.mean(), Err(Error::Label { row: 7, label: 5, classes: 5 })), "{loss}");
        assert!(wrong.ignore(5).mean().is_ok(), "{loss}");
    }
}

#[test]
fn equal_distributions_diverge_by_nothing() {
    let of_rows =
        |e: &&lossfn::Entry| e.spec.stage == Stage::Rows && e.spec.properties.zero_at_target == Some(true);
    for entry in crate::support::apart().iter().filter(of_rows) {
        let loss = plain(entry);
        let Data::Tables(p, _, c) = Data::<f64>::draw(&loss, &mut Random(3), 50, 7) else { unreachable!() };
        let data = Data::Tables(p.clone(), p, c);
        assert!(loss.on_inputs(data.inputs()).to_vec().unwrap().iter().all(|&v| v == 0.0), "{loss}");
    }
}
