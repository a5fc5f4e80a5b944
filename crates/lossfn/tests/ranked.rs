//! Ranked lists: metrics beside their definitions, and what boosters and scikit-learn make of the same lists.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, path::Path};

use crate::support::{Random, ulps};
use lossfn::{AnyMetric, Error, Groups, MetricPartial, metrics, spec::Stage};

type List = BTreeMap<String, String>;

fn lists(name: &str) -> Vec<List> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(name);
    let mut file: BTreeMap<String, Vec<List>> =
        toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    file.remove("list").unwrap()
}

fn numbers(list: &List, name: &str) -> Vec<f64> {
    list[name].split(' ').map(|x| x.parse().unwrap()).collect()
}

fn value(metric: &AnyMetric, columns: [&[f64]; 2], groups: &Groups) -> Result<f64, Error> {
    metric.on_inputs((columns[0], columns[1], groups).into()).value()
}

/// The metrics of ranked lists, with their defaults.
fn ranked() -> Vec<AnyMetric> {
    let of_groups = |e: &lossfn::MetricEntry| matches!(e.spec.page.stage, Stage::Groups(_));
    let all: Vec<AnyMetric> = metrics()
        .into_iter()
        .filter(of_groups)
        .map(|e| {
            AnyMetric::of(
                e.build(&e.spec.page.params.iter().map(lossfn::spec::Param::default).collect::<Vec<_>>())
                    .unwrap(),
            )
        })
        .collect();
    assert!(!all.is_empty());
    all
}

#[test]
fn metrics_are_means_over_the_orders_of_equal_scores() {
    let mut seen = 0;
    for list in lists("ranked.toml") {
        let (scores, relevance) = (numbers(&list, "scores"), numbers(&list, "relevance"));
        let groups = Groups::one(scores.len());
        for (name, want) in list.iter().filter(|(name, _)| !["scores", "relevance"].contains(&&name[..])) {
            let got = value(&lossfn::metric(name).unwrap(), [&scores, &relevance], &groups);
            if want == "none" {
                assert!(matches!(got, Err(Error::Empty { rows: 1, dropped: 1 })), "{name}: {got:?}");
                continue;
            }
            let (got, want): (f64, f64) = (got.unwrap(), want.parse().unwrap());
            assert!(ulps(got, want) <= 1, "{name} of {scores:?}, {relevance:?}: {got}, not {want}");
            seen += 1;
        }
    }
    assert!(seen > 500, "{seen}");
}

#[test]
fn boosters_and_scikit_learn_agree() {
    // Of a quotient of f32 that nearly cancel, and of a table of sigmoids.
    let near = |a: f64, b: f64, part: f64, size: f64| (a - b).abs() <= part * size;
    let mut steps = 0;
    for list in lists("ranked_peers.toml") {
        let (scores, relevance) = (numbers(&list, "scores"), numbers(&list, "relevance"));
        let groups = Groups::one(scores.len());
        let loss = lossfn::get(&list["loss"]).unwrap();
        let on = loss.on_inputs((&scores, &relevance, &groups).into()).sum();
        let ((gradient, hessian), curvature) = (on.gradient_and_hessian().unwrap(), on.boosting().unwrap().1);
        let size = gradient.iter().fold(0.0, |size: f64, g| size.max(g.abs()));
        for (got, want) in gradient.iter().zip(numbers(&list, "xgboost_gradient")) {
            assert!(near(*got, want, 1e-4, size), "{loss}: {gradient:?}, xgboost {want}");
        }
        for (got, want) in curvature.iter().zip(numbers(&list, "xgboost_hessian")) {
            assert!(near(*got, want, 1e-4, *got), "{loss}: {curvature:?}, xgboost {want}");
        }
        // Every pair counts once, and twice in a hessian there, too.
        let pairs = lossfn::get("ranknet").unwrap();
        let on = pairs.on_inputs((&scores, &relevance, &groups).into()).sum();
        let (slopes, bends) = on.gradient_and_hessian().unwrap();
        let size = slopes.iter().fold(0.0, |size: f64, g| size.max(g.abs()));
        for (got, want) in slopes.iter().zip(numbers(&list, "pairs_gradient")) {
            assert!(near(*got, want, 1e-4, size), "{slopes:?}, xgboost {want}");
        }
        for (got, want) in bends.iter().zip(numbers(&list, "pairs_hessian")) {
            assert!(near(2.0 * got, want, 1e-4, 2.0 * got), "{bends:?}, xgboost {want}");
        }
        let lists = lossfn::get("listnet").unwrap();
        let sum = lists.on_inputs((&scores, &relevance, &groups).into()).sum().value().unwrap();
        assert!(near(sum, numbers(&list, "softmax")[0], 1e-6, sum), "{sum}, optax {}", list["softmax"]);
        if list.contains_key("lightgbm_step") {
            steps += 1;
            for ((g, h), want) in gradient.iter().zip(&hessian).zip(numbers(&list, "lightgbm_step")) {
                assert!(
                    near(-g / h, want, 1e-4, (g / h).abs().max(size / h)),
                    "{loss}: {}, lightgbm {want}",
                    -g / h
                );
            }
        }
        let k = list["loss"].split_once("k=").map_or("", |(_, rest)| &rest[..3]);
        let cut = if k.is_empty() { String::new() } else { format!("k={k}") };
        for (name, expression) in [
            ("ndcg", format!("ndcg({cut}gain=linear)")),
            ("dcg", format!("dcg({cut}gain=linear)")),
            ("average_precision", "average_precision".into()),
        ] {
            let got = value(&lossfn::metric(&expression).unwrap(), [&scores, &relevance], &groups).unwrap();
            assert!(
                ulps(got, numbers(&list, name)[0]) <= 8,
                "{expression}: {got}, scikit-learn {}",
                list[name]
            );
        }
    }
    assert!(steps > 8, "{steps}");
}

