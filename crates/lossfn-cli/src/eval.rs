//! `lossfn eval`: files in, a table of losses and metrics out.

use std::path::Path;

use lossfn::{AnyMetric, MetricPartial, Partial};

use crate::args::{Empty, Eval, Format};
use crate::batch::{Batch, Groups, Rules};
use crate::columns::{Header, Layout};
use crate::explain::{Explanation, Origins};
use crate::failure::{Failure, Result, after_colon};
use crate::gathered::Gathered;
use crate::output;
use crate::progress::Progress;
use crate::read::{Reader, Source, sources};
use crate::report::{self, Outcome, Report, WorstRows};
use crate::rows::RowWriter;
use crate::tasks::{Task, Tasks, plan};
use crate::worst::Worst;
use crate::{bars, score};

pub(crate) fn run(args: &Eval) -> Result<()> {
    if let Some(pictures) = &args.image {
        return crate::pictures::run(args, pictures);
    }
    if args.maps.is_some() {
        return Err(Failure::usage("--maps is about pictures; give two by --image"));
    }
    let several = args.explain || args.worst.is_some();
    if several && matches!(args.format, Format::Csv) {
        let why = "csv holds one table; with --explain or --worst, choose table, markdown or json";
        return Err(Failure::usage(why));
    }
    if let Some(path) = &args.plot {
        bars::check_ending(path)?;
    }
    let sources = sources(&args.data.files)?;
    let outputs = [&args.rows, &args.plot, &args.output];
    for (i, path) in outputs.iter().enumerate().filter_map(|(i, path)| path.as_ref().map(|p| (i, p))) {
        keeps_inputs(path, &sources)?;
        if outputs[..i].contains(&&Some(path.clone())) {
            return Err(Failure::usage(format_args!("{} is named for two outputs", path.display())));
        }
    }
    let (report, rows) = score(args, &sources)?;
    // All is computed; from here on only writing can fail.
    if let Some(path) = &args.plot {
        bars::save(&report, path)?;
    }
    rows.map_or(Ok(()), RowWriter::finish)?;
    output::deliver(&report::render(&report, args.format), args.output.as_deref())
}

/// An output never takes the place of an input.
fn keeps_inputs(path: &Path, sources: &[Source]) -> Result<()> {
    let Ok(full) = path.canonicalize() else { return Ok(()) };
    match sources.iter().filter_map(Source::path).find(|input| input.canonicalize().is_ok_and(|p| p == full))
    {
        Some(_) => Err(Failure::usage(format_args!(
            "{} is read; it cannot be written at the same time",
            path.display()
        ))),
        None => Ok(()),
    }
}

/// What is kept while rows go by: nothing that grows with their number, but for `--explain`.
struct Totals {
    /// For each loss, a part of the result for each group.
    parts: Vec<Vec<Partial>>,
    /// The same for each metric.
    metrics: Vec<Vec<MetricPartial>>,
    origins: Option<Vec<Origins>>,
    worst: Option<Vec<Worst>>,
    rows: Option<RowWriter>,
    groups: Groups,
    /// All rows, where some are compared with each other.
    gathered: Option<Gathered>,
    seen: u64,
}

fn score(args: &Eval, sources: &[Source]) -> Result<(Report, Option<RowWriter>)> {
    if args.data.loss.is_empty() && args.data.metric.is_empty() {
        return Err(Failure::usage(
            "what is to be computed? Give at least one --loss or --metric; `lossfn list` names them all",
        ));
    }
    let about_losses =
        [("--rows", args.rows.is_some()), ("--worst", args.worst.is_some()), ("--explain", args.explain)];
    if let (true, Some((option, _))) = (args.data.loss.is_empty(), about_losses.iter().find(|(_, is)| *is)) {
        return Err(Failure::usage(format_args!("{option} is about losses; give at least one --loss")));
    }
    let (first, rest) = sources.split_first().ok_or_else(|| Failure::usage("no file was given"))?;
    let mut reader = Reader::open(first, args.data.delimiter)?;
    let (layout, tasks) = plan(&args.data, args.by.as_deref(), Header::of(first.name(), &reader))?;
    let gathers = tasks.losses.iter().find(|task| task.gathers());
    if let (Some(task), Some((option, _))) = (gathers, about_losses.iter().find(|(_, is)| *is)) {
        return Err(Failure::usage(format_args!(
            "{option} is about single rows, which have no loss of their own in {}",
            task.label
        )));
    }
    let mut totals = Totals::new(args, &tasks, &layout, &reader)?;
    let mut progress = Progress::new(sources);
    let rules = Rules::new(&layout, false);
    let mut batch = Batch::default();
    totals.file(args, 0, first, &mut reader, &rules, &tasks, &mut batch, &mut progress)?;
    for (i, source) in (1..).zip(rest) {
        reader = Reader::open(source, args.data.delimiter)?;
        totals.file(args, i, source, &mut reader, &rules, &tasks, &mut batch, &mut progress)?;
    }
    drop(progress);
    totals.compare(args, &layout, &tasks)?;
    totals.report(args, &tasks, &layout, sources)
}

