//! Divergences between any two densities, by quadrature.

use core::f64::consts::LN_2;

use super::{
    Density, Point,
    quadrature::{Integrals, Terms, integrate},
};
use crate::{
    Error,
    real::{Real, Scalar},
    spec::{Domain, Value},
};

/// A result of quadrature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The result, in nats for a divergence.
    pub value: f64,
    /// How far the exact result may lie from it.
    pub error: f64,
}

/// Two densities and a tolerance: see [`between`].
#[derive(Clone, Copy)]
pub struct Between<'a> {
    p: &'a dyn Density,
    q: &'a dyn Density,
    tolerance: f64,
}

/// Divergences between two densities, by quadrature: `between(&p, &q).js()`.
///
/// Both are integrated with it, and have to give 1 within the tolerance. It is 1e-9, and means an error of so many
/// nats where the result is below 1, and of this part of the result above.
///
/// ```
/// use lossfn::density::{Normal, between};
///
/// let (p, q) = (Normal::new(0.0, 1.0)?, Normal::new(1.0, 2.0)?);
/// let kl = between(&p, &q).kl()?;
/// assert!((kl.value - p.kl(&q)).abs() <= kl.error && kl.error < 1e-9);
/// let js = between(&p, &q).tolerance(1e-12)?.js()?; // there is no closed form
/// assert!((js.value - 0.12817497305440).abs() < 1e-12);
/// # Ok::<(), lossfn::Error>(())
/// ```
pub fn between<'a>(p: &'a dyn Density, q: &'a dyn Density) -> Between<'a> {
    Between { p, q, tolerance: 1e-9 }
}

/// What the terms of an integrand are summed to.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Kl,
    Js,
}

impl Between<'_> {
    /// Another tolerance.
    ///
    /// # Errors
    /// When it is not a positive number.
    pub fn tolerance(mut self, tolerance: f64) -> Result<Self, Error> {
        if !Domain::POSITIVE.contains(tolerance) {
            let (value, allowed) = (Value::Number(tolerance), Domain::POSITIVE.to_string());
            return Err(Error::Parameter { loss: "between", name: "tolerance", value, allowed });
        }
        self.tolerance = tolerance;
        Ok(self)
    }
    /// `KL(p, q)`, the integral of `p ln(p/q)`; infinite where `q` vanishes and `p` does not. An integral that diverges
    /// otherwise is a tolerance out of reach.
    ///
    /// # Errors
    /// When one of the two is no density, or the tolerance is out of reach.
    pub fn kl(&self) -> Result<Estimate, Error> {
        self.integral(Of::Kl)
    }
    /// The Jensen-Shannon divergence, half of `KL(p, m) + KL(q, m)` for the mean `m` of both: from 0 to `ln 2`.
    ///
    /// # Errors
    /// When one of the two is no density, or the tolerance is out of reach.
    pub fn js(&self) -> Result<Estimate, Error> {
        let js = self.integral(Of::Js)?;
        Ok(Estimate { value: js.value.min(LN_2), ..js })
    }
    /// The Jensen-Shannon distance, the root of the divergence and a metric. The tolerance is that of the divergence.
    ///
    /// # Errors
    /// When one of the two is no density, or the tolerance is out of reach.
    pub fn js_distance(&self) -> Result<Estimate, Error> {
        let Estimate { value, error } = self.js()?;
        let root = value.sqrt();
        // The root moves most below.
        let error = (root - (value - error).max(0.0).sqrt()).max((value + error).sqrt() - root);
        Ok(Estimate { value: root, error: error + f64::EPSILON * root })
    }

    fn integral(&self, of: Of) -> Result<Estimate, Error> {
        let mut ends = vec![];
        for density in [self.p, self.q] {
            let (low, high) = density.support();
            ends.extend([low, high]);
            ends.extend(density.breaks().into_iter().filter(|x| low < *x && *x < high));
        }
        ends.sort_by(f64::total_cmp);
        ends.dedup();
        let (mut nowhere, tolerance) = (false, self.tolerance);
        let bound = |value: f64| tolerance * value.max(1.0);
        let integrand = |x: &Point, weight: f64| {
            let (p, q) = (self.log_density("p", x)?, self.log_density("q", x)?);
            Ok(terms(of, p, q, weight, &mut nowhere))
        };
        let Integrals { value, error } =
            integrate(&ends, integrand, |i| (0..3).all(|k| i.error[k] <= bound(i.value[k])))?;
        for (k, density) in [(1, "p"), (2, "q")] {
            if (value[k] - 1.0).abs() > tolerance + error[k] {
                let problem = format!(
                    "integrates to {}, not to 1; break points may be missing where it changes quickly",
                    value[k]
                );
                return Err(Error::Density { density, problem });
            }
        }
        if nowhere {
            return Ok(Estimate { value: f64::INFINITY, error: 0.0 });
        }
        if (0..3).any(|k| error[k].is_nan() || error[k] > bound(value[k])) {
            return Err(Error::Tolerance { tolerance, value: value[0], reached: error.iter().sum() });
        }
        // What the integrals are not 1 by, the densities may be wrong by elsewhere too, and move it by their part of it.
        let off = (value[1] - 1.0).abs() + (value[2] - 1.0).abs();
        Ok(Estimate { value: value[0], error: error[0] + 2.0 * off * (1.0 + value[0]) })
    }

    /// The logarithm of a density at a point of a piece, which lies in the support or outside of it.
    fn log_density(&self, name: &'static str, x: &Point) -> Result<f64, Error> {
        let density = if name == "p" { self.p } else { self.q };
        let (low, high) = density.support();
        if !x.within(low, high) {
            return Ok(f64::NEG_INFINITY);
        }
        let mut log = density.log_density_at(x);
        if log == f64::NEG_INFINITY {
            // One point where it vanishes is nothing.
            let x = x.x();
            log = density.log_density(x.next_down()).max(density.log_density(x.next_up()));
        }
        if log.is_nan() || log == f64::INFINITY {
            let problem = format!("has the logarithm {log} at {}", x.x());
            return Err(Error::Density { density: name, problem });
        }
        Ok(log)
    }
}

