//! The table of `testdata/exceptions.toml`.

use super::vectors::{OUTPUTS, root};

/// Bounds that are wider than SEMANTICS 14, each with its reason.
pub(crate) struct Exceptions(toml::Table);

/// The loss of an expression, also where that is a dialect of it.
fn loss(expression: &str) -> Option<&'static str> {
    lossfn::get(expression).ok().map(|loss| loss.spec().name)
}

impl Exceptions {
    pub(crate) fn read() -> Self {
        let text = std::fs::read_to_string(root().join("testdata/exceptions.toml"))
            .expect("the table of exceptions");
        Self(text.parse().expect("valid TOML"))
    }
    /// A number in the table of a loss.
    fn number(&self, expression: &str, keys: &[&str]) -> Option<f64> {
        let loss = loss(expression)?;
        keys.iter().try_fold(self.0.get(loss)?, |t, key| t.get(key))?.as_float()
    }
    /// What is added besides for losses with some parameter.
    fn with(&self, expression: &str, output: usize) -> f64 {
        let with = loss(expression)
            .and_then(|l| self.0.get(l))
            .and_then(|l| l.get(OUTPUTS[output])?.get("with")?.as_table());
        let more = with.into_iter().flatten().filter(|(parameter, _)| expression.contains(*parameter));
        more.filter_map(|(_, more)| more.as_float()).sum()
    }
    /// What an output of f64 may be off, where SEMANTICS 14 allows `bound`, of it `condition` for the
    /// condition number. f32 has no exceptions.
    pub(crate) fn bound(
        &self,
        kind: &str,
        expression: &str,
        output: usize,
        bound: f64,
        condition: f64,
    ) -> f64 {
        if kind != "f64" {
            return bound;
        }
        let more = self.number(expression, &[OUTPUTS[output], "more"]).unwrap_or(0.0);
        let times = self.number(expression, &[OUTPUTS[output], "times"]).unwrap_or(1.0);
        bound + condition * (times - 1.0) + more + self.with(expression, output)
    }
    /// Whether an item is beyond what a loss promises.
    pub(crate) fn beyond(&self, kind: &str, expression: &str, largest: f64) -> bool {
        kind == "f64" && self.number(expression, &["beyond"]).is_some_and(|most| largest > most)
    }
}
