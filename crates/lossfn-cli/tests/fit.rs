//! Models that are fitted, saved, read and reported.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::Folder;

/// A header and classes that would be markup.
const NASTY: &str = "\"<script>alert(1)</script>\",b & c,\"kind<img src=x>\"\n1,2,<b>x\n2,1,\"y\"\"z\"\n3,5,<b>x\n4,1,\"y\"\"z\"\n0,3,<b>x\n";

#[test]
fn a_page_is_one_file_in_which_nothing_of_the_data_is_markup() {
    let folder = Folder::new();
    folder.write("n.csv", NASTY);
    let fit = [
        "fit",
        "n.csv",
        "-t",
        "kind<img src=x>",
        "-l",
        "cross_entropy",
        "-l",
        "cross_entropy(label_smoothing=0.1)",
    ];
    let options = ["--penalty", "l2(0.1)", "--test", "0", "--report", "out.html", "--save", "m.json"];
    let run = folder.run(&[&fit[..], &options].concat(), b"");
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let page = String::from_utf8(folder.read("out.html")).unwrap();
    for markup in ["<script", "<img", "<b>", "http://", "https://", "<link", "@import", "url("] {
        let known = page.matches("http://www.w3.org/").count();
        let found = page.matches(markup).count();
        assert_eq!(found, if markup == "http://" { known } else { 0 }, "{markup}");
    }
    for told in ["&lt;script&gt;", "b &amp; c", "&lt;b&gt;x", "<svg", "Learning curve", "Effects"] {
        assert!(page.contains(told), "{told}");
    }
    // The same classes come back.
    let predicted = folder.run(&["predict", "m.json", "n.csv"], b"");
    let heads = predicted.out.lines().next().unwrap();
    assert_eq!(heads, "kind<img src=x>_predicted,p_<b>x,\"p_y\"\"z\"");
    assert_eq!(predicted.out.lines().count(), 6);
}

#[test]
fn predictions_are_those_of_the_model_that_was_printed() {
    let folder = Folder::new().with_data();
    let run = folder.run(
        &[
            "fit",
            "data/diabetes.csv",
            "-t",
            "target",
            "-l",
            "huber(delta=cv)",
            "--grid",
            "20,50,100",
            "--format",
            "json",
            "--save",
            "m.json",
            "--plot",
            "cv.svg",
        ],
        b"",
    );
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let fit = &told["fits"][0];
    assert_eq!((told["train"].as_u64(), told["test"].as_u64()), (Some(354), Some(88)));
    assert_eq!(fit["status"], "converged");
    assert_eq!(fit["chosen"]["score"], "absolute");
    assert_eq!(fit["chosen"]["candidates"].as_array().unwrap().len(), 3);
    let saved: serde_json::Value = serde_json::from_slice(&folder.read("m.json")).unwrap();
    assert_eq!(saved, fit["model"]);
    assert!(String::from_utf8(folder.read("cv.svg")).unwrap().contains("delta"));
    let predicted = folder.run(&["predict", "m.json", "data/diabetes.csv"], b"");
    assert_eq!(predicted.status, 0);
    let first: f64 = predicted.out.lines().nth(1).unwrap().parse().unwrap();
    let numbers = |key: &str| {
        let list = saved[key].as_array().unwrap();
        list.iter().map(|x| x.as_f64().unwrap()).collect::<Vec<_>>()
    };
    let row = [59.0, 2.0, 32.1, 101.0, 157.0, 93.2, 38.0, 4.0, 4.8598, 87.0];
    let by_hand =
        row.iter().zip(numbers("coefficients")).map(|(x, w)| x * w).sum::<f64>() + numbers("intercept")[0];
    assert!((first - by_hand).abs() < 1e-9 * by_hand.abs(), "{first} {by_hand}");
}

#[test]
fn seeds_and_threads() {
    let folder = Folder::new().with_data();
    let fit = |more: &[&str]| {
        let all = [&["fit", "data/diabetes.csv", "-t", "target", "-l", "squared", "--format", "json"], more]
            .concat();
        let run = folder.run(&all, b"");
        assert_eq!((run.status, run.err.as_str()), (0, ""));
        run.out
    };
    assert_eq!(fit(&["--threads", "1"]), fit(&["--threads", "2"]));
    assert_ne!(fit(&["--seed", "1"]), fit(&["--seed", "2"]));
}
