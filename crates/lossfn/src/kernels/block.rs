//! The block kernel of a formula.

use super::sum::{self, Lanes, Pair, STEP};
use super::{Block, Check, Order, Work, leaves};
use crate::{
    data::Storage,
    formula::{Formula, Function, precision::Sealed},
    real::{Derived, Differentiable, Fused, NoFma, Number, Precise},
};

/// 256 bytes of f64: what one step of the inner loop takes. The compiler turns it into whole vectors.
const LANES: usize = 32;
/// 256 bytes of f32.
const WIDE: usize = 64;

/// Values of the formula, and its derivatives along the sum of the inputs in `SEED`, bit k for the
/// k-th, of at least `LANES` items.
#[inline(always)]
fn block<
    T: Storage,
    N: Number<T>,
    L: Function<K>,
    const K: usize,
    const ORDER: usize,
    const SEED: usize,
    const LANES: usize,
    const FUSED: bool,
>(
    loss: &L,
    x: [&[T]; K],
    v: &mut [T],
    g: &mut [T],
    h: &mut [T],
    scale: f64,
) {
    if const { ORDER < 2 && <L::Precision as Sealed>::FORM.whole(FUSED, T::NARROW) } {
        unreachable!("a whole kernel stands for all orders");
    }
    let n = v.len();
    let like = N::read(T::default());
    let scale = like.lift(scale);
    // Each order has its own reading of the loss; the two that are not used are dead code.
    let plain = loss.over(like);
    let first = loss.over(like.seeded(false));
    let second = loss.over(like.seeded(false).seeded(false));
    let mut start = 0;
    loop {
        let step = start..start + LANES;
        // Lanes are taken by index, never by iterators or `map`, which may stay calls.
        let mut inputs = [&x[0][step.clone()]; K];
        for k in 1..K {
            inputs[k] = &x[k][step.clone()];
        }
        let v = &mut v[step.clone()];
        let g = &mut g[if ORDER >= 1 { step.clone() } else { 0..0 }];
        let h = &mut h[if ORDER >= 2 { step.clone() } else { 0..0 }];
        for j in 0..LANES {
            let mut x = [like; K];
            for k in 0..K {
                x[k] = N::read(inputs[k][j]);
            }
            match ORDER {
                0 => v[j] = plain.value(x).write(),
                1 => {
                    let l = first.value(seed::<_, K, SEED>(x)).dual();
                    v[j] = l.v.write();
                    g[j] = (l.derivative() * scale).write();
                }
                _ => {
                    let l = second.value(seed::<_, K, SEED>(seed::<_, K, SEED>(x))).dual();
                    let slope = l.derivative().dual();
                    v[j] = l.v.dual().v.write();
                    g[j] = (slope.v * scale).write();
                    h[j] = (slope.derivative() * scale).write();
                }
            }
        }
        if start + LANES >= n {
            return;
        }
        // The last step overlaps the one before, so that there is no tail with code of its own: what
        // it does twice comes out the same.
        start = (start + LANES).min(n - LANES);
    }
}

/// Makes the inputs in `SEED` vary together.
#[inline(always)]
fn seed<R: Differentiable, const K: usize, const SEED: usize>(x: [R; K]) -> [R::Dual; K] {
    let mut seeded = [x[0].seeded(false); K];
    for k in 0..K {
        seeded[k] = x[k].seeded(SEED >> k & 1 == 1);
    }
    seeded
}

leaves! {
    fn leaf[T: Storage, L: Function<K>, const K: usize, const ORDER: usize, const SEED: usize, const LANES: usize]
        [T, L, K, ORDER, SEED, LANES](
        loss: &L, x: [&[T]; K], v: &mut [T], g: &mut [T], h: &mut [T], scale: f64
    ) {
        fused: block::<T, T::In<L::Precision, Fused>, L, K, ORDER, SEED, LANES, true>,
        unfused: block::<T, T::In<L::Precision, NoFma>, L, K, ORDER, SEED, LANES, false>,
    }
}

/// A leaf for whole steps: of inputs it makes values, gradients and hessians.
type Run<'r, T, const K: usize> = &'r dyn Fn([&[T]; K], &mut [T], &mut [T], &mut [T]);

