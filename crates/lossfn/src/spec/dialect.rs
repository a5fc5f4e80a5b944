//! What another library means by a name.

use core::fmt;
use std::sync::Arc;

use super::{Input, Param, Value};
use crate::{
    Error,
    formula::{Dynamic, Named},
};

/// What another library means by a name, where that is not what the loss of that name here is: another
/// factor, another default, a parameter that is called otherwise, another mean.
///
/// `name(dialect=library)` is an expression as any other: it takes the parameters of the library by
/// the names and with the defaults that they have there.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// The library, as expressions say it.
    pub library: &'static str,
    /// The loss as that library calls it, in the form of a name here.
    pub name: &'static str,
    /// The function of the library.
    pub peer: &'static str,
    /// Its parameters, as the library names them.
    pub params: &'static [Param],
    /// Where it is what the library computes, if that is not wherever the loss is defined. Elsewhere it
    /// is an error, by the check of values.
    pub inputs: &'static [Input],
    /// What it is here.
    pub meaning: Meaning,
    /// Its formula over its parameters, in the syntax of [`Spec::formula`](super::Spec::formula), where
    /// putting them into those of the losses reads badly.
    pub formula: &'static str,
    /// What a mean divides by.
    pub mean: Mean,
    /// What else there is to know; empty where all has been said.
    pub note: &'static str,
}

/// What a dialect is here.
#[derive(Clone, Copy)]
pub enum Meaning {
    /// A sum of losses, each with its name and brackets, whose coefficients and parameters are numbers or
    /// parameters of the dialect: `0.5*factor*loss(scale=width)`.
    Sum(&'static str),
    /// A loss of its own that is not in the catalogue.
    Own {
        /// Its formula.
        formula: &'static str,
        /// Builds it from a value for each parameter.
        build: Build,
    },
}

/// Builds a loss from a value for each parameter.
type Build = fn(&[Value]) -> Result<Arc<dyn Dynamic>, Error>;

/// What the mean over items divides by, beside their weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mean {
    /// Each item counts once.
    Items,
    /// A row counts as many times as it has columns.
    Elements,
}

impl Dialect {
    /// A sum of losses, without parameters.
    pub const fn sum(
        library: &'static str,
        name: &'static str,
        peer: &'static str,
        meaning: &'static str,
    ) -> Self {
        let meaning = Meaning::Sum(meaning);
        Self {
            library,
            name,
            peer,
            params: &[],
            inputs: &[],
            meaning,
            formula: "",
            mean: Mean::Items,
            note: "",
        }
    }
    /// A loss of its own, with its parameters and domains.
    pub const fn own<L: Named>(library: &'static str, name: &'static str, peer: &'static str) -> Self {
        let meaning =
            Meaning::Own { formula: L::SPEC.formula, build: |values| Ok(Arc::new(L::from_values(values)?)) };
        let params = L::SPEC.params;
        Self { library, name, peer, params, inputs: &[], meaning, formula: "", mean: Mean::Items, note: "" }
    }
}

impl Dialect {
    /// As an expression with all its parameters and their defaults.
    pub fn signature(&self) -> String {
        let param = |p: &Param| {
            if p.required() { p.name.to_owned() } else { format!("{}={}", p.name, p.default()) }
        };
        let params = self.params.iter().map(param);
        let all: Vec<String> = params.chain([format!("dialect={}", self.library)]).collect();
        format!("{}({})", self.name, all.join(", "))
    }
}

impl fmt::Display for Dialect {
    /// As an expression with its defaults.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(dialect={})", self.name, self.library)
    }
}

impl fmt::Display for Meaning {
    /// The sum, or the formula.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sum(text) | Self::Own { formula: text, .. } => text,
        })
    }
}

impl fmt::Debug for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
