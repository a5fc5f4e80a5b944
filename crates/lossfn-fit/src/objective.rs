//! What is minimised: a smooth part with derivatives, and a penalty with kinks.

use std::{cell::RefCell, rc::Rc};

use faer::Mat;

use crate::cost::{Cost, Curvature};
use crate::error::Result;
use crate::features::Centred;
use crate::penalty::Penalty;

/// A function with derivatives.
pub(crate) trait Smooth {
    /// Its value.
    fn value(&self, theta: &[f64]) -> Result<f64>;
    /// Its value, and its gradient into a buffer.
    fn gradient(&self, theta: &[f64], gradient: &mut [f64]) -> Result<f64>;
    /// A hessian that bends nowhere down.
    fn hessian(&self, theta: &[f64]) -> Result<Mat<f64>>;
}

/// Coefficients, and what they predict.
type Seen = (Vec<f64>, Rc<Vec<f64>>);

/// The mean loss of a linear model, and a penalty of its coefficients. Coefficients stand feature by feature, with a
/// number for each output, and behind them the intercepts.
pub(crate) struct Objective<'a> {
    pub(crate) cost: Cost<'a>,
    pub(crate) x: Centred<'a>,
    pub(crate) smooth: Penalty,
    pub(crate) kinks: Penalty,
    /// The last hessian of the loss, and the curvatures that it was made of: those of a parabola never change.
    last: RefCell<Option<(Curvature, Mat<f64>)>>,
    /// The last coefficients, and what they predict: value, gradient and hessian are asked for one after the other.
    seen: RefCell<Option<Seen>>,
}

impl<'a> Objective<'a> {
    pub(crate) fn new(cost: Cost<'a>, x: Centred<'a>, penalty: &Penalty) -> Result<Self> {
        let (smooth, kinks) = penalty.parts()?;
        Ok(Self { cost, x, smooth, kinks, last: RefCell::new(None), seen: RefCell::new(None) })
    }
}

impl Objective<'_> {
    pub(crate) fn outputs(&self) -> usize {
        self.cost.outputs()
    }
    pub(crate) fn size(&self) -> usize {
        self.x.width() * self.outputs()
    }
    /// How many of the numbers are penalised: all but the intercepts.
    pub(crate) fn penalised(&self) -> usize {
        self.x.columns * self.outputs()
    }
    pub(crate) fn eta(&self, theta: &[f64]) -> Rc<Vec<f64>> {
        if let Some((known, eta)) = &*self.seen.borrow()
            && known == theta
        {
            return Rc::clone(eta);
        }
        let eta = Rc::new(self.x.times(theta, self.outputs()));
        *self.seen.borrow_mut() = Some((theta.to_vec(), Rc::clone(&eta)));
        eta
    }
    /// The objective, kinks and all.
    pub(crate) fn whole(&self, theta: &[f64]) -> Result<f64> {
        Ok(self.value(theta)? + self.kinks.value(&theta[..self.penalised()], self.outputs())?)
    }
    /// The size of the slopes of the loss at some predictions: what gradients are small beside.
    pub(crate) fn scale(&self, theta: &[f64]) -> Result<f64> {
        let (_, by_prediction) = self.cost.value_and_gradient(&self.eta(theta))?;
        Ok(by_prediction.iter().map(|g| g.abs()).sum::<f64>().max(f64::MIN_POSITIVE))
    }
    /// Value and gradient of the smooth penalty on top of those of the loss.
    pub(crate) fn with_smooth(&self, theta: &[f64], gradient: &mut [f64]) -> Result<f64> {
        if self.smooth.is_none() {
            return Ok(0.0);
        }
        let w = &theta[..self.penalised()];
        let (slopes, _) = self.smooth.derivatives(w)?;
        gradient.iter_mut().zip(slopes).for_each(|(g, s)| *g += s);
        self.smooth.value(w, self.outputs())
    }
    /// The hessian for some curvatures of the loss.
    pub(crate) fn of_cost(&self, curvature: Curvature) -> Mat<f64> {
        if let Some((known, hessian)) = &*self.last.borrow()
            && *known == curvature
        {
            return hessian.clone();
        }
        let hessian = self.x.hessian(&curvature);
        *self.last.borrow_mut() = Some((curvature, hessian.clone()));
        hessian
    }
    pub(crate) fn bend(&self, theta: &[f64], hessian: &mut Mat<f64>) -> Result<()> {
        if !self.smooth.is_none() {
            let (_, bent) = self.smooth.derivatives(&theta[..self.penalised()])?;
            bent.into_iter().enumerate().for_each(|(j, h)| hessian[(j, j)] += h);
        }
        Ok(())
    }
}

impl Smooth for Objective<'_> {
    fn value(&self, theta: &[f64]) -> Result<f64> {
        let penalty = self.smooth.value(&theta[..self.penalised()], self.outputs())?;
        Ok(self.cost.value(&self.eta(theta))? + penalty)
    }
    fn gradient(&self, theta: &[f64], gradient: &mut [f64]) -> Result<f64> {
        let (value, by_prediction) = self.cost.value_and_gradient(&self.eta(theta))?;
        self.x.transposed(&by_prediction, self.outputs(), gradient);
        Ok(value + self.with_smooth(theta, gradient)?)
    }
    fn hessian(&self, theta: &[f64]) -> Result<Mat<f64>> {
        let mut hessian = self.of_cost(self.cost.curvature(&self.eta(theta))?);
        self.bend(theta, &mut hessian)?;
        Ok(hessian)
    }
}
