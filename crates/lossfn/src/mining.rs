//! Which triples of a batch a loss is taken of.

use crate::{
    AnyLoss, Error, Labels, Pairwise,
    data::{Element, Label, Rows, Storage},
    reduce::Reduction,
    spec::Stage,
};

/// So many numbers of each vector of some triples stand in memory at once.
const NUMBERS: usize = 1 << 20;

/// Which triples are chosen among those of an anchor, another row of its label and one of another label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mining {
    /// All of them.
    All,
    /// For each anchor the farthest row of its label and the nearest one of another.
    Hard,
    /// For each anchor and each other row of its label the nearest row of another label that is farther than that;
    /// where there is none, the farthest of another label.
    SemiHard,
}

/// Triples of rows of a table, by their places.
///
/// ```
/// use lossfn::{Euclidean, Mining, Rows, Triplets};
/// let embeddings = [0.0, 0.0, 1.0, 0.0, 3.0, 0.0, 0.0, 2.0];
/// let rows = Rows::rows(&embeddings, 2)?;
/// let triplets = Triplets::mine(&Euclidean::new().pairwise(rows, rows)?, &[0, 0, 1, 0], Mining::Hard)?;
/// assert_eq!(triplets.anchor(), [0, 1, 3]);
/// assert_eq!(triplets.positive(), [3, 3, 1]);
/// assert_eq!(triplets.negative(), [2, 2, 2]);
/// let (value, gradient) = triplets.value_and_gradient(&lossfn::get("triplet_margin")?, rows)?;
/// assert_eq!((value as f32, gradient.len()), (0.412_022_65, 8));
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Triplets {
    anchor: Vec<usize>,
    positive: Vec<usize>,
    negative: Vec<usize>,
    threads: usize,
}

impl Triplets {
    /// Triples that were chosen elsewhere: the rows of anchors, positives and negatives.
    ///
    /// # Errors
    /// When there are not as many of each.
    pub fn new(anchor: Vec<usize>, positive: Vec<usize>, negative: Vec<usize>) -> Result<Self, Error> {
        for (input, places) in [("positive", &positive), ("negative", &negative)] {
            if places.len() != anchor.len() {
                let [got, want] = [places.len(), anchor.len()].map(|n| format!("({n},)"));
                return Err(Error::Shape { input, got, want });
            }
        }
        Ok(Self { anchor, positive, negative, threads: 0 })
    }

    /// Chooses triples by the distances of the rows of a table from each other, in the order of the anchors. An
    /// anchor that is alone with its label, or whose label all rows have, is in none. Source: Schroff, Kalenichenko
    /// and Philbin (2015), arXiv:1503.03832 (semi-hard); Hermans, Beyer and Leibe (2017), arXiv:1703.07737 (all and
    /// hard).
    ///
    /// # Errors
    /// When the distances are not those of rows from each other, there is not one label for each, or there are more
    /// triples than memory has places.
    pub fn mine<T: Element, L: Label>(
        distances: &Pairwise<'_, T>,
        labels: &[L],
        mining: Mining,
    ) -> Result<Self, Error> {
        let [n, m] = distances.shape();
        let labels = L::labels(labels);
        if n != m {
            let (got, want) = (format!("({n}, {m})"), format!("({n}, {n})"));
            return Err(Error::Shape { input: "distances", got, want });
        }
        if labels.len() != n {
            let [got, want] = [labels.len(), n].map(|n| format!("({n},)"));
            return Err(Error::Shape { input: "label", got, want });
        }
        let (mut all, mut room) = (Self::default(), true);
        distances.for_each(|rows, block| {
            for (anchor, row) in rows.zip(block.chunks(n)) {
                room = room && all.add(anchor, row, labels, mining);
            }
        })?;
        if room {
            return Ok(all);
        }
        let got = format!("more than ({},)", all.len());
        Err(Error::Shape { input: "triples", got, want: "as many as fit into memory".into() })
    }

