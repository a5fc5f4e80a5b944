//! Arguments of what fits models and draws what is minimised.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ListFormat, at_least_one, delimiter, pair, range, threads};

#[derive(Args, Debug)]
#[command(after_help = "\
What is minimised is the mean loss of the rows plus the penalty of the
coefficients; an intercept is not penalised. Rows that are held out for the test
are drawn with --seed and never fitted on; --test 0 holds out none. Features are
all columns of numbers but the target and the weight, unless --features names
them. A target of a loss over logits is a class; of a loss with two labels, which
of two values is the positive one says --positive.

--penalty: l1(a) is a sum |w|, l2(a) is a sum w^2, elastic_net(a, r),
group_lasso(a) and nuclear(a) for classes, or losses of weights such as
'0.1*l1_penalty + 0.2*l2_penalty'.
cv in place of one number, in a loss or in the penalty, is chosen by
cross-validation: in each of --folds parts models are fitted on the others and
scored by a loss that does not contain what is chosen. --grid says what is tried.
--solver: auto, newton, lbfgs, proximal, gd, momentum or adam; the last three
take --step, --batch and --anneal. A step is a number, or runs over the
iterations: 'linear(a, b)', 'cosine(a, b)', 'exponential(a, b)'.
--standardize: the penalty sees features less their means over their spreads;
coefficients are told in the units of the data.
--report: one page with pictures, which needs no network.

Examples:
  lossfn fit data/diabetes.csv -t target -l 'huber(delta=cv)' --penalty 'l2(0.1)'
  lossfn fit wine.csv -t cultivar -l cross_entropy --penalty 'l1(cv)' --save m.json
  lossfn fit d.csv -t y -l squared -l absolute -l 'quantile(0.9)' --report o.html
  lossfn fit d.csv -t y -l squared --solver gd --step 0.05 --features 'x_*'")]
pub(crate) struct Fit {
    /// A CSV, TSV or NPY file, or - for stdin
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    /// The column that is predicted
    #[arg(long, short, value_name = "COL")]
    pub(crate) target: String,
    /// squared, 'huber(delta=cv)', 'quantile(0.9)'; repeatable
    #[arg(long, short, value_name = "LOSS", required = true)]
    pub(crate) loss: Vec<String>,
    /// Columns that are features ('x_*'); repeatable
    #[arg(long, value_name = "COLS")]
    pub(crate) features: Vec<String>,
    #[arg(
        long,
        value_name = "P",
        default_value = "none",
        hide_default_value = true,
        help = "l1(a), l2(a), elastic_net(a, r), group_lasso(a), nuclear(a)"
    )]
    pub(crate) penalty: String,
    /// identity, log, logit, .. [default: by the loss]
    #[arg(long, value_name = "LINK")]
    pub(crate) link: Option<String>,
    /// A column with a weight for each row
    #[arg(long, value_name = "COL")]
    pub(crate) weight: Option<String>,
    /// The target that becomes +1 (or 1); others: -1 (or 0)
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub(crate) positive: Option<String>,
    /// The share of the rows that is held out
    #[arg(long, value_name = "PART", default_value_t = 0.2)]
    pub(crate) test: f64,
    /// Without an intercept
    #[arg(long)]
    pub(crate) no_intercept: bool,
    /// Penalise coefficients of standardised features
    #[arg(long)]
    pub(crate) standardize: bool,
    /// How it is minimised
    #[arg(long, value_name = "METHOD", value_enum, hide_possible_values = true, default_value_t = Method::Auto)]
    pub(crate) solver: Method,
    /// The step, or how it changes
    #[arg(long, value_name = "STEP")]
    pub(crate) step: Option<String>,
    /// Rows for each step
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) batch: Option<usize>,
    /// A parameter that changes: 'delta=exponential(4, 0.5)'
    #[arg(long, value_name = "P=HOW")]
    pub(crate) anneal: Vec<String>,
    /// Steps, or passes over the rows, at the most
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) iterations: Option<usize>,
    /// How small the gradient has to become
    #[arg(long, value_name = "T")]
    pub(crate) tolerance: Option<f64>,
    /// Parts of the rows for cross-validation
    #[arg(long, value_name = "K", default_value_t = 5)]
    pub(crate) folds: usize,
    /// Values to try for cv: 1,2,5
    #[arg(long, value_name = "VALUES", value_delimiter = ',', allow_hyphen_values = true)]
    pub(crate) grid: Vec<f64>,
    /// The loss that scores folds [default: by the loss]
    #[arg(long, value_name = "LOSS")]
    pub(crate) score: Option<String>,
    /// What the order of rows comes from
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Threads to compute with [default: all cores]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: usize,
    /// What separates cells [default: by the first line]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,
    /// Write the model of the first loss to a .json file
    #[arg(long, value_name = "OUT")]
    pub(crate) save: Option<PathBuf>,
    /// Write a page with pictures, an .html file
    #[arg(long, value_name = "OUT")]
    pub(crate) report: Option<PathBuf>,
    /// Draw the choice by cross-validation, an .svg or .png file
    #[arg(long, value_name = "OUT")]
    pub(crate) plot: Option<PathBuf>,
    /// table or json
    #[arg(long, short, value_name = "FORMAT", value_enum, hide_possible_values = true, default_value_t = ListFormat::Table)]
    pub(crate) format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    Auto,
    Newton,
    Lbfgs,
    Proximal,
    Gd,
    Momentum,
    Adam,
}

