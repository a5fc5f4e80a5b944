//! Fitted models: what they predict, and how they are saved.

use lossfn::{AnyLoss, functions::Link};
use serde::{Deserialize, Serialize};

use crate::choice::scored;
use crate::cost::{Cost, Target};
use crate::error::{Error, Result};
use crate::features::Features;
use crate::penalty::Penalty;
use crate::scaling::Scaling;

/// What a file begins with, and the version of its form.
const FORMAT: &str = "lossfn model";
const VERSION: u32 = 1;

/// A linear model.
///
/// ```
/// use lossfn_fit::{Features, Fit, Model, Target};
/// let x = Features::new(vec!["x".into()], vec![vec![0.0, 1.0, 2.0]])?;
/// let loss = lossfn::get("squared")?;
/// let model = Fit::new(&loss).on(&x, &Target::Numbers(vec![1.0, 3.0, 5.0]))?.model;
/// let again = Model::from_json(&model.to_json())?;
/// assert_eq!(again, model);
/// assert!((again.predict(&x)?[2] - 5.0).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    format: String,
    version: u32,
    loss: String,
    penalty: String,
    /// Of one prediction; logits of classes have none.
    link: Option<String>,
    /// What is predicted.
    #[serde(default)]
    target: String,
    /// The values of the target, where they are classes or stand for -1 and +1, or 0 and 1.
    #[serde(default)]
    classes: Vec<String>,
    features: Vec<String>,
    /// Feature by feature, with a number for each output.
    coefficients: Vec<f64>,
    intercept: Vec<f64>,
}

