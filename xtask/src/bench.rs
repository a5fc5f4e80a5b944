//! `cargo xtask bench [NAME...]`: the time of each loss, and its ratio to a memory copy of the same
//! bytes.

use std::{collections::BTreeMap, hint::black_box, time::Instant};

use indicatif::{ProgressBar, ProgressStyle};
use lossfn::{Entry, data::Storage, spec::Stage};

use crate::support::{Data, Random, plain};

/// Items in the first cache.
pub(crate) const SMALL: usize = 4096;
const LARGE: usize = 1_000_000;
/// Columns of a row.
const COLUMNS: usize = 16;
/// What is asked: the value, and the derivatives.
pub(crate) const ASKED: [&str; 3] = ["value", "+gradient", "+hessian"];

/// A number of a table: what was measured, and the result.
pub(crate) struct Line {
    pub(crate) number: &'static str,
    pub(crate) shape: String,
    pub(crate) asked: usize,
    /// For each number of the first input.
    pub(crate) nanoseconds: f64,
    /// To a copy of as many bytes as are read and written.
    pub(crate) ratio: f64,
}

/// Something to be timed.
struct Case<'a> {
    repeat: u32,
    work: Box<dyn FnMut() + 'a>,
    times: Vec<f64>,
}

impl<'a> Case<'a> {
    fn new(work: impl FnMut() + 'a) -> Self {
        let mut case = Self { repeat: 1, work: Box::new(work), times: vec![] };
        // Long enough for the clock, and warm.
        while case.once() * f64::from(case.repeat) < 1e-4 && case.repeat < 1 << 16 {
            case.repeat *= 2;
        }
        case
    }
    /// The time of one run, in seconds.
    fn once(&mut self) -> f64 {
        let start = Instant::now();
        for _ in 0..self.repeat {
            (self.work)();
        }
        start.elapsed().as_secs_f64() / f64::from(self.repeat)
    }
    fn median(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    }
}

/// How much to measure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    Everything,
    /// The gradient, in cache.
    Guard,
}

/// Times a loss. All cases of a loss and the copies take turns, so that a slow moment hits them alike.
pub(crate) fn measure(entry: &Entry, extent: Extent, rounds: usize) -> Vec<Line> {
    let mut lines = number::<f32>(entry, extent, rounds);
    lines.extend(number::<f64>(entry, extent, rounds));
    lines
}

fn number<T: Storage>(entry: &Entry, extent: Extent, rounds: usize) -> Vec<Line> {
    let loss = plain(entry);
    let rows = !matches!(entry.spec.stage, Stage::Elements | Stage::Weights);
    let mut shapes = match (extent, rows) {
        (Extent::Guard, false) => vec![(SMALL, 1)],
        (Extent::Guard, true) => vec![(SMALL / COLUMNS, COLUMNS)],
        (Extent::Everything, false) => vec![(SMALL, 1), (LARGE, 1)],
        (Extent::Everything, true) => vec![(SMALL / COLUMNS, COLUMNS), (8192, 10), (8192, 1000)],
    };
    let mut lines = vec![];
    for (items, columns) in shapes.drain(..) {
        let n = items * columns;
        let data = Data::<T>::draw(&loss, &mut Random(1), items, columns);
        let read = match &data {
            Data::Weights(_) => n * size_of::<T>(),
            Data::Labelled(..) => n * size_of::<T>() + items * size_of::<i64>(),
            Data::Triples(..) => 3 * n * size_of::<T>(),
            Data::Taught(..) => 2 * n * size_of::<T>() + items * size_of::<i64>(),
            _ => 2 * n * size_of::<T>(),
        };
        let on = || loss.on_inputs(data.inputs()).validate(false).threads(1);
        let mut buffers: Vec<[Vec<T>; 2]> = (0..3).map(|_| [(); 2].map(|()| vec![T::default(); n])).collect();
        let mut cases: BTreeMap<usize, [Case<'_>; 2]> = BTreeMap::new();
        for (asked, [g, h]) in buffers.iter_mut().enumerate() {
            if extent == Extent::Guard && asked != 1 || asked == 2 && !entry.spec.stage.has_hessian() {
                continue;
            }
            let bytes = usize::midpoint(read, asked * n * size_of::<T>());
            let (from, mut to) = (vec![1u8; bytes], vec![0u8; bytes]);
            let copy = Case::new(move || black_box(&mut to).copy_from_slice(black_box(&from)));
            // A loss that is asked wrongly takes no time, and that would be seen.
            let work = Case::new(move || match asked {
                0 => drop(black_box(on().mean())),
                1 => drop(black_box(on().value_and_gradient_into(g))),
                _ => drop(black_box(on().gradient_and_hessian_into(g, h))),
            });
            cases.insert(asked, [work, copy]);
        }
        for _ in 0..rounds {
            for case in cases.values_mut().flatten() {
                let time = case.once();
                case.times.push(time);
            }
        }
        lines.extend(cases.iter().map(|(&asked, [work, copy])| Line {
            number: T::NAME,
            shape: if columns == 1 { items.to_string() } else { format!("{items} x {columns}") },
            asked,
            nanoseconds: work.median() * 1e9 / n as f64,
            ratio: work.median() / copy.median(),
        }));
    }
    lines
}

/// A bar for so many losses; nothing where nobody looks.
pub(crate) fn progress(losses: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
    ProgressBar::new(losses as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

pub(crate) fn run(names: &[String]) -> Result<(), String> {
    let entries: Vec<Entry> = if names.is_empty() {
        lossfn::catalogue()
    } else {
        names.iter().map(|n| lossfn::find(n)).collect::<Result<_, _>>().map_err(|e| e.to_string())?
    };
    let bar = progress(entries.len());
    let mut table = vec![];
    for entry in &entries {
        bar.set_message(entry.spec.name);
        let mut rows: BTreeMap<(&str, String), [String; 3]> = BTreeMap::new();
        for line in measure(entry, Extent::Everything, 11) {
            let cell = format!("{:.3} ({:.2})", line.nanoseconds, line.ratio);
            rows.entry((line.number, line.shape)).or_default()[line.asked] = cell;
        }
        for ((number, shape), cells) in rows {
            table.push(format!("| {} | {number} | {shape} | {} |", entry.spec.name, cells.join(" | ")));
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    print(&table);
    Ok(())
}

#[allow(clippy::print_stdout, reason = "a task reports")]
fn print(table: &[String]) {
    println!("Nanoseconds for each number of the first input, one thread; in brackets the ratio to a");
    println!("memory copy of as many bytes as are read and written, in the same run.\n");
    println!("| loss | number | shape | {} |\n|---|---|---|---|---|---|", ASKED.join(" | "));
    for row in table {
        println!("{row}");
    }
}
