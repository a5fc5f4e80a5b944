//! Every formula can be written, and what is checked is what was written.

use std::{env, fs, path::PathBuf, process};

use lossfn::catalogue;

use super::{
    CHOOSING, check, generate,
    latex::{Writer, symbol},
    numbers::{settled, short},
    page::{linked, written},
    sympy, write,
};

fn latex(formula: &str) -> Result<String, String> {
    Writer::default().formula(&sympy::parse(formula)?)
}

#[test]
fn formulas_as_latex() {
    let cases = [
        ("(pred - target)**2/2", r"\frac{(\hat y - y)^2}{2}"),
        ("Abs(pred - target)", r"\lvert \hat y - y \rvert"),
        ("-target*log(pred) - (1 - target)*log(1 - pred)", r"-y \ln(\hat y) - (1 - y) \ln(1 - \hat y)"),
        ("a - (b - c)", "a - (b - c)"),
        ("a - b - c", "a - b - c"),
        ("a/b/c", r"\frac{\frac{a}{b}}{c}"),
        ("a/(b*c)*2", r"\frac{a}{b c} \cdot 2"),
        ("-a**2", "-a^2"),
        ("(-a)**2", "(-a)^2"),
        ("a**b**c", "a^{b^c}"),
        ("(a**b)**c", r"\left( a^b \right)^c"),
        ("2**-x", "2^{-x}"),
        ("exp(-u/2)", "e^{-u / 2}"),
        ("exp(a/(b + c))", "e^{a / (b + c)}"),
        ("exp(x)**2", r"\left( e^{x} \right)^2"),
        ("log(target/pred)", r"\ln\frac{y}{\hat y}"),
        ("sqrt(1 + (pred/delta)**2) - 1", r"\sqrt{1 + \left( \frac{\hat y}{\delta} \right)^2} - 1"),
        ("pos_weight*target", r"\text{pos weight} \cdot y"),
        ("Max(0, 1 - label*pred)", r"\max(0, 1 - y \hat y)"),
        ("x*(-y)", "x (-y)"),
        (
            "Piecewise((a, x < 1), (b, Eq(x, oo)), (c, log_input), (0, True))",
            r"\begin{cases} a & \text{if } x \lt 1 \cr b & \text{if } x = \infty \cr c & \text{if log input} \cr 0 & \text{otherwise} \end{cases}",
        ),
        (
            "Piecewise((a, (x <= 1) & (y > 2)), (0, True))",
            r"\begin{cases} a & \text{if } x \le 1 \land y \gt 2 \cr 0 & \text{otherwise} \end{cases}",
        ),
        ("(u/2).subs(u, pred**2)", r"\frac{u}{2} \qquad \text{where } u = \hat y^2"),
    ];
    for (formula, want) in cases {
        assert_eq!(latex(formula), Ok(want.into()), "{formula}");
    }
    let rows = Writer::new(&["pred", "target"]);
    let sum = |formula| rows.formula(&sympy::parse(formula).expect("a formula")).expect("a sum");
    assert_eq!(sum("target*log(target/pred)"), r"\sum_k y_k \ln\frac{y_k}{\hat y_k}");
    assert_eq!(sum("target - beta*pred"), r"\sum_k (y_k - \beta \hat y_k)");
}

#[test]
fn what_is_no_formula_is_an_error() {
    let deep = format!("{}x{}", "(".repeat(10_000), ")".repeat(10_000));
    let wrong = [
        "",
        "a +",
        "a b",
        "(a",
        "a)",
        "f(a,,b)",
        "()",
        "a.b(c)",
        "a ? b",
        "riddle(a)",
        "log(a",
        "(a, b)",
        "1..x",
        "Piecewise(a)",
        "Piecewise((a, b, c))",
        "Abs(a, b)",
        &deep,
    ];
    for formula in wrong {
        assert!(latex(formula).is_err(), "`{formula}` is {:?}", latex(formula));
    }
    assert_eq!(latex("riddle(a)"), Err("the function `riddle` of 1 arguments is not known".into()));
}

#[test]
fn every_formula_and_constant_of_the_catalogue_can_be_written() {
    for entry in catalogue() {
        let spec = entry.spec;
        let name = spec.name;
        let mut all = vec![written(spec).unwrap_or_else(|e| panic!("{name}: {e}"))];
        let p = spec.properties;
        for constant in [p.lipschitz, p.smoothness, p.optimum].into_iter().flatten().filter(|c| *c != "inf") {
            all.push(latex(constant).unwrap_or_else(|e| panic!("{name}: {e}")));
        }
        for text in all {
            let count = |part: &str| text.matches(part).count();
            assert_eq!(count("{"), count("}"), "{name}: {text}");
            assert_eq!(
                count(r"\left") - count(r"\left\l"),
                count(r"\right") - count(r"\right\r"),
                "{name}: {text}"
            );
            assert_eq!(count(r"\lvert"), count(r"\rvert"), "{name}: {text}");
            assert_eq!(count(r"\begin{"), count(r"\end{"), "{name}: {text}");
            // Markdown would read these as its own.
            assert!(!text.contains(['<', '>', '|', '*', '`', '$', '\n']), "{name}: {text}");
            let letters: Vec<char> = text.chars().collect();
            for (i, &c) in letters.iter().enumerate() {
                let beside =
                    |at: Option<usize>| at.and_then(|i| letters.get(i)).is_some_and(|c| c.is_alphanumeric());
                assert!(c != '\\' || beside(Some(i + 1)), "{name}: {text}");
                assert!(c != '_' || beside(i.checked_sub(1)) && beside(Some(i + 1)), "{name}: {text}");
            }
        }
        let expr = sympy::parse(spec.formula).expect("a formula");
        let mut symbols: Vec<String> = expr.names().iter().map(|n| symbol(n)).collect();
        symbols.sort();
        let all = symbols.len();
        symbols.dedup();
        assert_eq!(symbols.len(), all, "{name}: two names have one symbol");
    }
}

