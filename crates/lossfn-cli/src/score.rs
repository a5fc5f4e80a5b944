//! A loss or a metric on a batch, and what is wrong where, when something is.

use lossfn::spec::{Domain, Input, Stage};
use lossfn::{AnyLoss, AnyMetric, Evaluation, Inputs, Labels, MetricPartial, Rows};

use crate::batch::{BadCell, Batch, positive_hint};
use crate::classes::IGNORED;
use crate::columns::Layout;
use crate::failure::{Failure, Result};
use crate::output::exact;
use crate::tasks::{Measure, Reads, Task};

type Checked<T> = std::result::Result<T, lossfn::Error>;

impl Task {
    /// The loss of each row.
    pub(crate) fn evaluate(
        &self,
        layout: &Layout,
        batch: &Batch,
        threads: usize,
    ) -> Checked<Evaluation<f64>> {
        self.evaluate_as(&self.of, layout, batch, threads)
    }

    /// Another loss, such as a term of this one, on the same data.
    pub(crate) fn evaluate_as(
        &self,
        loss: &AnyLoss,
        layout: &Layout,
        batch: &Batch,
        threads: usize,
    ) -> Checked<Evaluation<f64>> {
        let mut on = loss.on_inputs(self.inputs(layout, batch)?).threads(threads);
        if batch.drops {
            on = on.mask(&batch.keep);
        }
        if layout.weight.is_some() {
            on = on.weight(&batch.weight);
        }
        if layout.ignore.is_some() && matches!(self.reads, Reads::Labelled { .. } | Reads::Taught { .. }) {
            on = on.ignore(IGNORED);
        }
        on.evaluate()
    }
}

impl Task<AnyMetric> {
    /// Adds each row to the part of its group.
    pub(crate) fn add_to(
        &self,
        layout: &Layout,
        batch: &Batch,
        threads: usize,
        parts: &mut [MetricPartial],
    ) -> Checked<()> {
        let mut on = self.of.on_inputs(self.inputs(layout, batch)?).threads(threads);
        if batch.drops {
            on = on.mask(&batch.keep);
        }
        if layout.weight.is_some() {
            on = on.weight(&batch.weight);
        }
        if layout.ignore.is_some() && matches!(self.reads, Reads::Labelled { .. } | Reads::Taught { .. }) {
            on = on.ignore(IGNORED);
        }
        on.add_to(parts, |i| batch.groups[i])
    }
}

impl<M: Measure> Task<M> {
    /// The rows of a batch as what is read.
    fn inputs<'a>(&self, layout: &Layout, batch: &'a Batch) -> Checked<Inputs<'a, f64>> {
        let table = |i: usize| Rows::rows(&batch.tables[i], layout.tables[i].columns.len());
        Ok(match self.reads {
            Reads::Columns { pred, target } => Inputs::Columns(&batch.numbers[pred], &batch.numbers[target]),
            Reads::Several { columns: [a, b, c, d], count } => {
                let x = |k: usize| &batch.numbers[k];
                if count == 3 { (x(a), x(b), x(c)).into() } else { (x(a), x(b), x(c), x(d)).into() }
            }
            Reads::Weights(pred) => Inputs::Weights(&batch.numbers[pred]),
            Reads::Tables { pred, target } => Inputs::Tables(table(pred)?, table(target)?),
            Reads::Labelled { table: t, labels } => {
                Inputs::Labelled(table(t)?, Labels::I64(&batch.labels[labels]))
            }
            Reads::Taught { table: t, teacher, labels } => {
                Inputs::Taught(table(t)?, table(teacher)?, Labels::I64(&batch.labels[labels]))
            }
        })
    }

    /// Where an error of the library is in the file, and what it is about.
    pub(crate) fn locate(&self, error: &lossfn::Error, layout: &Layout, batch: &Batch) -> Option<BadCell> {
        let (is_target, pred) = match error {
            lossfn::Error::Value { input, .. } | lossfn::Error::Row { input, .. } => {
                let inputs = self.of.inputs();
                let stands =
                    |k: usize| inputs.iter().any(|i: &&[Input]| i.get(k).is_some_and(|i| i.name == *input));
                let of_rows = matches!(self.of.spec().stage, Stage::Softmax | Stage::LogProbabilities);
                let target = if of_rows { *input == "target" } else { stands(1) && !stands(0) };
                (target, !target)
            }
            _ => (false, false),
        };
        match error {
            lossfn::Error::Value { input, index, value, allowed } => {
                let number = |i: usize| (*index, layout.numbers[i].column.clone());
                let cell = |i: usize| {
                    let columns = &layout.tables[i].columns;
                    (index / columns.len(), columns[index % columns.len()].clone())
                };
                let (row, column) = match self.reads {
                    Reads::Columns { pred: p, target } => number(if pred { p } else { target }),
                    Reads::Several { columns, .. } => {
                        number(columns[self.of.spec().inputs.iter().position(|i| i.name == *input)?])
                    }
                    Reads::Weights(i) => number(i),
                    Reads::Tables { pred: p, target } => cell(if pred { p } else { target }),
                    Reads::Labelled { table, .. } => cell(table),
                    Reads::Taught { table, teacher, .. } => cell(if pred { table } else { teacher }),
                };
                let mut problem =
                    format!("{} is not allowed; {} reads {}", exact(*value), self.name, told(*allowed));
                if let (true, Domain::Points(_)) = (is_target, allowed) {
                    problem.push_str(&format!(
                        "; say which value is the positive class, such as {}",
                        positive_hint(&exact(value.max(1.0)))
                    ));
                }
                Some(BadCell { place: *batch.places.get(row)?, column, problem })
            }
            lossfn::Error::Row { row, problem, .. } => {
                let table = match self.reads {
                    Reads::Tables { target, .. } | Reads::Taught { teacher: target, .. } if is_target => {
                        target
                    }
                    Reads::Tables { pred: table, .. }
                    | Reads::Labelled { table, .. }
                    | Reads::Taught { table, .. } => table,
                    Reads::Columns { .. } | Reads::Several { .. } | Reads::Weights(_) => return None,
                };
                let column = layout.tables[table].pattern.clone();
                Some(BadCell {
                    place: *batch.places.get(*row)?,
                    column,
                    problem: format!("the row {problem}"),
                })
            }
            _ => None,
        }
    }

    /// The same as a failure.
    pub(crate) fn failure(
        &self,
        error: lossfn::Error,
        layout: &Layout,
        batch: &Batch,
        file: &str,
    ) -> Failure {
        match self.locate(&error, layout, batch) {
            Some(bad) => bad.failure(file),
            // Such as class weights of the wrong number: it is about the loss, not about a row.
            None => error.into(),
        }
    }
}

/// A domain in a sentence.
fn told(domain: Domain) -> String {
    match domain {
        Domain::Points(_) => domain.to_string(),
        Domain::Interval { .. } | Domain::Outside { .. } => format!("numbers in {domain}"),
    }
}

/// The loss of each row for all tasks.
pub(crate) fn all(
    tasks: &[Task],
    layout: &Layout,
    batch: &Batch,
    file: &str,
    threads: usize,
) -> Result<Vec<Evaluation<f64>>> {
    tasks
        .iter()
        .map(|t| t.evaluate(layout, batch, threads).map_err(|e| t.failure(e, layout, batch, file)))
        .collect()
}
