//! The tables inside `docs/choosing.md`, between their marks.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lossfn::{
    AnyLoss, Entry, Inputs, Labels, Rows,
    spec::{Curvature, Domain, Stage},
};

use super::{
    default,
    numbers::short,
    properties::{constant, optimum, told},
};

type Table = fn(&[Entry]) -> Result<String, String>;
const TABLES: [(&str, Table); 5] = [
    ("tasks", tasks),
    ("properties", properties),
    ("outliers", outliers),
    ("constants", constants),
    ("margins", margins),
];

/// The text with each of its tables written anew.
pub(super) fn fill(text: &str, all: &[Entry]) -> Result<String, String> {
    let mut text = text.to_owned();
    for (name, table) in TABLES {
        let (begin, end) = (format!("<!-- {name}: cargo xtask generate -->\n"), format!("<!-- /{name} -->"));
        let missing = |mark: &str| format!("docs/choosing.md has no line `{}`", mark.trim_end());
        let (before, rest) = text.split_once(&begin).ok_or_else(|| missing(&begin))?;
        let (_, after) = rest.split_once(&end).ok_or_else(|| missing(&end))?;
        text = format!("{before}{begin}{}{end}{after}", table(all)?);
    }
    Ok(text)
}

fn link(entry: &Entry) -> String {
    format!("[{0}](losses/{0}.md)", entry.spec.name)
}

/// Which losses name a task.
#[allow(clippy::unnecessary_wraps, reason = "a table like the others")]
fn tasks(all: &[Entry]) -> Result<String, String> {
    let mut tasks: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for entry in all {
        for &task in entry.spec.tasks {
            tasks.entry(task).or_default().push(link(entry));
        }
    }
    let mut table = String::from("| task | losses |\n|---|---|\n");
    for (task, losses) in tasks {
        let _ = writeln!(table, "| {task} | {} |", losses.join(", "));
    }
    Ok(table)
}

fn properties(all: &[Entry]) -> Result<String, String> {
    let mut table = String::from(
        "| loss | convex | smooth | twice | bounded slope | bounded curvature | symmetric | ≥ 0 | 0 at target | hessian |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for entry in all {
        let p = entry.spec.properties;
        let hessian = match p.hessian {
            Curvature::Exact => "exact",
            Curvature::AlmostEverywhere => "0 on kinks",
        };
        let claims = [p.convex, p.differentiable, p.twice_differentiable].map(told).join(" | ");
        let more = [p.symmetric, p.non_negative, p.zero_at_target].map(told).join(" | ");
        let _ = writeln!(
            table,
            "| {} | {claims} | {} | {} | {more} | {hessian} |",
            link(entry),
            constant(p.lipschitz)?,
            constant(p.smoothness)?
        );
    }
    Ok(table)
}

/// The losses of two numbers whose domains have all of these, with their defaults.
fn over<'a>(all: &'a [Entry], preds: &[f64], targets: &[f64]) -> Result<Vec<(&'a Entry, AnyLoss)>, String> {
    let mut found = vec![];
    for entry in all.iter().filter(|e| e.spec.stage == Stage::Elements) {
        let loss = default(entry)?;
        if let [a, b] = loss.terms()[0].loss.inputs()
            && preds.iter().all(|&x| a.domain.contains(x))
            && targets.iter().all(|&y| b.domain.contains(y))
        {
            found.push((entry, loss));
        }
    }
    Ok(found)
}

/// How hard one item pulls, by its residual.
///
/// Only losses of numbers of either sign: a residual means something there.
fn outliers(all: &[Entry]) -> Result<String, String> {
    let residuals = [0.1, 1.0, 10.0, 100.0, 1e4];
    let heads = residuals.map(|r| short(r, 1)).join(" | ");
    let mut table = format!("| loss | {heads} |\n|---|{}\n", "--:|".repeat(residuals.len()));
    // A target that is not 0, for the sake of relative errors.
    let preds = residuals.map(|r| 1.0 + r);
    for (entry, loss) in over(all, &preds, &[-1.0, 0.0, 0.5])? {
        let pulls = loss.on(&preds, &[1.0; 5]).values().gradient().map_err(|e| e.to_string())?;
        let cells: Vec<String> = pulls.into_iter().map(|g| short(g, 3)).collect();
        let _ = writeln!(table, "| {} | {} |", link(entry), cells.join(" | "));
    }
    Ok(table)
}