#[test]
fn groups_are_counted_weighed_and_merged() {
    let mut rng = Random(4);
    let (mut scores, mut relevance, mut keys) = (vec![], vec![], vec![]);
    for _ in 0..200 {
        scores.push(rng.below(6) as f64);
        relevance.push(rng.below(3) as f64);
        keys.push(rng.below(30) as u32);
    }
    let groups = Groups::keys(&keys);
    let weight: Vec<f64> = (0..groups.len()).map(|_| rng.below(3) as f64).collect();
    let keep: Vec<bool> = (0..200).map(|_| rng.below(5) > 0).collect();
    for metric in ranked() {
        let on = metric.on_inputs((&scores, &relevance, &groups).into()).weight(&weight).mask(&keep);
        let whole = on.value().unwrap();
        let mut part = MetricPartial::new(&metric);
        let (mut sum, mut all) = (0.0, 0.0);
        for group in (0..groups.len()).rev() {
            let items: Vec<usize> = groups.group(group).filter(|&i| keep[i]).collect();
            let [x, y] =
                [&scores, &relevance].map(|column| items.iter().map(|&i| column[i]).collect::<Vec<f64>>());
            let one = Groups::one(items.len());
            let alone = metric.on_inputs((&x, &y, &one).into());
            let w = [weight[group]];
            alone.weight(&w).add_to(std::slice::from_mut(&mut part), |_| 0).unwrap();
            if let Ok(value) = alone.value() {
                (sum, all) = (sum + w[0] * value, all + w[0]);
            }
        }
        assert_eq!(part.value().unwrap().to_bits(), whole.to_bits(), "{metric}");
        assert!(ulps(sum / all, whole) <= 32, "{metric}: {whole}, not {}", sum / all);
        // The order of the items does not matter, as that of equal scores does not.
        let mut order: Vec<usize> = (0..200).collect();
        rng.shuffle(&mut order);
        let [x, y] =
            [&scores, &relevance].map(|column| order.iter().map(|&i| column[i]).collect::<Vec<f64>>());
        let moved: Vec<u32> = order.iter().map(|&i| keys[i]).collect();
        let in_order = metric.on_inputs((&scores, &relevance, &groups).into()).value();
        assert_eq!(value(&metric, [&x, &y], &Groups::keys(&moved)), in_order, "{metric}");
    }
}

#[test]
fn what_is_no_ranking_is_refused() {
    let one = Groups::one(2);
    for metric in ranked() {
        let of = |scores: &[f64], relevance: &[f64]| value(&metric, [scores, relevance], &one);
        assert!(matches!(of(&[1.0], &[1.0]), Err(Error::Shape { input: "groups", .. })), "{metric}");
        assert!(matches!(of(&[1.0, 2.0], &[1.0]), Err(Error::Shape { input: "relevance", .. })), "{metric}");
        assert!(
            matches!(of(&[1.0, f64::NAN], &[1.0, 0.0]), Err(Error::Value { input: "scores", .. })),
            "{metric}"
        );
        assert!(
            matches!(of(&[1.0, 2.0], &[1.0, -1.0]), Err(Error::Value { input: "relevance", .. })),
            "{metric}"
        );
        let columns = [[1.0, f64::NAN], [1.0, 0.0]];
        let on = metric.on_inputs((&columns[0], &columns[1], &one).into()).validate(false);
        assert!(on.value().unwrap().is_nan(), "{metric}");
    }
    let error = value(&lossfn::metric("err").unwrap(), [&[1.0, 2.0], &[0.0, 5.0]], &one).unwrap_err();
    assert!(matches!(error, Error::Value { input: "relevance", index: 1, .. }), "{error}");
}
