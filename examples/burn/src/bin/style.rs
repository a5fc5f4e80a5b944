//! Style transfer: a photograph painted as a painting is, and what a penalty of total variation does to it.
//!
//! What is fitted here is the image itself, with no other parameter. Three losses pull at it: the *content* loss keeps what
//! a deep layer of VGG16 sees in the photograph, the *style* loss wants the Gram matrices of the painting in several
//! layers, that is which textures and colours occur together but not where, and the *total variation* wants neighbouring
//! pixels alike. One learns how losses of feature maps are put together, what each of them costs the others, and that
//! a prior such as total variation helps in a small dose and flattens the picture in a large one.
//!
//! Gatys, Ecker and Bethge (2016), Image style transfer using convolutional neural networks, CVPR,
//! doi:10.1109/CVPR.2016.265; the total variation beside it is that of Johnson, Alahi and Fei-Fei (2016), Perceptual losses
//! for real-time style transfer and super-resolution, arXiv:1603.08155.
#![allow(clippy::print_stdout, reason = "it prints a table")]

use burn::{
    module::{Module, Param},
    optim::{GradientsParams, LBFGSConfig, LineSearchFn},
    tensor::{Device, Tensor, module::avg_pool2d, ops::AvgPoolOptions},
};
use indicatif::ProgressBar;
use lossfn::image::{Content, GramStyle, ImageTotalVariation, Images, Perceptual, Scale};
use lossfn_examples_burn::{
    data::{numbers, progress},
    sheet,
    vgg::{Layer, Vgg, with_gradient},
};
use lossfn_examples_shared::{Outcome, picture};

/// Whose Gram matrices are compared: `relu1_1` to `relu4_1`. The last layer is that of the content, `relu4_2`.
const LAYERS: [Layer; 5] = [(1, 1), (2, 1), (3, 1), (4, 1), (4, 2)];
/// The weight of the style loss, where that of the content loss is 1.
const STYLE: f64 = 400.0;
/// Weights of the total variation per number.
const VARIATION: [f64; 4] = [0.0, 200.0, 2000.0, 20000.0];
/// Evaluations without total variation, and then with each weight, all from the image that came of the first ones.
const FIRST: usize = 50;
const LATER: usize = 40;

/// The image is the only parameter.
#[derive(Module, Debug)]
struct Canvas {
    pixels: Param<Tensor<4>>,
}

/// What the image shall look like.
struct Objective {
    vgg: Vgg,
    layers: Vec<Layer>,
    content: Vec<f32>,
    grams: Vec<Vec<f64>>,
    style: f64,
}

/// What each loss says of an image, without its weight.
#[derive(Debug)]
struct Parts {
    content: f64,
    style: f64,
    variation: f64,
}

fn shaped<'a>(numbers: &'a [f32], tensor: &Tensor<4>) -> Result<Images<'a, f32>, lossfn::Error> {
    Images::nchw(numbers, tensor.dims())
}

/// How many numbers an image has. The total variation is a sum over them, and is divided by it here.
fn count(image: &Tensor<4>) -> f64 {
    image.dims().iter().product::<usize>() as f64
}

impl Objective {
    fn new(vgg: Vgg, layers: &[Layer], content: Tensor<4>, painting: Tensor<4>, style: f64) -> Outcome<Self> {
        let content = vgg
            .maps(content, &layers[layers.len() - 1..])
            .into_iter()
            .map(numbers)
            .collect::<Outcome<Vec<_>>>()?
            .concat();
        let maps = vgg.maps(painting, &layers[..layers.len() - 1]);
        let grams =
            maps.iter().map(|maps| Ok(GramStyle::new().grams(shaped(&numbers(maps.clone())?, maps)?)?));
        let grams = grams.collect::<Outcome<_>>()?;
        Ok(Self { vgg, layers: layers.to_vec(), content, grams, style })
    }

