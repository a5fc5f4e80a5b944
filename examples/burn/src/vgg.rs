//! The convolutions of VGG16, whose feature maps tell what is seen in an image and how it is painted.
//!
//! Simonyan and Zisserman (2015), Very deep convolutional networks for large-scale image recognition, arXiv:1409.1556

use burn::{
    module::{Module, Param},
    nn::{
        PaddingConfig2d,
        conv::{Conv2d, Conv2dConfig},
        pool::{MaxPool2d, MaxPool2dConfig},
    },
    tensor::{Device, Tensor, TensorData, activation::relu},
};
use lossfn_examples_shared::Outcome;
use safetensors::{Dtype, SafeTensors};

/// Where `tools/vgg16.py` puts the weights.
const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/vgg16.safetensors");
/// The channels of each convolution, block by block. The image is made half as large between blocks.
const CHANNELS: [&[usize]; 5] =
    [&[64, 64], &[128, 128], &[256, 256, 256], &[512, 512, 512], &[512, 512, 512]];

/// A layer by its block and the convolution in it, both from 1: `(4, 2)` is called `relu4_2`.
pub type Layer = (usize, usize);

/// The convolutions of VGG16 up to some layer. They are not trained.
#[derive(Module, Debug)]
pub struct Vgg {
    blocks: Vec<Vec<Conv2d>>,
    pool: MaxPool2d,
}

impl Vgg {
    /// With random weights.
    pub fn random(channels: &[&[usize]], device: &Device) -> Self {
        let mut from = 3;
        let mut conv = |to: &usize| {
            let config =
                Conv2dConfig::new([from, *to], [3, 3]).with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1));
            from = *to;
            config.init(device)
        };
        let blocks = channels.iter().map(|block| block.iter().map(&mut conv).collect()).collect();
        Self { blocks, pool: MaxPool2dConfig::new([2, 2]).init() }.no_grad()
    }

    /// With the weights that were trained on `ImageNet`, up to a layer.
    ///
    /// # Errors
    ///
    /// When the file of the weights is not there, or holds others.
    pub fn trained(last: Layer, device: &Device) -> Outcome<Self> {
        let bytes = std::fs::read(WEIGHTS).map_err(|e| {
            format!("{WEIGHTS} cannot be read ({e}); `python tools/vgg16.py` in the folder of the project writes it.")
        })?;
        let file =
            SafeTensors::deserialize(&bytes).map_err(|e| format!("{WEIGHTS} is no file of tensors: {e}."))?;
        let mut channels = CHANNELS[..last.0].to_vec();
        channels[last.0 - 1] = &CHANNELS[last.0 - 1][..last.1];
        let mut vgg = Self::random(&channels, device);
        for (b, block) in (1..).zip(&mut vgg.blocks) {
            for (i, conv) in (1..).zip(block) {
                conv.weight = Param::from_tensor(tensor(
                    &file,
                    &format!("conv{b}_{i}.weight"),
                    conv.weight.dims(),
                    device,
                )?);
                let to = conv.weight.dims()[0];
                conv.bias =
                    Some(Param::from_tensor(tensor(&file, &format!("conv{b}_{i}.bias"), [to], device)?));
            }
        }
        Ok(vgg.no_grad())
    }

    /// What these layers, in the order of the net, say of images of shape (images, 3, height, width) with pixels from 0
    /// to 1.
    pub fn maps(&self, images: Tensor<4>, layers: &[Layer]) -> Vec<Tensor<4>> {
        // ImageNet's mean and deviation, with which the net was trained.
        let colour = |rgb: [f32; 3]| Tensor::<1>::from_floats(rgb, &images.device()).reshape([1, 3, 1, 1]);
        let (mean, deviation) = (colour([0.485, 0.456, 0.406]), colour([0.229, 0.224, 0.225]));
        let mut x = (images - mean) / deviation;
        let mut maps = vec![];
        for (b, block) in (1..).zip(&self.blocks) {
            if b > 1 {
                x = self.pool.forward(x);
            }
            for (i, conv) in (1..).zip(block) {
                x = relu(conv.forward(x));
                if layers.contains(&(b, i)) {
                    maps.push(x.clone());
                }
                if maps.len() == layers.len() {
                    return maps;
                }
            }
        }
        maps
    }
}

fn tensor<const D: usize>(
    file: &SafeTensors<'_>,
    name: &str,
    shape: [usize; D],
    device: &Device,
) -> Outcome<Tensor<D>> {
    let found = file.tensor(name).map_err(|e| format!("{WEIGHTS}: {e}."))?;
    if (found.dtype(), found.shape()) != (Dtype::F32, &shape[..]) {
        let (dtype, got) = (found.dtype(), found.shape());
        return Err(format!(
            "{WEIGHTS}: {name} is {dtype:?} of shape {got:?}, but F32 of {shape:?} is needed."
        )
        .into());
    }
    let numbers =
        found.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect::<Vec<_>>();
    Ok(Tensor::from_data(TensorData::new(numbers, shape), device))
}

/// What has this gradient in the tensor: their product, in which the gradient is a constant. So backward carries the
/// gradient of a loss, which was computed beside the tape, through the net.
pub fn with_gradient<const D: usize>(tensor: &Tensor<D>, gradient: Vec<f32>) -> Tensor<1> {
    let gradient = Tensor::from_data(TensorData::new(gradient, tensor.dims()), &tensor.device());
    (tensor.clone() * gradient).sum()
}

#[cfg(test)]
mod tests {
    use safetensors::tensor::TensorView;

    use super::*;
    use crate::data::numbers;

    #[test]
    fn maps_are_those_of_the_layers_asked_for() {
        let vgg = Vgg::random(&[&[4, 5], &[6]], &Device::flex());
        let image = Tensor::<4>::ones([2, 3, 10, 12], &Device::flex());
        let shapes = vgg.maps(image, &[(1, 2), (2, 1)]).iter().map(Tensor::dims).collect::<Vec<_>>();
        assert_eq!(shapes, [[2, 5, 10, 12], [2, 6, 5, 6]]);
    }

    #[test]
    fn weights_of_another_shape_are_refused() -> Outcome {
        let bytes = [1.5f32, -2.0].map(f32::to_le_bytes).concat();
        let view = TensorView::new(Dtype::F32, vec![2], &bytes).map_err(|e| format!("{e:?}"))?;
        let bytes = safetensors::serialize([("bias", view)], None).map_err(|e| format!("{e:?}"))?;
        let file = SafeTensors::deserialize(&bytes).map_err(|e| format!("{e:?}"))?;
        let device = Device::flex();
        assert_eq!(numbers(tensor(&file, "bias", [2], &device)?)?, [1.5, -2.0]);
        let wrong = tensor(&file, "bias", [1, 2], &device).unwrap_err().to_string();
        assert!(wrong.ends_with("bias is F32 of shape [2], but F32 of [1, 2] is needed."), "{wrong}");
        assert!(tensor(&file, "weight", [2], &device).is_err());
        Ok(())
    }

    #[test]
    fn what_has_a_gradient_has_this_one() -> Outcome {
        let x = Tensor::<1>::from_floats([3.0, 4.0], &Device::flex().autodiff()).require_grad();
        let gradients = with_gradient(&(x.clone() * 2.0), vec![0.5, -1.0]).backward();
        let gradient = x.grad(&gradients).ok_or("no gradient")?;
        assert_eq!(numbers(gradient)?, [1.0, -2.0]);
        Ok(())
    }
}
