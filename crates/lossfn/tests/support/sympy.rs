//! Formulas in the syntax of `SymPy`, read into trees.

/// A formula.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    Number(String),
    Name(String),
    Negative(Box<Expr>),
    /// One of `+ - * / **`, `< <= > >=`, `&` and `|`.
    Binary(&'static str, Box<Expr>, Box<Expr>),
    /// A function; `a.subs(b, c)` is `subs(a, b, c)`.
    Call(String, Vec<Expr>),
    Tuple(Vec<Expr>),
}

/// Operators from the loosest to the tightest, those of a line on one level.
const LEVELS: [&[&str]; 5] = [&["<=", ">=", "<", ">"], &["|"], &["&"], &["+", "-"], &["*", "/"]];
const TOKENS: [&str; 14] = ["**", "<=", ">=", "<", ">", "|", "&", "+", "-", "*", "/", "(", ")", ","];
/// Deeper formulas are a mistake.
const DEEPEST: usize = 64;

/// Reads a formula.
///
/// # Errors
/// When it is not well formed.
pub(crate) fn parse(text: &str) -> Result<Expr, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let expr = parser.binary(0)?;
    match parser.tokens.get(parser.at) {
        None => Ok(expr),
        Some(token) => Err(format!("`{text}`: nothing is expected at `{token}`")),
    }
}

fn tokens(text: &str) -> Result<Vec<String>, String> {
    let mut tokens = vec![];
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = if first.is_ascii_digit() {
            rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len())
        } else if word(first) {
            rest.find(|c| !word(c)).unwrap_or(rest.len())
        } else if first == '.' {
            1
        } else {
            let token = TOKENS.iter().find(|t| rest.starts_with(**t));
            token.ok_or_else(|| format!("`{text}` has a character that is not expected: `{first}`"))?.len()
        };
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

struct Parser {
    tokens: Vec<String>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn take(&mut self, token: &str) -> bool {
        let is = self.tokens.get(self.at).is_some_and(|t| t == token);
        self.at += usize::from(is);
        is
    }
    fn want(&mut self, token: &str) -> Result<(), String> {
        if self.take(token) { Ok(()) } else { Err(format!("`{token}` is missing at {}", self.place())) }
    }
    fn place(&self) -> String {
        self.tokens.get(self.at).map_or_else(|| "the end".into(), |t| format!("`{t}`"))
    }

    fn binary(&mut self, level: usize) -> Result<Expr, String> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some(&operator) = operators.iter().find(|o| self.take(o)) {
            let right = self.binary(level + 1)?;
            left = match (operator, left) {
                // A sign in front of a product is the sign of the product.
                ("*" | "/", Expr::Negative(a)) => {
                    Expr::Negative(Box::new(Expr::Binary(operator, a, Box::new(right))))
                }
                (_, left) => Expr::Binary(operator, Box::new(left), Box::new(right)),
            };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, String> {
        if self.depth == DEEPEST {
            return Err("the formula is too deep".into());
        }
        self.depth += 1;
        let expr = if self.take("-") {
            Expr::Negative(Box::new(self.unary()?))
        } else {
            let base = self.atom()?;
            // A power binds tighter than a sign before it, and not than one after it.
            if self.take("**") { Expr::Binary("**", Box::new(base), Box::new(self.unary()?)) } else { base }
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn atom(&mut self) -> Result<Expr, String> {
        let mut expr = if self.take("(") {
            let mut inside = self.list()?;
            match (inside.pop(), inside.is_empty()) {
                (Some(only), true) => only,
                (Some(last), false) => {
                    inside.push(last);
                    Expr::Tuple(inside)
                }
                (None, _) => return Err("`()` is empty".into()),
            }
        } else {
            let word = self.tokens.get(self.at).filter(|t| t.starts_with(|c: char| c.is_alphanumeric()));
            let word =
                word.ok_or_else(|| format!("a number or a name is missing at {}", self.place()))?.clone();
            self.at += 1;
            if word.starts_with(|c: char| c.is_ascii_digit()) {
                Expr::Number(word)
            } else if self.take("(") {
                Expr::Call(word, self.list()?)
            } else {
                Expr::Name(word)
            }
        };
        while self.take(".") {
            self.want("subs")?;
            self.want("(")?;
            let mut all = vec![expr];
            all.extend(self.list()?);
            expr = Expr::Call("subs".into(), all);
        }
        Ok(expr)
    }

    /// What follows an opening parenthesis.
    fn list(&mut self) -> Result<Vec<Expr>, String> {
        let mut list = vec![];
        while !self.take(")") {
            if !list.is_empty() {
                self.want(",")?;
            }
            list.push(self.binary(0)?);
        }
        Ok(list)
    }
}

impl Expr {
    /// The names in it that are no functions, each once, as they come.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names = vec![];
        self.collect(&mut names);
        names
    }
    fn collect<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Number(_) => {}
            Self::Name(name) => {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
            Self::Negative(a) => a.collect(names),
            Self::Binary(_, a, b) => [a, b].into_iter().for_each(|e| e.collect(names)),
            Self::Call(_, all) | Self::Tuple(all) => all.iter().for_each(|e| e.collect(names)),
        }
    }
}
