//! Items of groups, which are compared inside of each: what is counted, weighted and averaged are the groups.
//!
//! A group is one unit of work, on one thread, and its sums go from its first item to its last. Masks are about the
//! items: one that is left out is compared with none.

pub(crate) mod exchange;
mod group;
mod region;

use core::ops::Range;
use std::sync::Arc;

use self::{
    exchange::Discounts,
    group::{Found, Group, Wanted},
};
use super::{Ask, Coupled, Curved, Items, Members, Settings, Times, counts};
use crate::{
    Error,
    data::{Element, Grouped, Groups, Storage},
    kernels::{Detected, Order, RowBlock},
    spec::{Grouping, Input},
    stages::elements::check,
    threads,
};

/// Groups in a block of values.
const BLOCK: usize = 64;

/// Columns whose items belong to groups, and the kernel of the loss.
pub(crate) struct Ranked<'a, E: Element> {
    kernel: Arc<dyn RowBlock>,
    grouping: Grouping,
    settings: Settings,
    discounts: Discounts,
    data: Grouped<'a, E>,
    inputs: &'static [Input],
    /// Which items are compared.
    admitted: Option<Vec<bool>>,
    /// Those of items, where they have some.
    weights: Option<Vec<f64>>,
    /// What a mean divides by for each group, where its items have weights: that of its events, or what a region counts.
    denominators: Option<Vec<E::Wide>>,
    /// The groups, and one for all where none were given.
    one: Groups,
}

impl<'a, E: Element> Ranked<'a, E> {
    pub(crate) fn new(
        kernel: Arc<dyn RowBlock>,
        grouping: Grouping,
        settings: Settings,
        data: Grouped<'a, E>,
        inputs: &'static [Input],
    ) -> Result<Self, Error> {
        let n = data.columns[0].len();
        let fits = |input, len: usize| {
            if len == n {
                return Ok(());
            }
            Err(Error::Shape { input, got: format!("({len},)"), want: format!("({n},)") })
        };
        data.all().zip(inputs).try_for_each(|(column, input)| fits(input.name, column.len()))?;
        fits("groups", data.groups.map_or(n, Groups::items))?;
        let one = Groups::one(n);
        let longest = match grouping {
            Grouping::Exchanges => data.groups.unwrap_or(&one).longest(),
            _ => 0,
        };
        let discounts = Discounts::new(longest);
        let (admitted, weights, denominators) = (None, None, None);
        Ok(Self { kernel, grouping, settings, discounts, data, inputs, admitted, weights, denominators, one })
    }
    fn groups(&self) -> &Groups {
        self.data.groups.unwrap_or(&self.one)
    }
    fn column(&self, k: usize, items: &[usize]) -> Vec<f64> {
        let column = self.data.all().nth(k);
        column.map_or_else(Vec::new, |x| items.iter().map(|&i| x[i].widen().to_f64() + 0.0).collect())
    }
    fn weight(&self, item: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[item])
    }
    /// The items of a group that are compared.
    fn members(&self, group: usize) -> Vec<usize> {
        self.groups().group(group).filter(|&i| counts(self.admitted.as_deref(), i)).collect()
    }
    /// Whether there is anything to compare in a group: two items of different relevance, of lists any two, an event, or
    /// a region.
    fn compares(&self, group: usize) -> bool {
        let members = self.members(group);
        let labels = self.column(1, &members);
        match self.grouping {
            Grouping::Pairs | Grouping::Exchanges | Grouping::Order => labels.iter().any(|y| *y != labels[0]),
            Grouping::List => members.len() > 1,
            Grouping::Survival => self.events(&members) > 0.0,
            Grouping::Region => !members.is_empty(),
            Grouping::Errors => {
                !members.is_empty() && (self.settings.absent || labels.iter().any(|y| *y > 0.0))
            }
        }
    }
    /// The weight of the events.
    fn events(&self, members: &[usize]) -> f64 {
        let events = self.column(2, members);
        members.iter().zip(events).filter(|(_, event)| *event > 0.0).map(|(&i, _)| self.weight(i)).sum()
    }
    fn group<'g>(&'g self, items: &[usize], vector: &'g [f64]) -> Group<'g> {
        let weights = self.weights.as_ref().map_or_else(Vec::new, |w| items.iter().map(|&i| w[i]).collect());
        Group {
            grouping: self.grouping,
            settings: &self.settings,
            discounts: &self.discounts,
            scores: self.column(0, items),
            labels: self.column(1, items),
            events: self.column(2, items),
            weights,
            vector,
        }
    }
    /// Does all groups, each of which writes a value and numbers for its items, and puts those into their places.
    fn each<T: Storage>(
        &self,
        threads: usize,
        factors: &[f64],
        values: &mut [T],
        [g, h]: [&mut [T]; 2],
        job: &(dyn Fn(&[usize]) -> Found + Sync),
    ) -> Result<(), Error> {
        let members: Vec<Vec<usize>> =
            (0..factors.len()).map(|g| if factors[g] == 0.0 { vec![] } else { self.members(g) }).collect();
        let mut found = vec![(0.0, [vec![], vec![]]); factors.len()];
        threads::run(
            threads,
            factors.len(),
            1,
            &mut found[..],
            &|found, at| found.split_at_mut(at.min(found.len())),
            &|groups, found| {
                for (found, group) in found.iter_mut().zip(groups).filter(|(_, g)| factors[*g] != 0.0) {
                    *found = job(&members[group]);
                }
            },
        )?;
        for (((members, &factor), value), (v, numbers)) in members.iter().zip(factors).zip(values).zip(&found)
        {
            *value = T::from_f64(*v);
            for (out, numbers) in [&mut *g, &mut *h].into_iter().zip(numbers) {
                for (&item, x) in members.iter().zip(numbers) {
                    out[item] = T::from_f64(x * factor);
                }
            }
        }
        Ok(())
    }
}

