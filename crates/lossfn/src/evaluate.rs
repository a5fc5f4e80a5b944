//! A loss on data: what to compute, and the one driver that computes it for every loss.

use core::ops::Range;

use crate::{
    Error,
    catalogue::Term,
    data::{Inputs, Storage},
    formula::Dynamic,
    kernels::{BLOCK, Detected, Kernel, Order, sum::{self, Pair}},
    reduce::{OnEmpty, Partial, Reduction},
    spec::{Stage, Value},
    stages::{Ask, Elements, Items, RowPairs, Softmax, softmax::{Settings, Target}},
    threads,
};

/// A loss on data, not computed yet: say how, then ask for a result.
///
/// ```
/// use lossfn::Huber;
/// let huber = Huber::new(1.0)?;
/// let (pred, target, weight) = ([2.5f32, 0.0], [3.0f32, 2.0], [1.0f32, 3.0]);
/// assert_eq!(huber.on(&pred, &target).mean()?, (0.125 + 1.5) / 2.0);
/// let (value, gradient) = huber.on(&pred, &target).weight(&weight).value_and_gradient()?;
/// assert_eq!((value, gradient), ((0.125 + 4.5) / 4.0, vec![-0.125, -0.75]));
/// let (gradient, hessian) = huber.on(&pred, &target).values().gradient_and_hessian()?;
/// assert_eq!((gradient, hessian), (vec![-0.5, -1.0], vec![1.0, 0.0]));
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "nothing is computed until a result is asked for"]
pub struct On<'a, T> {
    loss: Terms<'a>,
    inputs: Inputs<'a, T>,
    weight: Option<&'a [T]>,
    mask: Option<&'a [bool]>,
    ignore: Option<i64>,
    threads: usize,
    grain: usize,
    isa: Option<Detected>,
    reduction: Reduction,
    on_empty: OnEmpty,
    validate: bool,
}

/// A typed loss on data.
#[doc(hidden)]
pub fn on<'a, T: Storage>(loss: &'a dyn Dynamic, inputs: Inputs<'a, T>) -> On<'a, T> {
    On::new(Terms::One(loss), inputs, false)
}

/// What is summed for each item.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Terms<'a> {
    One(&'a dyn Dynamic),
    Sum(&'a [Term]),
}

/// Items per task of a thread: enough work that starting one costs nothing.
const GRAIN: usize = 1 << 16;

/// Everything that is settled before the work begins.
struct Plan<'a, T> {
    items: Box<dyn Items<T> + 'a>,
    kept: Option<Vec<bool>>,
    count: usize,
    weight: Pair,
    isa: Detected,
}

/// Where results go; a slice is empty when it is not wanted.
struct Outputs<'a, T> {
    sums: &'a mut [Pair],
    v: &'a mut [T],
    g: &'a mut [T],
    h: &'a mut [T],
}

