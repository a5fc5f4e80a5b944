//! What is computed for each item: one loss, or a weighted sum of some.

use core::ops::Range;

use crate::{
    AnyLoss, Error,
    data::{Element, Grouped, Inputs, Rows, Storage},
    formula::Dynamic,
    kernels::{Detected, Kernel, Order},
    spec::{Boosting, Mean, Pairing, Row, Spec, Stage},
    stages::{
        self, Ask, Batch, Coupled, Curved, Elements, Items, Members, Ranked, RowPairs, Settings, Softmax,
        Target, Taught, Times, Tuples,
    },
};

/// What is summed for each item.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Terms<'a> {
    One(&'a dyn Dynamic),
    Sum(&'a AnyLoss),
}

impl core::fmt::Display for Terms<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::One(loss) => crate::catalogue::write_loss(f, *loss),
            Self::Sum(loss) => loss.fmt(f),
        }
    }
}

impl<'a> Terms<'a> {
    /// How data becomes the numbers that it reads.
    pub(crate) fn stage(self) -> Stage {
        match self {
            Self::One(loss) => loss.spec().stage,
            Self::Sum(loss) => loss.terms()[0].loss.spec().stage,
        }
    }
    /// The stage, with the data.
    pub(crate) fn items<T: Element>(
        self,
        inputs: Inputs<'a, T>,
        ignore: Option<i64>,
        boosting: bool,
        wrt: Option<&str>,
    ) -> Result<Box<dyn Items<T::Wide> + 'a>, Error> {
        let part = |coefficient, loss: &'a dyn Dynamic| {
            let boosting = boosting.then(|| loss.spec().curvature());
            Ok(Part { coefficient, items: items(loss, inputs, ignore, along(loss, wrt)?)?, boosting })
        };
        let mut parts = match self {
            Self::One(loss) => vec![part(1.0, loss)?],
            Self::Sum(loss) => {
                loss.terms().iter().map(|t| part(t.coefficient, &*t.loss)).collect::<Result<_, Error>>()?
            }
        };
        let alone = !boosting && matches!(parts[..], [Part { coefficient: 1.0, .. }]);
        if let Some(part) = parts.pop_if(|_| alone) {
            return Ok(part.items);
        }
        Ok(Box::new(Mixture { parts, inputs }))
    }
}

/// Where derivatives are taken: in the table, if rows are read, or in a parameter.
pub(super) enum Along<'a, T> {
    Input(Option<Rows<'a, T>>),
    Parameter,
}