    /// The weighted sum of content and style, ready to be asked for values or gradients.
    fn perceptual<'a>(&'a self, maps: &[Tensor<4>], read: &'a [Vec<f32>]) -> Outcome<Perceptual<'a, f32>> {
        let mut loss = Perceptual::new();
        for ((maps, read), grams) in maps.iter().zip(read).zip(&self.grams) {
            let weight = self.style / self.grams.len() as f64;
            loss = loss.style_of_grams(weight, GramStyle::new(), shaped(read, maps)?, grams)?;
        }
        let last = maps.len() - 1;
        let (seen, wanted) = (shaped(&read[last], &maps[last])?, shaped(&self.content, &maps[last])?);
        Ok(loss.content(1.0, Content::new().scale(Scale::Mean), seen, wanted)?)
    }

    /// The objective with this weight of the total variation, and a tensor whose gradient in the image is that of it.
    fn forward(&self, image: &Tensor<4>, variation: f64) -> Outcome<(f64, Tensor<1>)> {
        let maps = self.vgg.maps(image.clone(), &self.layers);
        let read = maps.iter().cloned().map(numbers).collect::<Outcome<Vec<_>>>()?;
        let (seen, gradients) = self.perceptual(&maps, &read)?.value_and_gradients()?;

        let pixels = numbers(image.clone())?;
        let (rough, mut slope) =
            ImageTotalVariation::new().on(shaped(&pixels, image)?).value_and_gradient()?;
        let weight = variation / count(image);
        for slope in &mut slope {
            *slope *= weight as f32;
        }

        let pulls = maps.iter().zip(gradients).map(|(maps, gradient)| with_gradient(maps, gradient));
        let pull = pulls.fold(with_gradient(image, slope), |sum, pull| sum + pull);
        Ok((seen + weight * rough, pull))
    }

    /// The image after about so many evaluations by L-BFGS, which is what Gatys et al. took.
    fn fitted(
        &self,
        image: Tensor<4>,
        variation: f64,
        steps: usize,
        bar: &ProgressBar,
    ) -> Outcome<Tensor<4>> {
        let mut failed = None;
        let closure = |canvas: Canvas| {
            bar.inc(1);
            let image = canvas.pixels.val();
            let (value, pull) = self.forward(&image, variation).unwrap_or_else(|error| {
                failed = Some(error);
                (f64::NAN, image.sum())
            });
            (value, GradientsParams::from_grads(pull.backward(), &canvas))
        };
        let canvas = Canvas { pixels: Param::from_tensor(image) };
        let mut lbfgs = LBFGSConfig::new()
            .with_max_iter(steps)
            .with_max_eval(Some(steps))
            .with_history_size(20)
            .with_line_search_fn(LineSearchFn::StrongWolfe)
            .init();
        let (canvas, _) = lbfgs.step(1.0, canvas, closure);
        failed.map_or(Ok(canvas.pixels.val().detach()), Err)
    }

    /// Each loss without its weight, the style's as the mean of the layers, the total variation per number.
    fn parts(&self, image: &Tensor<4>) -> Outcome<Parts> {
        let maps = self.vgg.maps(image.clone(), &self.layers);
        let read = maps.iter().cloned().map(numbers).collect::<Outcome<Vec<_>>>()?;
        let values = self.perceptual(&maps, &read)?.values()?;
        let (style, content) = values.split_at(self.grams.len());
        let pixels = numbers(image.clone())?;
        let variation = ImageTotalVariation::new().on(shaped(&pixels, image)?).value()? / count(image);
        Ok(Parts { content: content[0], style: style.iter().sum::<f64>() / style.len() as f64, variation })
    }
}

fn main() -> Outcome {
    let device = Device::flex().autodiff();
    // Half as large, by the means of two by two pixels.
    let half = |image| avg_pool2d(image, AvgPoolOptions::new([2, 2]));
    let content = half(sheet::read("astronaut.png", &device)?.slice([0..1, 0..3, 0..448, 10..458]));
    let painting = half(sheet::read("auvers.png", &device)?);
    let vgg = Vgg::trained(LAYERS[LAYERS.len() - 1], &device)?;
    let objective = Objective::new(vgg, &LAYERS, content.clone(), painting.clone(), STYLE)?;

    println!("weights: content 1, style {STYLE}");
    println!();
    println!("{:>24} {:>10} {:>10} {:>18}", "total variation weight", "content", "style", "total variation");
    let say = |name: &str, image: &Tensor<4>| -> Outcome {
        let Parts { content, style, variation } = objective.parts(image)?;
        println!("{name:>24} {content:>10.4} {style:>10.5} {variation:>18.5}");
        Ok(())
    };
    say("the photograph", &content)?;
    let mut cells = vec![
        (content.clone(), "content".to_owned()),
        (painting.slice([0..1, 0..3, 0..224, 30..254]), "style".to_owned()),
    ];
    let bar = progress("painting", FIRST + LATER * VARIATION.len());
    let start = objective.fitted(content, 0.0, FIRST, &bar)?;
    for weight in VARIATION {
        let image = objective.fitted(start.clone(), weight, LATER, &bar)?.clamp(0.0, 1.0);
        bar.suspend(|| say(&weight.to_string(), &image))?;
        cells.push((image, format!("total variation {weight}")));
    }
    bar.finish_and_clear();
    sheet::save(&picture("style.png")?, 3, 300.0, &cells)
}

