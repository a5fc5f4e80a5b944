//! `cargo xtask bench-guard [--record]`: each loss as a ratio to a memory copy of the same bytes. It
//! fails where a formula has stopped becoming vectors.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    bench::{Extent, measure, progress},
    support::tables,
};

const RECORD: &str = "bench/record.toml";
/// How much slower than the best run a loss may be.
const LIMIT: f64 = 1.25;
/// A busy machine is slow for a while: a loss is only too slow when it is so every time.
const TRIES: usize = 4;

/// Ratios by loss and number type.
type Ratios = BTreeMap<(String, String), f64>;

pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let record = match args {
        [] => false,
        [flag] if flag == "--record" => true,
        _ => return Err("the only option is --record".into()),
    };
    let text = if Path::new(RECORD).exists() {
        fs::read_to_string(RECORD).map_err(|e| e.to_string())?
    } else {
        String::new()
    };
    let (machine, mut best) = read(&text);
    let here = cpu();
    let reference = machine == here;
    if record && !reference {
        best.clear();
    }
    let limit = |best: &Ratios, key: &(String, String)| best.get(key).map_or(f64::INFINITY, |b| b * LIMIT);
    let mut found = Ratios::new();
    for attempt in 0..TRIES {
        let late = |name: &str| {
            ["f32", "f64"]
                .iter()
                .map(|t| (name.to_string(), (*t).to_string()))
                .any(|key| found.get(&key).is_none_or(|&ratio| ratio > limit(&best, &key)))
        };
        let entries: Vec<_> =
            lossfn::catalogue().into_iter().filter(|e| record || late(e.spec.name)).collect();
        let bar = progress(entries.len());
        for entry in entries {
            bar.set_message(entry.spec.name);
            for line in measure(&entry, Extent::Guard, 31 << attempt.min(2)) {
                let ratio =
                    found.entry((entry.spec.name.into(), line.number.into())).or_insert(f64::INFINITY);
                *ratio = ratio.min(line.ratio);
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
    }
    let slow: Vec<_> =
        found.iter().filter(|(key, ratio)| **ratio > limit(&best, key)).map(|(key, _)| key.clone()).collect();
    print(&found, &best, &slow, reference);
    if record {
        for (key, ratio) in found {
            let best = best.entry(key).or_insert(f64::INFINITY);
            *best = best.min(ratio);
        }
        return fs::write(RECORD, written(&here, &best)).map_err(|e| format!("{RECORD}: {e}"));
    }
    if slow.is_empty() || !reference {
        return Ok(());
    }
    Err(format!("{} of the losses are more than {LIMIT} times slower than the best recorded run", slow.len()))
}

/// What decides how fast a loss is beside a copy: the model of the CPU.
fn cpu() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = text.lines().find(|l| l.split(':').next().is_some_and(|key| key.trim() == name));
        line.and_then(|l| l.split(':').nth(1)).map_or("unknown", str::trim)
    };
    let sets: Vec<String> =
        lossfn::kernels::Detected::all().iter().map(|d| format!("{:?}", d.isa())).collect();
    format!(
        "{}, family {}, model {}, {}",
        field("model name"),
        field("cpu family"),
        field("model"),
        sets.join(" ")
    )
}

fn read(text: &str) -> (String, Ratios) {
    let (mut machine, mut best) = (String::new(), Ratios::new());
    for table in tables(text) {
        if let Some(cpu) = table.get("cpu") {
            machine = (*cpu).to_string();
        }
        for number in ["f32", "f64"] {
            if let (Some(loss), Some(Ok(ratio))) = (table.get("loss"), table.get(number).map(|r| r.parse())) {
                best.insert(((*loss).to_string(), number.to_string()), ratio);
            }
        }
    }
    (machine, best)
}

fn written(machine: &str, best: &Ratios) -> String {
    let mut losses: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ((loss, number), ratio) in best {
        losses.entry(loss).or_default().push(format!("{number} = {ratio:.3}"));
    }
    let losses = losses
        .iter()
        .map(|(loss, ratios)| format!("\n[[ratio]]\nloss = \"{loss}\"\n{}\n", ratios.join("\n")));
    format!(
        "# The time of the value and gradient of 4096 numbers, as a ratio to a memory copy of the same\n\
         # bytes: the best run of `cargo xtask bench-guard --record`.\n\n[[machine]]\ncpu = \"{machine}\"\n{}",
        losses.collect::<String>()
    )
}

#[allow(clippy::print_stdout, reason = "a task reports")]
fn print(found: &Ratios, best: &Ratios, slow: &[(String, String)], reference: bool) {
    println!("| loss | number | ratio to a copy | best recorded | |\n|---|---|---|---|---|");
    for (key, ratio) in found {
        let recorded = best.get(key).map_or("-".into(), |b| format!("{b:.2}"));
        let verdict = if slow.contains(key) { "too slow" } else { "" };
        println!("| {} | {} | {ratio:.2} | {recorded} | {verdict} |", key.0, key.1);
    }
    if !reference {
        println!("\nThe record is of another machine: nothing is judged here.");
    }
}
