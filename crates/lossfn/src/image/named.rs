//! Losses of images by name.

use std::fmt;

use super::{Border, Edge, ImageLoss, ImageTotalVariation, Images, Norm, OnImages, Psnr, Ssim, Window};
use crate::{
    Error,
    catalogue::distance,
    data::Element,
    expression,
    spec::{Domain, Kind, Param, Preset, Value},
};

/// A loss of images, or a metric, by name.
///
/// | expression | parameters |
/// |---|---|
/// | `image_total_variation` | `beta=1`, `border=interior\|zero`, `norm=isotropic\|anisotropic` |
/// | `image_total_variation(dialect=kornia)` | none: anisotropic, all pixels; so are `torchmetrics` and `tensorflow` |
/// | `image_total_variation(dialect=piq)` | `norm_type=l2\|l1\|l2_squared`, where `l2` is one root over the image |
/// | `ssim` | `window=11`, `sigma=1.5`, `k1=0.01`, `k2=0.03`, `data_range=1`, `border=valid\|reflect`, `window_kind=gaussian\|uniform` |
/// | `ssim(dialect=kornia)` | `window_size=11`, `max_val=1`: half the loss, mirrored at the border |
/// | `ssim(dialect=skimage)` | `win_size=7`, `data_range=1`: equal weights and variances of samples |
/// | `psnr` | `data_range=1` |
///
/// ```
/// use lossfn::image::{self, Images};
/// let pixels = [0.0, 1.0, 3.0, 2.0, 2.0, 2.0, 5.0, 1.0, 0.0];
/// let image = Images::single(&pixels, (3, 3))?;
/// let value = |name: &str| image::get(name)?.value(image, None);
/// assert_eq!(value("image_total_variation(dialect=kornia)")?, 18.0);
/// assert_eq!(value("image_total_variation(dialect=piq)")?, 42f64.sqrt());
/// assert_eq!(
///     value("ssim(sigma=-1)").unwrap_err().to_string(),
///     "ssim: `sigma` is -1, allowed is (0, inf)."
/// );
/// assert_eq!(value("psnr").unwrap_err().to_string(), "psnr reads two images, but was given one image.");
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AnyImageLoss {
    expression: String,
    kind: Named,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Named {
    Variation(ImageTotalVariation),
    Ssim(Ssim),
    Psnr(Psnr),
}

const fn choice(name: &'static str, names: &'static [&'static str], doc: &'static str) -> Param {
    Param { name, kind: Kind::Choice(names), default: Preset::Choice(names[0]), doc }
}
const fn positive(name: &'static str, default: f64, doc: &'static str) -> Param {
    Param::number(name, default, Domain::POSITIVE, doc)
}
const RANGE: &str = "From black to white, in units of the pixels.";
const WIDTH: &str = "How many pixels a window is wide and high.";

/// What can be said: a name, a dialect of it, and the parameters of that.
const KNOWN: &[(&str, &str, &[Param])] = &[
    (
        ImageTotalVariation::NAME,
        "",
        &[
            positive("beta", 1.0, "The power of the differences."),
            choice("border", &["interior", "zero"], "Which pixels have a term."),
            choice("norm", &["isotropic", "anisotropic"], "How both differences become one number."),
        ],
    ),
    (ImageTotalVariation::NAME, "kornia", &[]),
    (ImageTotalVariation::NAME, "torchmetrics", &[]),
    (ImageTotalVariation::NAME, "tensorflow", &[]),
    (
        ImageTotalVariation::NAME,
        "piq",
        &[choice("norm_type", &["l2", "l1", "l2_squared"], "The root of all squares, sizes, or squares.")],
    ),
    (
        Ssim::NAME,
        "",
        &[
            positive("window", 11.0, WIDTH),
            positive("sigma", 1.5, "The standard deviation of the Gaussian, in pixels."),
            positive("k1", 0.01, "What means are compared with, in parts of the range."),
            positive("k2", 0.03, "What variances are compared with, in parts of the range."),
            positive("data_range", 1.0, RANGE),
            choice("border", &["valid", "reflect"], "What windows read beyond the border."),
            choice("window_kind", &["gaussian", "uniform"], "How the pixels of a window are weighed."),
        ],
    ),
    (Ssim::NAME, "kornia", &[positive("window_size", 11.0, WIDTH), positive("max_val", 1.0, RANGE)]),
    (Ssim::NAME, "skimage", &[positive("win_size", 7.0, WIDTH), positive("data_range", 1.0, RANGE)]),
    (Psnr::NAME, "", &[positive("data_range", 1.0, RANGE)]),
];

/// A loss of images, or a metric, by an expression such as `ssim(window=7, sigma=1.5)`.
///
/// # Errors
/// When nothing has that name, no parameter, choice or dialect is called so, or a value is not allowed.
pub fn get(expression: &str) -> Result<AnyImageLoss, Error> {
    let known = |name: &str, dialect: Option<&str>| {
        let of_name = || KNOWN.iter().filter(|(n, ..)| *n == name);
        let Some((name, ..)) = of_name().next() else {
            let nearest =
                KNOWN.iter().map(|(n, ..)| *n).min_by_key(|n| distance(n, name)).unwrap_or(Ssim::NAME);
            return Err(Error::UnknownLoss { name: name.chars().take(64).collect(), nearest });
        };
        match of_name().find(|(_, d, _)| *d == dialect.unwrap_or_default()) {
            Some((name, dialect, params)) => Ok((*name, *dialect, *params)),
            None => Err(Error::UnknownDialect {
                name: (*name).into(),
                library: dialect.unwrap_or_default().chars().take(64).collect(),
                known: of_name()
                    .filter(|(_, d, _)| !d.is_empty())
                    .map(|(n, d, _)| format!("{n}(dialect={d})"))
                    .collect(),
            }),
        }
    };
    let (name, dialect, params, values) = expression::parse_known(expression, &known)?;
    let kind = Said { name, params, values }.build(dialect)?;
    Ok(AnyImageLoss { expression: expression.split_whitespace().collect::<Vec<_>>().join(" "), kind })
}

struct Said {
    name: &'static str,
    params: &'static [Param],
    values: Vec<Value>,
}
impl Said {
    fn wrong(&self, k: usize) -> Error {
        let (loss, param) = (self.name, &self.params[k]);
        Error::Parameter { loss, name: param.name, value: self.values[k].clone(), allowed: param.allowed() }
    }
    fn number(&self, k: usize) -> Result<f64, Error> {
        match self.values[k] {
            Value::Number(x) if self.params[k].admits(&self.values[k]) => Ok(x),
            _ => Err(self.wrong(k)),
        }
    }
    /// Which of the names it is.
    fn choice(&self, k: usize) -> Result<usize, Error> {
        let found = match (&self.values[k], self.params[k].kind) {
            (Value::Choice(x), Kind::Choice(names)) => names.iter().position(|name| **name == **x),
            _ => None,
        };
        found.ok_or_else(|| self.wrong(k))
    }
    fn window(&self, loss: Ssim, k: usize) -> Result<Ssim, Error> {
        let pixels = self.number(k)?;
        // What is no whole number is none that is allowed.
        loss.window(if pixels.fract() == 0.0 { pixels as usize } else { 0 }).map_err(|e| match e {
            Error::Parameter { allowed, .. } => Error::Parameter {
                loss: self.name,
                name: self.params[k].name,
                value: self.values[k].clone(),
                allowed,
            },
            e => e,
        })
    }
    fn build(&self, dialect: &str) -> Result<Named, Error> {
        let all = ImageTotalVariation::new().edge(Edge::Zero).norm(Norm::Anisotropic);
        Ok(match (self.name, dialect) {
            (ImageTotalVariation::NAME, "") => {
                let edge = [Edge::Interior, Edge::Zero][self.choice(1)?];
                let norm = [Norm::Isotropic, Norm::Anisotropic][self.choice(2)?];
                Named::Variation(ImageTotalVariation::new().beta(self.number(0)?)?.edge(edge).norm(norm))
            }
            (ImageTotalVariation::NAME, "piq") => Named::Variation(match self.choice(0)? {
                0 => all.beta(2.0)?.rooted(),
                1 => all,
                _ => all.beta(2.0)?,
            }),
            (ImageTotalVariation::NAME, _) => Named::Variation(all),
            (Ssim::NAME, "kornia") => {
                let loss = self.window(Ssim::new(), 0)?.data_range(self.number(1)?)?;
                Named::Ssim(loss.border(Border::Reflect).halved())
            }
            (Ssim::NAME, "skimage") => {
                let loss = self.window(Ssim::new().window_kind(Window::Uniform), 0)?;
                Named::Ssim(loss.data_range(self.number(1)?)?)
            }
            (Ssim::NAME, _) => {
                let loss = self.window(Ssim::new(), 0)?.sigma(self.number(1)?)?;
                let loss = loss.constants(self.number(2)?, self.number(3)?)?.data_range(self.number(4)?)?;
                let border = [Border::Valid, Border::Reflect][self.choice(5)?];
                let kind = [Window::Gaussian, Window::Uniform][self.choice(6)?];
                Named::Ssim(loss.border(border).window_kind(kind))
            }
            _ => Named::Psnr(Psnr::new().data_range(self.number(0)?)?),
        })
    }
}

impl fmt::Display for AnyImageLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.expression)
    }
}

