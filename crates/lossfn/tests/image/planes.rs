//! Layouts, threads, bands and strips: parts of images are computed apart and must not show.

use lossfn::{
    data::Element,
    image::{Border, Edge, ImageLoss, ImageTotalVariation, Images, OnImages, Ssim, Window},
    kernels::Detected,
};

use crate::support::{Random, bits, ulps};

fn noise(rng: &mut Random, n: usize) -> Vec<f32> {
    (0..n).map(|_| rng.between(0.0, 1.0) as f32).collect()
}

/// The same bits for any number of threads, and on all instruction sets with a fused multiply-add.
fn same_bits<L: ImageLoss>(on: OnImages<'_, f32, L>) {
    let mut kinds: Vec<(u64, Vec<u64>)> = vec![];
    for isa in Detected::all() {
        let mut all = vec![];
        for threads in [1, 2, 3, 8] {
            let (value, gradient) = on.isa(isa).threads(threads).value_and_gradient().unwrap();
            assert_eq!(value, on.isa(isa).threads(threads).value().unwrap());
            all.push((value.to_bits(), bits(&gradient)));
        }
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{isa:?}");
        kinds.push(all.swap_remove(0));
    }
    if let [_, fused @ ..] = &kinds[..] {
        assert!(fused.windows(2).all(|pair| pair[0] == pair[1]), "instruction sets differ");
    }
}

#[test]
fn threads_and_instruction_sets_give_the_same_bits() {
    let mut rng = Random(3);
    let shape = [2, 2, 150, 210];
    let (x, y) = (noise(&mut rng, 126_000), noise(&mut rng, 126_000));
    let [x, y] = [&x, &y].map(|data| Images::nchw(data, shape).unwrap());
    for border in [Border::Valid, Border::Reflect] {
        same_bits(Ssim::new().border(border).on(x, y));
        let one = Ssim::new().border(border).on(x, y).threads(1).map().unwrap();
        assert_eq!(bits(&one), bits(&Ssim::new().border(border).on(x, y).threads(3).map().unwrap()));
    }
    for edge in [Edge::Interior, Edge::Zero] {
        same_bits(ImageTotalVariation::new().edge(edge).on(x));
        same_bits(ImageTotalVariation::new().edge(edge).beta(1.5).unwrap().on(x));
    }
}

/// Pixels to channels and back.
fn interleaved<T: Copy>(x: &[T], [n, c, h, w]: [usize; 4]) -> Vec<T> {
    let at = |i: usize| {
        let (image, pixel, channel) = (i / (c * h * w), i / c % (h * w), i % c);
        x[(image * c + channel) * h * w + pixel]
    };
    (0..n * c * h * w).map(at).collect()
}

/// What two orders of adding may differ by.
fn alike<T: Element, L: ImageLoss>(
    planar: OnImages<'_, T, L>,
    inter: OnImages<'_, T, L>,
    shape: [usize; 4],
    bound: f64,
) {
    use lossfn::data::Storage as _;
    let ((a, g), (b, f)) = (planar.value_and_gradient().unwrap(), inter.value_and_gradient().unwrap());
    assert!((a - b).abs() <= bound * a.abs(), "{a} {b}");
    let largest = f.iter().map(|x| x.widen().to_f64().abs()).fold(0.0, f64::max);
    for (a, b) in interleaved(&g, shape).into_iter().zip(f) {
        let (a, b) = (a.widen().to_f64(), b.widen().to_f64());
        assert!((a - b).abs() <= bound * largest, "{a} {b}");
    }
    for (a, b) in planar.values().unwrap().into_iter().zip(inter.values().unwrap()) {
        assert!((a - b).abs() <= bound * a.abs(), "{a} {b}");
    }
}

