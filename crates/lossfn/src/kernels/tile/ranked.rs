//! Scores that are compared, and not turned into probabilities.

use super::{Kept, LANES, Layout, classes};
use crate::{data::Storage, stages::Statistic};

/// The scores of the labels, and the largest of the others, into the statistics.
#[inline(always)]
pub(super) fn ranked<T: Storage>(layout: &Layout<'_>, x: &[T], kept: &mut Kept) {
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
    }
    kept.rival = at;
    for (k, statistic) in layout.statistics.iter().enumerate() {
        match statistic {
            Statistic::Own => kept.statistics[k].hi = own,
            Statistic::Rival => kept.statistics[k].hi = most,
            _ => {}
        }
    }
}
/// The larger of two scores with its class, -1 where they are equal. NaN is larger than all.
#[inline(always)]
fn ahead(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let larger = b.0 > a.0 || b.0.is_nan();
    let class = if b.0 == a.0 { -1.0 } else { a.1 };
    if larger { b } else { (a.0, class) }
}
