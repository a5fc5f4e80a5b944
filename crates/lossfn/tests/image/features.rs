//! Losses of feature maps, and the metric.

use lossfn::{
    data::{Element, Storage},
    image::{Content, GramStyle, Images, Normalisation, Perceptual, Psnr, Scale},
    kernels::Detected,
};

use super::{cases, floats, near, numbers};
use crate::support::{Random, bits, ulps};

fn vectors<T: Storage>(isa: Detected) -> f64 {
    let mut worst = 0.0f64;
    let mut seen = 0;
    for case in cases::<T>().filter(|case| ["gram_style", "content", "psnr"].contains(&case["loss"])) {
        let what = format!("{} {} of {}", case["loss"], case["name"], case["channels"]);
        let [c, h, w] = ["channels", "height", "width"].map(|key| case[key].parse().unwrap());
        let (x, y) = (floats::<T>(case["x"]), floats::<T>(case["y"]));
        let [x, y] = [&x, &y].map(|maps| Images::nchw(maps, [1, c, h, w]).unwrap());
        let (value, gradient) = match case["loss"] {
            "psnr" => (Psnr::new().on(x, y).mean().unwrap(), vec![]),
            "content" => {
                let scale = if case["scale"] == "mean" { Scale::Mean } else { Scale::Half };
                Content::new().scale(scale).on(x, y).isa(isa).value_and_gradient().unwrap()
            }
            _ => {
                let normalisation = match case["normalisation"] {
                    "elements" => Normalisation::Elements,
                    "none" => Normalisation::None,
                    _ => Normalisation::Gatys,
                };
                GramStyle::new().normalisation(normalisation).on(x, y).isa(isa).value_and_gradient().unwrap()
            }
        };
        let condition = case["condition"].parse().unwrap();
        worst = worst.max(near(T::from_f64(value), case["value"].parse().unwrap(), condition, &what));
        let each = numbers(case["gradient"]).into_iter().zip(numbers(case["conditions"]));
        for (i, (got, (want, condition))) in gradient.into_iter().zip(each).enumerate() {
            worst = worst.max(near(got, want, condition, &format!("{what}, number {i}")));
        }
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
    worst
}

#[test]
fn losses_of_maps_are_exact() {
    for isa in Detected::all() {
        for worst in [vectors::<f32>(isa), vectors::<f64>(isa)] {
            assert!(worst <= 1.0, "{isa:?}: {worst}");
        }
    }
}

fn noise<T: Element>(rng: &mut Random, n: usize) -> Vec<T> {
    (0..n).map(|_| T::rounded(rng.between(-1.0, 1.0))).collect()
}

/// Several blocks of pixels, panels of channels and images; both orders of the axes; any number of threads.
#[test]
fn maps_of_any_size_are_computed_in_blocks() {
    let mut rng = Random(9);
    let [n, c, h, w] = [2, 21, 30, 37];
    let (x, y): (Vec<f32>, Vec<f32>) = (noise(&mut rng, n * c * h * w), noise(&mut rng, n * c * h * w));
    let turned = |x: &[f32]| -> Vec<f32> {
        let at = |i: usize| x[(i / (c * h * w) * c + i % c) * h * w + i / c % (h * w)];
        (0..x.len()).map(at).collect()
    };
    let (u, v) = (turned(&x), turned(&y));
    let [a, b] = [&x, &y].map(|maps| Images::nchw(maps, [n, c, h, w]).unwrap());
    let [d, e] = [&u, &v].map(|maps| Images::nhwc(maps, [n, h, w, c]).unwrap());
    let style = GramStyle::new();
    let mut kinds = vec![];
    for isa in Detected::all() {
        let (value, gradient) = style.on(a, b).isa(isa).threads(1).value_and_gradient().unwrap();
        for threads in [2, 3, 8] {
            let again = style.on(a, b).isa(isa).threads(threads).value_and_gradient().unwrap();
            assert_eq!((value.to_bits(), bits(&gradient)), (again.0.to_bits(), bits(&again.1)));
        }
        let other = style.on(d, e).isa(isa).value_and_gradient().unwrap();
        assert_eq!((value, bits(&turned(&gradient))), (other.0, bits(&other.1)));
        kinds.push((value, bits(&gradient)));
    }
    if let [_, fused @ ..] = &kinds[..] {
        assert!(fused.windows(2).all(|pair| pair[0] == pair[1]), "instruction sets differ");
    }
    // By definition, and with matrices that were made before.
    let grams = style.grams(b).unwrap();
    let mut losses = [0.0; 2];
    for (image, loss) in losses.iter_mut().enumerate() {
        let row = |x: &[f32], i: usize| -> Vec<f64> {
            x[(image * c + i) * h * w..][..h * w].iter().map(|x| f64::from(*x)).collect()
        };
        let dot = |x: &[f32], i, j| -> f64 { row(x, i).iter().zip(row(x, j)).map(|(a, b)| a * b).sum() };
        for i in 0..c {
            for j in 0..c {
                let (got, want) = (grams[(image * c + i) * c + j], dot(&y, i, j));
                // Terms of both signs may cancel; their sizes do not.
                let size = (dot(&y, i, i) * dot(&y, j, j)).sqrt();
                assert!((got - want).abs() <= 1e-13 * size, "{got} {want}");
                *loss += (dot(&x, i, j) - dot(&y, i, j)).powi(2) / (4.0 * ((c * h * w) as f64).powi(2));
            }
        }
    }
    for (got, want) in style.on_grams(a, &grams).values().unwrap().into_iter().zip(losses) {
        assert!((got - want).abs() < 1e-12 * want, "{got} {want}");
    }
    let mean = style.on(a, b).mean().unwrap();
    assert!((2.0 * mean - losses[0] - losses[1]).abs() < 1e-12 * mean);
    assert!(ulps(style.on(a, b).sum().value().unwrap(), 2.0 * mean) <= 2);
}

#[test]
fn terms_are_added_with_their_weights() {
    let mut rng = Random(10);
    let (x, y): (Vec<f64>, Vec<f64>) = (noise(&mut rng, 96), noise(&mut rng, 96));
    let [f, p] = [&x, &y].map(|maps| Images::nchw(maps, [2, 3, 4, 4]).unwrap());
    let (content, style) = (Content::new(), GramStyle::new().normalisation(Normalisation::Elements));
    let loss = Perceptual::new().content(0.25, content, f, p).unwrap().style(8.0, style, f, p).unwrap();
    let (value, gradients) = loss.value_and_gradients().unwrap();
    let (c, s) =
        (content.on(f, p).value_and_gradient().unwrap(), style.on(f, p).value_and_gradient().unwrap());
    assert!((value - (0.25 * c.0 + 8.0 * s.0)).abs() < 1e-15 * value);
    assert_eq!(loss.value().unwrap(), value);
    for (got, (weight, want)) in gradients.iter().zip([(0.25, c.1), (8.0, s.1)]) {
        assert!(got.iter().zip(want).all(|(a, b)| *a == weight * b), "powers of two");
    }
    let grams = style.grams(p).unwrap();
    let by_grams = Perceptual::new().style_of_grams(8.0, style, f, &grams).unwrap().value().unwrap();
    assert!((by_grams - 8.0 * s.0).abs() < 1e-14 * by_grams);
    assert!(Perceptual::new().content(-1.0, content, f, p).is_err());
    let short = Images::nchw(&y[..32], [2, 1, 4, 4]).unwrap();
    assert_eq!(
        style.on(f, short).value().unwrap_err().to_string(),
        "`target` has shape (2, 1, 4, 4) (images, channels, height, width), but 2 images of 3 channels is needed; shapes are \
         never broadcast."
    );
    assert!(style.on_grams(f, &grams[1..]).value().is_err() && style.on(f, short).values().is_err());
    assert!(content.on(f, short).value().is_err() && Psnr::new().on(f, short).mean().is_err());
    assert!(Psnr::new().data_range(-1.0).is_err());
}
