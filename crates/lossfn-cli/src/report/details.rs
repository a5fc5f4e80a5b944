//! The tables of `--explain` and `--worst`.

use super::grid::{Grid, Style};
use super::{Report, named};
use crate::explain::Explanation;
use crate::output::{brief, digits, exact, percent};
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

/// A column for each prediction where that fits.
fn groups(report: &Report, all: &[Explanation], style: Style) -> Grid {
    let by = report.by.clone().unwrap_or_default();
    let mut preds: Vec<&str> = vec![];
    for e in all.iter().filter(|e| e.label == all[0].label) {
        preds.push(&e.pred);
    }
    let mut heads = vec!["loss".to_owned(), by.clone(), "of rows".into()];
    heads.extend(preds.iter().map(|&p| p.to_owned()));
    let mut wide = Grid::new(style, 2, heads);
    // Each loss of the same predictions, one after the other.
    for each in all.chunks(preds.len().max(1)) {
        for (i, group) in each[0].groups.iter().enumerate() {
            let mut cells = vec![each[0].label.clone(), named(Some(&group.name)), percent(group.of_rows)];
            cells.extend(each.iter().map(|e| percent(e.groups[i].of_loss)));
            wide.row(cells);
        }
    }
    let aligned = all.len().is_multiple_of(preds.len().max(1))
        && all
            .chunks(preds.len().max(1))
            .all(|each| each.iter().zip(&preds).all(|(e, pred)| e.pred == *pred && e.label == each[0].label));
    if aligned && wide.fits() {
        return wide;
    }
    let mut grid =
        Grid::new(style, 3, ["loss".into(), "pred".into(), by, "of rows".into(), "of loss".into()]);
    for e in all {
        for group in &e.groups {
            grid.row([
                e.label.clone(),
                e.pred.clone(),
                named(Some(&group.name)),
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
    let mut grid =
        Grid::new(style, 2, heads(&["loss", "pred"]).into_iter().chain(columns.into_iter().flatten()));
    for e in all {
        grid.row(
            [e.label.clone(), e.pred.clone()].into_iter().chain(e.worst.iter().map(|w| percent(w.of_loss))),
        );
    }
    grid
}

/// Four digits: six columns of six would not fit.
fn quantiles(all: &[Explanation], style: Style) -> Grid {
    let columns = all.iter().map(|e| &e.quantiles).find(|q| !q.is_empty());
    let names = columns.into_iter().flatten().map(|(_, name, _)| (*name).to_owned());
    let mut grid = Grid::new(style, 2, heads(&["loss", "pred"]).into_iter().chain(names));
    for e in all {
        grid.row(
            [e.label.clone(), e.pred.clone()]
                .into_iter()
                .chain(e.quantiles.iter().map(|(_, _, x)| digits(*x, 4))),
        );
    }
    grid
}

/// The rows that add most.
pub(crate) fn worst(report: &Report, style: Style) -> String {
    let Some(all) = &report.worst else { return String::new() };
    let rows = || all.iter().flat_map(|w| &w.rows);
    let weighted = report.weight.is_some();
    let has_target = rows().any(|r| r.target != Given::Nothing);
    let mut names = heads(&["loss", "pred", if report.files.len() == 1 { "row" } else { "file" }, "value"]);
    names.extend(weighted.then(|| "times weight".to_owned()));
    names.push("predicted".into());
    names.extend(has_target.then(|| "target".to_owned()));
    let mut grid = Grid::new(style, 3, names);
    for worst in all {
        for row in &worst.rows {
            let mut cells =
                vec![worst.label.clone(), worst.pred.clone(), place(report, row), brief(row.value)];
            cells.extend(weighted.then(|| brief(row.contribution)));
            cells.push(given(&row.pred, &row.target));
            cells.extend(has_target.then(|| given(&row.target, &Given::Nothing)));
            grid.row(cells);
        }
    }
    section(if weighted { "Rows that add most, weight times loss" } else { "Rows that add most" }, grid)
}

/// The line of a file; of several files as editors and compilers write it.
fn place(report: &Report, row: &BadRow) -> String {
    let file = &report.files[row.file];
    match row.place.parts() {
        _ if report.files.len() == 1 => row.place.to_string(),
        ("line", line) => format!("{file}:{line}"),
        (_, index) => format!("{file}[{index}]"),
    }
}

/// A value for a cell; where the target is a class, the class that the prediction favours.
fn given(value: &Given, target: &Given) -> String {
    match (value, target) {
        (Given::Nothing, _) => String::new(),
        // As it stands in the file, where that is short.
        (Given::Number(x), _) => Some(exact(*x)).filter(|text| text.len() < 12).unwrap_or_else(|| brief(*x)),
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
