//! `lossfn surface`: an objective over two coefficients, and how solvers go down it.

use clap::ValueEnum as _;
use lossfn::functions::Link;
use lossfn_fit::{Features, Fit, Fitted, Solver, Target};
use lossfn_plot::{Field, FieldStyle, Series};

use crate::args::{Method, Surface as Args};
use crate::bars;
use crate::failure::{Failure, Result};
use crate::fit::{PASSES, Sheet, solver};
use crate::output::{brief, deliver, digits};
use crate::report::{Grid, Style};

/// The name that stands for the intercept.
const INTERCEPT: &str = "intercept";
/// Places along an axis, less one.
const STEPS: usize = 120;
/// What is around the paths, in parts of their reach.
const AROUND: f64 = 0.35;
/// An end this far above the lowest value, in parts of it, is another minimum.
const ABOVE: f64 = 1e-3;

pub(crate) fn run(args: &Args) -> Result<()> {
    bars::check_ending(&args.output)?;
    let [first, second] = &args.over[..] else {
        return Err(Failure::usage("--over is two names, such as --over bmi,intercept"));
    };
    if first == INTERCEPT || first == second {
        return Err(Failure::usage(format_args!(
            "--over is two columns, or a column and then `{INTERCEPT}`"
        )));
    }
    let intercept = second == INTERCEPT;
    let loss = lossfn::get(&args.loss)?;
    let link = args.link.as_deref().map(Link::named).transpose()?;
    let passes = args.iterations.unwrap_or(PASSES) as u64;
    let own = |method: &Method| {
        let first_order = matches!(method, Method::Gd | Method::Momentum | Method::Adam);
        solver(*method, args.step.as_deref().filter(|_| first_order), passes)
    };
    let solvers = args.solver.iter().map(own).collect::<Result<Vec<_>>>()?;
    let sheet = Sheet::read(&args.file, args.delimiter, Some(&args.target))?;
    let names = if intercept { vec![first.clone()] } else { args.over.clone() };
    let x = sheet.features(&names, &[&args.target])?;
    let (y, _) = sheet.target(&args.target, &loss, args.positive.as_deref())?;
    if let Target::Classes(..) = y {
        return Err(Failure::usage(format_args!(
            "{loss} has coefficients for each class; a surface is over two"
        )));
    }
    let start = args.start.map_or([0.0, 0.0], |(a, b)| [a, b]);
    let fit = |solver: &Solver| -> Result<Fit<'_>> {
        let mut fit =
            Fit::new(&loss).penalty(args.penalty.parse()?).intercept(intercept).start(&start).trace();
        fit = fit.solver(solver.clone());
        if let Some(link) = link {
            fit = fit.link(link);
        }
        if let Some(most) = args.iterations {
            fit = fit.iterations(most);
        }
        Ok(fit)
    };
    let fitted = solvers.iter().map(|s| Ok(fit(s)?.on(&x, &y)?)).collect::<Result<Vec<_>>>()?;
    let all = || fitted.iter().flat_map(|f| &f.path).map(|s| &s.coefficients);
    let ends = |k: usize| {
        let reach = all().map(|w| w[k]).fold((start[k], start[k]), |(a, b), w| (a.min(w), b.max(w)));
        let around = AROUND * (reach.1 - reach.0);
        let around = if around > 0.0 { around } else { 1.0 };
        (reach.0 - around, reach.1 + around)
    };
    let ranges = [args.x_range.unwrap_or_else(|| ends(0)), args.y_range.unwrap_or_else(|| ends(1))];
    let values = field(&fit(&Solver::Auto)?, (&x, &y), ranges)?;
    let lowest_shown = values.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let lowest = fitted.iter().map(|f| f.objective).fold(lowest_shown, f64::min);
    let label =
        |method: &Method| method.to_possible_value().map_or_else(String::new, |v| v.get_name().to_owned());
    let path = |(f, method): (&Fitted, &Method)| {
        Series::new(label(method), f.path.iter().map(|s| (s.coefficients[0], s.coefficients[1])).collect())
    };
    let title = match link {
        Some(link) if link != Link::Identity => format!("{loss} after the inverse of {link}"),
        _ => loss.to_string(),
    };
    let style = FieldStyle::Contour;
    let paths = fitted.iter().zip(&args.solver).map(path).collect();
    let [x_label, y_label] = [first, second].map(|name| format!("coefficient of {name}"));
    let y_label = if intercept { INTERCEPT.into() } else { y_label };
    let [x, y] = ranges;
    Field { title, x_label, y_label, x, y, values, style, paths }
        .save(&args.output)
        .map_err(bars::failure)?;

    let heads = ["solver", "status"].map(str::to_owned).into_iter();
    let mut grid = Grid::new(
        Style::Terminal,
        2,
        heads.chain([first.clone(), second.clone(), "objective".into(), "steps".into()]),
    );
    let mut local = false;
    for (f, method) in fitted.iter().zip(&args.solver) {
        let above = f.objective > lowest + ABOVE * lowest.abs();
        local |= above;
        let last = f.path.last().map_or(&start[..], |s| &s.coefficients);
        let mark = if above { " *" } else { "" };
        grid.row([
            label(method),
            f.status.name().into(),
            digits(last[0], 5),
            digits(last[1], 5),
            format!("{}{mark}", brief(f.objective)),
            f.iterations.to_string(),
        ]);
    }
    let mut text = grid.draw();
    if local {
        text.push_str(&format!("* above {}, the lowest that was found\n", brief(lowest)));
    }
    deliver(&text, None)
}

/// The objective over both coefficients.
fn field(fit: &Fit<'_>, (x, y): (&Features, &Target), ranges: [(f64, f64); 2]) -> Result<Vec<Vec<f64>>> {
    let places = |(a, b): (f64, f64)| (0..=STEPS).map(move |i| a + (b - a) * i as f64 / STEPS as f64);
    let all: Vec<Vec<f64>> =
        places(ranges[1]).flat_map(|w| places(ranges[0]).map(move |v| vec![v, w])).collect();
    let values = fit.objectives(x, y, &all)?;
    Ok(values.chunks(STEPS + 1).map(<[f64]>::to_vec).collect())
}
