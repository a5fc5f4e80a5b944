//! Families of distributions with closed forms.

use core::f64::consts::TAU;

use super::{Density, Point, closed};
use crate::{
    Error,
    real::{Dual, Precise, Real, Scalar},
    spec::{Domain, Value},
};

/// A divergence with its derivatives in the parameters of both distributions. Where it overflows to infinity some of
/// them do, and others may be NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gradient<const N: usize> {
    /// The divergence, in nats.
    pub value: f64,
    /// Its derivatives in the parameters of the first distribution, in the order of its constructor.
    pub p: [f64; N],
    /// Its derivatives in the parameters of the second.
    pub q: [f64; N],
}

/// The parameters of two distributions, in units in which nothing overflows or vanishes before it has to: a unit
/// is a power of two, and parameters that count in it are its multiples.
struct Scaled<const N: usize> {
    at: [[f64; N]; 2],
    x: [[Precise; N]; 2],
    unit: [f64; N],
}
impl<const N: usize> Scaled<N> {
    fn new(at: [[f64; N]; 2]) -> Self {
        Self { at, x: at.map(|side| side.map(Precise::new)), unit: [1.0; N] }
    }
    /// The parameters `i` of both in a unit.
    fn by(mut self, i: usize, unit: f64) -> Self {
        self.unit[i] = unit;
        for (x, at) in self.x.iter_mut().zip(self.at) {
            x[i] = Precise::new((at[i] * unit).max(f64::from_bits(1)));
        }
        self
    }
    /// A divergence from its closed form, read by double-double numbers.
    fn value(&self, form: impl Fn([Precise; N], [Precise; N], [[f64; N]; 2]) -> Precise) -> f64 {
        form(self.x[0], self.x[1], self.at).to_f64()
    }
    /// Its derivatives, one after the other.
    fn gradient(
        &self,
        form: impl Fn([Dual<Precise>; N], [Dual<Precise>; N], [[f64; N]; 2]) -> Dual<Precise>,
    ) -> Gradient<N> {
        let mut of = Gradient { value: 0.0, p: [0.0; N], q: [0.0; N] };
        for by in 0..2 * N {
            let [p, q] = [0, 1].map(|side| {
                core::array::from_fn(|i| {
                    let x = self.x[side][i];
                    if side * N + i == by { Dual::variable(x) } else { Dual::constant(x) }
                })
            });
            let kl = form(p, q, self.at);
            of.value = kl.v.to_f64();
            let slope = kl.derivative().to_f64() * self.unit[by % N];
            *if by < N { &mut of.p[by] } else { &mut of.q[by - N] } = slope;
        }
        of
    }
}
/// A power of two that takes `2^log2` to about `2^above`.
fn unit(log2: f64, above: f64) -> f64 {
    2f64.powi(((above.clamp(0.0, 1000.0) - log2).floor() as i32).clamp(-1000, 1000))
}

