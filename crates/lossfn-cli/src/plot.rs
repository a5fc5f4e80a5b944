//! `lossfn plot`: losses and their derivatives as a picture.

use lossfn::AnyLoss;
use lossfn_plot::{Chart, Figure, Series};

use crate::args::Plot;
use crate::bars;
use crate::curve::Curve;
use crate::failure::{Failure, Result};

const NAMES: [&str; 3] = ["value", "gradient", "hessian"];

pub(crate) fn run(args: &Plot) -> Result<()> {
    bars::check_ending(&args.output)?;
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
    let sampled = curves.iter().map(|c| c.sample(range)).collect::<Result<Vec<_>>>()?;
    for &d in &derivatives {
        let d = usize::from(d);
        let series =
            curves.iter().zip(&sampled).map(|(c, points)| Series::new(c.loss.to_string(), points[d].clone()));
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
    let figure = Figure { title: unique(Curve::fixed).join("; "), panels };
    figure.save(&args.output).map_err(bars::failure)
}

/// The ends of the vertical axis, where a curve leaves to infinity: what most of each curve needs.
fn window(series: &[Series], pad: f64) -> Option<(f64, f64)> {
    let mut cut = (false, false);
    let mut ends = (f64::INFINITY, f64::NEG_INFINITY);
    for s in series {
        let mut ys: Vec<f64> = s.points.iter().map(|p| p.1).filter(|y| y.is_finite()).collect();
        ys.sort_by(f64::total_cmp);
        let (Some(&low), Some(&high)) = (ys.first(), ys.last()) else { continue };
        let at = |part: f64| ys[(part * (ys.len() - 1) as f64) as usize];
        let (bottom, top) = (at(0.05), at(0.95));
        let room = 2.0 * (top - bottom);
        let kept = |end: f64, near: f64, sign: f64| {
            if room > 0.0 && (end - near).abs() > room { near + sign * 0.25 * room } else { end }
        };
        let (from, to) = (kept(low, bottom, -1.0), kept(high, top, 1.0));
        cut = (cut.0 || from != low, cut.1 || to != high);
        ends = (ends.0.min(from), ends.1.max(to));
    }
    let pad = pad * (ends.1 - ends.0);
    // A curve that is cut runs into the edge; one that is not keeps clear of it.
    let (low, high) = (ends.0 - if cut.0 { 0.0 } else { pad }, ends.1 + if cut.1 { 0.0 } else { pad });
    ((cut.0 || cut.1) && ends.0 < ends.1).then_some((low, high))
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
