//! The layout of bars.

use crate::axis::{Range, short, typographic};
use crate::chart::{LABEL, TICK, TICK_GAP, TITLE, x_ticks};
use crate::font::Font;
use crate::legend::Legend;
use crate::mark::{self, Align, GRID, INK, Mark, Picture, SOFT};
use crate::{Bars, PlotError};

const WIDTH: f64 = 420.0;
const BAR: f64 = 16.0;
const BETWEEN: f64 = 14.0;
const MARGIN: f64 = 16.0;

/// Where the rows are and what the axis shows.
struct Frame {
    left: f64,
    top: f64,
    bottom: f64,
    row: f64,
    range: Range,
}

impl Bars {
    pub(crate) fn picture(&self, font: &Font) -> Result<Picture, PlotError> {
        if self.labels.is_empty() || self.groups.is_empty() {
            return Err(PlotError::Empty);
        }
        let want = self.labels.len();
        if let Some((group, values)) = self.groups.iter().find(|(_, values)| values.len() != want) {
            let (group, got) = (group.clone(), values.len());
            return Err(PlotError::Length { group, want, got });
        }
        let labels = self.labels.iter().map(|label| font.width(label, LABEL));
        let left = (MARGIN + labels.fold(0.0, f64::max) + TICK_GAP).round();
        let title = if self.title.is_empty() { 0.0 } else { TITLE + 14.0 };
        let top = MARGIN + title;
        let row = BAR * self.groups.len() as f64 + BETWEEN;
        let bottom = top + row * want as f64;
        let x_label = if self.x_label.is_empty() { 0.0 } else { LABEL + 8.0 };
        let foot = bottom + TICK_GAP + TICK + x_label + MARGIN;

        let names: Vec<&str> = self.groups.iter().map(|(name, _)| name.as_str()).collect();
        let legend = Legend::new(&names, font, left + WIDTH);
        let width = (left + WIDTH).max(font.width(&self.title, TITLE)).max(legend.width());
        let width = (width + 2.0 * MARGIN).ceil();
        let height = (foot + legend.height() + 0.75 * MARGIN).ceil();

        let mut marks = Vec::new();
        if !self.title.is_empty() {
            let at = (0.5 * width, MARGIN + TITLE);
            marks.push(Mark::text(at, &self.title, TITLE, Align::Middle, INK));
        }
        let range = self.range();
        let frame = Frame { left, top, bottom, row, range };
        self.draw(&frame, font, &mut marks);
        legend.draw(0.5 * width, foot, &mut marks, |index, (_, end), y| Mark::Block {
            corner: (end - 14.0, y - 6.0),
            width: 14.0,
            height: 12.0,
            colour: mark::colour(index),
        });
        Ok(Picture { title: self.title.clone(), width, height, marks })
    }

    /// The axis: all values and zero, where bars start, with room for the
    /// numbers at their ends.
    fn range(&self) -> Range {
        let values = self.groups.iter().flat_map(|(_, values)| values).copied();
        let tight = Range::of(values.chain([0.0])).unwrap_or(Range { lo: 0.0, hi: 1.0 });
        let wide = tight.padded(0.16);
        Range {
            lo: if tight.lo < 0.0 { wide.lo } else { 0.0 },
            hi: if tight.hi > 0.0 { wide.hi } else { 0.0 },
        }
    }

    fn draw(&self, frame: &Frame, font: &Font, marks: &mut Vec<Mark>) {
        let &Frame { left, top, bottom, row, range } = frame;
        let x = |v: f64| left + WIDTH * range.place(v);
        for (v, text) in x_ticks(range, WIDTH, font) {
            let at = (x(v), bottom + TICK_GAP + TICK);
            marks.push(Mark::rule((x(v), top), (x(v), bottom), GRID));
            marks.push(Mark::rule((x(v), bottom), (x(v), bottom + 4.0), SOFT));
            marks.push(Mark::text(at, &text, TICK, Align::Middle, SOFT));
        }
        for (i, label) in self.labels.iter().enumerate() {
            let start = top + row * i as f64 + 0.5 * BETWEEN;
            let middle = start + 0.5 * (row - BETWEEN);
            let at = (left - TICK_GAP, middle + 0.36 * LABEL);
            marks.push(Mark::text(at, label, LABEL, Align::End, INK));
            for (j, (_, values)) in self.groups.iter().enumerate() {
                draw_bar(values[i], start + BAR * j as f64, j, x, marks);
            }
        }
        marks.push(Mark::rule((x(0.0), top), (x(0.0), bottom), SOFT));
        marks.push(Mark::rule((left, bottom), (left + WIDTH, bottom), SOFT));
        if !self.x_label.is_empty() {
            let at = (left + 0.5 * WIDTH, bottom + TICK_GAP + TICK + LABEL + 6.0);
            marks.push(Mark::text(at, &self.x_label, LABEL, Align::Middle, INK));
        }
    }
}

/// One bar with its value written at the end.
fn draw_bar(value: f64, top: f64, index: usize, x: impl Fn(f64) -> f64, marks: &mut Vec<Mark>) {
    let zero = x(0.0);
    let end = if value.is_finite() { x(value) } else { zero };
    marks.push(Mark::Block {
        corner: (zero.min(end), top + 1.0),
        width: (end - zero).abs(),
        height: BAR - 2.0,
        colour: mark::colour(index),
    });
    let (at, align) = if end < zero { (end - 4.0, Align::End) } else { (end + 4.0, Align::Start) };
    let text = typographic(&short(value));
    marks.push(Mark::text((at, top + 0.5 * BAR + 0.36 * (TICK - 1.0)), &text, TICK - 1.0, align, SOFT));
}