/// What is done with a loss on data of its type.
trait Then<T, O> {
    fn then<L: ImageLoss>(self, on: OnImages<'_, T, L>) -> Result<O, Error>;
}
struct Mean(usize);
impl<T: Element> Then<T, f64> for Mean {
    fn then<L: ImageLoss>(self, on: OnImages<'_, T, L>) -> Result<f64, Error> {
        on.threads(self.0).value()
    }
}
struct Each(usize);
impl<T: Element> Then<T, Vec<f64>> for Each {
    fn then<L: ImageLoss>(self, on: OnImages<'_, T, L>) -> Result<Vec<f64>, Error> {
        on.threads(self.0).values()
    }
}
struct Slope(usize);
impl<T: Element> Then<T, (f64, Vec<T>)> for Slope {
    fn then<L: ImageLoss>(self, on: OnImages<'_, T, L>) -> Result<(f64, Vec<T>), Error> {
        on.threads(self.0).value_and_gradient()
    }
}

impl AnyImageLoss {
    /// Whether it compares two images, and does not look at one alone.
    pub fn compares(&self) -> bool {
        !matches!(self.kind, Named::Variation(_))
    }
    /// Whether it is a metric, which has no gradient.
    pub fn is_metric(&self) -> bool {
        matches!(self.kind, Named::Psnr(_))
    }
    /// The structural similarity that it is, if it is one.
    pub fn ssim(&self) -> Option<Ssim> {
        if let Named::Ssim(ssim) = self.kind { Some(ssim) } else { None }
    }
    /// The mean over images. What looks at one image alone takes the first.
    ///
    /// # Errors
    /// When the second images are missing or do not fit, images are too small, or there are none.
    pub fn value<T: Element>(
        &self,
        first: Images<'_, T>,
        second: Option<Images<'_, T>>,
    ) -> Result<f64, Error> {
        match self.kind {
            Named::Psnr(psnr) => psnr.on(first, self.second(second)?).mean(),
            _ => self.with(first, second, Mean(0)),
        }
    }
    /// That of each image.
    ///
    /// # Errors
    /// As [`AnyImageLoss::value`], but for having images.
    pub fn values<T: Element>(
        &self,
        first: Images<'_, T>,
        second: Option<Images<'_, T>>,
    ) -> Result<Vec<f64>, Error> {
        match self.kind {
            Named::Psnr(psnr) => psnr.on(first, self.second(second)?).values(),
            _ => self.with(first, second, Each(0)),
        }
    }
    /// The mean over images and its gradient in the first ones.
    ///
    /// # Errors
    /// As [`AnyImageLoss::value`], and when it is a metric.
    pub fn value_and_gradient<T: Element>(
        &self,
        first: Images<'_, T>,
        second: Option<Images<'_, T>>,
    ) -> Result<(f64, Vec<T>), Error> {
        self.with(first, second, Slope(0))
    }
    fn second<'a, T>(&self, second: Option<Images<'a, T>>) -> Result<Images<'a, T>, Error> {
        second.ok_or_else(|| Error::Inputs { loss: self.to_string(), got: "one image", want: "two images" })
    }
    fn with<T: Element, O>(
        &self,
        first: Images<'_, T>,
        second: Option<Images<'_, T>>,
        then: impl Then<T, O>,
    ) -> Result<O, Error> {
        match self.kind {
            Named::Variation(loss) => then.then(loss.on(first)),
            Named::Ssim(loss) => then.then(loss.on(first, self.second(second)?)),
            Named::Psnr(_) => {
                Err(Error::Unsupported { loss: self.to_string(), what: "gradient", why: "it is a metric" })
            }
        }
    }
}