impl<'a, T: Storage> On<'a, T> {
    pub(crate) fn new(loss: Terms<'a>, inputs: Inputs<'a, T>, validate: bool) -> Self {
        Self {
            loss,
            inputs,
            weight: None,
            mask: None,
            ignore: None,
            threads: 0,
            grain: GRAIN,
            isa: None,
            reduction: Reduction::Mean,
            on_empty: OnEmpty::Error,
            validate,
        }
    }
    /// A weight for each item; one of 0 leaves it out.
    pub fn weight<W: AsRef<[T]> + ?Sized>(mut self, weight: &'a W) -> Self {
        self.weight = Some(weight.as_ref());
        self
    }
    /// Which items count: true keeps one.
    pub fn mask<M: AsRef<[bool]> + ?Sized>(mut self, keep: &'a M) -> Self {
        self.mask = Some(keep.as_ref());
        self
    }
    /// Leaves out the rows with this label.
    pub fn ignore(mut self, label: i64) -> Self {
        self.ignore = Some(label);
        self
    }
    /// How many threads may work; 0, the default, leaves it to the library. The bits do not depend
    /// on it.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
    /// What the mean of nothing is.
    pub fn on_empty(mut self, on_empty: OnEmpty) -> Self {
        self.on_empty = on_empty;
        self
    }
    /// Whether values are checked to lie in their domains. Losses by name do it, typed losses do not.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }
    /// How many items a thread takes at once.
    #[doc(hidden)]
    pub fn grain(mut self, items: usize) -> Self {
        self.grain = items;
        self
    }
    /// Which instruction set to use.
    #[doc(hidden)]
    pub fn isa(mut self, isa: Detected) -> Self {
        self.isa = Some(isa);
        self
    }
    /// How the losses become one number.
    pub fn reduce(mut self, reduction: Reduction) -> Self {
        self.reduction = reduction;
        self
    }
    /// `sum w l`, instead of the mean.
    pub fn sum(self) -> Self {
        self.reduce(Reduction::Sum)
    }
    /// `sum w l / N` over the items that count, instead of the mean.
    pub fn mean_n(self) -> Self {
        self.reduce(Reduction::MeanN)
    }
    /// `sum w l / rows`, instead of the mean.
    pub fn batch_mean(self) -> Self {
        self.reduce(Reduction::BatchMean)
    }
    /// `sum w l / constant`, instead of the mean.
    pub fn per(self, constant: f64) -> Self {
        self.reduce(Reduction::Per(constant))
    }
    /// A number for each item, not scaled, instead of the mean.
    pub fn values(self) -> Self {
        self.reduce(Reduction::Values)
    }

    /// `sum w l / sum w`.
    ///
    /// # Errors
    /// When shapes, labels, weights or checked values are not what the loss reads, and when there is
    /// nothing to average.
    pub fn mean(self) -> Result<f64, Error> {
        self.reduce(Reduction::Mean).value()
    }
    /// The loss under the reduction that was asked for.
    ///
    /// # Errors
    /// As [`On::mean`]; for [`On::values`], which are many.
    pub fn value(self) -> Result<f64, Error> {
        let plan = self.plan()?;
        let mut sums = self.sums(&plan);
        self.run(&plan, 1.0, Order::Value, Outputs { sums: &mut sums, v: &mut [], g: &mut [], h: &mut [] })?;
        self.total(&plan, &sums)
    }
    /// The loss of each item, times its weight; 0 for one that does not count.
    ///
    /// # Errors
    /// As [`On::mean`], but nothing is averaged.
    pub fn to_vec(self) -> Result<Vec<T>, Error> {
        let evaluation = self.evaluate()?;
        Ok((0..evaluation.len()).map(|i| T::from_f64(evaluation.contribution(i))).collect())
    }
    /// The loss and its gradient in the first input.
    ///
    /// # Errors
    /// As [`On::value`].
    pub fn value_and_gradient(self) -> Result<(f64, Vec<T>), Error> {
        let mut gradient = vec![T::default(); self.width()?];
        let value = self.value_and_gradient_into(&mut gradient)?;
        Ok((value, gradient))
    }
    /// The loss, and its gradient in the first input into a buffer.
    ///
    /// # Errors
    /// As [`On::value`], and when the buffer has another length; it is untouched then.
    pub fn value_and_gradient_into(self, gradient: &mut [T]) -> Result<f64, Error> {
        self.derivatives(Order::Gradient, gradient, &mut [])
    }
    /// The gradient in the first input.
    ///
    /// # Errors
    /// As [`On::mean`].
    pub fn gradient(self) -> Result<Vec<T>, Error> {
        let mut gradient = vec![T::default(); self.width()?];
        self.gradient_into(&mut gradient)?;
        Ok(gradient)
    }
    /// The gradient in the first input, into a buffer.
    ///
    /// # Errors
    /// As [`On::mean`], and when the buffer has another length; it is untouched then.
    pub fn gradient_into(self, gradient: &mut [T]) -> Result<(), Error> {
        self.derivatives(Order::Gradient, gradient, &mut []).map(drop)
    }
    /// The gradient and the diagonal of the hessian in the first input.
    ///
    /// # Errors
    /// As [`On::mean`].
    pub fn gradient_and_hessian(self) -> Result<(Vec<T>, Vec<T>), Error> {
        let n = self.width()?;
        let (mut gradient, mut hessian) = (vec![T::default(); n], vec![T::default(); n]);
        self.gradient_and_hessian_into(&mut gradient, &mut hessian)?;
        Ok((gradient, hessian))
    }
    /// The gradient and the diagonal of the hessian in the first input, into buffers.
    ///
    /// # Errors
    /// As [`On::mean`], and when a buffer has another length; both are untouched then.
    pub fn gradient_and_hessian_into(self, gradient: &mut [T], hessian: &mut [T]) -> Result<(), Error> {
        self.derivatives(Order::Hessian, gradient, hessian).map(drop)
    }
    /// The exact sums, to be merged with those of other items.
    ///
    /// # Errors
    /// As [`On::mean`], but nothing is averaged.
    pub fn partial(self) -> Result<Partial, Error> {
        let mut part = [Partial::of(self.loss.to_string())];
        self.evaluate()?.add_to(&mut part, |_| 0)?;
        let [part] = part;
        Ok(part)
    }
    /// The loss of each item, its weight, and whether it counts.
    ///
    /// # Errors
    /// As [`On::mean`], but nothing is averaged.
    pub fn evaluate(self) -> Result<Evaluation<T>, Error> {
        let plan = self.plan()?;
        let mut values = vec![T::default(); plan.items.len()];
        self.run(&plan, 1.0, Order::Value, Outputs { sums: &mut [], v: &mut values, g: &mut [], h: &mut [] })?;
        let factors = self.weight.map(<[T]>::to_vec);
        let denominators = plan.items.denominators().map(<[T]>::to_vec);
        Ok(Evaluation { loss: self.loss.to_string(), values, factors, denominators, kept: plan.kept })
    }

