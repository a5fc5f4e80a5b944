//! Barron's general robust loss as a likelihood, whose shape is learned.

use core::f64::consts::FRAC_PI_2;

use crate::{
    Error,
    data::{Element, Storage as _},
    real::{Derived, Differentiable, Precise, Real},
    reduce::ExactSum,
    spec::{Domain, Value},
};

type Twofold = <Precise as Differentiable>::Dual;

/// The negative log-likelihood whose density falls off by Barron's general robust loss: the mean of
/// `rho((pred - target)/scale, alpha)`, plus `ln scale` and the logarithm of the partition function, the integral of
/// `exp(-rho)`. So `alpha`, how heavy the tails are, and `scale` can be learned with the model by their
/// gradients: without the partition function more robust would always be less.
///
/// `alpha` is from 0, where the density is Cauchy's, up to but not at 2, that of a normal one, at which the
/// derivative in `alpha` is infinite. The loss is computed in double-double, item by item, and the partition function
/// by quadrature once for each `alpha`: its logarithm and the derivative of that are within 1e-14 of their size.
///
/// Barron (2019), A general and adaptive robust loss function, arXiv:1701.03077
///
/// ```
/// use lossfn::Adaptive;
/// let (pred, target) = ([1.0, 2.0, 3.0], [1.5, 2.0, 9.0]);
/// let (mut alpha, mut scale) = (1.0, 1.0);
/// for _ in 0..50 {
///     let fit = Adaptive::new(alpha, scale)?.on(&pred, &target)?;
///     alpha = (alpha - 0.1 * fit.by_alpha).clamp(0.0, 1.99);
///     scale -= 0.1 * fit.by_scale;
/// }
/// assert!(alpha < 0.5); // an outlier: heavy tails
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adaptive {
    alpha: f64,
    scale: f64,
    log_partition: f64,
    slope: f64,
}

/// The mean of an [`Adaptive`] loss, and its derivatives.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit<T> {
    /// The mean over all items.
    pub value: f64,
    /// Its gradient in the predictions.
    pub by_pred: Vec<T>,
    /// Its derivative in `alpha`.
    pub by_alpha: f64,
    /// Its derivative in `scale`.
    pub by_scale: f64,
}

impl Adaptive {
    /// The loss with its shape and its scale.
    ///
    /// # Errors
    /// When `alpha` is not in [0, 2), or `scale` no positive number.
    pub fn new(alpha: f64, scale: f64) -> Result<Self, Error> {
        let shapes = Domain::Interval { low: 0.0, high: 2.0, low_closed: true, high_closed: false };
        for (name, x, domain) in [("alpha", alpha, shapes), ("scale", scale, Domain::POSITIVE)] {
            if !domain.contains(x) {
                let allowed = domain.to_string();
                return Err(Error::Parameter { loss: "adaptive", name, value: Value::Number(x), allowed });
            }
        }
        let (log_partition, slope) = partition(alpha);
        Ok(Self { alpha, scale, log_partition, slope })
    }
    /// The logarithm of the partition function, and its derivative in `alpha`.
    pub fn log_partition(&self) -> (f64, f64) {
        (self.log_partition, self.slope)
    }
    /// The mean over predictions and targets, and its derivatives.
    ///
    /// # Errors
    /// When there are not as many targets as predictions, or none, and when one is not finite.
    pub fn on<T: Element>(&self, pred: &[T], target: &[T]) -> Result<Fit<T>, Error> {
        let n = pred.len();
        if target.len() != n {
            let (got, want) = (format!("({},)", target.len()), format!("({n},)"));
            return Err(Error::Shape { input: "target", got, want });
        }
        if n == 0 {
            return Err(Error::Empty { rows: 0, dropped: 0 });
        }
        let [mut sum, mut by_alpha, mut by_scale] = [(); 3].map(|()| ExactSum::new());
        let mut by_pred = Vec::with_capacity(n);
        for index in 0..n {
            let [p, t] = [pred, target].map(|x| x[index].widen().to_f64());
            for (input, value) in [("pred", p), ("target", t)] {
                if !Domain::FINITE.contains(value) {
                    return Err(Error::Value { input, index, value, allowed: Domain::FINITE });
                }
            }
            let q = (Precise::<f64>::new(p) - Precise::new(t)) / Precise::new(self.scale);
            let [value, pull] = both(rho(q.seeded(true), constant(self.alpha)));
            let [_, bend] = both(rho(q.seeded(false), Precise::new(self.alpha).seeded(true)));
            sum.add(value.to_f64());
            by_alpha.add(bend.to_f64());
            by_scale.add((q * pull).to_f64());
            by_pred.push(T::rounded((pull / (self.scale * n as f64)).to_f64()));
        }
        let n = n as f64;
        Ok(Fit {
            value: sum.round() / n + (self.scale.ln() + self.log_partition),
            by_pred,
            by_alpha: by_alpha.round() / n + self.slope,
            by_scale: (1.0 - by_scale.round() / n) / self.scale,
        })
    }
}

fn constant(x: f64) -> Twofold {
    Precise::new(x).seeded(false)
}
/// A number and its derivative.
fn both(x: Twofold) -> [Precise; 2] {
    [x.dual().v, x.dual().derivative()]
}

/// `b/alpha ((1 + q²/b)^(alpha/2) - 1)` with `b = 2 - alpha`, as `b L/2 (e^z - 1)/z` with the logarithm `L` of the
/// base and `z = alpha L/2`, which has a limit at 0.
fn rho<R: Real>(q: R, alpha: R) -> R {
    let b = alpha.rsub(2.0);
    let half = (q / b * q).ln_1p() * 0.5;
    let z = alpha * half;
    // Nearer to 0 the derivative of the quotient would lose digits, and the series has all of them.
    let near = z.abs().lt(z.lift(1e-10));
    let series = (z * (1.0 / 3.0) + 1.0) * z * 0.5 + 1.0;
    let z = R::pick(near, z.lift(1.0), z);
    b * half * R::pick(near, series, z.exp_m1() / z)
}

/// The logarithm of the partition function and its derivative, by the trapezoidal rule in `t` with
/// `x = exp(pi/2 sinh t)`: the integrand has its singularities where the logarithm of `x` is imaginary, however near to 0
/// they are themselves. Takahasi and Mori (1974), doi:10.2977/prims/1195192451.
fn partition(alpha: f64) -> (f64, f64) {
    const STEP: f64 = 1.0 / 32.0;
    const LAST: i32 = 4 * 32;
    let [mut sum, mut slope] = [(); 2].map(|()| ExactSum::new());
    for k in -LAST..=LAST {
        let t = Precise::new(f64::from(k) * STEP);
        let (up, down) = (t.exp(), (-t).exp());
        let x = ((up - down) * (FRAC_PI_2 / 2.0)).exp();
        let weight = x * (up + down) * (FRAC_PI_2 / 2.0);
        let [value, bend] = both(rho(x.seeded(false), Precise::new(alpha).seeded(true)));
        let density = (-value).exp() * weight;
        if density.to_f64() > 0.0 {
            sum.add(density.to_f64());
            slope.add((-(density * bend)).to_f64());
        }
    }
    // Both halves of the line.
    ((2.0 * STEP * sum.round()).ln(), slope.ratio(&sum))
}
