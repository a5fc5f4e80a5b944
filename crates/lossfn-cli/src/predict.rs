//! `lossfn predict`: a fitted model on new rows.

use lossfn::{Logits, functions::softmax};
use lossfn_fit::Model;

use crate::args::Predict as Args;
use crate::failure::{Failure, Result};
use crate::fit::Sheet;
use crate::output::{deliver, exact};
use crate::rows::quoted;

pub(crate) fn run(args: &Args) -> Result<()> {
    let name = args.model.display();
    let text = std::fs::read_to_string(&args.model).map_err(|e| Failure::file("read", &name, &e))?;
    let model = Model::from_json(&text).map_err(|e| Failure::data(format_args!("{name}: {e}")))?;
    let sheet = Sheet::read(&args.file, args.delimiter, None)?;
    let predictions = model.predict(&sheet.table(model.features())?)?;
    let target = if model.target().is_empty() { "target" } else { model.target() };
    let mut out = quoted(&format!("{target}_predicted"));
    let classes = model.classes();
    let outputs = model.outputs();
    if outputs > 1 {
        let name = |c: usize| classes.get(c).cloned().unwrap_or_else(|| c.to_string());
        (0..outputs).for_each(|c| out.push_str(&format!(",{}", quoted(&format!("p_{}", name(c))))));
        let probabilities = softmax(Logits::rows(&predictions, outputs)?);
        for row in probabilities.chunks_exact(outputs) {
            let best = (0..outputs).fold(0, |best, c| if row[c] > row[best] { c } else { best });
            out.push_str(&format!("\n{}", quoted(&name(best))));
            for p in row {
                out.push_str(&format!(",{}", exact(*p)));
            }
        }
    } else if let [no, yes] = classes {
        // A logit or a margin from 0 on, a probability from one half on.
        let middle = if model.link() == Some("identity") { 0.0 } else { 0.5 };
        out.push_str(",prediction");
        for p in predictions {
            out.push_str(&format!("\n{},{}", quoted(if p > middle { yes } else { no }), exact(p)));
        }
    } else {
        for p in predictions {
            out.push_str(&format!("\n{}", exact(p)));
        }
    }
    out.push('\n');
    deliver(&out, args.output.as_deref())
}