impl<'a> Terms<'a> {
    /// What derivatives are taken in; the first input, where there is no other.
    pub(super) fn table<T: Element>(self, inputs: &Inputs<'a, T>, wrt: Option<&str>) -> Along<'a, T> {
        let first: &dyn Dynamic = match self {
            Self::One(loss) => loss,
            Self::Sum(loss) => &*loss.terms()[0].loss,
        };
        let (tables, _) = inputs.vectors();
        if tables.is_empty() {
            return Along::Input(None);
        }
        let stage = first.spec().stage;
        let apart = stage.coupled() || stage.of_vectors();
        let along = if apart { along(first, wrt).unwrap_or(0) } else { 0 };
        tables.get(along).map_or(Along::Parameter, |table| Along::Input(Some(*table)))
    }
}

/// The place of the input that derivatives are taken in.
pub(crate) fn along(loss: &dyn Dynamic, wrt: Option<&str>) -> Result<usize, Error> {
    let Some(name) = wrt else { return Ok(0) };
    let (spec, inputs) = (loss.spec(), loss.inputs());
    let names = || inputs.iter().map(|i| i.name).chain(spec.factors());
    let Some(along) = names().position(|known| known == name) else {
        let known = names().collect();
        return Err(Error::UnknownInput { loss: spec.name, name: name.into(), known });
    };
    if along < inputs.len() && spec.varying().all(|input| input.name != name) {
        return Err(Error::Unsupported {
            loss: spec.name.into(),
            what: "derivative in this input",
            why: "it is data or a class, which no model predicts",
        });
    }
    Ok(along)
}

/// The stage of a loss, with the data.
fn items<'a, T: Element>(
    loss: &'a dyn Dynamic,
    inputs: Inputs<'a, T>,
    ignore: Option<i64>,
    along: usize,
) -> Result<Box<dyn Items<T::Wide> + 'a>, Error> {
    let spec = loss.spec();
    let inputs = inputs.columns(spec.inputs.get(1).map_or("target", |i| i.name))?;
    let equal = |a: usize, b: usize| {
        if a == b {
            Ok(())
        } else {
            Err(Error::Shape { input: spec.inputs[1].name, got: format!("({b},)"), want: format!("({a},)") })
        }
    };
    let rows = match inputs {
        Inputs::Labelled(rows, labels) => Some((rows, Target::Labels(labels))),
        Inputs::Tables(rows, table) => Some((rows, Target::Table(table))),
        _ => None,
    };
    let unsupported = |what, why| Err(Error::Unsupported { loss: spec.name.into(), what, why });
    let other = || Err(Error::Inputs { loss: spec.name.into(), got: inputs.kind(), want: spec.reads() });
    if !spec.stage.of_vectors() && inputs.vectors().0.iter().any(Rows::is_sparse) {
        return unsupported("value for sparse rows", "it reads all numbers of a row, also those that are 0");
    }
    match (loss.kernel(), inputs, rows, spec.stage) {
        (Kernel::Two(kernel), Inputs::Columns(a, b), _, Stage::Elements) => {
            equal(a.len(), b.len())?;
            Ok(Box::new(Elements { kernel, x: [a, b], inputs: loss.inputs(), along }))
        }
        (Kernel::Three(kernel), Inputs::Several(columns), ..)
            if let Some(x) = columns.slices(loss.inputs())? =>
        {
            Ok(Box::new(Elements { kernel, x, inputs: loss.inputs(), along }))
        }
        (Kernel::Four(kernel), Inputs::Several(columns), ..)
            if let Some(x) = columns.slices(loss.inputs())? =>
        {
            Ok(Box::new(Elements { kernel, x, inputs: loss.inputs(), along }))
        }
        (Kernel::One(kernel), Inputs::Weights(a), _, Stage::Weights) => {
            Ok(Box::new(Elements { kernel, x: [a], inputs: loss.inputs(), along }))
        }
        (_, _, Some((_, Target::Labels(_))), Stage::Rows) if spec.row != Row::Distribution => {
            unsupported("value for labels", "its rows are no distributions, which could be sure of a label")
        }
        (Kernel::Two(kernel), _, Some((rows, target)), Stage::Rows) => {
            target.fits(&rows, spec.inputs[1].name)?;
            let counted = (loss.mean() == Mean::Elements).then(|| T::Wide::from_f64(rows.columns() as f64));
            let denominators = counted.map(|columns| vec![columns; rows.len()]);
            let (row, outer, inputs) = (spec.row, loss.outer(), loss.inputs());
            Ok(Box::new(RowPairs { kernel, row, outer, rows, target, ignore, inputs, along, denominators }))
        }
        (Kernel::Rows(kernel), Inputs::Taught(rows, centres, labels), _, Stage::Batch(Pairing::Centres)) => {
            let data = (rows, centres, labels);
            Ok(Box::new(stages::Centres::new(kernel, data, ignore, loss.inputs(), along)?))
        }
        (Kernel::Rows(kernel), _, _, Stage::Batch(pairing)) => {
            if !inputs.suits(spec) {
                return other();
            }
            let data = inputs.vectors();
            let (settings, inputs) = (loss.settings(), loss.inputs());
            let along = in_batch(spec, &settings, along);
            Ok(Box::new(Batch::new(kernel, (pairing, spec.score), data, ignore, inputs, &settings, along)?))
        }
        (Kernel::Rows(kernel), Inputs::Taught(rows, teacher, labels), _, Stage::Taught) => {
            Ok(Box::new(Taught::new(kernel, rows, teacher, labels, ignore, loss.settings().temperature)?))
        }
        (Kernel::Rows(kernel), _, Some((rows, target)), Stage::Rows) if spec.row == Row::Sets => {
            Ok(Box::new(Softmax::new(kernel, rows, target, ignore, spec, loss.settings())?))
        }
        (Kernel::Rows(kernel), _, _, Stage::Pairs | Stage::Boxes | Stage::Triples) if inputs.suits(spec) => {
            let (tables, labels) = inputs.vectors();
            let numbers = [loss.distance(), loss.beside()];
            Ok(Box::new(Tuples::new(
                spec.name,
                kernel,
                numbers,
                tables,
                labels,
                ignore,
                loss.inputs(),
                along,
            )?))
        }
        (Kernel::Rows(kernel), _, _, Stage::Groups(grouping)) => match grouped(&inputs, spec) {
            Some(data) => Ok(Box::new(Ranked::new(kernel, grouping, loss.settings(), data, loss.inputs())?)),
            None => other(),
        },
        (_, _, _, Stage::Taught | Stage::Pairs | Stage::Boxes | Stage::Triples) => other(),
        (Kernel::Rows(kernel), _, Some((_, Target::Table(_))), _) if kernel.labels_only() => {
            unsupported("value for target distributions", "its formula is about one label")
        }
        (Kernel::Rows(kernel), _, Some((rows, target)), _) => {
            Ok(Box::new(Softmax::new(kernel, rows, target, ignore, spec, loss.settings())?))
        }
        _ => other(),
    }
}

