//! The command line.

mod models;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use lossfn::{OnEmpty, Reduction};

pub(crate) use models::{Fit, Method, Predict, Surface};

/// Exact losses for tables of predictions.
#[derive(Debug, Parser)]
#[command(
    name = "lossfn",
    version,
    arg_required_else_help = true,
    after_help = "\
Examples:
  lossfn eval preds.csv --pred model_a --pred model_b --target y --loss mse
  lossfn fit data.csv --target y --loss huber
  lossfn show huber
  lossfn list --task regression

Exit status: 0 done, 1 the data is not what it should be, 2 wrong usage.
`lossfn COMMAND --help` says more about a command."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Score the predictions in files
    Eval(Eval),
    /// List the losses and the metrics
    List(List),
    /// Explain a loss or a metric
    Show(Show),
    /// Draw losses and their derivatives
    Plot(Plot),
    /// Check a loss and its derivatives against double-double
    Verify(Verify),
    /// Look for bad values in files
    Check(Check),
    /// Fit a linear model with any loss
    Fit(Fit),
    /// Predict with a model that was fitted
    Predict(Predict),
    /// Draw an objective over two coefficients, with the paths of solvers
    Surface(Surface),
}

/// Where the data is and what its columns mean: shared by `eval` and `check`.
#[derive(Args, Debug)]
pub(crate) struct Data {
    /// CSV, TSV or NPY files, globs ('part-*.csv'), or - for stdin
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<String>,
    /// Predictions: a column, or columns ('p_*'); repeatable
    #[arg(long, short, value_name = "COL")]
    pub(crate) pred: Vec<String>,
    /// True values: a column, or columns ('y_*')
    #[arg(long, short, value_name = "COL")]
    pub(crate) target: Option<String>,
    /// A further input and its column or columns; repeatable
    #[arg(long, value_name = "NAME=COL")]
    pub(crate) input: Vec<String>,
    /// The columns of a first vector ('a_*')
    #[arg(long, value_name = "COLS")]
    pub(crate) a: Option<String>,
    /// The columns of a second vector ('b_*')
    #[arg(long, value_name = "COLS")]
    pub(crate) b: Option<String>,
    /// What belongs to the answer that was preferred
    #[arg(long, value_name = "COL")]
    pub(crate) chosen: Option<String>,
    /// What belongs to the answer that was not
    #[arg(long, value_name = "COL")]
    pub(crate) rejected: Option<String>,
    /// What rows that are compared share [default: all]
    #[arg(long, value_name = "COL")]
    pub(crate) group: Option<String>,
    /// Whether there was an event at the time of --target
    #[arg(long, value_name = "COL")]
    pub(crate) event: Option<String>,
    /// A logit for each class ('logit_*'); repeatable
    #[arg(long, value_name = "COLS")]
    pub(crate) logits: Vec<String>,
    /// mse, 'huber(delta=2)', '0.7*mse + 0.3*mae'; repeatable
    #[arg(long, short, value_name = "LOSS", allow_hyphen_values = true)]
    pub(crate) loss: Vec<String>,
    /// rmse, r2, 'd2(quantile(0.9))'; repeatable
    #[arg(long, short, value_name = "METRIC")]
    pub(crate) metric: Vec<String>,
    /// A column with a weight for each row
    #[arg(long, value_name = "COL")]
    pub(crate) weight: Option<String>,
    /// A column that keeps rows (true, 1, yes) or drops them
    #[arg(long, value_name = "COL")]
    pub(crate) mask: Option<String>,
    /// The target that becomes +1 (or 1); others: -1 (or 0)
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub(crate) positive: Option<String>,
    /// Rows with this label do not count
    #[arg(long, value_name = "LABEL", allow_hyphen_values = true)]
    pub(crate) ignore: Option<String>,
    /// What separates cells [default: by the first line]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,
    /// Rows in memory at once
    #[arg(long, value_name = "N", default_value_t = 65536, value_parser = at_least_one, hide = true)]
    pub(crate) batch_size: usize,
}

