//! A whole table in memory: what a model is fitted on, or applied to.

use lossfn::spec::Domain;
use lossfn_fit::{Features, Predicts, Target, predicts};

use crate::batch::{positive_hint, short, two_values};
use crate::columns::Header;
use crate::failure::{Failure, Result};
use crate::nearest::listed;
use crate::progress::Progress;
use crate::read::{Bad, Cell, Place, Reader, sources};

/// What is known of a column while it is read.
enum Column {
    /// Numbers so far.
    Numbers(Vec<f64>),
    /// Not all of it is numbers; the first other cell, and where it is.
    Other(Place, String),
}

/// A table that has been read.
pub(crate) struct Sheet {
    pub(crate) file: String,
    names: Vec<String>,
    columns: Vec<Column>,
    /// The cells of the column that was asked for as texts.
    texts: Vec<String>,
    places: Vec<Place>,
}

impl Sheet {
    /// Reads a file; of the column `text`, if there is one, the cells as they stand.
    pub(crate) fn read(file: &str, delimiter: Option<u8>, text: Option<&str>) -> Result<Self> {
        let sources = sources(&[file.to_owned()])?;
        let [source] = &sources[..] else {
            return Err(Failure::usage(format_args!(
                "`{file}` stands for {} files; one is read",
                sources.len()
            )));
        };
        let mut progress = Progress::new(&sources);
        let mut reader = Reader::open(source, delimiter)?;
        let names = reader.header().to_vec();
        let asked = text.map(|name| Header::of(source.name(), &reader).find(name)).transpose()?;
        let all: Vec<usize> = (0..names.len()).collect();
        reader.select(&all)?;
        let mut sheet = Self {
            file: source.name().into(),
            columns: names.iter().map(|_| Column::Numbers(vec![])).collect(),
            names,
            texts: vec![],
            places: vec![],
        };
        while reader.advance()? {
            let place = reader.place();
            for (j, column) in sheet.columns.iter_mut().enumerate() {
                let Column::Numbers(numbers) = column else { continue };
                let cell = reader.cell(j);
                match cell.number() {
                    Ok(x) if x.is_finite() => numbers.push(x),
                    _ => *column = Column::Other(place, cell.text().into_owned()),
                }
            }
            if let Some(j) = asked {
                sheet.texts.push(reader.cell(j).text().into_owned());
            }
            sheet.places.push(place);
            if sheet.places.len().is_multiple_of(4096) {
                progress.at(reader.bytes());
            }
        }
        if sheet.places.is_empty() {
            return Err(Failure::data(format_args!("{} has no rows", sheet.file)));
        }
        Ok(sheet)
    }
    pub(crate) fn rows(&self) -> usize {
        self.places.len()
    }
    fn header(&self) -> Header<'_> {
        Header::named(&self.file, &self.names)
    }
    /// A column of numbers.
    pub(crate) fn numbers(&self, name: &str) -> Result<&[f64]> {
        let j = self.header().find(name)?;
        match &self.columns[j] {
            Column::Numbers(numbers) => Ok(numbers),
            Column::Other(place, cell) => {
                let what = match Cell::from(cell.as_str()).number() {
                    Err(Bad::Empty) => "the cell is empty".into(),
                    Err(Bad::TooLarge) => format!("{} is too large for a 64-bit float", short(cell)),
                    _ => format!("`{}` is no finite number", short(cell)),
                };
                Err(Failure::data(format_args!(
                    "{}, {place}, column `{name}`: {what}; allowed is a finite number",
                    self.file
                )))
            }
        }
    }
    /// The columns that patterns name; without any, all columns of numbers but some.
    pub(crate) fn features(&self, patterns: &[String], but: &[&str]) -> Result<Features> {
        let mut names: Vec<String> = vec![];
        for pattern in patterns {
            let found = if pattern.contains('*') {
                self.header().expand(pattern)?.columns
            } else {
                vec![pattern.clone()]
            };
            names.extend(found.into_iter().filter(|n| !names.contains(n)).collect::<Vec<_>>());
        }
        if let Some(name) = names.iter().find(|n| but.contains(&n.as_str())) {
            return Err(Failure::usage(format_args!("`{name}` cannot be a feature and something else")));
        }
        if patterns.is_empty() {
            let numbers = self.names.iter().zip(&self.columns);
            let kept = numbers.filter(|(n, c)| matches!(c, Column::Numbers(_)) && !but.contains(&n.as_str()));
            names = kept.map(|(name, _)| name.clone()).collect();
        }
        if names.is_empty() {
            let all = listed(self.names.iter().map(String::as_str));
            return Err(Failure::data(format_args!(
                "{} has no column of numbers that could be a feature; it has {all}",
                self.file
            )));
        }
        self.table(&names)
    }
    /// Some columns by name.
    pub(crate) fn table(&self, names: &[String]) -> Result<Features> {
        let columns = names.iter().map(|name| Ok(self.numbers(name)?.to_vec()));
        Ok(Features::new(names.to_vec(), columns.collect::<Result<_>>()?)?)
    }
    /// The columns that are none of numbers, but some.
    pub(crate) fn texts(&self, but: &[&str]) -> Vec<&str> {
        let all = self.names.iter().zip(&self.columns);
        let kept = all.filter(|(n, c)| matches!(c, Column::Other(..)) && !but.contains(&n.as_str()));
        kept.map(|(name, _)| name.as_str()).collect()
    }
    /// The column that was read as texts, as what a loss reads, with the names of the classes.
    pub(crate) fn target(
        &self,
        name: &str,
        loss: &lossfn::AnyLoss,
        positive: Option<&str>,
    ) -> Result<(Target, Vec<String>)> {
        if let Some((place, _)) = self.places.iter().zip(&self.texts).find(|(_, text)| text.is_empty()) {
            return Err(Failure::data(format_args!(
                "{}, {place}, column `{name}`: the cell is empty; a target is needed",
                self.file
            )));
        }
        if predicts(loss, None)? == Predicts::Logits {
            let classes = self.values();
            if classes.len() < 2 {
                return Err(Failure::data(format_args!(
                    "{}, column `{name}`: all rows are of the class `{}`; at least two are needed",
                    self.file,
                    short(&classes[0])
                )));
            }
            let class = |text: &String| classes.iter().position(|c| c == text).unwrap_or_default() as u32;
            let labels = self.texts.iter().map(class).collect();
            return Ok((Target::Classes(labels, classes.len()), classes));
        }
        let domain = loss.terms()[0].loss.inputs().get(1).map_or(Domain::REAL, |i| i.domain);
        let Some((yes, no)) = two_values(domain) else {
            return Ok((Target::Numbers(self.numbers(name)?.to_vec()), vec![]));
        };
        let numbers = match (positive, self.numbers(name)) {
            (Some(positive), _) => {
                let is = |text: &String| Cell::from(text.as_str()).is(positive);
                if !self.texts.iter().any(is) {
                    let values = self.values();
                    return Err(Failure::usage(format_args!(
                        "no row of `{name}` is `{}`; it has {}",
                        short(positive),
                        listed(values.iter().map(String::as_str))
                    )));
                }
                self.texts.iter().map(|text| if is(text) { yes } else { no }).collect()
            }
            (None, Ok(numbers)) if numbers.iter().all(|y| domain.contains(*y)) => numbers.to_vec(),
            _ => {
                let values = self.values();
                let wrong = values.iter().find(|v| !v.parse().is_ok_and(|y| domain.contains(y)));
                let wrong = wrong.map_or("", String::as_str);
                // Of 0 and 1, or no and yes, it is the last.
                let last = values.last().map_or("", String::as_str);
                return Err(Failure::data(format_args!(
                    "column `{name}` has `{}`, and {loss} reads {domain}; say which value is the positive class: {}",
                    short(wrong),
                    positive_hint(last)
                )));
            }
        };
        let named = |value: f64| {
            let found = self.texts.iter().zip(&numbers).find(|(_, y)| **y == value);
            found.map_or_else(|| value.to_string(), |(text, _)| text.clone())
        };
        let classes = vec![named(no), named(yes)];
        Ok((Target::Numbers(numbers), classes))
    }
    /// The different texts: numbers by their size, then others by their letters.
    fn values(&self) -> Vec<String> {
        let mut values: Vec<String> = self.texts.clone();
        let key = |text: &String| text.parse::<f64>().ok().filter(|x| !x.is_nan());
        values.sort_by(|a, b| match (key(a), key(b)) {
            (Some(x), Some(y)) => x.total_cmp(&y).then_with(|| a.cmp(b)),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => a.cmp(b),
        });
        values.dedup();
        values
    }
}
