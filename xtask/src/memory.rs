//! `cargo xtask memory NAME...`: the most memory that losses of a large batch, or all pairs of one, take.

use std::{fs, hint::black_box, process::Command, time::Instant};

use lossfn::{Inputs, Labels, Rows};

use crate::{bench::progress, support::Random};

const ROWS: usize = 65536;
const COLUMNS: usize = 256;
/// Before the one loss that a process of its own measures.
const ONE: &str = "--one";

/// Each in a process of its own, as memory that was taken once is not given back.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    match args {
        [] => Err("which losses of a batch, or distances?".into()),
        [one, name] if one == ONE => measure(name),
        names => table(names),
    }
}

fn table(names: &[String]) -> Result<(), String> {
    let this = std::env::current_exe().map_err(|e| e.to_string())?;
    let bar = progress(names.len());
    let mut lines = vec![];
    for name in names {
        bar.set_message(name.clone());
        let out = Command::new(&this).args(["memory", ONE, name]).output().map_err(|e| e.to_string())?;
        if !out.status.success() {
            return Err(format!("{name}: {}", String::from_utf8_lossy(&out.stderr)));
        }
        lines.push(String::from_utf8_lossy(&out.stdout).into_owned());
        bar.inc(1);
    }
    bar.finish_and_clear();
    print(&lines);
    Ok(())
}

#[allow(clippy::print_stdout, reason = "a task reports")]
fn print(lines: &[String]) {
    println!(
        "{ROWS} rows of {COLUMNS} f32, on all threads; MB at the most, with the tables and results in it.\n"
    );
    println!("| loss | asked | tables | in all | seconds |\n|---|---|---|---|---|");
    print!("{}", lines.concat());
}

#[allow(clippy::print_stdout, reason = "a task reports")]
fn measure(name: &str) -> Result<(), String> {
    let fail = |e: lossfn::Error| e.to_string();
    let mut rng = Random(1);
    let table = |rng: &mut Random| -> Vec<f32> {
        (0..ROWS * COLUMNS).map(|_| rng.between(-1.0, 1.0) as f32).collect()
    };
    let loss = lossfn::get(name).map_err(fail)?;
    let labelled = loss.spec().inputs.iter().any(|i| i.name == "label");
    let first = table(&mut rng);
    let second = if labelled { vec![] } else { table(&mut rng) };
    let labels: Vec<i64> = (0..ROWS).map(|_| rng.below(1000) as i64).collect();
    let a = Rows::rows(&first, COLUMNS).map_err(fail)?;
    let start = Instant::now();
    let asked = if loss.spec().stage.coupled() {
        let inputs = if labelled {
            Inputs::Labelled(a, Labels::I64(&labels))
        } else {
            Inputs::Tables(a, Rows::rows(&second, COLUMNS).map_err(fail)?)
        };
        black_box(loss.on_inputs(inputs).value_and_gradient().map_err(fail)?);
        "value and gradient"
    } else {
        let b = Rows::rows(&second, COLUMNS).map_err(fail)?;
        black_box(loss.pairwise(a, b).and_then(|all| all.nearest()).map_err(fail)?);
        "the nearest of each"
    };
    let seconds = start.elapsed().as_secs_f64();
    let status = fs::read_to_string("/proc/self/status").map_err(|e| format!("/proc/self/status: {e}"))?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    let peak: f64 = peak.and_then(|kb| kb.trim().parse().ok()).ok_or("no VmHWM in /proc/self/status")?;
    let tables = (first.len() + second.len()) * size_of::<f32>();
    println!("| {name} | {asked} | {:.0} | {:.0} | {seconds:.1} |", tables as f64 / 1e6, peak * 1024.0 / 1e6);
    Ok(())
}
