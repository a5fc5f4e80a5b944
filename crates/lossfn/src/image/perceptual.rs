//! Losses of several layers of a net, added up.

use super::{Content, GramStyle, Images, OnImages, OnStyle};
use crate::{Error, data::Element, reduce::ExactSum, spec::Value};

/// A weighted sum of losses of feature maps, one term for each layer: content, style, or both.
///
/// The caller has run a net over the images and gives the maps of some layers; what comes back is the value, and the
/// gradient of the sum in the maps of each term, to be given to the net going back. Where the same maps are in two
/// terms, both gradients are added. Images of a term are reduced as [`Content`] and [`GramStyle`] say, by their mean. The
/// perceptual loss of Johnson et al. has content terms with [`Scale::Mean`](super::Scale::Mean), and style terms with
/// [`Normalisation::Elements`](super::Normalisation::Elements) but for a factor of `C^2`.
///
/// Johnson, Alahi and Fei-Fei (2016), Perceptual losses for real-time style transfer and super-resolution, arXiv:1603.08155
///
/// ```
/// use lossfn::image::{Content, GramStyle, Images, Perceptual, Scale};
/// let (f, p) = ([1.0, 2.0, 0.0, 1.0], [1.0, 0.0, 1.0, 1.0]);
/// let [f, p] = [&f, &p].map(|maps| Images::nchw(maps, [1, 2, 1, 2]));
/// let (f, p) = (f?, p?);
/// let loss = Perceptual::new()
///     .content(2.0, Content::new().scale(Scale::Mean), f, p)?
///     .style(0.5, GramStyle::new(), f, p)?;
/// assert_eq!(loss.values()?, [5.0 / 4.0, 19.0 / 64.0]);
/// let (value, gradients) = loss.value_and_gradients()?;
/// assert_eq!(value, 2.0 * 1.25 + 0.5 * 19.0 / 64.0);
/// assert_eq!(gradients[0], [0.0, 2.0, -1.0, 0.0]);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Perceptual<'a, T> {
    terms: Vec<(f64, Term<'a, T>)>,
    threads: usize,
}

#[derive(Clone, Copy, Debug)]
enum Term<'a, T> {
    Content(OnImages<'a, T, Content>),
    Style(OnStyle<'a, T>),
}

impl<'a, T: Element> Perceptual<'a, T> {
    /// A sum of nothing.
    pub const fn new() -> Self {
        Self { terms: vec![], threads: 0 }
    }
    /// And a weight times the content loss of a layer.
    ///
    /// # Errors
    /// When the weight is not finite, or negative.
    pub fn content(
        self,
        weight: f64,
        loss: Content,
        maps: Images<'a, T>,
        target: Images<'a, T>,
    ) -> Result<Self, Error> {
        self.and(weight, Term::Content(loss.on(maps, target)))
    }
    /// And a weight times the style loss of a layer.
    ///
    /// # Errors
    /// As [`Perceptual::content`].
    pub fn style(
        self,
        weight: f64,
        loss: GramStyle,
        maps: Images<'a, T>,
        target: Images<'a, T>,
    ) -> Result<Self, Error> {
        self.and(weight, Term::Style(loss.on(maps, target)))
    }
    /// And a weight times the style loss of a layer, of a target whose Gram matrices are known.
    ///
    /// # Errors
    /// As [`Perceptual::content`].
    pub fn style_of_grams<G: AsRef<[f64]> + ?Sized>(
        self,
        weight: f64,
        loss: GramStyle,
        maps: Images<'a, T>,
        grams: &'a G,
    ) -> Result<Self, Error> {
        self.and(weight, Term::Style(loss.on_grams(maps, grams)))
    }
    fn and(mut self, weight: f64, term: Term<'a, T>) -> Result<Self, Error> {
        if !(weight >= 0.0 && weight.is_finite()) {
            return Err(Error::Parameter {
                loss: "perceptual",
                name: "weight",
                value: Value::Number(weight),
                allowed: crate::spec::Domain::NON_NEGATIVE.to_string(),
            });
        }
        self.terms.push((weight, term));
        Ok(self)
    }
    /// How many threads may work; 0, the default, leaves it to the library. The bits do not depend on it.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
    /// The loss of each term, without its weight.
    ///
    /// # Errors
    /// When the maps and the target of a term do not fit.
    pub fn values(&self) -> Result<Vec<f64>, Error> {
        let one = |(_, term): &(f64, Term<'a, T>)| match term {
            Term::Content(on) => on.threads(self.threads).value(),
            Term::Style(on) => on.threads(self.threads).value(),
        };
        self.terms.iter().map(one).collect()
    }
    /// The weighted sum.
    ///
    /// # Errors
    /// As [`Perceptual::values`].
    pub fn value(&self) -> Result<f64, Error> {
        Ok(self.total(&self.values()?))
    }
    /// The weighted sum, and its gradient in the maps of each term, in the order in which they were given.
    ///
    /// # Errors
    /// As [`Perceptual::values`].
    pub fn value_and_gradients(&self) -> Result<(f64, Vec<Vec<T>>), Error> {
        let one = |(weight, term): &(f64, Term<'a, T>)| match term {
            Term::Content(on) => on.threads(self.threads).multiplied(*weight).value_and_gradient(),
            Term::Style(on) => on.threads(self.threads).multiplied(*weight).value_and_gradient(),
        };
        let (values, gradients): (Vec<f64>, Vec<Vec<T>>) =
            self.terms.iter().map(one).collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        Ok((self.total(&values), gradients))
    }
    fn total(&self, values: &[f64]) -> f64 {
        let mut sum = ExactSum::new();
        for ((weight, _), value) in self.terms.iter().zip(values) {
            if *weight > 0.0 {
                sum.add_product(*weight, *value);
            }
        }
        sum.round()
    }
}
