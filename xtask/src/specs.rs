//! `cargo xtask specs [metrics]`: all that is known of each loss, or of each metric, as JSON. The scripts
//! that make the vectors read it.

use lossfn::{catalogue, json, metrics};
use serde_json::Value as Json;

/// Prints them.
pub(crate) fn run(rest: &[String]) -> Result<(), String> {
    let all: Vec<Json> = match rest {
        [] => catalogue().iter().map(json::loss).collect::<Result<_, _>>().map_err(|e| e.to_string())?,
        [what] if what == "metrics" => metrics().iter().map(|entry| json::metric(entry.spec)).collect(),
        _ => return Err("after `specs` stands `metrics`, or nothing".into()),
    };
    let text = serde_json::to_string_pretty(&all).map_err(|e| e.to_string())?;
    #[allow(clippy::print_stdout)]
    {
        println!("{text}");
    }
    Ok(())
}
