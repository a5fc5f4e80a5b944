//! Element by element: an item is one element of each column.

#![allow(
    clippy::needless_bitwise_bool,
    reason = "a lazy operator is a branch, and stops a loop from becoming vectors"
)]

use core::ops::Range;
use std::sync::Arc;

use super::{Ask, Items, counts};
use crate::{
    Error,
    data::{Element, Storage as _},
    kernels::{BLOCK, Block, Pair, Work},
    spec::{Domain, Input},
};

/// `K` columns of equal length.
pub(crate) struct Elements<'a, T, const K: usize> {
    pub(crate) kernel: Arc<dyn Block<K>>,
    pub(crate) x: [&'a [T]; K],
    pub(crate) inputs: &'static [Input],
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
        let x = self.x.map(|x| T::read(&x[items.clone()]));
        let x = x.each_ref().map(|x| &**x);
        T::Wide::sum(
            &*self.kernel,
            &mut Work { isa: *isa, order: *order, x, v: &mut [], g, h, scale: *scale },
        )
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T::Wide>) {
        let Ask { isa, order, scale, v, g, h, .. } = ask;
        let x = self.x.map(|x| T::read(&x[items.clone()]));
        let x = x.each_ref().map(|x| &**x);
        T::Wide::run(&*self.kernel, Work { isa, order, x, v, g, h, scale });
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
