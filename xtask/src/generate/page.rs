//! The page of a loss, and the index of all pages.

use std::fmt::Write as _;

use lossfn::{
    Entry,
    curve::Curve,
    spec::{Domain, Family, Grouping, Kind, Mean, Meaning, Param, Row, Spec, Stage},
};

use super::{
    default,
    example::{example, struct_name},
    latex::{Writer, symbol},
    numbers::short,
    properties::properties,
    sympy,
};

/// A formula whose text is longer is not shown in the index.
const SHORT: usize = 100;
/// Where a loss is told in numbers, where its first input may be that.
const PLACES: [f64; 9] = [-1000.0, -10.0, -1.0, -0.1, 0.0, 0.1, 1.0, 10.0, 1000.0];
/// The same for an input between two ends, as parts of the way between them.
const PARTS: [f64; 7] = [0.0, 0.01, 0.1, 0.5, 0.9, 0.99, 1.0];

const STATISTICS: [(&str, &str); 25] = [
    ("divergence", "the squared temperature times the divergence from the teacher at that temperature"),
    ("shared", "what both have"),
    ("extra", "what the first has alone"),
    ("missing", "what the second has alone"),
    ("apart", "the area of one of both boxes alone"),
    ("outside", "what of the smallest box around both is in neither"),
    ("around", "the area of that box"),
    ("distance", "the square of the distance of the centres"),
    ("diagonal", "the square of the diagonal of the box around both"),
    ("surprisal", "the surprisal, minus the log-probability of the label"),
    (
        "ahead",
        "the score of the more relevant of two items less that of the other; the sum goes over the pairs of a group",
    ),
    ("weight", "the weight of its class, 1 without class weights"),
    ("spread", "the mean over all classes of the class weight times minus the log-probability"),
    ("own", "the score of the label"),
    ("rival", "the largest score of another class"),
    ("near", "the number of the first and the second vector"),
    ("far", "that of the first and the third"),
    ("across", "that of the second and the third"),
    ("label", "the label of the pair"),
    ("violation", "what scores have inside the margin, as told below"),
    ("reverse", "that of the partner, which looks for this row"),
    ("positives", "the logarithm of the sum of exponentials of the scores of the positives"),
    ("negatives", "that of the scores of all others"),
    ("attraction", "the sum of softplus over minus the scores of the positives"),
    ("repulsion", "that over the scores of all others"),
];
const SWITCHES: [(&str, &str); 2] =
    [("on", r"$\mathrm{on}(a)$ is $a$"), ("off", r"$\mathrm{off}(a)$ is $1 - a$")];

pub(super) fn page(entry: &Entry, all: &[Entry]) -> Result<String, String> {
    let spec = entry.spec;
    let mut page = format!("# {}\n\n", spec.name);
    let (summary, rest) = paragraphs(spec.doc);
    let _ = writeln!(page, "{}\n", linked(&summary, all));
    let _ = writeln!(page, "* Family: {}\n* For: {}", spec.family.name(), spec.tasks.join(", "));
    if !spec.aliases.is_empty() {
        let names: Vec<String> = spec.aliases.iter().map(|a| format!("`{a}`")).collect();
        let _ = writeln!(page, "* Also called: {}", names.join(", "));
    }
    page.push('\n');
    formula(&mut page, spec)?;
    let curve = Curve::new(default(entry)?, None);
    let fixed = curve.fixed();
    let with = if fixed.is_empty() { fixed } else { format!(", with {fixed}") };
    let _ = writeln!(
        page,
        "![{2} of {0} over {1}{with}]({0}.svg)\n",
        spec.name,
        curve.input(),
        if spec.stage.has_hessian() { "Value, gradient and hessian" } else { "Value and gradient" }
    );
    let _ = writeln!(page, "## When to use it, and when not\n\n{}\n", linked(&rest, all));
    let _ = writeln!(page, "## Behaviour\n\n{}\n", linked(spec.behaviour, all));
    numbers(&mut page, &curve)?;
    parameters(&mut page, spec);
    reads(&mut page, entry)?;
    properties(&mut page, entry)?;
    let _ = writeln!(page, "## Example\n\n{}", example(entry)?);
    dialects(&mut page, spec)?;
    if !spec.peers.is_empty() {
        page.push_str("## Elsewhere\n\n| library | name | how it differs |\n|---|---|---|\n");
        for peer in spec.peers {
            let note = if peer.note.is_empty() { "–" } else { peer.note };
            let _ = writeln!(page, "| {} | `{}` | {} |", peer.library, peer.name, cell(note));
        }
        page.push('\n');
    }
    let _ = writeln!(page, "## Source\n\n{}\n", source(spec.reference));
    page.push_str(
        "----\n\n[All losses](README.md) · [How to choose](../choosing.md) · [Accuracy](../accuracy.md)\n",
    );
    Ok(page)
}

