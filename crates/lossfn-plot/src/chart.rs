//! The layout of a figure.

use crate::axis::Range;
use crate::font::Font;
use crate::legend::Legend;
use crate::mark::{self, Align, GRID, INK, Mark, Picture, SOFT, Text, ZERO};
use crate::thin::thin;
use crate::{Chart, Figure, PlotError, Series, SeriesStyle};

/// The inside of a panel.
const PLOT: (f64, f64) = (320.0, 240.0);
const COMPACT: (f64, f64) = (220.0, 165.0);
const MARGIN: f64 = 16.0;
pub(crate) const TITLE: f64 = 16.0;
const PANEL_TITLE: f64 = 13.0;
pub(crate) const LABEL: f64 = 12.0;
pub(crate) const TICK: f64 = 11.0;
/// Between an axis and its ticks' texts.
pub(crate) const TICK_GAP: f64 = 7.0;
const DOT: f64 = 3.0;
/// Of a dot among many.
const SMALL: f64 = 2.2;

/// A panel with its axes settled.
struct Panel<'a> {
    chart: &'a Chart,
    x: Range,
    y: Range,
    x_ticks: Vec<(f64, String)>,
    y_ticks: Vec<(f64, String)>,
    empty: bool,
}

/// The inside of a panel on the page, y down.
#[derive(Clone, Copy)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Figure {
    pub(crate) fn picture(&self, font: &Font) -> Result<Picture, PlotError> {
        let plot = if self.compact { COMPACT } else { PLOT };
        let panels =
            self.panels.iter().map(|chart| Panel::new(chart, plot, font)).collect::<Result<Vec<_>, _>>()?;
        let columns = match panels.len() {
            0 => return Err(PlotError::Empty),
            4 => 2,
            n => n.min(3),
        };
        let rows = panels.len().div_ceil(columns);
        // One margin for all panels, so that their axes stand in line.
        let any = |text: fn(&Chart) -> &str| self.panels.iter().any(|chart| !text(chart).is_empty());
        let y_label = if any(|c| &c.y_label) { LABEL + 10.0 } else { 0.0 };
        let x_label = if any(|c| &c.x_label) { LABEL + 8.0 } else { 0.0 };
        let above = if any(|c| &c.title) { PANEL_TITLE + 11.0 } else { 8.0 };
        let below = TICK_GAP + TICK + x_label + MARGIN;
        // The texts of the outer ticks stick out by a half.
        let half = 0.5 * widest(panels.iter().flat_map(|p| &p.x_ticks), font);
        let left = (widest(panels.iter().flat_map(|p| &p.y_ticks), font) + TICK_GAP + y_label).max(half);
        let right = (1.5 * MARGIN).max(half + 6.0);
        let cell = (left + plot.0 + right, above + plot.1 + below);

        let names = names(&self.panels);
        let styles = names.iter().map(|name| style(&self.panels, name)).collect::<Vec<_>>();
        let listed = names.iter().zip(&styles);
        let listed: Vec<&str> =
            listed.map(|(name, style)| if *style == SeriesStyle::Names { "" } else { name }).collect();
        let inside = cell.0 * columns as f64;
        let legend = Legend::new(&listed, font, inside);
        let width = (inside + MARGIN)
            .max(font.width(&self.title, TITLE) + 2.0 * MARGIN)
            .max(legend.width() + 2.0 * MARGIN)
            .ceil();
        let head = if self.title.is_empty() { MARGIN } else { MARGIN + TITLE + 14.0 };
        let foot = head + cell.1 * rows as f64;
        let height = (foot + legend.height() + 0.75 * MARGIN).ceil();

        let mut marks = Vec::new();
        if !self.title.is_empty() {
            let at = (0.5 * width, MARGIN + TITLE);
            marks.push(Mark::text(at, &self.title, TITLE, Align::Middle, INK));
        }
        let start = 0.5 * (width - inside) + 0.25 * MARGIN;
        for (i, panel) in panels.iter().enumerate() {
            let area = Area {
                left: (start + (i % columns) as f64 * cell.0 + left).round(),
                top: (head + (i / columns) as f64 * cell.1 + above).round(),
                width: plot.0,
                height: plot.1,
            };
            panel.draw(area, left - LABEL, &names, &mut marks);
        }
        legend.draw(0.5 * width, foot, &mut marks, |index, (from, to), y| match styles[index] {
            SeriesStyle::Line => Mark::Line { points: vec![(from, y), (to, y)], pen: mark::pen(index) },
            _ => dot((0.5 * (from + to), y), DOT, index),
        });
        Ok(Picture { title: self.title.clone(), width, height, marks })
    }
}

/// The names of all series, each once; the place of a name is its style.
fn names(panels: &[Chart]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for series in panels.iter().flat_map(|chart| &chart.series) {
        if !names.contains(&series.name.as_str()) {
            names.push(&series.name);
        }
    }
    names
}

