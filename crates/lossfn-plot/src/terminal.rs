//! Curves as text: braille dots, two by four to a character.

use crate::axis::{Range, short};
use crate::chart::{Area, finite, ranges};
use crate::{Chart, Series, SeriesStyle};

/// The narrowest and the widest drawing.
const WIDTHS: (usize, usize) = (24, 80);
const HEIGHTS: (usize, usize) = (2, 100);
/// Columns between two marks of one curve.
const STRIDE: usize = 12;

/// The chart as plain text, no line longer than `width` characters.
///
/// The curves take `height` lines; the title, the axis and the legend come on
/// top of that. A width below 24 counts as 24 and one above 80 as 80; heights
/// go from 2 to 100. The numbers at the axes are the ends of what is shown.
/// When there are several curves, each carries its number in the legend. A
/// `y_range` that is not a range is as none.
pub fn terminal(chart: &Chart, width: usize, height: usize) -> String {
    let width = width.clamp(WIDTHS.0, WIDTHS.1);
    let height = height.clamp(HEIGHTS.0, HEIGHTS.1);
    let (x, y) = ranges(chart, 0.0)
        .or_else(|_| ranges(&Chart { y_range: None, ..chart.clone() }, 0.0))
        .unwrap_or_default();
    let unit = Range { lo: 0.0, hi: 1.0 };
    let (empty, x, y) = (x.is_none(), x.unwrap_or(unit), y.unwrap_or(unit));

    let (low, high) = (short(y.lo), short(y.hi));
    let margin = low.len().max(high.len());
    let mut canvas = Canvas::new(width - margin - 1, height);
    canvas.zero_line(y);
    for (index, series) in chart.series.iter().enumerate() {
        let mark = (chart.series.len() > 1).then(|| mark(index));
        canvas.curve(series, (x, y), mark, index * STRIDE / chart.series.len().clamp(1, STRIDE));
    }
    if empty {
        canvas.write("no finite values");
    }

    let mut lines = Vec::new();
    for text in [&chart.title, &chart.y_label] {
        if !text.is_empty() {
            lines.push(fit(text, width));
        }
    }
    for (row, cells) in canvas.rows().enumerate() {
        let (label, axis) = match row {
            0 => (high.as_str(), '┤'),
            _ if row + 1 == height => (low.as_str(), '┤'),
            _ => ("", '│'),
        };
        lines.push(format!("{label:>margin$}{axis}{cells}"));
    }
    lines.push(format!("{:margin$}└{}", "", "─".repeat(width - margin - 1)));
    lines.push(x_line(x, &chart.x_label, margin + 1, width));
    lines.extend(legend(chart, width));
    let mut text = String::new();
    for line in &lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// `1` to `9`, then letters; from the 36th curve on they return.
fn mark(index: usize) -> char {
    char::from(b"123456789abcdefghijklmnopqrstuvwxyz"[index % 35])
}

/// The ends of the horizontal axis with its name between them, where there is room.
fn x_line(x: Range, name: &str, margin: usize, width: usize) -> String {
    let (lo, hi) = (short(x.lo), short(x.hi));
    // Narrow charts of long numbers give the margin up.
    let margin = if lo.len() + hi.len() < width - margin { margin } else { 0 };
    let between = width - margin - lo.len() - hi.len();
    let name = if between > 4 { fit(name, between - 2) } else { String::new() };
    format!("{:margin$}{lo}{name:^between$}{hi}", "")
}

fn legend(chart: &Chart, width: usize) -> Vec<String> {
    let many = chart.series.len() > 1;
    let mut lines: Vec<String> = Vec::new();
    for (index, series) in chart.series.iter().enumerate().filter(|(_, s)| !s.name.is_empty()) {
        let key = if many { mark(index) } else { '⠒' };
        let entry = fit(&format!("{key} {}", series.name), width);
        match lines.last_mut() {
            Some(line) if line.chars().count() + 3 + entry.chars().count() <= width => {
                line.push_str("   ");
                line.push_str(&entry);
            }
            _ => lines.push(entry),
        }
    }
    lines
}

/// A text in at most `room` characters, without control characters.
fn fit(text: &str, room: usize) -> String {
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    if text.chars().count() <= room {
        clean.collect()
    } else {
        clean.take(room.saturating_sub(1)).chain(['…']).collect()
    }
}

struct Canvas {
    columns: usize,
    /// The dots of each cell, as the low byte of its braille character.
    dots: Vec<u8>,
    /// Characters that stand above the dots.
    over: Vec<Option<char>>,
    /// Characters where there are no dots.
    under: Vec<char>,
}

impl Canvas {
    fn new(columns: usize, rows: usize) -> Self {
        let cells = columns * rows;
        Self { columns, dots: vec![0; cells], over: vec![None; cells], under: vec![' '; cells] }
    }

    fn height(&self) -> usize {
        self.dots.len() / self.columns
    }

    fn rows(&self) -> impl Iterator<Item = String> {
        let cell = |i: usize| match (self.over[i], self.dots[i]) {
            (Some(mark), _) => mark,
            (None, 0) => self.under[i],
            (None, dots) => char::from_u32(0x2800 + u32::from(dots)).unwrap_or('?'),
        };
        (0..self.height())
            .map(move |row| (0..self.columns).map(|column| cell(row * self.columns + column)).collect())
    }

    /// A light line at zero, unless that is an end of the axis.
    fn zero_line(&mut self, y: Range) {
        let row = ((1.0 - y.place(0.0)) * (4 * self.height() - 1) as f64).round() / 4.0;
        if row >= 1.0 && row < (self.height() - 1) as f64 {
            let start = row as usize * self.columns;
            self.under[start..start + self.columns].fill('┈');
        }
    }

    fn write(&mut self, text: &str) {
        let start = self.height() / 2 * self.columns + (self.columns.saturating_sub(text.len())) / 2;
        for (cell, c) in self.under[start..].iter_mut().zip(text.chars()).take(self.columns) {
            *cell = c;
        }
    }

    /// Draws a curve and, from column `phase` on, its mark.
    fn curve(&mut self, series: &Series, (x, y): (Range, Range), mark: Option<char>, phase: usize) {
        let (wide, tall) = ((2 * self.columns - 1) as f64, (4 * self.height() - 1) as f64);
        let area = Area { left: 0.0, top: 0.0, width: wide, height: tall };
        // The first row that the curve touches in each column.
        let mut touched: Vec<Option<usize>> = vec![None; self.columns];
        let runs: Vec<&[(f64, f64)]> = match series.style {
            SeriesStyle::Line => series.points.split(|p| !finite(p)).collect(),
            SeriesStyle::Dots | SeriesStyle::Names => {
                series.points.chunks(1).filter(|p| finite(&p[0])).collect()
            }
        };
        for run in runs {
            let placed: Vec<(f64, f64)> =
                run.iter().map(|p| (wide * x.place(p.0), tall * (1.0 - y.place(p.1)))).collect();
            if let [point] = placed[..] {
                if area.holds(point) {
                    let (row, column) = self.dot(point);
                    self.over[row * self.columns + column] = Some(mark.unwrap_or('•'));
                }
                continue;
            }
            for line in area.clip(&placed) {
                for pair in line.windows(2) {
                    let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
                    let steps = dx.abs().max(dy.abs()).ceil().max(1.0);
                    for i in 0..=steps as usize {
                        let t = i as f64 / steps;
                        let (row, column) = self.dot((pair[0].0 + t * dx, pair[0].1 + t * dy));
                        touched[column].get_or_insert(row);
                    }
                }
            }
        }
        let Some(mark) = mark else { return };
        for (column, row) in touched.into_iter().enumerate() {
            if let (Some(row), true) = (row, column % STRIDE == phase % STRIDE) {
                self.over[row * self.columns + column].get_or_insert(mark);
            }
        }
    }

    /// Sets the dot nearest to a place inside and returns its row and column.
    fn dot(&mut self, (x, y): (f64, f64)) -> (usize, usize) {
        // Bits of a braille character, by row and column of its dots.
        const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let x = (x.round().max(0.0) as usize).min(2 * self.columns - 1);
        let y = (y.round().max(0.0) as usize).min(4 * self.height() - 1);
        self.dots[y / 4 * self.columns + x / 2] |= BITS[y % 4][x % 2];
        (y / 4, x / 2)
    }
}
