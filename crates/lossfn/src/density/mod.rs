//! Divergences between continuous distributions.
//!
//! `KL(p, q)` is the integral of `p ln(p/q)` and is in nats, as everything here: `p` first, what is meant by the
//! others second. Two distributions of one [family](Normal) have a closed form, exact to the last digit however
//! near or far they are, with derivatives in the parameters of both. Any two densities, families and
//! [functions](FromLog), have the divergences of Kullback and Leibler and of Jensen and Shannon by quadrature, with
//! an estimate of its error: [`between`].
//!
//! ```
//! use lossfn::density::{Gamma, between};
//!
//! let (p, q) = (Gamma::new(2.0, 1.0)?, Gamma::new(2.0 + 1e-8, 1.0)?);
//! assert_eq!(p.kl(&q), 3.2246702883102215e-17);
//! let js = between(&p, &Gamma::new(3.0, 2.0)?).js()?;
//! println!("{} within {}", js.value, js.error);
//! # Ok::<(), lossfn::Error>(())
//! ```
//!
//! Kullback and Leibler (1951), On information and sufficiency, doi:10.1214/aoms/1177729694.
//! Lin (1991), Divergence measures based on the Shannon entropy, doi:10.1109/18.61115.

mod between;
mod closed;
mod families;
mod function;
mod point;
mod quadrature;

pub use between::{Between, Estimate, between};
pub use families::{Beta, Exponential, Gamma, Gradient, Normal};
pub use function::FromLog;
pub use point::Point;

/// A probability density on the real line, for [`between`].
///
/// [`FromLog`] makes one of a function. A type of your own may do more with a [`Point`], which knows the
/// distances from the ends and break points where `x` itself has lost their digits.
pub trait Density {
    /// The ends of where it may be above 0, infinite ones too.
    fn support(&self) -> (f64, f64);
    /// The logarithm of the density, for a point of the support.
    fn log_density_at(&self, x: &Point) -> f64;
    /// Places where it changes quickly: peaks, kinks, jumps, and what is about as wide as a peak beside it. Others
    /// than those of the support are ignored.
    fn breaks(&self) -> Vec<f64>;
    /// The logarithm of the density; minus infinity outside of the support.
    fn log_density(&self, x: f64) -> f64 {
        let (low, high) = self.support();
        if x < low || x > high { f64::NEG_INFINITY } else { self.log_density_at(&Point::at(x)) }
    }
}