fn orders<T: Storage, L: Function<K>, const K: usize, const SEED: usize, const LANES: usize>(
    loss: &L,
    work: Work<'_, T, K>,
) {
    let Work { isa, order, scale, .. } = work;
    let whole = <L::Precision as Sealed>::FORM.whole(isa.fused(), T::NARROW);
    let run: Run<'_, T, K> = &|x, v, g, h| match order {
        Order::Value if !whole => leaf::<T, L, K, 0, SEED, LANES>(isa, loss, x, v, g, h, scale),
        Order::Gradient if !whole => leaf::<T, L, K, 1, SEED, LANES>(isa, loss, x, v, g, h, scale),
        _ => leaf::<T, L, K, 2, SEED, LANES>(isa, loss, x, v, g, h, scale),
    };
    if whole { parts::<T, K, LANES>(work, run) } else { steps::<T, K, LANES>(work, run) }
}

/// So many items at once have room for derivatives that nobody asked for.
const PART: usize = 256;

/// Values and both derivatives, of which those that were not asked for are lost.
fn parts<T: Storage, const K: usize, const LANES: usize>(work: Work<'_, T, K>, run: Run<'_, T, K>) {
    let Work { x, v, g, h, .. } = work;
    let mut lost = [[T::default(); PART]; 2];
    let [lost_g, lost_h] = &mut lost;
    for (i, v) in v.chunks_mut(PART).enumerate() {
        let part = i * PART..i * PART + v.len();
        let room = 0..v.len();
        let g = if g.is_empty() { &mut lost_g[room.clone()] } else { &mut g[part.clone()] };
        let h = if h.is_empty() { &mut lost_h[room] } else { &mut h[part.clone()] };
        let x = x.map(|x| &x[part.clone()]);
        steps::<T, K, LANES>(Work { x, v, g, h, ..work }, run);
    }
}

/// All orders along the inputs in `SEED`.
fn bent<L: Function<K>, const K: usize, const SEED: usize>(loss: &L, work: Work<'_, f64, K>) {
    let Work { isa, scale, .. } = work;
    steps::<f64, K, LANES>(work, &|x, v, g, h| {
        leaf::<f64, L, K, 2, SEED, LANES>(isa, loss, x, v, g, h, scale);
    });
}

/// Too few items for a step are padded apart.
fn steps<T: Storage, const K: usize, const LANES: usize>(work: Work<'_, T, K>, run: Run<'_, T, K>) {
    let Work { x, v, g, h, .. } = work;
    let n = v.len();
    if n >= LANES {
        return run(x, v, g, h);
    }
    let mut inputs = [[T::default(); LANES]; K];
    for (padded, x) in inputs.iter_mut().zip(x) {
        padded[..n].copy_from_slice(&x[..n]);
    }
    let [mut pv, mut pg, mut ph] = [[T::default(); LANES]; 3];
    run(inputs.each_ref().map(|x| &x[..]), &mut pv, &mut pg, &mut ph);
    v.copy_from_slice(&pv[..n]);
    g.copy_from_slice(&pg[..g.len()]);
    h.copy_from_slice(&ph[..h.len()]);
}

/// The sum of whole steps of items, and their gradients, in one pass over memory: the same additions in
/// the same order as [`sum::sum`] of the values. Without a fused multiply-add there is none, as there
/// memory is not what takes the time.
#[allow(clippy::unnecessary_wraps, reason = "without a fused multiply-add there is none")]
#[inline(always)]
fn stream<T: Storage, N: Number<T>, L: Function<K>, const K: usize, const ORDER: usize>(
    loss: &L,
    x: [&[T]; K],
    g: &mut [T],
    scale: f64,
) -> Option<Lanes<f64>> {
    let like = N::read(T::default());
    let scale = like.lift(scale);
    let plain = loss.over(like);
    let first = loss.over(like.seeded(false));
    let mut lanes = Lanes::<f64>::new();
    let mut start = 0;
    while start < x[0].len() {
        let step = start..start + STEP;
        let mut inputs = [&x[0][step.clone()]; K];
        for k in 1..K {
            inputs[k] = &x[k][step.clone()];
        }
        let g = &mut g[if ORDER >= 1 { step } else { 0..0 }];
        let mut values = [T::default(); STEP];
        for j in 0..STEP {
            let mut x = [like; K];
            for k in 0..K {
                x[k] = N::read(inputs[k][j]);
            }
            if ORDER == 0 {
                values[j] = plain.value(x).write();
            } else {
                let l = first.value(seed::<_, K, 1>(x)).dual();
                values[j] = l.v.write();
                g[j] = (l.derivative() * scale).write();
            }
        }
        lanes.step(&values);
        start += STEP;
    }
    Some(lanes)
}

