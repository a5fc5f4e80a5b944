//! The nuclear norm.

use faer::{Mat, MatRef, linalg::solvers::Svd};

use super::{Penalty, positive};
use crate::{
    Error, Rows,
    data::{Element, Storage as _},
    reduce::ExactSum,
};

/// The sum of the singular values of a table, which makes it one of low rank.
///
/// The gradient is `U V'` of the singular value decomposition; singular values that are no more than rounding, which
/// is the larger side of the table times the distance of floats at the largest one, count as 0 and leave out their
/// vectors: that is the subgradient of least size. The proximal operator takes the step from each singular value, and
/// makes those 0 that are no larger. A table with an infinity or NaN is refused.
///
/// Fazel, Hindi and Boyd (2001), A rank minimization heuristic with application to minimum order system approximation,
/// doi:10.1109/ACC.2001.945730; Cai, Candès and Shen (2010), A singular value thresholding algorithm for matrix
/// completion, doi:10.1137/080738970
///
/// ```
/// use lossfn::{Rows, penalty::{Nuclear, Penalty}};
/// let table = [3.0, 0.0, 0.0, 4.0];
/// let norm = Nuclear::of(Rows::rows(&table, 2)?);
/// assert_eq!(norm.value_and_gradient()?, (7.0, vec![1.0, 0.0, 0.0, 1.0]));
/// assert_eq!(norm.prox(3.5)?, [0.0, 0.0, 0.0, 0.5]);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Nuclear<'a, T> {
    weights: Rows<'a, T>,
}

impl<'a, T: Element> Nuclear<'a, T> {
    /// The name of the penalty.
    const NAME: &'static str = "nuclear_penalty";
    /// The penalty of a table, nothing computed yet.
    pub const fn of(weights: Rows<'a, T>) -> Self {
        Self { weights }
    }
    /// The decomposition of the table over a power of two, and that.
    fn decomposed(&self) -> Result<(Svd<f64>, f64), Error> {
        let refused = |what, why| Error::Unsupported { loss: Self::NAME.into(), what, why };
        if self.weights.is_sparse() {
            return Err(refused("way to read sparse rows", "what they do not store is a weight, too"));
        }
        let mut table = Mat::<f64>::zeros(self.weights.len(), self.weights.columns());
        let mut largest = 0.0f64;
        for i in 0..self.weights.len() {
            for (j, &x) in self.weights.row(i).iter().enumerate() {
                let x = x.to_f64();
                if !x.is_finite() {
                    let problem = format!("has {x}, and no singular values");
                    return Err(Error::Row { input: "weights", row: i, problem });
                }
                table[(i, j)] = x;
                largest = largest.max(x.abs());
            }
        }
        let scale = f64::from_bits(largest.to_bits() & (0x7fe << 52)).max(f64::MIN_POSITIVE);
        let table = Mat::from_fn(table.nrows(), table.ncols(), |i, j| table[(i, j)] / scale);
        let svd = table.thin_svd().map_err(|_| refused("singular values", "their iteration does not end"))?;
        Ok((svd, scale))
    }
    /// The table with other singular values.
    fn with(&self, svd: &Svd<f64>, values: &[f64]) -> Vec<T> {
        let (u, v): (MatRef<'_, f64>, MatRef<'_, f64>) = (svd.U(), svd.V());
        let mut made = vec![];
        for i in 0..self.weights.len() {
            for j in 0..self.weights.columns() {
                let mut sum = ExactSum::new();
                for (k, s) in values.iter().enumerate().filter(|(_, s)| **s != 0.0) {
                    sum.add_product(u[(i, k)] * s, v[(j, k)]);
                }
                made.push(T::rounded(sum.round()));
            }
        }
        let mut out = vec![T::default(); made.len()];
        self.weights.scatter(&made, &mut out);
        out
    }
    fn total(values: &[f64], scale: f64) -> f64 {
        let mut sum = ExactSum::new();
        sum.add_slice(values);
        sum.round() * scale
    }
}

/// The singular values, from the largest on.
fn values(svd: &Svd<f64>) -> Vec<f64> {
    svd.S().column_vector().iter().copied().collect()
}

impl<T: Element> Penalty<T> for Nuclear<'_, T> {
    fn value(&self) -> Result<f64, Error> {
        let (svd, scale) = self.decomposed()?;
        Ok(Self::total(&values(&svd), scale))
    }
    fn value_and_gradient(&self) -> Result<(f64, Vec<T>), Error> {
        let (svd, scale) = self.decomposed()?;
        let values = values(&svd);
        let side = self.weights.len().max(self.weights.columns()) as f64;
        let nothing = values.first().map_or(0.0, |s| s * side * f64::EPSILON);
        let ones: Vec<f64> = values.iter().map(|s| f64::from(u8::from(*s > nothing))).collect();
        Ok((Self::total(&values, scale), self.with(&svd, &ones)))
    }
    fn prox(&self, step: f64) -> Result<Vec<T>, Error> {
        positive(Self::NAME, "step", step)?;
        let (svd, scale) = self.decomposed()?;
        let left: Vec<f64> = values(&svd).iter().map(|s| (s - step / scale).max(0.0) * scale).collect();
        Ok(self.with(&svd, &left))
    }
}
