//! What is computed for each item: one loss, or a weighted sum of some.

use core::ops::Range;

use crate::{
    AnyLoss, Error,
    data::{Element, Inputs, Storage},
    formula::Dynamic,
    kernels::Kernel,
    spec::{Boosting, Mean, Row, Stage},
    stages::{Ask, Elements, Items, RowPairs, Softmax, Target, Taught, Times},
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

/// The place of the input that derivatives are taken in.
pub(crate) fn along(loss: &dyn Dynamic, wrt: Option<&str>) -> Result<usize, Error> {
    let Some(name) = wrt else { return Ok(0) };
    let (spec, inputs) = (loss.spec(), loss.inputs());
    let Some(along) = inputs.iter().position(|i| i.name == name) else {
        let known = inputs.iter().map(|i| i.name).collect();
        return Err(Error::UnknownInput { loss: spec.name, name: name.into(), known });
    };
    if spec.varying().all(|input| input.name != name) {
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
        (Kernel::Rows(kernel), Inputs::Taught(rows, teacher, labels), _, Stage::Taught) => {
            Ok(Box::new(Taught::new(kernel, rows, teacher, labels, ignore, loss.settings().temperature)?))
        }
        (Kernel::Rows(kernel), _, Some((rows, target)), Stage::Rows) if spec.row == Row::Sets => {
            Ok(Box::new(Softmax::new(kernel, rows, target, ignore, spec, loss.settings())?))
        }
        (_, _, _, Stage::Taught) => other(),
        (Kernel::Rows(kernel), _, Some((_, Target::Table(_))), _) if kernel.labels_only() => {
            unsupported("value for target distributions", "its formula is about one label")
        }
        (Kernel::Rows(kernel), _, Some((rows, target)), _) => {
            Ok(Box::new(Softmax::new(kernel, rows, target, ignore, spec, loss.settings())?))
        }
        _ => other(),
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