impl Totals {
    fn new(args: &Eval, all: &Tasks, layout: &Layout, reader: &Reader) -> Result<Self> {
        let tasks = &all.losses;
        let groups = usize::from(layout.by.is_none());
        let place = reader.place().parts().0;
        Ok(Self {
            parts: tasks.iter().map(|t| vec![Partial::new(&t.of); groups]).collect(),
            metrics: all.metrics.iter().map(|t| vec![MetricPartial::new(&t.of); groups]).collect(),
            origins: args.explain.then(|| tasks.iter().map(Origins::new).collect()),
            worst: args.worst.map(|n| tasks.iter().map(|_| Worst::new(n)).collect()),
            rows: args.rows.as_ref().map(|path| RowWriter::new(path, tasks, layout, place)).transpose()?,
            groups: Groups::default(),
            gathered: layout.gathers.then(Gathered::default),
            seen: 0,
        })
    }

    #[expect(clippy::too_many_arguments, reason = "these are the parts of one loop")]
    fn file(
        &mut self,
        args: &Eval,
        index: usize,
        source: &Source,
        reader: &mut Reader,
        rules: &Rules<'_>,
        tasks: &Tasks,
        batch: &mut Batch,
        progress: &mut Progress,
    ) -> Result<()> {
        let name = source.name();
        let binding = rules.layout.bind(Header::of(name, reader))?;
        reader.select(&binding.columns())?;
        loop {
            let limit = args.data.batch_size;
            batch.fill(
                reader,
                rules,
                &binding,
                &mut self.groups,
                limit,
                &mut |bad| Err(bad.failure(name)),
            )?;
            if batch.len() == 0 {
                break;
            }
            self.batch(args, index, name, rules.layout, tasks, batch)?;
            progress.at(reader.bytes());
        }
        progress.next_file(reader.bytes());
        Ok(())
    }

    fn batch(
        &mut self,
        args: &Eval,
        file: usize,
        name: &str,
        layout: &Layout,
        all: &Tasks,
        batch: &Batch,
    ) -> Result<()> {
        let tasks = &all.losses;
        let results = score::all(tasks, layout, batch, name, args.threads)?;
        self.seen += batch.len() as u64;
        let groups = self.groups.names.len();
        for (task, parts) in tasks.iter().zip(&mut self.parts) {
            parts.resize_with(groups.max(parts.len()), || Partial::new(&task.of));
        }
        for (task, parts) in all.metrics.iter().zip(&mut self.metrics) {
            parts.resize_with(groups.max(parts.len()), || MetricPartial::new(&task.of));
        }
        let plain = tasks.iter().zip(&mut self.parts).filter(|(task, _)| !task.gathers());
        for ((_, parts), result) in plain.zip(&results) {
            result.add_to(parts, |i| batch.groups[i])?;
        }
        for (task, parts) in all.metrics.iter().zip(&mut self.metrics).filter(|(task, _)| !task.gathers()) {
            task.add_to(layout, batch, args.threads, parts, |i| batch.groups[i])
                .map_err(|e| task.failure(e, layout, batch, name))?;
        }
        if let Some(gathered) = &mut self.gathered {
            gathered.add(batch, name);
        }
        for ((task, worst), result) in tasks.iter().zip(self.worst.iter_mut().flatten()).zip(&results) {
            worst.add(task, layout, batch, file, result);
        }
        for ((task, origins), result) in tasks.iter().zip(self.origins.iter_mut().flatten()).zip(&results) {
            origins.add(task, layout, batch, args.threads, result)?;
        }
        if let Some(rows) = &mut self.rows {
            rows.add(name, layout, batch, &self.groups, &results)?;
        }
        Ok(())
    }

