//! Films for people, by the cosine of sparse vectors.
//!
//! A film is the vector of the ratings that it got, one place for each person, nearly all of them empty. Two films are
//! alike where the same people liked them; a person is recommended what is most like the films that they rated (Sarwar et
//! al. 2001, doi:10.1145/371920.372071). The last film of each person is held out. Compared are what is rated most, whatever
//! the person; the cosine of who rated; and that of the ratings less the mean of the person.
//!
//! `python tools/movielens.py` fetches the ratings first: `MovieLens` 100K, Harper and Konstan 2015, doi:10.1145/2827872.

use std::path::Path;

use lossfn::{Groups, Rows};
use lossfn_examples_shared::{Outcome, Table, draw};
use lossfn_plot::{Chart, Series};

/// What a person said of a film, and when.
#[derive(Clone, Copy)]
struct Rating {
    person: usize,
    film: usize,
    stars: f64,
    time: f64,
}

struct Ratings {
    people: usize,
    films: usize,
    known: Vec<Rating>,
    /// The last film of each person.
    held: Vec<usize>,
}

impl Ratings {
    fn new(mut all: Vec<Rating>) -> Self {
        let count = |of: fn(&Rating) -> usize| all.iter().map(of).max().map_or(0, |last| last + 1);
        let (people, films) = (count(|r| r.person), count(|r| r.film));
        all.sort_by(|a, b| (a.person, a.time).partial_cmp(&(b.person, b.time)).expect("times are numbers"));
        let (mut known, mut held) = (vec![], vec![]);
        for ratings in all.chunk_by(|a, b| a.person == b.person) {
            known.extend(&ratings[..ratings.len() - 1]);
            held.push(ratings[ratings.len() - 1].film);
        }
        Self { people, films, known, held }
    }

    fn read() -> Outcome<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/movielens100k.csv");
        let mut table =
            Table::at(&path).map_err(|e| format!("{e}; `python tools/movielens.py` fetches it"))?;
        let [person, film, stars, time] = ["user", "film", "rating", "time"].map(|name| table.take(name));
        let (person, film, stars, time) = (person?, film?, stars?, time?);
        let rating = |i: usize| Rating {
            person: (person[i] as usize).saturating_sub(1),
            film: (film[i] as usize).saturating_sub(1),
            stars: stars[i],
            time: time[i],
        };
        Ok(Self::new((0..person.len()).map(rating).collect()))
    }

    /// For each film its vector over all people, of a number for each rating: the distances of all from all.
    fn distances(&self, number: impl Fn(&Rating) -> f64) -> Outcome<Vec<f64>> {
        let mut rated = self.known.clone();
        rated.sort_by_key(|r| (r.film, r.person));
        let numbers: Vec<f64> = rated.iter().map(number).collect();
        let people: Vec<usize> = rated.iter().map(|r| r.person).collect();
        let starts: Vec<usize> =
            (0..=self.films).map(|film| rated.partition_point(|r| r.film < film)).collect();
        let films = Rows::csr(&numbers, &people, &starts, self.people)?;
        Ok(lossfn::get("cosine_distance")?.pairwise(films, films)?.to_vec()?)
    }

    /// For each person a score of each film: how like those that they rated it is, altogether.
    fn likeness(&self, distances: &[f64]) -> Vec<f64> {
        let mut scores = vec![0.0; self.people * self.films];
        for rating in &self.known {
            let row = &mut scores[rating.person * self.films..][..self.films];
            let near = &distances[rating.film * self.films..][..self.films];
            row.iter_mut().zip(near).for_each(|(score, distance)| *score += 1.0 - distance);
        }
        scores
    }

    /// For each person the score of each film is how many rated it.
    fn fame(&self) -> Vec<f64> {
        let mut fame = vec![0.0; self.films];
        self.known.iter().for_each(|r| fame[r.film] += 1.0);
        fame.repeat(self.people)
    }

    /// The mean stars of each person.
    fn means(&self) -> Vec<f64> {
        let mut sums = vec![(0.0, 0.0); self.people];
        for r in &self.known {
            sums[r.person] = (sums[r.person].0 + r.stars, sums[r.person].1 + 1.0);
        }
        sums.into_iter().map(|(sum, count)| sum / count).collect()
    }

    /// How good a list of all films is for each person. What they rated already stands last.
    fn ranked(&self, mut scores: Vec<f64>) -> Outcome<Ranked> {
        self.known.iter().for_each(|r| scores[r.person * self.films + r.film] = f64::MIN);
        let mut wanted = vec![0.0; scores.len()];
        self.held.iter().enumerate().for_each(|(person, film)| wanted[person * self.films + film] = 1.0);
        let groups = Groups::sizes(&vec![self.films; self.people]);
        let gain = lossfn::metric("ndcg(k=10)")?.on_inputs((&scores, &wanted, &groups).into()).value()?;

        let (mut places, mut shown) = (vec![], vec![false; self.films]);
        for (row, film) in scores.chunks(self.films).zip(&self.held) {
            places.push(row.iter().filter(|score| **score > row[*film]).count());
            let mut best: Vec<usize> = (0..self.films).collect();
            best.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
            best[..10.min(self.films)].iter().for_each(|&film| shown[film] = true);
        }
        let of_all = shown.iter().filter(|shown| **shown).count() as f64 / self.films as f64;
        Ok(Ranked { gain, places, of_all })
    }

    /// All three lists, by name.
    fn compared(&self) -> Outcome<[(&'static str, Ranked); 3]> {
        let means = self.means();
        let who = self.distances(|_| 1.0)?;
        let stars = self.distances(|r| r.stars - means[r.person])?;
        Ok([
            ("what is rated most", self.ranked(self.fame())?),
            ("cosine of who rated", self.ranked(self.likeness(&who))?),
            ("cosine of the ratings", self.ranked(self.likeness(&stars))?),
        ])
    }
}

