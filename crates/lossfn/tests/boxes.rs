//! Losses between boxes: what they are where boxes are the same, flat, apart, huge or tiny, and all pairs of them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Random, bits, ulps};
use lossfn::{
    AnyLoss, Ciou, Diou, Error, Giou, Iou, Rows,
    kernels::{Detected, Isa},
};

const NAMES: [&str; 4] = ["iou", "giou", "diou", "ciou"];

fn on(loss: &AnyLoss, a: &[f64], b: &[f64]) -> (f64, Vec<f64>) {
    let (a, b) = (Rows::rows(a, 4).unwrap(), Rows::rows(b, 4).unwrap());
    loss.on(a, b).sum().value_and_gradient().unwrap()
}

fn boxes(rng: &mut Random, n: usize) -> Vec<f64> {
    let one = |rng: &mut Random| {
        let [x, y] = [0, 1].map(|_| rng.between(-2.0, 2.0));
        let [wide, high] = [0, 1].map(|_| rng.between(0.1, 2.0));
        [x, y, x + wide, y + high]
    };
    (0..n).flat_map(|_| one(rng)).collect()
}

#[test]
fn the_same_box_is_at_nothing() {
    for name in NAMES {
        let loss = lossfn::get(name).unwrap();
        for same in
            [[0.0, 0.0, 1.0, 2.0], [3.0, 3.0, 3.0, 3.0], [1.0, 0.0, 1.0, 5.0], [-1e300, -1e300, 1e300, 1e300]]
        {
            assert_eq!(on(&loss, &same, &same), (0.0, vec![0.0; 4]), "{name}");
        }
    }
}

#[test]
fn flat_boxes_are_apart() {
    let (point, other, line) = ([0.0; 4], [1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 4.0, 0.0]);
    let square = [0.0, 0.0, 4.0, 4.0];
    for (a, b) in [(point, other), (point, line), (line, square), (point, square), (other, square)] {
        assert_eq!(on(&lossfn::get("iou").unwrap(), &a, &b), (1.0, vec![0.0; 4]), "{a:?} and {b:?}");
        for name in NAMES {
            let (value, gradient) = on(&lossfn::get(name).unwrap(), &a, &b);
            assert!(
                (1.0..=3.0).contains(&value) && gradient.iter().all(|g| g.is_finite()),
                "{name}: {value}"
            );
        }
    }
    // Two points apart: the box around them is a square whose diagonal is their distance.
    assert_eq!(on(&lossfn::get("giou").unwrap(), &point, &other).0, 2.0);
    assert_eq!(on(&lossfn::get("diou").unwrap(), &point, &other).0, 2.0);
}

#[test]
fn boxes_that_share_nothing_are_drawn_together() {
    let (a, b) = ([0.0, 0.0, 1.0, 1.0], [3.0, 0.0, 4.0, 1.0]);
    assert_eq!(on(&lossfn::get("iou").unwrap(), &a, &b), (1.0, vec![0.0; 4]));
    for name in &NAMES[1..] {
        let (_, gradient) = on(&lossfn::get(name).unwrap(), &a, &b);
        assert!(gradient[0] + gradient[2] < 0.0, "{name}: {gradient:?}");
    }
    // By hand: the hull is 4 x 1, two parts of it are boxes.
    assert_eq!(on(&lossfn::get("giou").unwrap(), &a, &b).0, 1.5);
    assert_eq!(on(&lossfn::get("diou").unwrap(), &a, &b).0, 1.0 + 9.0 / 17.0);
    assert_eq!(on(&lossfn::get("ciou").unwrap(), &a, &b).0, 1.0 + 9.0 / 17.0);
    let (wide, high) = ([0.0, 0.0, 2.0, 1.0], [0.0, 0.0, 1.0, 2.0]);
    let v = 4.0 * (2f64.atan() - 0.5f64.atan()).powi(2) / std::f64::consts::PI.powi(2);
    let want = 2.0 / 3.0 + 0.5 / 8.0 + v * v / (v + 2.0 / 3.0);
    assert!(ulps(on(&lossfn::get("ciou").unwrap(), &wide, &high).0, want) <= 2);
}

/// All four say the same of boxes in any unit, also where their areas leave the range.
#[test]
fn units_do_not_matter() {
    let mut rng = Random(1);
    for name in NAMES {
        let loss = lossfn::get(name).unwrap();
        for _ in 0..50 {
            let (a, b) = (boxes(&mut rng, 1), boxes(&mut rng, 1));
            let (value, gradient) = on(&loss, &a, &b);
            for unit in [2f64.powi(1000), 2f64.powi(-900), 2f64.powi(60)] {
                let scaled = |x: &[f64]| x.iter().map(|x| x * unit).collect::<Vec<f64>>();
                let (same, there) = on(&loss, &scaled(&a), &scaled(&b));
                assert!(ulps(value, same) <= 1, "{name}: {value} and {same}, {unit}");
                for (g, t) in gradient.iter().zip(&there) {
                    let want = g / unit;
                    // What falls below the range is rounded there.
                    assert!(ulps(*t, want) <= 1 || want.abs() < f64::MIN_POSITIVE, "{name}: {t} and {want}");
                }
            }
            // f32 with sides whose product overflows.
            let far: [f32; 8] = [0.0, 0.0, 2e30, 3e30, 1e30, 1e30, 3e30, 3e30];
            let (a, b) = (Rows::rows(&far[..4], 4).unwrap(), Rows::rows(&far[4..], 4).unwrap());
            let near = far.map(f64::from);
            let (want, _) = on(&loss, &near[..4], &near[4..]);
            assert_eq!(loss.on(a, b).to_vec().unwrap(), [want as f32], "{name}");
        }
    }
}

