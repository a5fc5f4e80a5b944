//! A loss as a curve: where it is drawn, for which target, and where it is broken.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::plain;
use lossfn::{AnyLoss, curve::Curve, formula::Named, spec::Domain};

lossfn::loss! {
    /// An error relative to its target.
    struct Relative = "relative"
    formula(pred: Domain::REAL, target: Domain::REAL) = ((pred - target) / target).abs();
}
lossfn::loss! {
    /// A kink at the target, with slopes -1 and 2.
    struct Kink = "kink"
    formula(pred: Domain::REAL, target: Domain::REAL) = (target - pred).relu() + (pred - target).relu() * 2.0;
}
lossfn::loss! {
    /// A slope that jumps beside every step.
    struct Beside = "beside"
    formula(pred: Domain::REAL, target: Domain::REAL) = (pred - target - 0.7512345).relu() + pred * target * 0.0;
}

fn own<L: Named>() -> AnyLoss {
    AnyLoss::of(lossfn::Entry::of::<L>().build(&[]).unwrap())
}

#[test]
fn every_loss_has_a_curve_over_its_range() {
    for entry in lossfn::catalogue() {
        let name = entry.spec.name;
        let curve = Curve::new(plain(&entry), None);
        let (low, high) = curve.range();
        assert!(low < high && low.is_finite() && high.is_finite(), "{name}: {low} to {high}");
        for (points, what) in curve.sample((low, high)).unwrap().iter().zip(["value", "gradient", "hessian"])
        {
            let there = what != "hessian" || entry.spec.stage.has_hessian();
            let finite = points.iter().filter(|p| p.1.is_finite()).count();
            assert!(if there { finite > 100 } else { finite == 0 }, "{name}: {what}");
            assert!(points.is_sorted_by(|a, b| a.0 <= b.0), "{name}: {what}");
            assert_eq!((points[0].0, points[points.len() - 1].0), (low, high), "{name}: {what}");
        }
    }
}

#[test]
fn the_target_is_one_that_says_something() {
    assert_eq!(Curve::new(own::<Relative>(), None).fixed(), "target = 1");
    assert_eq!(Curve::new(own::<Relative>(), Some(0.0)).fixed(), "target = 0");
    assert_eq!(Curve::new(own::<Kink>(), None).fixed(), "target = 0");
}

/// The points around the breaks of a curve.
fn breaks(points: &[(f64, f64)]) -> Vec<[(f64, f64); 2]> {
    let at = points.iter().enumerate().filter(|(_, p)| p.1.is_nan()).map(|(i, _)| i);
    at.map(|i| [points[i - 1], points[i + 1]]).collect()
}

#[test]
fn a_jump_is_broken_where_it_is() {
    let [value, gradient, hessian] = Curve::new(own::<Kink>(), None).sample((-3.0, 3.0)).unwrap();
    assert_eq!((breaks(&value).len(), breaks(&hessian).len()), (0, 0));
    // From -1 to the 0 at the kink, and on to 2.
    let sides = breaks(&gradient);
    assert_eq!(sides.iter().map(|s| [s[0].1, s[1].1]).collect::<Vec<_>>(), [[-1.0, 0.0], [0.0, 2.0]]);
    assert!(sides.iter().flatten().all(|p| p.0.abs() < f64::MIN_POSITIVE));

    let [_, gradient, _] = Curve::new(own::<Beside>(), None).sample((-3.0, 3.0)).unwrap();
    let [[before, after]] = breaks(&gradient)[..] else { panic!("one break: {:?}", breaks(&gradient)) };
    assert_eq!((before.1, after.1), (0.0, 1.0));
    assert!(before.0 <= 0.7512345 && 0.7512345 <= after.0 && before.0.next_up().next_up() >= after.0);
}
