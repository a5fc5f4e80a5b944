//! A cost and a penalty.

use super::Penalty;
use crate::{
    Error, On,
    data::Element,
    spec::{Domain, Value},
};

/// A cost of predictions and a factor times a penalty of weights: `cost + lambda penalty`, each under its own
/// reduction.
#[derive(Clone, Copy, Debug)]
pub struct Objective<'a, T, P: ?Sized> {
    cost: On<'a, T>,
    lambda: f64,
    penalty: &'a P,
}

/// A value, the gradient in the predictions and that in the weights.
pub type Gradients<T, W> = (f64, Vec<T>, Vec<W>);

impl<'a, T: Element, P: ?Sized> Objective<'a, T, P> {
    /// The objective, nothing computed yet.
    ///
    /// # Errors
    /// When `lambda` is negative or not finite.
    pub fn new(cost: On<'a, T>, lambda: f64, penalty: &'a P) -> Result<Self, Error> {
        if Domain::NON_NEGATIVE.contains(lambda) {
            return Ok(Self { cost, lambda, penalty });
        }
        let allowed = Domain::NON_NEGATIVE.to_string();
        Err(Error::Parameter { loss: "objective", name: "lambda", value: Value::Number(lambda), allowed })
    }
    /// Its value.
    ///
    /// # Errors
    /// As those of the cost and of the penalty.
    pub fn value<W>(&self) -> Result<f64, Error>
    where
        P: Penalty<W>,
    {
        let penalty = self.penalty.value()?;
        Ok(self.lambda.mul_add(penalty, self.cost.value()?))
    }
    /// Its value, the gradient of the cost in its predictions, and `lambda` times that of the penalty in its
    /// weights. What the weights do to the predictions is the model's, which puts the two together.
    ///
    /// # Errors
    /// As [`Objective::value`].
    pub fn value_and_gradients<W: Element>(&self) -> Result<Gradients<T, W>, Error>
    where
        P: Penalty<W>,
    {
        let (cost, by_prediction) = self.cost.value_and_gradient()?;
        let (penalty, by_weight) = self.penalty.value_and_gradient()?;
        let by_weight = by_weight.into_iter().map(|g| super::times(self.lambda, g)).collect();
        Ok((self.lambda.mul_add(penalty, cost), by_prediction, by_weight))
    }
}
