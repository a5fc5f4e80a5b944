//! `lossfn verify`: the values and derivatives of a loss against double-double, and against differences.

mod exact;
mod points;
mod slopes;

use crate::args::Verify;
use crate::failure::{Failure, Result};
use crate::output::{self, digits};
use crate::report::{Grid, Style};
use exact::Error;
use slopes::Verdict;

const HEADING: &str = "\
Value, gradient and hessian in f64 and in f32 against double-double: the largest
of the three errors in ULP; gradient and hessian also against differences
";

/// a, b, .., z, aa, ab, ..
fn letters(i: usize) -> String {
    let last = char::from(b'a' + (i % 26) as u8);
    if i < 26 { last.into() } else { format!("{}{last}", letters(i / 26 - 1)) }
}

pub(crate) fn run(args: &Verify) -> Result<()> {
    let loss = lossfn::get(&args.loss)?;
    if loss.spec().stage.coupled() {
        return Err(Failure::usage(format_args!(
            "{loss} is a loss of a batch, and there are points of single rows only"
        )));
    }
    let heads = ["point", "value", "gradient", "hessian", "f64", "f32", "differences"];
    let mut grid = Grid::new(Style::Terminal, 1, heads.map(String::from));
    let (mut double, mut single, mut difference) = (0.0f64, 0.0f64, 0.0f64);
    let (mut wrong, mut total) = (0, 0);
    let mut rows = String::new();
    for (i, point) in points::points(&loss).into_iter().enumerate() {
        let name = letters(i);
        let [in_double, in_single] =
            [exact::errors::<f64>(&loss, &point)?, exact::errors::<f32>(&loss, &point)?];
        let (value, gradient, hessian) = point.kernels(&loss, &point.row, &point.other)?;
        if !value.is_finite() && in_double.iter().all(|e| *e == Error::Undefined) {
            continue;
        }
        if point.row.len() > 1 {
            rows.push_str(&format!("{name}: {}\n", point.name()));
        }
        for k in 0..point.row.len() {
            let slopes = slopes::check(&loss, &point, k)?;
            let agrees = in_double[k].agrees() && in_single[k].agrees() && slopes != Some(Verdict::Wrong);
            total += 1;
            wrong += usize::from(!agrees);
            double = double.max(in_double[k].size());
            single = single.max(in_single[k].size());
            let told = match slopes {
                Some(Verdict::Agrees(error)) => {
                    difference = difference.max(error);
                    "ok"
                }
                Some(Verdict::Kink) => "kink",
                Some(Verdict::Wrong) => "WRONG",
                None => "–",
            };
            grid.row([
                if point.row.len() > 1 { format!("{name}{k}") } else { point.name() },
                digits(value, 5),
                digits(gradient[k], 5),
                hessian.get(k).map_or_else(|| "–".into(), |h| digits(*h, 5)),
                in_double[k].told(),
                in_single[k].told(),
                told.into(),
            ]);
        }
    }
    if !rows.is_empty() {
        rows.push('\n');
    }
    let mut text = format!("{loss}\n{HEADING}\n{rows}{}", grid.draw());
    text.push_str(&format!(
        "The largest error is {} ULP in f64 and {} ULP in f32.\n",
        exact::ulps(double),
        exact::ulps(single)
    ));
    let difference = if difference == 0.0 { "0".into() } else { format!("{difference:.0e}") };
    text.push_str(&format!("The largest difference away from kinks is {difference}.\n"));
    text.push_str(&if wrong == 0 {
        format!("{total} points agree.\n")
    } else {
        format!("{wrong} of {total} points disagree.\n")
    });
    output::print(&text)?;
    if wrong == 0 { Ok(()) } else { Err(Failure::Found) }
}
