//! `lossfn plot`: losses and their derivatives as a picture.

use lossfn::{AnyLoss, curve::Curve, surface::Surface};
use lossfn_plot::{Chart, Field, FieldStyle, Figure, Series, window};

use crate::args::Plot;
use crate::bars;
use crate::failure::{Failure, Result};

const NAMES: [&str; 3] = ["value", "gradient", "hessian"];

pub(crate) fn run(args: &Plot) -> Result<()> {
    bars::check_ending(&args.output)?;
    if args.contour || args.surface {
        return field(args);
    }
    let curves = args.names.iter().map(|name| Ok(Curve::new(lossfn::get(name)?, args.target)));
    let curves = curves.collect::<Result<Vec<_>>>()?;
    let range = args.range.unwrap_or_else(|| {
        let ranges = curves.iter().map(Curve::range);
        ranges.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), (c, d)| (a.min(c), b.max(d)))
    });
    let unique = |text: fn(&Curve) -> String| {
        let mut texts: Vec<String> = vec![];
        for text in curves.iter().map(text).filter(|t| !t.is_empty()) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    };
    let mut panels: Vec<Chart> = vec![];
    let mut derivatives = args.derivative.clone();
    derivatives.dedup();
    let sampled = curves.iter().map(|c| c.sample(range)).collect::<Result<Vec<_>, _>>()?;
    for &d in &derivatives {
        let d = usize::from(d);
        let series = curves
            .iter()
            .zip(&sampled)
            .map(|(c, points)| Series::new(c.loss().to_string(), points[d].clone()));
        let series: Vec<Series> = series.collect();
        if series.iter().all(|s| s.points.iter().all(|p| !p.1.is_finite())) {
            let (a, b) = range;
            return Err(Failure::usage(format_args!(
                "there is nothing to draw: no {} is finite between {a} and {b}",
                NAMES[d]
            )));
        }
        let y_range = window(&series, 0.05);
        panels.push(Chart {
            title: NAMES[d].into(),
            x_label: unique(|c| c.input().into()).join(" or "),
            y_label: String::new(),
            series,
            y_range,
        });
    }
    let figure = Figure { title: unique(Curve::fixed).join("; "), panels, compact: false };
    figure.save(&args.output).map_err(bars::failure)
}

/// A loss over two numbers.
fn field(args: &Plot) -> Result<()> {
    let [name] = &args.names[..] else {
        return Err(Failure::usage("a contour or a surface is that of one loss"));
    };
    let surface = Surface::new(lossfn::get(name)?)?;
    let (style, steps) = if args.surface { (FieldStyle::Surface, 36) } else { (FieldStyle::Contour, 120) };
    let [x, y] = args.range.map_or_else(|| surface.range(), |range| [range; 2]);
    let places = |(a, b): (f64, f64)| {
        (0..=steps).map(|i| a + (b - a) * f64::from(i) / f64::from(steps)).collect::<Vec<_>>()
    };
    let values = surface.at(&places(x), &places(y))?;
    if !values.iter().flatten().any(|z| z.is_finite()) {
        return Err(Failure::usage("there is nothing to draw: no value is finite there"));
    }
    let [x_label, y_label] = surface.inputs();
    let fixed = surface.fixed();
    let loss = surface.loss();
    let title = if fixed.is_empty() { loss.to_string() } else { format!("{loss}; {fixed}") };
    Field { title, x_label, y_label, x, y, values, style, paths: vec![] }
        .save(&args.output)
        .map_err(bars::failure)
}

/// Value and gradient of a loss as text.
pub(crate) fn terminal(loss: AnyLoss, width: usize) -> Result<String> {
    let curve = Curve::new(loss, None);
    let fixed = curve.fixed();
    let with = if fixed.is_empty() { fixed } else { format!(" with {fixed}") };
    let [value, gradient, _] = curve.sample(curve.range())?;
    let draw = |(name, points): (&str, Vec<(f64, f64)>)| {
        let series = vec![Series::new("", points)];
        // The text has no room to spare.
        let y_range = window(&series, 0.0);
        let chart = Chart {
            title: format!("{name}{with}:"),
            x_label: curve.input().into(),
            y_label: String::new(),
            series,
            y_range,
        };
        lossfn_plot::terminal(&chart, width, 8)
    };
    Ok([("Value", value), ("Gradient", gradient)].map(draw).join("\n"))
}