#[derive(Args, Debug)]
#[command(mut_arg("files", |files| files.required(false).required_unless_present("image")), after_help = "\
The sums are exact, so the result does not depend, to the last bit, on the order
of the rows, on how they are split into files, or on the number of threads.
Files may be larger than memory. Numbers are read and computed as 64-bit floats.
With the feature `parquet`, Parquet and Arrow IPC are read as well; of them only
the columns that are named, where a field `p` of lists is p_0, p_1, ...

What a loss reads is said by `lossfn show`: a prediction and a target; with * in
the name, tables whose columns are matched by the part that the * stands for;
logits and labels; or vectors, which are named by --input (--a and --b for
short). Pairs of answers have --chosen and --rejected for short. A label is
that part of a column's name or, where those parts are no integers, 0, 1, 2, ...
in the order of the columns.
Losses and metrics of groups, as of the documents of a query, compare the rows
of each --group: --pred are scores and --target relevances; for survival they
are log-hazards and times, with --event. They keep all rows in memory, count
groups, and a weight is that of a group, the same in all of its rows; for
survival and for regions, whose rows are pixels, it is that of a row.

A metric, such as rmse or r2, is no mean of losses and has no reduction; --rows,
--worst and --explain are about losses. `lossfn list --family metric` has them;
a few, such as median_absolute, keep 24 bytes for each row and prediction.

--reduction: mean is sum(w l)/sum(w), mean_n is sum(w l)/rows that count,
batch_mean is sum(w l)/rows, sum is sum(w l), per=N is sum(w l)/N.
--mask: true, 1 and yes keep a row; false, 0, no and an empty cell drop it. What
is dropped, or has weight 0, is not read.
--rows: the loss of each row without its weight; as .npy, a column per result.
--explain: the shares of groups, of the terms of a sum, and of the worst rows,
and quantiles. It keeps 8 bytes for each row, loss and prediction.
--explain and --worst look at what a row adds: its loss times its weight.
--format json: numbers with all digits; \"nan\", \"inf\" and \"-inf\" as texts.
--image: the losses are ssim and image_total_variation, which is of the first
picture, the metric is psnr. Pixels, grey or RGB of 8 or 16 bits, are computed
with from 0 to 1; an alpha channel is refused. --maps: dark is 0, bright is 1.

Examples:
  lossfn eval preds.csv -p a -p b -t y -l mse -l 'huber(delta=1.5)' --by country
  lossfn eval 'part-*.csv' -p score -t sick --positive yes -l logistic -l hinge
  lossfn eval digits.csv --logits 'logit_*' -t label -l cross_entropy --worst 5
  lossfn eval preds.csv -p a -p b -t y -m rmse -m r2 -m 'd2(absolute)' -l mae
  lossfn eval p.csv -p 'p_*' -t 'y_*' -l kl_divergence --format json
  lossfn eval pairs.csv --a 'a_*' --b 'b_*' -l cosine_distance -l euclidean
  lossfn eval answers.csv --chosen good --rejected bad -l simpo
  lossfn eval ranked.csv -p score -t grade --group query -m 'ndcg(k=10)'
  lossfn eval patients.csv -p risk -t days --event died --group site -l cox
  lossfn eval --image a.png b.png -l ssim -l image_total_variation -m psnr
  zcat big.csv.gz | lossfn eval - -p pred -t y -l mae --explain")]
