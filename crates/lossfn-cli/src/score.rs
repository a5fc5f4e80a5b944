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
            on = on.weight(self.weights(batch));
        }
        if layout.ignore.is_some() && matches!(self.reads, Reads::Rows { labels: Some(_), .. }) {
            on = on.ignore(IGNORED);
        }
        on.evaluate()
    }
}

impl Task<AnyMetric> {
    /// Adds each row, or each set of rows, to its part.
    pub(crate) fn add_to(
        &self,
        layout: &Layout,
        batch: &Batch,
        threads: usize,
        parts: &mut [MetricPartial],
        part: impl Fn(usize) -> usize,
    ) -> Checked<()> {
        let mut on = self.of.on_inputs(self.inputs(layout, batch)?).threads(threads);
        if batch.drops {
            on = on.mask(&batch.keep);
        }
        if layout.weight.is_some() {
            on = on.weight(self.weights(batch));
        }
        if layout.ignore.is_some() && matches!(self.reads, Reads::Rows { labels: Some(_), .. }) {
            on = on.ignore(IGNORED);
        }
        on.add_to(parts, part)
    }
}

impl<M: Measure> Task<M> {
    /// Whether it compares the rows of groups.
    pub(crate) fn gathers(&self) -> bool {
        matches!(self.reads, Reads::Grouped { .. })
    }
    /// The weights of what it counts: of rows, or of the sets that are compared.
    fn weights<'a>(&self, batch: &'a Batch) -> &'a [f64] {
        match self.reads {
            Reads::Grouped { weighs_rows: false, .. } => &batch.set_weights,
            _ => &batch.weight,
        }
    }
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
            Reads::Grouped { columns, count, .. } => {
                let columns = columns.map(|k| &batch.numbers[k][..]);
                let inputs = batch.sets.as_ref().and_then(|sets| Inputs::grouped(&columns[..count], sets));
                let (got, want) = ("columns without groups", self.of.spec().reads());
                inputs.ok_or_else(|| lossfn::Error::Inputs { loss: self.name.clone(), got, want })?
            }
            Reads::Rows { pred, other, labels } => {
                let labels = labels.map(|i| Labels::I64(&batch.labels[i]));
                let inputs = Inputs::from_rows(table(pred)?, other.map(table).transpose()?, labels);
                let (got, want) = ("one table", self.of.spec().reads());
                inputs.ok_or_else(|| lossfn::Error::Inputs { loss: self.name.clone(), got, want })?
            }
            Reads::Vectors { tables: [a, b, c], count, label } => match label {
                _ if count == 3 => Inputs::Triples(table(a)?, table(b)?, table(c)?),
                Some(label) => {
                    let signs = &batch.signs[label];
                    let broken = |(x, sign): (&f64, &i64)| *x != *sign as f64;
                    if let Some(index) = batch.numbers[label].iter().zip(signs).position(broken) {
                        let (value, input) = (batch.numbers[label][index], self.of.spec().inputs[count]);
                        return Err(lossfn::Error::Value {
                            input: input.name,
                            index,
                            value,
                            allowed: input.domain,
                        });
                    }
                    Inputs::Taught(table(a)?, table(b)?, Labels::I64(signs))
                }
                None => Inputs::Tables(table(a)?, table(b)?),
            },
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
                    Reads::Grouped { columns, .. } => {
                        number(columns[self.of.spec().inputs.iter().position(|i| i.name == *input)?])
                    }
                    Reads::Rows { pred: p, other, .. } => cell(if pred { p } else { other.unwrap_or(p) }),
                    Reads::Vectors { tables, count, label } => {
                        let place = self.of.spec().inputs.iter().position(|i| i.name == *input)?;
                        if place < count { cell(tables[place]) } else { number(label?) }
                    }
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
                let Reads::Rows { pred, other, .. } = self.reads else { return None };
                let table = if is_target { other.unwrap_or(pred) } else { pred };
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

/// The loss of each row for all tasks that read rows one by one.
pub(crate) fn all(
    tasks: &[Task],
    layout: &Layout,
    batch: &Batch,
    file: &str,
    threads: usize,
) -> Result<Vec<Evaluation<f64>>> {
    tasks
        .iter()
        .filter(|t| !t.gathers())
        .map(|t| t.evaluate(layout, batch, threads).map_err(|e| t.failure(e, layout, batch, file)))
        .collect()
}
