//! Numbers over a grid as bands of colour, by marching squares.

use crate::axis::Range;
use crate::chart::{LABEL, TICK, TICK_GAP, TITLE, widest, x_ticks};
use crate::font::Font;
use crate::legend::Legend;
use crate::mark::{self, Align, Colour, INK, Mark, Pen, Picture, SOFT, Text};
use crate::overlay;
use crate::{Field, FieldStyle, PlotError, Series, window};

const SIDE: f64 = 360.0;
const MARGIN: f64 = 16.0;
/// The bar of colours: its distance from the picture, and its width.
const BAR: (f64, f64) = (24.0, 16.0);
const LINE: Pen = Pen { colour: Colour(0xff, 0xff, 0xff), width: 0.8, dash: &[] };

/// What both ways of drawing need of a field.
pub(crate) struct Scale {
    pub(crate) x: Range,
    pub(crate) y: Range,
    pub(crate) z: Range,
}

impl Field {
    pub(crate) fn picture(&self, font: &Font) -> Result<Picture, PlotError> {
        let scale = self.scale()?;
        match self.style {
            FieldStyle::Contour => Ok(self.contour(&scale, font)),
            FieldStyle::Surface => Ok(self.surface(&scale, font)),
        }
    }

    fn scale(&self) -> Result<Scale, PlotError> {
        let columns = self.values.first().map_or(0, Vec::len);
        let even = self.values.len() > 1 && columns > 1 && self.values.iter().all(|row| row.len() == columns);
        let (Some(x), Some(y), true) = (Range::given(self.x), Range::given(self.y), even) else {
            return Err(PlotError::Grid { field: self.title.clone() });
        };
        let all: Vec<f64> = self.values.concat();
        // Few places near a pole would make all others one colour.
        let places = Series::new("", all.iter().map(|&z| (0.0, z)).collect());
        let z = window(&[places], 0.0).and_then(Range::given).or_else(|| Range::of(all.into_iter()));
        Ok(Scale { x, y, z: z.ok_or(PlotError::Empty)? })
    }

