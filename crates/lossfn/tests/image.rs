//! Are losses of images exact, for any layout and any number of threads?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod ends;
mod features;
mod named;
mod planes;

use crate::support::{tables, ulps};
use lossfn::{
    data::Storage,
    image::{Border, Edge, ImageTotalVariation, Images, Norm, Ssim, Window},
    kernels::Detected,
};

type Case = std::collections::BTreeMap<&'static str, &'static str>;

const VECTORS: &str = include_str!("../../../testdata/image.toml");

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|x| x.parse().ok().unwrap()).collect()
}
fn floats<T: Storage>(text: &str) -> Vec<T> {
    numbers(text).into_iter().map(T::from_f64).collect()
}

/// The cases for a type.
fn cases<T: Storage>() -> impl Iterator<Item = Case> {
    tables(VECTORS).into_iter().filter(|case| case["wide"] == "false" || !T::NARROW)
}

fn ssim(case: &Case) -> Ssim {
    let border = if case["border"] == "reflect" { Border::Reflect } else { Border::Valid };
    let loss = Ssim::new().window(case["window"].parse().unwrap()).unwrap().border(border);
    let loss = loss.data_range(case["data_range"].parse().unwrap()).unwrap();
    match case["sigma"] {
        "none" => loss.window_kind(Window::Uniform),
        sigma => loss.sigma(sigma.parse().unwrap()).unwrap(),
    }
}
fn variation(case: &Case) -> ImageTotalVariation {
    let edge = if case["edge"] == "zero" { Edge::Zero } else { Edge::Interior };
    let norm = if case["norm"] == "isotropic" { Norm::Isotropic } else { Norm::Anisotropic };
    ImageTotalVariation::new().edge(edge).norm(norm).beta(case["beta"].parse().unwrap()).unwrap()
}

/// What a number may be off by, in units of its last place, and what it is.
fn near<T: Storage>(got: T, want: f64, condition: f64, what: &str) -> f64 {
    let (off, room) = (ulps(got, T::from_f64(want)) as f64, 2.0 + condition / 2.0);
    assert!(off <= room, "{what}, {}: {got:?}, not {want:e}: {off} units, {room} allowed", T::NAME);
    off
}

/// Returns how far values and gradients are off at most.
fn vectors<T: Storage>(isa: Detected) -> [f64; 2] {
    let mut worst = [0.0f64; 2];
    let of_images = |case: &Case| ["ssim", "image_total_variation"].contains(&case["loss"]);
    for case in cases::<T>().filter(of_images) {
        let what = format!("{} {} of {}", case["loss"], case["name"], case.get("beta").unwrap_or(&""));
        let size = (case["height"].parse().unwrap(), case["width"].parse().unwrap());
        let (x, y) = (floats::<T>(case["x"]), floats::<T>(case["y"]));
        let x = Images::single(&x, size).unwrap();
        let (value, gradient) = if case["loss"] == "ssim" {
            let on = ssim(&case).on(x, Images::single(&y, size).unwrap()).isa(isa);
            for (got, want) in on.map().unwrap().into_iter().zip(numbers(case["map"])) {
                // A similarity is a difference, and has no condition of its own here.
                let off = (got.to_f64() - want).abs();
                let unit = if T::NARROW { f64::from(f32::EPSILON) } else { f64::EPSILON };
                assert!(off <= unit * want.abs().max(unit), "{what}: {got:?}, not {want}");
            }
            on.value_and_gradient().unwrap()
        } else {
            variation(&case).on(x).isa(isa).value_and_gradient().unwrap()
        };
        let condition = case["condition"].parse().unwrap();
        let off = near(T::from_f64(value), case["value"].parse().unwrap(), condition, &what);
        worst[0] = worst[0].max(off);
        let each = numbers(case["gradient"]).into_iter().zip(numbers(case["conditions"]));
        for (i, (got, (want, condition))) in gradient.into_iter().zip(each).enumerate() {
            worst[1] = worst[1].max(near(got, want, condition, &format!("{what}, pixel {i}")));
        }
    }
    worst
}

/// The vectors of `tools/image_vectors.py`.
#[test]
fn values_and_gradients_are_exact() {
    for isa in Detected::all() {
        for worst in [vectors::<f32>(isa), vectors::<f64>(isa)] {
            assert!(worst.iter().all(|&units| units <= 1.0), "{isa:?}: {worst:?}");
        }
    }
}
