//! A batch of vectors, each compared with many: an item is a row of the first table.
//!
//! Each row is an *anchor* that scores its cosines with all *keys*: block by block, so that nowhere stands a
//! matrix of all pairs. An item has one anchor, or two where its partner is one as well. What an anchor is
//! compared with are its statistics; derivatives are made in a second pass, in which a row gathers what it gets
//! as an anchor and as a key of others.

mod centres;
mod cosines;
mod gradient;
mod lists;
mod scores;
mod table;

use core::ops::Range;
use std::sync::Arc;

pub(crate) use self::centres::Centres;
use self::{
    cosines::Cosines,
    lists::{Lists, inside},
    scores::{Anchor, Contrast, Scores},
    table::Table,
};
use super::{Ask, Coupled, Items, Settings, Statistic, Times, counts};
use crate::{
    Error,
    data::{Element, Labels, Rows, Storage},
    kernels::{
        Column, Detected, Order, Outcome, ROWS, RowBlock, STATISTICS,
        contrast::{self, Mass},
    },
    spec::{Input, Pairing, Score},
    stages::elements::check,
};

/// Rows in a block of anchors.
const ANCHORS: usize = 64;
/// Keys that a block is compared with at once: their cosines stay in the second cache.
const KEYS: usize = 512;

/// A batch: its tables, and the kernel of the loss.
pub(crate) struct Batch<'a, E: Element> {
    kernel: Arc<dyn RowBlock>,
    pairing: Pairing,
    scores: Scores,
    tables: Vec<Rows<'a, E>>,
    labels: Option<Labels<'a>>,
    ignore: Option<i64>,
    inputs: &'static [Input],
    along: Along,
    settled: Settled,
}

/// What derivatives are taken in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Along {
    /// A table.
    Table(usize),
    /// A parameter that is a factor of scores, to this power: their derivative is the power times the score over
    /// its value.
    Factor { power: f64, value: f64 },
    /// What is added to all scores.
    Bias,
}

/// What depends on which items count.
#[derive(Default)]
struct Settled {
    /// The tables as directions; two views are one table.
    tables: Vec<Table>,
    /// The positives of the rows of each.
    positives: Vec<Lists>,
}

impl<'a, E: Element> Batch<'a, E> {
    #[allow(clippy::too_many_arguments, reason = "all that is known of a batch")]
    pub(crate) fn new(
        kernel: Arc<dyn RowBlock>,
        (pairing, score): (Pairing, Score),
        (tables, labels): (Vec<Rows<'a, E>>, Option<Labels<'a>>),
        ignore: Option<i64>,
        inputs: &'static [Input],
        settings: &Settings,
        along: Along,
    ) -> Result<Self, Error> {
        let first = tables[0];
        for (k, table) in tables.iter().enumerate().skip(1) {
            let own = pairing.own_rows(k);
            if table.columns() != first.columns() || own.is_none() && table.len() != first.len() {
                let rows = own.map_or_else(|| first.len().to_string(), str::to_owned);
                let want = format!("({rows}, {})", first.columns());
                return Err(Error::Shape { input: inputs[k].name, got: table.shape(), want });
            }
        }
        if let Some(labels) = labels.filter(|labels| labels.len() != first.len()) {
            let (got, want) = (format!("({},)", labels.len()), format!("({},)", first.len()));
            return Err(Error::Shape { input: "label", got, want });
        }
        let contrast = Contrast::of(kernel.statistics());
        let scores = Scores::new(contrast, score, settings);
        let settled = Settled::default();
        Ok(Self { kernel, pairing, scores, tables, labels, ignore, inputs, along, settled })
    }

    /// How many keys come first that are the positive of one row, and nothing to the others.
    fn apart(&self) -> usize {
        if self.pairing == Pairing::Negatives { self.tables[0].len() } else { 0 }
    }
    /// Whether an item has two anchors.
    fn doubled(&self) -> bool {
        self.kernel.statistics().contains(&Statistic::Reverse)
    }
    /// The table of an anchor, its row there, and the table of its keys.
    fn side(&self, anchor: usize) -> (usize, usize, usize) {
        let n = self.tables[0].len();
        match self.pairing {
            Pairing::Matched if anchor >= n => (1, anchor - n, 0),
            Pairing::Matched | Pairing::Negatives | Pairing::Classes | Pairing::Centres => (0, anchor, 1),
            Pairing::Views | Pairing::Labels => (0, anchor, 0),
        }
    }
    /// Whether rows are compared with those of their own table.
    fn within(&self) -> bool {
        matches!(self.pairing, Pairing::Views | Pairing::Labels)
    }

