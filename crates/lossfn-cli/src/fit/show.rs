//! What is told of fitted models.

use std::path::Path;

use lossfn_fit::Status;
use lossfn_plot::{Chart, Figure, Series};
use serde::Serialize;

use super::{Args, Outcome, Sheet, choose::Chosen};
use crate::bars;
use crate::failure::Result;
use crate::output::{brief, digits};
use crate::report::{Grid, Style, data::pretty, terminal_width};
use crate::show::wrapped;

/// What stands for the intercept in tables.
pub(super) const INTERCEPT: &str = "(intercept)";

/// How a model came out, in a sentence without its stop.
pub(super) fn ending(outcome: &Outcome) -> String {
    let fitted = &outcome.fitted;
    let steps = if fitted.iterations == 1 { "1 step".into() } else { format!("{} steps", fitted.iterations) };
    format!("{} in {steps} by {}, gradient {:.0e}", fitted.status.describe(), fitted.solver, fitted.gradient)
}

/// How a number was chosen, in a sentence without its stop.
pub(super) fn chosen(chosen: &Chosen) -> String {
    let Chosen { name, choice, folds, why } = chosen;
    format!(
        "{name} = {} by {folds}-fold cross-validation, of {} values; each fold was scored by the mean {} ({why})",
        choice.value(),
        choice.candidates.len(),
        choice.score
    )
}

/// The coefficients as a table of text: for each feature a number of each column.
pub(super) fn coefficients(outcomes: &[&Outcome]) -> (Vec<String>, Vec<(String, Vec<f64>)>) {
    let heads = outcomes.iter().flat_map(|o| {
        let model = &o.fitted.model;
        if model.outputs() == 1 { vec![o.loss.to_string()] } else { model.classes().to_vec() }
    });
    let model = &outcomes[0].fitted.model;
    let row = |j: usize| {
        let of = |o: &&Outcome| {
            let outputs = o.fitted.model.outputs();
            o.fitted.model.coefficients()[j * outputs..][..outputs].to_vec()
        };
        (model.features()[j].clone(), outcomes.iter().flat_map(of).collect())
    };
    let mut rows: Vec<(String, Vec<f64>)> = (0..model.features().len()).map(row).collect();
    rows.push((
        INTERCEPT.into(),
        outcomes.iter().flat_map(|o| o.fitted.model.intercept().to_vec()).collect(),
    ));
    (heads.collect(), rows)
}

pub(super) fn table(
    args: &Args,
    sheet: &Sheet,
    (train, test): (usize, usize),
    outcomes: &[Outcome],
) -> String {
    let features = outcomes[0].fitted.model.features().len();
    let held = if test > 0 { format!("; fitted on {train}, tested on {test}") } else { String::new() };
    let plural = if features == 1 { "" } else { "s" };
    let mut text = format!("{}: {} rows, {features} feature{plural}{held}\n", sheet.file, sheet.rows());
    let mut but = vec![args.target.as_str()];
    but.extend(args.weight.as_deref());
    let left = sheet.texts(&but);
    if args.features.is_empty() && !left.is_empty() {
        let names = crate::nearest::listed(left);
        text.push_str(&format!("Left out, as they hold other things than numbers: {names}\n"));
    }
    let penalised = outcomes.iter().any(|o| !o.penalty.is_none());
    let mut heads = vec!["loss".to_owned()];
    heads.extend(penalised.then(|| "penalty".into()));
    heads.push("train".into());
    heads.extend((test > 0).then(|| "test".into()));
    let names = 1 + usize::from(penalised);
    let mut grid = Grid::new(Style::Terminal, names, heads);
    for o in outcomes {
        let mut cells = vec![o.loss.to_string()];
        cells.extend(penalised.then(|| o.penalty.to_string()));
        cells.push(brief(o.train));
        cells.extend(o.test.map(brief));
        grid.row(cells);
    }
    text.push_str(&format!("\n{}", grid.draw()));
    for o in outcomes {
        text.push_str(&lines(&format!("{}: {}.", o.loss, ending(o))));
        if let Some(c) = &o.chosen {
            text.push_str(&lines(&format!("{}.", self::chosen(c))));
        }
        if o.fitted.status == Status::Separable {
            text.push_str(&lines(
                "The coefficients grow for ever, and what is printed is where it stopped: a penalty such as l2(0.01) gives them a finite optimum.",
            ));
        }
    }
    let single = outcomes.iter().all(|o| o.fitted.model.outputs() == 1);
    let together: Vec<Vec<&Outcome>> =
        if single { vec![outcomes.iter().collect()] } else { outcomes.iter().map(|o| vec![o]).collect() };
    for group in together {
        let (heads, rows) = coefficients(&group);
        let mut all = vec!["coefficient".to_owned()];
        all.extend(heads);
        let mut grid = Grid::new(Style::Terminal, 1, all);
        for (name, values) in rows {
            grid.row([name].into_iter().chain(values.into_iter().map(|w| digits(w, 5))));
        }
        let what = if single { String::new() } else { format!("{}\n", group[0].loss) };
        text.push_str(&format!("\n{what}{}", grid.draw()));
    }
    text
}

