//! Results, as a table for people or as data for programs.

pub(crate) mod data;
mod details;
mod grid;
mod summary;

use lossfn::Reduction;
use lossfn::metric::Best;

use crate::args::Format;
use crate::explain::Explanation;
use crate::worst::BadRow;

pub(crate) use grid::{Grid, Style, terminal_width};
pub(crate) use summary::named;

/// The loss or the metric of one prediction, in one group where there are groups.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) name: String,
    /// Which value is the best, if it is a metric.
    pub(crate) metric: Option<Best>,
    /// It as it was asked for.
    pub(crate) label: String,
    pub(crate) pred: String,
    pub(crate) group: Option<String>,
    pub(crate) value: f64,
    pub(crate) count: u64,
    pub(crate) weight: f64,
    pub(crate) ignored: u64,
    /// Whether what is counted are groups of rows.
    pub(crate) gathers: bool,
}

/// The worst rows of one loss of one prediction.
#[derive(Clone, Debug)]
pub(crate) struct WorstRows {
    pub(crate) loss: String,
    pub(crate) label: String,
    pub(crate) pred: String,
    pub(crate) rows: Vec<BadRow>,
}

/// Everything that an evaluation has found.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) files: Vec<String>,
    /// How many rows were read.
    pub(crate) rows: u64,
    pub(crate) reduction: Reduction,
    /// The columns of groups and of weights.
    pub(crate) by: Option<String>,
    pub(crate) weight: Option<String>,
    /// Losses, then metrics; of each by prediction, then by group.
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) explanations: Option<Vec<Explanation>>,
    pub(crate) worst: Option<Vec<WorstRows>>,
}

impl Report {
    /// What the outcomes are: all losses, all metrics, or both.
    pub(crate) fn measure(&self) -> &'static str {
        let metrics = self.outcomes.iter().filter(|o| o.metric.is_some()).count();
        match metrics {
            0 => "loss",
            n if n == self.outcomes.len() => "metric",
            _ => "measure",
        }
    }
}

pub(crate) fn render(report: &Report, format: Format) -> String {
    match format {
        Format::Table => table(report, Style::Terminal),
        Format::Markdown => table(report, Style::Markdown),
        Format::Json => data::json(report),
        Format::Csv => data::csv(report),
    }
}

fn table(report: &Report, style: Style) -> String {
    let mut text = summary::write(report, style);
    text.push_str(&details::explanations(report, style));
    text.push_str(&details::worst(report, style));
    text
}
