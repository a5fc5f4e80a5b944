//! Lines without the points that nobody sees.

/// How far a line may move where a point is left out, and what places are rounded to.
const REACH: f64 = 0.05;
const GRAIN: f64 = 100.0;

/// The line through as few of its points as keep each within reach, rounded to hundredths.
///
/// It is decided on rounded places, so that the last digits of a curve, which differ between machines,
/// do not decide what a picture holds.
pub(crate) fn thin(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let round = |x: f64| (x * GRAIN).round() / GRAIN;
    let mut points: Vec<(f64, f64)> = points.iter().map(|&(x, y)| (round(x), round(y))).collect();
    points.dedup();
    let mut kept = vec![];
    let mut start = 0;
    while let Some(&from) = points.get(start) {
        kept.push(from);
        let mut end = start + 1;
        while end + 1 < points.len() && near(&points[start..=end + 1]) {
            end += 1;
        }
        start = end;
    }
    kept
}

/// Whether all points lie near the line between the first and the last, and in their order along it.
fn near(points: &[(f64, f64)]) -> bool {
    let [(x, y), inner @ .., (to_x, to_y)] = points else { return true };
    let (dx, dy) = (to_x - x, to_y - y);
    let length = dx.hypot(dy);
    let mut before = 0.0;
    inner.iter().all(|(px, py)| {
        let (px, py) = (px - x, py - y);
        let (along, off) = (px * dx + py * dy, px * dy - py * dx);
        let forward = before <= along && along <= length * length;
        before = along;
        forward && off.abs() <= REACH * length
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_has_two_points_and_a_corner_stays() {
        let line: Vec<(f64, f64)> = (0..=10).map(|i| (f64::from(i), 0.3 * f64::from(i))).collect();
        assert_eq!(thin(&line), [(0.0, 0.0), (10.0, 3.0)]);
        let corner = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 3.0), (2.0, 5.0)];
        assert_eq!(thin(&corner), [(0.0, 0.0), (2.0, 0.0), (2.0, 5.0)]);
        // Back and forth is no straight line.
        assert_eq!(thin(&[(0.0, 0.0), (9.0, 0.0), (4.0, 0.0)]).len(), 3);
        assert_eq!(thin(&[(1.0, 1.0)]), [(1.0, 1.0)]);
        assert_eq!(thin(&[]), []);
    }

    #[test]
    fn no_point_is_out_of_reach_and_the_last_digits_do_not_matter() {
        let curve = |bend: f64| -> Vec<(f64, f64)> {
            (0..=400).map(|i| f64::from(i) / 400.0).map(|t| (320.0 * t, 240.0 * t * t + bend)).collect()
        };
        let kept = thin(&curve(0.0));
        assert!((20..100).contains(&kept.len()), "{} points", kept.len());
        for (x, y) in curve(0.0) {
            let pair = kept.windows(2).find(|p| x <= p[1].0).expect("the ends stay");
            let on = pair[0].1 + (x - pair[0].0) / (pair[1].0 - pair[0].0) * (pair[1].1 - pair[0].1);
            let slope = (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0);
            // Upright, from a point that was rounded.
            assert!((y - on).abs() <= (REACH + 0.01) * slope.hypot(1.0), "{x}: {y} is drawn at {on}");
        }
        assert_eq!(thin(&curve(1e-11)), kept);
    }
}