#[derive(Args, Debug)]
#[command(after_help = "\
A model of `lossfn fit --save` is applied to every row. Of a loss over logits the
columns are the class and a probability for each, of a loss with two labels the
label and what the model predicts. Columns are found by their names.

Example:
  lossfn predict model.json new.csv -o predictions.csv")]
pub(crate) struct Predict {
    /// The model
    #[arg(value_name = "MODEL")]
    pub(crate) model: PathBuf,
    /// A CSV, TSV or NPY file, or - for stdin
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    /// What separates cells [default: by the first line]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,
    /// Write the predictions to a file
    #[arg(long, short, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
The model has two coefficients alone: of two columns, or of one column and the
intercept. Every --solver starts at --start, and its steps are drawn over the
objective, with a larger dot where it ends. Where it ends above the lowest value
that was found the table says so: an objective that is not convex has more than
one minimum.

Examples:
  lossfn surface data/diabetes.csv -t target -l squared --over bmi,intercept \\
      --solver newton --solver gd -o surface.svg
  lossfn surface d.csv -t y -l squared --link logit --over a,b --start 8,-8 \\
      --solver gd --solver adam -o sigmoid.png")]
pub(crate) struct Surface {
    /// A CSV, TSV or NPY file, or - for stdin
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    /// The column that is predicted
    #[arg(long, short, value_name = "COL")]
    pub(crate) target: String,
    /// The loss
    #[arg(long, short, value_name = "LOSS")]
    pub(crate) loss: String,
    /// Two columns, or one and `intercept`
    #[arg(long, value_name = "A,B", value_delimiter = ',', required = true)]
    pub(crate) over: Vec<String>,
    /// l1(a), l2(a), ..
    #[arg(long, value_name = "P", default_value = "none", hide_default_value = true)]
    pub(crate) penalty: String,
    /// identity, log, logit, .. [default: by the loss]
    #[arg(long, value_name = "LINK")]
    pub(crate) link: Option<String>,
    /// The target that becomes +1 (or 1); others: -1 (or 0)
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub(crate) positive: Option<String>,
    /// auto, newton, lbfgs, proximal, gd, momentum, adam; repeatable
    #[arg(long, value_name = "METHOD", value_enum, hide_possible_values = true, default_values_t = [Method::Newton, Method::Gd])]
    pub(crate) solver: Vec<Method>,
    /// The step of gd, momentum and adam, or how it changes
    #[arg(long, value_name = "STEP")]
    pub(crate) step: Option<String>,
    /// Steps at the most
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) iterations: Option<usize>,
    /// Where they start [default: 0,0]
    #[arg(long, value_name = "A,B", value_parser = pair, allow_hyphen_values = true)]
    pub(crate) start: Option<(f64, f64)>,
    /// Ends of the first axis [default: by the paths]
    #[arg(long, value_name = "A,B", value_parser = range, allow_hyphen_values = true)]
    pub(crate) x_range: Option<(f64, f64)>,
    /// Ends of the second axis [default: by the paths]
    #[arg(long, value_name = "A,B", value_parser = range, allow_hyphen_values = true)]
    pub(crate) y_range: Option<(f64, f64)>,
    /// What separates cells [default: by the first line]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,
    /// The picture, .svg or .png
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
}
