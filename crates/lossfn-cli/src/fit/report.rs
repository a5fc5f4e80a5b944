//! One page about fitted models, with pictures: it needs no network.

use lossfn_fit::Target;
use lossfn_plot::{Bars, Chart, Figure, Series};
use minijinja::{AutoEscape, Environment, value::Serde};
use serde::Serialize;

use super::{Outcome, Plan, Sheet, show};
use crate::bars;
use crate::failure::{Failure, Result};
use crate::output::{brief, digits};

const PAGE: &str = include_str!("report.html");
/// A point that breaks a line.
const BREAK: (f64, f64) = (f64::NAN, f64::NAN);
/// Coefficients that a picture has room for.
const SHOWN: usize = 10;
/// Dots that a picture has room for.
const DOTS: usize = 1500;

#[derive(Serialize)]
struct Page<'a> {
    target: &'a str,
    file: &'a str,
    rows: usize,
    features: usize,
    train: usize,
    test: usize,
    fits: Vec<Line>,
    sections: Vec<Section>,
    tables: Vec<Table>,
}

#[derive(Serialize)]
struct Section {
    title: &'static str,
    note: String,
    /// SVG, whose texts the plots have escaped.
    pictures: Vec<String>,
}

#[derive(Serialize)]
struct Line {
    loss: String,
    penalty: String,
    train: String,
    test: String,
    ending: String,
    chosen: Option<String>,
}

#[derive(Serialize)]
struct Table {
    title: String,
    heads: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
}

pub(super) fn page(
    plan: &Plan<'_>,
    sheet: &Sheet,
    (train, test): (usize, usize),
    outcomes: &[Outcome],
) -> Result<String> {
    let mut sections = vec![learning(outcomes)?];
    if let Some(figure) = show::choices(outcomes) {
        let note = "Each dot of a curve is the mean over the rows that were held out, of models that had not seen them.";
        sections.push(section("Cross-validation", note, &[figure])?);
    }
    sections.extend(where_from(outcomes)?);
    sections.push(effects(outcomes)?);
    sections.extend(paths(plan, outcomes)?);
    let fits: Vec<Line> = (outcomes.iter())
        .map(|o| Line {
            loss: o.loss.to_string(),
            penalty: o.penalty.to_string(),
            train: brief(o.train),
            test: o.test.map(brief).unwrap_or_default(),
            ending: show::ending(o),
            chosen: o.chosen.as_ref().map(show::chosen),
        })
        .collect();
    let single = outcomes.iter().all(|o| o.fitted.model.outputs() == 1);
    let groups: Vec<Vec<&Outcome>> =
        if single { vec![outcomes.iter().collect()] } else { outcomes.iter().map(|o| vec![o]).collect() };
    let table = |group: Vec<&Outcome>| {
        let (heads, rows) = show::coefficients(&group);
        let title = if single { String::new() } else { group[0].loss.to_string() };
        let rows = rows.into_iter().map(|(name, ws)| (name, ws.into_iter().map(|w| digits(w, 5)).collect()));
        Table { title, heads, rows: rows.collect() }
    };
    let tables: Vec<Table> = groups.into_iter().map(table).collect();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let told = environment.render_str(
        PAGE,
        Serde(Page {
            target: &plan.args.target,
            file: &sheet.file,
            rows: sheet.rows(),
            features: outcomes[0].fitted.model.features().len(),
            train,
            test,
            fits,
            sections,
            tables,
        }),
    );
    told.map_err(|e| Failure::data(format_args!("the page cannot be written: {e}")))
}

fn section(title: &'static str, note: impl Into<String>, figures: &[Figure]) -> Result<Section> {
    let pictures = figures.iter().map(|f| f.svg().map_err(bars::failure)).collect::<Result<_>>()?;
    Ok(Section { title, note: note.into(), pictures })
}

fn chart(title: String, x_label: &str, y_label: &str, series: Vec<Series>) -> Chart {
    Chart { title, x_label: x_label.into(), y_label: y_label.into(), series, y_range: None }
}