    fn contour(&self, scale: &Scale, font: &Font) -> Picture {
        let levels = scale.z.ticks(8.0);
        // A level at an end of the range parts nothing.
        let inside = |(v, _): &&(f64, String)| (1e-6..1.0 - 1e-6).contains(&scale.z.place(*v));
        let levels: Vec<&(f64, String)> = levels.iter().filter(inside).collect();
        let colour = |band: usize| mark::shade((band as f64 + 0.5) / (levels.len() + 1) as f64);

        let (x_ticks, y_ticks) = (x_ticks(scale.x, SIDE, font), scale.y.ticks(6.0));
        let y_label = if self.y_label.is_empty() { 0.0 } else { LABEL + 10.0 };
        let x_label = if self.x_label.is_empty() { 0.0 } else { LABEL + 8.0 };
        let left = (MARGIN + widest(&y_ticks, font) + TICK_GAP + y_label).round();
        let head = if self.title.is_empty() { 0.0 } else { TITLE + 14.0 };
        let (top, right) = (MARGIN + head, left + SIDE);
        let bottom = top + SIDE;
        let legend = BAR.0 + BAR.1 + TICK_GAP + widest(levels.iter().copied(), font);
        let names: Vec<&str> = self.paths.iter().map(|path| path.name.as_str()).collect();
        let keys = Legend::new(&names, font, right + legend - MARGIN);
        let width = (right + legend + MARGIN)
            .max(font.width(&self.title, TITLE) + 2.0 * MARGIN)
            .max(keys.width() + 2.0 * MARGIN)
            .ceil();
        let foot =
            bottom + TICK_GAP + TICK + x_label + if self.paths.is_empty() { 0.0 } else { 0.75 * MARGIN };
        let height = (foot + keys.height() + MARGIN).ceil();

        let mut marks = Vec::new();
        if !self.title.is_empty() {
            marks.push(Mark::text((0.5 * width, MARGIN + TITLE), &self.title, TITLE, Align::Middle, INK));
        }
        let place = |(u, v): (f64, f64)| (left + SIDE * u, bottom - SIDE * v);
        let placed = |ring: Vec<(f64, f64)>| ring.into_iter().map(place).collect::<Vec<_>>();
        let mut lines = Vec::new();
        // Each level is drawn over the last one, so that nothing shows between them.
        for (band, level) in std::iter::once(f64::NEG_INFINITY).chain(levels.iter().map(|l| l.0)).enumerate()
        {
            let above = self.above(level);
            let rings: Vec<_> = above.rings.into_iter().map(placed).collect();
            if !rings.is_empty() {
                marks.push(Mark::Area { rings, colour: colour(band) });
            }
            let edges = above.edges.into_iter().map(|edge| placed(edge.to_vec()));
            lines.extend(edges.map(|points| Mark::Line { points, pen: LINE }));
        }
        marks.append(&mut lines);
        let inside = |(x, y): (f64, f64)| {
            let at = (scale.x.place(x), scale.y.place(y));
            let within = |u: f64| (0.0..=1.0).contains(&u);
            (within(at.0) && within(at.1)).then(|| place(at))
        };
        marks.extend(overlay::paths(&self.paths, &inside));
        keys.draw(0.5 * width, foot, &mut marks, |index, (from, to), y| Mark::Line {
            points: vec![(from, y), (to, y)],
            pen: mark::pen(index),
        });

        let corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)];
        marks.extend(corners.windows(2).map(|side| Mark::rule(side[0], side[1], SOFT)));
        for (v, text) in &x_ticks {
            let x = left + SIDE * scale.x.place(*v);
            marks.push(Mark::rule((x, bottom), (x, bottom + 4.0), SOFT));
            marks.push(Mark::text((x, bottom + TICK_GAP + TICK), text, TICK, Align::Middle, SOFT));
        }
        for (v, text) in &y_ticks {
            let y = bottom - SIDE * scale.y.place(*v);
            marks.push(Mark::rule((left - 4.0, y), (left, y), SOFT));
            marks.push(Mark::text((left - TICK_GAP, y + 0.36 * TICK), text, TICK, Align::End, SOFT));
        }
        if !self.x_label.is_empty() {
            let at = (left + 0.5 * SIDE, bottom + TICK_GAP + TICK + LABEL + 6.0);
            marks.push(Mark::text(at, &self.x_label, LABEL, Align::Middle, INK));
        }
        if !self.y_label.is_empty() {
            marks.push(Mark::Text(Text {
                at: (MARGIN + LABEL - 4.0, top + 0.5 * SIDE),
                words: self.y_label.clone(),
                size: LABEL,
                align: Align::Middle,
                upwards: true,
                colour: INK,
            }));
        }
        // The outer bands have no end: what lies beyond the range is in them too.
        let step = SIDE / (levels.len() + 1) as f64;
        for band in 0..=levels.len() {
            let corner = (right + BAR.0, bottom - step * (band + 1) as f64);
            marks.push(Mark::Block { corner, width: BAR.1, height: step, colour: colour(band) });
        }
        for (k, (_, text)) in levels.iter().enumerate() {
            let y = bottom - step * (k + 1) as f64;
            let (from, to) = (right + BAR.0, right + BAR.0 + BAR.1);
            marks.push(Mark::Line { points: vec![(from, y), (to, y)], pen: LINE });
            marks.push(Mark::text((to + TICK_GAP, y + 0.36 * TICK), text, TICK, Align::Start, SOFT));
        }
        Picture { title: self.title.clone(), width, height, marks }
    }

    /// Where the numbers are at least `level`, with both axes from 0 to 1.
    fn above(&self, level: f64) -> Above {
        let (rows, columns) = (self.values.len() - 1, self.values[0].len() - 1);
        let mut above = Above::default();
        for j in 0..rows {
            let (low, high) = (j as f64 / rows as f64, (j + 1) as f64 / rows as f64);
            // Cells that lie inside whole, up to here.
            let mut run: Option<usize> = None;
            for i in 0..=columns {
                let at = |i: usize| i as f64 / columns as f64;
                let cell = (i < columns).then(|| {
                    [(i, j, low), (i + 1, j, low), (i + 1, j + 1, high), (i, j + 1, high)]
                        .map(|(i, j, v)| ((at(i), v), self.values[j][i]))
                });
                let cell = cell.filter(|cell| cell.iter().all(|(_, z)| z.is_finite()));
                if cell.is_some_and(|cell| cell.iter().all(|(_, z)| *z >= level)) {
                    run.get_or_insert(i);
                    continue;
                }
                if let Some(from) = run.take() {
                    above.rings.push(vec![(at(from), low), (at(i), low), (at(i), high), (at(from), high)]);
                }
                if let Some(cell) = cell {
                    above.cross(&cell, level);
                }
            }
        }
        above
    }
}

/// Polygons, and those of their sides that cross a cell.
#[derive(Default)]
struct Above {
    rings: Vec<Vec<(f64, f64)>>,
    edges: Vec<[(f64, f64); 2]>,
}

impl Above {
    /// The part of a cell that is at least at a level, between the points where its sides cross the level.
    fn cross(&mut self, cell: &[((f64, f64), f64); 4], level: f64) {
        let mut ring = Vec::new();
        let (mut ways_in, mut ways_out) = (Vec::new(), Vec::new());
        for k in 0..4 {
            let ((a, from), (b, to)) = (cell[k], cell[(k + 1) % 4]);
            if from >= level {
                ring.push(a);
            }
            if (from >= level) != (to >= level) {
                // By halves: the difference may be no float.
                let t = (0.5 * level - 0.5 * from) / (0.5 * to - 0.5 * from);
                let point = (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
                ring.push(point);
                if to >= level { ways_in.push((k, point)) } else { ways_out.push((k, point)) }
            }
        }
        // From where the way round leaves to where it comes back.
        for (k, out) in ways_out {
            let back = ways_in.iter().min_by_key(|(i, _)| (i + 4 - k) % 4);
            self.edges.extend(back.map(|(_, point)| [out, *point]));
        }
        if !ring.is_empty() {
            self.rings.push(ring);
        }
    }
}