    /// How many derivatives there are.
    fn width(&self) -> Result<usize, Error> {
        Ok(match self.inputs {
            Inputs::Columns(x, _) | Inputs::Weights(x) => x.len(),
            Inputs::Tables(x, _) | Inputs::Labelled(x, _) => x.data().len(),
        })
    }
    fn derivatives(self, order: Order, g: &mut [T], h: &mut [T]) -> Result<f64, Error> {
        let n = self.width()?;
        for (input, len) in [("gradient", g.len()), ("hessian", if order == Order::Hessian { h.len() } else { n })] {
            if len != n {
                return Err(Error::Shape { input, got: format!("({len},)"), want: format!("({n},)") });
            }
        }
        let plan = self.plan()?;
        let divisor = self.divisor(&plan)?;
        let scale = divisor.map_or(1.0, |d| if d.hi == 0.0 { 0.0 } else { 1.0 / d.round() });
        let mut sums = self.sums(&plan);
        let empty = self.is_empty(&plan);
        self.run(&plan, scale, order, Outputs { sums: &mut sums, v: &mut [], g, h })?;
        if empty {
            let nothing = T::from_f64(if self.on_empty == OnEmpty::Nan { f64::NAN } else { 0.0 });
            g.fill(nothing);
            h.fill(nothing);
        }
        if self.reduction == Reduction::Values { Ok(f64::NAN) } else { self.total(&plan, &sums) }
    }

