//! Penalties of whole tables of weights, and objectives that are penalised.
//!
//! A [`GroupLasso`] makes whole rows exactly 0, the [`Nuclear`] norm (feature `linalg`) makes a matrix one of low rank.
//! Both have values, gradients and [proximal operators](Penalty::prox). Penalties of single weights are losses of one
//! column, as the catalogue has them; as an [`On`] they are a [`Penalty`], too. An [`Objective`] is a cost and a
//! factor times a penalty.
//!
//! ```
//! use lossfn::{Rows, penalty::{GroupLasso, Objective, Penalty}};
//!
//! let weights = [3.0, 4.0, 0.1, -0.1];               // two groups of two
//! let groups = GroupLasso::of(Rows::rows(&weights, 2)?);
//! assert_eq!(groups.value()?, 2f64.sqrt() * (5.0 + 0.02f64.sqrt()));
//! assert_eq!(groups.prox(0.5)?[2..], [0.0, 0.0]);    // the second one goes
//!
//! let loss = lossfn::get("squared")?;
//! let objective = Objective::new(loss.on(&[1.0, 2.0], &[1.5, 2.0]), 0.1, &groups)?;
//! let (value, by_prediction, by_weight) = objective.value_and_gradients()?;
//! assert_eq!((value, by_prediction), (0.125 + 0.1 * groups.value()?, vec![-0.5, 0.0]));
//! assert_eq!(by_weight.len(), 4);
//! # Ok::<(), lossfn::Error>(())
//! ```

mod group_lasso;
#[cfg(feature = "linalg")]
mod nuclear;
mod objective;

pub use group_lasso::GroupLasso;
#[cfg(feature = "linalg")]
pub use nuclear::Nuclear;
pub use objective::{Gradients, Objective};

use crate::{
    Error, On,
    data::{Element, Storage as _},
    spec::{Domain, Value},
};

/// A penalty on some weights: a convex function of them.
pub trait Penalty<T> {
    /// Its value.
    ///
    /// # Errors
    /// When the weights are not what it reads.
    fn value(&self) -> Result<f64, Error>;
    /// Its value, and its gradient in the weights, in their order; on a kink the subgradient of least size.
    ///
    /// # Errors
    /// As [`Penalty::value`].
    fn value_and_gradient(&self) -> Result<(f64, Vec<T>), Error>;
    /// The weights `u` for which `penalty(u) + |u - weights|²/(2 step)` is least.
    ///
    /// # Errors
    /// As [`Penalty::value`], when the step is not a positive number, and when the penalty is not convex.
    fn prox(&self, step: f64) -> Result<Vec<T>, Error>;
}

/// A penalty of single weights under its reduction: ask for the [sum](On::sum).
impl<T: Element> Penalty<T> for On<'_, T> {
    fn value(&self) -> Result<f64, Error> {
        On::value(*self)
    }
    fn value_and_gradient(&self) -> Result<(f64, Vec<T>), Error> {
        On::value_and_gradient(*self)
    }
    fn prox(&self, step: f64) -> Result<Vec<T>, Error> {
        On::prox(*self, step)
    }
}

/// Whether a step, or a factor, is a positive number.
fn positive(loss: &'static str, name: &'static str, x: f64) -> Result<(), Error> {
    if x > 0.0 && x.is_finite() {
        return Ok(());
    }
    let allowed = Domain::POSITIVE.to_string();
    Err(Error::Parameter { loss, name, value: Value::Number(x), allowed })
}

/// A factor times a number, rounded once.
fn times<T: Element>(factor: f64, x: T) -> T {
    T::rounded(factor * wide(x))
}
fn wide<T: Element>(x: T) -> f64 {
    x.widen().to_f64()
}
