//! Formulas as LaTeX.
//!
//! What is written survives every reader of Markdown: no backslash stands before punctuation, which
//! would eat it, and no `<`, `|` or `*` that could be taken for markup.

use super::sympy::Expr;

/// What the field writes for a name; other names are written out.
const SYMBOLS: [(&str, &str); 14] = [
    ("pred", r"\hat y"),
    ("target", "y"),
    ("label", "y"),
    ("logit", "z"),
    ("logits", "z"),
    ("weight", "w"),
    ("surprisal", "s"),
    ("scale", "c"),
    ("slope", "s"),
    ("margin", "m"),
    ("temperature", "T"),
    ("oo", r"\infty"),
    ("inf", r"\infty"),
    ("True", r"\text{true}"),
];
const GREEK: [&str; 20] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu",
    "xi", "pi", "rho", "sigma", "tau", "phi", "psi", "omega",
];
/// Functions of one argument or more in parentheses.
const FUNCTIONS: [(&str, &str); 22] = [
    ("log", r"\ln"),
    ("sin", r"\sin"),
    ("cos", r"\cos"),
    ("acos", r"\arccos"),
    ("sinh", r"\sinh"),
    ("cosh", r"\cosh"),
    ("tanh", r"\tanh"),
    ("asinh", r"\mathrm{arsinh}"),
    ("atan", r"\arctan"),
    ("Max", r"\max"),
    ("Min", r"\min"),
    ("gamma", r"\Gamma"),
    ("loggamma", r"\ln\Gamma"),
    ("digamma", r"\psi"),
    ("LambertW", "W"),
    ("beta", r"\mathrm{B}"),
    ("erf", r"\mathrm{erf}"),
    ("erfc", r"\mathrm{erfc}"),
    ("sign", r"\mathrm{sgn}"),
    ("Heaviside", r"\Theta"),
    ("on", r"\mathrm{on}"),
    ("off", r"\mathrm{off}"),
];
/// What is said of all targets, in lower case.
const STATISTICS: &str = "Mean Median Quantile Expectile";
const RELATIONS: [(&str, &str); 6] =
    [("<", r"\lt"), ("<=", r"\le"), (">", r"\gt"), (">=", r"\ge"), ("&", r"\land"), ("|", r"\lor")];

/// How tightly a piece holds together.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Bond {
    Relation,
    Sum,
    Product,
    Power,
    Atom,
}

struct Piece {
    text: String,
    bond: Bond,
}

/// How a formula is written.
#[derive(Clone, Copy, Default)]
pub(crate) struct Writer<'a> {
    /// The names that stand for an element of a row, and get an index.
    pub(crate) indexed: &'a [&'a str],
    /// In an exponent, where fractions are written in a line.
    small: bool,
}

/// What a name is written as: a symbol, or the name in upright letters.
pub(crate) fn symbol(name: &str) -> String {
    let bare = name.trim_end_matches('_');
    if let Some((_, symbol)) = SYMBOLS.iter().find(|(n, _)| *n == bare) {
        (*symbol).into()
    } else if GREEK.contains(&bare) {
        format!(r"\{bare}")
    } else if bare.len() == 1 {
        bare.into()
    } else {
        format!(r"\text{{{}}}", bare.replace('_', " "))
    }
}