impl Model {
    pub(crate) fn new(
        loss: &AnyLoss,
        penalty: &Penalty,
        link: Option<Link>,
        features: &[String],
        coefficients: &[f64],
        intercept: Vec<f64>,
    ) -> Self {
        Self {
            format: FORMAT.into(),
            version: VERSION,
            loss: loss.to_string(),
            penalty: penalty.to_string(),
            link: link.map(|link| link.to_string()),
            target: String::new(),
            classes: vec![],
            features: features.to_vec(),
            coefficients: coefficients.to_vec(),
            intercept,
        }
    }
    /// For features as they are, fitted for standardised ones.
    pub(crate) fn in_units_of(mut self, scaling: &Scaling) -> Self {
        let outputs = self.outputs();
        let all = scaling.plain_from(&[self.coefficients, self.intercept].concat(), outputs);
        let (coefficients, intercept) = all.split_at(all.len() - outputs);
        (self.coefficients, self.intercept) = (coefficients.to_vec(), intercept.to_vec());
        self
    }
    /// With the name of the target, and its values where they are classes.
    #[must_use]
    pub fn named(mut self, target: impl Into<String>, classes: Vec<String>) -> Self {
        self.target = target.into();
        self.classes = classes;
        self
    }
    /// The loss that it was fitted for.
    pub fn loss(&self) -> &str {
        &self.loss
    }
    /// The penalty that it was fitted with.
    pub fn penalty(&self) -> &str {
        &self.penalty
    }
    /// How its predictions come from the linear predictor; of logits nothing.
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }
    /// What it predicts.
    pub fn target(&self) -> &str {
        &self.target
    }
    /// The values of the target, where they are classes.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }
    /// The names of the features.
    pub fn features(&self) -> &[String] {
        &self.features
    }
    /// The coefficients, feature by feature, with a number for each output.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }
    /// The intercept of each output; 0 where there is none.
    pub fn intercept(&self) -> &[f64] {
        &self.intercept
    }
    /// How many numbers it predicts for a row.
    pub fn outputs(&self) -> usize {
        self.intercept.len()
    }
    fn parsed(&self) -> Result<Option<Link>> {
        Ok(self.link.as_deref().map(Link::named).transpose()?)
    }
    /// The linear predictor of each row: `outputs` numbers, row after row.
    ///
    /// # Errors
    /// When a feature is missing.
    pub fn linear(&self, features: &Features) -> Result<Vec<f64>> {
        let outputs = self.outputs();
        let mut out: Vec<f64> = (0..features.rows()).flat_map(|_| self.intercept.iter().copied()).collect();
        for (j, name) in self.features.iter().enumerate() {
            let Some(place) = features.names().iter().position(|n| n == name) else {
                let allowed = format!("columns for all of {}", self.features.join(", "));
                return Err(Error::Setting { name: "features", given: format!("without `{name}`"), allowed });
            };
            let w = &self.coefficients[j * outputs..][..outputs];
            for (row, x) in out.chunks_exact_mut(outputs).zip(features.column(place)) {
                row.iter_mut().zip(w).for_each(|(to, w)| *to += w * x);
            }
        }
        Ok(out)
    }
    /// What the loss reads for each row: the mean, or logits.
    ///
    /// # Errors
    /// As [`Model::linear`].
    pub fn predict(&self, features: &Features) -> Result<Vec<f64>> {
        let eta = self.linear(features)?;
        Ok(match self.parsed()? {
            None => eta,
            Some(link) => link.inverse(&eta),
        })
    }
    /// The mean of a loss over rows: of the one that the model was fitted for, or of another of the same predictions.
    ///
    /// # Errors
    /// When a feature is missing, when the loss reads other predictions, when a target or a weight is not what it should
    /// be.
    pub fn score(
        &self,
        loss: &AnyLoss,
        features: &Features,
        target: &Target,
        weight: Option<&[f64]>,
    ) -> Result<f64> {
        let eta = self.linear(features)?;
        if eta.len() != target.len() * self.outputs() {
            return Err(Error::Shape { what: "the target".into(), got: target.len(), want: features.rows() });
        }
        scored(loss, self.parsed()?, target, weight, &eta)
    }
    /// The loss of each row.
    ///
    /// # Errors
    /// As [`Model::score`].
    pub fn losses(&self, loss: &AnyLoss, features: &Features, target: &Target) -> Result<Vec<f64>> {
        Cost::new(loss, self.parsed()?, target, None, 0)?.rows(&self.linear(features)?)
    }
    /// As JSON, with all digits.
    pub fn to_json(&self) -> String {
        // Every number is finite and every key a text, so there is nothing that could fail.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
    /// From JSON.
    ///
    /// # Errors
    /// When it is not JSON of this kind and version, and when its parts do not fit each other.
    pub fn from_json(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Head {
            #[serde(default)]
            format: String,
            #[serde(default)]
            version: u64,
        }
        let refused = |why: String| Err(Error::Model(why));
        let head: Head = serde_json::from_str(text).map_err(|e| Error::Model(e.to_string()))?;
        if head.format != FORMAT {
            return refused(format!("its format is not `{FORMAT}`"));
        }
        if head.version != u64::from(VERSION) {
            return refused(format!(
                "it has version {}, and this program reads version {VERSION}",
                head.version
            ));
        }
        let model: Self = serde_json::from_str(text).map_err(|e| Error::Model(e.to_string()))?;
        let outputs = model.outputs();
        if outputs == 0 || model.coefficients.len() != outputs * model.features.len() {
            return refused(format!(
                "{} features with {outputs} intercepts need {} coefficients, and it has {}",
                model.features.len(),
                outputs * model.features.len(),
                model.coefficients.len()
            ));
        }
        if model.coefficients.iter().chain(&model.intercept).any(|x| !x.is_finite()) {
            return refused("a coefficient is not finite".into());
        }
        let fits = match (outputs, &model.link) {
            (1, Some(link)) => Link::named(link).is_ok() && matches!(model.classes.len(), 0 | 2),
            (_, None) => model.classes.is_empty() || model.classes.len() == outputs,
            _ => false,
        };
        if !fits {
            return refused("its link and its classes do not fit its intercepts".into());
        }
        lossfn::get(&model.loss)?;
        Ok(model)
    }
}
