//! Where the pixels of images are.

use crate::{
    Error,
    data::{Array, Element, array::shown},
};

/// Images of one size, each with some channels: a slice and how it is read, without a copy.
///
/// ```
/// use lossfn::image::Images;
/// let pixels = [0.0f32; 2 * 3 * 4 * 5];
/// let images = Images::nchw(&pixels, [2, 3, 4, 5])?; // two images of three channels, 4 high and 5 wide
/// assert_eq!((images.len(), images.channels(), images.size()), (2, 3, (4, 5)));
/// let wrong = Images::nhwc(&pixels, [2, 4, 5, 4]).unwrap_err();
/// assert_eq!(
///     wrong.to_string(),
///     "`images` has shape (120,), but (2, 4, 5, 4) is needed; shapes are never broadcast."
/// );
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Images<'a, T> {
    pub(super) data: &'a [T],
    pub(super) shape: Shape,
}

/// How pixels stand in a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) images: usize,
    pub(super) channels: usize,
    pub(super) height: usize,
    pub(super) width: usize,
    /// Whether the channels of a pixel are neighbours.
    pub(super) interleaved: bool,
}

/// Numbers in rows, all of which are read alike: those of one channel, or of all if they are interleaved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    pub(super) height: usize,
    /// In pixels.
    pub(super) width: usize,
    /// From a pixel to its right neighbour.
    pub(super) step: usize,
}

impl Plane {
    /// Numbers in a row.
    pub(super) fn stride(&self) -> usize {
        self.width * self.step
    }
}

impl Shape {
    pub(super) fn plane(&self) -> Plane {
        let step = if self.interleaved { self.channels } else { 1 };
        Plane { height: self.height, width: self.width, step }
    }
    /// How many planes an image has.
    pub(super) fn planes(&self) -> usize {
        if self.interleaved { 1 } else { self.channels }
    }
    /// In the order of the axes.
    pub(super) fn sizes(&self) -> [usize; 4] {
        let Self { images, channels, height, width, interleaved } = *self;
        if interleaved { [images, height, width, channels] } else { [images, channels, height, width] }
    }
    /// In words, for errors.
    pub(super) fn words(&self) -> String {
        let order = if self.interleaved {
            "images, height, width, channels"
        } else {
            "images, channels, height, width"
        };
        format!("{} ({order})", shown(&self.sizes()))
    }
}

impl<'a, T: Element> Images<'a, T> {
    /// Images of shape (images, channels, height, width), as torch has them.
    ///
    /// # Errors
    /// When the slice has not as many numbers as the shape says, or images have no pixels.
    pub fn nchw<A: AsRef<[T]> + ?Sized>(data: &'a A, shape: [usize; 4]) -> Result<Self, Error> {
        let [images, channels, height, width] = shape;
        Self::shaped(data.as_ref(), Shape { images, channels, height, width, interleaved: false })
    }
    /// Images of shape (images, height, width, channels), as files and TensorFlow have them.
    ///
    /// # Errors
    /// As [`Images::nchw`].
    pub fn nhwc<A: AsRef<[T]> + ?Sized>(data: &'a A, shape: [usize; 4]) -> Result<Self, Error> {
        let [images, height, width, channels] = shape;
        Self::shaped(data.as_ref(), Shape { images, channels, height, width, interleaved: true })
    }
    /// One image of one channel: rows of pixels.
    ///
    /// # Errors
    /// As [`Images::nchw`].
    pub fn single<A: AsRef<[T]> + ?Sized>(data: &'a A, size: (usize, usize)) -> Result<Self, Error> {
        let shape = Shape { images: 1, channels: 1, height: size.0, width: size.1, interleaved: false };
        Self::shaped(data.as_ref(), shape)
    }
    fn shaped(data: &'a [T], shape: Shape) -> Result<Self, Error> {
        let sizes = shape.sizes();
        let got = shown(&[data.len()]);
        if Array::new(data, &sizes).is_err() {
            return Err(Error::Shape { input: "images", got, want: shown(&sizes) });
        }
        // Of no images the size may be any, but no number of pixels that overflows.
        if [shape.height, shape.width].iter().try_fold(shape.channels, |n, d| n.checked_mul(*d)).is_none() {
            let want = "fewer pixels".into();
            return Err(Error::Shape { input: "images", got: shown(&sizes), want });
        }
        if shape.images > 0 && data.is_empty() {
            let want = "at least one pixel and one channel in each image".into();
            return Err(Error::Shape { input: "images", got: shown(&sizes), want });
        }
        Ok(Self { data, shape })
    }
    /// How many images there are.
    pub fn len(&self) -> usize {
        self.shape.images
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.shape.images == 0
    }
    /// How many channels each has.
    pub fn channels(&self) -> usize {
        self.shape.channels
    }
    /// Height and width, in pixels.
    pub fn size(&self) -> (usize, usize) {
        (self.shape.height, self.shape.width)
    }
    /// The numbers, in the order of the axes.
    pub fn data(&self) -> &'a [T] {
        self.data
    }
}
