//! `lossfn show`: the page of a loss or of a metric.

use lossfn::metric::{Best, MetricSpec};
use lossfn::spec::{Boosting, Curvature, Dialect, Input, Mean, Meaning, Param, Spec, Stage};
use lossfn::{AnyLoss, Error};

use crate::args::Show;
use crate::failure::{Failure, Result};
use crate::nearest::nearest;
use crate::report::terminal_width;
use crate::{output, plot};

/// Lines are no longer than this, however wide the terminal is.
const MEASURE: usize = 92;

pub(crate) fn run(args: &Show) -> Result<()> {
    let loss = match lossfn::get(&args.name) {
        Err(Error::NotALoss { name }) => return metric(&args.name, &name),
        Err(Error::UnknownLoss { name, nearest }) => return Err(unknown(&name, nearest)),
        other => other?,
    };
    let [call] = loss.calls() else {
        let why = "it is a sum; show one of its terms, or draw it with `lossfn plot`";
        return Err(Failure::usage(format_args!("`{}` has no page of its own: {why}", args.name)));
    };
    let (spec, inputs) = (call.spec, loss.terms()[0].loss.inputs());
    let mut page = Page::new();
    if let Some(dialect) = call.dialect {
        page.dialect(spec, dialect)?;
        page.inputs(spec, inputs);
        return page.print(&loss);
    }
    page.head(spec);
    page.parameters(spec.params);
    page.prose("Behaviour", spec.behaviour);
    page.properties(spec);
    page.inputs(spec, inputs);
    page.dialects(spec);
    page.elsewhere(spec);
    page.print(&loss)
}

/// The name that is nearest may be that of a metric.
fn unknown(name: &str, loss: &'static str) -> Failure {
    let metric = match lossfn::metric::find(name) {
        Err(Error::UnknownMetric { nearest, .. }) => nearest,
        _ => loss,
    };
    let near = nearest(name, [loss, metric]).unwrap_or(loss);
    Failure::usage(format_args!("no loss or metric is named `{name}`; did you mean `{near}`?"))
}

/// The page of a metric, which has no curve.
fn metric(expression: &str, name: &str) -> Result<()> {
    if expression.contains('(') {
        lossfn::metric(expression)?;
    }
    let metric = lossfn::metric::find(name)?.spec;
    let mut page = Page::new();
    page.head(&metric.page);
    page.parameters(metric.page.params);
    page.prose("Behaviour", metric.page.behaviour);
    page.claims(metric);
    page.inputs(&metric.page, metric.page.inputs);
    page.elsewhere(&metric.page);
    output::print(&page.text)
}