/// The best constant for some numbers, one of them far off.
fn constants(all: &[Entry]) -> Result<String, String> {
    const CLEAN: [f64; 5] = [2.0, 2.5, 3.0, 3.5, 4.0];
    const SPOILT: [f64; 5] = [2.0, 2.5, 3.0, 3.5, 40.0];
    let told = |xs: [f64; 5]| xs.map(|x| x.to_string()).join(", ");
    let mut table =
        format!("| loss | for {} | for {} | which |\n|---|--:|--:|---|\n", told(CLEAN), told(SPOILT));
    for (entry, loss) in over(all, &[-1.0, 0.5, 1000.0], &[-1.0, 0.5, 1000.0])? {
        let [clean, spoilt] = [CLEAN, SPOILT].map(|targets| best(entry, &loss, &targets));
        let (clean, spoilt) = (short(clean?, 4), short(spoilt?, 4));
        let _ = writeln!(table, "| {} | {clean} | {spoilt} | {} |", link(entry), optimum(entry.spec)?);
    }
    Ok(table)
}

/// The constant of the least loss. For a loss that is not convex, the first best of a grid, then by the sign of
/// the slope around it.
fn best(entry: &Entry, loss: &AnyLoss, targets: &[f64]) -> Result<f64, String> {
    /// Places of the grid in a unit.
    const STEPS: f64 = 16.0;
    if entry.spec.properties.convex == Some(true) {
        return loss.best_constant(targets).value().map_err(|e| e.to_string());
    }
    let at = |c: f64| {
        loss.on(&vec![c; targets.len()], targets).sum().value_and_gradient().map_err(|e| e.to_string())
    };
    let (low, high) =
        targets.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &t| (a.min(t), b.max(t)));
    let mut least = (f64::INFINITY, low);
    for i in 0..=((high - low) * STEPS) as usize {
        let c = low + i as f64 / STEPS;
        let value = at(c)?.0;
        if value < least.0 {
            least = (value, c);
        }
    }
    let (mut a, mut b) = (least.1 - 1.0 / STEPS, least.1 + 1.0 / STEPS);
    for _ in 0..60 {
        let middle = a.midpoint(b);
        let slope: f64 = at(middle)?.1.iter().sum();
        if slope < 0.0 { a = middle } else { b = middle }
    }
    Ok(a.midpoint(b))
}

/// The loss of one binary decision, by how far its score is on the right side.
fn margins(all: &[Entry]) -> Result<String, String> {
    let margins = [-10.0, -2.0, 0.0, 2.0, 5.0];
    let heads = margins.map(|m| short(m, 2)).join(" | ");
    let mut table =
        format!("| loss | {heads} | at −2 for one at 5 |\n|---|{}--:|\n", "--:|".repeat(margins.len()));
    for entry in all {
        let loss = default(entry)?;
        let inputs = loss.terms()[0].loss.inputs();
        let values = match (entry.spec.stage, inputs) {
            // A score and a label, told by the domains: every score, and few labels or a share.
            (Stage::Elements, [a, b])
                if a.domain == Domain::REAL
                    && (matches!(b.domain, Domain::Points(_)) || b.domain == Domain::UNIT) =>
            {
                loss.on(&margins, &[1.0; 5]).values().to_vec()
            }
            (Stage::Softmax, _) => {
                let rows: Vec<f64> = margins.iter().flat_map(|&m| [m, 0.0]).collect();
                let table = Rows::rows(&rows, 2).map_err(|e| e.to_string())?;
                loss.on_inputs(Inputs::Labelled(table, Labels::U8(&[0; 5]))).values().to_vec()
            }
            _ => continue,
        };
        let values = values.map_err(|e| e.to_string())?;
        let cells: Vec<String> = values.iter().map(|&v| short(v, 3)).collect();
        let ratio = values[1] / values[4];
        let _ = writeln!(table, "| {} | {} | {} |", link(entry), cells.join(" | "), short(ratio, 2));
    }
    Ok(table)
}
