//! Losses as curves, for pictures: what the program and the pages draw too.

use lossfn_plot::Series;
use pyo3::prelude::*;

use crate::{error::raised, loss};

/// A point of a line; NaN breaks it.
type Point = (f64, f64);

/// A loss over its first input, with the others fixed.
#[pyclass(frozen, module = "lossfn")]
pub(crate) struct Curve(lossfn::curve::Curve);

#[pymethods]
impl Curve {
    /// The curve of an expression or a loss, for a target where one is given.
    #[new]
    #[pyo3(signature = (loss, target = None, /))]
    fn new(loss: &Bound<'_, PyAny>, target: Option<f64>) -> PyResult<Self> {
        Ok(Self(lossfn::curve::Curve::new(loss::any(loss)?, target)))
    }
    /// The loss, as an expression.
    #[getter]
    fn loss(&self) -> String {
        self.0.loss().to_string()
    }
    /// What the axis shows.
    #[getter]
    fn input(&self) -> &'static str {
        self.0.input()
    }
    /// What is fixed, in words.
    #[getter]
    fn fixed(&self) -> String {
        self.0.fixed()
    }
    /// The ends of the axis.
    #[getter]
    fn range(&self) -> Point {
        self.0.range()
    }
    /// Value, gradient and hessian as points, broken by NaN where they jump.
    fn sample(&self, low: f64, high: f64) -> PyResult<[Vec<Point>; 3]> {
        self.0.sample((low, high)).map_err(raised)
    }
}

/// The ends of the vertical axis where a curve leaves to infinity.
#[pyfunction]
pub(crate) fn window(lines: Vec<Vec<Point>>) -> Option<Point> {
    let series: Vec<Series> = lines.into_iter().map(|line| Series::new("", line)).collect();
    lossfn_plot::window(&series, 0.05)
}
