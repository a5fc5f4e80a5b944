//! `lossfn check`: the first bad value of each column and each loss.

use lossfn::MetricPartial;

use crate::args::Check;
use crate::batch::{BadCell, Batch, Groups, Rules};
use crate::columns::{Header, Layout};
use crate::failure::{Failure, Result};
use crate::output;
use crate::progress::Progress;
use crate::read::{Bad, Cell, Reader, Source, sources};
use crate::tasks::{Measure, Task, Tasks, plan};

pub(crate) fn run(args: &Check) -> Result<()> {
    let data = &args.data;
    let sources = sources(&data.files)?;
    let named = [&data.pred, &data.input, &data.logits, &data.loss, &data.metric]
        .iter()
        .any(|names| !names.is_empty())
        || [&data.target, &data.weight, &data.mask].iter().any(|name| name.is_some());
    let mut findings = Findings::default();
    let mut progress = Progress::new(&sources);
    let mut rows = 0;
    let mut settled: Option<(Layout, Tasks)> = None;
    for source in &sources {
        let mut reader = Reader::open(source, data.delimiter)?;
        if named {
            let header = Header::of(source.name(), &reader);
            let (layout, tasks) = match settled.take() {
                Some(settled) => settled,
                None => plan(data, None, header)?,
            };
            rows += named_columns(
                &layout,
                &tasks,
                source,
                &mut reader,
                data.batch_size,
                &mut findings,
                &mut progress,
            )?;
            settled = Some((layout, tasks));
        } else {
            rows += all_columns(source, &mut reader, &mut findings, &mut progress)?;
        }
        progress.next_file(reader.bytes());
    }
    drop(progress);
    findings.tell(rows)
}

/// The first of each kind of finding, in the order in which they were met.
#[derive(Default)]
struct Findings(Vec<Finding>);

struct Finding {
    file: String,
    /// The loss that minds; none for what no loss could read.
    loss: Option<String>,
    first: BadCell,
    count: u64,
}

impl Findings {
    fn add(&mut self, file: &str, loss: Option<&str>, bad: BadCell) {
        let same =
            |f: &&mut Finding| f.file == file && f.loss.as_deref() == loss && f.first.column == bad.column;
        match self.0.iter_mut().find(same) {
            // A loss of several predictions meets the same target more than once.
            Some(finding) if finding.first.place == bad.place => {}
            Some(finding) => finding.count += 1,
            None => {
                self.0.push(Finding { file: file.into(), loss: loss.map(Into::into), first: bad, count: 1 });
            }
        }
    }

    fn tell(self, rows: u64) -> Result<()> {
        let counted = |n: u64, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
        if self.0.is_empty() {
            return output::print(&format!("{}, no bad value.\n", counted(rows, "row")));
        }
        let mut text = String::new();
        for finding in &self.0 {
            let more = match finding.count - 1 {
                0 => String::new(),
                n => format!(" ({})", counted(n, "more row")),
            };
            let line = Failure::Data(format!("{}{more}", finding.first.in_file(&finding.file)));
            text.push_str(&format!("{line}\n"));
        }
        text.push_str(&format!("{}, {}.\n", counted(rows, "row"), counted(self.0.len() as u64, "finding")));
        output::print(&text)?;
        Err(Failure::Found)
    }
}

/// The columns and losses that were asked for.
fn named_columns(
    layout: &Layout,
    tasks: &Tasks,
    source: &Source,
    reader: &mut Reader,
    limit: usize,
    findings: &mut Findings,
    progress: &mut Progress,
) -> Result<u64> {
    let file = source.name();
    let binding = layout.bind(Header::of(file, reader))?;
    reader.select(&binding.columns())?;
    let (rules, mut batch, mut rows) = (Rules::new(layout, true), Batch::default(), 0);
    loop {
        batch.fill(reader, &rules, &binding, &mut Groups::default(), limit, &mut |bad| {
            findings.add(file, None, bad);
            Ok(())
        })?;
        if batch.len() == 0 {
            return Ok(rows);
        }
        rows += batch.len() as u64;
        for task in &tasks.losses {
            let ask = |batch: &Batch| task.evaluate(layout, batch, 1).map(drop);
            judge(task, ask, layout, &batch, file, findings)?;
        }
        for task in &tasks.metrics {
            let ask =
                |batch: &Batch| task.add_to(layout, batch, 1, &mut [MetricPartial::new(&task.of)], |_| 0);
            judge(task, ask, layout, &batch, file, findings)?;
        }
        progress.at(reader.bytes());
    }
}

/// Asks the library what it thinks of the rows: of all at once, and of each when one is bad.
fn judge<M: Measure>(
    task: &Task<M>,
    ask: impl Fn(&Batch) -> Result<(), lossfn::Error>,
    layout: &Layout,
    batch: &Batch,
    file: &str,
    findings: &mut Findings,
) -> Result<()> {
    if ask(batch).is_ok() {
        return Ok(());
    }
    for i in (0..batch.len()).filter(|&i| batch.keep[i]) {
        let row = batch.single(i, layout);
        if let Err(error) = ask(&row) {
            let bad = task.locate(&error, layout, &row).ok_or(error)?;
            findings.add(file, Some(&task.name), bad);
        }
    }
    Ok(())
}

/// Every column whose first cell that is not empty is a number.
fn all_columns(
    source: &Source,
    reader: &mut Reader,
    findings: &mut Findings,
    progress: &mut Progress,
) -> Result<u64> {
    #[derive(Clone)]
    enum Column {
        /// Empty so far, from this row on.
        Unknown(Option<BadCell>),
        Numbers,
        Texts,
    }
    let file = source.name().to_owned();
    let header = reader.header().to_vec();
    let mut columns = vec![Column::Unknown(None); header.len()];
    let mut rows = 0;
    while reader.advance()? {
        rows += 1;
        for (i, (name, column)) in header.iter().zip(&mut columns).enumerate() {
            let cell = reader.cell(i);
            let bad = problem(&cell).map(|problem| BadCell {
                place: reader.place(),
                column: name.clone(),
                problem,
            });
            match (&mut *column, bad, cell.number()) {
                (Column::Texts, ..) | (Column::Numbers, None, _) => {}
                (Column::Numbers, Some(bad), _) => findings.add(&file, None, bad),
                (Column::Unknown(first), bad, Err(Bad::Empty)) => {
                    if first.is_none() {
                        *first = bad;
                    }
                }
                (Column::Unknown(_), _, Err(Bad::NoNumber)) => *column = Column::Texts,
                (Column::Unknown(first), bad, _) => {
                    for bad in first.take().into_iter().chain(bad) {
                        findings.add(&file, None, bad);
                    }
                    *column = Column::Numbers;
                }
            }
        }
        if rows % 4096 == 0 {
            progress.at(reader.bytes());
        }
    }
    Ok(rows)
}

/// What is wrong with a cell of a column of numbers.
fn problem(cell: &Cell<'_>) -> Option<String> {
    match cell.number() {
        Ok(x) if x.is_nan() => Some("the value is NaN".into()),
        Ok(_) => None,
        Err(Bad::Empty) => Some("the cell is empty".into()),
        Err(Bad::NoNumber) => Some(format!("`{}` is no number", cell.text())),
        Err(Bad::TooLarge) => Some(format!("{} is too large for a 64-bit float", cell.text())),
    }
}
