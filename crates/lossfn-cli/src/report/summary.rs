//! The table of results.

use lossfn::Reduction;
use lossfn::metric::Best;

use super::grid::{Grid, Style};
use super::{Outcome, Report};
use crate::output::{brief, exact};

/// The mark of the lowest loss, and of the best value of a metric.
const BEST: &str = " *";

/// A heading and the results: a column for each prediction where that fits, else a row.
pub(crate) fn write(report: &Report, style: Style) -> String {
    let mut text = heading(report);
    let wide = wide(report, style);
    let grid = if wide.fits() { wide } else { long(report, style) };
    text.push_str(&grid.draw());
    let notes: Vec<String> = [legend(report), left_out(report)].into_iter().flatten().collect();
    for note in notes {
        if style == Style::Markdown {
            text.push('\n');
        }
        text.push_str(&if style == Style::Markdown { note.replace('*', "\\*") } else { note });
        text.push('\n');
    }
    text
}

/// What the mark means, where there is one.
fn legend(report: &Report) -> Option<String> {
    let marked: Vec<_> = lines(report).filter(|line| best(line).is_some()).collect();
    let lowest = marked.iter().flatten().all(|o| o.metric.is_none_or(|best| best == Best::Lowest));
    (!marked.is_empty()).then(|| if lowest { "* the lowest".into() } else { "* the best".into() })
}

fn heading(report: &Report) -> String {
    let files = match &report.files[..] {
        [file] => file.clone(),
        files => format!("{} files", files.len()),
    };
    let rows = if report.rows == 1 { "1 row".to_owned() } else { format!("{} rows", report.rows) };
    let reduction = match report.reduction {
        Reduction::Mean => "mean loss".to_owned(),
        Reduction::MeanN => "sum of the losses / rows that count".to_owned(),
        Reduction::BatchMean => "sum of the losses / all rows".to_owned(),
        Reduction::Sum => "sum of the losses".to_owned(),
        Reduction::Per(n) => format!("sum of the losses / {}", exact(n)),
        other @ Reduction::Values => other.name().to_owned(),
    };
    let weight = report.weight.as_ref().map_or_else(String::new, |w| format!(", weighted by {w}"));
    let by = report.by.as_ref().map_or_else(String::new, |by| format!(", by {by}"));
    let what = match report.measure() {
        "loss" => reduction,
        "metric" => "metrics".into(),
        _ => format!("{reduction}, and metrics"),
    };
    format!("{files}, {rows}: {what}{weight}{by}\n\n")
}

/// Says how many rows did not count, where that is the same for all.
fn left_out(report: &Report) -> Option<String> {
    let (first, rest) = report.outcomes.split_first()?;
    if report.by.is_some()
        || first.ignored == 0
        || rest.iter().any(|o| (o.ignored, o.gathers) != (first.ignored, first.gathers))
    {
        return None;
    }
    let item = if first.gathers { "group" } else { "row" };
    let what = match first.ignored {
        1 => format!("1 {item} does"),
        n => format!("{n} {item}s do"),
    };
    Some(format!("{what} not count"))
}

/// The results of one loss, in one group, for all predictions.
fn lines(report: &Report) -> impl Iterator<Item = Vec<&Outcome>> {
    let mut lines: Vec<Vec<&Outcome>> = vec![];
    for outcome in &report.outcomes {
        let of_line = |line: &&mut Vec<&Outcome>| {
            // A prediction that is there already belongs to a loss that was asked for twice.
            line.first().is_some_and(|o| {
                (&o.label, &o.group, o.metric) == (&outcome.label, &outcome.group, outcome.metric)
            }) && line.iter().all(|o| o.pred != outcome.pred)
        };
        match lines.iter_mut().find(of_line) {
            Some(line) => line.push(outcome),
            None => lines.push(vec![outcome]),
        }
    }
    // The groups of a loss stand together, in the order in which they came.
    let place = |o: &Outcome| report.outcomes.iter().position(|p| p.label == o.label);
    lines.sort_by_key(|line| line.first().and_then(|o| place(o)));
    lines.into_iter()
}

/// The best value of several.
fn best(line: &[&Outcome]) -> Option<f64> {
    let [first, _, ..] = line else { return None };
    let values: Vec<f64> = line.iter().map(|o| o.value).collect();
    first.metric.unwrap_or(Best::Lowest).of(&values).map(|i| values[i])
}

fn marked(outcome: &Outcome, best: Option<f64>) -> String {
    let mark = match best {
        Some(best) if best == outcome.value => BEST,
        Some(_) => "  ",
        None => "",
    };
    format!("{}{mark}", brief(outcome.value))
}

/// How many rows differ between the groups, or which do not count between losses, is shown.
fn shows_rows(report: &Report) -> bool {
    let first = report.outcomes.first().map(|o| o.count);
    report.by.is_some() || report.outcomes.iter().any(|o| Some(o.count) != first)
}

fn wide(report: &Report, style: Style) -> Grid {
    let mut preds: Vec<&str> = vec![];
    for outcome in &report.outcomes {
        if !preds.contains(&outcome.pred.as_str()) {
            preds.push(&outcome.pred);
        }
    }
    let any_best = lines(report).any(|l| best(&l).is_some());
    let mut heads = vec![report.measure().to_owned()];
    heads.extend(report.by.clone());
    let names = heads.len();
    heads.extend(shows_rows(report).then(|| "rows".to_owned()));
    // The heads stand above the numbers, not above their marks.
    heads.extend(preds.iter().map(|p| format!("{p}{}", if any_best { "  " } else { "" })));
    let mut grid = Grid::new(style, names, heads);
    for line in lines(report) {
        let Some(first) = line.first() else { continue };
        let best = best(&line);
        let mut cells = vec![first.label.clone()];
        cells.extend(report.by.as_ref().map(|_| named(first.group.as_deref())));
        cells.extend(shows_rows(report).then(|| first.count.to_string()));
        let value =
            |pred: &&str| line.iter().find(|o| o.pred == *pred).map_or_else(String::new, |o| marked(o, best));
        cells.extend(preds.iter().map(value));
        grid.row(cells);
    }
    grid
}

fn long(report: &Report, style: Style) -> Grid {
    let mut heads = vec![report.measure().to_owned()];
    heads.extend(report.by.clone());
    heads.push("pred".into());
    let names = heads.len();
    heads.extend(shows_rows(report).then(|| "rows".to_owned()));
    let any_best = lines(report).any(|l| best(&l).is_some());
    heads.push(if any_best { "value  ".into() } else { "value".into() });
    let mut grid = Grid::new(style, names, heads);
    for line in lines(report) {
        let best = best(&line);
        for outcome in &line {
            let mut cells = vec![outcome.label.clone()];
            cells.extend(report.by.as_ref().map(|_| named(outcome.group.as_deref())));
            cells.push(outcome.pred.clone());
            cells.extend(shows_rows(report).then(|| outcome.count.to_string()));
            cells.push(marked(outcome, best));
            grid.row(cells);
        }
    }
    grid
}

/// The name of a group; one without a name is no gap in the table.
pub(crate) fn named(group: Option<&str>) -> String {
    match group {
        Some("") => "(empty)".into(),
        other => other.unwrap_or_default().into(),
    }
}