/// A paragraph broken between words, its first line and those after it indented.
pub(crate) fn wrapped(text: &str, width: usize, (first, others): (usize, usize)) -> String {
    let (mut out, mut column) = (" ".repeat(first), first);
    for (k, word) in text.split_whitespace().enumerate() {
        let length = word.chars().count();
        if k > 0 && column + 1 + length > width {
            out = out + "\n" + &" ".repeat(others);
            column = others;
        } else if k > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out + "\n"
}

struct Page {
    text: String,
    width: usize,
}

impl Page {
    fn new() -> Self {
        Self { text: String::new(), width: terminal_width().min(MEASURE) }
    }
    /// With the curve below.
    fn print(mut self, loss: &AnyLoss) -> Result<()> {
        let width = self.width.min(80);
        self.text.push_str(&format!("\n{}", plot::terminal(loss.clone(), width)?));
        output::print(&self.text)
    }
    fn title(&mut self, title: &str) {
        self.text.push_str(&format!("\n{title}\n"));
    }
    fn prose(&mut self, title: &str, text: &str) {
        if !text.is_empty() {
            self.title(title);
            self.paragraph(text, 2);
        }
    }
    /// A paragraph whose lines begin with some space, those after the first with more.
    fn paragraph(&mut self, text: &str, indent: usize) {
        self.wrapped(&plain(text), indent);
    }
    /// Broken between words, and otherwise as it stands.
    fn wrapped(&mut self, text: &str, indent: usize) {
        self.text.push_str(&wrapped(text, self.width, (indent, indent)));
    }

    fn head(&mut self, spec: &Spec) {
        self.text.push_str(spec.name);
        if !spec.aliases.is_empty() {
            self.text.push_str(&format!(" (also {})", spec.aliases.join(", ")));
        }
        self.text.push_str(&format!(", {}\n", spec.family.name()));
        for paragraph in spec.doc.trim().split("\n\n") {
            self.text.push('\n');
            self.paragraph(paragraph, 0);
        }
        if !spec.tasks.is_empty() {
            self.prose("For", &spec.tasks.join(", "));
        }
        if !spec.formula.is_empty() {
            self.title("Formula");
            self.wrapped(spec.formula, 2);
        }
    }

    fn parameters(&mut self, params: &[Param]) {
        if params.is_empty() {
            return;
        }
        self.title("Parameters");
        for param in params {
            let text = format!(
                "{}{}, allowed is {}. {}",
                param.name,
                if param.required() { String::new() } else { format!(" = {}", param.default()) },
                param.allowed(),
                param.doc.trim()
            );
            self.paragraph(&text, 2);
        }
    }

    fn properties(&mut self, spec: &Spec) {
        let p = spec.properties;
        let claims = [
            ("convex", p.convex),
            ("differentiable", p.differentiable),
            ("twice differentiable", p.twice_differentiable),
            ("symmetric", p.symmetric),
            ("never below 0", p.non_negative),
            ("0 at the target", p.zero_at_target),
        ];
        let told = |wanted| {
            claims.iter().filter(|(_, c)| *c == Some(wanted)).map(|(n, _)| *n).collect::<Vec<_>>().join(", ")
        };
        let mut lines = vec![];
        for (word, names) in [("yes", told(true)), ("no", told(false))] {
            if !names.is_empty() {
                lines.push(format!("{word}: {names}"));
            }
        }
        for (what, constant) in [("Lipschitz", p.lipschitz), ("Lipschitz, of the gradient", p.smoothness)] {
            match constant {
                Some("inf") => lines.push(format!("{what}: no")),
                Some(constant) => lines.push(format!("{what}: {constant}")),
                None => {}
            }
        }
        if let Some(optimum) = p.optimum {
            lines.push(format!("best constant: {optimum}"));
        }
        if p.hessian == Curvature::AlmostEverywhere {
            lines.push("hessian: the second derivative away from the kinks, and 0 on them".into());
        }
        if spec.boosting != Boosting::Hessian {
            lines.push(format!("for boosters: {}", spec.boosting.name()));
        }
        if !lines.is_empty() {
            self.title("Properties");
        }
        for line in lines {
            self.paragraph(&line, 2);
        }
    }

    fn claims(&mut self, metric: &MetricSpec) {
        self.title("Properties");
        let best = match metric.best {
            Best::Lowest => "the lowest",
            Best::Highest => "the highest",
            Best::NearestZero => "the one nearest to 0",
        };
        self.paragraph(&format!("values: {}; the best is {best}", metric.range), 2);
        let kept = if metric.keeps_rows { "every row, 24 bytes each" } else { "exact sums" };
        self.paragraph(&format!("keeps: {kept}; parts merge to the same bits in any order"), 2);
    }

    /// The page of what another library means by a name.
    fn dialect(&mut self, spec: &Spec, dialect: &Dialect) -> Result<()> {
        self.text.push_str(&format!("{dialect}, {}\n\n", spec.family.name()));
        let (name, library, peer) = (spec.name, dialect.library, dialect.peer);
        let note = if dialect.note.is_empty() { String::new() } else { format!("; {}", dialect.note) };
        let text =
            format!("What {library} computes as {peer}{note}. A dialect of {name}: see `show {name}`.");
        self.paragraph(&text, 0);
        self.title("Formula");
        self.wrapped(&lossfn::dialect_formula(dialect)?, 2);
        if let Meaning::Sum(sum) = dialect.meaning {
            self.title("In losses of the catalogue");
            self.wrapped(sum, 2);
        }
        self.parameters(dialect.params);
        if dialect.mean == Mean::Elements {
            self.prose("Mean", "A row counts as often as it has columns.");
        }
        Ok(())
    }

    fn dialects(&mut self, spec: &Spec) {
        if !spec.dialects.is_empty() {
            self.title("Dialects");
            for dialect in spec.dialects {
                self.paragraph(&format!("{}: {}", dialect.signature(), dialect.peer), 2);
            }
        }
    }

    fn elsewhere(&mut self, spec: &Spec) {
        if !spec.peers.is_empty() {
            self.title("Elsewhere");
            for peer in spec.peers {
                let note = if peer.note.is_empty() { String::new() } else { format!(" ({})", peer.note) };
                self.paragraph(&format!("{}: {}{note}", peer.library, peer.name), 2);
            }
        }
        self.prose("Reference", spec.reference);
    }

    fn inputs(&mut self, spec: &Spec, inputs: &[Input]) {
        self.title("Reads");
        let mut text = spec.reads().to_owned();
        if matches!(spec.stage, Stage::Elements | Stage::Weights | Stage::Rows) {
            let told: Vec<String> = inputs.iter().map(|i| format!("{} in {}", i.name, i.domain)).collect();
            text = format!("{text}: {}", told.join(", "));
        }
        self.paragraph(&text, 2);
    }
}

/// Text without the marks of links and code: a link is what it shows.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let link = after.split_once("](").and_then(|(name, tail)| Some((name, tail.split_once(')')?.1)));
        plain.push_str(before);
        match link {
            // An interval such as [0, 1] is no link, also when one follows later.
            Some((name, tail)) if !name.contains(['[', ']']) => {
                plain.push_str(name);
                rest = tail;
            }
            _ => {
                plain.push('[');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain.replace('`', "")
}

#[cfg(test)]
mod tests {
    #[test]
    fn links() {
        assert_eq!(super::plain("use [`B`](crate::B), p in [0, 1] or `[x`"), "use B, p in [0, 1] or [x");
    }
}