impl<'a> Writer<'a> {
    pub(crate) fn new(indexed: &'a [&'a str]) -> Self {
        Self { indexed, small: false }
    }

    /// The formula; with an index, as the sum over a row.
    ///
    /// # Errors
    /// When it has a function that is not known.
    pub(crate) fn formula(self, expr: &Expr) -> Result<String, String> {
        if let (Expr::Call(name, args), false) = (expr, self.indexed.is_empty())
            && name == "subs"
        {
            return Err(format!("a sum over rows has no place for `subs` of {} arguments", args.len()));
        }
        let piece = self.piece(expr)?;
        Ok(if self.indexed.is_empty() {
            piece.text
        } else {
            format!(r"\sum_k {}", bonded(piece, Bond::Product))
        })
    }

    fn piece(self, expr: &Expr) -> Result<Piece, String> {
        let atom = |text| Ok(Piece { text, bond: Bond::Atom });
        match expr {
            Expr::Number(number) => atom(number.clone()),
            Expr::Name(name) => {
                let index = if self.indexed.contains(&name.as_str()) { "_k" } else { "" };
                atom(format!("{}{index}", symbol(name)))
            }
            Expr::Negative(a) => {
                Ok(Piece { text: format!("-{}", self.within(a, Bond::Product)?), bond: Bond::Sum })
            }
            Expr::Binary(operator, a, b) => self.binary(operator, a, b),
            Expr::Call(name, args) => self.call(name, args),
            Expr::Tuple(_) => Err("a list stands only in `Piecewise`".into()),
        }
    }

    fn binary(self, operator: &str, a: &Expr, b: &Expr) -> Result<Piece, String> {
        let (text, bond) = match operator {
            "+" | "-" => {
                let (a, b) = (self.within(a, Bond::Sum)?, self.within(b, Bond::Product)?);
                (format!("{a} {operator} {b}"), Bond::Sum)
            }
            "*" => {
                let (a, b) = (self.within(a, Bond::Product)?, self.within(b, Bond::Product)?);
                // Digits and words would run into each other.
                let words = [&a, &b].into_iter().any(|text| text.contains(r"\text"));
                let dot = words || b.starts_with(|c: char| c.is_ascii_digit());
                (if dot { format!(r"{a} \cdot {b}") } else { format!("{a} {b}") }, Bond::Product)
            }
            "/" if self.small => (
                format!("{} / {}", self.within(a, Bond::Product)?, self.within(b, Bond::Power)?),
                Bond::Product,
            ),
            "/" => (format!(r"\frac{{{}}}{{{}}}", self.piece(a)?.text, self.piece(b)?.text), Bond::Product),
            "**" => {
                let exponent = Self { small: true, ..self }.piece(b)?.text;
                let base = self.within(a, Bond::Atom)?;
                let short = exponent.len() == 1;
                (
                    if short { format!("{base}^{exponent}") } else { format!("{base}^{{{exponent}}}") },
                    Bond::Power,
                )
            }
            _ => {
                let relation = RELATIONS.iter().find(|(o, _)| *o == operator);
                let (_, relation) = relation.ok_or_else(|| format!("`{operator}` is not known"))?;
                (format!("{} {relation} {}", self.piece(a)?.text, self.piece(b)?.text), Bond::Relation)
            }
        };
        Ok(Piece { text, bond })
    }

    fn call(self, name: &str, args: &[Expr]) -> Result<Piece, String> {
        let atom = |text| Ok(Piece { text, bond: Bond::Atom });
        match (name, args) {
            ("Abs", [x]) => atom(between(r"\lvert ", &self.piece(x)?.text, r" \rvert")),
            ("sqrt", [x]) => atom(format!(r"\sqrt{{{}}}", self.piece(x)?.text)),
            ("floor", [x]) => atom(between(r"\lfloor ", &self.piece(x)?.text, r" \rfloor")),
            ("exp", [x]) => {
                let exponent = Self { small: true, ..self }.piece(x)?.text;
                Ok(Piece { text: format!("e^{{{exponent}}}"), bond: Bond::Power })
            }
            ("Eq" | "Ne", [a, b]) => {
                let sign = if name == "Eq" { "=" } else { r"\ne" };
                let text = format!("{} {sign} {}", self.piece(a)?.text, self.piece(b)?.text);
                Ok(Piece { text, bond: Bond::Relation })
            }
            ("And" | "Or", [first, rest @ ..]) => {
                let sign = if name == "And" { r" \land " } else { r" \lor " };
                let mut all = vec![self.within(first, Bond::Relation)?];
                for next in rest {
                    all.push(self.within(next, Bond::Relation)?);
                }
                Ok(Piece { text: all.join(sign), bond: Bond::Relation })
            }
            ("Not", [x]) => atom(format!(r"\lnot {}", self.within(x, Bond::Atom)?)),
            ("Piecewise", _) => self.cases(args),
            ("subs", [base, name, value]) => {
                let (base, name, value) = (self.piece(base)?, self.piece(name)?, self.piece(value)?);
                let text = format!(r"{} \qquad \text{{where }} {} = {}", base.text, name.text, value.text);
                Ok(Piece { text, bond: Bond::Relation })
            }
            _ => {
                let known = FUNCTIONS.iter().find(|(n, _)| *n == name).map(|(_, f)| (*f).into());
                let said = STATISTICS.split(' ').find(|s| *s == name);
                let function: String =
                    known.or_else(|| Some(format!(r"\mathrm{{{}}}", said?.to_lowercase()))).ok_or_else(
                        || format!("the function `{name}` of {} arguments is not known", args.len()),
                    )?;
                let all = args.iter().map(|a| Ok(self.piece(a)?.text)).collect::<Result<Vec<_>, String>>()?;
                // A fraction holds together by itself.
                let alone = matches!(args, [Expr::Binary("/", ..)]) && !self.small;
                let inside = all.join(", ");
                let text = if alone {
                    format!("{function}{inside}")
                } else {
                    format!("{function}{}", fenced(&inside))
                };
                Ok(Piece { text, bond: Bond::Power })
            }
        }
    }

    fn cases(self, args: &[Expr]) -> Result<Piece, String> {
        let mut lines = vec![];
        for arg in args {
            let Expr::Tuple(pair) = arg else {
                return Err("`Piecewise` has a case without condition".into());
            };
            let [value, condition] = &pair[..] else {
                return Err("a case is a value and a condition".into());
            };
            let when = match condition {
                Expr::Name(name) if name == "True" => r"\text{otherwise}".into(),
                // A flag: words that go on.
                Expr::Name(name) => format!(r"\text{{if {}}}", name.replace('_', " ")),
                _ => format!(r"\text{{if }} {}", self.piece(condition)?.text),
            };
            lines.push(format!("{} & {when}", self.piece(value)?.text));
        }
        let text = format!(r"\begin{{cases}} {} \end{{cases}}", lines.join(r" \cr "));
        Ok(Piece { text, bond: Bond::Atom })
    }

    /// A piece where it must hold together at least so tightly.
    fn within(self, expr: &Expr, bond: Bond) -> Result<String, String> {
        Ok(bonded(self.piece(expr)?, bond))
    }
}

fn bonded(piece: Piece, bond: Bond) -> String {
    if piece.bond < bond { fenced(&piece.text) } else { piece.text }
}

fn fenced(text: &str) -> String {
    between("(", text, ")")
}

/// Fences that grow where what stands between them is tall.
fn between(open: &str, text: &str, close: &str) -> String {
    let tall = ["^", r"\frac", r"\begin", r"\sqrt", r"\left"].iter().any(|part| text.contains(part));
    if tall {
        format!(r"\left{open} {text} \right{}", close.trim_start())
    } else {
        format!("{open}{text}{close}")
    }
}
