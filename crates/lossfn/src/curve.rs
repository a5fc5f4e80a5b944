//! A loss as a curve over its first input: what pictures of it show.

use crate::{
    AnyLoss, Error,
    data::{Groups, Inputs, Labels, Rows},
    spec::{Domain, Grouping, Input, Pairing, Row, Stage, Value},
};

/// A loss, with all its inputs but one fixed.
///
/// ```
/// use lossfn::curve::Curve;
///
/// let curve = Curve::new(lossfn::get("huber")?, None);
/// assert_eq!((curve.input(), curve.fixed().as_str(), curve.range()), ("pred", "target = 0", (-3.0, 3.0)));
/// assert_eq!(curve.at(&[0.5, 3.0])?, [[0.125, 0.5, 1.0], [2.5, 1.0, 0.0]]);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Curve {
    loss: AnyLoss,
    stage: Stage,
    target: f64,
    classes: usize,
}

/// Value, gradient and hessian.
pub type Point = [f64; 3];

/// How wide the axis is where the domain does not say it.
const REACH: f64 = 3.0;
const STEPS: usize = 400;
/// A curve that changes by more than this part of its range within one step may jump.
const STEEP: f64 = 0.01;

/// Whether it reads rows that are distributions.
fn of_distributions(loss: &AnyLoss) -> bool {
    loss.spec().stage == Stage::Rows && loss.spec().row == Row::Distribution
}

/// Whether it reads which classes are set.
fn of_sets(loss: &AnyLoss) -> bool {
    loss.spec().row == Row::Sets
}