    /// What compares rows, when all have been read.
    fn compare(&mut self, args: &Eval, layout: &Layout, all: &Tasks) -> Result<()> {
        let Some(gathered) = self.gathered.take() else { return Ok(()) };
        let sets = gathered.sets(layout, &all.losses, &all.metrics)?;
        let (batch, part) = (&sets.batch, |set: usize| sets.parts[set]);
        for (task, parts) in all.losses.iter().zip(&mut self.parts).filter(|(task, _)| task.gathers()) {
            let found = task.evaluate(layout, batch, args.threads);
            found.map_err(|e| sets.failure(task, e, layout))?.add_to(parts, part)?;
        }
        for (task, parts) in all.metrics.iter().zip(&mut self.metrics).filter(|(task, _)| task.gathers()) {
            let added = task.add_to(layout, batch, args.threads, parts, part);
            added.map_err(|e| sets.failure(task, e, layout))?;
        }
        Ok(())
    }

    fn report(
        self,
        args: &Eval,
        all: &Tasks,
        layout: &Layout,
        sources: &[Source],
    ) -> Result<(Report, Option<RowWriter>)> {
        let tasks = &all.losses;
        let groups = &self.groups.names;
        if self.seen == 0 && layout.by.is_some() && args.on_empty == Empty::Error {
            return Err(Failure::data("there is nothing to average: no rows were given"));
        }
        let mut outcomes = vec![];
        for (task, parts) in tasks.iter().zip(&self.parts) {
            for (i, part) in parts.iter().enumerate() {
                let group = groups.get(i).cloned();
                outcomes.push(outcome(task, group, part, args)?);
            }
        }
        for (task, parts) in all.metrics.iter().zip(&self.metrics) {
            for (i, part) in parts.iter().enumerate() {
                let group = groups.get(i).cloned();
                outcomes.push(metric_outcome(task, group, part, args)?);
            }
        }
        let explained = |origins: Vec<Origins>| -> Result<Vec<Explanation>> {
            let each = origins.into_iter().zip(tasks).zip(&self.parts);
            each.map(|((o, task), parts)| o.explain(task, args.reduction, groups, parts)).collect()
        };
        let worst = |worst: Vec<Worst>| {
            let rows = |(task, worst): (&Task, Worst)| WorstRows {
                loss: task.name.clone(),
                label: task.label.clone(),
                pred: task.pred.clone(),
                rows: worst.rows(),
            };
            tasks.iter().zip(worst).map(rows).collect()
        };
        let report = Report {
            files: sources.iter().map(|s| s.name().to_owned()).collect(),
            rows: self.seen,
            reduction: args.reduction,
            by: layout.by.clone(),
            weight: layout.weight.clone(),
            outcomes,
            explanations: self.origins.map(explained).transpose()?,
            worst: self.worst.map(worst),
        };
        Ok((report, self.rows))
    }
}

fn outcome(task: &Task, group: Option<String>, part: &Partial, args: &Eval) -> Result<Outcome> {
    let value = part.value(args.reduction, args.on_empty.into());
    let value = value.map_err(|e| nothing(task, group.as_deref(), &e))?;
    Ok(Outcome {
        name: task.name.clone(),
        metric: None,
        label: task.label.clone(),
        pred: task.pred.clone(),
        group,
        value,
        count: part.count(),
        weight: part.weight(),
        ignored: part.ignored(),
        gathers: task.gathers(),
    })
}

fn metric_outcome(
    task: &Task<AnyMetric>,
    group: Option<String>,
    part: &MetricPartial,
    args: &Eval,
) -> Result<Outcome> {
    let value = part.value_or(args.on_empty.into());
    let value = value.map_err(|e| nothing(task, group.as_deref(), &e))?;
    Ok(Outcome {
        name: task.name.clone(),
        metric: Some(task.of.spec().best),
        label: task.label.clone(),
        pred: task.pred.clone(),
        group,
        value,
        count: part.count(),
        weight: part.weight(),
        ignored: part.ignored(),
        gathers: task.gathers(),
    })
}

/// There is nothing to average.
fn nothing<M>(task: &Task<M>, group: Option<&str>, error: &lossfn::Error) -> Failure {
    let of = group.map_or_else(String::new, |g| format!(", group `{g}`"));
    let why = after_colon(&error.to_string());
    Failure::data(format_args!(
        "{} of {}{of}: {why} Say --on-empty nan or zero to go on",
        task.label, task.pred
    ))
}
