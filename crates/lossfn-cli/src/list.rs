//! `lossfn list`: the catalogue.

use lossfn::spec::{Dialect, Family, Kind, Mean, Param, Spec, Value};
use serde::Serialize;

use crate::args::{List, ListFormat};
use crate::failure::{Failure, Result};
use crate::nearest::{listed, nearest};
use crate::output;
use crate::report::{Grid, Style, data::pretty};

pub(crate) fn run(args: &List) -> Result<()> {
    let mut all: Vec<&Spec> = lossfn::catalogue().iter().map(|e| e.spec).collect();
    all.extend(lossfn::metrics().iter().map(|e| &e.spec.page));
    let family = args.family.as_deref().map(family).transpose()?;
    let task = args.task.as_deref().map(|t| task(t, &all)).transpose()?;
    let wanted =
        |s: &&&Spec| family.is_none_or(|f| s.family == f) && task.is_none_or(|t| s.tasks.contains(&t));
    let specs: Vec<&Spec> = all.iter().filter(wanted).copied().collect();
    output::print(&match args.format {
        ListFormat::Table => table(&specs),
        ListFormat::Json => pretty(&specs.iter().map(|s| Entry::of(s)).collect::<Vec<_>>()),
    })
}

fn family(name: &str) -> Result<Family> {
    let find = Family::ALL.into_iter().find(|f| f.name().eq_ignore_ascii_case(name));
    find.ok_or_else(|| unknown("family", name, &Family::ALL.map(Family::name)))
}

fn task<'a>(name: &str, all: &[&'a Spec]) -> Result<&'a str> {
    let mut tasks: Vec<&str> = all.iter().flat_map(|s| s.tasks).copied().collect();
    tasks.sort_unstable();
    tasks.dedup();
    let find = tasks.iter().find(|t| t.eq_ignore_ascii_case(name)).copied();
    find.ok_or_else(|| unknown("task", name, &tasks))
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Failure {
    let hint = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", listed(known.iter().copied())),
    };
    Failure::usage(format_args!("no {what} is named `{name}`; {hint}"))
}

fn table(specs: &[&Spec]) -> String {
    if specs.is_empty() {
        return "No loss is both.\n".into();
    }
    let metrics = specs.iter().filter(|s| s.family == Family::Metric).count();
    let what = match metrics {
        0 => "loss",
        n if n == specs.len() => "metric",
        _ => "name",
    };
    let mut grid = Grid::new(Style::Terminal, 2, [what, "what it is, and its parameters"].map(String::from));
    let mut family = None;
    for spec in specs {
        if family != Some(spec.family) {
            if family.is_some() {
                grid.row(["", ""].map(String::from));
            }
            grid.row([format!("{}:", spec.family.name()), String::new()]);
            family = Some(spec.family);
        }
        let param = |p: &Param| {
            if p.required() { p.name.to_owned() } else { format!("{}={}", p.name, p.default()) }
        };
        let params: Vec<String> = spec.params.iter().map(param).collect();
        let mut text = spec.summary().to_owned();
        if !params.is_empty() {
            text.push_str(&format!("\n  {}", params.join(", ")));
        }
        if !spec.dialects.is_empty() {
            let dialects: Vec<String> = spec.dialects.iter().map(Dialect::signature).collect();
            text.push_str(&format!("\n  dialects: {}", dialects.join(", ")));
        }
        grid.row([spec.name.to_owned(), text]);
    }
    grid.draw()
}

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    aliases: &'static [&'static str],
    family: &'static str,
    /// The first row of the catalogue that it covers, and all of them.
    row: Option<u16>,
    rows: &'static [u16],
    tasks: &'static [&'static str],
    reads: &'static str,
    params: Vec<Parameter>,
    dialects: Vec<Spoken>,
}

/// What another library means by a name.
#[derive(Serialize)]
struct Spoken {
    expression: String,
    library: &'static str,
    function: &'static str,
    is: String,
    mean_over: &'static str,
    params: Vec<Parameter>,
}

#[derive(Serialize)]
struct Parameter {
    name: &'static str,
    kind: &'static str,
    default: serde_json::Value,
    allowed: String,
    doc: &'static str,
}

impl Entry {
    fn of(spec: &Spec) -> Self {
        Self {
            name: spec.name,
            aliases: spec.aliases,
            family: spec.family.name(),
            row: spec.rows.first().copied(),
            rows: spec.rows,
            tasks: spec.tasks,
            reads: spec.reads(),
            params: spec.params.iter().map(Parameter::of).collect(),
            dialects: spec.dialects.iter().map(Spoken::of).collect(),
        }
    }
}

impl Spoken {
    fn of(dialect: &Dialect) -> Self {
        Self {
            expression: dialect.to_string(),
            library: dialect.library,
            function: dialect.peer,
            is: dialect.meaning.to_string(),
            mean_over: match dialect.mean {
                Mean::Items => "items",
                Mean::Elements => "elements",
            },
            params: dialect.params.iter().map(Parameter::of).collect(),
        }
    }
}

impl Parameter {
    fn of(param: &Param) -> Self {
        let kind = match param.kind {
            Kind::Number(_) => "number",
            Kind::Optional(_) => "optional number",
            Kind::Flag => "flag",
            Kind::Choice(_) => "choice",
            Kind::Vector(_) => "vector",
            Kind::Matrix => "matrix",
            Kind::Loss => "loss",
        };
        let default = match param.default() {
            Value::Number(x) if x.is_finite() => x.into(),
            Value::Flag(x) => x.into(),
            Value::None => serde_json::Value::Null,
            other => other.to_string().into(),
        };
        Self { name: param.name, kind, default, allowed: param.allowed(), doc: param.doc.trim() }
    }
}
