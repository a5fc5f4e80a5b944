//! What holds of a loss: the properties that its spec claims, its proximal operator and its conjugate.

use std::fmt::Write as _;

use lossfn::{
    Entry, Inputs,
    spec::{Curvature, Spec, Stage},
};

use super::{default, latex::Writer, sympy};

pub(super) fn told(claim: Option<bool>) -> &'static str {
    match claim {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

/// A constant of the spec that is infinite where there is none.
pub(super) fn constant(text: Option<&str>) -> Result<String, String> {
    Ok(match text {
        None => "unknown".into(),
        Some("inf") => "none".into(),
        Some(text) => format!("${}$", Writer::default().formula(&sympy::parse(text)?)?),
    })
}

/// The best constant, by name.
pub(super) fn optimum(spec: &Spec) -> Result<String, String> {
    spec.properties.optimum.map_or(Ok("has no name".into()), |text| constant(Some(text)))
}

/// How the proximal operator is found, where there is one, and the conjugate, where it is known.
fn proximal(entry: &Entry) -> Result<Vec<(&'static str, String)>, String> {
    let loss = default(entry)?;
    let one = vec![1.0; entry.spec.inputs.len()];
    let columns: Vec<&[f64]> = one.chunks(1).collect();
    let inputs = Inputs::from_columns(&columns).ok_or("more inputs than columns")?;
    let mut rows = vec![];
    if matches!(entry.spec.stage, Stage::Elements | Stage::Weights)
        && loss.on_inputs(inputs).validate(false).prox(1.0).is_ok()
    {
        let closed = loss.terms()[0].loss.prox(&one, 1.0).is_some();
        rows.push(("`prox`", if closed { "has a closed form" } else { "is found by bisection" }.into()));
    }
    if let Some(text) = entry.spec.conjugate {
        let formula = Writer::default().formula(&sympy::parse(text)?)?;
        rows.push(("convex conjugate, of a slope $s$", format!("${formula}$")));
    }
    Ok(rows)
}

/// The table of all of them.
pub(super) fn properties(page: &mut String, entry: &Entry) -> Result<(), String> {
    let spec = entry.spec;
    let p = spec.properties;
    let hessian = match p.hessian {
        _ if !spec.stage.has_hessian() => "not there element by element",
        Curvature::Exact => "the second derivative",
        Curvature::AlmostEverywhere => "the second derivative, and 0 on the kinks",
    };
    let rows = [
        ("convex", told(p.convex).to_owned()),
        ("differentiable", told(p.differentiable).into()),
        ("twice differentiable", told(p.twice_differentiable).into()),
        ("least Lipschitz constant", constant(p.lipschitz)?),
        ("that of the gradient", constant(p.smoothness)?),
        ("symmetric: the same with the inputs exchanged", told(p.symmetric).into()),
        ("never below 0", told(p.non_negative).into()),
        ("0 where the prediction is the target", told(p.zero_at_target).into()),
        ("`hessian` is", hessian.into()),
        ("`boosting` divides by", spec.boosting.name().into()),
    ];
    let two = spec.stage == Stage::Elements && spec.inputs.len() == 2;
    let best = if two { Some(("best constant prediction", optimum(spec)?)) } else { None };
    page.push_str("## Properties\n\nIn the first input, inside its domain.\n\n| | |\n|---|---|\n");
    for (what, is) in rows.into_iter().chain(best).chain(proximal(entry)?) {
        if !spec.stage.has_hessian() && what.starts_with("`boosting`") {
            continue;
        }
        // What is said of a prediction and its target means nothing for the weights of a model.
        if spec.stage == Stage::Weights && is == told(None) {
            continue;
        }
        let _ = writeln!(page, "| {what} | {is} |");
    }
    page.push('\n');
    Ok(())
}
