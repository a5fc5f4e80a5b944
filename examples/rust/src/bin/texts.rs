//! Which texts say the same, by the cosine of sparse vectors: a search over the pages of the losses themselves.
//!
//! A page is the vector of its words, each counted and weighed by how few pages have it (tf-idf; Salton and Buckley 1988,
//! doi:10.1016/0306-4573(88)90021-0); most words are not on it, and take no memory. The cosine asks which words two pages
//! share and not how long they are. How good a distance is, is told by how many of the nearest pages are of losses of the
//! same family.

use std::collections::BTreeMap;
use std::path::Path;

use lossfn::Rows;
use lossfn_examples_shared::{Outcome, draw};
use lossfn_plot::{Chart, Series};

const QUESTIONS: [&str; 4] = [
    "outliers must not steer the fit of the regression",
    "few positives in object detection, a flood of easy negatives",
    "a teacher whose logits a student learns, with a temperature",
    "overlap of a predicted region with the true one in segmentation",
];

/// A page without its examples, tables and formulas, and the family of its loss.
struct Page {
    name: &'static str,
    family: String,
    words: Vec<String>,
}

fn words(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    split.filter(|word| word.len() > 2).collect()
}

fn pages() -> Outcome<Vec<Page>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/losses");
    let page = |entry: lossfn::Entry| {
        let path = folder.join(entry.spec.name).with_extension("md");
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        // What it is for stands between the formula and the numbers; that it names its family would give that away.
        let from = text.find("## When to use it").unwrap_or(0);
        let to = text.find("In numbers").unwrap_or(text.len()).max(from);
        let words = words(&text[from..to]);
        Ok(Page { name: entry.spec.name, family: format!("{:?}", entry.spec.family), words })
    };
    let mut pages = lossfn::catalogue().into_iter().map(page).collect::<Outcome<Vec<_>>>()?;
    pages.sort_by(|a, b| (&a.family, a.name).cmp(&(&b.family, b.name)));
    Ok(pages)
}

/// Texts as sparse rows of the counts of their words.
#[derive(Default)]
struct Sparse {
    numbers: Vec<f64>,
    columns: Vec<usize>,
    starts: Vec<usize>,
}

/// The words that there are, each with its place and what its counts are weighed by.
struct Vocabulary<'a>(BTreeMap<&'a str, (usize, f64)>);

impl<'a> Vocabulary<'a> {
    fn of(pages: &'a [Page]) -> Self {
        let mut pages_with: BTreeMap<&str, f64> = BTreeMap::new();
        for page in pages {
            let mut once: Vec<&str> = page.words.iter().map(String::as_str).collect();
            once.sort_unstable();
            once.dedup();
            for word in once {
                *pages_with.entry(word).or_default() += 1.0;
            }
        }
        let n = pages.len() as f64;
        let places = pages_with.into_iter().enumerate();
        Self(places.map(|(place, (word, with))| (word, (place, (n / with).ln()))).collect())
    }
    fn rows<'t>(&self, texts: impl Iterator<Item = &'t [String]>, weighed: bool) -> Sparse {
        let mut rows = Sparse { starts: vec![0], ..Sparse::default() };
        for text in texts {
            let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
            for (place, weight) in text.iter().filter_map(|word| self.0.get(word.as_str())) {
                *counts.entry(*place).or_default() += if weighed { *weight } else { 1.0 };
            }
            rows.columns.extend(counts.keys());
            rows.numbers.extend(counts.values());
            rows.starts.push(rows.numbers.len());
        }
        rows
    }
    fn distances(&self, distance: &str, a: &Sparse, b: &Sparse) -> Outcome<Vec<f64>> {
        let [a, b] = [a, b].map(|s| Rows::csr(&s.numbers, &s.columns, &s.starts, self.0.len()));
        Ok(lossfn::get(distance)?.pairwise(a?, b?)?.to_vec()?)
    }
}

