//! What is known of a loss besides its formula. Everything that is generated, printed or tested is
//! made from these.

mod batch;
mod boosting;
mod call;
mod dialect;
mod domain;
mod grouping;
mod properties;
mod stage;

use core::fmt;
use std::sync::Arc;

pub use batch::{Pairing, Score};
pub use boosting::Boosting;
pub use call::{Argument, PeerCall};
pub use dialect::{Dialect, Mean, Meaning};
pub use domain::Domain;
pub use grouping::Grouping;
pub use properties::{Curvature, Properties};
pub use stage::{Input, Row, Stage};

/// Everything about a loss that is not its formula.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Its name.
    pub name: &'static str,
    /// Other names for exactly the same loss.
    pub aliases: &'static [&'static str],
    /// The rows of the catalogue that it covers.
    pub rows: &'static [u16],
    /// What kind of loss it is.
    pub family: Family,
    /// What it is for.
    pub tasks: &'static [&'static str],
    /// How data becomes the numbers that the formula reads.
    pub stage: Stage,
    /// The numbers that the formula reads, in order.
    pub inputs: &'static [Input],
    /// The inputs after the first that are data and no more: no derivative is taken in them. Other names are numbers of the
    /// formula that derivatives take as they are.
    pub given: &'static [&'static str],
    /// Its parameters, in order.
    pub params: &'static [Param],
    /// The textbook formula over the named inputs and parameters, in the syntax of `SymPy`. The pages print
    /// it and the accuracy tests evaluate it.
    pub formula: &'static str,
    /// What the rows of two tables are, where it reads such.
    pub row: Row,
    /// What a cosine becomes before it is compared, where it reads a batch.
    pub score: Score,
    /// What is taken of the sum over a row, as an expression of `total`, where that is not the sum itself. Of
    /// vectors the number that is made of the [sums](Self::sums), by their names.
    pub outer: Option<&'static str>,
    /// The names of the sums over the coordinates of two vectors, and what a coordinate adds: an expression of
    /// `a` and `b`, and of their means `mean_a` and `mean_b`.
    pub sums: &'static [(&'static str, &'static str)],
    /// Its page: what it is for and when not to use it, in Markdown.
    pub doc: &'static str,
    /// What happens at zero, at the joints and in the tails.
    pub behaviour: &'static str,
    /// Where it comes from.
    pub reference: &'static str,
    /// What holds of it.
    pub properties: Properties,
    /// Its convex conjugate in the first input, where that has a closed form: an expression of `slope`, the
    /// parameters and the other inputs; infinite outside of the slopes that it has.
    pub conjugate: Option<&'static str>,
    /// What a booster divides by.
    pub boosting: Boosting,
    /// What others call it.
    pub peers: &'static [Peer],
    /// How others call it: for programs that take their arguments.
    pub calls: &'static [PeerCall],
    /// What others mean by its name or theirs, where that differs.
    pub dialects: &'static [Dialect],
    /// Values of an input where the formula changes its form, as expressions over the parameters and
    /// the other inputs; the tests visit them and their neighbours.
    pub joints: &'static [(&'static str, &'static str)],
}

