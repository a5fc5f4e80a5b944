//! An example of a loss in Rust and in the shell. Both are run by tests.

use std::fmt::Write as _;

use lossfn::{
    AnyLoss, Entry, Groups, Inputs, Labels, Rows,
    spec::{Domain, Grouping, Input, Kind, Preset, Row, Stage},
};

use super::default;

/// Predictions and targets to choose from: the first three that a domain has.
const PREDS: [f64; 6] = [2.5, -0.5, 0.8, 0.3, 0.6, 1.0];
const TARGETS: [f64; 6] = [3.0, -1.0, 0.5, 1.0, 0.0, 1.0];
const LOGITS: [f64; 6] = [2.0, 0.5, -1.0, 0.0, 3.0, 1.0];
const TEACHER: [f64; 6] = [0.0, 3.0, 1.0, 2.0, 0.5, -1.0];
const DISTRIBUTIONS: [[f64; 6]; 2] =
    [[0.5, 0.25, 0.25, 0.125, 0.75, 0.125], [0.25, 0.5, 0.25, 0.0, 1.0, 0.0]];
const LABELS: [u8; 2] = [0, 2];

/// The data of an example: what Rust says of it, and the shell.
struct Example {
    /// What the program reads from the library besides the loss.
    imports: &'static str,
    lets: String,
    call: String,
    table: String,
    flags: String,
}

