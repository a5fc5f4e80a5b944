//! A metric on data.

use core::ops::Range;
use std::borrow::Cow;

use super::{Metric, MetricPartial, Tally, catalogue::inputs, partial::value};
use crate::{
    Error,
    catalogue::call,
    data::{Element, Grouped, Groups, Inputs, Labels, Rows, Storage as _},
    evaluate::{self, On, counting, settings},
    formula::Dynamic,
    reduce::OnEmpty,
    spec::Stage,
    stages::{check, counts},
};

/// Numbers of a table that are read at once where they are widened to f64.
const CHUNK: usize = 1 << 20;

/// A metric on data, not computed yet.
///
/// ```
/// let rmse = lossfn::metric("rmse")?;
/// let (pred, target, weight) = ([2.0f32, 0.0, 9.0], [3.0f32, 2.0, 0.0], [3.0f32, 1.0, 1.0]);
/// let on = rmse.on(&pred, &target).weight(&weight).mask(&[true, true, false]);
/// assert_eq!(on.value()?, 1.75f64.sqrt());
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "nothing is computed until a result is asked for"]
pub struct MetricOn<'a, T> {
    metric: &'a dyn Metric,
    inputs: Inputs<'a, T>,
    weight: Option<&'a [T]>,
    mask: Option<&'a [bool]>,
    ignore: Option<i64>,
    threads: usize,
    when_empty: OnEmpty,
    validate: bool,
}

settings!(MetricOn);

impl<'a, T: Element> MetricOn<'a, T> {
    pub(super) fn new(metric: &'a dyn Metric, inputs: Inputs<'a, T>, validate: bool) -> Self {
        let (weight, mask, ignore, when_empty) = (None, None, None, OnEmpty::Error);
        Self { metric, inputs, weight, mask, ignore, threads: 0, when_empty, validate }
    }
    /// The metric.
    ///
    /// # Errors
    /// When shapes, labels, weights or checked values are not what the metric reads, and when no row
    /// counts.
    pub fn value(self) -> Result<f64, Error> {
        let mut tally = Tally::default();
        self.each(|_, row| add(self.metric, &mut tally, row))?;
        value(self.metric, &tally, self.when_empty)
    }
    /// Adds each row to the part of its group.
    ///
    /// # Errors
    /// As [`MetricOn::value`], but not for nothing, and when a part is of another metric or a group has no
    /// part; nothing is added then.
    pub fn add_to(self, parts: &mut [MetricPartial], group: impl Fn(usize) -> usize) -> Result<(), Error> {
        let name = call(&self.metric.spec().page, &self.metric.values());
        if let Some(part) = parts.iter().find(|p| p.name() != name) {
            return Err(Error::Merge { left: part.name().into(), right: name });
        }
        if let Some(i) = (0..self.len()).find(|&i| group(i) >= parts.len()) {
            let want = format!("a group below {}", parts.len());
            return Err(Error::Shape { input: "group", got: group(i).to_string(), want });
        }
        self.each(|i, row| add(self.metric, &mut parts[group(i)].tally, row))
    }

    fn len(&self) -> usize {
        if let (Stage::Groups(_), Some((_, groups))) = (self.metric.spec().page.stage, self.grouped()) {
            return groups.len();
        }
        self.inputs.rows().map_or_else(|| self.inputs.width(), |(table, ..)| table.len())
    }

    /// Hands over each row with its weight, or that it does not count. All is checked before.
    fn each(&self, mut row: impl FnMut(usize, Option<([f64; 2], f64)>)) -> Result<(), Error> {
        let page = &self.metric.spec().page;
        let weight = |i: usize| self.weight.map_or(1.0, |w| w[i].widen().to_f64());
        let second = page.inputs.get(1).map_or("target", |i| i.name);
        if let Stage::Groups(_) = page.stage {
            return self.each_group(row);
        }
        match (self.inputs.columns(second)?, self.metric.loss()) {
            (Inputs::Columns(a, b), None) if self.inputs.suits(page) => {
                if a.len() != b.len() {
                    let (got, want) = (format!("({},)", b.len()), format!("({},)", a.len()));
                    return Err(Error::Shape { input: second, got, want });
                }
                let kept = counting(a.len(), self.weight, self.mask, None)?;
                if self.validate {
                    for inputs in inputs(self.metric) {
                        for (input, x) in inputs.iter().zip([a, b]) {
                            check(input, x, |i| counts(kept.as_deref(), i))?;
                        }
                    }
                }
                for i in 0..a.len() {
                    let numbers = [a[i].widen().to_f64(), b[i].widen().to_f64()];
                    row(i, counts(kept.as_deref(), i).then(|| (numbers, weight(i))));
                }
                Ok(())
            }
            (Inputs::Tables(x, _) | Inputs::Labelled(x, _), Some(loss)) if self.inputs.suits(page) => {
                let kept = self.on(&*loss).kept()?;
                let keep: Vec<bool> = (0..x.len()).map(|i| counts(kept.as_deref(), i)).collect();
                let rows = (CHUNK / x.columns()).max(1);
                for start in (0..x.len()).step_by(rows) {
                    let part = start..x.len().min(start + rows);
                    let wide = Wide::of(self.inputs, part.clone());
                    let on = evaluate::on(&*loss, wide.inputs(x.columns())?).threads(self.threads);
                    let values = on.mask(&keep[part.clone()]).values().to_vec()?;
                    for (i, value) in part.zip(values) {
                        row(i, keep[i].then(|| ([value, 0.0], weight(i))));
                    }
                }
                Ok(())
            }
            _ => {
                let (got, want) = (self.inputs.kind(), page.reads());
                Err(Error::Inputs { loss: page.name.into(), got, want })
            }
        }
    }

