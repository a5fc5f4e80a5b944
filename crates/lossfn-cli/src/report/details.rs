//! The tables of `--explain` and `--worst`.

use super::grid::{Grid, Style};
use super::{Report, named};
use crate::explain::Explanation;
use crate::output::{brief, percent};
use crate::worst::{BadRow, Given};

/// A heading, a table, and an empty line before both.
fn section(title: &str, grid: Grid) -> String {
    format!("\n{title}\n\n{}", grid.draw())
}

fn heads(names: &[&str]) -> Vec<String> {
    names.iter().map(|&n| n.to_owned()).collect()
}

/// Where the losses come from.
pub(crate) fn explanations(report: &Report, style: Style) -> String {
    let Some(all) = &report.explanations else { return String::new() };
    let what = if report.weight.is_some() { "losses times weights" } else { "losses" };
    let mut text = String::new();
    if report.by.is_some() {
        text.push_str(&section("Share of the loss by group", groups(report, all, style)));
    }
    if all.iter().any(|e| !e.terms.is_empty()) {
        text.push_str(&section("Share of the loss by term", terms(all, style)));
    }
    text.push_str(&section("Share of the loss in the worst rows", worst_shares(all, style)));
    text.push_str(&section(&format!("Quantiles of the {what}"), quantiles(all, style)));
    text
}

fn groups(report: &Report, all: &[Explanation], style: Style) -> Grid {
    let mut grid = Grid::new(style, 3, [
        "loss".into(), "pred".into(), report.by.clone().unwrap_or_default(), "rows".into(), "of rows".into(), "of loss".into(),
    ]);
    for e in all {
        for group in &e.groups {
            grid.row([
                e.loss.clone(),
                e.pred.clone(),
                named(Some(&group.name)),
                group.count.to_string(),
                percent(group.of_rows),
                percent(group.of_loss),
            ]);
        }
    }
    grid
}

fn terms(all: &[Explanation], style: Style) -> Grid {
    let mut grid = Grid::new(style, 2, heads(&["term", "pred", "value", "of loss"]));
    for e in all {
        for term in &e.terms {
            grid.row([term.term.clone(), e.pred.clone(), brief(term.value), percent(term.of_loss)]);
        }
    }
    grid
}

fn worst_shares(all: &[Explanation], style: Style) -> Grid {
    let columns = all.first().map(|e| e.worst.iter().map(|w| format!("worst {} %", w.percent)));
    let mut grid = Grid::new(style, 2, heads(&["loss", "pred"]).into_iter().chain(columns.into_iter().flatten()));
    for e in all {
        grid.row([e.loss.clone(), e.pred.clone()].into_iter().chain(e.worst.iter().map(|w| percent(w.of_loss))));
    }
    grid
}

fn quantiles(all: &[Explanation], style: Style) -> Grid {
    // Four digits: six columns of six would not fit.
    let short = |x: f64| {
        let text = brief(x);
        let digits = x.abs().log10();
        if (-3.0..6.0).contains(&digits) { format!("{x:.*}", (3.0 - digits.floor()).max(0.0) as usize) } else { text }
    };
    let columns = all.iter().map(|e| &e.quantiles).find(|q| !q.is_empty());
    let names = columns.into_iter().flatten().map(|(_, name, _)| (*name).to_owned());
    let mut grid = Grid::new(style, 2, heads(&["loss", "pred"]).into_iter().chain(names));
    for e in all {
        grid.row([e.loss.clone(), e.pred.clone()].into_iter().chain(e.quantiles.iter().map(|(_, _, x)| short(*x))));
    }
    grid
}

/// The rows that add most, a table for each result.
pub(crate) fn worst(report: &Report, style: Style) -> String {
    let mut text = String::new();
    for worst in report.worst.iter().flatten() {
        let mut names = heads(&["file", "value"]);
        names.extend(report.weight.is_some().then(|| "times weight".to_owned()));
        let has_target = worst.rows.iter().any(|r| r.target != Given::Nothing);
        names.push("pred".into());
        names.extend(has_target.then(|| "target".to_owned()));
        let mut grid = Grid::new(style, 1, names);
        for row in &worst.rows {
            let mut cells = vec![place(report, row), brief(row.value)];
            cells.extend(report.weight.is_some().then(|| brief(row.contribution)));
            cells.push(given(&row.pred, &row.target));
            cells.extend(has_target.then(|| given(&row.target, &Given::Nothing)));
            grid.row(cells);
        }
        text.push_str(&section(&format!("Worst rows by {} of {}", worst.loss, worst.pred), grid));
    }
    text
}

/// As editors and compilers write it: file:line, and [index] for an array.
fn place(report: &Report, row: &BadRow) -> String {
    let file = &report.files[row.file];
    match row.place.parts() {
        ("line", line) => format!("{file}:{line}"),
        (_, index) => format!("{file}[{index}]"),
    }
}

/// A value for a cell; where the target is a class, the class that the prediction favours.
fn given(value: &Given, target: &Given) -> String {
    match (value, target) {
        (Given::Nothing, _) => String::new(),
        (Given::Number(x), _) => brief(*x),
        (Given::Class(name), _) | (Given::Row(_, name), Given::Class(_)) => name.clone(),
        (Given::Row(values, _), _) => {
            const SHOWN: usize = 4;
            let mut shown: Vec<String> = values.iter().take(SHOWN).map(|x| format!("{x:.3}")).collect();
            if values.len() > SHOWN {
                shown.push("…".into());
            }
            shown.join(" ")
        }
    }
}
