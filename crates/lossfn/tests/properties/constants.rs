//! Constants of the specs, which are expressions over the parameters.

use std::collections::BTreeMap;

use lossfn::{
    AnyLoss,
    spec::{Kind, Value},
};

use crate::sympy::{Expr, parse};

/// The number that a text of the spec is for these parameters and other inputs. A list of
/// numbers for the classes is the largest of them; without one they are 1.
pub(crate) fn number<'a>(
    loss: &AnyLoss,
    text: &str,
    inputs: impl IntoIterator<Item = (&'a str, f64)>,
) -> f64 {
    let mut names: BTreeMap<&str, f64> = names(loss);
    names.extend(inputs);
    value(loss, &read(loss, text), &names)
}

/// The formula that a text of the spec is.
pub(crate) fn read(loss: &AnyLoss, text: &str) -> Expr {
    parse(text).unwrap_or_else(|e| panic!("{loss}: {e}"))
}

/// The number that a formula is.
pub(crate) fn value(loss: &AnyLoss, expr: &Expr, names: &BTreeMap<&str, f64>) -> f64 {
    evaluate(expr, names).unwrap_or_else(|| panic!("{loss}: {expr:?} is no number"))
}

/// The parameters, each choice as a flag of its own, and what is always known.
pub(crate) fn names(loss: &AnyLoss) -> BTreeMap<&'static str, f64> {
    let loss = &loss.terms()[0].loss;
    let mut names = BTreeMap::from([("inf", f64::INFINITY), ("True", 1.0)]);
    for (param, value) in loss.spec().params.iter().zip(loss.values()) {
        let value = match (value, param.kind) {
            (Value::Number(x), _) => x,
            (Value::Flag(x), _) => f64::from(u8::from(x)),
            (Value::Vector(all), _) => all.iter().fold(0.0, |a: f64, b| a.max(*b)),
            (Value::None, Kind::Vector(_)) => 1.0,
            (Value::Choice(chosen), Kind::Choice(all)) => {
                for one in all {
                    let flag = format!("{}_{one}", param.name).leak();
                    names.insert(flag, f64::from(u8::from(**one == *chosen)));
                }
                continue;
            }
            _ => continue,
        };
        names.insert(param.name, value);
    }
    names
}

/// The number that a formula is.
fn evaluate(expr: &Expr, names: &BTreeMap<&str, f64>) -> Option<f64> {
    let of = |e: &Expr| evaluate(e, names);
    let truth = |yes: bool| f64::from(u8::from(yes));
    Some(match expr {
        Expr::Number(text) => text.parse().ok()?,
        Expr::Name(name) => *names.get(name.as_str())?,
        Expr::Negative(a) => -of(a)?,
        Expr::Binary(operator, a, b) => {
            let (a, b) = (of(a)?, of(b)?);
            match *operator {
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                "/" => a / b,
                "**" => a.powf(b),
                "<" => truth(a < b),
                "<=" => truth(a <= b),
                ">" => truth(a > b),
                ">=" => truth(a >= b),
                _ => return None,
            }
        }
        Expr::Call(name, all) => match (name.as_str(), &all[..]) {
            ("Abs", [a]) => of(a)?.abs(),
            ("sqrt", [a]) => of(a)?.sqrt(),
            ("log", [a]) => of(a)?.ln(),
            ("exp", [a]) => of(a)?.exp(),
            ("Max", [a]) => of(a)?,
            // Of a parameter that may be none.
            ("on", [Expr::Name(name)]) => names.get(name.as_str()).copied().unwrap_or(1.0),
            ("off", [Expr::Name(name)]) => names.get(name.as_str()).map_or(1.0, |x| 1.0 - x),
            ("Max", [a, b]) => of(a)?.max(of(b)?),
            ("Min", [a, b]) => of(a)?.min(of(b)?),
            ("Piecewise", pieces) => {
                let holds = |piece: &&Expr| match piece {
                    Expr::Tuple(pair) => match &pair[..] {
                        [_, condition] => of(condition) == Some(1.0),
                        _ => false,
                    },
                    _ => false,
                };
                match pieces.iter().find(holds)? {
                    Expr::Tuple(pair) => of(&pair[0])?,
                    _ => return None,
                }
            }
            _ => return None,
        },
        Expr::Tuple(_) => return None,
    })
}
