//! Some rows of one file, as the numbers that losses read.

use std::collections::HashMap;
use std::fmt;

use lossfn::spec::Domain;

use crate::classes::Classes;
use crate::columns::{Binding, Layout, Number, Wide};
use crate::failure::{Failure, Result};
use crate::read::{Bad, Cell, Place, Reader};

/// Rows of one file. A row that does not count holds zeros.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) places: Vec<Place>,
    /// As in the layout: a number for each row.
    pub(crate) numbers: Vec<Vec<f64>>,
    /// The numbers that have one of two values as labels; of other columns nothing.
    pub(crate) signs: Vec<Vec<i64>>,
    /// As in the layout: row after row.
    pub(crate) tables: Vec<Vec<f64>>,
    /// As in the layout: a class for each row.
    pub(crate) labels: Vec<Vec<i64>>,
    /// Empty when there are no weights.
    pub(crate) weight: Vec<f64>,
    pub(crate) keep: Vec<bool>,
    /// Whether any row does not count.
    pub(crate) drops: bool,
    /// The group of each row; 0 when there are no groups.
    pub(crate) groups: Vec<usize>,
    /// The key of the group that each row is compared in.
    pub(crate) keys: Vec<usize>,
    /// The rows that are compared with each other; each alone until all have been read.
    pub(crate) sets: Option<lossfn::Groups>,
    /// The weight of each of these.
    pub(crate) set_weights: Vec<f64>,
}

/// A cell that cannot be read as what it should be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BadCell {
    pub(crate) place: Place,
    pub(crate) column: String,
    pub(crate) problem: String,
}

impl BadCell {
    pub(crate) fn in_file<'a>(&'a self, file: &'a str) -> impl fmt::Display + 'a {
        struct Told<'a>(&'a BadCell, &'a str);
        impl fmt::Display for Told<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}, {}, column `{}`: {}", self.1, self.0.place, self.0.column, self.0.problem)
            }
        }
        Told(self, file)
    }
    pub(crate) fn failure(&self, file: &str) -> Failure {
        Failure::data(self.in_file(file))
    }
}

/// The values of the column that makes groups, in the order in which they come.
#[derive(Default)]
pub(crate) struct Groups {
    pub(crate) names: Vec<String>,
    index: HashMap<String, usize>,
    keys: HashMap<String, usize>,
}

impl Groups {
    fn of(&mut self, cell: &Cell<'_>) -> usize {
        let name = cell.text();
        if let Some(&group) = self.index.get(&*name) {
            return group;
        }
        self.names.push(name.clone().into_owned());
        self.index.insert(name.into_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
    /// The same of the column that says which rows are compared.
    fn key(&mut self, cell: &Cell<'_>) -> usize {
        let (name, next) = (cell.text(), self.keys.len());
        if let Some(&key) = self.keys.get(&*name) {
            return key;
        }
        self.keys.insert(name.into_owned(), next);
        next
    }
}

/// How rows become numbers: what is the same for all files.
pub(crate) struct Rules<'a> {
    pub(crate) layout: &'a Layout,
    classes: Vec<Classes<'a>>,
    /// Whether NaN is a bad value.
    strict: bool,
}

impl<'a> Rules<'a> {
    pub(crate) fn new(layout: &'a Layout, strict: bool) -> Self {
        let classes = layout.labels.iter().map(|l| Classes::new(l, layout.ignore.as_deref())).collect();
        Self { layout, classes, strict }
    }

    fn number(&self, cell: &Cell<'_>, allowed: &str) -> Result<f64, String> {
        match cell.number() {
            Ok(x) if x.is_nan() && self.strict => Err(format!("the value is NaN; allowed is {allowed}")),
            Ok(x) => Ok(x),
            Err(Bad::Empty) => Err(format!("the cell is empty; allowed is {allowed}")),
            Err(Bad::NoNumber) => {
                Err(format!("`{}` is no number; allowed is {allowed}", short(&cell.text())))
            }
            Err(Bad::TooLarge) => Err(format!("{} is too large for a 64-bit float", short(&cell.text()))),
        }
    }

    fn target(&self, cell: &Cell<'_>, number: &Number) -> Result<f64, String> {
        let Some((yes, no)) = number.pair else { return self.number(cell, "a number") };
        let Some(positive) = &self.layout.positive else {
            return self.number(cell, "a number").map_err(|problem| match cell.number() {
                Err(Bad::NoNumber) => format!(
                    "{problem}, or say which value is the positive class: {}",
                    positive_hint(&cell.text())
                ),
                _ => problem,
            });
        };
        match cell.number() {
            Err(Bad::Empty) => Err("the cell is empty; a target is needed".into()),
            Ok(x) if x.is_nan() => Err("the value is NaN; a target is needed".into()),
            _ => Ok(if cell.is(positive) { yes } else { no }),
        }
    }
}

/// The positive and the negative one of two values.
pub(crate) fn two_values(domain: Domain) -> Option<(f64, f64)> {
    match [-1.0, 0.0, 1.0, 2.0].map(|x| domain.contains(x)) {
        [true, false, true, false] => Some((1.0, -1.0)),
        [false, true, true, false] => Some((1.0, 0.0)),
        _ => None,
    }
}

/// The option that would help.
pub(crate) fn positive_hint(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    if value.chars().all(plain) {
        format!("--positive {value}")
    } else {
        format!("--positive '{}'", short(value))
    }
}

/// A text from a file, for a sentence.
pub(crate) fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        text.into()
    } else {
        text.chars().take(LONGEST).chain(['…']).collect()
    }
}

