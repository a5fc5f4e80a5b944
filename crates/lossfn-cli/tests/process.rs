//! How the program ends, and what it leaves alone.

mod common;

use std::io::Read;
use std::process::{Command, Stdio};

use common::{Folder, Random, catalogue, json, measures};

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::new();
    // Longer than what a pipe holds.
    let lines: String = (0..20_000).map(|i| format!("1,2,group {i}\n")).collect::<Vec<_>>().concat();
    folder.write("a.csv", format!("p,y,g\n{lines}"));
    let loss = catalogue(&folder)[0]["name"].as_str().expect("a name").to_owned();
    let mut child = Command::new(env!("CARGO_BIN_EXE_lossfn"))
        .args(["eval", "a.csv", "-p", "p", "-t", "y", "-l", &loss, "--by", "g", "--format", "json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut begin = [0; 10];
    let mut out = child.stdout.take().expect("its output");
    out.read_exact(&mut begin).expect("some output");
    drop(out);
    let output = child.wait_with_output().expect("its end");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn help_and_version() {
    let folder = Folder::new();
    for args in [
        &["--help"][..],
        &["-h"],
        &["--version"],
        &["eval", "--help"],
        &["eval", "-h"],
        &["help", "plot"],
        &["check", "-h"],
        &["list", "-h"],
        &["show", "-h"],
        &["verify", "-h"],
    ] {
        let run = folder.run(args, b"");
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{args:?}");
        assert!(run.out.lines().all(|l| l.chars().count() <= 80), "{args:?}: {}", run.out);
    }
    let run = folder.run(&[] as &[&str], b"");
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("Usage:"), "{}", run.err);
    assert_eq!(folder.run(&["evaluate"], b"").status, 2);
}

#[test]
fn json_has_every_digit() {
    let folder = Folder::new();
    let mut random = Random(7);
    let values: Vec<f64> =
        (0..100).map(|_| (random.next() - 0.5) * 10f64.powf(600.0 * random.next() - 300.0)).collect();
    let all = catalogue(&folder);
    let loss = all.iter().find(|e| common::reads_weights(e)).expect("a loss of weights")["name"]
        .as_str()
        .expect("a name");
    let lines: String = values.iter().map(|x| format!("{x:e}\n")).collect::<Vec<_>>().concat();
    folder.write("a.csv", format!("w\n{lines}"));
    let run =
        folder.run(&["eval", "a.csv", "-p", "w", "-l", loss, "--format", "json", "--rows", "rows.csv"], b"");
    let result = &json(&run)["results"][0];
    let keys: Vec<&String> = result.as_object().expect("an object").keys().collect();
    assert_eq!(keys.len(), 7);
    for key in ["loss", "pred", "group", "value", "count", "weight", "ignored"] {
        assert!(keys.iter().any(|k| *k == key), "{key}");
    }
    // The mean of numbers that overflow when they are added one by one is finite all the same.
    let rows = String::from_utf8(folder.read("rows.csv")).expect("text");
    let known = lossfn::get(loss).expect("a loss");
    let want = known.on_inputs(lossfn::Inputs::Weights(&values)).to_vec().expect("values");
    for (line, want) in rows.lines().skip(1).zip(want) {
        let value: f64 = line.rsplit(',').next().and_then(|v| v.parse().ok()).expect("a number");
        assert!(value == want, "{line}: {want:e}");
    }
}

#[test]
fn every_loss_has_a_page_a_picture_and_right_derivatives() {
    let folder = Folder::new();
    let all = catalogue(&folder);
    let names: Vec<&str> = all.iter().map(|e| e["name"].as_str().expect("a name")).collect();
    for name in &names {
        let run = folder.run(&["show", name], b"");
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{name}");
        assert!(run.out.contains("Formula") && run.out.contains("Gradient"), "{name}: {}", run.out);
        let run = folder.run(&["verify", name], b"");
        // What single rows have no points of says so.
        if run.err.contains("is a loss of a batch") {
            assert_eq!((run.status, run.out.as_str()), (2, ""), "{name}");
            continue;
        }
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{name}: {}", run.out);
        assert!(run.out.contains(" points agree"), "{name}: {}", run.out);
        assert!(run.out.lines().all(|l| l.chars().count() <= 80), "{name}: {}", run.out);
        let run = folder.run(&["plot", name, "--derivative", "0", "1", "-o", "a.svg"], b"");
        assert_eq!((run.status, run.err.as_str(), run.out.as_str()), (0, "", ""), "{name}");
        assert!(folder.read("a.svg").starts_with(b"<"), "{name}");
    }
    let words: Vec<&str> = ["plot"].into_iter().chain(names).chain(["-o", "all.png"]).collect();
    assert_eq!(folder.run(&words, b"").status, 0);
    assert!(folder.read("all.png").starts_with(b"\x89PNG"));
    // No temporary file is left.
    assert_eq!(folder.names(), ["a.svg", "all.png"]);
}

#[test]
fn every_metric_has_a_page_and_a_number() {
    let folder = Folder::new();
    folder.write("a.csv", "p,q,y,l_0,l_1\n1,2,2,0,1\n0,1,1,1,0\n3,1,1,0,0\n");
    for (entry, [option, text]) in measures(&folder).iter().filter(|(e, _)| e["family"] == "metric") {
        let name = entry["name"].as_str().expect("a name");
        let run = folder.run(&["show", name], b"");
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{name}");
        assert!(
            ["Formula", "values: ", "keeps: "].iter().all(|w| run.out.contains(w)),
            "{name}: {}",
            run.out
        );
        assert_eq!(folder.run(&["show", text], b""), run);
        let rows = entry["reads"].as_str().is_some_and(|r| r.contains("of logits"));
        let columns: &[&str] =
            if rows { &["--logits", "l_*", "-t", "p"] } else { &["-p", "p", "-p", "q", "-t", "y"] };
        let words: Vec<&str> = ["eval", "a.csv", option, text, "-f", "json"]
            .into_iter()
            .chain(columns.iter().copied())
            .collect();
        let labelled = folder.run(&words, b"");
        // 3 is no class: the error says where.
        if rows {
            assert!(labelled.err.contains("line 4, column `p`: `3` is no class"), "{}", labelled.err);
            continue;
        }
        let result = &json(&labelled)["results"];
        assert_eq!(result.as_array().map(Vec::len), Some(2), "{name}");
        assert!(result[0]["value"].is_number() && result[0].get("loss").is_none(), "{name}");
        assert!(result[0]["metric"].as_str().is_some_and(|m| m.starts_with(name)), "{name}");
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let folder = Folder::new();
    let mut random = Random(11);
    let loss = catalogue(&folder)[0]["name"].as_str().expect("a name").to_owned();
    let alphabet = b"p,y\n\r\t\"';|0123456789.-+eEinfa\xff\x00\x93NUMPY{}()[]:<";
    for round in 0..200 {
        let length = (random.next() * 200.0) as usize;
        let mut bytes = match round % 3 {
            0 => b"p,y\n".to_vec(),
            1 => b"\x93NUMPY\x01\x00\x40\x00{'descr': '<f8', 'fortran_order': ".to_vec(),
            _ => vec![],
        };
        bytes.extend((0..length).map(|_| alphabet[(random.next() * alphabet.len() as f64) as usize]));
        for command in ["eval", "check"] {
            let run = folder.run(&[command, "-", "-p", "p", "-t", "y", "-l", &loss], &bytes);
            assert!((0..=2).contains(&run.status) && !run.err.contains("panicked"), "{run:?}\n{bytes:?}");
        }
        assert!((0..=1).contains(&folder.run(&["check", "-"], &bytes).status));
    }
}
