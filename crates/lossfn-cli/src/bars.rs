//! Results as bars.

use std::path::Path;

use lossfn_plot::{Bars, PlotError};

use crate::failure::{Failure, Result};
use crate::report::{Outcome, Report, named};

/// Whether the name says what kind of picture is wanted; asked before any work is done.
pub(crate) fn check_ending(path: &Path) -> Result<()> {
    let ending = path.extension().unwrap_or_default();
    if ["svg", "png"].iter().any(|e| ending.eq_ignore_ascii_case(e)) {
        return Ok(());
    }
    Err(Failure::usage(PlotError::Ending { path: path.into() }))
}

pub(crate) fn failure(error: PlotError) -> Failure {
    match error {
        PlotError::Ending { .. } => Failure::usage(error),
        PlotError::Write { path, source } => Failure::file("write", path.display(), &source),
        _ => Failure::data(error),
    }
}

/// Draws the results: a group of bars for each loss, or for each group of rows, and in it a bar for
/// each prediction.
///
/// Different losses have different units. Several are therefore drawn relative to the lowest of each,
/// where that means something.
pub(crate) fn save(report: &Report, path: &Path) -> Result<()> {
    let unique = |name: fn(&Outcome) -> &str| {
        let mut names: Vec<&str> = vec![];
        for outcome in &report.outcomes {
            if !names.contains(&name(outcome)) {
                names.push(name(outcome));
            }
        }
        names
    };
    let (losses, preds) = (unique(|o| &o.label), unique(|o| &o.pred));
    let groups = unique(|o| o.group.as_deref().unwrap_or_default());
    let relative = losses.len() > 1
        && preds.len() > 1
        && report.outcomes.iter().all(|o| o.metric.is_none() && o.value > 0.0 && o.value.is_finite());
    let label = |loss: &str, group: &str| match (report.by.is_some(), losses.len()) {
        (false, _) => loss.to_owned(),
        (true, 1) => named(Some(group)),
        (true, _) => format!("{loss}, {}", named(Some(group))),
    };
    let find = |loss: &str, group: &str, pred: &str| {
        let is = |o: &&Outcome| {
            o.label == loss && o.pred == pred && o.group.as_deref().unwrap_or_default() == group
        };
        report.outcomes.iter().find(is).map_or(f64::NAN, |o| o.value)
    };
    let (mut labels, mut bars): (Vec<String>, Vec<Vec<f64>>) = (vec![], vec![vec![]; preds.len()]);
    for loss in &losses {
        for group in &groups {
            labels.push(label(loss, group));
            let values: Vec<f64> = preds.iter().map(|pred| find(loss, group, pred)).collect();
            let unit = if relative { values.iter().copied().fold(f64::INFINITY, f64::min) } else { 1.0 };
            bars.iter_mut().zip(values).for_each(|(bar, value)| bar.push(value / unit));
        }
    }
    let title = if let ([loss], true) = (&losses[..], report.by.is_some()) {
        format!("{loss} by {}", report.by.as_deref().unwrap_or_default())
    } else {
        String::new()
    };
    let x_label = if relative {
        "loss, relative to the lowest".into()
    } else if report.measure() == "loss" {
        report.reduction.name().replace('_', " ")
    } else {
        "value".into()
    };
    let groups = preds.iter().map(|&p| p.to_owned()).zip(bars).collect();
    Bars { title, x_label, labels, groups }.save(path).map_err(failure)
}
