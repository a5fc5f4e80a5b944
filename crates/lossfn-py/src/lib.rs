//! Losses and metrics for Python: what the package `lossfn` calls. It knows no loss; the package finds them
//! in the catalogue.

mod arguments;
mod array;
mod curve;
mod data;
mod error;
mod loss;
mod metric;
mod out;
mod pairs;
mod partial;
mod threads;
mod tokens;

use pyo3::prelude::*;

/// The names of all losses, in reading order.
#[pyfunction]
fn losses() -> Vec<&'static str> {
    lossfn::catalogue().iter().map(|entry| entry.spec.name).collect()
}

/// The names of all metrics, in reading order.
#[pyfunction]
fn metrics() -> Vec<&'static str> {
    lossfn::metrics().iter().map(|entry| entry.spec.page.name).collect()
}

/// What is known of a loss or of a metric, by name or alias, as JSON.
#[pyfunction]
fn spec(name: &str) -> PyResult<String> {
    if let Ok(entry) = lossfn::metric::find(name) {
        return Ok(lossfn::json::metric(entry.spec).to_string());
    }
    let entry = lossfn::find(name).map_err(error::raised)?;
    Ok(lossfn::json::loss(&entry).map_err(error::raised)?.to_string())
}

#[pymodule(gil_used = true)]
mod _lossfn {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::{
        curve::{Curve, window},
        loss::{Bending, Diagonal, Distance, Loss, get, named},
        losses,
        metric::{Metric, metric},
        metrics,
        pairs::{mine, triples},
        partial::{MetricPartial, Partial},
        spec,
        threads::{forked, num_threads, set_num_threads},
        tokens::{token_sums, token_weights},
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
