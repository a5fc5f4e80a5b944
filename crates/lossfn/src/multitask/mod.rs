//! Losses made of losses: several tasks, and parameters that change on the way.
//!
//! [`uncertainty_weighting`] makes one loss of those of several tasks, with log-variances that are learned.
//! [`pc_grad`] and [`ca_grad`] make one gradient of those of several tasks, [`GradNorm`] weights for the tasks. They
//! take gradients as the rows of a table, from wherever they come, and give the same bits each time. A [`Schedule`]
//! gives the value of a parameter at a step. A weighted sum of losses of the same data is an
//! [expression](crate::get), and one pass.

mod gradients;
mod schedule;
mod uncertainty;

pub use gradients::{Balance, GradNorm, ca_grad, pc_grad};
pub use schedule::Schedule;
pub use uncertainty::{Likelihood, Weighted, uncertainty_weighting};

use crate::{Error, spec::Domain};

/// Whether there is one number for each task, and each is allowed.
fn each(input: &'static str, x: &[f64], tasks: usize, allowed: Domain) -> Result<(), Error> {
    if x.len() != tasks {
        return Err(Error::Shape { input, got: format!("({},)", x.len()), want: format!("({tasks},)") });
    }
    match x.iter().position(|&x| !allowed.contains(x)) {
        Some(index) => Err(Error::Value { input, index, value: x[index], allowed }),
        None => Ok(()),
    }
}
