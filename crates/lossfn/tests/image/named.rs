//! Losses of images by name, and what other libraries mean by a name.

use lossfn::image::{self, Border, Edge, ImageTotalVariation, Images, Norm, Ssim, Window};

use super::numbers;
use crate::support::tables;

fn pixels(seed: usize) -> Vec<f64> {
    (0..16 * 18).map(|i| ((i * i * seed + 3 * i) % 251) as f64 / 250.0).collect()
}

#[test]
fn names_build_what_constructors_do() {
    let (x, y) = (pixels(7), pixels(11));
    let [x, y] = [&x, &y].map(|data| Images::single(data, (16, 18)).unwrap());
    let value = |name: &str| image::get(name).unwrap().value(x, Some(y)).unwrap();
    assert_eq!(value("ssim"), Ssim::new().on(x, y).value().unwrap());
    let loss = Ssim::new().window(7).unwrap().border(Border::Reflect).window_kind(Window::Uniform);
    assert_eq!(value("ssim(window=7, border=reflect, window_kind=uniform)"), loss.on(x, y).value().unwrap());
    let loss = Ssim::new().sigma(2.0).unwrap().constants(0.02, 0.05).unwrap().data_range(2.0).unwrap();
    assert_eq!(value("ssim(sigma=2, k1=0.02, k2=0.05, data_range=2)"), loss.on(x, y).value().unwrap());
    let loss = ImageTotalVariation::new().beta(1.5).unwrap().edge(Edge::Zero).norm(Norm::Anisotropic);
    let name = "image_total_variation(beta=1.5, border=zero, norm=anisotropic)";
    assert_eq!(value(name), loss.on(x).value().unwrap());
    let got = image::get(name).unwrap();
    assert_eq!(got.value_and_gradient(x, None).unwrap(), loss.on(x).value_and_gradient().unwrap());
    assert_eq!((got.to_string(), got.compares(), got.is_metric()), (name.into(), false, false));
    assert_eq!(image::get("psnr(data_range=255)").unwrap().values(x, Some(x)).unwrap(), [f64::INFINITY]);
}

#[test]
fn wrong_names_are_errors_that_say_what_there_is() {
    let say = |name: &str| image::get(name).unwrap_err().to_string();
    for (name, error) in [
        ("sim", "No loss is named `sim`; did you mean `ssim`?"),
        (
            "ssim(windw=3)",
            "ssim has no parameter `windw`; it has `window`, `sigma`, `k1`, `k2`, `data_range`, `border`, `window_kind`.",
        ),
        ("ssim(window=4)", "ssim: `window` is 4, allowed is an odd number from 3 to 1023."),
        ("ssim(window=7.5)", "ssim: `window` is 7.5, allowed is an odd number from 3 to 1023."),
        ("ssim(border=zero)", "ssim: `border` is zero, allowed is valid or reflect."),
        (
            "ssim(dialect=torch)",
            "ssim has no dialect `torch`; say `ssim(dialect=kornia)` or `ssim(dialect=skimage)`.",
        ),
        (
            "ssim(dialect=kornia, window_size=2)",
            "ssim: `window_size` is 2, allowed is an odd number from 3 to 1023.",
        ),
        ("psnr(dialect=x)", "psnr has no dialects; `x` was given."),
        ("ssim()", ""),
    ] {
        if error.is_empty() {
            assert!(image::get(name).is_ok());
        } else {
            assert_eq!(say(name), error);
        }
    }
    for name in [
        "",
        "ssim(",
        "ssim(7)",
        "ssim) ",
        "ssim(window=7,)x",
        "ssim + psnr",
        "ssim(window=7, window=7)",
        "ssim(sigma=1e200)",
    ] {
        assert!(image::get(name).is_err(), "{name}");
    }
    let x = pixels(3);
    let x = Images::single(&x, (16, 18)).unwrap();
    assert!(image::get("psnr").unwrap().value_and_gradient(x, Some(x)).is_err());
    assert!(image::get("ssim").unwrap().value(x, None).is_err());
}

/// Numbers that other libraries gave: `tools/image_peers.py`.
#[test]
fn other_libraries_agree() {
    let (height, width, channels) = (23, 31, 3);
    let image = |seed: usize| -> Vec<f64> {
        let pixel = |i: usize| {
            let wave = i / width % height * 5 + i % width * 3;
            ((i * i * seed + 3 * i) % 251) as f64 / 500.0 + (wave % 97) as f64 / 200.0
        };
        (0..channels * height * width).map(pixel).collect()
    };
    let (x, y) = (image(7), image(11));
    let [x, y] = [&x, &y].map(|data| Images::nchw(data, [1, channels, height, width]).unwrap());
    let cases = tables(include_str!("../../../../testdata/image_peers.toml"));
    for case in &cases {
        let what = format!("{} of {}", case["expression"], case["library"]);
        let loss = image::get(case["expression"]).unwrap();
        let near = |got: f64, want: f64, size: f64| {
            let bound = case["near"].parse::<f64>().unwrap() * size;
            assert!((got - want).abs() <= bound, "{what}: {got}, not {want}");
        };
        let want: f64 = case["value"].parse().unwrap();
        near(loss.value(x, Some(y)).unwrap(), want, want);
        let Some(gradient) = case.get("gradient") else { continue };
        let (_, got) = loss.value_and_gradient(x, Some(y)).unwrap();
        let want = numbers(gradient);
        let largest = want.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        want.iter().zip(got).for_each(|(want, got)| near(got, *want, largest));
    }
    assert_eq!(cases.len(), 13);
}