#[cfg(test)]
mod tests {
    use burn::tensor::Distribution;

    use super::*;

    const LAYERS: [Layer; 3] = [(1, 1), (2, 1), (2, 2)];

    /// A net with random weights, waves as the photograph, stripes as the painting.
    fn small() -> Outcome<(Objective, Tensor<4>)> {
        let device = Device::flex().autodiff();
        device.seed(3);
        let waves = |across: f32, down: f32| {
            let pixel = |i: usize| {
                let (channel, y, x) = ((i / 576) as f32, (i / 24 % 24) as f32, (i % 24) as f32);
                0.5 + 0.4 * (across * x + down * y + channel).sin()
            };
            let pixels: Vec<f32> = (0..3 * 576).map(pixel).collect();
            Tensor::<1>::from_floats(&pixels[..], &device).reshape([1, 3, 24, 24])
        };
        let vgg = Vgg::random(&[&[8, 8], &[12, 12]], &device);
        let (photograph, painting) = (waves(0.3, 0.2), waves(1.4, -1.9));
        Ok((Objective::new(vgg, &LAYERS, photograph.clone(), painting, 1e3)?, photograph))
    }

    #[test]
    fn gradient_is_that_of_the_objective() -> Outcome {
        let (objective, photograph) = small()?;
        let noise = photograph.random_like(Distribution::Normal(0.0, 0.1));
        let image = (photograph + noise).detach().require_grad();
        let (_, pull) = objective.forward(&image, 0.3)?;
        let gradient = numbers(image.grad(&pull.backward()).ok_or("no gradient")?)?;
        let largest = gradient.iter().fold(0.0, |most: f32, x| most.max(x.abs()));
        let pixels = numbers(image.clone())?;
        for place in [0, 100, 333, 700, 1111, 1727] {
            let step = 3e-3;
            let at = |by: f32| -> Outcome<f64> {
                let mut pixels = pixels.clone();
                pixels[place] += by;
                let image = Tensor::<1>::from_floats(&pixels[..], &image.device()).reshape(image.dims());
                Ok(objective.forward(&image, 0.3)?.0)
            };
            let difference = ((at(step)? - at(-step)?) / (2.0 * f64::from(step))) as f32;
            let gap = (difference - gradient[place]).abs();
            assert!(
                gap < 0.02 * largest,
                "pixel {place}: {difference} by differences, {} on the tape",
                gradient[place]
            );
        }
        Ok(())
    }

    #[test]
    fn more_weight_is_less_variation_and_less_style() -> Outcome {
        let (objective, photograph) = small()?;
        let start = objective.fitted(photograph.clone(), 0.0, 80, &ProgressBar::hidden())?;
        let mut seen: Vec<Parts> = vec![];
        for weight in [0.0, 0.3, 3.0] {
            let image = objective.fitted(start.clone(), weight, 80, &ProgressBar::hidden())?;
            let (before, after) =
                (objective.forward(&start, weight)?.0, objective.forward(&image, weight)?.0);
            assert!(after < 0.9 * before, "weight {weight}: from {before} to {after}");
            let parts = objective.parts(&image)?;
            if let Some(last) = seen.last() {
                assert!(
                    parts.variation < 0.9 * last.variation && parts.style > last.style,
                    "{last:?}, {parts:?}"
                );
            }
            seen.push(parts);
        }
        assert!(seen[0].style < 0.2 * objective.parts(&photograph)?.style, "{seen:?}");
        Ok(())
    }
}
