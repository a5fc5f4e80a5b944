//! Numbers over a grid as a surface, seen from one side.

use crate::Field;
use crate::chart::{LABEL, TICK, TICK_GAP, TITLE, widest};
use crate::field::Scale;
use crate::font::Font;
use crate::mark::{self, Align, Colour, GRID, INK, Mark, Pen, Picture, SOFT};

const MARGIN: f64 = 16.0;
const SIZE: f64 = 300.0;
/// How high the surface may be, relative to a side of the ground.
const RISE: f64 = 0.75;
/// The view: turned by 38 degrees, from 28 degrees above. Cosine and sine of each.
const TURN: (f64, f64) = (0.788_010_753_606_722, 0.615_661_475_325_658_3);
const TILT: (f64, f64) = (0.882_947_592_858_926_9, 0.469_471_562_785_890_8);
/// Where the light comes from: above, and the side of the reader.
const LIGHT: [f64; 3] = [0.2, -0.5, 0.84];

/// A place in a box with sides from 0 to 1.
type Place = [f64; 3];

/// On the page, relative to the middle of the ground.
fn project([x, y, z]: Place) -> (f64, f64) {
    let (x, y) = (x - 0.5, y - 0.5);
    (SIZE * (x * TURN.0 - y * TURN.1), -SIZE * (away([x, y, z]) * TILT.1 + z * RISE * TILT.0))
}

/// How far a place is from the reader.
fn away([x, y, _]: Place) -> f64 {
    x * TURN.1 + y * TURN.0
}

/// A colour in the light that falls on a face.
fn lit([a, b, c, d]: [Place; 4], Colour(red, green, blue): Colour) -> Colour {
    let between = |from: Place, to: Place| {
        let [x, y, z] = [0, 1, 2].map(|k| to[k] - from[k]);
        [x, y, z * RISE]
    };
    let ([ax, ay, az], [bx, by, bz]) = (between(a, c), between(b, d));
    let normal = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
    let length = normal.iter().map(|x| x * x).sum::<f64>().sqrt();
    let fall = normal.iter().zip(LIGHT).map(|(n, l)| n * l).sum::<f64>() / length.max(f64::MIN_POSITIVE);
    let bright = 0.7 + 0.3 * fall.clamp(0.0, 1.0);
    let [red, green, blue] = [red, green, blue].map(|c| (f64::from(c) * bright).round() as u8);
    Colour(red, green, blue)
}

