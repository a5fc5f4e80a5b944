//! What of a curve to show.

use crate::Series;

/// The ends of the vertical axis where a curve leaves to infinity: what most of each curve needs, and
/// a part of it above and below. `None` where nothing leaves, and the axis may hold all points.
pub fn window(series: &[Series], pad: f64) -> Option<(f64, f64)> {
    let mut cut = (false, false);
    let mut ends = (f64::INFINITY, f64::NEG_INFINITY);
    for s in series {
        let mut ys: Vec<f64> = s.points.iter().map(|p| p.1).filter(|y| y.is_finite()).collect();
        ys.sort_by(f64::total_cmp);
        let (Some(&low), Some(&high)) = (ys.first(), ys.last()) else { continue };
        let at = |part: f64| ys[(part * (ys.len() - 1) as f64) as usize];
        let (bottom, top) = (at(0.05), at(0.95));
        let room = 2.0 * (top - bottom);
        let kept = |end: f64, near: f64, sign: f64| {
            if room > 0.0 && (end - near).abs() > room { near + sign * 0.25 * room } else { end }
        };
        let (from, to) = (kept(low, bottom, -1.0), kept(high, top, 1.0));
        cut = (cut.0 || from != low, cut.1 || to != high);
        ends = (ends.0.min(from), ends.1.max(to));
    }
    let pad = pad * (ends.1 - ends.0);
    // A curve that is cut runs into the edge; one that is not keeps clear of it.
    let (low, high) = (ends.0 - if cut.0 { 0.0 } else { pad }, ends.1 + if cut.1 { 0.0 } else { pad });
    ((cut.0 || cut.1) && ends.0 < ends.1).then_some((low, high))
}