/// How the first series of a name is drawn.
fn style(panels: &[Chart], name: &str) -> SeriesStyle {
    let mut series = panels.iter().flat_map(|chart| &chart.series);
    series.find(|series| series.name == name).map_or(SeriesStyle::Line, |series| series.style)
}

/// The ranges of a chart's axes, the vertical one padded unless it was given;
/// `None` for an axis without a finite point.
pub(crate) fn ranges(chart: &Chart, pad: f64) -> Result<(Option<Range>, Option<Range>), PlotError> {
    let points = || chart.series.iter().flat_map(|s| &s.points).filter(|p| finite(p));
    // A curve that is infinite at its end still begins there.
    let places = || chart.series.iter().flat_map(|s| &s.points).map(|p| p.0);
    let x = points().next().and_then(|_| Range::of(places()));
    let y = match chart.y_range {
        None => Range::of(points().map(|p| p.1)).map(|range| range.padded(pad)),
        Some((lo, hi)) => match Range::given((lo, hi)) {
            None => {
                return Err(PlotError::Range { chart: chart.title.clone(), lo, hi });
            }
            given => given,
        },
    };
    Ok((x, y))
}

/// Ticks for an axis of this width, so few that their texts stand apart.
pub(crate) fn x_ticks(range: Range, width: f64, font: &Font) -> Vec<(f64, String)> {
    let fits = |ticks: &[(f64, String)]| (widest(ticks, font) + 8.0) * ticks.len() as f64 <= width;
    let fewer = [6.0, 4.0, 3.0, 2.0].map(|count| range.ticks(count));
    fewer.into_iter().find(|ticks| fits(ticks)).unwrap_or_else(|| range.ticks(1.0))
}

/// The width of the widest of these ticks' texts.
pub(crate) fn widest<'a>(ticks: impl IntoIterator<Item = &'a (f64, String)>, font: &Font) -> f64 {
    let widths = ticks.into_iter().map(|(_, text)| font.width(text, TICK));
    widths.fold(0.0, f64::max)
}

pub(crate) fn finite(point: &(f64, f64)) -> bool {
    point.0.is_finite() && point.1.is_finite()
}

fn dot(centre: (f64, f64), radius: f64, index: usize) -> Mark {
    Mark::Dot { centre, radius, colour: mark::colour(index) }
}

/// The runs of a series as lines, and as a dot where a point stands alone.
fn lines(
    series: &Series,
    area: Area,
    placed: impl Fn(&(f64, f64)) -> (f64, f64),
    pen: mark::Pen,
    marks: &mut Vec<Mark>,
) {
    for run in series.points.split(|p| !finite(p)) {
        let placed: Vec<(f64, f64)> = run.iter().map(&placed).collect();
        match placed[..] {
            [] => {}
            [centre] if area.holds(centre) => {
                marks.push(Mark::Dot { centre, radius: DOT, colour: pen.colour });
            }
            _ => {
                let lines = area.clip(&placed).into_iter();
                marks.extend(lines.map(|points| Mark::Line { points: thin(&points), pen }));
            }
        }
    }
}

impl<'a> Panel<'a> {
    fn new(chart: &'a Chart, plot: (f64, f64), font: &Font) -> Result<Self, PlotError> {
        let (x, y) = ranges(chart, 0.05)?;
        let empty = x.is_none();
        // Without a range there are no ticks: numbers would claim one.
        let x_ticks = x.map_or_else(Vec::new, |x| x_ticks(x, plot.0, font));
        let y_ticks = y.map_or_else(Vec::new, |y| y.ticks(plot.1 / 40.0));
        let unit = Range { lo: 0.0, hi: 1.0 };
        Ok(Self { chart, x: x.unwrap_or(unit), y: y.unwrap_or(unit), x_ticks, y_ticks, empty })
    }

