//! The group lasso.

use super::{Penalty, positive};
use crate::{
    Error, Rows,
    data::{Element, Storage as _},
    real::math::two_sum,
    reduce::ExactSum,
};

/// The norms of the rows of a table, each times the square root of how many columns there are.
///
/// Each row is a group of weights, such as those of one input, which goes to 0 as a whole or stays. The norms are
/// scaled: they neither overflow nor underflow where they are numbers. A row of zeros has the subgradient 0. The
/// proximal operator makes each row shorter by `step sqrt(columns)`, and 0 where it is no longer than that.
///
/// Yuan and Lin (2006), Model selection and estimation in regression with grouped variables,
/// doi:10.1111/j.1467-9868.2005.00532.x
#[derive(Clone, Copy, Debug)]
pub struct GroupLasso<'a, T> {
    weights: Rows<'a, T>,
}

impl<'a, T: Element> GroupLasso<'a, T> {
    /// The name of the penalty.
    const NAME: &'static str = "group_lasso_penalty";
    /// The penalty of a table, nothing computed yet.
    pub const fn of(weights: Rows<'a, T>) -> Self {
        Self { weights }
    }
    /// The rows, in f64.
    fn rows(&self) -> Result<impl Iterator<Item = Vec<f64>>, Error> {
        if self.weights.is_sparse() {
            return Err(Error::Unsupported {
                loss: Self::NAME.into(),
                what: "way to read sparse rows",
                why: "what they do not store is a weight, too",
            });
        }
        Ok((0..self.weights.len()).map(|i| self.weights.row(i).iter().map(|&x| x.to_f64()).collect()))
    }
    /// What is made of the rows, in the places of the weights.
    fn placed(&self, made: &[f64]) -> Vec<T> {
        let made: Vec<T> = made.iter().map(|&x| T::rounded(x)).collect();
        let mut out = vec![T::default(); made.len()];
        self.weights.scatter(&made, &mut out);
        out
    }
}

impl<T: Element> Penalty<T> for GroupLasso<'_, T> {
    fn value(&self) -> Result<f64, Error> {
        let mut sum = ExactSum::new();
        for row in self.rows()? {
            sum.add(Norm::of(&row).value());
        }
        Ok(sum.round())
    }
    fn value_and_gradient(&self) -> Result<(f64, Vec<T>), Error> {
        let (mut sum, mut gradient) = (ExactSum::new(), vec![]);
        for row in self.rows()? {
            let norm = Norm::of(&row);
            sum.add(norm.value());
            let factor = (norm.columns / norm.square.0).sqrt();
            gradient.extend(row.iter().map(|&x| if norm.is_zero() { 0.0 } else { norm.part(x) * factor }));
        }
        Ok((sum.round(), self.placed(&gradient)))
    }
    fn prox(&self, step: f64) -> Result<Vec<T>, Error> {
        positive(Self::NAME, "step", step)?;
        let mut out = vec![];
        for row in self.rows()? {
            let factor = Norm::of(&row).shrinkage(step);
            out.extend(row.iter().map(|&x| if factor == 0.0 { 0.0 } else { x * factor }));
        }
        Ok(self.placed(&out))
    }
}

/// The norm of a row: `scale sqrt(square)`, the square a sum of two parts.
struct Norm {
    columns: f64,
    /// A power of two, or 0, infinite or NaN as the norm is.
    scale: f64,
    square: (f64, f64),
}

impl Norm {
    fn of(row: &[f64]) -> Self {
        let largest = row.iter().fold(0.0, |a: f64, x| if x.is_nan() { *x } else { a.max(x.abs()) });
        let nan = row.iter().any(|x| x.is_nan());
        let scale = match largest {
            _ if nan => f64::NAN,
            x if x == 0.0 || x.is_infinite() => x,
            // The bits of the exponent; that of a subnormal is that of the least normal number.
            x => f64::from_bits(x.to_bits() & (0x7fe << 52)).max(f64::MIN_POSITIVE),
        };
        let mut norm = Self { columns: row.len() as f64, scale, square: (0.0, 0.0) };
        for &x in row {
            let x = norm.part(x);
            let square = x * x;
            let (sum, lost) = two_sum(norm.square.0, square);
            norm.square = (sum, norm.square.1 + lost + x.mul_add(x, -square));
        }
        norm.square = two_sum(norm.square.0, norm.square.1);
        norm
    }
    fn is_zero(&self) -> bool {
        self.scale == 0.0
    }
    /// A number of the row over the scale.
    fn part(&self, x: f64) -> f64 {
        match self.scale {
            0.0 => 0.0,
            scale if scale.is_infinite() => f64::from(u8::from(x.is_infinite())).copysign(x),
            scale => x / scale,
        }
    }
    /// Times the root of the number of columns.
    fn value(&self) -> f64 {
        if self.is_zero() { 0.0 } else { (self.columns * self.square.0).sqrt() * self.scale }
    }
    /// What is left of the row after a step: `(norm - step sqrt(columns))/norm`, and 0 where that is negative.
    fn shrinkage(&self, step: f64) -> f64 {
        if self.is_zero() || self.scale.is_infinite() {
            return f64::from(u8::from(!self.is_zero()));
        }
        // Both numbers in two parts: their difference may be all that is left.
        let (norm, rest) = root(self.square);
        let (columns, left) = root((self.columns, 0.0));
        let step = step / self.scale;
        let way = step * columns;
        let way_rest = step.mul_add(columns, -way) + step * left;
        if way.is_infinite() {
            return 0.0;
        }
        let length = (norm - way) + (rest - way_rest);
        if length <= 0.0 { 0.0 } else { length / norm }
    }
}

/// A square root in two parts.
fn root((square, rest): (f64, f64)) -> (f64, f64) {
    let root = square.sqrt();
    (root, ((-root).mul_add(root, square) + rest) / (2.0 * root))
}