impl Field {
    pub(crate) fn surface(&self, scale: &Scale, font: &Font) -> Picture {
        let z_ticks = scale.z.ticks(5.0);
        let half = 0.5 * SIZE * (TURN.0 + TURN.1);
        let numbers = widest(&z_ticks, font) + TICK_GAP;
        let head = if self.title.is_empty() { 0.0 } else { TITLE + 14.0 };
        let (back, front) = (project([1.0, 1.0, 1.0]).1, project([0.0, 0.0, 0.0]).1);
        let inside = 2.0 * half + 2.0 * numbers + 2.0 * MARGIN;
        let width = inside.max(font.width(&self.title, TITLE) + 2.0 * MARGIN).ceil();
        let height = (MARGIN + head - back + front + TICK + LABEL + 2.0 * MARGIN).ceil();
        let middle = ((0.5 * width).round(), (MARGIN + head - back).round());
        let at = |place: Place| {
            let (x, y) = project(place);
            (middle.0 + x, middle.1 + y)
        };

        let mut marks = Vec::new();
        if !self.title.is_empty() {
            marks.push(Mark::text((0.5 * width, MARGIN + TITLE), &self.title, TITLE, Align::Middle, INK));
        }
        let mut rule = |from: Place, to: Place, colour| marks.push(Mark::rule(at(from), at(to), colour));
        let (x_ticks, y_ticks) = (scale.x.ticks(5.0), scale.y.ticks(5.0));
        // The walls behind and the ground.
        for (v, _) in &z_ticks {
            let z = scale.z.place(*v);
            rule([0.0, 1.0, z], [1.0, 1.0, z], GRID);
            rule([1.0, 1.0, z], [1.0, 0.0, z], GRID);
        }
        for x in x_ticks.iter().map(|(v, _)| scale.x.place(*v)) {
            rule([x, 0.0, 0.0], [x, 1.0, 0.0], GRID);
            rule([x, 1.0, 0.0], [x, 1.0, 1.0], GRID);
        }
        for y in y_ticks.iter().map(|(v, _)| scale.y.place(*v)) {
            rule([0.0, y, 0.0], [1.0, y, 0.0], GRID);
            rule([1.0, y, 0.0], [1.0, y, 1.0], GRID);
        }
        self.faces(scale, at, &mut marks);

        for (from, to) in
            [([0.0; 3], [1.0, 0.0, 0.0]), ([0.0; 3], [0.0, 1.0, 0.0]), ([0.0, 1.0, 0.0], [0.0, 1.0, 1.0])]
        {
            marks.push(Mark::rule(at(from), at(to), SOFT));
        }
        for (v, text) in &x_ticks {
            let (x, y) = at([scale.x.place(*v), 0.0, 0.0]);
            marks.push(Mark::rule((x, y), (x + 3.0, y + 3.0), SOFT));
            marks.push(Mark::text((x + 5.0, y + 5.0 + TICK), text, TICK, Align::Start, SOFT));
        }
        for (v, text) in &y_ticks {
            let (x, y) = at([0.0, scale.y.place(*v), 0.0]);
            marks.push(Mark::rule((x, y), (x - 3.0, y + 3.0), SOFT));
            marks.push(Mark::text((x - 5.0, y + 5.0 + TICK), text, TICK, Align::End, SOFT));
        }
        for (v, text) in &z_ticks {
            let (x, y) = at([0.0, 1.0, scale.z.place(*v)]);
            marks.push(Mark::rule((x, y), (x - 4.0, y), SOFT));
            marks.push(Mark::text((x - TICK_GAP, y + 0.36 * TICK), text, TICK, Align::End, SOFT));
        }
        let below = TICK + LABEL + 16.0;
        let (x, y) = at([0.55, 0.0, 0.0]);
        marks.push(Mark::text((x + 30.0, y + below), &self.x_label, LABEL, Align::Start, INK));
        let (x, y) = at([0.0, 0.55, 0.0]);
        marks.push(Mark::text((x - 30.0, y + below), &self.y_label, LABEL, Align::End, INK));
        Picture { title: self.title.clone(), width, height, marks }
    }

    /// The faces between neighbours, the farthest first. What lies beyond the range stands at its end; a face that
    /// does so whole is left out.
    fn faces(&self, scale: &Scale, at: impl Fn(Place) -> (f64, f64), marks: &mut Vec<Mark>) {
        let (rows, columns) = (self.values.len() - 1, self.values[0].len() - 1);
        let mut faces = Vec::new();
        for j in 0..rows {
            for i in 0..columns {
                let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)];
                let heights = corners.map(|(i, j)| self.values[j][i]);
                if heights.iter().any(|z| !z.is_finite()) {
                    continue;
                }
                let parts = heights.map(|z| scale.z.place(z));
                if parts.iter().all(|&z| z > 1.0) || parts.iter().all(|&z| z < 0.0) {
                    continue;
                }
                let place = |k: usize| {
                    let (i, j) = corners[k];
                    [i as f64 / columns as f64, j as f64 / rows as f64, parts[k].clamp(0.0, 1.0)]
                };
                faces.push([0, 1, 2, 3].map(place));
            }
        }
        faces.sort_by(|a, b| away(b[0]).total_cmp(&away(a[0])));
        for face in faces {
            let height = face.iter().map(|p| p[2]).sum::<f64>() / 4.0;
            let colour = lit(face, mark::shade(height));
            let ring = face.map(&at);
            marks.push(Mark::Area { rings: vec![ring.to_vec()], colour });
            // The lines of the mesh, which also close the gaps between faces.
            let Colour(red, green, blue) = colour;
            let [red, green, blue] = [red, green, blue].map(|c| (f64::from(c) * 0.82) as u8);
            let pen = Pen { colour: Colour(red, green, blue), width: 0.6, dash: &[] };
            marks.push(Mark::Line { points: vec![ring[0], ring[1], ring[2], ring[3], ring[0]], pen });
        }
    }
}