    fn draw(&self, area: Area, label_at: f64, names: &[&str], marks: &mut Vec<Mark>) {
        let Area { left, top, width, height } = area;
        let (right, bottom) = (left + width, top + height);
        let x = |v: f64| left + width * self.x.place(v);
        let y = |v: f64| bottom - height * self.y.place(v);

        // The lines of zero last, so that none crosses over them.
        for (zero, colour) in [(false, GRID), (true, ZERO)] {
            let at = |ticks: &[(f64, String)]| -> Vec<f64> {
                ticks.iter().map(|t| t.0).filter(|&v| (v == 0.0) == zero).collect()
            };
            marks.extend(
                at(&self.x_ticks).into_iter().map(|v| Mark::rule((x(v), top), (x(v), bottom), colour)),
            );
            marks.extend(
                at(&self.y_ticks).into_iter().map(|v| Mark::rule((left, y(v)), (right, y(v)), colour)),
            );
        }
        // Dots below lines, which are few, and names above both.
        let layer = |style| self.chart.series.iter().filter(move |series| series.style == style);
        let layers = [SeriesStyle::Dots, SeriesStyle::Line, SeriesStyle::Names];
        for series in layers.into_iter().flat_map(layer) {
            let index = names.iter().position(|name| *name == series.name).unwrap_or(0);
            let placed = |p: &(f64, f64)| (x(p.0), y(p.1));
            let apart = series.points.iter().filter(|p| finite(p)).map(placed).filter(|p| area.holds(*p));
            match series.style {
                SeriesStyle::Line => lines(series, area, placed, mark::pen(index), marks),
                SeriesStyle::Dots => marks.extend(apart.map(|centre| dot(centre, SMALL, index))),
                SeriesStyle::Names => marks.extend(apart.map(|(x, y)| {
                    let at = (x, y + 0.36 * TICK);
                    Mark::text(at, &series.name, TICK, Align::Middle, mark::colour(index))
                })),
            }
        }
        marks.push(Mark::rule((left, top), (left, bottom), SOFT));
        marks.push(Mark::rule((left, bottom), (right, bottom), SOFT));
        let below = self.x_ticks.iter().map(|(v, _)| (x(*v), bottom));
        marks.extend(below.map(|(x, y)| Mark::rule((x, y), (x, y + 4.0), SOFT)));
        let beside = self.y_ticks.iter().map(|(v, _)| (left, y(*v)));
        marks.extend(beside.map(|(x, y)| Mark::rule((x - 4.0, y), (x, y), SOFT)));
        for (v, text) in &self.x_ticks {
            marks.push(Mark::text((x(*v), bottom + TICK_GAP + TICK), text, TICK, Align::Middle, SOFT));
        }
        for (v, text) in &self.y_ticks {
            marks.push(Mark::text((left - TICK_GAP, y(*v) + 0.36 * TICK), text, TICK, Align::End, SOFT));
        }
        let middle = (left + 0.5 * width, top + 0.5 * height);
        let mut line = |at, text: &str, size, colour| {
            if !text.is_empty() {
                marks.push(Mark::text(at, text, size, Align::Middle, colour));
            }
        };
        line((middle.0, top - 11.0), &self.chart.title, PANEL_TITLE, INK);
        line((middle.0, bottom + TICK_GAP + TICK + LABEL + 6.0), &self.chart.x_label, LABEL, INK);
        if self.empty {
            line(middle, "no finite values", LABEL, SOFT);
        }
        if !self.chart.y_label.is_empty() {
            marks.push(Mark::Text(Text {
                at: (left - label_at, middle.1),
                words: self.chart.y_label.clone(),
                size: LABEL,
                align: Align::Middle,
                upwards: true,
                colour: INK,
            }));
        }
    }
}

impl Area {
    pub(crate) fn holds(self, (x, y): (f64, f64)) -> bool {
        (self.left..=self.left + self.width).contains(&x) && (self.top..=self.top + self.height).contains(&y)
    }

    /// The parts of a line inside. Clipping here, rather than by the writers,
    /// keeps clip paths and their ids out of the SVG.
    pub(crate) fn clip(self, points: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
        let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
        let mut joined = false;
        for pair in points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let Some((from, to)) = self.inside(a, b) else {
                joined = false;
                continue;
            };
            let step = |t: f64| {
                if t == 1.0 { b } else { (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)) }
            };
            match runs.last_mut() {
                Some(run) if joined && from == 0.0 => run.push(step(to)),
                _ => runs.push(vec![step(from), step(to)]),
            }
            joined = to == 1.0;
        }
        runs
    }

    /// The part of the way from `a` to `b` that lies inside (Liang and Barsky).
    fn inside(self, a: (f64, f64), b: (f64, f64)) -> Option<(f64, f64)> {
        let (mut from, mut to) = (0.0, 1.0);
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        for (slope, room) in [
            (-dx, a.0 - self.left),
            (dx, self.left + self.width - a.0),
            (-dy, a.1 - self.top),
            (dy, self.top + self.height - a.1),
        ] {
            // The axes' ends are places rounded from data: let them touch.
            let room = if room.abs() < 1e-9 { 0.0 } else { room };
            if slope == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if slope < 0.0 {
                from = f64::max(from, room / slope);
            } else {
                to = f64::min(to, room / slope);
            }
        }
        (from < to).then_some((from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_it_leaves() {
        let area = Area { left: 0.0, top: 0.0, width: 10.0, height: 10.0 };
        let runs = area.clip(&[(0.0, 5.0), (2.0, 15.0), (4.0, 5.0), (6.0, 5.0), (20.0, 5.0)]);
        assert_eq!(
            runs,
            [vec![(0.0, 5.0), (1.0, 10.0)], vec![(3.0, 10.0), (4.0, 5.0), (6.0, 5.0), (10.0, 5.0)],]
        );
        assert!(area.clip(&[(-5.0, -1.0), (15.0, -1.0)]).is_empty());
    }
}
