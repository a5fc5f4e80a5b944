//! The picture of a loss: value, gradient and hessian side by side.

use lossfn::{
    AnyLoss, Entry,
    curve::Curve,
    spec::{Domain, Kind, Param, Value},
};
use lossfn_plot::{Chart, Figure, Series, window};

use super::{default, numbers::settled};

const PANELS: [&str; 3] = ["value", "gradient", "hessian"];

/// The curves of a loss for some values of its first parameter.
pub(super) fn figure(entry: &Entry) -> Result<Figure, String> {
    let main = Curve::new(default(entry)?, None);
    let range = main.range();
    let mut sampled = vec![];
    for (name, loss) in variants(entry)? {
        let points = Curve::new(loss, None).sample(range).map_err(|e| e.to_string())?;
        sampled.push((name, points));
    }
    let shown = if entry.spec.stage.has_hessian() { 3 } else { 2 };
    let panels = PANELS.iter().take(shown).enumerate().map(|(d, &title)| {
        let series: Vec<Series> = sampled
            .iter()
            .map(|(name, points)| {
                Series::new(name, points[d].iter().map(|&(x, y)| (settled(x), settled(y))).collect())
            })
            .collect();
        let y_range = window(&series, 0.05).map(|(low, high)| (settled(low), settled(high)));
        Chart { title: title.into(), x_label: main.input().into(), y_label: String::new(), series, y_range }
    });
    let fixed = main.fixed();
    let title =
        if fixed.is_empty() { entry.spec.name.into() } else { format!("{}, {fixed}", entry.spec.name) };
    Ok(Figure { title, panels: panels.collect(), compact: true })
}

/// The loss with up to three values of its first parameter, the default among them; its curves with the
/// default alone where it has no parameter that is a number.
fn variants(entry: &Entry) -> Result<Vec<(String, AnyLoss)>, String> {
    let params = entry.spec.params;
    let Some((at, param, preset)) =
        params.iter().enumerate().find_map(|(i, p)| match (p.kind, p.default()) {
            (Kind::Number(_), Value::Number(x)) => Some((i, p, x)),
            _ => None,
        })
    else {
        return Ok(vec![(String::new(), default(entry)?)]);
    };
    let mut variants = vec![];
    for x in values(param, preset) {
        let mut all: Vec<Value> = params.iter().map(Param::default).collect();
        all[at] = Value::Number(x);
        let loss = entry.build(&all).map_err(|e| e.to_string())?;
        variants.push((format!("{} = {x}", param.name), AnyLoss::of(loss)));
    }
    Ok(variants)
}

fn values(param: &Param, preset: f64) -> Vec<f64> {
    let Kind::Number(domain) = param.kind else { return vec![preset] };
    let others = match domain {
        Domain::Interval { low, high, .. } if low.is_finite() && high.is_finite() => {
            [0.1, 0.5, 0.9].map(|part| settled(low + part * (high - low)))
        }
        _ if preset == 0.0 => [0.5, 1.0, 2.0],
        _ if domain.contains(-preset) => [-2.0 * preset, preset, 2.0 * preset],
        _ => [0.5 * preset, preset, 2.0 * preset],
    };
    let mut values: Vec<f64> = others.into_iter().filter(|&x| param.admits(&Value::Number(x))).collect();
    if !values.contains(&preset) {
        values.pop();
        values.push(preset);
    }
    values.sort_by(f64::total_cmp);
    values
}
