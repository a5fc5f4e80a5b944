//! Rows that are compared with each other: kept until all files have been read.

use std::collections::HashMap;

use lossfn::AnyMetric;

use crate::batch::{BadCell, Batch};
use crate::columns::Layout;
use crate::failure::{Failure, Result};
use crate::output::exact;
use crate::tasks::{Measure, Reads, Task};

/// All rows.
#[derive(Default)]
pub(crate) struct Gathered {
    batch: Batch,
    /// Where the rows of each file end.
    files: Vec<(usize, String)>,
}

/// The same, and which rows are compared.
pub(crate) struct Sets {
    pub(crate) batch: Batch,
    /// The part that each set adds to.
    pub(crate) parts: Vec<usize>,
    files: Vec<(usize, String)>,
}

impl Gathered {
    pub(crate) fn add(&mut self, batch: &Batch, file: &str) {
        let all = &mut self.batch;
        all.numbers.resize_with(batch.numbers.len(), Vec::new);
        all.numbers.iter_mut().zip(&batch.numbers).for_each(|(all, x)| all.extend(x));
        all.places.extend(&batch.places);
        all.weight.extend(&batch.weight);
        all.keep.extend(&batch.keep);
        all.groups.extend(&batch.groups);
        all.keys.extend(&batch.keys);
        all.drops |= batch.drops;
        match self.files.last_mut() {
            Some((end, name)) if name == file => *end = all.places.len(),
            _ => self.files.push((all.places.len(), file.into())),
        }
    }

    /// Rows of equal keys are a set; one that lies in several parts is one in each.
    pub(crate) fn sets(self, layout: &Layout, losses: &[Task], metrics: &[Task<AnyMetric>]) -> Result<Sets> {
        let Self { mut batch, files } = self;
        let mut sets = HashMap::new();
        let (mut parts, mut weights, mut of_rows) = (vec![], vec![], vec![]);
        let reads = losses.iter().map(|task| task.reads).chain(metrics.iter().map(|task| task.reads));
        let weighed = layout.weight.is_some()
            && reads.into_iter().any(|reads| matches!(reads, Reads::Grouped { weighs_rows: false, .. }));
        for row in 0..batch.len() {
            let (part, key) = (batch.groups[row], batch.keys[row]);
            let set = *sets.entry((part, key)).or_insert_with(|| {
                parts.push(part);
                weights.push(None);
                parts.len() - 1
            });
            of_rows.push(set as u64);
            if !weighed {
                continue;
            }
            let weight = batch.weight[row];
            let given = *weights[set].get_or_insert(weight);
            if given != weight {
                let bad = BadCell {
                    place: batch.places[row],
                    column: layout.weight.clone().unwrap_or_default(),
                    problem: format!(
                        "{} is not the weight {} of the other rows of its group; a weight is that of a whole group",
                        exact(weight),
                        exact(given)
                    ),
                };
                return Err(bad.failure(file(&files, row)));
            }
        }
        batch.sets = Some(lossfn::Groups::keys(&of_rows));
        batch.set_weights = weights.into_iter().map(|weight| weight.unwrap_or(1.0)).collect();
        Ok(Sets { batch, parts, files })
    }
}

impl Sets {
    /// Where an error of the library is.
    pub(crate) fn failure<M: Measure>(
        &self,
        task: &Task<M>,
        error: lossfn::Error,
        layout: &Layout,
    ) -> Failure {
        let row = match &error {
            lossfn::Error::Value { index, .. } => *index,
            _ => 0,
        };
        task.failure(error, layout, &self.batch, file(&self.files, row))
    }
}

/// The file that a row stands in.
fn file(files: &[(usize, String)], row: usize) -> &str {
    files.iter().find(|(end, _)| row < *end).map_or("", |(_, name)| name)
}
