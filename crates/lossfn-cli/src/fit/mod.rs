//! `lossfn fit`: linear models with any loss.

mod choose;
mod report;
mod sheet;
mod show;

use lossfn::{AnyLoss, functions::Link};
use lossfn_fit::{Descent, Features, Fit, Fitted, Penalty, Rule, Solver, Target, folds, schedule};

use crate::args::{Fit as Args, ListFormat, Method};
use crate::failure::{Failure, Result};
use crate::output::deliver;
use crate::progress;
use choose::{Asked, Chosen};
pub(crate) use sheet::Sheet;

/// Iterations of methods of first order, over which their schedules run.
pub(crate) const PASSES: usize = 1000;

/// The solver of a name; those of first order with a step that may change over so many passes.
pub(crate) fn solver(method: Method, step: Option<&str>, passes: u64) -> Result<Solver> {
    let rule = match method {
        Method::Gd => Rule::Plain,
        Method::Momentum => Rule::Momentum(0.9),
        Method::Adam => Rule::Adam,
        _ if step.is_some() => {
            return Err(Failure::usage("--step is for --solver gd, momentum and adam"));
        }
        Method::Auto => return Ok(Solver::Auto),
        Method::Newton => return Ok(Solver::Newton),
        Method::Lbfgs => return Ok(Solver::Lbfgs),
        Method::Proximal => return Ok(Solver::Proximal),
    };
    let method = Descent::new(rule);
    Ok(Solver::Descent(match step {
        Some(step) => method.steps(schedule(step, passes)?),
        None => method,
    }))
}

/// What is the same for all fits.
pub(crate) struct Plan<'a> {
    args: &'a Args,
    link: Option<Link>,
    solver: Solver,
}

impl<'a> Plan<'a> {
    fn new(args: &'a Args) -> Result<Self> {
        let link = args.link.as_deref().map(Link::named).transpose()?;
        let passes = args.iterations.unwrap_or(PASSES) as u64;
        let solver = solver(args.solver, args.step.as_deref(), passes)?;
        let more = args.batch.is_some() || !args.anneal.is_empty();
        let Solver::Descent(mut method) = solver else {
            if more {
                return Err(Failure::usage("--batch and --anneal are for --solver gd, momentum and adam"));
            }
            return Ok(Self { args, link, solver });
        };
        method = method.seed(args.seed);
        if let Some(rows) = args.batch {
            method = method.batch(rows);
        }
        for anneal in &args.anneal {
            let Some((name, how)) = anneal.split_once('=') else {
                let want = "a parameter and how it changes: delta=exponential(4, 0.5)";
                return Err(Failure::usage(format_args!("`{anneal}` is not {want}")));
            };
            method = method.parameter(name.trim(), schedule(how, passes)?);
        }
        let solver = Solver::Descent(method);
        Ok(Self { args, link, solver })
    }
    /// A model that is not fitted yet.
    fn fit<'b>(&self, loss: &'b AnyLoss, penalty: Penalty, weight: Option<&'b [f64]>) -> Fit<'b> {
        let args = self.args;
        let mut fit = Fit::new(loss)
            .penalty(penalty)
            .solver(self.solver.clone())
            .intercept(!args.no_intercept)
            .standardize(args.standardize)
            .threads(args.threads);
        if let Some(link) = self.link {
            fit = fit.link(link);
        }
        if let Some(weight) = weight {
            fit = fit.weight(weight);
        }
        if let Some(most) = args.iterations {
            fit = fit.iterations(most);
        }
        if let Some(tolerance) = args.tolerance {
            fit = fit.tolerance(tolerance);
        }
        fit
    }
}

/// A fitted loss, with what is told of it.
struct Outcome {
    loss: AnyLoss,
    penalty: Penalty,
    chosen: Option<Chosen>,
    fitted: Fitted,
    /// What it was fitted on.
    data: Part,
    /// The mean loss of the rows that were fitted, and of those that were held out.
    train: f64,
    test: Option<f64>,
}

/// Rows that are fitted on, and rows that are held out.
struct Part {
    x: Features,
    y: Target,
    weight: Option<Vec<f64>>,
}

