//! Results for programs.

use serde::{Serialize, Serializer};

use super::Report;
use crate::output::exact;
use crate::rows::quoted;
use crate::worst::Given;

/// A number; JSON has none that are not finite, so they are the texts "nan", "inf" and "-inf".
#[derive(Clone, Copy)]
struct Number(f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() { to.serialize_f64(self.0) } else { to.serialize_str(&exact(self.0)) }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    /// The version of this form.
    schema: u32,
    results: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Vec<Explained<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    worst: Option<Vec<Worst<'a>>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    loss: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<&'a str>,
    pred: &'a str,
    group: Option<&'a str>,
    value: Number,
    count: u64,
    weight: Number,
    ignored: u64,
}

#[derive(Serialize)]
struct Explained<'a> {
    loss: &'a str,
    pred: &'a str,
    groups: Vec<GroupPart<'a>>,
    terms: Vec<TermPart<'a>>,
    worst: Vec<WorstPart>,
    quantiles: Vec<Quantile>,
}

#[derive(Serialize)]
struct GroupPart<'a> {
    group: &'a str,
    count: u64,
    share_of_rows: Option<f64>,
    share_of_loss: Option<f64>,
}

#[derive(Serialize)]
struct TermPart<'a> {
    term: &'a str,
    value: Number,
    share_of_loss: Option<f64>,
}

#[derive(Serialize)]
struct WorstPart {
    percent: usize,
    count: usize,
    share_of_loss: Option<f64>,
}

#[derive(Serialize)]
struct Quantile {
    percent: usize,
    value: Number,
}

#[derive(Serialize)]
struct Worst<'a> {
    loss: &'a str,
    pred: &'a str,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<u64>,
    value: Number,
    contribution: Number,
    pred: Value<'a>,
    target: Value<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    None,
    One(Number),
    Many(Vec<Number>),
    Text(&'a str),
}

impl<'a> From<&'a Given> for Value<'a> {
    fn from(given: &'a Given) -> Self {
        match given {
            Given::Nothing => Self::None,
            Given::Number(x) => Self::One(Number(*x)),
            Given::Row(row, _) => Self::Many(row.iter().copied().map(Number).collect()),
            Given::Class(name) => Self::Text(name),
        }
    }
}

pub(crate) fn json(report: &Report) -> String {
    let results = report.outcomes.iter().map(|o| Entry {
        loss: o.metric.is_none().then_some(&*o.name),
        metric: o.metric.is_some().then_some(&*o.name),
        pred: &o.pred,
        group: o.group.as_deref(),
        value: Number(o.value),
        count: o.count,
        weight: Number(o.weight),
        ignored: o.ignored,
    });
    let explain = report.explanations.as_ref().map(|all| {
        let explained = all.iter().map(|e| Explained {
            loss: &e.loss,
            pred: &e.pred,
            groups: (e.groups.iter())
                .map(|g| GroupPart {
                    group: &g.name,
                    count: g.count,
                    share_of_rows: g.of_rows,
                    share_of_loss: g.of_loss,
                })
                .collect(),
            terms: e
                .terms
                .iter()
                .map(|t| TermPart { term: &t.term, value: Number(t.value), share_of_loss: t.of_loss })
                .collect(),
            worst: e
                .worst
                .iter()
                .map(|w| WorstPart { percent: w.percent, count: w.count, share_of_loss: w.of_loss })
                .collect(),
            quantiles: e
                .quantiles
                .iter()
                .map(|&(percent, _, value)| Quantile { percent, value: Number(value) })
                .collect(),
        });
        explained.collect()
    });
    let worst = report.worst.as_ref().map(|all| {
        all.iter().map(|w| Worst { loss: &w.loss, pred: &w.pred, rows: rows_of(report, w) }).collect()
    });
    pretty(&Document { schema: 1, results: results.collect(), explain, worst })
}

fn rows_of<'a>(report: &'a Report, worst: &'a super::WorstRows) -> Vec<Row<'a>> {
    let row = |row: &'a crate::worst::BadRow| {
        let (kind, number) = row.place.parts();
        Row {
            file: &report.files[row.file],
            line: (kind == "line").then_some(number),
            index: (kind != "line").then_some(number),
            value: Number(row.value),
            contribution: Number(row.contribution),
            pred: (&row.pred).into(),
            target: (&row.target).into(),
        }
    };
    worst.rows.iter().map(row).collect()
}

/// JSON on several lines.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    // Every key here is a text and every number finite, so there is nothing that could fail.
    serde_json::to_string_pretty(value)
        .map_or_else(|e| format!("{{\"error\": \"{e}\"}}\n"), |text| text + "\n")
}

pub(crate) fn csv(report: &Report) -> String {
    let mut text = format!("{},pred,group,value,count,weight,ignored\n", report.measure());
    for o in &report.outcomes {
        let cells = [
            quoted(&o.name),
            quoted(&o.pred),
            quoted(o.group.as_deref().unwrap_or_default()),
            exact(o.value),
            o.count.to_string(),
            exact(o.weight),
            o.ignored.to_string(),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}