#[test]
fn both_orders_of_the_axes_are_one_image() {
    let (mut rng, shape) = (Random(4), [2, 3, 140, 33]);
    let [n, c, h, w] = shape;
    let (x, y) = (noise(&mut rng, n * c * h * w), noise(&mut rng, n * c * h * w));
    let (u, v) = (interleaved(&x, shape), interleaved(&y, shape));
    let [x, y] = [&x, &y].map(|data| Images::nchw(data, shape).unwrap());
    let [u, v] = [&u, &v].map(|data| Images::nhwc(data, [n, h, w, c]).unwrap());
    for border in [Border::Valid, Border::Reflect] {
        for loss in [Ssim::new(), Ssim::new().window_kind(Window::Uniform).window(7).unwrap()] {
            alike(loss.border(border).on(x, y), loss.border(border).on(u, v), shape, 2e-7);
        }
        let map = Ssim::new().border(border).on(x, y).map().unwrap();
        let (height, width) = Ssim::new().border(border).on(x, y).map_size().unwrap();
        let other = Ssim::new().border(border).on(u, v).map().unwrap();
        for (a, b) in interleaved(&map, [n, c, height, width]).into_iter().zip(other) {
            assert!((a - b).abs() <= 2e-7, "{a} {b}");
        }
    }
    for edge in [Edge::Interior, Edge::Zero] {
        alike(
            ImageTotalVariation::new().edge(edge).on(x),
            ImageTotalVariation::new().edge(edge).on(u),
            shape,
            2e-7,
        );
    }
}

fn on<'a>(x: &'a [f32], y: &'a [f32], size: (usize, usize)) -> OnImages<'a, f32, Ssim> {
    Ssim::new().on(Images::single(x, size).unwrap(), Images::single(y, size).unwrap())
}

/// An image of several bands and strips is as its windows are, which a small image has alone.
#[test]
fn large_images_are_made_of_their_windows() {
    let mut rng = Random(5);
    let (h, w) = (270, 470);
    let (x, y) = (noise(&mut rng, h * w), noise(&mut rng, h * w));
    let map = on(&x, &y, (h, w)).map().unwrap();
    let mean: f64 = map.iter().map(|s| 1.0 - f64::from(*s)).sum::<f64>() / map.len() as f64;
    let value = on(&x, &y, (h, w)).value().unwrap();
    // The map is rounded to f32.
    assert!((value - mean).abs() <= 1e-7 * mean, "{value} {mean}");
    for (i, j) in [(0, 0), (117, 180), (118, 181), (127, 191), (128, 192), (255, 383), (259, 459)] {
        let cut = |x: &[f32]| -> Vec<f32> { (0..121).map(|k| x[(i + k / 11) * w + j + k % 11]).collect() };
        let (u, v) = (cut(&x), cut(&y));
        let one = on(&u, &v, (11, 11)).map().unwrap()[0];
        assert!(ulps(one, map[i * (w - 10) + j]) <= 1, "{i} {j}");
    }
}

fn dot(u: &[f64], v: &[f64]) -> f64 {
    u.iter().zip(v).map(|(u, v)| u * v).sum()
}

type Form<'f> = dyn for<'a> Fn(Images<'a, f64>) -> (f64, Vec<f64>) + 'f;

/// `<A u, A v> = <A^T A u, v>` for random `u` and `v`: squared differences are such a form, and so are windows where
/// what they are compared with is that much larger than they are. Also where bands and strips meet.
#[test]
fn what_goes_back_is_the_adjoint_of_what_goes_on() {
    let mut rng = Random(6);
    for (h, w) in [(11, 11), (12, 40), (139, 30), (30, 400)] {
        let mut random = || -> Vec<f64> { (0..h * w).map(|_| rng.between(-1.0, 1.0)).collect() };
        let (u, v, zero) = (random(), random(), vec![0.0; h * w]);
        let both: Vec<f64> = u.iter().zip(&v).map(|(u, v)| u + v).collect();
        let [u, v, both, zero] = [&u, &v, &both, &zero].map(|x| Images::single(x, (h, w)).unwrap());
        let check = |form: &Form<'_>| {
            let ([a, b, c], gradients) = ([u, v, both].map(|x| form(x).0), [u, v].map(|x| form(x).1));
            let [to, from] = [dot(&gradients[0], v.data()), dot(&gradients[1], u.data())];
            let size = (a * b).sqrt();
            assert!((to - from).abs() <= 1e-12 * size, "{h} x {w}: {to} {from}");
            assert!((to - (c - a - b)).abs() <= 1e-12 * size, "{h} x {w}: {to} {}", c - a - b);
        };
        for border in [Border::Valid, Border::Reflect] {
            for kind in [Window::Gaussian, Window::Uniform] {
                let loss = Ssim::new().data_range(1e9).unwrap().border(border).window_kind(kind);
                check(&|x| loss.on(x, zero).value_and_gradient().unwrap());
                check(&|x| loss.on(zero, x).wrt(1).unwrap().value_and_gradient().unwrap());
            }
        }
        for edge in [Edge::Interior, Edge::Zero] {
            let loss = ImageTotalVariation::new().beta(2.0).unwrap().edge(edge);
            check(&|x| loss.on(x).value_and_gradient().unwrap());
        }
    }
}

