//! Divergences between continuous distributions.
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

/// A probability density on the real line.
pub trait Density {
    /// The ends of where it may be above 0, infinite ones too.
    fn support(&self) -> (f64, f64);
    /// The logarithm of the density, for `x` in the support.
    fn log_density_at(&self, x: &Point) -> f64;
    /// Places where the density, or what is near it, changes quickly.
    fn breaks(&self) -> Vec<f64>;
    /// The logarithm of the density; minus infinity outside of the support.
    fn log_density(&self, x: f64) -> f64 {
        let (low, high) = self.support();
        if x < low || x > high { f64::NEG_INFINITY } else { self.log_density_at(&Point::at(x)) }
    }
}
