//! Blocks of cosines of rows with the keys of a table.

use core::ops::Range;

use super::{Batch, KEYS};
use crate::{
    data::Element,
    kernels::{
        Detected,
        matmul::{self, Panels},
    },
};

/// Whether the cosines of a block with all keys are made, kept for a second pass, or taken from a first.
pub(super) enum Cosines<'a> {
    Made,
    Kept(&'a mut Vec<f64>),
    Taken(&'a [f64]),
}

impl<E: Element> Batch<'_, E> {
    /// The keys of some rows, part by part, without most of those that are nothing to them.
    fn parts(&self, at: usize, rows: &Range<usize>, keys: usize) -> impl Iterator<Item = Range<usize>> {
        let apart = self.apart();
        let [own, rest] = match at {
            0 if apart > 0 => [rows.clone(), apart..keys],
            1 if rows.end <= apart => [rows.clone(), keys..keys],
            _ => [0..0, 0..keys],
        };
        [own, rest].into_iter().flat_map(|span| {
            let end = span.end;
            span.step_by(KEYS).map(move |start| start..end.min(start + KEYS))
        })
    }
    /// Calls `f` with the cosines of some rows of one table with those of another, part by part.
    pub(super) fn cosines(
        &self,
        isa: Detected,
        at: usize,
        rows: Range<usize>,
        other: usize,
        mut from: Cosines<'_>,
        mut f: impl FnMut(Range<usize>, &[f64]),
    ) {
        let (table, keys) = (&self.settled.tables[at], &self.settled.tables[other]);
        let (mut room, mut all, mut seen) = (Panels::default(), vec![], 0);
        for part in self.parts(at, &rows, keys.len()) {
            let n = rows.len() * part.len();
            let mut made = |to: &mut Vec<f64>, start: usize| {
                to.resize(start + n, 0.0);
                let (rows, keys) = (table.rows(rows.clone()), keys.rows(part.clone()));
                matmul::dots(isa, rows, keys, table.columns, &mut to[start..], &mut room);
            };
            let cosines = match &mut from {
                Cosines::Made => {
                    made(&mut all, 0);
                    &all[..]
                }
                Cosines::Kept(kept) => {
                    made(kept, seen);
                    &kept[seen..]
                }
                Cosines::Taken(kept) => &kept[seen..seen + n],
            };
            seen += n;
            f(part, cosines);
        }
    }
}