leaves! {
    fn stream_leaf[T: Storage, L: Function<K>, const K: usize, const ORDER: usize][T, L, K, ORDER](
        loss: &L, x: [&[T]; K], g: &mut [T], scale: f64
    ) -> Option<Lanes<f64>> {
        fused: stream::<T, T::In<L::Precision, Fused>, L, K, ORDER>,
        unfused: |_: &L, _: [&[T]; K], _: &mut [T], _: f64| None,
    }
}

fn streamed<T: Storage, L: Function<K>, const K: usize, const LANES: usize>(
    loss: &L,
    work: &mut Work<'_, T, K>,
) -> Option<Pair> {
    if !<L::Precision as Sealed>::STREAMS {
        return None;
    }
    let Work { isa, order, scale, .. } = *work;
    in_steps(
        work,
        &|x, g| match order {
            Order::Value => stream_leaf::<T, L, K, 0>(isa, loss, x, g, scale),
            Order::Gradient => stream_leaf::<T, L, K, 1>(isa, loss, x, g, scale),
            Order::Hessian => None,
        },
        &|rest| orders::<T, L, K, 1, LANES>(loss, rest),
    )
}

/// A leaf that sums whole steps.
type Stream<'s, T, const K: usize> = &'s dyn Fn([&[T]; K], &mut [T]) -> Option<Lanes<f64>>;

/// What is no whole step goes the long way.
fn in_steps<T: Storage, const K: usize>(
    work: &mut Work<'_, T, K>,
    stream: Stream<'_, T, K>,
    orders: &dyn Fn(Work<'_, T, K>),
) -> Option<Pair> {
    let n = work.x[0].len();
    let at = n - n % STEP;
    let Work { isa, order, x, g, scale, .. } = work;
    let (isa, order, scale) = (*isa, *order, *scale);
    let (g, g_rest) = g.split_at_mut(at.min(g.len()));
    let mut total = stream(x.each_ref().map(|x| &x[..at]), g)?.total();
    if at < n {
        let x = x.each_ref().map(|x| &x[at..]);
        let mut values = [T::default(); STEP];
        let v = &mut values[..n - at];
        orders(Work { isa, order, x, v, g: g_rest, h: &mut [], scale });
        total = total.plus(sum::sum(isa, v));
    }
    Some(total)
}

/// Item by item in double-double: for derivatives that have no kernel.
fn checked<L: Function<K>, const K: usize>(loss: &L, input: usize, work: Work<'_, f64, K>) {
    let Work { x, v, g, h, scale, .. } = work;
    for i in 0..v.len() {
        let item = core::array::from_fn(|k| Precise::new(x[k][i]).seeded(k == input).seeded(k == input));
        let l = Block::reference(loss, item).dual();
        let slope = l.derivative().dual();
        v[i] = l.v.dual().v.to_f64();
        // A derivative that does not read an input is NaN all the same where that is.
        let nan = x.iter().any(|x| x[i].is_nan());
        g[i] = if nan { f64::NAN } else { (slope.v * scale).to_f64() };
        h[i] = if nan { f64::NAN } else { (slope.derivative() * scale).to_f64() };
    }
}

impl<L: Function<K>, const K: usize> Block<K> for L {
    fn reference(&self, x: [Check; K]) -> Check {
        self.over(x[0]).value(x)
    }
    fn f32(&self, work: Work<'_, f32, K>) {
        orders::<f32, L, K, 1, WIDE>(self, work);
    }
    fn f64(&self, work: Work<'_, f64, K>) {
        orders::<f64, L, K, 1, LANES>(self, work);
    }
    fn along(&self, input: usize, work: Work<'_, f64, K>) {
        // One form for all: each of these would double the code of a loss.
        match input {
            1 if const { L::ALONG & 0b10 != 0 } => bent::<L, K, 0b10>(self, work),
            2 if const { L::ALONG & 0b100 != 0 } => bent::<L, K, 0b100>(self, work),
            3 if const { L::ALONG & 0b1000 != 0 } => bent::<L, K, 0b1000>(self, work),
            _ => checked(self, input, work),
        }
    }
    fn sum_f32(&self, work: &mut Work<'_, f32, K>) -> Option<Pair> {
        streamed::<f32, L, K, WIDE>(self, work)
    }
    fn sum_f64(&self, work: &mut Work<'_, f64, K>) -> Option<Pair> {
        streamed::<f64, L, K, LANES>(self, work)
    }
}