impl<E: Element<Wide = T>, T: Storage> Items<T> for Ranked<'_, E> {
    fn len(&self) -> usize {
        self.groups().len()
    }
    fn width(&self) -> usize {
        self.groups().items().div_ceil(self.groups().len().max(1))
    }
    fn block(&self) -> usize {
        BLOCK
    }
    fn members(&self) -> Option<Members> {
        Some(Members { count: self.groups().items(), weighed: self.grouping.weighs_items() })
    }
    fn admit(&mut self, kept: Option<Vec<bool>>, weights: Option<Vec<f64>>) {
        self.admitted = kept;
        self.weights = weights;
    }
    fn denominators(&self) -> Option<&[T]> {
        self.denominators.as_deref()
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        let mut counted = vec![false; self.groups().items()];
        for group in (0..self.groups().len()).filter(|&group| counts(kept, group)) {
            for item in Ranked::members(self, group) {
                counted[item] = true;
            }
        }
        for (input, x) in self.inputs.iter().zip(self.data.all()) {
            check(input, x, |i| counted[i])?;
        }
        Ok(())
    }
    fn settle(&mut self, kept: Option<Vec<bool>>) -> Option<Vec<bool>> {
        let all: Vec<bool> =
            (0..self.groups().len()).map(|g| counts(kept.as_deref(), g) && self.compares(g)).collect();
        if self.grouping.weighs_items() {
            let weight = |group: usize| {
                let members = Ranked::members(self, group);
                let events = self.grouping == Grouping::Survival;
                if events {
                    T::from_f64(self.events(&members))
                } else {
                    T::from_f64(self.group(&members, &[]).part::<T>())
                }
            };
            self.denominators = Some((0..all.len()).map(weight).collect());
        }
        (kept.is_some() || all.contains(&false)).then_some(all)
    }
    fn coupled(&self) -> Option<&dyn Coupled<T>> {
        Some(self)
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, kept, v, .. } = ask;
        for (i, group) in items.enumerate().filter(|(i, _)| counts(kept, *i)) {
            let members = Ranked::members(self, group);
            let wanted = Wanted { isa, order: Order::Value };
            v[i] = T::from_f64(self.group(&members, &[]).value::<T>(&*self.kernel, wanted).0);
        }
    }
    fn multiply(&self, _: Range<usize>, times: Times<'_, T>) {
        // The driver asks `Curved`.
        times.out.fill(T::from_f64(f64::NAN));
    }
}

impl<E: Element<Wide = T>, T: Storage> Coupled<T> for Ranked<'_, E> {
    fn gradient(
        &self,
        isa: Detected,
        threads: usize,
        factors: &[f64],
        values: &mut [T],
        g: &mut [T],
        h: &mut [T],
    ) -> Result<(), Error> {
        let order = if h.is_empty() { Order::Gradient } else { Order::Hessian };
        g.fill(T::default());
        h.fill(T::default());
        self.each(threads, factors, values, [g, h], &|members| {
            self.group(members, &[]).value::<T>(&*self.kernel, Wanted { isa, order })
        })
    }
    fn curved(&self) -> Option<&dyn Curved<T>> {
        Some(self)
    }
}

impl<E: Element<Wide = T>, T: Storage> Curved<T> for Ranked<'_, E> {
    fn product(
        &self,
        isa: Detected,
        threads: usize,
        factors: &[f64],
        vector: &[T],
        out: &mut [T],
    ) -> Result<(), Error> {
        out.fill(T::default());
        let mut values = vec![T::default(); factors.len()];
        self.each(threads, factors, &mut values, [out, &mut []], &|members| {
            let vector: Vec<f64> = members.iter().map(|&i| vector[i].to_f64()).collect();
            let product = self.group(members, &vector).product::<T>(&*self.kernel, isa);
            (0.0, [product, vec![]])
        })
    }
}