/// The list of the losses by family.
pub(super) fn index(all: &[Entry]) -> Result<String, String> {
    let mut index = String::from(
        "# The losses\n\nA page for each, made from what the tests hold it to. Which one to take is said in \
         [choosing.md](../choosing.md), how accurate they are in [accuracy.md](../accuracy.md). In the shell, \
         `lossfn list` and `lossfn show NAME` say the same.\n",
    );
    for family in Family::ALL {
        let members: Vec<&Entry> = all.iter().filter(|e| e.spec.family == family).collect();
        if members.is_empty() {
            continue;
        }
        let mut name = family.name().to_owned();
        name[..1].make_ascii_uppercase();
        let _ = write!(index, "\n## {name}\n\n| loss | what it is | formula of an item |\n|---|---|---|\n");
        for entry in members {
            let spec = entry.spec;
            let formula = if spec.formula.len() <= SHORT {
                format!("${}$", written(spec)?)
            } else {
                format!("[on its page]({}.md#formula)", spec.name)
            };
            let _ = writeln!(
                index,
                "| [{0}]({0}.md) | {1} | {formula} |",
                spec.name,
                cell(&linked(spec.summary(), all))
            );
        }
    }
    Ok(index)
}

/// The first line of a page, and the rest with its lines joined.
fn paragraphs(doc: &str) -> (String, String) {
    let mut paragraphs = doc.trim().split("\n\n").map(|p| p.split_whitespace().collect::<Vec<_>>().join(" "));
    let first = paragraphs.next().unwrap_or_default();
    (first, paragraphs.collect::<Vec<_>>().join("\n\n"))
}

/// Text whose links to types become links to pages.
pub(super) fn linked(text: &str, all: &[Entry]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[`") {
        let link = after.split_once("`](crate::").and_then(|(shown, tail)| {
            let (path, tail) = tail.split_once(')')?;
            (!shown.contains('`')).then_some((shown, path, tail))
        });
        out.push_str(before);
        let Some((shown, path, tail)) = link else {
            out.push_str("[`");
            rest = after;
            continue;
        };
        let target = path.rsplit("::").next().unwrap_or(path);
        let _ = match all.iter().find(|e| struct_name(e.spec.name) == target) {
            Some(entry) => write!(out, "[{0}]({0}.md)", entry.spec.name),
            None => write!(out, "`{shown}`"),
        };
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Whether it is the number of two vectors, and no more.
fn distance(spec: &Spec) -> bool {
    spec.stage.of_vectors() && spec.formula == "near"
}

/// The formula of an item as LaTeX.
pub(super) fn written(spec: &Spec) -> Result<String, String> {
    let inputs: Vec<&str> = spec.inputs.iter().map(|i| i.name).collect();
    let indexed = if spec.stage == Stage::Rows && spec.row != Row::Sets { &inputs[..] } else { &[] };
    // A distance is the number of two vectors itself.
    let formula = spec.outer.filter(|_| distance(spec)).unwrap_or(spec.formula);
    let text = Writer::new(indexed).formula(&sympy::parse(formula)?)?;
    Ok(if spec.row == Row::Mean { format!(r"\frac{{1}}{{n}} {text}") } else { text })
}

fn formula(page: &mut String, spec: &Spec) -> Result<(), String> {
    let expr = sympy::parse(spec.formula)?;
    let inputs: Vec<&str> = spec.inputs.iter().map(|i| i.name).collect();
    let _ = writeln!(page, "## Formula\n\n$$\n{}\n$$\n", written(spec)?);
    let mut legend = vec![];
    for name in expr.names().into_iter().filter(|_| !distance(spec)) {
        let known = inputs.contains(&name) || spec.params.iter().any(|p| p.name == name);
        let symbol = symbol(name);
        if let Some((_, meaning)) = STATISTICS.iter().find(|(n, _)| *n == name && !known) {
            let symbol = if symbol.starts_with(r"\text") { name.into() } else { format!("${symbol}$") };
            let of_group = matches!(spec.stage, Stage::Groups(_)) && name == "surprisal";
            let meaning = if of_group { "what the behaviour below says of a group" } else { meaning };
            legend.push(format!("{symbol} is {meaning}"));
        } else if known && !symbol.starts_with(r"\text") && symbol.trim_start_matches('\\') != name {
            legend.push(format!("${symbol}$ is `{name}`"));
        }
    }
    let mut switches = vec![];
    for (name, meaning) in SWITCHES {
        if spec.formula.contains(&format!("{name}(")) && !known_word(spec.formula, name) {
            switches.push(meaning);
        }
    }
    if !switches.is_empty() {
        legend.push(format!("{}, and 1 where $a$ is none", switches.join(", ")));
    }
    if spec.stage.of_vectors() {
        numbers_of_vectors(page, spec)?;
    }
    if spec.stage == Stage::Rows && spec.row != Row::Sets {
        let all = if spec.row == Row::Mean { " of $n$ elements" } else { "" };
        legend.push(format!("$k$ runs over a row{all}"));
    }
    if !legend.is_empty() {
        let _ = writeln!(page, "{}.\n", legend.join("; "));
    }
    Ok(())
}

