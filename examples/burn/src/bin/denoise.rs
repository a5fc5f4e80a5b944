//! Denoising with a perceptual loss: the squared error alone against the squared error and a distance of feature maps.
//!
//! A small net of convolutions learns what is noise in photographs. With the squared error it gives the mean of all that
//! the noisy pixels may have been, which is smooth: fur, grass and hair are blurred. The perceptual loss compares what a
//! layer of VGG16 says of the result and of the truth, and so notices that texture is missing. One learns how to add a
//! loss over a frozen net to another one, and to look at more than the number that was trained: the layer that is compared
//! comes nearer at the cost of PSNR, while a layer that is not compared may come no nearer. With five times the weight the
//! result has a regular pattern of dots.
//!
//! Johnson, Alahi and Fei-Fei (2016), Perceptual losses for real-time style transfer and super-resolution,
//! arXiv:1603.08155; Ledig et al. (2017), Photo-realistic single image super-resolution using a generative adversarial
//! network, CVPR, arXiv:1609.04802. The net is a small one of the kind of Zhang et al. (2017), Beyond a Gaussian denoiser,
//! arXiv:1608.03981.
#![allow(clippy::print_stdout, reason = "it prints a table")]

use burn::{
    module::Module,
    nn::{
        PaddingConfig2d,
        conv::{Conv2d, Conv2dConfig},
    },
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Distribution, Tensor, activation::relu},
};
use lossfn::image::{Content, Images, Perceptual, Psnr, Scale, Ssim};
use lossfn_burn::Loss;
use lossfn_examples_burn::{
    data::{numbers, progress},
    sheet,
    vgg::{Layer, Vgg, with_gradient},
};
use lossfn_examples_shared::{Outcome, picture};

/// The layer whose feature maps are compared in training, `relu2_2`, and one that is only looked at, `relu3_3`.
const LAYERS: [Layer; 2] = [(2, 2), (3, 3)];
/// The deviation of the noise, where pixels are from 0 to 1.
const NOISE: f64 = 0.12;
/// The weight of the perceptual loss, which so adds about as much as the squared error.
const PERCEPTUAL: f64 = 0.001;

/// Says what of an image is noise, and takes it off.
#[derive(Module, Debug)]
struct Denoiser {
    layers: Vec<Conv2d>,
}

impl Denoiser {
    fn new(depth: usize, channels: usize, device: &Device) -> Self {
        let conv = |i| {
            let (from, to) = (if i == 0 { 3 } else { channels }, if i + 1 == depth { 3 } else { channels });
            Conv2dConfig::new([from, to], [3, 3])
                .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                .init(device)
        };
        Self { layers: (0..depth).map(conv).collect() }
    }
    fn forward(&self, noisy: Tensor<4>) -> Tensor<4> {
        let mut x = noisy.clone();
        for (i, conv) in self.layers.iter().enumerate() {
            x = conv.forward(if i == 0 { x } else { relu(x) });
        }
        noisy - x
    }
}

/// How a denoiser is trained.
#[derive(Clone, Copy, Debug)]
struct Training {
    depth: usize,
    channels: usize,
    steps: usize,
    rate: f64,
    patches: usize,
    /// Height and width of a patch.
    size: usize,
}

/// Patches out of photographs, taken at random.
fn patches(photographs: &[Tensor<4>], count: usize, size: usize, device: &Device) -> Outcome<Tensor<4>> {
    let draws =
        numbers(Tensor::<2>::random([count, 3], Distribution::Uniform(0.0, 1.0), &device.clone().inner()))?;
    let below = |n: usize, draw: f32| ((n as f32 * draw) as usize).min(n - 1);
    let patch = |draw: &[f32]| {
        let photograph = &photographs[below(photographs.len(), draw[0])];
        let [_, _, height, width] = photograph.dims();
        let (y, x) = (below(height - size + 1, draw[1]), below(width - size + 1, draw[2]));
        photograph.clone().slice([0..1, 0..3, y..y + size, x..x + size])
    };
    Ok(Tensor::cat(draws.chunks(3).map(patch).collect(), 0))
}

fn noisy(clean: &Tensor<4>) -> Tensor<4> {
    clean.clone() + clean.random_like(Distribution::Normal(0.0, NOISE))
}

/// So much of the perceptual loss of a layer, and a tensor whose gradient in the result is that of it.
fn perceptual(
    vgg: &Vgg,
    layer: Layer,
    weight: f64,
    result: Tensor<4>,
    clean: Tensor<4>,
) -> Outcome<(f64, Tensor<1>)> {
    let maps = vgg.maps(result, &[layer]).remove(0);
    let (seen, wanted) = (numbers(maps.clone())?, numbers(vgg.maps(clean, &[layer]).remove(0))?);
    let read = |numbers| Images::nchw(numbers, maps.dims());
    let loss =
        Perceptual::new().content(weight, Content::new().scale(Scale::Mean), read(&seen)?, read(&wanted)?)?;
    let (value, mut gradients) = loss.value_and_gradients()?;
    Ok((value, with_gradient(&maps, gradients.remove(0))))
}

