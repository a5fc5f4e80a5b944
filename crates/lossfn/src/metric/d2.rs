//! The share of a loss that predictions save.

use super::{Measure, Tally, macros::metric, tally::explained};
use crate::{
    AnyLoss, Error,
    reduce::{ExactSum, Number},
    spec::{Domain, Input, Peer, Stage},
};

metric! {
    /// The share of a loss that is saved against the best constant.
    ///
    /// What `r2` is for the squared error, for any loss of predictions and targets that is convex and never
    /// below 0: with the absolute error the best constant is the median, with `quantile(0.9)` the quantile. 1 is
    /// a prediction without loss, 0 is as good as the constant, below 0 is worse. Choose the loss that the
    /// model was trained with.
    pub struct D2 = "d2" {
        /// The loss, or a sum of losses: each convex, never below 0, and of two columns. It has to be given.
        loss: loss = required;
    }
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Highest in Domain::closed(f64::NEG_INFINITY, 1.0);
    keeps rows;
    check |d2| d2.suits();
    spec {
        aliases: &["d2_score"],
        rows: &[28],
        tasks: &["regression", "quantile regression", "robust regression"],
        formula: "1 - Sum(w*loss(pred, target))/Least(c, Sum(w*loss(c, target)))",
        behaviour: "The constant is the one of least loss, found by bisection of the slope down to neighbouring floats. Where it has no loss at all, nothing is to be explained: 1 if the predictions have none either, else minus infinity, the limit. The losses of rows are rounded to f64, then nothing is until the end: a share near 0 has the digits in which the two losses differ.",
        reference: "Koenker and Machado (1999), Goodness of fit and related inference processes for quantile regression, doi:10.1080/01621459.1999.10473882",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.d2_absolute_error_score", note: "d2(absolute); fewer than two rows give NaN" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.d2_pinball_score", note: "d2(quantile(alpha)); its constant is an interpolated quantile, which is not the best one: 0.772 for pred 1, 3, 3, target 1, 2, 3 and alpha 0.9, where the best gives 2/3" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.d2_tweedie_score", note: "with power=0 it is r2" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.d2_log_loss_score", note: "d2(bce) for two classes" },
        ],
    }
}

impl Measure for D2 {
    fn inputs(&self) -> Vec<&'static [Input]> {
        self.loss.terms().iter().map(|t| t.loss.inputs()).collect()
    }
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.keep([target, pred, weight]);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        let rows = tally.sorted();
        let column = |k: usize| rows.iter().map(|row| row[k]).collect::<Vec<f64>>();
        let data = Data { loss: &self.loss, target: column(0), weight: column(2) };
        let loss = data.loss(&column(1))?;
        if loss.is_nan() {
            return Ok(f64::NAN);
        }
        Ok(explained(&loss, &data.least()?))
    }
}

impl D2 {
    /// Whether a share of the loss means something, and its best constant can be found.
    fn suits(&self) -> Result<(), Error> {
        let bad = self.loss.terms().iter().find(|t| {
            let spec = t.loss.spec();
            let (convex, non_negative) = (spec.properties.convex, spec.properties.non_negative);
            spec.stage != Stage::Elements
                || spec.inputs.len() != 2
                || convex != Some(true)
                || non_negative != Some(true)
                || t.coefficient < 0.0
        });
        match bad {
            None => Ok(()),
            Some(_) => Err(Error::Unsupported {
                loss: format!("d2 of {}", self.loss),
                what: "best constant",
                why: "it takes a loss of two columns that is convex and never below 0",
            }),
        }
    }
}

/// The targets that a constant is to predict.
struct Data<'a> {
    loss: &'a AnyLoss,
    target: Vec<f64>,
    weight: Vec<f64>,
}

impl Data<'_> {
    /// The loss of predictions.
    fn loss(&self, pred: &[f64]) -> Result<Number, Error> {
        let on = self.loss.on(pred, &self.target).weight(&self.weight).validate(false);
        Ok(on.partial()?.exact())
    }
    fn of_constant(&self, c: f64) -> Result<Number, Error> {
        self.loss(&vec![c; self.target.len()])
    }
    /// The slope of the loss of a constant.
    fn slope(&self, c: f64) -> Result<f64, Error> {
        let pred = vec![c; self.target.len()];
        let on = self.loss.on(&pred, &self.target).weight(&self.weight).validate(false);
        let mut sum = ExactSum::new();
        sum.add_slice(&on.sum().gradient()?);
        Ok(sum.round())
    }
    /// The least loss of a constant: its slope never falls, because the loss is convex.
    fn least(&self) -> Result<Number, Error> {
        let (mut low, mut high) = (-f64::MAX, f64::MAX);
        for term in self.loss.terms() {
            if let Domain::Interval { low: l, high: h, low_closed, high_closed } =
                term.loss.inputs()[0].domain
            {
                low = low.max(if low_closed { l } else { l.next_up() });
                high = high.min(if high_closed { h } else { h.next_down() });
            }
        }
        if self.slope(low)? >= 0.0 {
            return self.of_constant(low);
        }
        if self.slope(high)? <= 0.0 {
            return self.of_constant(high);
        }
        // By their places among all floats, which are no more than 64 halvings apart.
        let (mut low, mut high) = (place(low), place(high));
        while high.abs_diff(low) > 1 {
            let middle = low + (high.abs_diff(low) / 2) as i64;
            let slope = self.slope(place_of(middle))?;
            if slope == 0.0 {
                return self.of_constant(place_of(middle));
            } else if slope < 0.0 {
                low = middle;
            } else if slope > 0.0 {
                high = middle;
            } else {
                return Ok(Number::NotFinite(f64::NAN));
            }
        }
        let [a, b] = [self.of_constant(place_of(low))?, self.of_constant(place_of(high))?];
        Ok(if a.minus(&b).is_negative() { a } else { b })
    }
}

/// The place of a float in their order.
fn place(x: f64) -> i64 {
    let bits = x.to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}
/// The float at a place.
fn place_of(place: i64) -> f64 {
    f64::from_bits((place ^ ((place >> 63) as u64 >> 1) as i64) as u64)
}
