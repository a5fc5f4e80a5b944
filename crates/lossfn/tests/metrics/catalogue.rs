//! Nothing is forgotten: every metric has all that is said of it, and every file is in the list.

use std::{collections::BTreeSet, fs, path::Path};

use lossfn::{metric::Best, metrics, spec::Family};

use super::{draw, each, value};

#[test]
fn everything_is_said() {
    let mut names: BTreeSet<&str> = lossfn::catalogue()
        .iter()
        .flat_map(|e| std::iter::once(e.spec.name).chain(e.spec.aliases.iter().copied()))
        .collect();
    for entry in metrics() {
        let page = &entry.spec.page;
        for name in std::iter::once(page.name).chain(page.aliases.iter().copied()) {
            assert!(names.insert(name), "{name} is taken");
        }
        assert_eq!(page.family, Family::Metric);
        for (what, text) in [
            ("doc", page.doc),
            ("formula", page.formula),
            ("behaviour", page.behaviour),
            ("reference", page.reference),
        ] {
            assert!(!text.trim().is_empty(), "{}: {what}", page.name);
        }
        assert!(page.summary().ends_with('.') && page.doc.trim().lines().count() > 2, "{}", page.name);
        assert!(!page.rows.is_empty() && !page.tasks.is_empty() && !page.peers.is_empty(), "{}", page.name);
        assert!(page.params.iter().all(|p| p.doc.trim().ends_with('.')), "{}", page.name);
    }
}

#[test]
fn every_file_of_a_metric_is_in_the_list() {
    let mut declared = BTreeSet::new();
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/metric")).unwrap() {
        let path = file.unwrap().path();
        if fs::read_to_string(&path).unwrap().contains("\nmetric! {\n") {
            declared.insert(path.file_stem().unwrap().to_string_lossy().into_owned());
        }
    }
    assert_eq!(declared, metrics().iter().map(|e| e.spec.page.name.to_owned()).collect());
}

#[test]
fn expressions_print_as_they_are_read() {
    each(30, |entry, metric, _| {
        let text = metric.to_string();
        let again = lossfn::metric(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(again.to_string(), text);
        assert_eq!(again.metric().values(), metric.metric().values());
        for alias in entry.spec.page.aliases {
            let other = text.replacen(entry.spec.page.name, alias, 1);
            assert_eq!(lossfn::metric(&other).unwrap().to_string(), text);
        }
    });
}

#[test]
fn the_best_prediction_is_the_best() {
    each(3, |entry, metric, rng| {
        let wrong = draw::<f64>(metric, rng, 20, 3);
        let super::Data::Columns(_, target) = &wrong else { return };
        let exact = super::Data::Columns(target.clone(), target.clone());
        let [worse, best] = [&wrong, &exact].map(|d| f64::from_bits(value(metric, d, None)));
        assert_eq!(entry.spec.best.of(&[worse, best]), Some(1), "{metric}: {worse} and {best}");
    });
    assert_eq!(Best::Highest.of(&[f64::NAN, 1.0, 2.0]), Some(2));
    assert_eq!(Best::Lowest.of(&[f64::NAN, 1.0, 2.0]), Some(1));
    assert_eq!(Best::NearestZero.of(&[-3.0, 1.0, -0.5]), Some(2));
    assert_eq!(Best::Lowest.of(&[f64::NAN]), None);
}

#[test]
fn a_loss_is_no_metric_and_a_metric_no_loss() {
    for entry in metrics() {
        let name = entry.spec.page.name;
        assert_eq!(lossfn::get(name).unwrap_err().to_string(), format!("`{name}` is a metric, not a loss."));
    }
    for entry in lossfn::catalogue() {
        let name = entry.spec.name;
        assert_eq!(
            lossfn::metric(name).unwrap_err().to_string(),
            format!("`{name}` is a loss, not a metric.")
        );
    }
}