/// A denoiser, trained with the squared error and so much of the perceptual loss.
fn trained(
    photographs: &[Tensor<4>],
    vgg: &Vgg,
    layer: Layer,
    weight: f64,
    training: Training,
    device: &Device,
) -> Outcome<Denoiser> {
    // The same patches and noise, whatever the loss.
    device.seed(7);
    let Training { depth, channels, steps, rate, patches: count, size } = training;
    let mut net = Denoiser::new(depth, channels, device);
    let mut adam = AdamConfig::new().with_epsilon(1e-8).init();
    let squared = Loss::new("squared")?;
    let bar = progress(&format!("perceptual weight {weight}"), steps);
    for step in 0..steps {
        let clean = patches(photographs, count, size, device)?;
        let result = net.forward(noisy(&clean));
        let mut loss = squared.forward(result.clone(), clean.clone())?;
        if weight > 0.0 {
            loss = loss + perceptual(vgg, layer, weight, result, clean)?.1;
        }
        let gradients = GradientsParams::from_grads(loss.backward(), &net);
        // The last third goes down to small steps.
        let rate = rate * (3.0 * (steps - step) as f64 / steps as f64).min(1.0);
        net = adam.step(rate, net, gradients);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(net)
}

/// How far a result is from the truth: PSNR, structural similarity, and the distances of feature maps of these layers.
fn scores(vgg: &Vgg, layers: &[Layer], result: &Tensor<4>, truth: &Tensor<4>) -> Outcome<Vec<f64>> {
    let (x, y) = (numbers(result.clone())?, numbers(truth.clone())?);
    let (x, y) = (Images::nchw(&x, result.dims())?, Images::nchw(&y, truth.dims())?);
    let mut scores = vec![Psnr::new().on(x, y).mean()?, 1.0 - Ssim::new().on(x, y).value()?];
    for layer in layers {
        scores.push(perceptual(vgg, *layer, 1.0, result.clone(), truth.clone())?.0);
    }
    Ok(scores)
}

fn main() -> Outcome {
    let device = Device::flex().autodiff();
    let vgg = Vgg::trained(LAYERS[1], &device)?;
    let read = |name| sheet::read(name, &device);
    let photographs = ["astronaut.png", "coffee.png", "brick.png", "grass.png", "gravel.png"]
        .map(read)
        .into_iter()
        .collect::<Outcome<Vec<_>>>()?;
    let truth = read("chelsea.png")?.slice([0..1, 0..3, 20..276, 90..346]);
    let training = Training { depth: 6, channels: 32, steps: 600, rate: 0.002, patches: 8, size: 48 };

    device.seed(1);
    let given = noisy(&truth);
    let mut cells = vec![("noisy", given.clone())];
    for (name, weight) in [("squared error", 0.0), ("with perceptual term", PERCEPTUAL)] {
        let net = trained(&photographs, &vgg, LAYERS[0], weight, training, &device)?;
        cells.push((name, net.forward(given.clone()).detach().clamp(0.0, 1.0)));
    }

    println!(
        "{:<22} {:>8} {:>8} {:>16} {:>16}",
        "result", "PSNR", "SSIM", "relu2_2 distance", "relu3_3 distance"
    );
    for (name, image) in &cells {
        let s = scores(&vgg, &LAYERS, image, &truth)?;
        println!("{name:<22} {:>8.2} {:>8.4} {:>16.4} {:>16.4}", s[0], s[1], s[2], s[3]);
    }
    cells.push(("truth", truth));
    let whole = cells.iter().map(|(name, image)| (image.clone(), (*name).to_owned()));
    let part = |image: &Tensor<4>| image.clone().slice([0..1, 0..3, 0..64, 150..214]);
    let enlarged = cells.iter().map(|(name, image)| (part(image), format!("{name}, enlarged")));
    sheet::save(&picture("denoise.png")?, 4, 256.0, &whole.chain(enlarged).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn perceptual_term_lowers_the_distance_of_features() -> Outcome {
        let device = Device::flex().autodiff();
        let weave = |k: usize| {
            let pixel = |i: usize| {
                let (c, y, x) = (i / 2304, i / 48 % 48, i % 48);
                let (across, down) = (0.5 + 0.2 * k as f32, 1.1 - 0.1 * k as f32);
                0.5 + 0.3 * (across * x as f32 + c as f32).sin() * (down * y as f32).cos()
            };
            let pixels: Vec<f32> = (0..3 * 2304).map(pixel).collect();
            Tensor::<1>::from_floats(&pixels[..], &device).reshape([1, 3, 48, 48])
        };
        let (photographs, held) = ([0, 1, 3, 4].map(weave), weave(2));
        device.seed(5);
        let (layer, vgg) = ((2, 1), Vgg::random(&[&[12], &[12]], &device));
        let given = noisy(&held);
        // So small a denoiser cannot get everything right: the loss chooses what.
        let training = Training { depth: 2, channels: 4, steps: 300, rate: 0.005, patches: 4, size: 24 };
        let mut seen = vec![scores(&vgg, &[layer], &given, &held)?];
        for weight in [0.0, 10.0] {
            let net = trained(&photographs, &vgg, layer, weight, training, &device)?;
            seen.push(scores(&vgg, &[layer], &net.forward(given.clone()), &held)?);
        }
        let [noisy, squared, with] = [&seen[0], &seen[1], &seen[2]];
        assert!(squared[0] > noisy[0] + 1.0, "the squared error takes noise off: {seen:?}");
        assert!(with[2] < 0.9 * squared[2], "the perceptual term is nearer in features: {seen:?}");
        Ok(())
    }
}
