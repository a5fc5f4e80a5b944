//! Running the program in a folder of its own.
#![allow(dead_code, unreachable_pub, reason = "each test uses some of it")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// What a run of the program gave.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// A folder that is removed at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("lossfn-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }
    pub fn path(&self) -> &Path {
        &self.0
    }
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for a file");
        fs::write(path, bytes).expect("a file for the test");
    }
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }
    /// The names of the files in it.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the folder");
        let mut names: Vec<String> =
            entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
    /// The data of the repository, for commands that name `data/...`.
    pub fn with_data(self) -> Self {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        for entry in fs::read_dir(data).expect("the data") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|e| e == "csv") {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                self.write(&format!("data/{name}"), fs::read(&path).expect("the data"));
            }
        }
        self
    }
    pub fn run(&self, args: &[impl AsRef<str>], stdin: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_lossfn"))
            .args(args.iter().map(AsRef::as_ref))
            .current_dir(&self.0)
            .env_remove("COLUMNS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        // A program that reads nothing closes its end.
        let _ = child.stdin.take().expect("its input").write_all(stdin);
        let output = child.wait_with_output().expect("its output");
        Run {
            status: output.status.code().expect("no signal"),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// JSON that the program printed.
pub fn json(run: &Run) -> serde_json::Value {
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {}", run.out))
}

/// The losses, then the metrics, of `lossfn list --format json`.
fn listed(folder: &Folder) -> [Vec<serde_json::Value>; 2] {
    let all = json(&folder.run(&["list", "--format", "json"], b"")).as_array().expect("a list").clone();
    let (metrics, losses) = all.into_iter().partition(|e| e["family"] == "metric");
    [losses, metrics]
}

/// The losses.
pub fn catalogue(folder: &Folder) -> Vec<serde_json::Value> {
    let [losses, _] = listed(folder);
    losses
}

/// The metrics.
pub fn metrics(folder: &Folder) -> Vec<serde_json::Value> {
    let [_, metrics] = listed(folder);
    metrics
}

/// Every loss and every metric, with the words that ask for it.
pub fn measures(folder: &Folder) -> Vec<(serde_json::Value, [String; 2])> {
    let name = |e: &serde_json::Value| e["name"].as_str().expect("a name").to_owned();
    let [losses, metrics] = listed(folder);
    let first = name(&losses[0]);
    let ask = |metric: serde_json::Value| {
        let params = metric["params"].as_array().expect("parameters");
        let value = match params.first().map(|p| (&p["default"], p["kind"].as_str().expect("a kind"))) {
            Some((serde_json::Value::Null, "loss")) => format!("({first})"),
            Some((serde_json::Value::Null, "number")) => "(0.7)".to_owned(),
            _ => String::new(),
        };
        let text = name(&metric) + &value;
        (metric, ["-m".to_owned(), text])
    };
    let losses: Vec<_> = losses.into_iter().map(|e| (e.clone(), ["-l".to_owned(), name(&e)])).collect();
    losses.into_iter().chain(metrics.into_iter().map(ask)).collect()
}

/// A repeatable stream of numbers between 0 and 1.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Whether a loss of the catalogue reads one column, of any numbers.
#[allow(dead_code)]
pub fn reads_weights(entry: &serde_json::Value) -> bool {
    let column = entry["reads"].as_str().is_some_and(|r| r.contains("column of weights"));
    let any = |loss: &lossfn::AnyLoss| loss.spec().inputs[0].domain == lossfn::spec::Domain::REAL;
    column && entry["name"].as_str().and_then(|name| lossfn::get(name).ok()).is_some_and(|loss| any(&loss))
}
