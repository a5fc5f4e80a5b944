//! Hessians times vectors.

use core::ops::Range;
use std::borrow::Cow;

use super::{
    On,
    driver::{Outputs, Plan},
};
use crate::{
    Error,
    data::{Element, Storage},
    kernels::Order,
    reduce::OnEmpty,
    stages::{Ask, Items, Times},
};

/// Items whose gradient is the product of their hessian with a vector: the driver does with it what it does with
/// gradients.
struct Products<'a, T: Storage> {
    items: Box<dyn Items<T> + 'a>,
    /// Item after item.
    vector: Cow<'a, [T]>,
}

impl<T: Storage> Items<T> for Products<'_, T> {
    fn len(&self) -> usize {
        self.items.len()
    }
    fn width(&self) -> usize {
        self.items.width()
    }
    fn block(&self) -> usize {
        self.items.block()
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, kept, scale, g: out, .. } = ask;
        let width = self.width();
        let vector = &self.vector[items.start * width..items.end * width];
        self.items.multiply(items, Times { isa, kept, scale, vector, out });
    }
    fn multiply(&self, items: Range<usize>, times: Times<'_, T>) {
        self.items.multiply(items, times);
    }
}

impl<T: Element> On<'_, T> {
    /// The whole hessian of the loss under its reduction times a vector, both of the shape of the first input:
    /// how the gradient changes along the vector. It costs about as much as a gradient and a hessian, not the
    /// square of them.
    ///
    /// The elements of a row have mixed second derivatives, which [`On::gradient_and_hessian`] leaves out. What
    /// holds of gradients holds here: weights, masks, ignored labels, arrays along any axis, and derivatives
    /// in [another input](On::wrt). On kinks the hessian is 0, and under [`On::values`] each row has that of
    /// its own loss.
    ///
    /// ```
    /// use lossfn::{CrossEntropy, Logits};
    /// let loss = CrossEntropy::new();
    /// let logits = [0.0, 0.0, 1.0, 1.0]; // two rows of two classes, all as likely
    /// let on = loss.on(Logits::rows(&logits, 2)?, &[0u8, 1]).sum();
    /// assert_eq!(on.hessian_vector_product(&[1.0, 0.0, 1.0, 1.0])?, [0.25, -0.25, 0.0, 0.0]);
    ///
    /// // How far a step down the gradient should go, by the curvature along it.
    /// let gradient = on.gradient()?;
    /// let bent = on.hessian_vector_product(&gradient)?;
    /// let along = |v: &[f64]| gradient.iter().zip(v).map(|(g, v)| g * v).sum::<f64>();
    /// assert_eq!(along(&gradient) / along(&bent), 2.0);
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`On::gradient`], and when the vector has another length than the first input.
    pub fn hessian_vector_product<V: AsRef<[T]> + ?Sized>(self, vector: &V) -> Result<Vec<T>, Error> {
        let mut out = vec![T::default(); self.width()];
        self.hessian_vector_product_into(vector, &mut out)?;
        Ok(out)
    }
    /// [`On::hessian_vector_product`] into a buffer.
    ///
    /// # Errors
    /// As there, and when the buffer has another length; it is untouched then.
    pub fn hessian_vector_product_into<V: AsRef<[T]> + ?Sized>(
        self,
        vector: &V,
        out: &mut [T],
    ) -> Result<(), Error> {
        let (vector, n) = (vector.as_ref(), self.width());
        for (input, len) in [("vector", vector.len()), ("product", out.len())] {
            if len != n {
                return Err(Error::Shape { input, got: format!("({len},)"), want: format!("({n},)") });
            }
        }
        let Some(table) = self.inputs.table().filter(crate::data::Rows::scattered) else {
            return self.multiplied(T::read(vector), out);
        };
        let mut by_row = vec![T::default(); n];
        self.multiplied(table.beside(vector).read(0..table.len()), &mut by_row)?;
        table.scatter(&by_row, out);
        Ok(())
    }
    /// The product item after item.
    fn multiplied(&self, vector: Cow<'_, [T::Wide]>, out: &mut [T]) -> Result<(), Error> {
        let plan = self.plan()?;
        if let Some(coupled) = plan.items.coupled() {
            if let Some(curved) = coupled.curved() {
                let mut apart = vec![];
                let room = T::room(out, &mut apart);
                curved.product(plan.isa, self.threads, &self.factors(&plan)?, &vector, room)?;
                T::write(&apart, out);
                if self.is_empty(&plan) {
                    let nothing = if self.when_empty == OnEmpty::Nan { f64::NAN } else { 0.0 };
                    out.fill(T::rounded(nothing));
                }
                return Ok(());
            }
            return Err(Error::Unsupported {
                loss: self.loss.to_string(),
                what: "product with the hessian",
                why: "its rows are sparse, or those of a batch that is computed as a whole",
            });
        }
        let (scale, empty) = (self.scale(&plan)?, self.is_empty(&plan));
        let plan = Plan { items: Box::new(Products { items: plan.items, vector }), ..plan };
        self.run(&plan, scale, Order::Gradient, Outputs { sums: &mut [], v: &mut [], g: out, h: &mut [] })?;
        if empty {
            let nothing = if self.when_empty == OnEmpty::Nan { f64::NAN } else { 0.0 };
            out.fill(T::rounded(nothing));
        }
        Ok(())
    }
}