    fn sums(&self, plan: &Plan<'_, T>) -> Vec<Pair> {
        vec![Pair::default(); plan.items.len().div_ceil(plan.items.block())]
    }
    fn is_empty(&self, plan: &Plan<'_, T>) -> bool {
        match self.reduction {
            Reduction::Mean => plan.weight.hi == 0.0,
            Reduction::MeanN => plan.count == 0,
            Reduction::BatchMean => plan.items.len() == 0,
            Reduction::Sum | Reduction::Per(_) | Reduction::Values => false,
        }
    }
    /// What the sum is divided by, if by anything.
    fn divisor(&self, plan: &Plan<'_, T>) -> Result<Option<Pair>, Error> {
        if self.is_empty(plan) && self.on_empty == OnEmpty::Error {
            let rows = plan.items.len();
            return Err(Error::Empty { rows, dropped: rows - plan.count });
        }
        let whole = |x: f64| Some(Pair { hi: x, lo: 0.0 });
        Ok(match self.reduction {
            Reduction::Mean => Some(plan.weight),
            Reduction::MeanN => whole(plan.count as f64),
            Reduction::BatchMean => whole(plan.items.len() as f64),
            Reduction::Per(constant) => whole(constant),
            Reduction::Sum | Reduction::Values => None,
        })
    }
    fn total(&self, plan: &Plan<'_, T>, sums: &[Pair]) -> Result<f64, Error> {
        if self.reduction == Reduction::Values {
            return Err(Error::Unsupported {
                loss: self.loss.to_string(),
                what: "single value under `values`",
                why: "there is one for each item; ask for `to_vec`, or for another reduction",
            });
        }
        let divisor = self.divisor(plan)?;
        if self.is_empty(plan) {
            return Ok(if self.on_empty == OnEmpty::Nan { f64::NAN } else { 0.0 });
        }
        let sum = sums.iter().fold(Pair::default(), |a, &b| a.plus(b));
        if !T::NARROW && !sum.hi.is_finite() {
            // The sum may have overflowed where the mean does not: the exact one cannot.
            return self.partial()?.value(self.reduction, self.on_empty);
        }
        Ok(divisor.map_or_else(|| sum.round(), |d| sum.over(d)))
    }

