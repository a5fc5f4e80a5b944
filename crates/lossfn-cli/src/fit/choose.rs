//! A number that is `cv`, chosen by cross-validation.

use indicatif::ProgressBar;
use lossfn::AnyLoss;
use lossfn_fit::{Choice, Features, Penalty, Target, default_score, folds, grid, residual_spread};

use super::Plan;
use crate::args::Fit as Args;
use crate::failure::{Failure, Result};

/// The word that stands for a number.
const WORD: &str = "cv";
/// Numbers that most parameters may have, to read an expression with.
const TRIED: [&str; 4] = ["0.5", "1.5", "1", "2"];

/// Where `cv` stands in a text.
fn place(text: &str) -> Result<Option<usize>> {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let alone = |at: &usize| !text[..*at].ends_with(part) && !text[at + WORD.len()..].starts_with(part);
    let mut found = text.match_indices(WORD).map(|(at, _)| at).filter(alone);
    match (found.next(), found.next()) {
        (at, None) => Ok(at),
        _ => Err(Failure::usage(format_args!(
            "`{text}` has cv more than once; one number is chosen at a time"
        ))),
    }
}

fn filled(text: &str, at: usize, number: &str) -> String {
    format!("{}{number}{}", &text[..at], &text[at + WORD.len()..])
}

/// A loss or a penalty, perhaps with a number that is not known yet.
pub(crate) struct Asked {
    text: String,
    at: Option<usize>,
}

impl Asked {
    pub(crate) fn new(text: &str) -> Result<Self> {
        Ok(Self { text: text.into(), at: place(text)? })
    }
    /// Whether there is nothing to choose.
    pub(crate) fn is_settled(&self) -> bool {
        self.at.is_none()
    }
    fn with(&self, number: f64) -> String {
        self.at.map_or_else(|| self.text.clone(), |at| filled(&self.text, at, &format!("{number:?}")))
    }
    /// The loss, with some number in place of `cv`.
    pub(crate) fn loss(&self) -> Result<AnyLoss> {
        let Some(at) = self.at else { return Ok(lossfn::get(&self.text)?) };
        let mut tried = TRIED.iter().map(|number| lossfn::get(&filled(&self.text, at, number)));
        let first = tried.next().unwrap_or_else(|| lossfn::get(&self.text));
        match first {
            Ok(loss) => Ok(loss),
            Err(error) => tried.find_map(Result::ok).ok_or_else(|| error.into()),
        }
    }
    /// The same of a penalty.
    pub(crate) fn penalty(&self, number: Option<f64>) -> Result<Penalty> {
        Ok(self.with(number.unwrap_or(1.0)).parse()?)
    }
    /// What `cv` is called.
    fn name(&self, loss: Option<&AnyLoss>) -> Option<String> {
        let before = self.text[..self.at?].trim_end();
        let named = before.strip_suffix('=').map(|before| {
            let part = |c: char| !(c.is_alphanumeric() || c == '_');
            before.trim_end().rsplit(part).next().unwrap_or_default().to_owned()
        });
        Some(named.unwrap_or_else(|| match loss {
            Some(loss) => loss.spec().params.first().map_or("cv", |p| p.name).into(),
            None => "lambda".into(),
        }))
    }
}

/// What was chosen, and how.
pub(crate) struct Chosen {
    pub(crate) name: String,
    pub(crate) choice: Choice,
    pub(crate) folds: usize,
    /// Why it is scored by this loss.
    pub(crate) why: &'static str,
}

/// The loss and the penalty, with a number in the place of `cv`.
pub(crate) fn settle(
    args: &Args,
    plan: &Plan<'_>,
    asked: &Asked,
    penalty: &Asked,
    (x, y, weight): (&Features, &Target, Option<&[f64]>),
    bar: &ProgressBar,
) -> Result<(AnyLoss, Penalty, Option<Chosen>)> {
    let (of_loss, of_penalty) = (asked.at.is_some(), penalty.at.is_some());
    let loss = asked.loss()?;
    if !of_loss && !of_penalty {
        return Ok((loss, penalty.penalty(None)?, None));
    }
    if of_loss && of_penalty {
        return Err(Failure::usage(
            "cv stands in the loss and in the penalty; one number is chosen at a time",
        ));
    }
    let name = if of_loss { asked.name(Some(&loss)) } else { penalty.name(None) }.unwrap_or_default();
    let candidates = if args.grid.is_empty() {
        let unit = if of_loss {
            residual_spread(x, y, weight)?
        } else {
            plan.fit(&loss, Penalty::NONE, weight).slopes(x, y)?
        };
        let mut values = grid(&loss, of_loss.then_some(name.as_str()), unit)?;
        // The factor of an elastic net may be its second number, which is a share.
        let fits = |v: &f64| {
            if of_loss { lossfn::get(&asked.with(*v)).is_ok() } else { penalty.penalty(Some(*v)).is_ok() }
        };
        values.retain(fits);
        values
    } else {
        args.grid.clone()
    };
    let (score, why) = match &args.score {
        Some(score) => (lossfn::get(score)?, "it was asked for"),
        None => default_score(&loss, of_loss, plan.link)?,
    };
    let parts = folds(y, args.folds, args.seed)?;
    let mut fit = |number: f64, x: &Features, y: &Target, w: Option<&[f64]>| {
        let loss = if of_loss { lossfn::get(&asked.with(number))? } else { loss.clone() };
        let penalty = if of_penalty { penalty.with(number).parse()? } else { penalty.text.parse()? };
        plan.fit(&loss, penalty, w).on(x, y)
    };
    bar.set_message(format!("choosing {name}"));
    let choice = Choice::by_folds(&candidates, &parts, &score, (x, y, weight), &mut fit, &mut |done, of| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    })?;
    let (loss, penalty) = if of_loss {
        (lossfn::get(&asked.with(choice.value()))?, penalty.penalty(None)?)
    } else {
        (loss, penalty.penalty(Some(choice.value()))?)
    };
    Ok((loss, penalty, Some(Chosen { name, choice, folds: args.folds, why })))
}

#[cfg(test)]
mod tests {
    use super::{Asked, place};

    #[test]
    fn places() {
        assert_eq!(place("huber(delta=cv)").unwrap(), Some(12));
        assert_eq!(place("huber").unwrap(), None);
        assert_eq!(place("cvar(0.5)").unwrap(), None);
        assert!(place("barron(alpha=cv, scale=cv)").is_err());
        let asked = Asked::new("barron(alpha=1, scale = cv)").unwrap();
        assert_eq!(asked.with(2.5), "barron(alpha=1, scale = 2.5)");
        assert_eq!(asked.name(None).as_deref(), Some("scale"));
        let huber = Asked::new("huber(cv)").unwrap();
        assert_eq!(huber.name(Some(&huber.loss().unwrap())).as_deref(), Some("delta"));
        assert_eq!(Asked::new("l2(cv)").unwrap().name(None).as_deref(), Some("lambda"));
        assert!(Asked::new("tweedie(power=cv)").unwrap().loss().is_ok());
        assert!(Asked::new("huber(delta=cv").unwrap().loss().is_err());
    }
}