impl Spec {
    /// A spec with only what cannot be left out.
    pub const fn new(
        name: &'static str,
        doc: &'static str,
        stage: Stage,
        inputs: &'static [Input],
        params: &'static [Param],
    ) -> Self {
        Self {
            name,
            aliases: &[],
            rows: &[],
            family: Family::Custom,
            tasks: &[],
            stage,
            inputs,
            given: &[],
            params,
            formula: "",
            row: Row::Distribution,
            score: Score::Line,
            outer: None,
            sums: &[],
            doc,
            behaviour: "",
            reference: "",
            properties: Properties::UNKNOWN,
            conjugate: None,
            boosting: Boosting::Hessian,
            peers: &[],
            calls: &[],
            dialects: &[],
            joints: &[],
        }
    }
    /// What it reads, in words.
    pub const fn reads(&self) -> &'static str {
        match (self.stage, self.inputs.len()) {
            (Stage::Elements, 2) => "two columns of equal length",
            (Stage::Elements, 3) => "three columns of equal length",
            (Stage::Elements, _) => "four columns of equal length",
            (Stage::Weights, _) => "one column of weights",
            (Stage::Rows, _) if matches!(self.row, Row::Distribution) => {
                "two tables of equal shape, or distributions with labels"
            }
            (Stage::Rows, _) if matches!(self.row, Row::Sets) => {
                "a table of scores, and one of equal shape with 1 for each class that is set and 0 for the others"
            }
            (Stage::Rows, _) | (Stage::Pairs, 2) => "two tables of equal shape",
            (Stage::Softmax, _) => "rows of logits with a label or a target distribution each",
            (Stage::Taught, _) => "two tables of logits of equal shape with a label for each row",
            (Stage::Boxes, _) => "two tables of equal shape whose rows are boxes: x1, y1, x2, y2",
            (Stage::Pairs, _) => "two tables of equal shape with a label for each row",
            (Stage::Triples, _) => "three tables of equal shape",
            (Stage::Batch(pairing), _) => pairing.reads(),
            (Stage::Groups(grouping), _) => grouping.reads(),
            (Stage::LogProbabilities, _) => {
                "rows of log-probabilities with a label or a target distribution each"
            }
        }
    }
    /// The inputs that derivatives are taken in: the first, and others that are no classes.
    pub fn varying(&self) -> impl Iterator<Item = &'static Input> {
        let later = match self.stage {
            Stage::Batch(pairing) => &self.inputs[..pairing.tables()],
            Stage::Groups(_) => &self.inputs[..1],
            stage if stage.of_scores() => &self.inputs[..1],
            _ => self.inputs,
        };
        let (given, first) = (self.given, self.inputs[0].name);
        later.iter().filter(move |i| {
            i.name == first || !given.contains(&i.name) && !matches!(i.domain, Domain::Points(_))
        })
    }
    /// Whether derivatives take a number of the formula as it is that changes with the inputs: they are not those of the
    /// value then.
    pub fn holds_a_number(&self) -> bool {
        self.given.iter().any(|given| self.inputs.iter().all(|input| input.name != *given))
    }
    /// The parameters that derivatives are taken in, as if they were inputs behind the others: those of a batch that
    /// are met by all cosines.
    pub fn factors(&self) -> impl Iterator<Item = &'static str> {
        let params = if self.stage.coupled() { self.params } else { &[] };
        params.iter().map(|p| p.name).filter(|name| ["temperature", "scale", "bias"].contains(name))
    }
    /// What a booster divides by: that of a loss which is not known to be convex is never its hessian itself.
    pub fn curvature(&self) -> Boosting {
        match self.boosting {
            Boosting::Hessian if self.properties.convex != Some(true) => Boosting::SizeOfHessian,
            stated => stated,
        }
    }
    /// The first line of its page.
    pub fn summary(&self) -> &'static str {
        self.doc.trim_start().lines().next().unwrap_or("").trim()
    }
}

/// What kind of loss it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Of a number and its prediction.
    Regression,
    /// Of a score and a label -1 or +1.
    Margin,
    /// Of classes and their probabilities.
    Classification,
    /// Between two distributions.
    Divergence,
    /// Likelihoods of counts.
    Count,
    /// Between two vectors.
    Distance,
    /// Of vectors that a model makes of what is alike and what is not.
    Embedding,
    /// Of answers of a language model, and of what is preferred.
    Preference,
    /// Of scores that are compared inside of groups.
    Ranking,
    /// Of times until an event.
    Survival,
    /// Between regions or boxes of an image.
    Region,
    /// Of the weights of a model.
    Regulariser,
    /// Of a whole table, and no mean: see [`Metric`](crate::metric::Metric).
    Metric,
    /// A loss of the user's own.
    Custom,
}

