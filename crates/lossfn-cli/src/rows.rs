//! The loss of every row, as a file.

use std::path::Path;

use lossfn::Evaluation;

use crate::batch::{Batch, Groups};
use crate::columns::Layout;
use crate::failure::{Failure, Result};
use crate::output::{Draft, exact};
use crate::tasks::Task;

/// A file that gets a line, or a row of an array, for each row.
pub(crate) struct RowWriter {
    draft: Draft,
    /// How many results a row has, and how many rows there are, for an array.
    array: Option<(usize, u64)>,
    line: Vec<u8>,
}

impl RowWriter {
    pub(crate) fn new(path: &Path, tasks: &[Task], layout: &Layout, place: &str) -> Result<Self> {
        let ending = path.extension().unwrap_or_default();
        let is_array = ending.eq_ignore_ascii_case("npy");
        if !is_array && !ending.eq_ignore_ascii_case("csv") {
            let name = path.display();
            return Err(Failure::usage(format_args!(
                "cannot write rows to {name}: the name must end in .csv or .npy"
            )));
        }
        let mut writer =
            Self { draft: Draft::new(path)?, array: is_array.then_some((tasks.len(), 0)), line: vec![] };
        if let Some((width, rows)) = writer.array {
            writer.draft.write(&header(width, rows))?;
            return Ok(writer);
        }
        writer.cell("file");
        writer.cell(place);
        for name in [&layout.by, &layout.weight].into_iter().flatten() {
            writer.cell(name);
        }
        for task in tasks {
            writer.cell(&format!("{}[{}]", task.name, task.pred));
        }
        writer.end_line()?;
        Ok(writer)
    }

    pub(crate) fn add(
        &mut self,
        file: &str,
        layout: &Layout,
        batch: &Batch,
        groups: &Groups,
        results: &[Evaluation<f64>],
    ) -> Result<()> {
        for (i, place) in batch.places.iter().enumerate() {
            // A row that does not count has no loss.
            let losses = results.iter().map(|r| r.counts(i).then(|| r.values()[i]));
            if let Some((_, rows)) = &mut self.array {
                *rows += 1;
                self.line.extend(losses.flat_map(|loss| loss.unwrap_or(f64::NAN).to_le_bytes()));
                self.draft.write(&self.line)?;
                self.line.clear();
                continue;
            }
            self.cell(file);
            self.cell(&place.parts().1.to_string());
            if layout.by.is_some() {
                self.cell(&groups.names[batch.groups[i]]);
            }
            if layout.weight.is_some() {
                self.cell(&exact(batch.weight[i]));
            }
            for loss in losses {
                self.cell(&loss.map_or_else(String::new, exact));
            }
            self.end_line()?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<()> {
        if let Some((width, rows)) = self.array {
            self.draft.write_first(&header(width, rows))?;
        }
        self.draft.finish()
    }

    fn cell(&mut self, text: &str) {
        if !self.line.is_empty() {
            self.line.push(b',');
        }
        self.line.extend(quoted(text).bytes());
    }
    fn end_line(&mut self) -> Result<()> {
        self.line.push(b'\n');
        self.draft.write(&self.line)?;
        self.line.clear();
        Ok(())
    }
}

/// A cell of a CSV file.
pub(crate) fn quoted(text: &str) -> String {
    let plain = !text.contains([',', '"', '\n', '\r']) && text.trim() == text;
    if plain { text.into() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

/// The header of an array, always of the same length, so that it can be written again when the
/// number of rows is known. One result makes one dimension.
fn header(width: usize, rows: u64) -> Vec<u8> {
    const LENGTH: usize = 128;
    let shape = if width == 1 { format!("({rows},)") } else { format!("({rows}, {width})") };
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(((LENGTH - 10) as u16).to_le_bytes());
    bytes.extend(format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}").bytes());
    bytes.resize(LENGTH - 1, b' ');
    bytes.push(b'\n');
    bytes
}
