//! Losses of images: smoothness, structural similarity, and style and content of feature maps.
//!
//! An image stands beside the losses of the catalogue: what is compared are windows that overlap, which are no rows, and
//! a result may be a map. [`Images`] says where the pixels are, in either order of the axes and without a copy;
//! [`ImageTotalVariation`] and [`Ssim`] are losses with gradients, [`Psnr`] a metric. [`GramStyle`], [`Content`] and
//! [`Perceptual`] read feature maps of a net that the caller has run.

mod content;
mod differences;
mod gram;
mod named;
mod on;
mod perceptual;
mod pixels;
mod rows;
mod sliding;
mod ssim;
mod style;
mod variation;
mod windows;

pub use content::{Content, OnPsnr, Psnr, Scale};
pub use named::{AnyImageLoss, get};
pub use on::{ImageLoss, OnImages};
pub use perceptual::Perceptual;
pub use pixels::Images;
pub use ssim::{Border, Ssim, Window};
pub use style::{GramStyle, Normalisation, OnStyle};
pub use variation::{Edge, ImageTotalVariation, Norm};
