//! Which losses and metrics are computed from which columns: it follows from what each one reads.

mod options;

use std::fmt;

use lossfn::spec::{Input, Spec};
use lossfn::{AnyLoss, AnyMetric, Error};

use crate::args::Data;
use crate::columns::{Header, Layout};
use crate::failure::{Failure, Result};
use options::{Options, Used};

/// A loss or a metric.
pub(crate) trait Measure: Clone + fmt::Display {
    fn spec(&self) -> &'static Spec;
    /// What it reads: each of its terms, if it is a sum.
    fn inputs(&self) -> Vec<&'static [Input]>;
}

impl Measure for AnyLoss {
    fn spec(&self) -> &'static Spec {
        self.spec()
    }
    fn inputs(&self) -> Vec<&'static [Input]> {
        self.terms().iter().map(|t| t.loss.inputs()).collect()
    }
}

impl Measure for AnyMetric {
    fn spec(&self) -> &'static Spec {
        &self.spec().page
    }
    fn inputs(&self) -> Vec<&'static [Input]> {
        self.inputs()
    }
}

/// A loss, or a metric, of a prediction.
#[derive(Debug)]
pub(crate) struct Task<M = AnyLoss> {
    pub(crate) of: M,
    /// It as an expression that does not depend on how it was asked for.
    pub(crate) name: String,
    /// It as it was asked for: what people look for in a table.
    pub(crate) label: String,
    /// The prediction as it was named.
    pub(crate) pred: String,
    pub(crate) reads: Reads,
}

/// What a loss reads, as places in the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    Columns {
        pred: usize,
        target: usize,
    },
    Several {
        columns: [usize; 4],
        count: usize,
    },
    Weights(usize),
    /// Two or three columns, whose rows are compared in groups.
    Grouped {
        columns: [usize; 3],
        count: usize,
        /// Whether weights are those of rows.
        weighs_rows: bool,
    },
    /// A table with another one, with labels, or with both.
    Rows {
        pred: usize,
        other: Option<usize>,
        labels: Option<usize>,
    },
    /// Two or three tables of vectors, and a column of numbers that label pairs.
    Vectors {
        tables: [usize; 3],
        count: usize,
        label: Option<usize>,
    },
}

/// What is computed.
pub(crate) struct Tasks {
    pub(crate) losses: Vec<Task>,
    pub(crate) metrics: Vec<Task<AnyMetric>>,
}

/// Settles what is read and what is computed.
pub(crate) fn plan(data: &Data, by: Option<&str>, header: Header<'_>) -> Result<(Layout, Tasks)> {
    let mut layout = Layout {
        weight: data.weight.clone(),
        mask: data.mask.clone(),
        by: by.map(Into::into),
        group: data.group.clone(),
        positive: data.positive.clone(),
        ignore: data.ignore.clone(),
        ..Layout::default()
    };
    let losses = named(&data.loss, lossfn::get)?;
    let metrics = named(&data.metric, lossfn::metric)?;
    let options = Options::new(data, header)?;
    let (mut tasks, mut used) = (Tasks { losses: vec![], metrics: vec![] }, Used::default());
    for (label, loss) in &losses {
        options.add(label, loss, &mut layout, &mut tasks.losses, &mut used)?;
    }
    for (label, metric) in &metrics {
        options.add(label, metric, &mut layout, &mut tasks.metrics, &mut used)?;
    }
    let nothing = losses.is_empty() && metrics.is_empty();
    layout.gathers = used.grouped;
    let unread = [
        (data.group.is_some() && !used.grouped, "--group", ": it is for what compares the rows of groups"),
        (!options.single.is_empty() && !used.single, "--pred", "with one column"),
        (!options.wide.is_empty() && !used.wide, "--pred", "with several columns"),
        (!options.logits.is_empty() && !used.logits, "--logits", ""),
        (options.target.is_some() && !used.target, "--target", ""),
        (data.ignore.is_some() && !used.labels, "--ignore", ": it is for losses of logits with labels"),
        (
            data.positive.is_some() && !used.pair,
            "--positive",
            ": it is for targets that have one of two values",
        ),
    ];
    if let (false, Some((_, option, what))) = (nothing, unread.iter().find(|(unread, ..)| *unread)) {
        let space = if what.starts_with(':') || what.is_empty() { "" } else { " " };
        let all = match (losses.is_empty(), metrics.is_empty()) {
            (_, true) => "losses",
            (true, false) => "metrics",
            (false, false) => "losses and metrics",
        };
        return Err(Failure::usage(format_args!("none of the {all} reads {option}{space}{what}")));
    }
    let unread = (0..options.inputs.len()).find(|k| !used.inputs.contains(k));
    if let (false, Some(k)) = (nothing, unread) {
        let name = options.inputs[k].0;
        return Err(Failure::usage(format_args!(
            "none of the losses has a further input `{name}` for --input"
        )));
    }
    if nothing {
        options.name_all(&mut layout);
    }
    Ok((layout, tasks))
}

/// Expressions with what they name.
fn named<'a, M>(texts: &'a [String], get: fn(&str) -> Result<M, Error>) -> Result<Vec<(&'a str, M)>> {
    let one = |text: &'a String| match get(text) {
        Ok(it) => Ok((text.as_str(), it)),
        Err(Error::NotALoss { name }) => {
            Err(Failure::usage(format_args!("`{name}` is a metric, not a loss; give it to --metric")))
        }
        Err(Error::NotAMetric { name }) => {
            Err(Failure::usage(format_args!("`{name}` is a loss, not a metric; give it to --loss")))
        }
        Err(error) => Err(error.into()),
    };
    texts.iter().map(one).collect()
}
