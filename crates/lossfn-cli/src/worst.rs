//! The rows that add most to a loss.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use lossfn::Evaluation;

use crate::batch::Batch;
use crate::columns::Layout;
use crate::read::Place;
use crate::tasks::{Reads, Task};

/// A row with its loss.
#[derive(Clone, Debug)]
pub(crate) struct BadRow {
    /// The place of the file among the arguments.
    pub(crate) file: usize,
    pub(crate) place: Place,
    pub(crate) value: f64,
    /// What the row adds: its loss times its weight.
    pub(crate) contribution: f64,
    pub(crate) pred: Given,
    pub(crate) target: Given,
    /// How many rows came before.
    age: u64,
}

/// What a loss was given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
    Nothing,
    Number(f64),
    /// A row of a table, and the name of its largest column.
    Row(Vec<f64>, String),
    Class(String),
}

impl BadRow {
    /// NaN is worse than any number; of equals the first row comes first.
    fn order(&self, other: &Self) -> Ordering {
        let key = |x: f64| if x.is_nan() { f64::NAN } else { x + 0.0 };
        key(self.contribution).total_cmp(&key(other.contribution)).then(other.age.cmp(&self.age))
    }
}
impl PartialEq for BadRow {
    fn eq(&self, other: &Self) -> bool {
        self.order(other).is_eq()
    }
}
impl Eq for BadRow {}
impl PartialOrd for BadRow {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for BadRow {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order(other)
    }
}

/// The worst rows so far.
pub(crate) struct Worst {
    limit: usize,
    seen: u64,
    /// The least bad of them on top.
    heap: BinaryHeap<Reverse<BadRow>>,
}

impl Worst {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, seen: 0, heap: BinaryHeap::new() }
    }
    pub(crate) fn add(
        &mut self,
        task: &Task,
        layout: &Layout,
        batch: &Batch,
        file: usize,
        result: &Evaluation<f64>,
    ) {
        for (i, &place) in batch.places.iter().enumerate() {
            self.seen += 1;
            if !result.counts(i) {
                continue;
            }
            let (value, contribution) = (result.values()[i], result.contribution(i));
            let (pred, target) = (Given::Nothing, Given::Nothing);
            let mut row = BadRow { file, place, value, contribution, pred, target, age: self.seen };
            let full = self.heap.len() == self.limit;
            if full && self.heap.peek().is_none_or(|Reverse(least)| row <= *least) {
                continue;
            }
            (row.pred, row.target) = given(task, layout, batch, i);
            self.heap.push(Reverse(row));
            if full {
                self.heap.pop();
            }
        }
    }
    /// The rows, the worst first.
    pub(crate) fn rows(self) -> Vec<BadRow> {
        let mut rows: Vec<BadRow> = self.heap.into_iter().map(|Reverse(row)| row).collect();
        rows.sort_by(|a, b| b.cmp(a));
        rows
    }
}

fn given(task: &Task, layout: &Layout, batch: &Batch, i: usize) -> (Given, Given) {
    let number = |k: usize| Given::Number(batch.numbers[k][i]);
    let row = |k: usize| {
        let wide = &layout.tables[k];
        let width = wide.columns.len();
        let values = batch.tables[k][i * width..][..width].to_vec();
        let largest = wide.parts.iter().zip(&values).reduce(|a, b| if b.1 > a.1 { b } else { a });
        let name = largest.map_or_else(String::new, |(name, _)| name.clone());
        Given::Row(values, name)
    };
    match task.reads {
        Reads::Columns { pred, target } | Reads::Grouped { columns: [pred, target, _], .. } => {
            (number(pred), number(target))
        }
        Reads::Several { columns, .. } => {
            let target = task.of.spec().inputs.iter().position(|input| input.name == "target");
            (number(columns[0]), target.map_or(Given::Nothing, |k| number(columns[k])))
        }
        Reads::Weights(pred) => (number(pred), Given::Nothing),
        Reads::Rows { pred, labels: Some(labels), .. } => {
            let class = usize::try_from(batch.labels[labels][i]).ok();
            let name = class.and_then(|c| layout.labels[labels].classes.get(c)).cloned();
            (row(pred), Given::Class(name.unwrap_or_default()))
        }
        Reads::Rows { pred, other, .. } => (row(pred), other.map_or(Given::Nothing, row)),
        Reads::Vectors { tables, label, .. } => (row(tables[0]), label.map_or(row(tables[1]), number)),
    }
}