impl Curve {
    /// The curve of a loss for a target. Without one it is 0, or 1 or -1 where the domain or the curve wants
    /// it: an error relative to a target of 0 says nothing. For losses of rows the target is the first
    /// of two probabilities.
    pub fn new(loss: AnyLoss, target: Option<f64>) -> Self {
        let stage = loss.spec().stage;
        let classes = loss.terms().iter().flat_map(|t| t.loss.values()).find_map(|v| match v {
            Value::Vector(weights) => Some(weights.len().max(1)),
            _ => None,
        });
        let preset = match (stage, loss.terms()[0].loss.inputs().get(1)) {
            (Stage::Rows, _) if of_distributions(&loss) => 0.5,
            (_, Some(input)) if !input.domain.contains(-0.5) => 1.0,
            (_, Some(input)) if !input.domain.contains(0.5) && input.domain.contains(-1.0) => -1.0,
            _ => 0.0,
        };
        let given = target.is_some();
        let mut curve = Self { loss, stage, target: target.unwrap_or(preset), classes: classes.unwrap_or(2) };
        if !given && stage == Stage::Elements && preset == 0.0 && !curve.moves() {
            curve.target = 1.0;
        }
        curve
    }
    /// Whether its values differ and are finite, by some of them of several sizes.
    fn moves(&self) -> bool {
        let values: Vec<f64> = match self.at(&[1e-3, 0.03, 0.5, 1.0, 2.0]) {
            Ok(points) => points.iter().map(|p| p[0]).collect(),
            Err(_) => return false,
        };
        values.iter().all(|v| v.is_finite()) && values.iter().any(|v| *v != values[0])
    }
    /// The loss.
    pub fn loss(&self) -> &AnyLoss {
        &self.loss
    }
    /// What the axis shows.
    pub fn input(&self) -> &'static str {
        match self.stage {
            Stage::Softmax | Stage::Taught => "logit of the true class",
            Stage::LogProbabilities => "log-probability of the true class",
            Stage::Rows if of_distributions(&self.loss) => "first of two probabilities",
            Stage::Boxes => "how far the box is moved",
            Stage::Pairs | Stage::Triples | Stage::Batch(_) => "first coordinate",
            Stage::Rows if of_sets(&self.loss) => "first of two scores",
            Stage::Groups(Grouping::Region | Grouping::Errors) => "first of two pixels",
            Stage::Groups(_) => "score of the first",
            Stage::Elements | Stage::Weights | Stage::Rows => self.loss.terms()[0].loss.inputs()[0].name,
        }
    }
    /// What is fixed, in words; empty when nothing is.
    pub fn fixed(&self) -> String {
        match (self.stage, self.loss.terms()[0].loss.inputs().get(1)) {
            (Stage::Elements, Some(_)) => {
                let inputs = &self.loss.terms()[0].loss.inputs()[1..];
                let each = inputs.iter().zip(self.others()).map(|(i, x)| format!("{} = {x}", i.name));
                each.collect::<Vec<_>>().join(", ")
            }
            (Stage::Rows, _) if of_distributions(&self.loss) => {
                format!("target = ({}, {})", self.target, 1.0 - self.target)
            }
            (Stage::Rows, Some(input)) if of_sets(&self.loss) => {
                format!("the other score = 0, {} = ({}, {})", input.name, self.target, 1.0 - self.target)
            }
            (Stage::Rows, Some(input)) => format!("{} = {}", input.name, self.target),
            (Stage::Boxes, _) => "pred = (x, 0, x + 2, 1), target = (0, 0, 2, 1)".into(),
            (Stage::Pairs | Stage::Triples, _) => {
                let inputs = self.loss.terms()[0].loss.inputs();
                let rest = |i: &Input| match i.name {
                    "label" => format!("label = {}", self.label()),
                    name if name == inputs[1].name => format!("{name} = (1, 0)"),
                    name => format!("{name} = (-1, 0)"),
                };
                let rest = inputs[1..].iter().map(rest).collect::<Vec<_>>().join(", ");
                format!("{} = (x, 1), {rest}", inputs[0].name)
            }
            (Stage::Batch(pairing), _) => {
                let name = |k: usize| self.loss.terms()[0].loss.inputs()[k].name;
                match pairing {
                    Pairing::Labels => format!("{} = (x, 1), (1, 0), (-1, 0), label = 0, 0, 1", name(0)),
                    Pairing::Classes => {
                        format!("{} = (x, 1), {} = (1, 0), (-1, 0), label = 0", name(0), name(1))
                    }
                    Pairing::Negatives => {
                        format!("{} = (x, 1), {} = (1, 0), {} = (-1, 0)", name(0), name(1), name(2))
                    }
                    _ => format!("{} = (x, 1), (-1, 0), {} = (1, 0), (-1, 0)", name(0), name(1)),
                }
            }
            (Stage::Groups(Grouping::Survival), _) => "the other = 0, time = 1, 2, event = 1, 0".into(),
            (Stage::Groups(Grouping::Region | Grouping::Errors), _) => {
                "the other pixel = 0, target = 1, 0".into()
            }
            (Stage::Groups(_), _) => "the other score = 0, relevance = 1, 0".into(),
            (Stage::Taught, _) => format!("the other logit = 0, teacher = ({}, 0)", self.target),
            (Stage::Softmax, _) if self.classes == 2 => "the other logit = 0".into(),
            (Stage::Softmax, _) => format!("the other {} logits = 0", self.classes - 1),
            _ => String::new(),
        }
    }
    /// The label of a pair of vectors: the largest that there is.
    fn label(&self) -> i64 {
        match self.loss.terms()[0].loss.inputs().get(2).map(|i| i.domain) {
            Some(Domain::Points(points)) => points.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b)) as i64,
            _ => 1,
        }
    }
    /// What the inputs after the first are, for a loss of elements: the target, and 1 where it may be.
    fn others(&self) -> Vec<f64> {
        let inputs = self.loss.terms()[0].loss.inputs().get(1..).unwrap_or_default();
        let usual = |d: Domain| [1.0, 0.0, 0.5, -1.0].into_iter().find(|&x| d.contains(x)).unwrap_or(1.0);
        let value = |(k, i): (usize, &Input)| match (inputs.len(), i.name) {
            (1, _) | (_, "target") => self.target,
            _ if i.domain.contains(0.0) && k > 0 => 0.0,
            _ => usual(i.domain),
        };
        inputs.iter().enumerate().map(value).collect()
    }
    /// The ends of the axis.
    pub fn range(&self) -> (f64, f64) {
        match (self.stage, self.loss.terms()[0].loss.inputs().first().map(|i| i.domain)) {
            (Stage::Softmax | Stage::Taught, _) => (-2.0 * REACH, 2.0 * REACH),
            (_, Some(Domain::Interval { low, high, .. })) => match (low.is_finite(), high.is_finite()) {
                (true, true) => (low, high),
                (true, false) => (low, low.max(self.target) + 2.0 * REACH),
                (false, true) => (high - 2.0 * REACH, high),
                (false, false) => (-REACH, REACH),
            },
            _ => (-REACH, REACH),
        }
    }

    /// The mean of a batch where the first coordinate of its first vector is `x`.
    fn of_batch(&self, pairing: Pairing, x: f64) -> Result<Point, Error> {
        const TWO: [f64; 4] = [1.0, 0.0, -1.0, 0.0];
        let all = [x, 1.0, 1.0, 0.0, -1.0, 0.0];
        let pair = [x, 1.0, -1.0, 0.0];
        let inputs = match pairing {
            Pairing::Labels => Inputs::Labelled(Rows::rows(&all, 2)?, Labels::U8(&[0, 0, 1])),
            Pairing::Classes | Pairing::Centres => {
                Inputs::Taught(Rows::rows(&all[..2], 2)?, Rows::rows(&TWO, 2)?, Labels::U8(&[0]))
            }
            Pairing::Negatives => {
                let [query, key, negative] = [&all[..2], &TWO[..2], &TWO[2..]].map(|x| Rows::rows(x, 2));
                Inputs::Triples(query?, key?, negative?)
            }
            Pairing::Matched | Pairing::Views => Inputs::Tables(Rows::rows(&pair, 2)?, Rows::rows(&TWO, 2)?),
        };
        let (value, gradient) = self.loss.on_inputs(inputs).validate(false).value_and_gradient()?;
        Ok([value, gradient[0], f64::NAN])
    }

    /// The curve at some places; NaN outside the domain.
    ///
    /// # Errors
    /// When the loss cannot be computed for two classes, or for as many as it has weights.
    pub fn at(&self, xs: &[f64]) -> Result<Vec<Point>, Error> {
        let n = xs.len();
        let (rows, others): (Vec<f64>, Vec<f64>);
        let columns: Vec<Vec<f64>>;
        let labels = vec![0; n];
        let signs = vec![self.label(); n];
        let third: Vec<f64>;
        let pairs: Groups;
        let (inputs, width) = match self.stage {
            Stage::Elements => {
                columns = self.others().iter().map(|&x| vec![x; n]).collect();
                let all: Vec<&[f64]> =
                    core::iter::once(xs).chain(columns.iter().map(Vec::as_slice)).collect();
                (Inputs::from_columns(&all).unwrap_or(Inputs::Weights(xs)), 1)
            }
            Stage::Weights => (Inputs::Weights(xs), 1),
            Stage::Rows if of_distributions(&self.loss) => {
                rows = xs.iter().flat_map(|&x| [x, 1.0 - x]).collect();
                others = [self.target, 1.0 - self.target].repeat(n);
                (Inputs::Tables(Rows::rows(&rows, 2)?, Rows::rows(&others, 2)?), 2)
            }
            Stage::Rows if of_sets(&self.loss) => {
                rows = xs.iter().flat_map(|&x| [x, 0.0]).collect();
                others = [self.target, 1.0 - self.target].repeat(n);
                (Inputs::Tables(Rows::rows(&rows, 2)?, Rows::rows(&others, 2)?), 2)
            }
            // Of other rows one element is enough.
            Stage::Rows => {
                others = vec![self.target; n];
                (Inputs::Tables(Rows::rows(xs, 1)?, Rows::rows(&others, 1)?), 1)
            }
            Stage::Batch(pairing) => return xs.iter().map(|&x| self.of_batch(pairing, x)).collect(),
            Stage::Groups(grouping) => {
                rows = xs.iter().flat_map(|&x| [x, 0.0]).collect();
                others = [1.0, 0.0].repeat(n);
                third = [1.0, 2.0].repeat(n);
                pairs = Groups::sizes(&vec![2; n]);
                let grouped = match grouping {
                    Grouping::Survival => (&rows, &third, &others, &pairs).into(),
                    _ => (&rows, &others, &pairs).into(),
                };
                (grouped, 2)
            }
            Stage::Taught => {
                rows = xs.iter().flat_map(|&x| [x, 0.0]).collect();
                others = [self.target, 0.0].repeat(n);
                let [logits, teacher] = [Rows::rows(&rows, 2)?, Rows::rows(&others, 2)?];
                (Inputs::Taught(logits, teacher, Labels::U8(&labels)), 2)
            }
            Stage::Boxes => {
                rows = xs.iter().flat_map(|&x| [x, 0.0, x + 2.0, 1.0]).collect();
                others = [0.0, 0.0, 2.0, 1.0].repeat(n);
                (Inputs::Tables(Rows::rows(&rows, 4)?, Rows::rows(&others, 4)?), 4)
            }
            Stage::Pairs | Stage::Triples => {
                rows = xs.iter().flat_map(|&x| [x, 1.0]).collect();
                others = [1.0, 0.0].repeat(n);
                third = [-1.0, 0.0].repeat(n);
                let [a, b, c] = [Rows::rows(&rows, 2)?, Rows::rows(&others, 2)?, Rows::rows(&third, 2)?];
                let inputs = match (self.stage, self.loss.spec().inputs.len()) {
                    (Stage::Triples, _) => Inputs::Triples(a, b, c),
                    (_, 2) => Inputs::Tables(a, b),
                    _ => Inputs::Taught(a, b, Labels::I64(&signs)),
                };
                (inputs, 2)
            }
            Stage::Softmax | Stage::LogProbabilities => {
                let row = |&x: &f64| (0..self.classes).map(move |class| if class == 0 { x } else { 0.0 });
                rows = xs.iter().flat_map(row).collect();
                (Inputs::Labelled(Rows::rows(&rows, self.classes)?, Labels::U8(&labels)), self.classes)
            }
        };
        // A row with one probability too many is meant here: the curve leaves the other one alone.
        let on = self.loss.on_inputs(inputs).validate(false).values();
        let values = on.evaluate()?;
        let (gradient, hessian) = if self.stage.has_hessian() {
            on.gradient_and_hessian()?
        } else {
            (on.gradient()?, vec![f64::NAN; n * width])
        };
        let domain = self.loss.terms()[0].loss.inputs()[0].domain;
        let point = |i: usize| {
            let inside = domain.contains(xs[i]);
            // A box is moved by both of its ends.
            let moved = if self.stage == Stage::Boxes { gradient[i * width + 2] } else { 0.0 };
            [values.values()[i], gradient[i * width] + moved, hessian[i * width]]
                .map(|y| if inside { y } else { f64::NAN })
        };
        Ok((0..n).map(point).collect())
    }

    /// Value, gradient and hessian as points in a range, broken by NaN where they jump.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn sample(&self, (low, high): (f64, f64)) -> Result<[Vec<(f64, f64)>; 3], Error> {
        let step = |i: usize| low + (high - low) * i as f64 / STEPS as f64;
        // Zero, the target and the ends are where something happens.
        let mut xs: Vec<f64> = (0..=STEPS)
            .map(step)
            .chain([0.0, self.target].into_iter().filter(|x| (low..=high).contains(x)))
            .collect();
        xs.sort_by(f64::total_cmp);
        xs.dedup();
        let points = self.at(&xs)?;
        let mut curves = [vec![], vec![], vec![]];
        for (k, curve) in curves.iter_mut().enumerate() {
            let finite = points.iter().map(|p| p[k]).filter(|y| y.is_finite());
            let (bottom, top) =
                finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), y| (a.min(y), b.max(y)));
            for (i, (&x, point)) in xs.iter().zip(&points).enumerate() {
                let before = i.checked_sub(1).map(|i| (xs[i], points[i][k]));
                let changes = |b: &(f64, f64)| {
                    (STEEP * (top - bottom)..f64::INFINITY).contains(&(point[k] - b.1).abs())
                };
                // A curve that is flat all along has nowhere to jump.
                if let Some(before) = before.filter(|b| top > bottom && changes(b)) {
                    curve.extend(self.jump(k, before, (x, point[k]))?);
                }
                // No negative zeros: they would be printed as such.
                curve.push((x, point[k] + 0.0));
            }
        }
        Ok(curves)
    }

    /// The two sides of a jump between two places with a break between; nothing where there is none.
    fn jump(&self, k: usize, mut a: (f64, f64), mut b: (f64, f64)) -> Result<Vec<(f64, f64)>, Error> {
        let (whole, ends) = ((b.1 - a.1).abs(), [a, b]);
        // The interval is halved until no number lies between, always where the larger change is.
        loop {
            let x = 0.5 * (a.0 + b.0);
            if x <= a.0 || x >= b.0 || (b.0 - a.0).abs() < f64::MIN_POSITIVE {
                break;
            }
            let middle = (x, self.at(&[x])?[0][k]);
            let (left, right) = ((middle.1 - a.1).abs(), (b.1 - middle.1).abs());
            if left.max(right) < 0.5 * whole || !middle.1.is_finite() {
                return Ok(vec![]);
            }
            if left > right { b = middle } else { a = middle }
        }
        // A side that is there already would make a line of what is a point.
        let sides = [a, (0.5 * (a.0 + b.0), f64::NAN), b];
        Ok(sides.into_iter().filter(|side| !ends.contains(side)).collect())
    }
}
