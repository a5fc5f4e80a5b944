//! What torch says of the same batch.

use lossfn::sequence::{Ctc, Steps, Targets};

use super::{floats, numbers};
use crate::support::tables;

const PEERS: &str = include_str!("../../../../testdata/ctc_peers.toml");

#[test]
fn torch_agrees() {
    let cases = tables(PEERS);
    assert_eq!(cases.iter().filter(|case| case.contains_key("average")).count(), 2);
    for case in cases.into_iter().filter(|case| case.contains_key("average")) {
        let [target, sizes, lengths] = ["target", "sizes", "lengths"].map(|key| numbers::<i64>(case[key]));
        let scores = floats::<f64>(case["scores"]);
        let shape = [case["steps"].parse().unwrap(), sizes.len(), case["classes"].parse().unwrap()];
        let steps = Steps::new(&scores, shape).unwrap().lengths(&lengths);
        let on = Ctc::new().zero_infinity(true).on(steps, Targets::concatenated(&target, &sizes));
        let on = if case["average"] == "sum" { on.sum() } else { on.per_target_length() };
        let (value, gradient) = on.value_and_gradient().unwrap();
        let want: f64 = case["value"].parse().unwrap();
        assert!((value - want).abs() <= 1e-13 * want, "{value} and {want}");
        let slopes = floats::<f64>(case["gradient"]);
        assert_eq!(gradient.len(), slopes.len());
        let size = slopes.iter().fold(0.0, |size: f64, g| size.max(g.abs()));
        for (g, want) in gradient.iter().zip(&slopes) {
            assert!((g - want).abs() <= 1e-13 * size, "{g} and {want}");
        }
    }
}
