//! Specs as JSON, for programs in other languages.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::{
    AnyLoss, Entry, Error, Rows, dialect_formula,
    formula::Dynamic,
    metric::MetricSpec,
    spec::{
        Argument, Curvature, Dialect, Domain, Input, Kind, Mean, Param, Peer, PeerCall, Properties, Spec,
        Stage, Value,
    },
};

/// What is known of a loss.
///
/// # Errors
/// When it cannot be built with its defaults, or a dialect is no sum of losses of the catalogue.
pub fn loss(entry: &Entry) -> Result<Json, Error> {
    let defaults: Vec<Value> = entry.spec.params.iter().map(Param::default).collect();
    let build = |values: &[Value]| entry.build(values);
    let soft = distributions(&AnyLoss::of(build(&defaults)?));
    let mut all = spec(entry.spec, &variants(entry.spec, &defaults, build)?, soft);
    let dialects = entry.spec.dialects.iter().map(|d| dialect(entry.spec, d));
    all["dialects"] = dialects.collect::<Result<_, _>>()?;
    Ok(all)
}

/// What is known of a metric.
pub fn metric(metric: &MetricSpec) -> Json {
    let mut all = spec(&metric.page, &[], false);
    all["range"] = domain(metric.range);
    all["best"] = json!(format!("{:?}", metric.best));
    all["keeps_rows"] = json!(metric.keeps_rows);
    all
}

/// What a loss reads where a flag or a choice has another value than its default.
fn variants(
    spec: &Spec,
    defaults: &[Value],
    build: impl Fn(&[Value]) -> Result<Arc<dyn Dynamic>, Error>,
) -> Result<Vec<Json>, Error> {
    let mut variants = Vec::new();
    for (k, param) in spec.params.iter().enumerate() {
        let values: Vec<Value> = match param.kind {
            Kind::Flag => [false, true].map(Value::Flag).into(),
            Kind::Choice(names) => names.iter().map(|&n| Value::Choice(n.into())).collect(),
            _ => continue,
        };
        for value in values {
            let mut all = defaults.to_vec();
            all[k] = value;
            let read = build(&all)?.inputs();
            if read != spec.inputs {
                variants.push(
                    json!({ "param": param.name, "value": all[k].to_string(), "inputs": inputs(read) }),
                );
            }
        }
    }
    Ok(variants)
}

/// Whether it reads a table of distributions beside its first table.
fn distributions(loss: &AnyLoss) -> bool {
    if loss.spec().stage.coupled() {
        return false;
    }
    let table = Rows::rows(&[0.5, 0.5], 2);
    table.is_ok_and(|table| loss.on(table, table).validate(false).mean().is_ok())
}

fn spec(spec: &Spec, variants: &[Json], distributions: bool) -> Json {
    json!({
        "name": spec.name,
        "aliases": spec.aliases,
        "rows": spec.rows,
        "family": spec.family.name(),
        "tasks": spec.tasks,
        "stage": match spec.stage {
            Stage::Batch(_) => "Batch".into(),
            Stage::Groups(_) => "Groups".into(),
            stage => format!("{stage:?}"),
        },
        "pairing": if let Stage::Batch(pairing) = spec.stage { json!(format!("{pairing:?}")) } else { Json::Null },
        "score": format!("{:?}", spec.score),
        "inputs": inputs(spec.inputs),
        "variants": variants,
        "grouping": if let Stage::Groups(grouping) = spec.stage { json!(format!("{grouping:?}")) } else { Json::Null },
        "own_rows": (0..spec.inputs.len()).map(|k| spec.stage.own_rows(k)).collect::<Vec<_>>(),
        "factors": spec.factors().collect::<Vec<_>>(),
        "varying": spec.varying().map(|i| i.name).collect::<Vec<_>>(),
        "distributions": distributions,
        "params": spec.params.iter().map(param).collect::<Vec<_>>(),
        "formula": spec.formula,
        "given": spec.given,
        "row": format!("{:?}", spec.row),
        "outer": spec.outer,
        "sums": spec.sums,
        "boosting": spec.boosting.name(),
        "has_hessian": spec.stage.has_hessian(),
        "joints": spec.joints,
        "doc": spec.doc,
        "behaviour": spec.behaviour,
        "reference": spec.reference,
        "properties": properties(&spec.properties),
        "conjugate": spec.conjugate,
        "peers": spec.peers.iter().map(peer).collect::<Vec<_>>(),
        "calls": spec.calls.iter().map(call).collect::<Vec<_>>(),
    })
}