/// The terms of the divergence and of both densities, from the logarithms of these and of the weight. Notes where
/// `q` vanishes and `p` does not.
fn terms(of: Of, ln_p: f64, ln_q: f64, weight: f64, nowhere: &mut bool) -> Terms<3> {
    let (p, q) = ((ln_p + weight).exp(), (ln_q + weight).exp());
    let log = ln_q - ln_p;
    let near = log.abs() < 0.5;
    let gap = if near { p * log.exp_m1() } else { q - p };
    let information = |x: f64, y: f64, gap: f64| Scalar(x).i_divergence(Scalar(y), Scalar(gap)).0;
    // As both have the integral 1, nothing changes with q - p; but then no term is negative, nothing cancels,
    // and the divergence of equal densities is 0.
    let term = match of {
        _ if p == 0.0 && q == 0.0 => 0.0,
        Of::Js => {
            let mean = 0.5 * p + 0.5 * q;
            0.5 * (information(p, mean, 0.5 * gap) + information(q, mean, -0.5 * gap))
        }
        Of::Kl if near => information(p, q, gap),
        Of::Kl if p == 0.0 => q,
        // A weight that is nothing may meet a logarithm that has overflowed.
        Of::Kl if ln_q == f64::NEG_INFINITY => {
            *nowhere |= p > 1e-290;
            0.0
        }
        Of::Kl => p * (-log - 1.0) + q,
    };
    // Each logarithm may be off by some ULP of its size, and moves a term by its derivative.
    let unit = |log: f64| 8.0 * f64::EPSILON * (if log.is_finite() { log.abs() } else { 0.0 } + 4.0);
    // ln(m/p) and ln(m/q) of the mean m.
    let to_mean = |log: f64| if log < 30.0 { (0.5 * log.exp_m1()).ln_1p() } else { log - LN_2 };
    let (by_p, by_q) = match of {
        Of::Kl => (p * log, gap),
        Of::Js => (0.5 * p * to_mean(log), 0.5 * q * to_mean(-log)),
    };
    let moved = |by: f64, log: f64| if by == 0.0 || by.is_nan() { 0.0 } else { by.abs() * unit(log) };
    let of_term = moved(by_p, ln_p) + moved(by_q, ln_q) + term * unit(weight);
    let (of_p, of_q) = (p * (unit(ln_p) + unit(weight)), q * (unit(ln_q) + unit(weight)));
    Terms { value: [term, p, q], rounding: [of_term, of_p, of_q] }
}