/// Columns in groups, where a loss reads these.
fn grouped<'a, T: Element>(inputs: &Inputs<'a, T>, spec: &Spec) -> Option<Grouped<'a, T>> {
    let data = match inputs {
        Inputs::Columns(a, b) => Grouped::new(&[a, b], None),
        Inputs::Several(several) => Grouped::new(&several.data(), None),
        Inputs::Grouped(data) => Some(*data),
        _ => None,
    };
    data.filter(|_| inputs.suits(spec))
}

/// What derivatives of a batch are taken in.
fn in_batch(spec: &Spec, settings: &Settings, along: usize) -> stages::Along {
    let Some(place) = along.checked_sub(spec.inputs.len()) else { return stages::Along::Table(along) };
    match spec.factors().nth(place) {
        Some("temperature") => stages::Along::Factor { power: -1.0, value: settings.temperature },
        Some("scale") => stages::Along::Factor { power: 1.0, value: settings.scale },
        _ => stages::Along::Bias,
    }
}

/// A loss in a weighted sum.
struct Part<'a, T> {
    coefficient: f64,
    items: Box<dyn Items<T> + 'a>,
    /// What stands in for the hessian, if anything.
    boosting: Option<Boosting>,
}

/// A weighted sum of losses of the same items, block by block: one pass over the data.
struct Mixture<'a, T: Element> {
    parts: Vec<Part<'a, T::Wide>>,
    inputs: Inputs<'a, T>,
}

impl<E: Element<Wide = T>, T: Storage> Mixture<'_, E> {
    /// Replaces the hessians of a block.
    fn curvature(&self, boosting: Boosting, part: Range<usize>, scale: f64, g: &[T], h: &mut [T]) {
        let residuals = match self.inputs {
            Inputs::Columns(a, b) => Some((a, b)),
            Inputs::Arrays(a, b) => Some((a.data(), b.data())),
            _ => None,
        };
        let residuals = residuals.map(|(a, b)| (E::read(&a[part.clone()]), E::read(&b[part])));
        for (i, (h, g)) in h.iter_mut().zip(g).enumerate() {
            let residual = residuals.as_ref().map_or(0.0, |(a, b)| a[i].to_f64() - b[i].to_f64());
            *h = T::from_f64(boosting.curvature(g.to_f64(), h.to_f64(), residual, scale));
        }
    }
}

impl<E: Element<Wide = T>, T: Storage> Items<T> for Mixture<'_, E> {
    fn multiply(&self, items: Range<usize>, times: Times<'_, T>) {
        let Times { isa, kept, scale, vector, out } = times;
        let (mut one, mut all) = (vec![T::default(); out.len()], vec![-0.0; out.len()]);
        for part in &self.parts {
            part.items.multiply(items.clone(), Times { isa, kept, scale, vector, out: &mut one });
            for (a, x) in all.iter_mut().zip(&one) {
                *a += part.coefficient * x.to_f64();
            }
        }
        for (o, a) in out.iter_mut().zip(&all) {
            *o = T::from_f64(*a);
        }
    }
    fn len(&self) -> usize {
        self.parts[0].items.len()
    }
    fn width(&self) -> usize {
        self.parts[0].items.width()
    }
    fn block(&self) -> usize {
        self.parts[0].items.block()
    }
    fn ignores(&self) -> bool {
        self.parts[0].items.ignores()
    }
    fn members(&self) -> Option<Members> {
        self.parts[0].items.members()
    }
    fn admit(&mut self, kept: Option<Vec<bool>>, weights: Option<Vec<f64>>) {
        for part in &mut self.parts {
            part.items.admit(kept.clone(), weights.clone());
        }
    }
    fn ignored(&self, item: usize) -> bool {
        self.parts[0].items.ignored(item)
    }
    fn denominators(&self) -> Option<&[T]> {
        self.parts[0].items.denominators()
    }
    fn check_labels(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        self.parts.iter().try_for_each(|p| p.items.check_labels(kept))
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        self.parts.iter().try_for_each(|p| p.items.check_values(kept))
    }
    fn settle(&mut self, kept: Option<Vec<bool>>) -> Option<Vec<bool>> {
        // An item counts where it has all its terms.
        let settled = self.parts.iter_mut().map(|part| part.items.settle(kept.clone()));
        settled.fold(None, |all, one| match (all, one) {
            (Some(all), Some(one)) => Some(all.iter().zip(one).map(|(a, b)| *a && b).collect()),
            (all, one) => all.or(one),
        })
    }
    fn coupled(&self) -> Option<&dyn Coupled<T>> {
        self.parts.iter().any(|part| part.items.coupled().is_some()).then_some(self)
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, kept, scale, v, g, h } = ask;
        let mut out = [v, g, h];
        let mut one = out.each_ref().map(|o| vec![T::default(); o.len()]);
        // Adding to -0 changes no term, not even a zero.
        let mut all = out.each_ref().map(|o| vec![-0.0; o.len()]);
        for part in &self.parts {
            let [v, g, h] = &mut one;
            part.items.run(items.clone(), Ask { isa, order, kept, scale, v, g, h });
            if let Some(boosting) = part.boosting {
                self.curvature(boosting, items.clone(), scale, g, h);
            }
            for (all, one) in all.iter_mut().zip(&one) {
                for (a, x) in all.iter_mut().zip(one) {
                    *a += part.coefficient * x.to_f64();
                }
            }
        }
        for (out, all) in out.iter_mut().zip(&all) {
            for (o, a) in out.iter_mut().zip(all) {
                *o = T::from_f64(*a);
            }
        }
    }
}