#[test]
fn links_of_the_documentation_become_links_of_pages() {
    let all = catalogue();
    for entry in &all {
        let name = entry.spec.name;
        let page = linked(&format!("a [`X`](crate::{}), b", super::example::struct_name(name)), &all);
        assert_eq!(page, format!("a [{name}]({name}.md), b"));
        for text in [entry.spec.doc, entry.spec.behaviour] {
            assert!(!linked(text, &all).contains("](crate"), "{name}");
        }
    }
    assert_eq!(linked("[`Nothing`](crate::Nothing) in [0, 1] and [`", &all), "`Nothing` in [0, 1] and [`");
}

#[test]
fn numbers_are_short() {
    let cases = [
        (0.0, "0"),
        (-0.5, "−0.5"),
        (0.098333333, "0.09833"),
        (999.5, "999.5"),
        (123456.7, "123457"),
        (1e-9, "1e−9"),
        (-2.5e12, "−2.5e12"),
        (f64::INFINITY, "∞"),
        (f64::NAN, "undefined"),
    ];
    for (x, text) in cases {
        assert_eq!(short(x, 4), text);
    }
    // The last bits decide nothing.
    assert_eq!(settled(0.1 + 0.2), 0.3);
    assert_eq!(settled(f64::NEG_INFINITY), f64::NEG_INFINITY);
}

/// What a heading is called in a link.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .collect::<String>()
        .replace(' ', "-")
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = generate(&root).expect("pages");
    let mut links = 0;
    for (from, text) in &files {
        for (_, rest) in text.match_indices("](").map(|(at, _)| (at, &text[at + 2..])) {
            let Some((link, _)) = rest.split_once(')') else { continue };
            if link.starts_with("https://") {
                continue;
            }
            let (path, place) = link.split_once('#').unwrap_or((link, ""));
            let file = match path.strip_prefix("../") {
                Some(path) => PathBuf::from("docs").join(path),
                None if path.is_empty() => from.clone(),
                None => from.with_file_name("").join(path),
            };
            let text = files.get(&file).cloned().or_else(|| fs::read_to_string(root.join(&file)).ok());
            let text = text.unwrap_or_else(|| panic!("{}: {link} is not there", from.display()));
            let headings =
                text.lines().filter_map(|l| l.strip_prefix('#')).map(|l| anchor(l.trim_start_matches('#')));
            assert!(
                place.is_empty() || headings.into_iter().any(|h| h == place),
                "{}: {link}",
                from.display()
            );
            links += 1;
        }
    }
    assert!(links > 3 * catalogue().len(), "{links} links");
}

/// A folder that is removed at the end.
struct Root(PathBuf);

impl Drop for Root {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_check_finds_what_differs() {
    let root = Root(env::temp_dir().join(format!("xtask-generate-{}", process::id())));
    fs::create_dir_all(root.0.join("docs")).expect("a folder");
    let real = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(CHOOSING);
    fs::copy(real, root.0.join(CHOOSING)).expect("the advice");
    let files = generate(&root.0).expect("pages");
    let missing = check(&root.0, &files).expect_err("nothing is written yet");
    assert!(missing.contains("is missing"), "{missing}");
    write(&root.0, &files).expect("pages");
    assert_eq!(check(&root.0, &files), Ok(()));
    // Writing does not change what is written.
    assert!(generate(&root.0) == Ok(files.clone()));

    let first = catalogue()[0].spec.name;
    let changes: [(&str, &str, &str); 4] = [
        (&format!("docs/losses/{first}.md"), "##", "differs"),
        (&format!("docs/losses/{first}.svg"), "<svg", "differs"),
        (CHOOSING, "| task |", "differs"),
        ("docs/losses/stranger.md", "", "should not be there"),
    ];
    for (path, part, how) in changes {
        let file = root.0.join(path);
        let old = fs::read_to_string(&file).unwrap_or_default();
        assert!(old.contains(part), "{path} has no `{part}`");
        fs::write(&file, old.replacen(part, "changed", 1)).expect("a change");
        let message = check(&root.0, &files).expect_err("a change");
        assert!(message.ends_with(&format!("  {path} {how}")) && message.lines().count() == 2, "{message}");
        write(&root.0, &files).expect("pages");
        assert_eq!(check(&root.0, &files), Ok(()), "{path}");
    }
    let pages = fs::read_dir(root.0.join("docs/losses")).expect("pages");
    assert_eq!(pages.count(), 2 * catalogue().len() + 1, "nothing temporary is left");
}