/// Gradients are what values change by, of images that are no vectors of the tests, and in either of them.
#[test]
fn gradients_are_derivatives_of_values() {
    let mut rng = Random(7);
    let (h, w) = (40, 210);
    let random = |rng: &mut Random| -> Vec<f64> { (0..h * w).map(|_| rng.between(0.0, 1.0)).collect() };
    let (x, y, u) = (random(&mut rng), random(&mut rng), random(&mut rng));
    let moved = |by: f64| -> Vec<f64> { x.iter().zip(&u).map(|(x, u)| x + by * u).collect() };
    let (x, [up, down]) = (moved(0.0), [1e-5, -1e-5].map(moved));
    let [x, y, up, down] = [&x, &y, &up, &down].map(|x| Images::single(x, (h, w)).unwrap());
    let check = |value: &dyn Fn(Images<'_, f64>) -> f64, gradient: Vec<f64>| {
        let (slope, along) = ((value(up) - value(down)) / 2e-5, dot(&gradient, &u));
        assert!((slope - along).abs() <= 1e-6 * along.abs(), "{slope} {along}");
    };
    for border in [Border::Valid, Border::Reflect] {
        let loss = Ssim::new().border(border);
        check(&|x| loss.on(x, y).value().unwrap(), loss.on(x, y).gradient().unwrap());
        check(&|x| loss.on(y, x).value().unwrap(), loss.on(y, x).wrt(1).unwrap().gradient().unwrap());
    }
    for beta in [1.0, 1.5, 3.0] {
        let loss = ImageTotalVariation::new().beta(beta).unwrap();
        check(&|x| loss.on(x).value().unwrap(), loss.on(x).gradient().unwrap());
    }
}

#[cfg(feature = "half")]
#[test]
fn halves_are_f32_rounded_once() {
    use half::f16;
    let mut rng = Random(8);
    let narrow: Vec<[f16; 2]> =
        (0..40 * 40).map(|_| [0, 1].map(|_| f16::from_f64(rng.between(0.0, 1.0)))).collect();
    let [x, y]: [Vec<f16>; 2] = [0, 1].map(|k| narrow.iter().map(|pair| pair[k]).collect());
    let [u, v]: [Vec<f32>; 2] = [&x, &y].map(|x| x.iter().map(|x| x.to_f32()).collect());
    let [x, y] = [&x, &y].map(|x| Images::single(x, (40, 40)).unwrap());
    let [u, v] = [&u, &v].map(|x| Images::single(x, (40, 40)).unwrap());
    let rounded = |(value, gradient): (f64, Vec<f32>)| {
        (value, gradient.into_iter().map(f16::from_f32).collect::<Vec<_>>())
    };
    let ssim = Ssim::new();
    assert_eq!(
        ssim.on(x, y).value_and_gradient().unwrap(),
        rounded(ssim.on(u, v).value_and_gradient().unwrap())
    );
    let tv = ImageTotalVariation::new();
    assert_eq!(tv.on(x).value_and_gradient().unwrap(), rounded(tv.on(u).value_and_gradient().unwrap()));
}