/// Where sides stand on one line both ways are uphill: the gradient is 0 in them.
#[test]
fn sides_on_one_line_have_no_slope() {
    let (a, b) = ([0.0, 0.0, 2.0, 2.0], [0.0, 1.0, 2.0, 3.0]);
    for name in NAMES {
        let loss = lossfn::get(name).unwrap();
        let (here, gradient) = on(&loss, &a, &b);
        for side in [0, 2] {
            assert_eq!(gradient[side], 0.0, "{name}");
            for by in [-1e-3, 1e-3] {
                let mut moved = a;
                moved[side] += by;
                assert!(on(&loss, &moved, &b).0 > here, "{name}");
            }
        }
        // Moved up as a whole it comes nearer.
        assert!(gradient[1] + gradient[3] < 0.0, "{name}");
    }
}

#[test]
fn products_with_the_hessian_are_how_gradients_change() {
    const STEP: f64 = 1.0 / (1 << 17) as f64;
    let mut rng = Random(3);
    for name in NAMES {
        let loss = lossfn::get(name).unwrap();
        for _ in 0..20 {
            let (a, b) = (boxes(&mut rng, 1), boxes(&mut rng, 1));
            let way: Vec<f64> = (0..4).map(|_| rng.between(-1.0, 1.0)).collect();
            let rows = Rows::rows(&b, 4).unwrap();
            let product = loss.on(Rows::rows(&a, 4).unwrap(), rows).hessian_vector_product(&way).unwrap();
            let [before, after] = [-STEP, STEP].map(|by| {
                let moved: Vec<f64> = a.iter().zip(&way).map(|(x, way)| x + by * way).collect();
                on(&loss, &moved, &b).1
            });
            // What is given changes the gradient, but not the product.
            if !loss.spec().holds_a_number() {
                let size: f64 = product.iter().map(|x| x.abs()).sum::<f64>()
                    + before.iter().map(|x| x.abs()).sum::<f64>();
                for ((p, a), b) in product.iter().zip(&before).zip(&after) {
                    assert!((p - (b - a) / (2.0 * STEP)).abs() <= 1e-6 * size, "{name}: {p}");
                }
            }
            assert!(product.iter().all(|x| x.is_finite()), "{name}");
        }
    }
}

#[test]
fn all_pairs_are_those_of_single_ones() {
    let mut rng = Random(4);
    let (a, b) = (boxes(&mut rng, 7), boxes(&mut rng, 5));
    for name in NAMES {
        let loss = lossfn::get(name).unwrap();
        let all = loss.pairwise(Rows::rows(&a, 4).unwrap(), Rows::rows(&b, 4).unwrap()).unwrap();
        let all = all.to_vec().unwrap();
        let one = |i: usize, j: usize| on(&loss, &a[4 * i..4 * i + 4], &b[4 * j..4 * j + 4]).0;
        let want: Vec<f64> = (0..35).map(|k| one(k / 5, k % 5)).collect();
        assert_eq!(bits(&all), bits(&want), "{name}");
    }
}

#[test]
fn what_is_no_box_is_refused() {
    let (good, flipped) = ([0.0f64, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0, 0.0, 3.0, 1.0, 1.0]);
    let both = [good, good].concat();
    let (a, b) = (Rows::rows(&flipped, 4).unwrap(), Rows::rows(&both, 4).unwrap());
    let told = "Row 1 of `pred` has y2 = 1 below y1 = 3; a box is x1, y1, x2, y2 with x1 <= x2 and y1 <= y2.";
    assert_eq!(Iou::new().on(a, b).check().unwrap_err().to_string(), told);
    let (_, gradient) = Giou::new().on(a, b).value_and_gradient().unwrap();
    assert!(gradient[..4].iter().all(|g| *g == 0.0) && gradient[4..].iter().all(|g| g.is_nan()));
    let error = Diou::new().on(a, b).mask(&[true, false]).check();
    assert_eq!(error, Ok(()));
    let three = Rows::rows(&[0.0f64; 6], 3).unwrap();
    assert!(matches!(Ciou::new().on(three, three).mean(), Err(Error::Shape { input: "boxes", .. })));
}

#[test]
fn bits_depend_on_neither_threads_nor_vectors() {
    let mut rng = Random(6);
    let (a, b) = (boxes(&mut rng, 500), boxes(&mut rng, 500));
    for name in NAMES {
        let loss = lossfn::get(name).unwrap();
        let on = loss.on(Rows::rows(&a, 4).unwrap(), Rows::rows(&b, 4).unwrap());
        let (value, gradient) = on.threads(1).value_and_gradient().unwrap();
        for threads in [2, 3, 8] {
            let (same, there) = on.threads(threads).value_and_gradient().unwrap();
            assert_eq!((same.to_bits(), bits(&there)), (value.to_bits(), bits(&gradient)), "{name}");
        }
        let fused = |d: &Detected| d.isa() != Isa::Base || !cfg!(target_arch = "x86_64");
        for isa in Detected::all().into_iter().filter(fused) {
            let (same, there) = on.isa(isa).value_and_gradient().unwrap();
            assert_eq!((same.to_bits(), bits(&there)), (value.to_bits(), bits(&gradient)), "{name}");
        }
    }
}
