//! The bits do not depend on batches, files, order or threads: for every loss and every metric.

mod common;

use common::{Folder, Random, catalogue, json, measures};

const ROWS: usize = 1000;

/// Columns that suit every loss: numbers, two values, distributions, logits, labels, weights, masks.
fn table(seed: u64, rows: usize) -> Vec<String> {
    let mut random = Random(seed);
    let mut lines = vec![];
    for _ in 0..rows {
        let mut unit = || random.next();
        let wide = |x: f64| (x - 0.5) * 10f64.powf(8.0 * x - 4.0);
        let (a, b, c) = (unit(), unit(), unit());
        let share = |x: f64| x / (a + b + c);
        let p = [share(a), share(b)];
        let q = [share(c), share(a)];
        let row = [
            wide(unit()),
            wide(unit()),
            unit(),
            unit(),
            (unit() * 2.0).floor(),
            p[0],
            p[1],
            1.0 - p[0] - p[1],
            q[0],
            q[1],
            1.0 - q[0] - q[1],
            6.0 * unit(),
            -6.0 * unit(),
            wide(unit()),
            (unit() * 3.0).floor(),
            (unit() * 5.0).floor() * 0.3,
            (unit() * 1.2).floor(),
            (unit() * 3.0).floor(),
        ];
        lines.push(row.map(|x| x.to_string()).join(","));
    }
    lines
}

const HEADER: &str = "real,other,unit,unit2,two,p_0,p_1,p_2,q_0,q_1,q_2,l_0,l_1,l_2,label,w,drop,g";

fn file(lines: &[String]) -> String {
    format!("{HEADER}\n{}\n", lines.join("\n"))
}

/// The options that a loss needs, by what it reads.
fn options(entry: &serde_json::Value) -> Vec<Vec<&'static str>> {
    let reads = entry["reads"].as_str().expect("what it reads");
    let choices: &[&[&str]] = if reads.contains("weights") {
        &[&["-p", "unit"]]
    } else if reads.contains("log-prob") {
        &[&["-p", "logp_*"]]
    } else if reads.contains("tables of logits") {
        &[&["--logits", "l_*", "--input", "teacher=q_*", "-t", "label"]]
    } else if reads.contains("logits") {
        &[&["--logits", "l_*", "-t", "label"], &["--logits", "l_*", "-t", "q_*"]]
    } else if reads.contains("distributions") {
        &[&["-p", "p_*", "-t", "q_*"]]
    } else {
        &[
            &["-p", "unit", "-t", "unit2"],
            &["-p", "unit", "-t", "two", "--positive", "1"],
            &["-p", "real", "-t", "other"],
        ]
    };
    choices.iter().map(|c| c.to_vec()).collect()
}

#[test]
fn batches_files_order_and_threads() {
    let folder = Folder::new();
    let lines = table(1, ROWS);
    let turned: Vec<String> = lines.iter().rev().cloned().collect();
    folder.write("all.csv", file(&lines));
    folder.write("turned.csv", file(&turned));
    let cuts = [0, 1, 2, 70, 333, 999, ROWS];
    for (i, cut) in cuts.windows(2).enumerate() {
        folder.write(&format!("part-{i}.csv"), file(&lines[cut[0]..cut[1]]));
    }
    let mut compared = 0;
    let mut metrics = 0;
    for (entry, ask) in measures(&folder) {
        for options in options(&entry) {
            for more in [&[][..], &["--weight", "w", "--mask", "drop"], &["--by", "g", "--reduction", "sum"]]
            {
                let args = |files: &[&'static str], last: &[&'static str]| -> Vec<String> {
                    let words = ["eval"].iter().chain(files).chain(&options).chain(more).chain(last);
                    let mut words: Vec<String> = words.map(|w| (*w).to_owned()).collect();
                    words.extend(ask.iter().cloned().chain(["--format".into(), "csv".into()]));
                    words
                };
                let whole = folder.run(&args(&["all.csv"], &[]), b"");
                if whole.status != 0 {
                    continue;
                }
                compared += 1;
                metrics += usize::from(ask[0] == "-m");
                for run in [
                    folder.run(&args(&["all.csv"], &["--batch-size", "1"]), b""),
                    folder.run(&args(&["all.csv"], &["--batch-size", "77", "--threads", "3"]), b""),
                    folder.run(&args(&["part-*.csv"], &["--threads", "2"]), b""),
                    folder.run(&args(&["-"], &[]), file(&lines).as_bytes()),
                ] {
                    assert_eq!(run, whole, "{:?}", args(&["all.csv"], &[]));
                }
                // The groups come in another order then.
                let sorted = |text: &str| {
                    let mut lines: Vec<String> = text.lines().map(Into::into).collect();
                    lines.sort();
                    lines
                };
                let back = folder.run(&args(&["turned.csv"], &[]), b"");
                assert_eq!(sorted(&back.out), sorted(&whole.out), "{:?}", args(&["turned.csv"], &[]));
            }
        }
    }
    assert!(compared > 60 && metrics > 30, "only {compared} were compared, {metrics} of them metrics");
}

#[test]
fn more_than_one_task_of_threads() {
    let folder = Folder::new();
    folder.write("a.csv", file(&table(2, 30_000)));
    for (entry, [option, name]) in
        measures(&folder).iter().filter(|(e, _)| e["reads"].as_str().is_some_and(|r| r.contains("of logits")))
    {
        let run = |threads: &str| {
            let last = [option, name, "--threads", threads, "--format", "json"];
            let args: Vec<&str> =
                ["eval", "a.csv"].into_iter().chain(options(entry).remove(0)).chain(last).collect();
            json(&folder.run(&args, b""))
        };
        assert_eq!(run("1"), run("2"));
        assert_eq!(run("1"), run("8"));
    }
}

#[test]
fn the_losses_of_rows_do_not_depend_on_batches() {
    let folder = Folder::new();
    folder.write("a.csv", file(&table(3, 5000)));
    let entry = &catalogue(&folder)[0];
    let name = entry["name"].as_str().expect("a name");
    let rows = |batch: &str, out: &str| {
        let args =
            ["eval", "a.csv", "-p", "real", "-t", "other", "-l", name, "--batch-size", batch, "--rows", out];
        assert_eq!(folder.run(&args, b"").status, 0);
        folder.read(out)
    };
    assert_eq!(rows("1", "a1.csv"), rows("100000", "a2.csv"));
    assert_eq!(rows("7", "a1.npy"), rows("100000", "a2.npy"));
    let text = String::from_utf8(folder.read("a1.csv")).expect("text");
    assert_eq!(text.lines().count(), 5001);
}
