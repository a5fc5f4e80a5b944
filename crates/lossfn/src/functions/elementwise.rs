//! Functions of one number or two, over slices.

use crate::{
    Error,
    data::Storage,
    formula::{Formula, Function},
    kernels::{BLOCK, Block, Detected, Order, Work},
    real::Real,
    threads,
};

/// So many blocks are a task of a thread.
const PER_TASK: usize = 16;

/// Where results go; what was not asked for is empty.
struct Out<'a, T> {
    v: &'a mut [T],
    g: &'a mut [T],
    h: &'a mut [T],
}

/// The part of a slice that belongs to a block; nothing of one that was not asked for.
fn part<T>(x: &mut [T], start: usize, n: usize) -> &mut [T] {
    if x.is_empty() { x } else { &mut x[start..start + n] }
}
fn cut<T>(x: &mut [T], at: usize) -> (&mut [T], &mut [T]) {
    x.split_at_mut(at.min(x.len()))
}

/// Runs a kernel over columns of equal length. The threads are those of the library, and no bit depends
/// on them.
fn run<T: Storage, const K: usize>(
    isa: Detected,
    kernel: &dyn Block<K>,
    order: Order,
    x: [&[T]; K],
    out: Out<'_, T>,
) -> Result<(), Error> {
    let n = x[0].len();
    threads::run(
        0,
        n.div_ceil(BLOCK),
        PER_TASK,
        out,
        &|Out { v, g, h }, at| {
            let ((v, v2), (g, g2), (h, h2)) = (cut(v, at * BLOCK), cut(g, at * BLOCK), cut(h, at * BLOCK));
            (Out { v, g, h }, Out { v: v2, g: g2, h: h2 })
        },
        &|blocks, Out { v, g, h }| {
            let (mut value, mut gradient) = ([T::default(); BLOCK], [T::default(); BLOCK]);
            for (i, b) in blocks.enumerate() {
                let (start, end) = (b * BLOCK, n.min((b + 1) * BLOCK));
                let (at, len) = (i * BLOCK, end - start);
                let v = if v.is_empty() { &mut value[..len] } else { part(v, at, len) };
                let g = match order {
                    Order::Value => &mut [],
                    _ if g.is_empty() => &mut gradient[..len],
                    _ => part(g, at, len),
                };
                let x = x.map(|x| &x[start..end]);
                T::run(kernel, Work { isa, order, x, v, g, h: part(h, at, len), scale: 1.0 });
            }
        },
    )
}

/// An output or an input has to be as long as the first input.
pub(super) fn same_length<T>(input: &'static str, x: &[T], n: usize) -> Result<(), Error> {
    if x.len() == n {
        return Ok(());
    }
    Err(Error::Shape { input, got: format!("({},)", x.len()), want: format!("({n},)") })
}

/// The product of a derivative and what it is weighted by, where 0 silences an infinity.
fn weigh<T: Storage>(derivative: T, upstream: T) -> T {
    let (d, u) = (derivative.to_f64(), upstream.to_f64());
    let silent = d == 0.0 && u.is_infinite() || u == 0.0 && d.is_infinite();
    if silent { T::default() } else { derivative * upstream }
}

