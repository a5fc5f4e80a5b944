//! What happens at the ends: equal images, flat ones, those that are not finite, and calls that are wrong.

use lossfn::image::{Border, Content, Edge, GramStyle, ImageTotalVariation, Images, Norm, Ssim};

use crate::support::ulps;

#[test]
fn the_worked_numbers() {
    let pixels = [0.0, 1.0, 3.0, 2.0, 2.0, 2.0, 5.0, 1.0, 0.0];
    let image = Images::single(&pixels, (3, 3)).unwrap();
    let loss = ImageTotalVariation::new();
    let value = |loss: ImageTotalVariation| (loss.on(image).value().unwrap() * 1e4).round() / 1e4;
    assert_eq!(value(loss), 8.4721);
    let zero = loss.edge(Edge::Zero);
    assert_eq!(value(zero), 16.4721);
    assert_eq!(value(zero.norm(Norm::Anisotropic)), 18.0);
    assert_eq!(value(zero.beta(2.0).unwrap()), 42.0);
}

#[test]
fn equal_images_are_at_0_with_the_gradient_0() {
    let pixels: Vec<f32> = (0..20 * 20).map(|i| (i * i % 97) as f32 / 97.0).collect();
    let x = Images::single(&pixels, (20, 20)).unwrap();
    for border in [Border::Valid, Border::Reflect] {
        let on = Ssim::new().border(border).on(x, x);
        assert_eq!(on.value_and_gradient().unwrap(), (0.0, vec![0.0; 400]));
        assert!(on.map().unwrap().into_iter().all(|s| s == 1.0));
    }
    let flat = [0.3f64; 12];
    for beta in [0.5, 1.0, 1.5, 2.0] {
        for norm in [Norm::Isotropic, Norm::Anisotropic] {
            let loss = ImageTotalVariation::new().beta(beta).unwrap().norm(norm).edge(Edge::Zero);
            let on = loss.on(Images::single(&flat, (3, 4)).unwrap());
            assert_eq!(on.value_and_gradient().unwrap(), (0.0, vec![0.0; 12]));
        }
    }
}

#[test]
fn what_is_not_finite_is_not_hidden() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut pixels = vec![0.5f32; 30 * 30];
        pixels[5 * 30 + 5] = bad;
        let (x, y) =
            (Images::single(&pixels, (30, 30)).unwrap(), Images::single(&[0.25f32; 900], (30, 30)).unwrap());
        for border in [Border::Valid, Border::Reflect] {
            let (value, gradient) = Ssim::new().border(border).on(x, y).value_and_gradient().unwrap();
            assert!(value.is_nan());
            assert!(gradient[5 * 30 + 5].is_nan() && gradient[29 * 30 + 29].is_finite());
        }
        let map = Ssim::new().on(x, y).map().unwrap();
        assert!(map[0].is_nan() && map[19 * 20 + 19].is_finite());
        let (value, gradient) = ImageTotalVariation::new().on(x).value_and_gradient().unwrap();
        assert!(!value.is_finite() && gradient[5 * 30 + 5].is_nan() && gradient[0] == 0.0);
    }
    // The square of the largest numbers is none.
    let pixels = [f64::MAX, 0.0, 0.0, f64::MAX / 2.0];
    let on = ImageTotalVariation::new().edge(Edge::Zero).on(Images::single(&pixels, (2, 2)).unwrap());
    assert!(on.gradient().unwrap().into_iter().all(f64::is_finite));
    let pixels = [5e-324, 0.0, 0.0, 1e-323];
    let on = ImageTotalVariation::new().on(Images::single(&pixels, (2, 2)).unwrap());
    let (value, gradient) = on.value_and_gradient().unwrap();
    assert_eq!((value, gradient[0] as f32), (5e-324, std::f32::consts::SQRT_2));
}

