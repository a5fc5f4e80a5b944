//! A loss over two of its numbers: what contours and surfaces show.

use crate::{
    AnyLoss, Error,
    data::{Inputs, Labels, Rows},
    spec::{Domain, Row, Stage},
};

/// A loss of two columns over both, or a distance of two vectors over the first two coordinates of the first.
///
/// ```
/// use lossfn::surface::Surface;
///
/// let surface = Surface::new(lossfn::get("huber")?)?;
/// assert_eq!(surface.inputs(), ["pred", "target"]);
/// assert_eq!(surface.at(&[0.0, 3.0], &[0.0, 1.0])?, [[0.0, 2.5], [0.5, 1.5]]);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Surface {
    loss: AnyLoss,
    /// Whether the numbers are coordinates, and not columns.
    vectors: bool,
}

/// How wide an axis is where the domain does not say it.
const REACH: f64 = 3.0;

impl Surface {
    /// The surface of a loss.
    ///
    /// # Errors
    /// When the loss reads neither two columns of numbers nor vectors.
    pub fn new(loss: AnyLoss) -> Result<Self, Error> {
        let spec = loss.spec();
        let inputs = loss.terms()[0].loss.inputs();
        let numbers = |k: usize| inputs.get(k).is_some_and(|i| !matches!(i.domain, Domain::Points(_)));
        let vectors = match spec.stage {
            Stage::Elements if inputs.len() == 2 && numbers(0) && numbers(1) => false,
            Stage::Rows if spec.row != Row::Distribution => true,
            Stage::Pairs | Stage::Triples => true,
            _ => {
                return Err(Error::Unsupported {
                    loss: loss.to_string(),
                    what: "surface",
                    why: "it takes a loss of two columns of numbers, or one of vectors",
                });
            }
        };
        Ok(Self { loss, vectors })
    }
    /// The loss.
    pub fn loss(&self) -> &AnyLoss {
        &self.loss
    }
    /// What the axes show.
    pub fn inputs(&self) -> [String; 2] {
        let inputs = self.loss.terms()[0].loss.inputs();
        [0, 1].map(|k| if self.vectors { format!("{}[{k}]", inputs[0].name) } else { inputs[k].name.into() })
    }
    /// What is fixed, in words; empty when nothing is.
    pub fn fixed(&self) -> String {
        let inputs = self.loss.terms()[0].loss.inputs();
        let rest = |(k, i): (usize, &crate::spec::Input)| match (k, i.domain) {
            (_, Domain::Points(points)) => format!("{} = {}", i.name, largest(points)),
            (0, _) => format!("{} = (1, 0)", i.name),
            _ => format!("{} = (-1, 0)", i.name),
        };
        let others = inputs.iter().skip(if self.vectors { 1 } else { inputs.len() });
        others.enumerate().map(rest).collect::<Vec<_>>().join(", ")
    }
    /// The ends of both axes.
    pub fn range(&self) -> [(f64, f64); 2] {
        let inputs = self.loss.terms()[0].loss.inputs();
        [0, 1].map(|k| match inputs[if self.vectors { 0 } else { k }].domain {
            Domain::Interval { low, high, .. } => match (low.is_finite(), high.is_finite()) {
                (true, true) => (low, high),
                (true, false) => (low, low + 2.0 * REACH),
                (false, true) => (high - 2.0 * REACH, high),
                (false, false) => (-REACH, REACH),
            },
            _ => (-REACH, REACH),
        })
    }
    /// The loss at each `y` for each `x`: a row for each `y`. NaN outside the domain.
    ///
    /// # Errors
    /// When the loss cannot be computed for vectors of two coordinates.
    pub fn at(&self, xs: &[f64], ys: &[f64]) -> Result<Vec<Vec<f64>>, Error> {
        let places = || ys.iter().flat_map(|&y| xs.iter().map(move |&x| [x, y]));
        let n = xs.len() * ys.len();
        let inputs = self.loss.terms()[0].loss.inputs();
        let [first, second] = [0, 1].map(|k| places().map(|p| p[k]).collect::<Vec<f64>>());
        let (a, b, c) = (places().collect::<Vec<_>>(), [1.0, 0.0].repeat(n), [-1.0, 0.0].repeat(n));
        let label = match inputs.get(2).map(|i| i.domain) {
            Some(Domain::Points(points)) => largest(points) as i64,
            _ => 1,
        };
        let labels = vec![label; n];
        let [a, b, c] = [Rows::rows(a.as_flattened(), 2)?, Rows::rows(&b, 2)?, Rows::rows(&c, 2)?];
        let read = match (self.vectors, self.loss.spec().stage, inputs.len()) {
            (false, ..) => Inputs::Columns(&first, &second),
            (_, Stage::Triples, _) => Inputs::Triples(a, b, c),
            (_, _, 2) => Inputs::Tables(a, b),
            _ => Inputs::Taught(a, b, Labels::I64(&labels)),
        };
        let values = self.loss.on_inputs(read).validate(false).values().to_vec()?;
        let domains = [0, 1].map(|k| inputs[if self.vectors { 0 } else { k }].domain);
        let known = |(value, place): (f64, [f64; 2])| {
            let inside = domains.iter().zip(place).all(|(d, x)| d.contains(x));
            // No negative zeros: they would be printed as such.
            if inside { value + 0.0 } else { f64::NAN }
        };
        let known: Vec<f64> = values.into_iter().zip(places()).map(known).collect();
        Ok(known.chunks(xs.len().max(1)).map(<[f64]>::to_vec).collect())
    }
}

fn largest(points: &[f64]) -> f64 {
    points.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b))
}
