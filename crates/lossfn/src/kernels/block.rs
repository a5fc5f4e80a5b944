//! The block kernel of a formula.

use super::{Block, Detected, Number, Order, RowBlock, Work, leaves};
use crate::{
    data::Storage,
    formula::{Formula, Loss, precision::Sealed},
    real::{Dual, Real},
    stages::{Reads, Statistic},
};

/// 256 bytes of f64: what one step of the inner loop takes. The compiler turns it into whole vectors.
const LANES: usize = 32;
/// 256 bytes of f32.
const WIDE: usize = 64;

/// Values of the formula, and its derivatives along the sum of the inputs in `SEED`, bit k for the
/// k-th.
#[inline(always)]
fn block<T: Storage, N: Number<T>, L: Loss<K>, const K: usize, const ORDER: usize, const SEED: usize, const LANES: usize>(
    loss: &L,
    x: [&[T]; K],
    v: &mut [T],
    g: &mut [T],
    h: &mut [T],
    scale: f64,
) {
    let n = v.len();
    let (gn, hn) = (if ORDER < 1 { 0 } else { n }, if ORDER < 2 { 0 } else { n });
    let like = N::read(T::default());
    let scale = like.lift(scale);
    // Each order has its own reading of the loss; the two that are not used are dead code.
    let plain = loss.over(like);
    let first = loss.over(Dual::constant(like));
    let second = loss.over(Dual::constant(Dual::constant(like)));
    let at = |x: [T; K]| -> (T, T, T) {
        let x = x.map(N::read);
        match ORDER {
            0 => (plain.value(x).write(), T::default(), T::default()),
            1 => {
                let l = first.value(seed::<_, K, SEED>(x));
                (l.v.write(), (l.derivative() * scale).write(), T::default())
            }
            _ => {
                let l = second.value(seed::<_, K, SEED>(seed::<_, K, SEED>(x)));
                (l.v.v.write(), (l.derivative().v * scale).write(), (l.derivative().derivative() * scale).write())
            }
        }
    };
    let chunks = x.map(|x| x[..n].as_chunks::<LANES>().0);
    let (v, v_end) = v.as_chunks_mut::<LANES>();
    let (g, g_end) = g[..gn].as_chunks_mut::<LANES>();
    let (h, h_end) = h[..hn].as_chunks_mut::<LANES>();
    let steps = v.len();
    let chunks = chunks.map(|c| &c[..steps]);
    for i in 0..steps {
        for j in 0..LANES {
            let (value, gradient, hessian) = at(chunks.map(|c| c[i][j]));
            v[i][j] = value;
            if ORDER >= 1 {
                g[i][j] = gradient;
            }
            if ORDER >= 2 {
                h[i][j] = hessian;
            }
        }
    }
    let rest = v_end.len();
    if rest > 0 {
        // The tail is padded apart: the lanes above never see a bound that varies.
        let ends = x.map(|x| {
            let mut end = [T::default(); LANES];
            end[..rest].copy_from_slice(&x[n - rest..n]);
            end
        });
        let mut out = [[T::default(); LANES]; 3];
        for j in 0..LANES {
            (out[0][j], out[1][j], out[2][j]) = at(ends.map(|e| e[j]));
        }
        v_end.copy_from_slice(&out[0][..rest]);
        g_end.copy_from_slice(&out[1][..g_end.len()]);
        h_end.copy_from_slice(&out[2][..h_end.len()]);
    }
}

/// Makes the inputs in `SEED` vary together.
#[inline(always)]
fn seed<R: Real, const K: usize, const SEED: usize>(x: [R; K]) -> [Dual<R>; K] {
    let mut k = 0;
    x.map(|x| {
        let varies = SEED >> k & 1 == 1;
        k += 1;
        if varies { Dual::variable(x) } else { Dual::constant(x) }
    })
}

leaves! {
    fn leaf[T: Storage, L: Loss<K>, const K: usize, const ORDER: usize, const SEED: usize, const LANES: usize]
        [T, L, K, ORDER, SEED, LANES](
        loss: &L, x: [&[T]; K], v: &mut [T], g: &mut [T], h: &mut [T], scale: f64
    ) {
        fused: block::<T, <L::Precision as Sealed>::Fused<T>, L, K, ORDER, SEED, LANES>,
        unfused: block::<T, <L::Precision as Sealed>::Unfused<T>, L, K, ORDER, SEED, LANES>,
    }
}

#[inline(always)]
fn orders<T: Storage, L: Loss<K>, const K: usize, const SEED: usize, const LANES: usize>(loss: &L, work: Work<'_, T, K>) {
    let Work { isa, order, x, v, g, h, scale } = work;
    match order {
        Order::Value => leaf::<T, L, K, 0, SEED, LANES>(isa, loss, x, v, g, h, scale),
        Order::Gradient => leaf::<T, L, K, 1, SEED, LANES>(isa, loss, x, v, g, h, scale),
        Order::Hessian => leaf::<T, L, K, 2, SEED, LANES>(isa, loss, x, v, g, h, scale),
    }
}

impl<L: Loss<1>> Block<1> for L {
    fn f32(&self, work: Work<'_, f32, 1>) {
        orders::<f32, L, 1, 1, WIDE>(self, work);
    }
    fn f64(&self, work: Work<'_, f64, 1>) {
        orders::<f64, L, 1, 1, LANES>(self, work);
    }
}
impl<L: Loss<2>> Block<2> for L {
    fn f32(&self, work: Work<'_, f32, 2>) {
        orders::<f32, L, 2, 1, WIDE>(self, work);
    }
    fn f64(&self, work: Work<'_, f64, 2>) {
        orders::<f64, L, 2, 1, LANES>(self, work);
    }
}
impl<L: Loss<3> + Reads> RowBlock for L {
    fn statistics(&self) -> &'static [Statistic] {
        self.reads()
    }
    fn run(&self, seed: usize, work: Work<'_, f64, 3>) {
        match seed {
            1 => orders::<f64, L, 3, 1, LANES>(self, work),
            2 => orders::<f64, L, 3, 2, LANES>(self, work),
            _ => orders::<f64, L, 3, 3, LANES>(self, work),
        }
    }
}
