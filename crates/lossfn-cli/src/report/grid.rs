//! Tables of text.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle, presets};

/// How a table is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// As wide as the terminal at most.
    Terminal,
    Markdown,
}

/// Lines under the head and at the end; nothing between columns but space.
const PLAIN: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// What a terminal has at least.
const WIDTH: usize = 80;

/// A table whose first columns are names and whose others are numbers.
pub(crate) struct Grid {
    style: Style,
    names: usize,
    table: Table,
    /// The names of the row before.
    last: Vec<String>,
}

impl Grid {
    /// With the heads of the columns, of which the first are names.
    pub(crate) fn new(style: Style, names: usize, heads: impl IntoIterator<Item = String>) -> Self {
        let mut grid = Self { style, names, table: Table::new(), last: vec![] };
        grid.table.load_style(if style == Style::Markdown { presets::ASCII_MARKDOWN } else { PLAIN });
        let cells = grid.cells(heads);
        grid.table.set_header(cells);
        grid
    }
    /// Names that are those of the row above are not written again, but for the last one.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        let names = cells[..self.names.min(cells.len())].to_vec();
        if self.style == Style::Terminal {
            let same = names.iter().zip(&self.last).take_while(|(a, b)| a == b).count();
            cells[..same.min(names.len().saturating_sub(1))].fill(String::new());
        }
        self.last = names;
        let cells = self.cells(cells);
        self.table.add_row(cells);
    }
    fn cells(&self, cells: impl IntoIterator<Item = String>) -> Vec<Cell> {
        let align = |i| if i < self.names { CellAlignment::Left } else { CellAlignment::Right };
        cells
            .into_iter()
            .enumerate()
            .map(|(i, text)| Cell::new(self.clean(&text)).set_alignment(align(i)))
            .collect()
    }
    /// What comes from a file may hold anything.
    fn clean(&self, text: &str) -> String {
        let text: String = text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
        if self.style == Style::Markdown { text.replace('|', "\\|") } else { text }
    }
    /// How wide it is when no cell is broken.
    pub(crate) fn width(&self) -> usize {
        self.table.column_max_content_widths().iter().map(|w| usize::from(*w) + 2).sum()
    }
    pub(crate) fn fits(&self) -> bool {
        self.style == Style::Markdown || self.width() <= terminal_width()
    }
    /// The table; the first columns of numbers of Markdown are marked as such.
    pub(crate) fn draw(mut self) -> String {
        if self.style == Style::Markdown {
            return self.markdown();
        }
        if !self.fits() {
            self.table
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(terminal_width() as u16);
        }
        let mut lines: Vec<String> = self.table.lines().collect();
        // The line at the end is that under the head.
        lines.extend(lines.iter().find(|line| line.starts_with('─')).cloned());
        lines.iter().flat_map(|line| [line.trim_end(), "\n"]).collect()
    }
    fn markdown(self) -> String {
        let lines: Vec<String> = self.table.lines().collect();
        let mut text = String::new();
        for (i, line) in lines.iter().enumerate() {
            if i == 1 {
                // The colon that Markdown wants for columns of numbers.
                let parts: Vec<&str> = line.trim_matches('|').split('|').collect();
                for (k, part) in parts.iter().enumerate() {
                    let rule = if k < self.names { (*part).to_owned() } else { format!("{}:", &part[1..]) };
                    text.push('|');
                    text.push_str(&rule);
                }
                text.push_str("|\n");
            } else {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }
}

/// The characters of a line; 80 where there is no terminal.
pub(crate) fn terminal_width() -> usize {
    console::Term::stdout().size_checked().map_or(WIDTH, |(_, columns)| usize::from(columns)).max(40)
}