/// The two blocks.
pub(super) fn example(entry: &Entry) -> Result<String, String> {
    let loss = default(entry)?;
    let (example, value, gradient) = of(entry, &loss)?;
    let Example { imports, lets, call, table, flags } = example;
    let name = struct_name(entry.spec.name);
    let sum = entry.spec.stage == Stage::Weights;
    let new = constructor(entry, &name);
    let uses = if imports.is_empty() { name } else { format!("{{{name}, {imports}}}") };
    let (verb, word) = if sum { (".sum()", "sum") } else { ("", "mean") };
    if matches!(entry.spec.stage, Stage::Batch(_)) {
        return Ok(format!(
            "```rust
use lossfn::{uses};

fn main() -> Result<(), lossfn::Error> {{
    let loss = {new};
{lets}    let (mean, gradient) = loss.on({call}).value_and_gradient()?;
    assert_eq!(format!(\"{{mean:.6}}\"), \"{value:.6}\");
    assert_eq!(format!(\"{{gradient:.4?}}\"), \"{gradient:.4?}\");
    Ok(())
}}
```

The program reads tables piece by piece and computes no batches; it shows the loss:

```sh
lossfn show {}
```
",
            entry.spec.name
        ));
    }
    let flags = if sum { format!("{flags} --reduction sum") } else { flags };
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "```rust
use lossfn::{uses};

fn main() -> Result<(), lossfn::Error> {{
    let loss = {new};
{lets}    let ({word}, gradient) = loss.on({call}){verb}.value_and_gradient()?;
    assert_eq!(format!(\"{{{word}:.6}}\"), \"{value:.6}\");
    assert_eq!(format!(\"{{gradient:.4?}}\"), \"{gradient:.4?}\");
    Ok(())
}}
```

In the shell; the number behind `#` is what it prints:

```sh
printf '%s\\n' {table} | lossfn eval - {flags} -l {} # {}
```
",
        entry.spec.name,
        six(value),
    );
    Ok(text)
}

/// Six digits, as the program prints a result.
fn six(x: f64) -> String {
    if x == 0.0 {
        return "0".into();
    }
    let power = format!("{x:.5e}").rsplit_once('e').and_then(|(_, p)| p.parse::<i32>().ok()).unwrap_or(0);
    format!("{x:.*}", (5 - power).clamp(0, 9) as usize)
}

#[allow(clippy::too_many_lines, reason = "an arm for each stage")]
fn of(entry: &Entry, loss: &AnyLoss) -> Result<(Example, f64, Vec<f64>), String> {
    let spec = entry.spec;
    let fail = |e: lossfn::Error| e.to_string();
    let measure = |inputs: Inputs<'_, f64>, sum: bool| {
        let on = loss.on_inputs(inputs);
        if sum { on.sum() } else { on }.value_and_gradient().map_err(fail)
    };
    let inputs = loss.terms()[0].loss.inputs();
    match spec.stage {
        Stage::Elements => {
            let of = |(k, input): (usize, &Input)| {
                Ok((input.name, samples(input.domain, if k == 0 { &PREDS } else { &TARGETS })?))
            };
            let columns: Vec<(&str, Vec<f64>)> =
                inputs.iter().enumerate().map(of).collect::<Result<_, String>>()?;
            let slices: Vec<&[f64]> = columns.iter().map(|(_, x)| &x[..]).collect();
            let data = Inputs::from_columns(&slices).ok_or("it reads too many columns")?;
            let (value, gradient) = measure(data, false)?;
            let each = |show: &dyn Fn(&str) -> String, by: &str| {
                columns.iter().map(|(name, _)| show(name)).collect::<Vec<_>>().join(by)
            };
            let lets = columns.iter().map(|(_, x)| format!("{x:?}")).collect::<Vec<_>>().join(", ");
            let rows = (0..slices[0].len()).map(|i| joined(slices.iter().map(|x| &x[i])));
            let option = |(k, (name, _)): (usize, &(&str, _))| match (k, *name, columns.len()) {
                (_, name @ ("chosen" | "rejected"), _) => format!("--{name} {name}"),
                (0, name, _) => format!("-p {name}"),
                (_, name, 2) | (_, name @ "target", _) => format!("-t {name}"),
                (_, name, _) => format!("--input {name}={name}"),
            };
            let example = Example {
                imports: "",
                lets: format!("    let ({}) = ({lets});\n", each(&|name| name.into(), ", ")),
                call: each(&|name| format!("&{name}"), ", "),
                table: format!("{} {}", each(&|name| name.into(), ","), rows.collect::<Vec<_>>().join(" ")),
                flags: columns.iter().enumerate().map(option).collect::<Vec<_>>().join(" "),
            };
            Ok((example, value, gradient))
        }
        Stage::Weights => {
            let name = inputs.first().ok_or("it reads nothing")?.name;
            let xs = samples(inputs[0].domain, &PREDS)?;
            let (value, gradient) = measure(Inputs::Weights(&xs), true)?;
            let cells: Vec<String> = xs.iter().map(f64::to_string).collect();
            let example = Example {
                imports: "",
                lets: format!("    let {name}s = {xs:?};\n"),
                call: format!("&{name}s"),
                table: format!("{name} {}", cells.join(" ")),
                flags: format!("-p {name}"),
            };
            Ok((example, value, gradient))
        }
        Stage::Rows => {
            let [xs, ys] = tables(spec.row, inputs)?;
            let tables = Inputs::Tables(Rows::rows(&xs, 3).map_err(fail)?, Rows::rows(&ys, 3).map_err(fail)?);
            let (value, gradient) = measure(tables, false)?;
            let cells = [0, 3].map(|i| joined(xs[i..i + 3].iter().chain(&ys[i..i + 3])));
            let example = Example {
                imports: "Rows",
                lets: format!("    let pred = {xs:?};\n    let target = {ys:?};\n"),
                call: "Rows::rows(&pred, 3)?, Rows::rows(&target, 3)?".into(),
                table: format!("p_0,p_1,p_2,y_0,y_1,y_2 {}", cells.join(" ")),
                flags: "-p 'p_*' -t 'y_*'".into(),
            };
            Ok((example, value, gradient))
        }
        Stage::Taught => {
            let [student, taught] = [&LOGITS, &TEACHER].map(|x| Rows::rows(x, 3).map_err(fail));
            let (value, gradient) = measure((student?, taught?, &LABELS).into(), false)?;
            let cells = [0, 3].map(|i| {
                format!("{},{}", joined(LOGITS[i..i + 3].iter().chain(&TEACHER[i..i + 3])), LABELS[i / 3])
            });
            let example = Example {
                imports: "Logits",
                lets: format!("    let logits = {LOGITS:?};\n    let teacher = {TEACHER:?};\n"),
                call: format!(
                    "Logits::rows(&logits, 3)?, Logits::rows(&teacher, 3)?, &[{}u8, {}]",
                    LABELS[0], LABELS[1]
                ),
                table: format!("z_0,z_1,z_2,t_0,t_1,t_2,label {}", cells.join(" ")),
                flags: "--logits 'z_*' --input 'teacher=t_*' -t label".into(),
            };
            Ok((example, value, gradient))
        }
        Stage::Batch(pairing) => {
            let rows = |k: usize, n: usize| Rows::rows(&VECTORS[k], n).map_err(fail);
            // With labels three rows of two numbers, so that one of them has another label.
            let (columns, labels) = if pairing.labels() { (2, &[0u8, 0, 1][..]) } else { (3, &[][..]) };
            let data = match (pairing.tables(), pairing.labels()) {
                (1, _) => Inputs::Labelled(rows(0, 2)?, Labels::U8(labels)),
                (_, true) => Inputs::Taught(rows(0, 2)?, rows(1, 2)?, Labels::U8(labels)),
                (3, _) => Inputs::Triples(rows(0, 3)?, rows(1, 3)?, rows(2, 3)?),
                (_, false) => Inputs::Tables(rows(0, 3)?, rows(1, 3)?),
            };
            let (value, gradient) = measure(data, false)?;
            let tables = || inputs.iter().take(pairing.tables()).enumerate();
            let lets = tables().map(|(k, i)| format!("    let {} = {:?};\n", i.name, VECTORS[k]));
            let call = tables().map(|(_, i)| format!("Rows::rows(&{}, {columns})?", i.name));
            let labelled = pairing.labels().then(|| "&[0u8, 0, 1]".to_owned());
            let example = Example {
                imports: "Rows",
                lets: lets.collect(),
                call: call.chain(labelled).collect::<Vec<_>>().join(", "),
                table: String::new(),
                flags: String::new(),
            };
            Ok((example, value, gradient))
        }
        Stage::Groups(grouping) => {
            let groups = Groups::sizes(&[3, 2]);
            let region = matches!(grouping, Grouping::Region | Grouping::Errors);
            let columns = if region { &PIXELS[1..] } else { &GROUPED[..inputs.len() - 1] };
            let first = if inputs[0].domain == Domain::UNIT { &PIXELS[0] } else { &SCORES };
            let all: Vec<&[f64]> = [first].into_iter().chain(columns).map(|x| &x[..]).collect();
            let (value, gradient) =
                measure(Inputs::grouped(&all, &groups).ok_or("groups of columns")?, false)?;
            let names: Vec<&str> = inputs.iter().map(|i| i.name).collect();
            let numbers = all.iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(", ");
            let example = Example {
                imports: "Groups",
                lets: format!(
                    "    let ({}) = ({numbers});\n    let groups = Groups::sizes(&[3, 2]);\n",
                    names.join(", ")
                ),
                call: format!("&{}, &groups", names.join(", &")),
                table: [format!("{},group", names.join(","))]
                    .into_iter()
                    .chain((0..SCORES.len()).map(|i| {
                        format!("{},{}", joined(all.iter().map(|x| &x[i])), if i < 3 { "a" } else { "b" })
                    }))
                    .collect::<Vec<_>>()
                    .join(" "),
                flags: format!(
                    "-p {} -t {}{} --group group",
                    names[0],
                    names[1],
                    names.get(2).map_or(String::new(), |name| format!(" --{name} {name}"))
                ),
            };
            Ok((example, value, gradient))
        }
        Stage::Pairs | Stage::Boxes | Stage::Triples => {
            let vectors: Vec<&Input> =
                inputs.iter().filter(|i| !matches!(i.domain, Domain::Points(_))).collect();
            let labelled = vectors.len() < inputs.len();
            let positive = vectors[0].domain == Domain::NON_NEGATIVE;
            let xs: Vec<Vec<f64>> = match spec.stage {
                Stage::Boxes => BOXES.map(|x| x.to_vec()).into(),
                _ => VECTORS.map(|x| if positive { x.map(f64::abs).to_vec() } else { x.to_vec() }).into(),
            };
            let width = xs[0].len() / 2;
            let rows = |k: usize| Rows::rows(&xs[k], width).map_err(fail);
            let data = match (spec.stage, labelled) {
                (Stage::Triples, _) => Inputs::Triples(rows(0)?, rows(1)?, rows(2)?),
                (_, true) => Inputs::Taught(rows(0)?, rows(1)?, Labels::U8(&[1, 1])),
                _ => Inputs::Tables(rows(0)?, rows(1)?),
            };
            let (value, gradient) = measure(data, false)?;
            let each = |show: &dyn Fn(usize, &str) -> String, by: &str| {
                let shown = vectors.iter().enumerate().map(|(k, input)| show(k, input.name));
                shown.collect::<Vec<_>>().join(by)
            };
            let heads =
                each(&|_, name| (0..width).map(|c| format!("{name}_{c}")).collect::<Vec<_>>().join(","), ",");
            let cells = [0, width]
                .map(|i| each(&|k, _| joined(&xs[k][i..i + width]), ",") + if labelled { ",1" } else { "" });
            let example = Example {
                imports: "Rows",
                lets: each(&|k, name| format!("    let {name} = {:?};\n", xs[k]), ""),
                call: each(&|_, name| format!("Rows::rows(&{name}, {width})?"), ", ")
                    + if labelled { ", &[1i8, 1]" } else { "" },
                table: format!("{heads}{} {}", if labelled { ",label" } else { "" }, cells.join(" ")),
                flags: each(&|_, name| format!("--input '{name}={name}_*'"), " ")
                    + if labelled { " -t label" } else { "" },
            };
            Ok((example, value, gradient))
        }
        Stage::Softmax | Stage::LogProbabilities => {
            let logits = spec.stage == Stage::Softmax;
            let name = if logits { "logits" } else { "log_probabilities" };
            let xs = if logits { LOGITS } else { LOG_PROBABILITIES };
            let rows = Rows::rows(&xs, 3).map_err(fail)?;
            let (value, gradient) = measure((rows, &LABELS).into(), false)?;
            let cells = [0, 1].map(|i| format!("{},{}", joined(&xs[3 * i..3 * i + 3]), LABELS[i]));
            let example = Example {
                imports: "Logits",
                lets: format!("    let {name} = {xs:?};\n"),
                call: format!("Logits::rows(&{name}, 3)?, &[{}u8, {}]", LABELS[0], LABELS[1]),
                table: format!("z_0,z_1,z_2,label {}", cells.join(" ")),
                flags: "--logits 'z_*' -t label".into(),
            };
            Ok((example, value, gradient))
        }
    }
}

/// Items of two groups.
const SCORES: [f64; 5] = [1.5, 0.5, -1.0, 0.25, 0.75];
/// Relevances or times of these, and events.
const GROUPED: [[f64; 5]; 2] = [[2.0, 0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0, 1.0]];

/// Probabilities of pixels of two regions, and which are in them.
const PIXELS: [[f64; 5]; 2] = [[0.75, 0.25, 0.5, 1.0, 0.125], [1.0, 0.0, 1.0, 1.0, 0.0]];

/// Three tables of two vectors.
const VECTORS: [[f64; 6]; 3] =
    [[1.0, 0.5, -2.0, 0.25, 0.0, 1.0], [0.5, 1.0, -1.5, 0.0, 0.75, 1.0], [-1.0, 0.5, 1.0, 0.5, -0.25, 0.0]];
/// Two tables of two boxes.
const BOXES: [[f64; 8]; 2] =
    [[0.0, 0.0, 2.0, 1.0, 3.0, 1.0, 4.0, 4.0], [0.5, -0.25, 2.5, 1.0, 5.0, 2.0, 6.0, 4.0]];
/// Rows of logarithms of probabilities.
const LOG_PROBABILITIES: [f64; 6] = [-0.5108, -1.3863, -1.8971, -1.6094, -0.3285, -2.5257];

/// Two rows of predictions and of targets.
fn tables(row: Row, inputs: &[Input]) -> Result<[[f64; 6]; 2], String> {
    let logarithms = Domain::closed(f64::NEG_INFINITY, 0.0);
    if row == Row::Distribution {
        return Ok(DISTRIBUTIONS);
    }
    if row == Row::Sets {
        return Ok([LOGITS, [1.0, 0.0, 0.0, 1.0, 0.0, 1.0]]);
    }
    if inputs.iter().all(|i| i.domain == logarithms) {
        let [a, b, c, d, e, f] = LOG_PROBABILITIES;
        return Ok([LOG_PROBABILITIES, [d, e, f, a, b, c]]);
    }
    let [a, b] = inputs else { return Err("rows are compared in pairs".into()) };
    let (xs, ys) = (samples(a.domain, &PREDS)?, samples(b.domain, &TARGETS)?);
    let twice =
        |x: &[f64]| <[f64; 6]>::try_from([&x[..2], x, &x[..1]].concat()).map_err(|_| "no six numbers");
    Ok([twice(&xs)?, twice(&ys)?])
}

fn joined<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> String {
    numbers.into_iter().map(f64::to_string).collect::<Vec<_>>().join(",")
}

/// The first three of some numbers that a domain has; where it has fewer, some of its own.
fn samples(domain: Domain, of: &[f64]) -> Result<Vec<f64>, String> {
    let own: Vec<f64> = match domain {
        Domain::Outside { low, high } => vec![low - 1.0, high + 0.5, high + 1.0],
        Domain::Points(points) => points.repeat(3),
        Domain::Interval { low, high, .. } if low.is_finite() && high.is_finite() => {
            [0.25, 0.5, 0.75].map(|part| low + part * (high - low)).into()
        }
        Domain::Interval { low, .. } if low.is_finite() => [0.5, 1.0, 2.0].map(|x| low + x).into(),
        Domain::Interval { high, .. } => [0.5, 1.0, 2.0].map(|x| high - x).into(),
    };
    let find = |of: &[f64]| of.iter().copied().filter(|&x| domain.contains(x)).take(3).collect::<Vec<f64>>();
    let enough = |found: &Vec<f64>| found.len() == 3;
    let found = Some(find(of)).filter(enough).or_else(|| Some(find(&own)).filter(enough));
    found.ok_or_else(|| format!("there are no samples in {domain}"))
}

/// The type of a loss: its name in camel case.
pub(super) fn struct_name(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|c| c.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    name.split('_').map(capital).collect()
}

/// The loss with its defaults, so that the first parameter is seen where it can be given.
fn constructor(entry: &Entry, name: &str) -> String {
    let Some(first) = entry.spec.params.first() else { return format!("{name}::new()") };
    let given = match (first.kind, first.default) {
        (Kind::Vector(_) | Kind::Matrix, _) | (_, Preset::None) => return format!("{name}::default()"),
        (_, Preset::Number(x)) => format!("{x:?}"),
        (_, Preset::Flag(x)) => x.to_string(),
        (_, Preset::Choice(x)) => format!("{x:?}"),
    };
    if entry.spec.params.len() == 1 {
        format!("{name}::new({given})?")
    } else {
        format!("{name}::new().{}({given})?", first.name)
    }
}