    /// Scores and relevances, and the groups of their items.
    fn grouped(&self) -> Option<([&'a [T]; 2], Cow<'a, Groups>)> {
        match self.inputs {
            Inputs::Grouped(Grouped { columns, third: None, groups: Some(groups) }) => {
                Some((columns, Cow::Borrowed(groups)))
            }
            Inputs::Columns(a, b) => Some(([a, b], Cow::Owned(Groups::one(a.len())))),
            _ => None,
        }
    }
    /// Hands over each group with its weight, or that it does not count. All is checked before.
    fn each_group(&self, mut row: impl FnMut(usize, Option<([f64; 2], f64)>)) -> Result<(), Error> {
        let page = &self.metric.spec().page;
        let Some((columns, groups)) = self.grouped() else {
            let (got, want) = (self.inputs.kind(), page.reads());
            return Err(Error::Inputs { loss: page.name.into(), got, want });
        };
        let n = columns[0].len();
        for (input, len) in [(page.inputs[1].name, columns[1].len()), ("groups", groups.items())] {
            if len != n {
                return Err(Error::Shape { input, got: format!("({len},)"), want: format!("({n},)") });
            }
        }
        let weighed = counting(groups.len(), self.weight, None, None)?;
        let admitted = counting::<T>(n, None, self.mask, None)?;
        let members = |group: usize| -> Vec<usize> {
            groups.group(group).filter(|&i| counts(admitted.as_deref(), i)).collect()
        };
        let mut found = Vec::with_capacity(groups.len());
        for group in 0..groups.len() {
            let members = if counts(weighed.as_deref(), group) { members(group) } else { vec![] };
            for (input, x) in page.inputs.iter().zip(columns).filter(|_| self.validate) {
                let outside = members.iter().find(|&&i| !input.domain.contains(x[i].widen().to_f64()));
                if let Some(&index) = outside {
                    let (value, allowed) = (x[index].widen().to_f64(), input.domain);
                    return Err(Error::Value { input: input.name, index, value, allowed });
                }
            }
            let [scores, relevance] =
                columns.map(|x| members.iter().map(|&i| x[i].widen().to_f64() + 0.0).collect::<Vec<f64>>());
            let number = if members.is_empty() { None } else { self.metric.of_group(&scores, &relevance)? };
            let weight = self.weight.map_or(1.0, |w| w[group].widen().to_f64());
            found.push(number.map(|x| ([x, 0.0], weight)));
        }
        found.into_iter().enumerate().for_each(|(group, found)| row(group, found));
        Ok(())
    }
    /// The loss on the same rows.
    fn on<'b>(&'b self, loss: &'b dyn Dynamic) -> On<'b, T> {
        let mut on = evaluate::on(loss, self.inputs).validate(self.validate);
        if let Some(weight) = self.weight {
            on = on.weight(weight);
        }
        if let Some(mask) = self.mask {
            on = on.mask(mask);
        }
        if let Some(label) = self.ignore {
            on = on.ignore(label);
        }
        on
    }
}

fn add(metric: &dyn Metric, tally: &mut Tally, row: Option<([f64; 2], f64)>) {
    tally.count(row.map(|(_, weight)| weight));
    if let Some((numbers, weight)) = row {
        metric.add(tally, numbers, weight);
    }
}

/// Some rows of logits in f64: a metric has the digits of f64 for f32 too.
struct Wide {
    logits: Vec<f64>,
    labels: Vec<i64>,
    target: Vec<f64>,
}

impl Wide {
    fn of<T: Element>(inputs: Inputs<'_, T>, rows: Range<usize>) -> Self {
        let table = |x: Rows<'_, T>| x.read(rows.clone()).iter().map(|x| x.to_f64()).collect();
        match inputs {
            Inputs::Labelled(x, labels) => {
                Self { logits: table(x), labels: rows.map(|i| labels.get(i)).collect(), target: vec![] }
            }
            Inputs::Tables(x, y) => Self { logits: table(x), labels: vec![], target: table(y) },
            Inputs::Columns(..)
            | Inputs::Arrays(..)
            | Inputs::Several(_)
            | Inputs::Weights(_)
            | Inputs::Taught(..)
            | Inputs::Triples(..)
            | Inputs::Grouped(_) => Self { logits: vec![], labels: vec![], target: vec![] },
        }
    }
    fn inputs(&self, columns: usize) -> Result<Inputs<'_, f64>, Error> {
        let logits = Rows::rows(&self.logits, columns)?;
        if self.target.is_empty() {
            return Ok(Inputs::Labelled(logits, Labels::I64(&self.labels)));
        }
        Ok(Inputs::Tables(logits, Rows::rows(&self.target, columns)?))
    }
}