/// A function of one number, over slices of `f32` or `f64`.
///
/// The names are those of losses: *gradient* is the first derivative at each number, *hessian* the
/// second. Where an output is of the wrong length there is an error, and nothing is written.
///
/// ```
/// use lossfn::functions::{Gelu, Unary, sigmoid};
///
/// let x = [-1.0f32, 0.0, 2.0];
/// assert_eq!(sigmoid(&x)[1], 0.5);
///
/// let mut slope = [0.0; 3];
/// Gelu.gradient_into(&x, &mut slope)?;
/// assert_eq!(slope[1], 0.5);
/// assert!(Gelu.gradient_into(&x, &mut [0.0]).is_err());
/// # Ok::<(), lossfn::Error>(())
/// ```
pub trait Unary: Block<1> + Sized {
    /// The function of each number.
    fn values<T: Storage>(&self, x: &[T]) -> Vec<T> {
        filled(x.len(), |out| self.values_into(x, out))
    }
    /// The derivative at each number.
    fn gradient<T: Storage>(&self, x: &[T]) -> Vec<T> {
        filled(x.len(), |out| self.gradient_into(x, out))
    }
    /// The second derivative at each number.
    fn hessian<T: Storage>(&self, x: &[T]) -> Vec<T> {
        filled(x.len(), |out| self.hessian_into(x, out))
    }
    /// The function of each number, into a slice.
    ///
    /// # Errors
    /// When the output is not as long as the input.
    fn values_into<T: Storage>(&self, x: &[T], out: &mut [T]) -> Result<(), Error> {
        same_length("out", out, x.len())?;
        run(Detected::best(), self, Order::Value, [x], Out { v: out, g: &mut [], h: &mut [] })
    }
    /// The derivative at each number, into a slice.
    ///
    /// # Errors
    /// When the output is not as long as the input.
    fn gradient_into<T: Storage>(&self, x: &[T], out: &mut [T]) -> Result<(), Error> {
        same_length("out", out, x.len())?;
        run(Detected::best(), self, Order::Gradient, [x], Out { v: &mut [], g: out, h: &mut [] })
    }
    /// The second derivative at each number, into a slice.
    ///
    /// # Errors
    /// When the output is not as long as the input.
    fn hessian_into<T: Storage>(&self, x: &[T], out: &mut [T]) -> Result<(), Error> {
        same_length("out", out, x.len())?;
        run(Detected::best(), self, Order::Hessian, [x], Out { v: &mut [], g: &mut [], h: out })
    }
    /// The function of each number and its derivative, in one pass.
    ///
    /// # Errors
    /// When an output is not as long as the input.
    fn values_and_gradient_into<T: Storage>(
        &self,
        x: &[T],
        value: &mut [T],
        gradient: &mut [T],
    ) -> Result<(), Error> {
        same_length("value", value, x.len())?;
        same_length("gradient", gradient, x.len())?;
        run(Detected::best(), self, Order::Gradient, [x], Out { v: value, g: gradient, h: &mut [] })
    }
    /// The derivative at each number, times a gradient that comes from above: a step of
    /// backpropagation. 0 silences an infinite derivative.
    ///
    /// # Errors
    /// When a slice is not as long as the input.
    fn backward_into<T: Storage>(&self, x: &[T], upstream: &[T], out: &mut [T]) -> Result<(), Error> {
        same_length("upstream", upstream, x.len())?;
        self.gradient_into(x, out)?;
        for (out, u) in out.iter_mut().zip(upstream) {
            *out = weigh(*out, *u);
        }
        Ok(())
    }
    /// Puts the function of each number in its place.
    fn values_in_place<T: Storage>(&self, x: &mut [T]) {
        let (isa, mut input) = (Detected::best(), [T::default(); BLOCK]);
        for x in x.chunks_mut(BLOCK) {
            let input = &mut input[..x.len()];
            input.copy_from_slice(x);
            let (g, h) = (&mut [], &mut []);
            T::run(self, Work { isa, order: Order::Value, x: [input], v: x, g, h, scale: 1.0 });
        }
    }
    /// The function with its derivatives on one instruction set.
    #[doc(hidden)]
    fn on_isa<T: Storage>(&self, isa: Detected, x: &[T]) -> [Vec<T>; 3] {
        let mut all = [(); 3].map(|()| vec![T::default(); x.len()]);
        let [v, g, h] = &mut all;
        // Without a number of threads this cannot fail.
        let _ = run(isa, self, Order::Hessian, [x], Out { v, g, h });
        all
    }
}

