//! Element by element: an item is one element of each column.

#![allow(
    clippy::needless_bitwise_bool,
    reason = "a lazy operator is a branch, and stops a loop from becoming vectors"
)]

use core::ops::Range;
use std::sync::Arc;

use super::{Ask, Items, Times, counts, diagonal};
use crate::{
    Error,
    data::{Element, Storage},
    kernels::{BLOCK, Block, Detected, Order, Pair, Work},
    spec::{Domain, Input},
};

/// `K` columns of equal length.
pub(crate) struct Elements<'a, T, const K: usize> {
    pub(crate) kernel: Arc<dyn Block<K>>,
    pub(crate) x: [&'a [T]; K],
    pub(crate) inputs: &'static [Input],
    /// The input that derivatives are taken in.
    pub(crate) along: usize,
}

impl<T: Element, const K: usize> Items<T::Wide> for Elements<'_, T, K> {
    fn len(&self) -> usize {
        self.x[0].len()
    }
    fn width(&self) -> usize {
        1
    }
    fn block(&self) -> usize {
        BLOCK
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        for (input, x) in self.inputs.iter().zip(self.x) {
            check(input, x, |i| counts(kept, i))?;
        }
        Ok(())
    }
    fn sum(&self, items: Range<usize>, ask: &mut Ask<'_, T::Wide>) -> Option<Pair> {
        let Ask { isa, order, scale, g, h, .. } = ask;
        if self.along != 0 {
            return None;
        }
        let x = self.x.map(|x| T::read(&x[items.clone()]));
        let x = x.each_ref().map(|x| &**x);
        T::Wide::sum(
            &*self.kernel,
            &mut Work { isa: *isa, order: *order, x, v: &mut [], g, h, scale: *scale },
        )
    }
    fn multiply(&self, items: Range<usize>, times: Times<'_, T::Wide>) {
        diagonal(self, items, times);
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T::Wide>) {
        let Ask { isa, order, scale, v, g, h, .. } = ask;
        let x = self.x.map(|x| T::read(&x[items.clone()]));
        let x = x.each_ref().map(|x| &**x);
        if self.along == 0 || order == Order::Value {
            return T::Wide::run(&*self.kernel, Work { isa, order, x, v, g, h, scale });
        }
        // The values are those that they are without derivatives, bit for bit.
        T::Wide::run(&*self.kernel, Work { isa, order: Order::Value, x, v, g: &mut [], h: &mut [], scale });
        let wide = Slopes::of(&*self.kernel, isa, order, x, self.along, scale);
        for (out, x) in g.iter_mut().zip(wide.g).chain(h.iter_mut().zip(wide.h)) {
            *out = T::Wide::from_f64(x);
        }
    }
}

/// Values and derivatives of a block in f64, whatever it holds; empty are those that nobody asked for.
pub(super) struct Slopes {
    pub(super) v: Vec<f64>,
    pub(super) g: Vec<f64>,
    pub(super) h: Vec<f64>,
}

impl Slopes {
    /// The derivatives are those in the input `along`.
    pub(super) fn of<T: Storage, const K: usize>(
        kernel: &dyn Block<K>,
        isa: Detected,
        order: Order,
        x: [&[T]; K],
        along: usize,
        scale: f64,
    ) -> Self {
        let x = x.map(|x| x.iter().map(|x| x.to_f64()).collect::<Vec<f64>>());
        let n = x[0].len();
        // Along another input there is one kernel for all orders.
        let asked = if along == 0 { order } else { Order::Hessian };
        let [mut v, mut g, mut h] = [Order::Value, Order::Gradient, Order::Hessian]
            .map(|least| vec![0.0; if asked >= least { n } else { 0 }]);
        for start in (0..n).step_by(BLOCK) {
            let part = start..n.min(start + BLOCK);
            let x = x.each_ref().map(|x| &x[part.clone()]);
            let [v, g, h] = [&mut v, &mut g, &mut h]
                .map(|out| if out.is_empty() { &mut [] } else { &mut out[part.clone()] });
            let work = Work { isa, order, x, v, g, h, scale };
            if along == 0 { kernel.f64(work) } else { kernel.along(along, work) }
        }
        Self { v, g, h }
    }
}

/// The first value of an input that counts and lies outside the domain.
pub(crate) fn check<T: Element>(input: &Input, x: &[T], counts: impl Fn(usize) -> bool) -> Result<(), Error> {
    // Any number is allowed, and NaN answers NaN.
    if input.domain == Domain::REAL {
        return Ok(());
    }
    // Whole blocks first, in a loop that vectorises; the offender is then looked for.
    for (b, block) in x.chunks(BLOCK).enumerate() {
        let block = T::read(block);
        let bad = match input.domain {
            Domain::Interval { low, high, low_closed, high_closed } => block.iter().fold(false, |bad, x| {
                let x = x.to_f64();
                bad | !((low < x || low_closed & (low == x)) & (x < high || high_closed & (high == x)))
            }),
            Domain::Outside { .. } | Domain::Points(_) => {
                block.iter().fold(false, |bad, x| bad | !input.domain.contains(x.to_f64()))
            }
        };
        if bad {
            let offender = |&i: &usize| !input.domain.contains(x[i].widen().to_f64()) && counts(i);
            if let Some(index) = (b * BLOCK..b * BLOCK + block.len()).find(offender) {
                return Err(Error::Value {
                    input: input.name,
                    index,
                    value: x[index].widen().to_f64(),
                    allowed: input.domain,
                });
            }
        }
    }
    Ok(())
}