/// How the objective came down.
fn learning(outcomes: &[Outcome]) -> Result<Section> {
    let panel = |o: &Outcome| {
        let least = o.fitted.path.iter().map(|s| s.objective).fold(f64::INFINITY, f64::min);
        let size = least.abs().max(f64::MIN_POSITIVE);
        let above =
            |s: &lossfn_fit::Step| (s.iteration as f64, ((s.objective - least) / size).max(1e-16).log10());
        let points = o.fitted.path.iter().map(above).collect();
        chart(
            o.loss.to_string(),
            "step",
            "log10 above the minimum",
            vec![Series::new(o.fitted.solver, points)],
        )
    };
    let note = "How far the objective, mean loss and penalty, is above the lowest that was reached, in parts of that.";
    let figure =
        Figure { title: String::new(), panels: outcomes.iter().map(panel).collect(), compact: false };
    section("Learning curve", note, &[figure])
}

/// Each row at its residual and its loss, and what part of the loss the worst rows have.
fn where_from(outcomes: &[Outcome]) -> Result<Option<Section>> {
    let (mut clouds, mut shares) = (vec![], vec![]);
    for o in outcomes {
        let losses = o.fitted.model.losses(&o.loss, &o.data.x, &o.data.y)?;
        let eta = o.fitted.model.linear(&o.data.x)?;
        let every = losses.len().div_ceil(DOTS);
        if let (Target::Numbers(y), 1) = (&o.data.y, o.fitted.model.outputs()) {
            let classes = o.fitted.model.classes();
            let residuals = classes.is_empty() && o.fitted.model.link() == Some("identity");
            let mut rows: Vec<(f64, f64, f64)> = (0..y.len())
                .map(|i| (if residuals { eta[i] - y[i] } else { eta[i] }, losses[i], y[i]))
                .collect();
            rows.sort_by(|a, b| a.0.total_cmp(&b.0));
            let dots = |rows: &mut dyn Iterator<Item = &(f64, f64, f64)>| {
                rows.flat_map(|(x, l, _)| [BREAK, (*x, *l), BREAK]).collect::<Vec<_>>()
            };
            let series = if residuals {
                let mut series = vec![Series::new("rows", dots(&mut rows.iter().step_by(every)))];
                // Of a loss of the residual alone the curve goes through all dots.
                let curve = curve(o, rows[0].0, rows[rows.len() - 1].0);
                series.extend(curve.map(|points| Series::new("loss", points)));
                series
            } else if let [no, yes] = classes {
                let least = y.iter().copied().fold(f64::INFINITY, f64::min);
                let of = |is: bool| dots(&mut rows.iter().step_by(every).filter(|r| (r.2 != least) == is));
                vec![Series::new(no.clone(), of(false)), Series::new(yes.clone(), of(true))]
            } else {
                vec![Series::new("rows", dots(&mut rows.iter().step_by(every)))]
            };
            let x = if residuals { "prediction less target" } else { "linear predictor" };
            clouds.push(chart(o.loss.to_string(), x, "loss of the row", series));
        }
        let mut sorted = losses;
        sorted.sort_by(|a, b| b.total_cmp(a));
        let total: f64 = sorted.iter().sum();
        let n = sorted.len() as f64;
        let mut so_far = 0.0;
        let mut points = vec![(0.0, 0.0)];
        for (i, l) in sorted.iter().enumerate() {
            so_far += l;
            points.push((100.0 * (i + 1) as f64 / n, 100.0 * so_far / total));
        }
        if total > 0.0 {
            shares.push(Series::new(o.loss.to_string(), points));
        }
    }
    let figure = |panels: Vec<Chart>| Figure { title: String::new(), panels, compact: false };
    let mut figures = vec![];
    if !clouds.is_empty() {
        figures.push(figure(clouds));
    }
    if !shares.is_empty() {
        figures.push(figure(vec![chart(String::new(), "worst rows, %", "share of the loss, %", shares)]));
    }
    if figures.is_empty() {
        return Ok(None);
    }
    let note = "Every dot is a row that was fitted. Below, the rows are sorted by their loss: the more a curve bulges, the fewer rows the loss comes from.";
    section("Where the loss comes from", note, &figures).map(Some)
}

/// A loss of the residual alone between two residuals.
fn curve(o: &Outcome, low: f64, high: f64) -> Option<Vec<(f64, f64)>> {
    let x: Vec<f64> = (0..=200).map(|i| low + (high - low) * f64::from(i) / 200.0).collect();
    let at = |y: f64| {
        let pred: Vec<f64> = x.iter().map(|r| r + y).collect();
        o.loss.on(&pred, &vec![y; x.len()]).values().to_vec()
    };
    let (here, there) = (at(0.0).ok()?, at(64.0).ok()?);
    let alone = here.iter().zip(&there).all(|(a, b)| (a - b).abs() <= 1e-9 * (a.abs() + 1.0));
    alone.then(|| x.into_iter().zip(here).collect())
}