/// What the formula reads of two vectors.
fn numbers_of_vectors(page: &mut String, spec: &Spec) -> Result<(), String> {
    let Some(outer) = spec.outer else { return Ok(()) };
    let _ = writeln!(page, "where of two vectors $a$ and $b$ of $n$ coordinates\n");
    if !distance(spec) {
        let number = Writer::default().formula(&sympy::parse(outer)?)?;
        let _ = writeln!(page, "$$\n\\text{{near}} = {number}\n$$\n");
    }
    for (name, term) in spec.sums {
        let over = Writer::new(&["a", "b"]).formula(&sympy::parse(term)?)?;
        let over = if *name == "largest" { over.replacen(r"\sum_k", r"\max_k", 1) } else { over };
        let _ = writeln!(page, "$$\n{} = {over}\n$$\n", symbol(name));
    }
    Ok(())
}

/// Whether a function is only the end of the name of another.
fn known_word(formula: &str, name: &str) -> bool {
    formula
        .match_indices(&format!("{name}("))
        .all(|(at, _)| formula[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

fn numbers(page: &mut String, curve: &Curve) -> Result<(), String> {
    let domain = curve.loss().terms()[0].loss.inputs().first().map(|i| i.domain);
    let (low, high) = curve.range();
    let bent = curve.loss().spec().stage.has_hessian();
    let places: Vec<f64> = match (curve.loss().spec().stage, domain) {
        (Stage::Elements | Stage::Weights | Stage::Rows, Some(Domain::Interval { low, high, .. }))
            if low.is_finite() && high.is_finite() =>
        {
            PARTS.map(|part| low + part * (high - low)).into()
        }
        (Stage::LogProbabilities, _) => PLACES.into_iter().filter(|&x| x <= high).collect(),
        (Stage::Softmax | Stage::Taught, _) => PLACES.into(),
        (_, Some(domain)) => PLACES.into_iter().filter(|&x| domain.contains(x)).collect(),
        (_, None) => vec![low, high],
    };
    let fixed = curve.fixed();
    let with = if fixed.is_empty() { fixed } else { format!(", with {fixed}") };
    let _ = writeln!(
        page,
        "In numbers{with}:\n\n| {} | value | gradient |{}\n|--:|--:|--:|{}",
        curve.input(),
        if bent { " hessian |" } else { "" },
        if bent { "--:|" } else { "" },
    );
    for (x, point) in places.iter().zip(curve.at(&places).map_err(|e| e.to_string())?) {
        let [value, gradient, hessian] = point.map(|y| short(y, 4));
        let hessian = if bent { format!(" {hessian} |") } else { String::new() };
        let _ = writeln!(page, "| {} | {value} | {gradient} |{hessian}", short(*x, 4));
    }
    page.push('\n');
    Ok(())
}

fn parameters(page: &mut String, spec: &Spec) {
    page.push_str("## Parameters\n\n");
    if spec.params.is_empty() {
        page.push_str("None.\n\n");
        return;
    }
    page.push_str("| name | default | allowed | what it does |\n|---|---|---|---|\n");
    for param in spec.params {
        let doc = param.doc.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} |",
            param.name,
            param.default(),
            allowed(param),
            cell(&doc)
        );
    }
    page.push('\n');
}

fn allowed(param: &Param) -> String {
    match param.kind {
        Kind::Choice(names) => names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" or "),
        _ => param.allowed(),
    }
}