/// Lines as wide as the terminal.
fn lines(sentence: &str) -> String {
    wrapped(sentence, terminal_width(), (0, 2))
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    file: &'a str,
    rows: usize,
    train: usize,
    test: usize,
    fits: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    loss: String,
    penalty: String,
    status: &'static str,
    solver: &'a str,
    iterations: usize,
    objective: f64,
    gradient: f64,
    train: f64,
    test: Option<f64>,
    chosen: Option<Chose<'a>>,
    model: &'a lossfn_fit::Model,
}

#[derive(Serialize)]
struct Chose<'a> {
    parameter: &'a str,
    value: f64,
    score: &'a str,
    folds: usize,
    candidates: &'a [f64],
    scores: &'a [f64],
    standard_errors: &'a [f64],
}

pub(super) fn json(sheet: &Sheet, (train, test): (usize, usize), outcomes: &[Outcome]) -> String {
    let fits = outcomes.iter().map(|o| Entry {
        loss: o.loss.to_string(),
        penalty: o.penalty.to_string(),
        status: o.fitted.status.name(),
        solver: o.fitted.solver,
        iterations: o.fitted.iterations,
        objective: o.fitted.objective,
        gradient: o.fitted.gradient,
        train: o.train,
        test: o.test,
        chosen: o.chosen.as_ref().map(|c| Chose {
            parameter: &c.name,
            value: c.choice.value(),
            score: &c.choice.score,
            folds: c.folds,
            candidates: &c.choice.candidates,
            scores: &c.choice.scores,
            standard_errors: &c.choice.errors,
        }),
        model: &o.fitted.model,
    });
    pretty(&Document { schema: 1, file: &sheet.file, rows: sheet.rows(), train, test, fits: fits.collect() })
}

/// The scores of the candidates, and the one that was chosen.
pub(super) fn choices(outcomes: &[Outcome]) -> Option<Figure> {
    let panel = |o: &Outcome| {
        let Chosen { name, choice, .. } = o.chosen.as_ref()?;
        let powers = choice.candidates.iter().all(|c| *c > 0.0) && {
            let last = choice.candidates.iter().copied().fold(0.0, f64::max);
            last > 20.0 * choice.candidates.iter().copied().fold(f64::INFINITY, f64::min)
        };
        let x = |c: f64| if powers { c.log10() } else { c };
        let with = |sign: f64| {
            let at = |i: usize| (x(choice.candidates[i]), choice.scores[i] + sign * choice.errors[i]);
            (0..choice.candidates.len()).map(at).collect::<Vec<_>>()
        };
        let best = (x(choice.value()), choice.scores[choice.best]);
        let dot = vec![(f64::NAN, f64::NAN), best, (f64::NAN, f64::NAN)];
        Some(Chart {
            title: format!("{name} = {}", choice.value()),
            x_label: if powers { format!("log10 of {name}") } else { name.clone() },
            y_label: format!("mean {} of held-out rows", choice.score),
            series: vec![
                Series::new("mean of the folds", with(0.0)),
                Series::new("one standard error above", with(1.0)),
                Series::new("one standard error below", with(-1.0)),
                Series::new("chosen", dot),
            ],
            y_range: None,
        })
    };
    let panels: Vec<Chart> = outcomes.iter().filter_map(panel).collect();
    (!panels.is_empty()).then(|| Figure { title: "Cross-validation".into(), panels, compact: false })
}

pub(super) fn draw(outcomes: &[Outcome], path: &Path) -> Result<()> {
    // There is one: the command line has been looked at.
    let Some(figure) = choices(outcomes) else { return Ok(()) };
    figure.save(path).map_err(bars::failure)
}