impl Family {
    /// All families, in reading order.
    pub const ALL: [Self; 14] = [
        Self::Regression,
        Self::Margin,
        Self::Classification,
        Self::Divergence,
        Self::Count,
        Self::Distance,
        Self::Embedding,
        Self::Preference,
        Self::Ranking,
        Self::Survival,
        Self::Region,
        Self::Regulariser,
        Self::Metric,
        Self::Custom,
    ];
    /// Its name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Regression => "regression",
            Self::Margin => "margin",
            Self::Classification => "classification",
            Self::Divergence => "divergence",
            Self::Count => "count",
            Self::Distance => "distance",
            Self::Embedding => "embedding",
            Self::Preference => "preference",
            Self::Ranking => "ranking",
            Self::Survival => "survival",
            Self::Region => "region",
            Self::Regulariser => "regulariser",
            Self::Metric => "metric",
            Self::Custom => "custom",
        }
    }
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Its value when none is given.
    pub default: Preset,
    /// What it does, with its unit.
    pub doc: &'static str,
}

impl Param {
    /// A number.
    pub const fn number(name: &'static str, default: f64, domain: Domain, doc: &'static str) -> Self {
        Self { name, kind: Kind::Number(domain), default: Preset::Number(default), doc }
    }
    /// A number that has no default.
    pub const fn without_default(name: &'static str, domain: Domain, doc: &'static str) -> Self {
        Self { name, kind: Kind::Number(domain), default: Preset::None, doc }
    }
    /// Its value when none is given.
    pub fn default(&self) -> Value {
        match self.default {
            Preset::Number(x) => Value::Number(x),
            Preset::Flag(x) => Value::Flag(x),
            Preset::Choice(x) => Value::Choice(x.into()),
            Preset::None => Value::None,
        }
    }
    /// Whether it has to be given.
    pub fn required(&self) -> bool {
        !self.admits(&self.default())
    }
    /// What is allowed, in words.
    pub fn allowed(&self) -> String {
        match self.kind {
            Kind::Number(d) => d.to_string(),
            Kind::Optional(d) => format!("{d} or none"),
            Kind::Flag => "true or false".into(),
            Kind::Choice(names) => names.join(" or "),
            Kind::Vector(d) => format!("a list of numbers in {d}, one for each class, or none"),
            Kind::Matrix => {
                "the numbers of a symmetric positive definite matrix, row after row, or none".into()
            }
            Kind::Loss => "a loss".into(),
        }
    }
    /// Whether a value is of the right kind and inside the domain.
    pub fn admits(&self, value: &Value) -> bool {
        match (self.kind, value) {
            (Kind::Number(d) | Kind::Optional(d), Value::Number(x)) => d.contains(*x),
            (Kind::Optional(_) | Kind::Vector(_) | Kind::Matrix, Value::None)
            | (Kind::Flag, Value::Flag(_))
            | (Kind::Loss, Value::Loss(_)) => true,
            (Kind::Choice(names), Value::Choice(x)) => names.contains(&&**x),
            (Kind::Matrix, Value::Vector(v)) => v.iter().all(|x| x.is_finite()),
            (Kind::Vector(d), Value::Vector(v)) => v.iter().all(|&x| d.contains(x)),
            _ => false,
        }
    }
}

/// What a parameter is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A number.
    Number(Domain),
    /// A number or none.
    Optional(Domain),
    /// True or false.
    Flag,
    /// One of some names.
    Choice(&'static [&'static str]),
    /// A number for each class, or none.
    Vector(Domain),
    /// A symmetric positive definite matrix as its numbers, row after row, or none.
    Matrix,
    /// A loss.
    Loss,
}

/// The default of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Preset {
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// One of the names.
    Choice(&'static str),
    /// None; where the parameter cannot be none, it has to be given.
    None,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// One of the names.
    Choice(Arc<str>),
    /// A number for each class, or those of a matrix.
    Vector(Arc<[f64]>),
    /// A loss, as the expression that it prints.
    Loss(Arc<str>),
    /// None.
    None,
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(x) => write!(f, "{x}"),
            Self::Flag(x) => write!(f, "{x}"),
            Self::Choice(x) | Self::Loss(x) => f.write_str(x),
            Self::Vector(v) => {
                f.write_str("[")?;
                for (i, x) in v.iter().enumerate() {
                    write!(f, "{}{x}", if i == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::None => f.write_str("none"),
        }
    }
}

/// What another library calls a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The library.
    pub library: &'static str,
    /// Its name there.
    pub name: &'static str,
    /// How the parameters and conventions correspond.
    pub note: &'static str,
}