/// The spread of each feature, in which coefficients can be compared.
fn spreads(o: &Outcome) -> Vec<f64> {
    let one = |j: usize| {
        let column = o.data.x.column(j);
        let n = column.len() as f64;
        let mean = column.iter().sum::<f64>() / n;
        (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt()
    };
    (0..o.data.x.columns()).map(one).collect()
}

/// Features by how far they move a prediction, the strongest first.
fn strongest(o: &Outcome) -> Vec<usize> {
    let (spreads, model) = (spreads(o), &o.fitted.model);
    let outputs = model.outputs();
    let size = |j: usize| {
        spreads[j]
            * model.coefficients()[j * outputs..][..outputs].iter().map(|w| w.abs()).fold(0.0, f64::max)
    };
    let mut order: Vec<usize> = (0..spreads.len()).collect();
    order.sort_by(|&a, &b| size(b).total_cmp(&size(a)));
    order.truncate(SHOWN);
    order
}

fn effects(outcomes: &[Outcome]) -> Result<Section> {
    let order = strongest(&outcomes[0]);
    let names: Vec<String> = order.iter().map(|&j| outcomes[0].fitted.model.features()[j].clone()).collect();
    let single = outcomes.iter().all(|o| o.fitted.model.outputs() == 1);
    let group = |o: &Outcome, c: usize, name: String| {
        let (spreads, model) = (spreads(o), &o.fitted.model);
        (name, order.iter().map(|&j| spreads[j] * model.coefficients()[j * model.outputs() + c]).collect())
    };
    let all = if single {
        vec![outcomes.iter().map(|o| group(o, 0, o.loss.to_string())).collect::<Vec<_>>()]
    } else {
        let of = |o: &Outcome| {
            let name = |c: usize| o.fitted.model.classes().get(c).cloned().unwrap_or_else(|| c.to_string());
            (0..o.fitted.model.outputs()).map(|c| group(o, c, name(c))).collect::<Vec<_>>()
        };
        outcomes.iter().map(of).collect()
    };
    let pictures = all.into_iter().map(|groups| {
        let x_label = "change of the prediction with one standard deviation of the feature".into();
        let bars = Bars { title: String::new(), x_label, labels: names.clone(), groups };
        bars.svg().map_err(bars::failure)
    });
    let shown = if outcomes[0].data.x.columns() > SHOWN {
        format!(" Shown are the {SHOWN} strongest.")
    } else {
        String::new()
    };
    let note = format!(
        "Coefficients times the standard deviation of their feature, so that they can be compared.{shown}"
    );
    Ok(Section { title: "Effects", note, pictures: pictures.collect::<Result<_>>()? })
}

/// How coefficients go as the penalty becomes weaker and stronger.
fn paths(plan: &Plan<'_>, outcomes: &[Outcome]) -> Result<Option<Section>> {
    const STEPS: i32 = 24;
    let mut panels = vec![];
    for o in outcomes.iter().filter(|o| !o.penalty.is_none() && o.fitted.model.outputs() == 1) {
        let (order, spreads) = (strongest(o), spreads(o));
        let mut lines = vec![vec![]; order.len()];
        for i in 0..=STEPS {
            let power = f64::from(i) / f64::from(STEPS) * 5.0 - 3.0;
            let penalty = o.penalty.times(10f64.powf(power))?;
            let fit = plan.fit(&o.loss, penalty, o.data.weight.as_deref());
            let model = fit.on(&o.data.x, &o.data.y)?.model;
            for (line, &j) in lines.iter_mut().zip(&order) {
                line.push((power, spreads[j] * model.coefficients()[j]));
            }
        }
        let names = order.iter().map(|&j| o.fitted.model.features()[j].clone());
        let series = names.zip(lines).map(|(name, line)| Series::new(name, line)).collect();
        let x = format!("log10 of the factor of {}", o.penalty);
        panels.push(chart(o.loss.to_string(), &x, "coefficient x spread", series));
    }
    if panels.is_empty() {
        return Ok(None);
    }
    let note = "The same fit with the penalty so many times weaker or stronger; 0 is the one above.";
    let figure = Figure { title: String::new(), panels, compact: false };
    section("Path over the penalty", note, &[figure]).map(Some)
}