#[test]
fn weights_are_those_of_images() {
    let pixels: Vec<f64> = (0..3 * 16 * 16).map(|i| f64::from(i * i % 89) / 89.0).collect();
    let mut other: Vec<f64> = pixels.iter().map(|x| 0.9 * x).collect();
    other[2 * 256] = f64::NAN;
    let [x, y] = [&pixels, &other].map(|data| Images::nchw(data, [3, 1, 16, 16]).unwrap());
    let on = Ssim::new().on(x, y);
    let values = on.values().unwrap();
    assert!(values[2].is_nan());
    let weighted = on.weight(&[1.0, 3.0, 0.0]);
    let (value, gradient) = weighted.value_and_gradient().unwrap();
    assert!(ulps(value, (values[0] + 3.0 * values[1]) / 4.0) <= 2);
    assert!(gradient[512..].iter().all(|&g| g == 0.0));
    let sum = weighted.sum().value_and_gradient().unwrap();
    assert!(ulps(sum.0, 4.0 * value) <= 2 && ulps(sum.1[300], 4.0 * gradient[300]) <= 2);
}

#[test]
fn wrong_calls_are_errors_in_whole_sentences() {
    let pixels = [0.0f32; 12 * 12 * 3];
    let say = |e: lossfn::Error| e.to_string();
    let x = Images::nchw(&pixels, [1, 3, 12, 12]).unwrap();
    let y = Images::nhwc(&pixels, [1, 12, 12, 3]).unwrap();
    assert_eq!(
        say(Ssim::new().on(x, y).value().unwrap_err()),
        "`second` has shape (1, 12, 12, 3) (images, height, width, channels), but (1, 3, 12, 12) (images, channels, height, \
         width) is needed; shapes are never broadcast."
    );
    let small = Images::single(&pixels[..40], (4, 10)).unwrap();
    assert_eq!(
        say(Ssim::new().on(small, small).value().unwrap_err()),
        "`images` has shape 4 x 10, but at least one window of 11 x 11 is needed; shapes are never broadcast."
    );
    assert!(Images::single(&pixels, (usize::MAX, usize::MAX)).is_err());
    assert!(Images::nchw(&pixels[..0], [1, 0, 3, 3]).is_err());
    assert!(Images::nchw(&pixels[..0], [0, 1 << 30, 1 << 30, 1 << 30]).is_err());
    for shape in [[0, 0, 0, 0], [0, 1 << 40, 1, 1], [0, 2, 3, 4]] {
        for none in [Images::nchw(&pixels[..0], shape).unwrap(), Images::nhwc(&pixels[..0], shape).unwrap()] {
            // Whatever it says, it says it.
            let _ = (Ssim::new().on(none, none).map(), Ssim::new().on(none, none).sum().gradient());
            let style = GramStyle::new();
            let _ = (style.on(none, none).sum().value_and_gradient(), style.grams(none));
            let _ = Content::new().on(none, none).sum().gradient();
            let variation = ImageTotalVariation::new().on(none);
            assert_eq!(variation.sum().value_and_gradient().unwrap(), (0.0, vec![]));
        }
    }
    let none = Images::nchw(&pixels[..0], [0, 3, 12, 12]).unwrap();
    assert!(Ssim::new().on(none, none).values().unwrap().is_empty());
    assert_eq!(
        say(Ssim::new().on(none, none).value().unwrap_err()),
        "There is nothing to average: no rows were given."
    );
    assert_eq!(Ssim::new().on(none, none).sum().value().unwrap(), 0.0);
    let e = Ssim::new().window(4).unwrap_err();
    assert_eq!(say(e), "ssim: `window` is 4, allowed is an odd number from 3 to 1023.");
    assert!(Ssim::new().sigma(0.0).is_err() && Ssim::new().data_range(f64::NAN).is_err());
    assert!(
        ImageTotalVariation::new().beta(0.0).is_err()
            && ImageTotalVariation::new().beta(f64::INFINITY).is_err()
    );
    assert!(Ssim::new().on(x, x).wrt(2).is_err() && ImageTotalVariation::new().on(x).wrt(1).is_err());
    assert!(Ssim::new().on(x, x).weight(&[-1.0]).value().is_err());
    assert!(Ssim::new().on(x, x).weight(&[1.0, 1.0]).value().is_err());
    let mut short = [7.0; 3];
    assert!(Ssim::new().on(x, x).value_and_gradient_into(&mut short).is_err());
    assert_eq!(short, [7.0; 3]);
}
