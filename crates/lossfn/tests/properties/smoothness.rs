//! The least Lipschitz constants of gradients.

use super::constants::number;
use super::{
    beside, entries, far_curves,
    found::Found,
    rows::{self, rows},
};
use crate::support::{Random, apart};

/// The constant is exceeded by no hessian and by no change of the gradient between two numbers, and attained
/// within one part in a hundred; where there is none, gradients change as fast as one looks for.
#[test]
fn smoothness_constants_are_the_least() {
    for entry in entries() {
        let Some(constant) = entry.spec.properties.smoothness else { continue };
        let (mut rng, mut found) = (Random(5), Found::default());
        for curve in far_curves(&entry) {
            let x = curve.far_points(&mut rng);
            let mut most = curve.at(&x)[2].iter().fold(0.0, |most: f64, h| most.max(h.abs()));
            // Over a distance where the rounding of gradients is nothing; at the joints also over a shorter one.
            let wide = x.iter().map(|&x| (x, 1e-4));
            for (x, share) in wide.chain(curve.joints().into_iter().map(|x| (x, 1e-6))) {
                if let Some([low, high]) = beside(&curve, x, share, 1) {
                    let size = x.abs().max(curve.target.unwrap_or_default().abs()).max(1.0);
                    most = most.max((high - low).abs() / (2.0 * share * size));
                }
            }
            found.add(most, curve.number(constant), &curve);
        }
        found.judge(entry.spec.name);
    }
}

/// The constant is that of the largest change of an entry of the gradient by the sum of the absolute changes
/// of a row.
#[test]
fn smoothness_constants_of_rows_are_the_least() {
    for entry in rows::entries() {
        let Some(constant) = entry.spec.properties.smoothness else { continue };
        let (mut rng, mut found) = (Random(5), Found::default());
        for row in rows(&entry) {
            let curvatures = row.at(&row.points(&mut rng)).into_iter().flat_map(|a| a.hessian);
            let mut most = curvatures.fold(0.0, |most: f64, h| most.max(h.abs()));
            for corner in row.corners(&mut rng) {
                let d = row.direction(&mut rng);
                let ends = [-1e-6, 1e-6].map(|h| corner.iter().zip(&d).map(|(x, d)| x + h * d).collect());
                let length: f64 = d.iter().map(|d| 2e-6 * d.abs()).sum();
                let [a, b] = <[_; 2]>::try_from(row.at(&ends)).unwrap_or_else(|_| panic!("two rows"));
                let changes = a.gradient.iter().zip(&b.gradient).map(|(a, b)| (a - b).abs());
                most = most.max(changes.fold(0.0, f64::max) / length);
            }
            found.add(most, number(&row.loss, constant, None), &row.loss);
        }
        found.judge(entry.spec.name);
    }
}

/// Every loss whose slope is bounded or not says so of its curvature too.
#[test]
fn what_has_one_constant_has_the_other() {
    for entry in apart() {
        let p = entry.spec.properties;
        assert!(p.smoothness.is_none() || p.lipschitz.is_some(), "{}", entry.spec.name);
        // Of vectors the constants depend on the norm and on how many coordinates there are, of violations on how
        // many classes.
        let many = entry.spec.stage.of_vectors() || entry.spec.formula.contains("violation");
        if p.differentiable == Some(false) && !many {
            assert_ne!(p.smoothness, None, "{}: a gradient that jumps", entry.spec.name);
        }
    }
}