/// A function of two numbers, over pairs of slices of equal length; nothing is broadcast.
///
/// ```
/// use lossfn::functions::{Binary, XLogY, xlogy};
///
/// assert_eq!(xlogy(&[0.0, 2.0], &[0.0, 1.0])?, [0.0, 0.0]);
///
/// let (mut by_x, mut by_y) = ([0.0; 2], [0.0; 2]);
/// XLogY.gradient_into(&[3.0, 2.0], &[1.0, 4.0], &mut by_x, &mut by_y)?;
/// assert_eq!((by_x[0], by_y), (0.0, [3.0, 0.5]));
/// assert!(xlogy(&[1.0], &[1.0, 2.0]).is_err());
/// # Ok::<(), lossfn::Error>(())
/// ```
pub trait Binary: Function<2> + Block<2> + Clone + Sized {
    /// Whether the two numbers may change places: then their derivatives are found in the same way.
    const SYMMETRIC: bool = false;
    /// The function of each pair.
    ///
    /// # Errors
    /// When the inputs are not of equal length.
    fn values<T: Storage>(&self, x: &[T], y: &[T]) -> Result<Vec<T>, Error> {
        let mut out = vec![T::default(); x.len()];
        self.values_into(x, y, &mut out)?;
        Ok(out)
    }
    /// The function of each pair, into a slice.
    ///
    /// # Errors
    /// When the slices are not of equal length.
    fn values_into<T: Storage>(&self, x: &[T], y: &[T], out: &mut [T]) -> Result<(), Error> {
        same_length("y", y, x.len())?;
        same_length("out", out, x.len())?;
        run(Detected::best(), self, Order::Value, [x, y], Out { v: out, g: &mut [], h: &mut [] })
    }
    /// The derivatives in `x` and in `y`, into slices.
    ///
    /// # Errors
    /// When the slices are not of equal length.
    fn gradient_into<T: Storage>(
        &self,
        x: &[T],
        y: &[T],
        by_x: &mut [T],
        by_y: &mut [T],
    ) -> Result<(), Error> {
        same_length("y", y, x.len())?;
        same_length("by_x", by_x, x.len())?;
        same_length("by_y", by_y, x.len())?;
        let (isa, order) = (Detected::best(), Order::Gradient);
        run(isa, self, order, [x, y], Out { v: &mut [], g: by_x, h: &mut [] })?;
        by_second(isa, self, [x, y], by_y)
    }
    /// The function with its derivatives in `x` and in `y` on one instruction set.
    #[doc(hidden)]
    fn on_isa<T: Storage>(&self, isa: Detected, x: &[T], y: &[T]) -> [Vec<T>; 3] {
        let mut all = [(); 3].map(|()| vec![T::default(); x.len()]);
        let [v, g, h] = &mut all;
        let _ = run(isa, self, Order::Gradient, [x, y], Out { v, g, h: &mut [] });
        let _ = by_second(isa, self, [x, y], h);
        all
    }
}

/// The derivatives in the second number.
fn by_second<T: Storage, F: Binary>(
    isa: Detected,
    f: &F,
    [x, y]: [&[T]; 2],
    out: &mut [T],
) -> Result<(), Error> {
    let out = Out { v: &mut [], g: out, h: &mut [] };
    if F::SYMMETRIC {
        run(isa, f, Order::Gradient, [y, x], out)
    } else {
        run(isa, &Swapped(f.clone()), Order::Gradient, [y, x], out)
    }
}

/// The same function with its numbers in the other order: a kernel differentiates by the first.
#[derive(Clone, Debug)]
struct Swapped<F>(F);
impl<R: Real, F: Formula<R, 2>> Formula<R, 2> for Swapped<F> {
    #[inline(always)]
    fn value(&self, [y, x]: [R; 2]) -> R {
        self.0.value([x, y])
    }
}
impl<F: Function<2>> Function<2> for Swapped<F> {
    type Precision = F::Precision;
    type Over<R: Real> = Swapped<F::Over<R>>;
    #[inline(always)]
    fn over<R: Real>(&self, like: R) -> Self::Over<R> {
        Swapped(self.0.over(like))
    }
}

/// A new slice that a function has filled.
pub(super) fn filled<T: Storage>(n: usize, fill: impl FnOnce(&mut [T]) -> Result<(), Error>) -> Vec<T> {
    let mut out = vec![T::default(); n];
    // The length is right, and the library chooses the threads: there is nothing to go wrong.
    let done = fill(&mut out);
    debug_assert_eq!(done, Ok(()));
    out
}