fn reads(page: &mut String, entry: &Entry) -> Result<(), String> {
    let spec = entry.spec;
    let mut reads = spec.reads().to_owned();
    reads[..1].make_ascii_uppercase();
    let shape = match spec.stage {
        Stage::Elements => " The loss is computed element by element.",
        Stage::Weights => " The loss is computed element by element; ask for the sum.",
        Stage::Rows => match spec.row {
            Row::Distribution => {
                " Each row adds up to 1; a label stands for the row that is sure of it. The loss of a row is the sum over its elements."
            }
            Row::Sum => " The loss of a row is the sum over its elements.",
            Row::Mean => " The loss of a row is the mean over its elements.",
            Row::Sets => " A row may have any number of classes that are set, or none.",
        },
        Stage::Softmax | Stage::LogProbabilities | Stage::Taught => {
            " A label is a class from 0 on, in any type of integer."
        }
        Stage::Batch(_) => {
            " Each row is a vector; the loss of a row depends on the others, and derivatives are those of the sum or the mean."
        }
        Stage::Groups(Grouping::Region | Grouping::Errors) => {
            " A group is a region, and its items are pixels, which weights and a mask are about; a mean is over regions, each with the mean of its weights. Without groups all items are one."
        }
        Stage::Groups(grouping) if grouping.weighs_items() => {
            " The loss of a group depends on all of its items, and a mean is over their events; weights and a mask are about items. Without groups all items are one."
        }
        Stage::Groups(_) => {
            " The loss of a group depends on all of its items, and it is groups that are counted, weighted and averaged; a mask is about items. Without groups all items are one."
        }
        Stage::Boxes => " The loss of a row is that of its two boxes.",
        Stage::Pairs | Stage::Triples => " Each row is a vector; the loss is that of the vectors of a row.",
    };
    let wrt: Vec<String> = spec.varying().skip(1).map(|i| format!("`.wrt(\"{}\")`", i.name)).collect();
    let wrt = match &wrt[..] {
        [] => String::new(),
        wrt => format!("; {} takes them in another one", wrt.join(" or ")),
    };
    let _ = writeln!(
        page,
        "## What it reads\n\n{reads}.{shape} {} the shape of the first input{wrt}.\n",
        if spec.stage.has_hessian() { "Gradient and hessian have" } else { "The gradient has" },
    );
    let loss = default(entry)?;
    let numbers = matches!(spec.stage, Stage::Elements | Stage::Weights | Stage::Rows);
    if numbers || spec.stage.of_vectors() || spec.stage.coupled() {
        page.push_str("| input | allowed |\n|---|---|\n");
        for input in loss.terms()[0].loss.inputs() {
            let _ = writeln!(page, "| `{}` | {} |", input.name, input.domain);
        }
        page.push('\n');
    }
    Ok(())
}

/// What other libraries mean by its name or theirs.
fn dialects(page: &mut String, spec: &Spec) -> Result<(), String> {
    if spec.dialects.is_empty() {
        return Ok(());
    }
    page.push_str(
        "## Dialects\n\nWhat other libraries mean by this name, or by one of theirs, as an expression with their \
         parameters:\n\n",
    );
    for dialect in spec.dialects {
        let is = match dialect.meaning {
            Meaning::Sum(text) => format!("`{text}`"),
            Meaning::Own { formula, .. } => {
                format!("${}$", Writer::default().formula(&sympy::parse(formula)?)?)
            }
        };
        let mean = match dialect.mean {
            Mean::Items => "",
            Mean::Elements => ", and a row counts in the mean as often as it has columns",
        };
        let note = if dialect.note.is_empty() { String::new() } else { format!("; {}", dialect.note) };
        let _ = writeln!(page, "* `{}`: `{}` is {is}{mean}{note}.", dialect.signature(), dialect.peer);
        for param in dialect.params {
            let doc = param.doc.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = writeln!(page, "  * `{}` in {}: {doc}", param.name, allowed(param));
        }
        for (narrow, wide) in dialect.inputs.iter().zip(spec.inputs).filter(|(a, b)| a != b) {
            let _ = writeln!(page, "  * `{}` in {}, not in {}.", narrow.name, narrow.domain, wide.domain);
        }
    }
    page.push('\n');
    Ok(())
}

/// A reference with its identifiers as links.
fn source(reference: &str) -> String {
    let words = reference.split(' ').map(|word| {
        let (bare, tail) = match word.strip_suffix([',', ';']) {
            Some(bare) => (bare, &word[bare.len()..]),
            None => (word, ""),
        };
        if let Some(doi) = bare.strip_prefix("doi:") {
            format!("[{bare}](https://doi.org/{doi}){tail}")
        } else if let Some(id) = bare.strip_prefix("arXiv:") {
            format!("[{bare}](https://arxiv.org/abs/{id}){tail}")
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn cell(text: &str) -> String {
    text.replace('|', r"\|")
}
