//! Scores that are compared, and not turned into probabilities.

use super::{Column, Kept, LANES, Layout, add, classes, fold, pulls::squared_bend, run};
use crate::{data::Storage, real::Score, stages::Statistic};

/// The scores of the labels, the largest of the others, and how far those come into the margin, into the
/// statistics.
#[inline(always)]
pub(super) fn ranked<T: Storage, N: Score>(
    layout: &Layout<'_>,
    x: &[T],
    target: &[T],
    e: &mut [Column],
    kept: &mut Kept,
) {
    let mut own = [f64::NEG_INFINITY; LANES];
    let (mut most, mut at) = (own, kept.rival);
    for (i, x) in x.as_chunks::<LANES>().0.iter().enumerate() {
        let class = classes(layout.across, i);
        for j in 0..LANES {
            let (x, mine) = (x[j].to_f64(), class[j] == kept.label[j]);
            own[j] = if mine { x } else { own[j] };
            let x = if mine { f64::NEG_INFINITY } else { x };
            (most[j], at[j]) = ahead((most[j], at[j]), (x, class[j]));
        }
    }
    if layout.across {
        for j in 1..LANES {
            own[0] = if own[j] == f64::NEG_INFINITY { own[0] } else { own[j] };
            (most[0], at[0]) = ahead((most[0], at[0]), (most[j], at[j]));
        }
        own = [own[0]; LANES];
    }
    kept.rival = at;
    for (k, statistic) in layout.statistics.iter().enumerate() {
        let column = match statistic {
            Statistic::Own => Column { hi: own, lo: [0.0; LANES] },
            Statistic::Rival => Column { hi: most, lo: [0.0; LANES] },
            Statistic::Violation if layout.soft => sets::<T, N>(layout, x, target, e),
            Statistic::Violation => labelled::<T, N, false>(layout, x, &own, e, kept),
            Statistic::SquaredViolation => labelled::<T, N, true>(layout, x, &own, e, kept),
            _ => continue,
        };
        kept.statistics[k] = column;
    }
}
/// The larger of two scores with its class, -1 where they are equal. NaN is larger than all.
#[inline(always)]
fn ahead(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let larger = b.0 > a.0 || b.0.is_nan();
    let class = if b.0 == a.0 { -1.0 } else { a.1 };
    if larger { b } else { (a.0, class) }
}

/// What a score lacks of being the margin below another; NaN where either is.
#[inline(always)]
fn lacking<N: Score>(x: f64, own: f64, margin: f64) -> N {
    let d = N::join(x, 0.0) - N::join(own, 0.0) + N::join(margin, 0.0);
    if d.parts()[0] <= 0.0 { N::join(0.0, 0.0) } else { d }
}
/// The sum of a running sum over lanes that are tidied, and folded where they are classes of one row.
#[inline(always)]
fn summed<N: Score>(across: bool, sum: &mut Column) {
    for j in 0..LANES {
        let x = sum.get::<N>(j).tidy();
        sum.set(j, x);
    }
    if across {
        fold::<N>(sum);
    }
}

/// The violations of the margin below the label, or their squares, over the number of classes: each is
/// divided, as their sum may overflow where their mean does not. How they change with the scores goes into
/// `e`, with that of the label into `kept`.
#[inline(always)]
fn labelled<T: Storage, N: Score, const SQUARED: bool>(
    layout: &Layout<'_>,
    x: &[T],
    own: &[f64; LANES],
    e: &mut [Column],
    kept: &mut Kept,
) -> Column {
    let (all, zero) = (layout.classes as f64, N::join(0.0, 0.0));
    let each = N::join(1.0, 0.0) / all;
    let [mut sum, mut pull, mut bend] = [Column::ZERO; 3];
    for (i, (x, e)) in x.as_chunks::<LANES>().0.iter().zip(e).enumerate() {
        let class = classes(layout.across, i);
        for j in 0..LANES {
            let there = class[j] != kept.label[j] && class[j] < all;
            let x = x[j].to_f64();
            let d = lacking::<N>(if there { x } else { f64::NEG_INFINITY }, own[j], layout.margin);
            // Of the label itself nothing but a NaN matters.
            let d = if there || own[j].is_nan() { d } else { zero };
            let share = d / all;
            run(&mut sum, j, if SQUARED { share * d } else { share });
            let inside = if d.parts()[0] > 0.0 { each } else { zero };
            let slope = if SQUARED { share * 2.0 } else { inside };
            e.set(j, slope);
            run(&mut pull, j, -slope);
            if SQUARED {
                run(&mut bend, j, squared_bend(layout, slope));
            }
        }
    }
    for column in [&mut sum, &mut pull, &mut bend] {
        summed::<N>(layout.across, column);
    }
    (kept.pull, kept.bend) = (pull, bend);
    sum
}

/// The violations of the margin between each class that is set and each that is not, over the number of
/// classes; NaN where a score is, or where a target is neither 0 nor 1.
#[inline(always)]
fn sets<T: Storage, N: Score>(layout: &Layout<'_>, x: &[T], target: &[T], e: &mut [Column]) -> Column {
    let all = layout.classes as f64;
    let (x, target) = (x.as_chunks::<LANES>().0, target.as_chunks::<LANES>().0);
    let (mut sum, mut bad) = (Column::ZERO, [0.0; LANES]);
    for (i, e) in e.iter_mut().enumerate() {
        let class = classes(layout.across, i);
        for j in 0..LANES {
            let (x, t) = (x[i][j].to_f64(), target[i][j].to_f64());
            let odd = x.is_nan() || t != 0.0 && t != 1.0;
            bad[j] = if odd && class[j] < all { f64::NAN } else { bad[j] };
        }
        *e = Column::ZERO;
    }
    for own in 0..layout.classes {
        let (step, lane) = if layout.across { (own / LANES, own % LANES) } else { (own, 0) };
        let at = |j: usize| if layout.across { lane } else { j };
        let (mut score, mut member) = ([0.0; LANES], [false; LANES]);
        for j in 0..LANES {
            score[j] = x[step][at(j)].to_f64();
            member[j] = target[step][at(j)].to_f64() == 1.0;
        }
        if !member.contains(&true) {
            continue;
        }
        let mut count = [0.0; LANES];
        for i in 0..e.len() {
            let class = classes(layout.across, i);
            for j in 0..LANES {
                let pair = member[j] && target[i][j].to_f64() == 0.0 && class[j] < all;
                let d = lacking::<N>(x[i][j].to_f64(), score[j], layout.margin);
                let d = if pair { d } else { N::join(0.0, 0.0) };
                run(&mut sum, j, d / all);
                let inside = f64::from(u8::from(d.parts()[0] > 0.0));
                e[i].hi[j] += inside;
                count[j] += inside;
            }
        }
        if layout.across {
            e[step].hi[lane] = -count.iter().sum::<f64>();
            continue;
        }
        for j in 0..LANES {
            e[step].hi[j] -= count[j];
        }
    }
    for e in e {
        for j in 0..LANES {
            let slope = N::join(e.hi[j], 0.0) / all;
            e.set(j, slope);
        }
    }
    for j in 0..LANES {
        add(&mut sum, j, N::join(bad[j], 0.0));
    }
    summed::<N>(layout.across, &mut sum);
    sum
}
