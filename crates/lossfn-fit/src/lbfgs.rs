//! The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno, by `argmin`: for models whose hessian would be
//! too large.

use std::cell::RefCell;

use argmin::core::{CostFunction, Executor, Gradient, State as _};
use argmin::solver::{linesearch::HagerZhangLineSearch, quasinewton::LBFGS};

use crate::error::{Error, Result};
use crate::newton::{Found, Space, Stop, Watch, largest};
use crate::objective::Smooth;

/// How many steps are remembered.
const MEMORY: usize = 20;

/// The function of numbers that each move predictions as far.
struct Scaled<'a, 'w> {
    f: &'a dyn Smooth,
    space: &'a Space<'a>,
    /// Every gradient is told of.
    told: RefCell<Told<'a, 'w>>,
}

struct Told<'a, 'w> {
    watch: &'a mut Watch<'w>,
    calls: usize,
}

impl Scaled<'_, '_> {
    fn theta(&self, x: &[f64]) -> Vec<f64> {
        x.iter().zip(self.space.reach).map(|(x, s)| x / s).collect()
    }
}

impl CostFunction for &Scaled<'_, '_> {
    type Param = Vec<f64>;
    type Output = f64;
    fn cost(&self, x: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        Ok(self.f.value(&self.theta(x))?)
    }
}

impl Gradient for &Scaled<'_, '_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;
    fn gradient(&self, x: &Vec<f64>) -> Result<Vec<f64>, argmin::core::Error> {
        let theta = self.theta(x);
        let mut gradient = vec![0.0; x.len()];
        let value = self.f.gradient(&theta, &mut gradient)?;
        let mut told = self.told.borrow_mut();
        let Told { watch, calls } = &mut *told;
        watch(*calls, &theta, value, largest(&gradient, self.space.reach));
        gradient.iter_mut().zip(self.space.reach).for_each(|(g, s)| *g /= s);
        *calls += 1;
        Ok(gradient)
    }
}

pub(crate) fn minimise(
    f: &dyn Smooth,
    space: &Space<'_>,
    theta: &[f64],
    stop: Stop,
    watch: &mut Watch<'_>,
) -> Result<Found> {
    let failed = |error: &argmin::core::Error| Error::Solver { solver: "lbfgs", why: error.to_string() };
    let solver = LBFGS::new(HagerZhangLineSearch::new(), MEMORY)
        .with_tolerance_grad(stop.gradient)
        .and_then(|solver| solver.with_tolerance_cost(0.0))
        .map_err(|e| failed(&e))?;
    let scaled = Scaled { f, space, told: RefCell::new(Told { watch, calls: 0 }) };
    let start: Vec<f64> = theta.iter().zip(space.reach).map(|(x, s)| x * s).collect();
    let state = Executor::new(&scaled, solver)
        .configure(|state| state.param(start).max_iters(stop.most as u64))
        .ctrlc(false)
        .run()
        .map_err(|e| failed(&e))?
        .state;
    let iterations = usize::try_from(state.get_iter()).unwrap_or(usize::MAX);
    let theta = state.get_best_param().map_or_else(|| theta.to_vec(), |x| scaled.theta(x));
    let step = state.get_prev_param().map_or_else(
        || vec![0.0; theta.len()],
        |x| scaled.theta(x).iter().zip(&theta).map(|(a, b)| b - a).collect(),
    );
    let mut gradient = vec![0.0; theta.len()];
    let objective = f.gradient(&theta, &mut gradient)?;
    let gradient = largest(&gradient, space.reach);
    Ok(Found { theta, objective, gradient, iterations, converged: gradient <= stop.loose, step })
}