/// The share of the so many nearest pages that are of the same family.
fn agreement(pages: &[Page], distances: &[f64], nearest: usize) -> f64 {
    let same = |(i, row): (usize, &[f64])| {
        let mut others: Vec<usize> = (0..row.len()).filter(|j| *j != i).collect();
        others.sort_by(|&a, &b| row[a].total_cmp(&row[b]));
        others[..nearest].iter().filter(|&&j| pages[j].family == pages[i].family).count()
    };
    let rows = distances.chunks(pages.len()).enumerate();
    rows.map(same).sum::<usize>() as f64 / (nearest * pages.len()) as f64
}

/// The share of pairs of pages that are of one family.
fn chance(pages: &[Page]) -> f64 {
    let of = |page: &Page| pages.iter().filter(|other| other.family == page.family).count() - 1;
    pages.iter().map(of).sum::<usize>() as f64 / (pages.len() * (pages.len() - 1)) as f64
}

fn main() -> Outcome {
    let pages = pages()?;
    let vocabulary = Vocabulary::of(&pages);
    let texts = || pages.iter().map(|page| &page.words[..]);
    let (weighed, counts) = (vocabulary.rows(texts(), true), vocabulary.rows(texts(), false));
    println!(
        "{} pages, {} words, {:.1} % of the table is not empty\n",
        pages.len(),
        vocabulary.0.len(),
        100.0 * counts.numbers.len() as f64 / (pages.len() * vocabulary.0.len()) as f64
    );

    println!("{:<22} {:>28} {:>20}", "of the same family:", "the nearest page", "of the nearest five");
    let mut series = vec![];
    for (name, distance, rows) in [
        ("Euclidean, counts", "euclidean", &counts),
        ("cosine, counts", "cosine_distance", &counts),
        ("cosine, weighed", "cosine_distance", &weighed),
    ] {
        let all = vocabulary.distances(distance, rows, rows)?;
        let [one, five] = [1, 5].map(|k| 100.0 * agreement(&pages, &all, k));
        println!("{name:<22} {one:>26.0} % {five:>18.0} %");
        let points = (1..=20).map(|k| (k as f64, 100.0 * agreement(&pages, &all, k))).collect();
        series.push(Series::new(name, points));
    }
    println!("{:<22} {:>26.0} %\n", "any two pages", 100.0 * chance(&pages));

    let questions = QUESTIONS.map(words);
    let asked = vocabulary.rows(questions.iter().map(|q| &q[..]), true);
    let distances = vocabulary.distances("cosine_distance", &asked, &weighed)?;
    for (question, row) in QUESTIONS.iter().zip(distances.chunks(pages.len())) {
        let mut order: Vec<usize> = (0..row.len()).collect();
        order.sort_by(|&a, &b| row[a].total_cmp(&row[b]));
        let best: Vec<String> =
            order[..3].iter().map(|&i| format!("{} {:.2}", pages[i].name, 1.0 - row[i])).collect();
        println!("{question}\n    {}", best.join(", "));
    }

    series.push(Series::new("any page", [1.0, 20.0].map(|k| (k, 100.0 * chance(&pages))).to_vec()));
    let panels = vec![Chart {
        title: String::new(),
        x_label: "how many of the nearest pages".into(),
        y_label: "of the same family, %".into(),
        series,
        y_range: Some((0.0, 100.0)),
    }];
    draw("texts.png", "The pages nearest to a page", panels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cosine_of_weighed_words_finds_the_family() -> Outcome {
        let pages = pages()?;
        let vocabulary = Vocabulary::of(&pages);
        let texts = || pages.iter().map(|page| &page.words[..]);
        let (weighed, counts) = (vocabulary.rows(texts(), true), vocabulary.rows(texts(), false));
        let share = |distance, rows| -> Outcome<f64> {
            Ok(agreement(&pages, &vocabulary.distances(distance, rows, rows)?, 5))
        };
        let cosine = share("cosine_distance", &weighed)?;
        assert!(cosine > share("euclidean", &counts)? && cosine > share("cosine_distance", &counts)?);
        assert!(cosine > 4.0 * chance(&pages));
        Ok(())
    }
}