    fn plan(&self) -> Result<Plan<'a, T>, Error> {
        let items = self.loss.items(self.inputs, self.ignore)?;
        let n = items.len();
        let length = |input, len| {
            let shape = |n| format!("({n},)");
            if len == n { Ok(()) } else { Err(Error::Shape { input, got: shape(len), want: shape(n) }) }
        };
        self.reduction.check()?;
        if let Some(mask) = self.mask {
            length("mask", mask.len())?;
        }
        let mut zero = false;
        if let Some(w) = self.weight {
            length("weight", w.len())?;
            let allowed = crate::spec::Domain::NON_NEGATIVE;
            if let Some(index) = w.iter().position(|w| !allowed.contains(w.to_f64())) {
                return Err(Error::Value { input: "weight", index, value: w[index].to_f64(), allowed });
            }
            zero = w.iter().any(|w| w.to_f64() == 0.0);
        }
        let kept: Option<Vec<bool>> = (self.mask.is_some() || zero || items.ignores()).then(|| {
            (0..n)
                .map(|i| {
                    self.mask.is_none_or(|m| m[i])
                        && self.weight.is_none_or(|w| w[i].to_f64() != 0.0)
                        && !items.ignored(i)
                })
                .collect()
        });
        items.check_labels(kept.as_deref())?;
        if self.validate {
            items.check_values(kept.as_deref())?;
        }
        let isa = self.isa.unwrap_or_else(Detected::best);
        let count = kept.as_ref().map_or(n, |k| k.iter().filter(|&&k| k).count());
        let weight = match (self.weight, items.denominators()) {
            (None, None) => Pair { hi: count as f64, lo: 0.0 },
            (Some(w), None) | (None, Some(w)) => total(isa, w, None, kept.as_deref()),
            (Some(w), Some(d)) => total(isa, w, Some(d), kept.as_deref()),
        };
        Ok(Plan { items, kept, count, weight, isa })
    }

    fn run(&self, plan: &Plan<'_, T>, scale: f64, order: Order, out: Outputs<'_, T>) -> Result<(), Error> {
        let items = &*plan.items;
        let per_task = (self.grain / items.width().max(1)).div_ceil(items.block()).max(1);
        let blocks = items.len().div_ceil(items.block());
        let width = items.width();
        threads::run(self.threads, blocks, per_task, out, &|out, at| cut(out, at, items.block(), width), &|range, out| {
            self.blocks(plan, range, scale, order, out);
        })
    }

    /// Some blocks, one after the other.
    fn blocks(&self, plan: &Plan<'_, T>, range: Range<usize>, scale: f64, order: Order, out: Outputs<'_, T>) {
        let items = &*plan.items;
        let (block, width) = (items.block(), items.width());
        let Outputs { sums, v, g, h } = out;
        let mut scratch = [T::default(); BLOCK];
        for (i, b) in range.enumerate() {
            let part = b * block..items.len().min((b + 1) * block);
            let n = part.len();
            let v = if v.is_empty() { &mut scratch[..n] } else { &mut v[i * block..][..n] };
            let g = if order >= Order::Gradient { &mut g[i * block * width..][..n * width] } else { &mut [] };
            let h = if order >= Order::Hessian { &mut h[i * block * width..][..n * width] } else { &mut [] };
            let kept = plan.kept.as_ref().map(|k| &k[part.clone()]);
            let weight = self.weight.map(|w| &w[part.clone()]);
            items.run(part, Ask { isa: plan.isa, order, kept, scale, v, g, h });
            if let Some(kept) = kept {
                for (i, _) in kept.iter().enumerate().filter(|(_, kept)| !**kept) {
                    v[i] = T::default();
                    for d in [&mut *g, &mut *h] {
                        d.iter_mut().skip(i * width).take(width).for_each(|d| *d = T::default());
                    }
                }
            }
            if let Some(w) = weight {
                for d in [&mut *g, &mut *h] {
                    for (d, &w) in d.chunks_mut(width).zip(w) {
                        d.iter_mut().for_each(|d| *d = *d * w);
                    }
                }
            }
            if let Some(s) = sums.get_mut(i) {
                *s = weight.map_or_else(|| sum::sum(plan.isa, v), |w| sum::dot(plan.isa, v, w));
            }
        }
    }
}

/// Splits outputs before block `at`.
fn cut<T>(out: Outputs<'_, T>, at: usize, block: usize, width: usize) -> (Outputs<'_, T>, Outputs<'_, T>) {
    fn halves<U>(x: &mut [U], at: usize) -> (&mut [U], &mut [U]) {
        x.split_at_mut(at.min(x.len()))
    }
    let (sums, v, g, h) = (
        halves(out.sums, at),
        halves(out.v, at * block),
        halves(out.g, at * block * width),
        halves(out.h, at * block * width),
    );
    (Outputs { sums: sums.0, v: v.0, g: g.0, h: h.0 }, Outputs { sums: sums.1, v: v.1, g: g.1, h: h.1 })
}

/// The sum of weights over the items that count, and of their products with another.
fn total<T: Storage>(isa: Detected, w: &[T], d: Option<&[T]>, kept: Option<&[bool]>) -> Pair {
    let mut sum = Pair::default();
    let mut block = [T::default(); BLOCK];
    for start in (0..w.len()).step_by(BLOCK) {
        let part = start..w.len().min(start + BLOCK);
        let block = &mut block[..part.len()];
        block.copy_from_slice(&w[part.clone()]);
        if let Some(kept) = kept {
            for (b, _) in block.iter_mut().zip(&kept[part.clone()]).filter(|(_, kept)| !**kept) {
                *b = T::default();
            }
        }
        sum = sum.plus(d.map_or_else(|| sum::sum(isa, block), |d| sum::dot(isa, block, &d[part])));
    }
    sum
}

