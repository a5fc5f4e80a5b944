//! Paths over a field: a line with a light edge, a dot for each step, a larger one at the end.

use crate::mark::{self, Colour, Mark, Pen};
use crate::{Series, mark::pen};

const EDGE: Pen = Pen { colour: Colour(0xff, 0xff, 0xff), width: 4.5, dash: &[] };
const DOT: f64 = 2.5;
const END: f64 = 5.0;
/// More dots than these would be a line.
const DOTS: usize = 60;

/// The marks of some paths; `place` says where a point stands, or nothing for one that is outside.
pub(crate) fn paths(series: &[Series], place: &dyn Fn((f64, f64)) -> Option<(f64, f64)>) -> Vec<Mark> {
    let mut marks = vec![];
    for (index, path) in series.iter().enumerate() {
        let placed: Vec<Option<(f64, f64)>> = path.points.iter().map(|p| place(*p)).collect();
        let parts: Vec<Vec<(f64, f64)>> = placed
            .split(Option::is_none)
            .map(|part| part.iter().copied().flatten().collect())
            .filter(|part: &Vec<_>| !part.is_empty())
            .collect();
        for pen in [EDGE, pen(index)] {
            let lines = parts.iter().filter(|part| part.len() > 1);
            marks.extend(lines.map(|part| Mark::Line { points: part.clone(), pen }));
        }
        let every = placed.len().div_ceil(DOTS);
        let colour = mark::colour(index);
        let steps = placed.iter().step_by(every).flatten();
        marks.extend(steps.map(|&centre| Mark::Dot { centre, radius: DOT, colour }));
        if let Some(Some(centre)) = placed.last() {
            marks.push(Mark::Dot { centre: *centre, radius: END + 1.5, colour: EDGE.colour });
            marks.push(Mark::Dot { centre: *centre, radius: END, colour });
        }
    }
    marks
}
