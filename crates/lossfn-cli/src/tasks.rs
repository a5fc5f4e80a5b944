//! Which losses and metrics are computed from which columns: it follows from what each one reads.

use std::fmt;

use lossfn::spec::{Domain, Input, Spec, Stage};
use lossfn::{AnyLoss, AnyMetric, Error};

use crate::args::Data;
use crate::batch::two_values;
use crate::columns::{Header, Layout, Wide};
use crate::failure::{Failure, Result};

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

/// The columns that the options name.
struct Options<'a> {
    header: Header<'a>,
    single: Vec<&'a str>,
    wide: Vec<Wide>,
    logits: Vec<Wide>,
    target: Option<Target<'a>>,
    /// Further inputs by their names: a column each, or several.
    inputs: Vec<(&'a str, Target<'a>)>,
}

enum Target<'a> {
    One(&'a str),
    Many(Wide),
}

/// What is computed.
pub(crate) struct Tasks {
    pub(crate) losses: Vec<Task>,
    pub(crate) metrics: Vec<Task<AnyMetric>>,
}

/// Which options some loss or metric has read.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each option")]
struct Used {
    single: bool,
    wide: bool,
    logits: bool,
    target: bool,
    labels: bool,
    pair: bool,
    inputs: Vec<usize>,
}