/// The losses of some items.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation<T> {
    loss: String,
    values: Vec<T>,
    factors: Option<Vec<T>>,
    denominators: Option<Vec<T>>,
    kept: Option<Vec<bool>>,
}

impl<T: Storage> Evaluation<T> {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
    /// The loss of each item, without its weight; 0 for one that does not count.
    pub fn values(&self) -> &[T] {
        &self.values
    }
    /// Whether an item counts.
    pub fn counts(&self, i: usize) -> bool {
        self.kept.as_ref().is_none_or(|k| k[i])
    }
    fn factor(&self, i: usize) -> f64 {
        self.factors.as_ref().map_or(1.0, |w| w[i].to_f64())
    }
    /// What an item adds to the numerator of a mean.
    pub fn contribution(&self, i: usize) -> f64 {
        if self.counts(i) { self.values[i].to_f64() * self.factor(i) } else { 0.0 }
    }
    /// What an item adds to the denominator of a mean.
    pub fn weight(&self, i: usize) -> f64 {
        let class = self.denominators.as_ref().map_or(1.0, |d| d[i].to_f64());
        if self.counts(i) { class * self.factor(i) } else { 0.0 }
    }
    /// Adds each item to the part of its group.
    ///
    /// # Errors
    /// When a part is of another loss, or a group has no part; nothing is added then.
    pub fn add_to(&self, parts: &mut [Partial], group: impl Fn(usize) -> usize) -> Result<(), Error> {
        if let Some(part) = parts.iter().find(|p| p.loss() != self.loss) {
            return Err(Error::Merge { left: part.loss().into(), right: self.loss.clone() });
        }
        if let Some(i) = (0..self.len()).find(|&i| group(i) >= parts.len()) {
            let want = format!("a group below {}", parts.len());
            return Err(Error::Shape { input: "group", got: group(i).to_string(), want });
        }
        let plain = self.factors.is_none() && self.denominators.is_none() && self.kept.is_none();
        if let (true, [part]) = (plain, &mut *parts) {
            const MANY: usize = 1 << 16;
            let mut wide = Vec::with_capacity(self.len().min(MANY));
            for values in self.values.chunks(MANY) {
                wide.clear();
                wide.extend(values.iter().map(|v| v.to_f64()));
                part.add_slice(&wide);
            }
            return Ok(());
        }
        for (i, value) in self.values.iter().enumerate() {
            let part = &mut parts[group(i)];
            if self.counts(i) {
                part.add(value.to_f64(), self.factor(i), self.weight(i));
            } else {
                part.skip();
            }
        }
        Ok(())
    }
}

impl core::fmt::Display for Terms<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::One(loss) => crate::catalogue::write_loss(f, *loss),
            Self::Sum(terms) => crate::catalogue::write_terms(f, terms),
        }
    }
}

