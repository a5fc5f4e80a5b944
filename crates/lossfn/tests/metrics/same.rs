//! Metrics of a loss that are the mean of another one, from `testdata/metrics.toml`.

use toml::Table;

use crate::support::{Data, Random};

#[test]
fn a_metric_of_a_loss_is_the_mean_of_another() {
    let table: Table = include_str!("../../../../testdata/metrics.toml").parse().unwrap();
    let all = table["same"].as_array().unwrap();
    assert!(all.len() >= 5);
    for same in all {
        let text = |key: &str| same.get(key).and_then(|x| x.as_str());
        let [of, loss] = ["of", "loss"].map(|key| lossfn::get(text(key).unwrap()).unwrap());
        let metric = lossfn::metric(&format!("{}({of})", text("metric").unwrap())).unwrap();
        for round in 0..20 {
            let mut rng = Random(round);
            let n = 1 + rng.below(40);
            let Data::Columns(pred, mut target) = Data::<f64>::draw(&loss, &mut rng, n, 1) else { panic!() };
            let weight: Vec<f64> = (0..n).map(|_| rng.between(0.1, 3.0)).collect();
            // The end of a domain, and a prediction that is exact.
            let second = loss.terms()[0].loss.inputs()[1].domain;
            target[0] = if second.contains(0.0) { 0.0 } else { target[0] };
            target[n - 1] = if second.contains(pred[n - 1]) { pred[n - 1] } else { target[n - 1] };
            let linked: Vec<f64> = match text("link") {
                Some("log") => pred.iter().map(|x| x.ln()).collect(),
                _ => pred.clone(),
            };
            let got = metric.on(&linked, &target).weight(&weight).value().unwrap();
            let want = loss.on(&pred, &target).weight(&weight).mean().unwrap();
            // The losses of rows are rounded, and so is what the predictions are linked by.
            let on = of.on(&linked, &target).weight(&weight).values();
            let (values, slopes) = (on.to_vec().unwrap(), on.gradient().unwrap());
            let size = |x: &[f64]| x.iter().map(|x| x.abs()).sum::<f64>() / weight.iter().sum::<f64>();
            let moved: Vec<f64> = slopes.iter().zip(&linked).map(|(g, x)| g * x).collect();
            let noise = 16.0 * f64::EPSILON * (size(&values) + size(&moved) + want);
            assert!((got - want).abs() <= noise, "{metric} is {got}, {loss} is {want}");
        }
    }
}