impl Part {
    fn select(&self, rows: &[usize]) -> Self {
        let weight = self.weight.as_ref().map(|w| rows.iter().map(|&i| w[i]).collect());
        Self { x: self.x.select(rows), y: self.y.select(rows), weight }
    }
    /// The mean loss of a model.
    fn score(&self, loss: &AnyLoss, fitted: &Fitted) -> Result<f64> {
        Ok(fitted.model.score(loss, &self.x, &self.y, self.weight.as_deref())?)
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let plan = Plan::new(args)?;
    let asked = args.loss.iter().map(|text| Asked::new(text)).collect::<Result<Vec<_>>>()?;
    let penalty = Asked::new(&args.penalty)?;
    penalty.penalty(None)?;
    if let Some(path) = &args.plot {
        crate::bars::check_ending(path)?;
        if asked.iter().chain([&penalty]).all(Asked::is_settled) {
            return Err(Failure::usage(
                "there is no choice to draw: no number of a loss or of the penalty is cv",
            ));
        }
    }
    let sheet = Sheet::read(&args.file, args.delimiter, Some(&args.target))?;
    let mut but = vec![args.target.as_str()];
    but.extend(args.weight.as_deref());
    let x = sheet.features(&args.features, &but)?;
    let weight = args.weight.as_deref().map(|name| sheet.numbers(name).map(<[f64]>::to_vec)).transpose()?;
    let bar = progress::counter();
    let mut outcomes = vec![];
    let mut sizes = (sheet.rows(), 0);
    for asked in &asked {
        let (y, classes) = sheet.target(&args.target, &asked.loss()?, args.positive.as_deref())?;
        let all = Part { x: x.clone(), y, weight: weight.clone() };
        let (train, test) = split(args, all)?;
        sizes = (train.y.len(), test.as_ref().map_or(0, |t| t.y.len()));
        let data = (&train.x, &train.y, train.weight.as_deref());
        let (loss, penalty, chosen) = choose::settle(args, &plan, asked, &penalty, data, &bar)?;
        bar.set_message(format!("fitting {loss}"));
        bar.set_length(0);
        let fit = plan.fit(&loss, penalty.clone(), train.weight.as_deref());
        let mut fitted =
            fit.watched(&train.x, &train.y, &mut |step| bar.set_position(step.iteration as u64))?;
        fitted.model = fitted.model.named(&args.target, classes);
        let test = test.map(|test| test.score(&loss, &fitted)).transpose()?;
        outcomes.push(Outcome { train: fitted.loss, test, loss, penalty, chosen, fitted, data: train });
    }
    bar.finish_and_clear();
    if let Some(path) = &args.plot {
        show::draw(&outcomes, path)?;
    }
    if let (Some(path), Some(first)) = (&args.save, outcomes.first()) {
        deliver(&first.fitted.model.to_json(), Some(path))?;
    }
    if let Some(path) = &args.report {
        let page = report::page(&plan, &sheet, sizes, &outcomes)?;
        deliver(&page, Some(path))?;
    }
    let text = match args.format {
        ListFormat::Table => show::table(args, &sheet, sizes, &outcomes),
        ListFormat::Json => show::json(&sheet, sizes, &outcomes),
    };
    deliver(&text, None)
}

/// Rows to fit on and rows to test on, in an order that comes from the seed.
fn split(args: &Args, all: Part) -> Result<(Part, Option<Part>)> {
    let n = all.y.len();
    if !(0.0..1.0).contains(&args.test) {
        return Err(Failure::usage(format_args!(
            "--test is {}; allowed is a part from 0 to below 1",
            args.test
        )));
    }
    let held = (args.test * n as f64).round() as usize;
    if held == 0 {
        return Ok((all, None));
    }
    // Folds spread classes evenly; some of them are the rows that are held out.
    let count = n.min(100);
    let parts = folds(&all.y, count, args.seed)?;
    let mut test: Vec<usize> =
        parts.iter().flat_map(|fold| fold.held_out.iter().copied()).take(held).collect();
    test.sort_unstable();
    let train: Vec<usize> = (0..n).filter(|i| test.binary_search(i).is_err()).collect();
    Ok((all.select(&train), Some(all.select(&test))))
}