impl<'a> Terms<'a> {
    fn items<T: Storage>(self, inputs: Inputs<'a, T>, ignore: Option<i64>) -> Result<Box<dyn Items<T> + 'a>, Error> {
        match self {
            Self::One(loss) => items(loss, inputs, ignore),
            Self::Sum([term]) if term.coefficient == 1.0 => items(&*term.loss, inputs, ignore),
            Self::Sum(terms) => {
                let terms: Vec<_> = terms
                    .iter()
                    .map(|t| Ok((t.coefficient, items(&*t.loss, inputs, ignore)?)))
                    .collect::<Result<_, Error>>()?;
                Ok(Box::new(Mixture { terms }))
            }
        }
    }
}

/// The stage of a loss, with the data.
fn items<'a, T: Storage>(loss: &'a dyn Dynamic, inputs: Inputs<'a, T>, ignore: Option<i64>) -> Result<Box<dyn Items<T> + 'a>, Error> {
    let spec = loss.spec();
    let equal = |a: usize, b: usize| {
        if a == b {
            Ok(())
        } else {
            Err(Error::Shape { input: spec.inputs[1].name, got: format!("({b},)"), want: format!("({a},)") })
        }
    };
    let target = match inputs {
        Inputs::Labelled(_, labels) => Some(Target::Labels(labels)),
        Inputs::Tables(_, t) => Some(Target::Distributions(t)),
        _ => None,
    };
    match (loss.kernel(), inputs, spec.stage) {
        (Kernel::Two(kernel), Inputs::Columns(a, b), Stage::Elements) => {
            equal(a.len(), b.len())?;
            Ok(Box::new(Elements { kernel, x: [a, b], inputs: loss.inputs() }))
        }
        (Kernel::One(kernel), Inputs::Weights(a), Stage::Weights) => {
            Ok(Box::new(Elements { kernel, x: [a], inputs: loss.inputs() }))
        }
        (Kernel::Two(kernel), Inputs::Tables(a, b), Stage::Rows) => {
            if a.shape() != b.shape() {
                return Err(Error::Shape { input: spec.inputs[1].name, got: b.shape(), want: a.shape() });
            }
            Ok(Box::new(RowPairs { kernel, tables: [a, b], inputs: loss.inputs() }))
        }
        (Kernel::Rows(kernel), Inputs::Tables(..), _) if kernel.labels_only() => Err(Error::Unsupported {
            loss: spec.name.into(),
            what: "value for target distributions",
            why: "its formula is about one label",
        }),
        (Kernel::Rows(kernel), Inputs::Tables(rows, _) | Inputs::Labelled(rows, _), stage) => {
            let values = loss.values();
            let named = |name| spec.params.iter().position(|p| p.name == name).map(|k| &values[k]);
            let settings = Settings {
                ignore,
                logits: stage == Stage::Softmax,
                temperature: if let Some(Value::Number(t)) = named("temperature") { *t } else { 1.0 },
                class_weight: if let Some(Value::Vector(w)) = named("class_weight") { Some(w.clone()) } else { None },
            };
            match target {
                Some(target) => Ok(Box::new(Softmax::new(kernel, rows, target, settings)?)),
                None => Err(Error::Inputs { loss: spec.name.into(), got: inputs.kind(), want: stage.reads() }),
            }
        }
        _ => Err(Error::Inputs { loss: spec.name.into(), got: inputs.kind(), want: spec.stage.reads() }),
    }
}

/// A weighted sum of losses of the same items, block by block: one pass over the data.
struct Mixture<'a, T> {
    terms: Vec<(f64, Box<dyn Items<T> + 'a>)>,
}

impl<T: Storage> Items<T> for Mixture<'_, T> {
    fn len(&self) -> usize {
        self.terms[0].1.len()
    }
    fn width(&self) -> usize {
        self.terms[0].1.width()
    }
    fn block(&self) -> usize {
        self.terms[0].1.block()
    }
    fn ignores(&self) -> bool {
        self.terms[0].1.ignores()
    }
    fn ignored(&self, item: usize) -> bool {
        self.terms[0].1.ignored(item)
    }
    fn denominators(&self) -> Option<&[T]> {
        self.terms[0].1.denominators()
    }
    fn check_labels(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        self.terms.iter().try_for_each(|(_, items)| items.check_labels(kept))
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        self.terms.iter().try_for_each(|(_, items)| items.check_values(kept))
    }
    fn run(&self, part: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, kept, scale, v, g, h } = ask;
        let mut out = [v, g, h];
        let mut one = out.each_ref().map(|o| vec![T::default(); o.len()]);
        let mut all = out.each_ref().map(|o| vec![0.0; o.len()]);
        for (coefficient, items) in &self.terms {
            let [v, g, h] = &mut one;
            items.run(part.clone(), Ask { isa, order, kept, scale, v, g, h });
            for (all, one) in all.iter_mut().zip(&one) {
                for (a, x) in all.iter_mut().zip(one) {
                    *a += coefficient * x.to_f64();
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