pub(crate) struct Eval {
    #[command(flatten)]
    pub(crate) data: Data,
    /// A result for each value of this column
    #[arg(long, value_name = "COL")]
    pub(crate) by: Option<String>,
    #[arg(long, short, value_name = "R", default_value = "mean", value_parser = reduction, help = "mean, mean_n, batch_mean, sum or per=N")]
    pub(crate) reduction: Reduction,
    /// Mean of nothing: error, nan or zero
    #[arg(long, value_name = "WHAT", value_enum, hide_possible_values = true, default_value_t = Empty::Error)]
    pub(crate) on_empty: Empty,
    /// Threads to compute with [default: all cores]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: usize,
    /// Write the loss of every row to a .csv or .npy file
    #[arg(long, value_name = "OUT")]
    pub(crate) rows: Option<PathBuf>,
    /// Show the N rows that add most
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) worst: Option<usize>,
    /// Show where the loss comes from
    #[arg(long)]
    pub(crate) explain: bool,
    /// table, json, csv or markdown
    #[arg(long, short, value_name = "FORMAT", value_enum, hide_possible_values = true, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// Draw the results as bars, to an .svg or .png file
    #[arg(long, value_name = "OUT")]
    pub(crate) plot: Option<PathBuf>,
    /// Write the results to a file
    #[arg(long, short, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Compare two PNG or JPEG files instead of tables
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with_all = NOT_OF_PICTURES)]
    pub(crate) image: Option<Vec<PathBuf>>,
    /// Write difference.png and ssim.png into a folder
    #[arg(long, value_name = "DIR")]
    pub(crate) maps: Option<PathBuf>,
}

/// What is about tables.
const NOT_OF_PICTURES: [&str; 22] = [
    "files",
    "pred",
    "target",
    "input",
    "a",
    "b",
    "chosen",
    "rejected",
    "group",
    "event",
    "logits",
    "weight",
    "mask",
    "positive",
    "ignore",
    "delimiter",
    "by",
    "reduction",
    "on_empty",
    "rows",
    "worst",
    "explain",
];

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  lossfn list --family regression
  lossfn list --format json")]