struct Ranked {
    /// NDCG of the first ten.
    gain: f64,
    /// How many films stand before the one that was held out, for each person.
    places: Vec<usize>,
    /// The share of all films that are among the first ten of somebody.
    of_all: f64,
}

impl Ranked {
    /// The share of people whose film is among the first so many.
    fn hits(&self, first: usize) -> f64 {
        self.places.iter().filter(|place| **place < first).count() as f64 / self.places.len() as f64
    }
}

fn main() -> Outcome {
    let compared = Ratings::read()?.compared()?;
    println!("{:<24} {:>12} {:>12} {:>16}", "list", "found in ten", "NDCG of ten", "films it shows");
    let mut series = vec![];
    for (name, ranked) in &compared {
        let (hits, shown) = (100.0 * ranked.hits(10), 100.0 * ranked.of_all);
        println!("{name:<24} {hits:>10.1} % {:>12.4} {shown:>14.1} %", ranked.gain);
        let points = (1..=50).map(|first| (first as f64, 100.0 * ranked.hits(first))).collect();
        series.push(Series::new(*name, points));
    }
    let panels = vec![Chart {
        title: String::new(),
        x_label: "length of the list".into(),
        y_label: "people whose film is in it, %".into(),
        series,
        y_range: None,
    }];
    draw("recommend.png", "The next film of 943 people", panels)
}

#[cfg(test)]
mod tests {
    use lossfn_examples_shared::some;

    use super::*;

    /// People of four tastes, who rate films of theirs more often, and higher.
    #[test]
    fn who_rated_the_same_will_rate_the_same() -> Outcome {
        let (people, films) = (120, 80);
        let (often, seldom) = (some(people * films, 0.5, 1), some(people * films, 0.1, 2));
        let mut all = vec![];
        for (i, (often, seldom)) in often.iter().zip(&seldom).enumerate() {
            let (person, film) = (i / films, i % films);
            let taste = person % 4 == film % 4;
            if if taste { *often } else { *seldom } {
                let stars = if taste { 5.0 } else { 2.0 };
                all.push(Rating { person, film, stars, time: ((i * 7919) % 1000) as f64 });
            }
        }
        let [fame, who, stars] = Ratings::new(all).compared()?.map(|(_, ranked)| ranked);
        assert!(who.hits(10) > 2.0 * fame.hits(10), "{} {}", who.hits(10), fame.hits(10));
        assert!(who.gain > fame.gain && who.of_all > fame.of_all);
        assert!(stars.hits(10) > fame.hits(10));
        Ok(())
    }
}