    /// The triples of an anchor; whether there was room for them.
    fn add<T: Element>(&mut self, anchor: usize, row: &[T], labels: Labels<'_>, mining: Mining) -> bool {
        let at = |j: usize| row[j].widen().to_f64();
        let alike = |j: &usize| labels.get(*j) == labels.get(anchor);
        let positives = || (0..row.len()).filter(alike).filter(|&j| j != anchor);
        let negatives = || (0..row.len()).filter(|j| !alike(j));
        // Of several the first.
        let most = |all: &mut dyn Iterator<Item = usize>, sign: f64| {
            all.fold(None, |best: Option<usize>, j| match best {
                Some(b) if sign * at(j) <= sign * at(b) => best,
                _ => Some(j),
            })
        };
        let more = match mining {
            Mining::All => positives().count().saturating_mul(negatives().count()),
            Mining::Hard => 1,
            Mining::SemiHard => positives().count(),
        };
        if [&mut self.anchor, &mut self.positive, &mut self.negative]
            .iter_mut()
            .any(|x| x.try_reserve(more).is_err())
        {
            return false;
        }
        let mut push = |positive: usize, negative: usize| {
            self.anchor.push(anchor);
            self.positive.push(positive);
            self.negative.push(negative);
        };
        match mining {
            Mining::All => positives().for_each(|p| negatives().for_each(|n| push(p, n))),
            Mining::Hard => {
                if let (Some(p), Some(n)) = (most(&mut positives(), 1.0), most(&mut negatives(), -1.0)) {
                    push(p, n);
                }
            }
            Mining::SemiHard => {
                let farthest = most(&mut negatives(), 1.0);
                for p in positives() {
                    let beyond = most(&mut negatives().filter(|&n| at(n) > at(p)), -1.0);
                    if let Some(n) = beyond.or(farthest) {
                        push(p, n);
                    }
                }
            }
        }
        true
    }

    /// How many threads may work on derivatives; 0, the default, leaves it to the library.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
    /// How many triples there are.
    pub fn len(&self) -> usize {
        self.anchor.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.anchor.is_empty()
    }
    /// The row of each anchor.
    pub fn anchor(&self) -> &[usize] {
        &self.anchor
    }
    /// The row of each positive.
    pub fn positive(&self) -> &[usize] {
        &self.positive
    }
    /// The row of each negative.
    pub fn negative(&self) -> &[usize] {
        &self.negative
    }

    /// The mean loss of the triples, and its gradient in all rows of the table they are of: what a triple adds goes
    /// to the rows that it is made of. Triples are computed some at a time, in memory that does not grow with their
    /// number, and added in order. The gradient stands as the table does: of sparse rows it is that by the stored
    /// numbers.
    ///
    /// # Errors
    /// When the loss is not one of triples, a place is not in the table, there are no triples, or not as many threads
    /// as were asked for.
    pub fn value_and_gradient<T: Element>(
        &self,
        loss: &AnyLoss,
        rows: Rows<'_, T>,
    ) -> Result<(f64, Vec<T>), Error> {
        let spec = loss.spec();
        if spec.stage != Stage::Triples {
            let got = "triples of the rows of a table";
            return Err(Error::Inputs { loss: loss.to_string(), got, want: spec.reads() });
        }
        let (n, columns) = (rows.len(), rows.columns());
        let places = [&self.anchor, &self.positive, &self.negative];
        if let Some(beyond) = places.iter().flat_map(|x| x.iter()).max().filter(|&&i| i >= n) {
            let want = format!("a table with at least {} rows", beyond + 1);
            return Err(Error::Shape { input: "embeddings", got: rows.shape(), want });
        }
        if self.is_empty() {
            return Err(Error::Empty { rows: n, dropped: n });
        }
        let (mut value, mut gradient) = (0.0, vec![0.0; n * columns]);
        let reduction = Reduction::Per(self.len() as f64);
        for start in (0..self.len()).step_by((NUMBERS / columns).max(1)) {
            let part = start..self.len().min(start + (NUMBERS / columns).max(1));
            let places = places.map(|x| &x[part.clone()]);
            let tables =
                places.map(|x| x.iter().flat_map(|&i| rows.row(i).into_owned()).collect::<Vec<T::Wide>>());
            let on = loss.on_inputs(loss_inputs::<T>(&tables, columns)?).validate(false);
            let on = on.reduce(reduction).threads(self.threads);
            value += on.value()?;
            for (input, places) in spec.inputs.iter().zip(places) {
                for (slopes, &row) in on.wrt(input.name).gradient()?.chunks(columns).zip(places) {
                    for (all, slope) in gradient[row * columns..][..columns].iter_mut().zip(slopes) {
                        *all += slope.to_f64();
                    }
                }
            }
        }
        let slopes: Vec<T> = gradient.into_iter().map(|x| T::rounded(x)).collect();
        let mut placed = vec![T::default(); rows.data().len()];
        if rows.is_sparse() {
            for (place, slope) in placed.iter_mut().enumerate() {
                *slope = slopes[rows.row_of(place) * columns + rows.column_of(place)];
            }
        } else {
            rows.scatter(&slopes, &mut placed);
        }
        Ok((value, placed))
    }
}

/// Three tables as a loss of triples reads them.
fn loss_inputs<T: Element>(
    tables: &[Vec<T::Wide>; 3],
    columns: usize,
) -> Result<crate::Inputs<'_, T::Wide>, Error>
where
    T::Wide: Element,
{
    let [a, b, c] = tables.each_ref().map(|x| Rows::rows(x, columns));
    Ok(crate::Inputs::Triples(a?, b?, c?))
}