pub(crate) struct List {
    /// Only those of this family, such as metric
    #[arg(long, value_name = "FAMILY")]
    pub(crate) family: Option<String>,
    /// Only those for this task
    #[arg(long, value_name = "TASK")]
    pub(crate) task: Option<String>,
    /// table or json
    #[arg(long, short, value_name = "FORMAT", value_enum, hide_possible_values = true, default_value_t = ListFormat::Table)]
    pub(crate) format: ListFormat,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  lossfn show huber
  lossfn show 'quantile(0.9)'")]
pub(crate) struct Show {
    /// A loss or a metric; with parameters, the curve is drawn for these
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    pub(crate) name: String,
}

#[derive(Args, Debug)]
#[command(after_help = "\
The curves run over the first input, with the target fixed; for losses of logits
over the logit of the true class, with the only other logit at 0.
--contour and --surface show the value over both columns of a loss, or over the
first two coordinates of a vector, with the other vector at (1, 0).

Examples:
  lossfn plot squared absolute 'huber(delta=0.5)' -d 0 1 2 -o curves.svg
  lossfn plot hinge logistic --range -2,3 -o margin.png
  lossfn plot huber --contour -o contour.svg
  lossfn plot euclidean --surface -o surface.png")]
pub(crate) struct Plot {
    /// The losses
    #[arg(value_name = "NAME", required = true)]
    pub(crate) names: Vec<String>,
    /// 0: value, 1: gradient, 2: hessian
    #[arg(long, short, value_name = "D", num_args = 1..=3, default_values_t = [0u8], value_parser = clap::value_parser!(u8).range(0..=2))]
    pub(crate) derivative: Vec<u8>,
    /// The picture, .svg or .png
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Draw one loss over two inputs, as bands of colour
    #[arg(long, conflicts_with_all = ["surface", "derivative", "target"])]
    pub(crate) contour: bool,
    /// Draw one loss over two inputs, as a surface
    #[arg(long, conflicts_with_all = ["derivative", "target"])]
    pub(crate) surface: bool,
    /// Ends of the axis, or both [default: by the domain]
    #[arg(long, value_name = "A,B", value_parser = range, allow_hyphen_values = true)]
    pub(crate) range: Option<(f64, f64)>,
    /// The target [default: by its domain]
    #[arg(long, value_name = "V", allow_hyphen_values = true)]
    pub(crate) target: Option<f64>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
At points of its domain, and where its formula changes its form, the loss, its
gradient and its hessian are compared
- with double-double, which has 32 digits and another way to them: f64 and f32,
  each for the numbers that it has read. The table has the largest of the three
  errors in ULP. Allowed are 2 + k/2, for the hessian 4 + k/2, and four times as
  many in rows, where k is the condition number: what the inputs change by half
  a unit. Left out, as –, is what has no digit left by k or in double-double,
  or has a kink within two units;
- with differences: the gradient with those of values, the hessian with those of
  gradients; `kink` stands where the slopes of both sides differ.
Exit status 1 says that something disagrees.

Example:
  lossfn verify 'huber(delta=2)'")]
pub(crate) struct Verify {
    /// The loss
    #[arg(value_name = "LOSS", allow_hyphen_values = true)]
    pub(crate) loss: String,
}

#[derive(Args, Debug)]
#[command(after_help = "\
For each column that is named, and for each loss or metric, the first bad value
is told with its place: cells that are empty, no number or NaN, values outside
the domain of a loss, labels that are no class, rows that are no distribution.
Without names, every column that begins with a number is looked at. Exit status
1 says that something was found.

Examples:
  lossfn check preds.csv
  lossfn check preds.csv -p 'p_*' -t 'y_*' -l kl_divergence")]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Table,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Empty {
    Error,
    Nan,
    Zero,
}

impl From<Empty> for OnEmpty {
    fn from(empty: Empty) -> Self {
        match empty {
            Empty::Error => Self::Error,
            Empty::Nan => Self::Nan,
            Empty::Zero => Self::Zero,
        }
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&n| n > 0).ok_or_else(|| "a whole number from 1 on is needed".into())
}

fn threads(text: &str) -> Result<usize, String> {
    const MOST: usize = 4096;
    text.parse()
        .ok()
        .filter(|&n| n <= MOST)
        .ok_or_else(|| format!("a whole number is needed, at most {MOST}"))
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [c] if !c.is_ascii_alphanumeric() && !b"\r\n\"+-.".contains(c) => Ok(*c),
        _ => Err("one character is needed, such as `;`, or `tab`".into()),
    }
}

fn reduction(text: &str) -> Result<Reduction, String> {
    let named = [Reduction::Mean, Reduction::MeanN, Reduction::BatchMean, Reduction::Sum];
    if let Some(reduction) = named.into_iter().find(|r| r.name() == text) {
        return Ok(reduction);
    }
    let number = text.strip_prefix("per=").and_then(|n| n.parse::<f64>().ok());
    match number.filter(|n| *n > 0.0 && n.is_finite()) {
        Some(n) => Ok(Reduction::Per(n)),
        None => Err("allowed is mean, mean_n, batch_mean, sum, or per=N with N above 0".into()),
    }
}

fn pair(text: &str) -> Result<(f64, f64), String> {
    let both = text.split_once(',').map(|(a, b)| (a.trim().parse::<f64>(), b.trim().parse::<f64>()));
    match both {
        Some((Ok(a), Ok(b))) if a.is_finite() && b.is_finite() => Ok((a, b)),
        _ => Err("two finite numbers are needed, such as 1,-2".into()),
    }
}

fn range(text: &str) -> Result<(f64, f64), String> {
    let ends = text.split_once(',').map(|(a, b)| (a.trim().parse::<f64>(), b.trim().parse::<f64>()));
    match ends {
        Some((Ok(a), Ok(b))) if a < b && a.is_finite() && b.is_finite() && (b - a).is_finite() => Ok((a, b)),
        _ => Err("two finite numbers are needed, the lower first, such as -3,3".into()),
    }
}