fn dialect(spec: &Spec, dialect: &Dialect) -> Result<Json, Error> {
    let read = if dialect.inputs.is_empty() { spec.inputs } else { dialect.inputs };
    Ok(json!({
        "library": dialect.library,
        "name": dialect.name,
        "peer": dialect.peer,
        "params": dialect.params.iter().map(param).collect::<Vec<_>>(),
        "inputs": inputs(read),
        "formula": dialect_formula(dialect)?,
        "elements": dialect.mean == Mean::Elements,
    }))
}

fn inputs(inputs: &[Input]) -> Json {
    inputs.iter().map(|i| json!({ "name": i.name, "domain": domain(i.domain) })).collect()
}

/// JSON has no infinity: it becomes a string that every language reads as a number.
fn number(x: f64) -> Json {
    if x.is_finite() { json!(x) } else { json!(x.to_string()) }
}

fn domain(domain: Domain) -> Json {
    match domain {
        Domain::Interval { low, high, low_closed, high_closed } => json!({
            "low": number(low),
            "high": number(high),
            "low_closed": low_closed,
            "high_closed": high_closed,
        }),
        Domain::Outside { low, high } => json!({ "below": number(low), "above": number(high) }),
        Domain::Points(points) => json!({ "points": points.iter().map(|&x| number(x)).collect::<Vec<_>>() }),
    }
}

fn param(param: &Param) -> Json {
    let (kind, allowed) = match param.kind {
        Kind::Number(d) => ("number", domain(d)),
        Kind::Optional(d) => ("optional", domain(d)),
        Kind::Flag => ("flag", Json::Null),
        Kind::Choice(names) => ("choice", json!(names)),
        Kind::Vector(d) => ("vector", domain(d)),
        Kind::Matrix => ("matrix", Json::Null),
        Kind::Loss => ("loss", Json::Null),
    };
    let default = match param.default() {
        Value::Number(x) => number(x),
        Value::Flag(x) => json!(x),
        Value::Choice(x) | Value::Loss(x) => json!(&*x),
        Value::Vector(_) | Value::None => Json::Null,
    };
    json!({ "name": param.name, "kind": kind, "domain": allowed, "default": default, "doc": param.doc })
}

fn properties(p: &Properties) -> Json {
    let Properties {
        convex,
        differentiable,
        twice_differentiable,
        lipschitz,
        smoothness,
        optimum,
        symmetric,
        non_negative,
        zero_at_target,
        hessian,
    } = p;
    let hessian = match hessian {
        Curvature::Exact => "exact",
        Curvature::AlmostEverywhere => "almost everywhere",
    };
    json!({
        "convex": convex,
        "differentiable": differentiable,
        "twice_differentiable": twice_differentiable,
        "lipschitz": lipschitz,
        "smoothness": smoothness,
        "optimum": optimum,
        "symmetric": symmetric,
        "non_negative": non_negative,
        "zero_at_target": zero_at_target,
        "hessian": hessian,
    })
}

fn peer(peer: &Peer) -> Json {
    json!({ "library": peer.library, "name": peer.name, "note": peer.note })
}

fn call(call: &PeerCall) -> Json {
    let arguments = call.arguments.iter().map(|&(name, argument)| {
        let (is, of) = match argument {
            Argument::Parameter(of) => ("parameter", Some(of)),
            Argument::Weight => ("weight", None),
            Argument::Factor => ("factor", None),
            Argument::Ignore => ("ignore", None),
            Argument::Floor(of) => ("floor", Some(of)),
        };
        json!({ "name": name, "is": is, "of": of })
    });
    json!({
        "library": call.library,
        "function": call.function,
        "peer": call.peer,
        "arguments": arguments.collect::<Vec<_>>(),
    })
}
