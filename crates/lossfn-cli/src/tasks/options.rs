//! The columns that the options name, and which of them a loss reads.

use lossfn::spec::{Domain, Input, Spec, Stage};

use super::{Measure, Reads, Task};
use crate::args::Data;
use crate::batch::two_values;
use crate::columns::{Header, Layout, Wide};
use crate::failure::{Failure, Result};

/// The columns that the options name.
pub(super) struct Options<'a> {
    pub(super) header: Header<'a>,
    pub(super) single: Vec<&'a str>,
    pub(super) wide: Vec<Wide>,
    pub(super) logits: Vec<Wide>,
    pub(super) target: Option<Target<'a>>,
    /// Further inputs by their names: a column each, or several.
    pub(super) inputs: Vec<(&'a str, Target<'a>)>,
}

pub(super) enum Target<'a> {
    One(&'a str),
    Many(Wide),
}

/// Which options some loss or metric has read.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each option")]
pub(super) struct Used {
    pub(super) single: bool,
    pub(super) wide: bool,
    pub(super) logits: bool,
    pub(super) target: bool,
    pub(super) labels: bool,
    pub(super) pair: bool,
    pub(super) grouped: bool,
    pub(super) inputs: Vec<usize>,
}

impl<'a> Options<'a> {
    pub(super) fn new(data: &'a Data, header: Header<'a>) -> Result<Self> {
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
        let short = [
            ("a", &data.a),
            ("b", &data.b),
            ("chosen", &data.chosen),
            ("rejected", &data.rejected),
            ("event", &data.event),
        ];
        for (name, columns) in short {
            if let Some(columns) = columns {
                inputs.push((name, named(columns)?));
            }
        }
        Ok(Self { header, single, wide, logits, target, inputs })
    }

    #[allow(clippy::too_many_lines, reason = "an arm for each stage")]
    pub(super) fn add<M: Measure>(
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
            Stage::Groups(grouping) => {
                used.grouped = true;
                let event = spec.inputs.get(2).map(|input| option(input, "--input event=COL"));
                let needed = format!(
                    "--pred COL and --target COL{}",
                    event.map_or(String::new(), |e| format!(" and {e}"))
                );
                let firsts = self.firsts(spec, used).ok_or_else(|| needs(&needed))?;
                let mut columns = [0; 3];
                for (k, input) in spec.inputs.iter().enumerate().skip(1) {
                    let target = match self.target {
                        Some(Target::One(target)) if k == 1 => Some(target),
                        _ => None,
                    };
                    used.target |= target.is_some();
                    let column = self.column(input.name, used).or(target).ok_or_else(|| needs(&needed))?;
                    let pair = two_values(input.domain);
                    used.pair |= pair.is_some();
                    columns[k] = layout.number(column, pair);
                }
                for name in firsts {
                    columns[0] = layout.number(name, None);
                    let (count, weighs_rows) = (spec.inputs.len(), grouping.weighs_items());
                    push(name, Reads::Grouped { columns, count, weighs_rows });
                }
            }
            Stage::Pairs | Stage::Boxes | Stage::Triples => {
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
    pub(super) fn name_all(&self, layout: &mut Layout) {
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
        name @ ("chosen" | "rejected" | "event") => format!("--{name} COL"),
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