    fn class(&self, row: usize) -> Option<usize> {
        // Labels of one table are names; as classes they are places.
        let label = self.labels.as_ref()?.get(row);
        if self.pairing == Pairing::Labels {
            Some(label.cast_unsigned() as usize)
        } else {
            usize::try_from(label).ok()
        }
    }

    fn settled(&self, kept: Option<&[bool]>) -> Settled {
        let n = self.tables[0].len();
        let counting = |row: usize| counts(kept, row).then_some(row);
        match self.pairing {
            Pairing::Matched => Settled {
                tables: self.tables.iter().map(|t| Table::of(&[(*t, kept)])).collect(),
                positives: (0..2).map(|_| Lists::single((0..n).map(counting))).collect(),
            },
            Pairing::Negatives => {
                let keys = Table::of(&[(self.tables[1], kept), (self.tables[2], None)]);
                let own = (0..keys.len()).map(|key| if key < n { counting(key) } else { None });
                let positives = vec![Lists::single((0..n).map(counting)), Lists::single(own)];
                Settled { tables: vec![Table::of(&[(self.tables[0], kept)]), keys], positives }
            }
            Pairing::Views => {
                let both = [0, 1].map(|k| (self.tables[k], kept));
                let partner = |i: usize| counting(i % n).map(|_| if i < n { i + n } else { i - n });
                Settled {
                    tables: vec![Table::of(&both)],
                    positives: vec![Lists::single((0..2 * n).map(partner))],
                }
            }
            Pairing::Labels => {
                let labels: Vec<_> = (0..n).map(|i| counting(i).and_then(|i| self.class(i))).collect();
                Settled {
                    tables: vec![Table::of(&[(self.tables[0], kept)])],
                    positives: vec![Lists::equal(&labels, &labels)],
                }
            }
            Pairing::Classes | Pairing::Centres => {
                let labels: Vec<_> = (0..n).map(|i| counting(i).and_then(|i| self.class(i))).collect();
                let classes: Vec<_> = (0..self.tables[1].len()).map(Some).collect();
                let tables = vec![Table::of(&[(self.tables[0], kept)]), Table::of(&[(self.tables[1], None)])];
                let positives = vec![Lists::single(labels.iter().copied()), Lists::equal(&classes, &labels)];
                Settled { tables, positives }
            }
        }
    }

    /// What a row of one table meets as a positive in the other, without itself.
    fn positives(&self, table: usize, row: usize, keys: &Range<usize>) -> impl Iterator<Item = usize> {
        let own = self.within().then_some(row);
        let list = inside(self.settled.positives[table].row(row), keys);
        list.iter().copied().filter(move |&key| Some(key) != own)
    }

    /// What some anchors of one table are compared with.
    fn anchors<T: Storage>(
        &self,
        isa: Detected,
        anchors: Range<usize>,
        from: Cosines<'_>,
        out: &mut [Anchor],
    ) {
        let (at, first, other) = self.side(anchors.start);
        let rows = first..first + anchors.len();
        let mut own = vec![vec![]; rows.len()];
        let mut others = vec![Others::NONE; rows.len()];
        let mut z = [0.0; KEYS];
        self.cosines(isa, at, rows.clone(), other, from, |part, cosines| {
            let z = &mut z[..part.len()];
            for (i, c) in cosines.chunks(part.len()).enumerate() {
                let row = rows.start + i;
                self.others(isa, [at, other], row, &part, c, z);
                for key in self.positives(at, row, &part) {
                    let [z, _] = self.own(at, row, other, key, c[key - part.start]);
                    own[i].push(z + self.scores.bias);
                }
                match self.scores.contrast {
                    Contrast::Sums => others[i].sum += contrast::sum_softplus::<T>(isa, z),
                    _ => others[i].mass = others[i].mass.plus(Mass::of::<T>(isa, z)),
                }
            }
        });
        for ((out, own), others) in out.iter_mut().zip(own).zip(others) {
            *out = Anchor::of::<T>(isa, self.scores.contrast, &own, others);
        }
    }

    /// The scores of a row with a part of another table; -inf where it is not compared with them as with others.
    fn others(
        &self,
        isa: Detected,
        [at, other]: [usize; 2],
        row: usize,
        part: &Range<usize>,
        c: &[f64],
        z: &mut [f64],
    ) {
        contrast::scores(isa, self.scores.others, c, z);
        let out = &self.settled.tables[other].out;
        let apart = match other {
            0 if row < self.apart() => part.end,
            0 => 0,
            _ => self.apart(),
        };
        z[..apart.clamp(part.start, part.end) - part.start].fill(f64::NEG_INFINITY);
        let own = (self.within() && part.contains(&row)).then_some(row);
        for key in inside(out, part).iter().copied().chain(own).chain(self.positives(at, row, part)) {
            z[key - part.start] = f64::NEG_INFINITY;
        }
    }