impl Batch {
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// One row as a batch of its own.
    pub(crate) fn single(&self, i: usize, layout: &Layout) -> Self {
        let table = |(values, wide): (&Vec<f64>, &Wide)| {
            let width = wide.columns.len();
            values[i * width..][..width].to_vec()
        };
        Self {
            places: vec![self.places[i]],
            numbers: self.numbers.iter().map(|values| vec![values[i]]).collect(),
            signs: self.signs.iter().map(|signs| signs.get(i).copied().into_iter().collect()).collect(),
            tables: self.tables.iter().zip(&layout.tables).map(table).collect(),
            labels: self.labels.iter().map(|labels| vec![labels[i]]).collect(),
            weight: self.weight.get(i).copied().into_iter().collect(),
            keep: vec![self.keep[i]],
            drops: !self.keep[i],
            groups: vec![self.groups[i]],
            keys: vec![self.keys[i]],
            sets: self.sets.as_ref().map(|_| lossfn::Groups::one(1)),
            set_weights: self.weight.get(i).copied().into_iter().collect(),
        }
    }

    /// Reads at most `limit` rows; a bad cell goes to `bad`, and its row does not count then.
    pub(crate) fn fill(
        &mut self,
        reader: &mut Reader,
        rules: &Rules<'_>,
        binding: &Binding,
        groups: &mut Groups,
        limit: usize,
        bad: &mut dyn FnMut(BadCell) -> Result<()>,
    ) -> Result<()> {
        self.clear(rules.layout);
        while self.len() < limit && reader.advance()? {
            self.row(reader, rules, binding, groups, bad)?;
        }
        let two = |(values, number): (&Vec<f64>, &Number)| match number.pair {
            Some(_) => values.iter().map(|x| *x as i64).collect(),
            None => vec![],
        };
        self.signs = self.numbers.iter().zip(&rules.layout.numbers).map(two).collect();
        self.sets = rules.layout.gathers.then(|| lossfn::Groups::sizes(&vec![1; self.len()]));
        self.set_weights.clone_from(&self.weight);
        Ok(())
    }

    fn clear(&mut self, layout: &Layout) {
        self.places.clear();
        self.weight.clear();
        self.keep.clear();
        self.groups.clear();
        self.keys.clear();
        self.drops = false;
        self.numbers.resize_with(layout.numbers.len(), Vec::new);
        self.tables.resize_with(layout.tables.len(), Vec::new);
        self.labels.resize_with(layout.labels.len(), Vec::new);
        self.numbers.iter_mut().chain(&mut self.tables).for_each(Vec::clear);
        self.labels.iter_mut().for_each(Vec::clear);
    }

    fn row(
        &mut self,
        reader: &Reader,
        rules: &Rules<'_>,
        binding: &Binding,
        groups: &mut Groups,
        bad: &mut dyn FnMut(BadCell) -> Result<()>,
    ) -> Result<()> {
        let (layout, place) = (rules.layout, reader.place());
        self.places.push(place);
        self.groups.push(binding.by.map_or(0, |by| groups.of(&reader.cell(by))));
        self.keys.push(binding.group.map_or(0, |group| groups.key(&reader.cell(group))));
        let mut keep = true;
        let mut tell = |column: &str, problem: String| bad(BadCell { place, column: column.into(), problem });
        if let (Some(column), Some(name)) = (binding.mask, &layout.mask) {
            let cell = reader.cell(column);
            if let Some(keeps) = cell.keeps() {
                keep = keeps;
            } else {
                keep = false;
                let allowed = "allowed is true, 1, yes, false, 0, no or nothing";
                tell(name, format!("`{}` is no mask; {allowed}", short(&cell.text())))?;
            }
        }
        if let (Some(column), Some(name)) = (binding.weight, &layout.weight) {
            let allowed = "a weight from 0 on";
            let weight = if keep {
                match rules.number(&reader.cell(column), allowed) {
                    Ok(w) if (0.0..f64::INFINITY).contains(&w) => w,
                    Ok(w) => tell(name, format!("{w} is no weight; allowed is {allowed}")).map(|()| 0.0)?,
                    Err(problem) => tell(name, problem).map(|()| 0.0)?,
                }
            } else {
                0.0
            };
            // A row without weight does not count, so nothing else of it is looked at.
            keep &= weight > 0.0;
            self.weight.push(weight);
        }
        let counts = keep;
        let mut settle = |column: &str, value: Result<f64, String>| match value {
            Ok(x) => Ok(x),
            Err(problem) => {
                keep = false;
                tell(column, problem).map(|()| 0.0)
            }
        };
        for ((number, &column), values) in layout.numbers.iter().zip(&binding.numbers).zip(&mut self.numbers)
        {
            values.push(if counts {
                settle(&number.column, rules.target(&reader.cell(column), number))?
            } else {
                0.0
            });
        }
        for ((wide, columns), values) in layout.tables.iter().zip(&binding.tables).zip(&mut self.tables) {
            for (name, &column) in wide.columns.iter().zip(columns) {
                values.push(if counts {
                    settle(name, rules.number(&reader.cell(column), "a number"))?
                } else {
                    0.0
                });
            }
        }
        for ((classes, &column), values) in rules.classes.iter().zip(&binding.labels).zip(&mut self.labels) {
            let mut class = 0;
            if counts {
                match classes.find(&reader.cell(column)) {
                    Ok(found) => class = found,
                    Err(problem) => drop(settle(classes.column(), Err(problem))?),
                }
            }
            values.push(class);
        }
        self.keep.push(keep);
        self.drops |= !keep;
        Ok(())
    }
}