impl<E: Element<Wide = T>, T: Storage> Coupled<T> for Mixture<'_, E> {
    fn gradient(
        &self,
        isa: Detected,
        threads: usize,
        factors: &[f64],
        values: &mut [T],
        g: &mut [T],
        h: &mut [T],
    ) -> Result<(), Error> {
        let kept: Vec<bool> = factors.iter().map(|&factor| factor != 0.0).collect();
        let mut one = [values.len(), g.len(), h.len()].map(|n| vec![T::default(); n]);
        let mut all = one.each_ref().map(|x| vec![-0.0; x.len()]);
        for Part { coefficient, items, boosting } in &self.parts {
            let [v, d, bent] = &mut one;
            if let Some(coupled) = items.coupled() {
                coupled.gradient(isa, threads, factors, v, d, bent)?;
                for (h, g) in bent.iter_mut().zip(&*d) {
                    let curvature = |b: Boosting| b.curvature(g.to_f64(), h.to_f64(), 0.0, 1.0);
                    *h = boosting.map_or(*h, |b| T::from_f64(curvature(b)));
                }
            } else {
                let (n, width) = (items.block(), items.width());
                for (b, (v, d)) in v.chunks_mut(n).zip(d.chunks_mut(n * width)).enumerate() {
                    let part = b * n..b * n + v.len();
                    let kept = Some(&kept[part.clone()]);
                    let order = Order::Gradient;
                    items.run(part.clone(), Ask { isa, order, kept, scale: 1.0, v, g: &mut *d, h: &mut [] });
                    for ((v, d), &factor) in v.iter_mut().zip(d.chunks_mut(width)).zip(&factors[part]) {
                        let counts = factor != 0.0;
                        *v = if counts { *v } else { T::default() };
                        for d in d {
                            *d = T::from_f64(if counts { d.to_f64() * factor } else { 0.0 });
                        }
                    }
                }
            }
            for (all, one) in all.iter_mut().zip(&one) {
                for (a, x) in all.iter_mut().zip(one) {
                    *a += coefficient * x.to_f64();
                }
            }
        }
        for (out, all) in [values, g, h].into_iter().zip(&all) {
            for (o, a) in out.iter_mut().zip(all) {
                *o = T::from_f64(*a);
            }
        }
        Ok(())
    }
    fn curved(&self) -> Option<&dyn Curved<T>> {
        let curved = |part: &Part<'_, T>| part.items.coupled().is_some_and(|c| c.curved().is_some());
        self.parts.iter().all(curved).then_some(self)
    }
}

impl<E: Element<Wide = T>, T: Storage> Curved<T> for Mixture<'_, E> {
    fn product(
        &self,
        isa: Detected,
        threads: usize,
        factors: &[f64],
        vector: &[T],
        out: &mut [T],
    ) -> Result<(), Error> {
        let (mut one, mut all) = (vec![T::default(); out.len()], vec![-0.0; out.len()]);
        for Part { coefficient, items, .. } in &self.parts {
            if let Some(curved) = items.coupled().and_then(Coupled::curved) {
                curved.product(isa, threads, factors, vector, &mut one)?;
            }
            for (a, x) in all.iter_mut().zip(&one) {
                *a += coefficient * x.to_f64();
            }
        }
        for (o, a) in out.iter_mut().zip(&all) {
            *o = T::from_f64(*a);
        }
        Ok(())
    }
}