    /// The score of a positive before the bias, and its derivative by the cosine.
    fn own(&self, at: usize, row: usize, other: usize, key: usize, c: f64) -> [f64; 2] {
        let sine = || self.settled.tables[at].sine(row, &self.settled.tables[other], key, c);
        self.scores.own(c, sine)
    }

    /// The anchors of some items, those of their partners behind them.
    fn both<T: Storage>(&self, isa: Detected, items: &Range<usize>, from: Cosines<'_>) -> Vec<Anchor> {
        let n = items.len();
        let mut all = vec![Anchor::NONE; if self.doubled() { 2 * n } else { n }];
        self.anchors::<T>(isa, items.clone(), from, &mut all[..n]);
        if self.doubled() {
            let first = self.tables[0].len();
            self.anchors::<T>(isa, items.start + first..items.end + first, Cosines::Made, &mut all[n..]);
        }
        all
    }

    /// The formula of at most `ROWS` items.
    fn formula<T: Storage>(&self, isa: Detected, order: Order, anchors: [&[Anchor]; 2], out: &mut Outcome) {
        let mut columns = [Column::ZERO; STATISTICS];
        for (column, statistic) in columns.iter_mut().zip(self.kernel.statistics()) {
            let from = anchors[usize::from(*statistic == Statistic::Reverse)];
            for (place, anchor) in column.hi.iter_mut().zip(from) {
                *place = anchor.statistic(*statistic);
            }
        }
        T::formula(&*self.kernel, isa, order, &columns, out);
    }
}

/// What an anchor is compared with besides its positives, as far as it was seen.
#[derive(Clone, Copy)]
struct Others {
    mass: Mass,
    sum: f64,
}

impl Others {
    const NONE: Self = Self { mass: Mass::NONE, sum: 0.0 };
}

impl<E: Element<Wide = T>, T: Storage> Items<T> for Batch<'_, E> {
    fn len(&self) -> usize {
        self.tables[0].len()
    }
    fn width(&self) -> usize {
        self.tables[0].columns()
    }
    fn block(&self) -> usize {
        ANCHORS
    }
    fn multiply(&self, _: Range<usize>, times: Times<'_, T>) {
        // The driver refuses products of items that are coupled.
        times.out.fill(T::from_f64(f64::NAN));
    }
    fn ignores(&self) -> bool {
        self.ignore.is_some()
    }
    fn ignored(&self, row: usize) -> bool {
        self.ignore.is_some() && self.labels.as_ref().map(|labels| labels.get(row)) == self.ignore
    }
    fn check_labels(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        let (Some(labels), Pairing::Classes) = (&self.labels, self.pairing) else { return Ok(()) };
        let classes = self.tables[1].len();
        for row in (0..labels.len()).filter(|&row| counts(kept, row)) {
            let label = labels.get(row);
            if !usize::try_from(label).is_ok_and(|l| l < classes) {
                return Err(Error::Label { row, label, classes });
            }
        }
        Ok(())
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        for (k, (input, table)) in self.inputs.iter().zip(&self.tables).enumerate() {
            let of_items = self.pairing.own_rows(k).is_none();
            check(input, table.data(), |place| !of_items || counts(kept, table.row_of(place)))?;
        }
        Ok(())
    }
    fn settle(&mut self, kept: Option<Vec<bool>>) -> Option<Vec<bool>> {
        self.settled = self.settled(kept.as_deref());
        if self.scores.contrast != Contrast::Softmax {
            return kept;
        }
        // The mean over no positives is none: such a row is a key of others and no anchor.
        let n = self.tables[0].len();
        let all = 0..self.settled.tables[self.side(0).2].len();
        let some = |row: usize| counts(kept.as_deref(), row) && self.positives(0, row, &all).next().is_some();
        let anchors: Vec<bool> = (0..n).map(some).collect();
        (kept.is_some() || anchors.contains(&false)).then_some(anchors)
    }
    fn coupled(&self) -> Option<&dyn Coupled<T>> {
        Some(self)
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, kept, v, .. } = ask;
        let anchors = self.both::<T>(isa, &items, Cosines::Made);
        let (first, second) = anchors.split_at(items.len());
        let mut outcome = Outcome::ZERO;
        for start in (0..items.len()).step_by(ROWS) {
            let part = start..items.len().min(start + ROWS);
            let parts = [first, second].map(|a| a.get(part.clone()).unwrap_or_default());
            self.formula::<T>(isa, Order::Value, parts, &mut outcome);
            for (k, i) in part.enumerate().filter(|&(_, i)| counts(kept, i)) {
                v[i] = T::from_f64(outcome.value[k]);
            }
        }
    }
}