/// Declares a family: its struct, its checked constructor, and its divergence.
macro_rules! family {
    ($(#[$doc:meta])* $name:ident = $lower:literal, $n:literal, $form:ident {
        $($(#[$what:meta])* $field:ident: $domain:expr,)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name {
            $($field: f64,)*
        }
        impl $name {
            /// The distribution of these parameters.
            ///
            /// # Errors
            /// When a parameter is out of its domain.
            pub fn new($($field: f64),*) -> Result<Self, Error> {
                $(
                    let allowed: Domain = $domain;
                    if !(allowed.contains($field) && $field.is_finite()) {
                        let value = Value::Number($field);
                        let allowed = allowed.to_string();
                        return Err(Error::Parameter { loss: $lower, name: stringify!($field), value, allowed });
                    }
                )*
                Ok(Self { $($field),* })
            }
            $(
                $(#[$what])*
                pub fn $field(&self) -> f64 {
                    self.$field
                }
            )*
            /// `KL(self, q)`, the integral of `p ln(p/q)`, in nats, from its closed form.
            pub fn kl(&self, q: &Self) -> f64 {
                self.scaled(*q).value(closed::$form)
            }
            /// `KL(self, q)` with its derivatives in the parameters of both.
            pub fn kl_and_gradient(&self, q: &Self) -> Gradient<$n> {
                self.scaled(*q).gradient(closed::$form)
            }
            fn parameters(&self) -> [f64; $n] {
                [$(self.$field),*]
            }
        }
    };
}

family! {
    /// The normal distribution.
    ///
    /// ```
    /// use lossfn::density::Normal;
    ///
    /// let (p, q) = (Normal::new(0.0, 1.0)?, Normal::new(1.0, 2.0)?);
    /// assert_eq!(p.kl(&q), 0.4431471805599453); // ln 2 + (1 + 1)/8 - 1/2
    /// assert_eq!(p.kl_and_gradient(&q).p, [-0.25, -0.75]);
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    Normal = "normal", 2, normal {
        /// The mean.
        mean: Domain::FINITE,
        /// The standard deviation.
        standard_deviation: Domain::POSITIVE,
    }
}
family! {
    /// The exponential distribution, of mean `1/rate`.
    ///
    /// ```
    /// use lossfn::density::Exponential;
    ///
    /// let (p, q) = (Exponential::new(2.0)?, Exponential::new(1.0)?);
    /// assert_eq!(p.kl(&q), 0.19314718055994531); // ln 2 - 1/2
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    Exponential = "exponential", 1, exponential {
        /// The rate.
        rate: Domain::POSITIVE,
    }
}
family! {
    /// The gamma distribution, of mean `shape/rate`.
    ///
    /// ```
    /// use lossfn::density::Gamma;
    ///
    /// let (p, q) = (Gamma::new(1.0, 1.0)?, Gamma::new(2.0, 1.0)?);
    /// assert_eq!(p.kl(&q), 0.5772156649015329); // Euler's constant
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    Gamma = "gamma", 2, gamma {
        /// The shape.
        shape: Domain::POSITIVE,
        /// The rate, the reciprocal of a scale.
        rate: Domain::POSITIVE,
    }
}
family! {
    /// The beta distribution, of mean `alpha/(alpha + beta)`.
    ///
    /// ```
    /// use lossfn::density::Beta;
    ///
    /// let (p, q) = (Beta::new(1.0, 1.0)?, Beta::new(2.0, 1.0)?);
    /// assert_eq!(p.kl(&q), 0.3068528194400547); // 1 - ln 2
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    Beta = "beta", 2, beta {
        /// The shape at 0.
        alpha: Domain::POSITIVE,
        /// The shape at 1.
        beta: Domain::POSITIVE,
    }
}

impl Normal {
    fn scaled(self, q: Self) -> Scaled<2> {
        // The means count by their difference alone, halved where it may overflow.
        let half = if self.mean.abs().max(q.mean.abs()) > 1e300 { 0.5 } else { 1.0 };
        let shift = Precise::new(self.mean * half) - Precise::new(q.mean * half);
        let (s, t) = (self.standard_deviation.log2(), q.standard_deviation.log2());
        // To 1, by which all is divided, or above where s would vanish, but not where the shift overflows.
        let far = (shift.to_f64().abs() / half).log2().max(-2000.0) - t;
        let unit = unit(t, (t - s - 900.0).min(1000.0 - far));
        let mut all = Scaled::new([self.parameters(), q.parameters()]).by(1, unit).by(0, unit);
        all.x[0][0] = shift * unit / half;
        all.x[1][0] = Precise::new(0.0);
        all
    }
}
impl Exponential {
    fn scaled(self, q: Self) -> Scaled<1> {
        let (s, t) = (self.rate.log2(), q.rate.log2());
        Scaled::new([self.parameters(), q.parameters()]).by(0, unit(s, s - t))
    }
}
impl Gamma {
    fn scaled(self, q: Self) -> Scaled<2> {
        let (s, t) = (self.rate.log2(), q.rate.log2());
        Scaled::new([self.parameters(), q.parameters()]).by(1, unit(s, s - t))
    }
}
impl Beta {
    fn scaled(self, q: Self) -> Scaled<2> {
        Scaled::new([self.parameters(), q.parameters()])
    }
}

/// `a ln a - a - ln Γ(a)`, of what is largest in the logarithm of a density that has `Γ(a)` below.
fn peak(a: f64) -> f64 {
    let x = Precise::<f64>::new(a);
    let peak =
        if a < 16.0 { x * (x.ln() - 1.0) - x.ln_gamma() } else { (x / TAU).ln() * 0.5 - closed::stirling(x) };
    peak.to_f64()
}
/// `x ln(x/y) - x + y` by `gap = y - x` and `log = ln y`, as `y` may underflow.
fn information(x: f64, gap: f64, log: f64) -> f64 {
    if gap < -0.99 * x {
        return x * (x.ln() - log - 1.0) + (gap + x);
    }
    Scalar(x).i_divergence(Scalar(x + gap), Scalar(gap)).0
}

impl Density for Normal {
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
    fn log_density_at(&self, x: &Point) -> f64 {
        let z = x.minus(self.mean) / self.standard_deviation;
        -0.5 * z * z - self.standard_deviation.ln() - 0.5 * TAU.ln()
    }
    fn breaks(&self) -> Vec<f64> {
        [-1.0, 0.0, 1.0].map(|k| self.mean + k * self.standard_deviation).into()
    }
}
impl Density for Exponential {
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn log_density_at(&self, x: &Point) -> f64 {
        self.rate.ln() - self.rate * x.minus(0.0)
    }
    fn breaks(&self) -> Vec<f64> {
        vec![1.0 / self.rate]
    }
}
impl Density for Gamma {
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn log_density_at(&self, x: &Point) -> f64 {
        let (shape, rate) = (self.shape, self.rate);
        let log = x.ln_above(0.0);
        if log == f64::NEG_INFINITY && shape == 1.0 {
            return rate.ln();
        }
        // By the distance to the mean: what is far from 0 is as exact there as what is near.
        let mean = shape / rate;
        let gap = rate.mul_add(x.minus(mean), rate.mul_add(mean, -shape));
        let below = information(shape, gap, log + rate.ln());
        if log == f64::NEG_INFINITY { log * (shape - 1.0) } else { peak(shape) - below - log }
    }
    fn breaks(&self) -> Vec<f64> {
        let (mean, width) = (self.shape / self.rate, self.shape.sqrt() / self.rate);
        vec![mean - width, mean, mean + width]
    }
}
impl Density for Beta {
    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }
    fn log_density_at(&self, x: &Point) -> f64 {
        let (a, b) = (self.alpha, self.beta);
        let (low, high) = (x.ln_above(0.0), x.ln_below(1.0));
        if low == f64::NEG_INFINITY || high == f64::NEG_INFINITY {
            let (shape, other) = if low < high { (a, b) } else { (b, a) };
            // Γ(1 + b) / (Γ(1) Γ(b)) is b.
            return if shape == 1.0 { other.ln() } else { f64::NEG_INFINITY * (shape - 1.0) };
        }
        // By the distance to the mean, from the end that the mean is nearer to.
        let sum = a + b;
        let near = a < b;
        let (shape, other) = if near { (a, b) } else { (b, a) };
        let (mean, gap) = if near {
            (a / sum, x.minus(a / sum))
        } else {
            let mean = 1.0 - b / sum;
            (1.0 - mean, -x.minus(mean))
        };
        let gap = sum.mul_add(gap, sum.mul_add(mean, -shape));
        let (log, far) = if near { (low, high) } else { (high, low) };
        let below = information(shape, gap, log + sum.ln()) + information(other, -gap, far + sum.ln());
        peak(a) + peak(b) - peak(sum) - below - low - high
    }
    fn breaks(&self) -> Vec<f64> {
        let sum = self.alpha + self.beta;
        let mean = self.alpha / sum;
        let width = (mean * (self.beta / sum) / (sum + 1.0)).sqrt();
        vec![mean - width, mean, mean + width]
    }
}