/// Settles what is read and what is computed.
pub(crate) fn plan(data: &Data, by: Option<&str>, header: Header<'_>) -> Result<(Layout, Tasks)> {
    let mut layout = Layout {
        weight: data.weight.clone(),
        mask: data.mask.clone(),
        by: by.map(Into::into),
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
    let unread = [
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

impl<'a> Options<'a> {
    fn new(data: &'a Data, header: Header<'a>) -> Result<Self> {
        let is_wide = |name: &str| name.contains('*') && !header.has(name);
        let (mut single, mut wide) = (vec![], vec![]);
        for name in &data.pred {
            if is_wide(name) {
                wide.push(header.expand(name)?);
            } else {
                header.find(name)?;
                single.push(name.as_str());
            }
        }
        let logits = data.logits.iter().map(|name| {
            if name.contains('*') {
                header.expand(name)
            } else {
                let what = "a logit for each class is needed, such as --logits 'logit_*'";
                Err(Failure::usage(format_args!("--logits {name} names one column; {what}")))
            }
        });
        let logits = logits.collect::<Result<_>>()?;
        let named = |name: &'a str| {
            if is_wide(name) {
                return Ok(Target::Many(header.expand(name)?));
            }
            header.find(name).map(|_| Target::One(name))
        };
        let target = data.target.as_deref().map(named).transpose()?;
        let further = |text: &'a String| {
            let Some((name, column)) = text.split_once('=') else {
                let what = "the name of an input and a column are needed, such as variance=var";
                return Err(Failure::usage(format_args!("--input {text} names no input: {what}")));
            };
            Ok((name, named(column)?))
        };
        let mut inputs: Vec<(&str, Target<'_>)> = data.input.iter().map(further).collect::<Result<_>>()?;
        let short = [("a", &data.a), ("b", &data.b), ("chosen", &data.chosen), ("rejected", &data.rejected)];
        for (name, columns) in short {
            if let Some(columns) = columns {
                inputs.push((name, named(columns)?));
            }
        }
        Ok(Self { header, single, wide, logits, target, inputs })
    }

    #[allow(clippy::too_many_lines, reason = "an arm for each stage")]
    fn add<M: Measure>(
        &self,
        label: &str,
        of: &M,
        layout: &mut Layout,
        tasks: &mut Vec<Task<M>>,
        used: &mut Used,
    ) -> Result<()> {
        let (name, spec) = (of.to_string(), of.spec());
        let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut push = |pred: &str, reads| {
            tasks.push(Task {
                of: of.clone(),
                name: name.clone(),
                label: label.clone(),
                pred: pred.into(),
                reads,
            });
        };
        let needs =
            |options: &str| Failure::usage(format_args!("{name} reads {}: it needs {options}", spec.reads()));
        match spec.stage {
            Stage::Elements if spec.inputs.len() > 2 => {
                let firsts =
                    self.firsts(spec, used).ok_or_else(|| needs(&option(&spec.inputs[0], "--pred COL")))?;
                let mut columns = [0; 4];
                for (place, input) in columns.iter_mut().zip(spec.inputs).skip(1) {
                    let target = match self.target {
                        Some(Target::One(target)) if input.name == "target" => Some(target),
                        _ => None,
                    };
                    used.target |= target.is_some();
                    let column = target.or(self.column(input.name, used)).ok_or_else(|| {
                        let target = if input.name == "target" { "--target COL or " } else { "" };
                        needs(&format!("{target}{}", option(input, &format!("--input {}=COL", input.name))))
                    })?;
                    *place = layout.number(column, two_values(input.domain));
                }
                for name in firsts {
                    columns[0] = layout.number(name, None);
                    push(name, Reads::Several { columns, count: spec.inputs.len() });
                }
            }
            Stage::Elements => {
                let [first, second] = [(0, "--pred COL"), (1, "--target COL")];
                let needed = [first, second].map(|(k, usual)| option(&spec.inputs[k], usual)).join(" and ");
                let firsts = self.firsts(spec, used).ok_or_else(|| needs(&needed))?;
                let target = match (self.column(spec.inputs[1].name, used), &self.target) {
                    (Some(column), _) => column,
                    (None, Some(Target::One(target))) => {
                        used.target = true;
                        target
                    }
                    _ => return Err(needs(&needed)),
                };
                let pair = pair(of)?;
                used.pair |= pair.is_some();
                let target = layout.number(target, pair);
                for name in firsts {
                    push(name, Reads::Columns { pred: layout.number(name, None), target });
                }
            }
            Stage::Weights => {
                if self.single.is_empty() {
                    return Err(needs("--pred COL"));
                }
                used.single = true;
                for name in &self.single {
                    push(name, Reads::Weights(layout.number(name, None)));
                }
            }
            Stage::Rows => {
                let (Some(target), false) = (&self.target, self.wide.is_empty()) else {
                    return Err(needs("--pred 'p_*' and --target 'y_*' (or --target COL)"));
                };
                (used.wide, used.target) = (true, true);
                used.labels |= matches!(target, Target::One(_));
                for wide in &self.wide {
                    push(&wide.pattern, self.against(target, wide, layout)?);
                }
            }
            // Files are read piece by piece.
            Stage::Batch(_) => {
                return Err(Failure::usage(format_args!(
                    "{name} compares all rows of a batch with each other, and the program reads tables piece by piece; use it in Rust or Python"
                )));
            }
            Stage::Pairs | Stage::Triples => {
                let (pred, reads) = self.vectors(of, layout, used)?.ok_or_else(|| {
                    let each = spec.inputs.iter().map(|input| match input.domain {
                        Domain::Points(_) => "--target COL".into(),
                        _ => format!("--input '{}=COL_*'", input.name),
                    });
                    needs(&each.collect::<Vec<String>>().join(" and "))
                })?;
                push(&pred, reads);
            }
            Stage::Taught => {
                const NEEDED: &str = "--logits 'logit_*', --input 'teacher=COL_*' and --target COL";
                for (pred, reads) in self.taught(spec, layout, used)?.ok_or_else(|| needs(NEEDED))? {
                    push(pred, reads);
                }
            }
            Stage::Softmax | Stage::LogProbabilities => {
                let logits = spec.stage == Stage::Softmax;
                let (first, second) =
                    if logits { (&self.logits, &self.wide) } else { (&self.wide, &self.logits) };
                let tables = if first.is_empty() { second } else { first };
                let (Some(target), false) = (&self.target, tables.is_empty()) else {
                    let option = if logits { "--logits 'logit_*'" } else { "--pred 'logp_*'" };
                    return Err(needs(&format!("{option} and --target COL (or --target 'y_*')")));
                };
                used.target = true;
                used.logits |= std::ptr::eq(tables, &raw const self.logits);
                used.wide |= std::ptr::eq(tables, &raw const self.wide);
                used.labels |= matches!(target, Target::One(_));
                for wide in tables {
                    push(&wide.pattern, self.against(target, wide, layout)?);
                }
            }
        }
        Ok(())
    }

    /// The columns of the first input, each of which makes a task: by its name, or the predictions.
    fn firsts(&self, spec: &Spec, used: &mut Used) -> Option<Vec<&'a str>> {
        if let Some(column) = self.column(spec.inputs[0].name, used) {
            return Some(vec![column]);
        }
        used.single |= !self.single.is_empty();
        Some(self.single.clone()).filter(|names| !names.is_empty())
    }

    /// The column that is named for an input.
    fn column(&self, name: &str, used: &mut Used) -> Option<&'a str> {
        match self.input(name, used) {
            Some(Target::One(column)) => Some(column),
            _ => None,
        }
    }

    /// What is named for a further input.
    fn input(&self, name: &str, used: &mut Used) -> Option<&Target<'a>> {
        let named = self.inputs.iter().position(|(input, _)| *input == name);
        used.inputs.extend(named);
        named.map(|k| &self.inputs[k].1)
    }

    /// Logits with a teacher and labels, if all are named.
    fn taught(
        &self,
        spec: &Spec,
        layout: &mut Layout,
        used: &mut Used,
    ) -> Result<Option<Vec<(&str, Reads)>>> {
        let teacher = self.input(spec.inputs[1].name, used);
        let (Some(Target::Many(teacher)), Some(Target::One(target))) = (teacher, &self.target) else {
            return Ok(None);
        };
        (used.logits, used.target, used.labels) = (true, true, true);
        let reads = self.logits.iter().map(|wide| {
            let pred = layout.table(wide.clone());
            let other = Some(layout.table(teacher.aligned(wide, self.header.file)?));
            let labels = Some(layout.labels(target, wide.parts.clone()));
            Ok((wide.pattern.as_str(), Reads::Rows { pred, other, labels }))
        });
        Ok(Some(reads.collect::<Result<Vec<_>>>()?).filter(|reads| !reads.is_empty()))
    }

    /// Vectors, and a label for each pair where the loss reads one, if all are named.
    fn vectors<M: Measure>(
        &self,
        of: &M,
        layout: &mut Layout,
        used: &mut Used,
    ) -> Result<Option<(String, Reads)>> {
        let (mut tables, mut names, mut label) = ([0; 3], vec![], None);
        for input in of.spec().inputs {
            if matches!(input.domain, Domain::Points(_)) {
                let Some(Target::One(target)) = self.target else { return Ok(None) };
                let pair = two_values(input.domain);
                used.pair |= pair.is_some();
                used.target = true;
                label = Some(layout.number(target, pair));
                continue;
            }
            let Some(Target::Many(wide)) = self.input(input.name, used) else { return Ok(None) };
            let first = names.first().map(|_| layout.tables[tables[0]].clone());
            let wide =
                first.map_or_else(|| Ok(wide.clone()), |first| wide.aligned(&first, self.header.file))?;
            names.push(wide.pattern.clone());
            tables[names.len() - 1] = layout.table(wide);
        }
        Ok(Some((names.join(" "), Reads::Vectors { tables, count: names.len(), label })))
    }

    /// A table against labels or another table.
    fn against(&self, target: &Target<'_>, wide: &Wide, layout: &mut Layout) -> Result<Reads> {
        let pred = layout.table(wide.clone());
        let (other, labels) = match target {
            Target::One(column) => (None, Some(layout.labels(column, wide.parts.clone()))),
            Target::Many(target) => (Some(layout.table(target.aligned(wide, self.header.file)?)), None),
        };
        Ok(Reads::Rows { pred, other, labels })
    }

    /// Reads every column that is named as numbers, for no loss.
    fn name_all(&self, layout: &mut Layout) {
        for name in &self.single {
            layout.number(name, None);
        }
        for (_, input) in &self.inputs {
            match input {
                Target::One(column) => drop(layout.number(column, None)),
                Target::Many(wide) => drop(layout.table(wide.clone())),
            }
        }
        for wide in self.wide.iter().chain(&self.logits) {
            layout.table(wide.clone());
        }
        match &self.target {
            Some(Target::Many(wide)) => drop(layout.table(wide.clone())),
            Some(Target::One(column)) => match self.logits.first() {
                Some(wide) => drop(layout.labels(column, wide.parts.clone())),
                None if layout.positive.is_some() => drop(layout.number(column, Some((1.0, 0.0)))),
                None => drop(layout.number(column, None)),
            },
            None => {}
        }
    }
}

/// How the column of an input is named: by an option that is called as it is, or as usual.
fn option(input: &Input, usual: &str) -> String {
    match input.name {
        name @ ("chosen" | "rejected") => format!("--{name} COL"),
        _ => usual.into(),
    }
}

/// The positive and the negative value of a target that has two.
fn pair(of: &impl Measure) -> Result<Option<(f64, f64)>> {
    let inputs = of.inputs();
    let mut pairs = inputs.iter().filter_map(|i| i.get(1)).filter_map(|i| two_values(i.domain));
    let first = pairs.next();
    if pairs.any(|p| Some(p) != first) {
        return Err(Failure::usage(format_args!(
            "the terms of {of} read different targets: 0 or 1, and -1 or +1"
        )));
    }
    Ok(first)
}
