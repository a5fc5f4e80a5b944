//! A picture as an SVG document.

use std::fmt::Write as _;

use crate::font::FAMILY;
use crate::mark::{Align, Colour, Mark, Picture};

pub(crate) fn write(picture: &Picture) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = document(picture, &mut out);
    out
}

fn document(picture: &Picture, out: &mut String) -> std::fmt::Result {
    let (width, height) = (picture.width, picture.height);
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" font-family="{FAMILY}" stroke-linejoin="round">"#
    )?;
    writeln!(out, "<title>{}</title>", Escaped(&picture.title))?;
    writeln!(out, r##"<rect width="{width}" height="{height}" fill="#ffffff"/>"##)?;
    let mut marks = picture.marks.iter().peekable();
    while let Some(mark) = marks.next() {
        match mark {
            Mark::Line { points, pen } => {
                write!(out, r#"<path fill="none" d="{}"#, Way(points))?;
                // Neighbours of one pen are one path.
                while let Some(Mark::Line { points, .. }) =
                    marks.next_if(|next| matches!(next, Mark::Line { pen: other, .. } if other == pen))
                {
                    write!(out, "{}", Way(points))?;
                }
                write!(out, r#"" stroke="{}" stroke-width="{}""#, pen.colour, pen.width)?;
                if !pen.dash.is_empty() {
                    let dash: Vec<String> = pen.dash.iter().map(f32::to_string).collect();
                    write!(out, r#" stroke-dasharray="{}""#, dash.join(" "))?;
                }
                out.push_str("/>\n");
            }
            Mark::Dot { centre, radius, colour } => {
                let (x, y) = (Short(centre.0), Short(centre.1));
                writeln!(out, r#"<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>"#)?;
            }
            Mark::Block { corner, width, height, colour } => {
                let (x, y, w, h) = (Short(corner.0), Short(corner.1), Short(*width), Short(*height));
                writeln!(out, r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{colour}"/>"#)?;
            }
            Mark::Area { rings, colour } => {
                out.push_str(r#"<path d=""#);
                for ring in rings {
                    write!(out, "{}Z", Way(ring))?;
                }
                writeln!(out, r#"" fill="{colour}"/>"#)?;
            }
            Mark::Text(text) => {
                let (x, y) = (Short(text.at.0), Short(text.at.1));
                let anchor = match text.align {
                    Align::Start => "start",
                    Align::Middle => "middle",
                    Align::End => "end",
                };
                let (size, colour) = (text.size, text.colour);
                write!(
                    out,
                    r#"<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{colour}""#
                )?;
                if text.upwards {
                    write!(out, r#" transform="rotate(-90 {x} {y})""#)?;
                }
                writeln!(out, ">{}</text>", Escaped(&text.words))?;
            }
        }
    }
    out.push_str("</svg>\n");
    Ok(())
}

/// A line through points, as a path.
struct Way<'a>(&'a [(f64, f64)]);

impl std::fmt::Display for Way<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().enumerate().try_for_each(|(i, &(x, y))| {
            write!(f, "{}{},{}", if i == 0 { "M" } else { " " }, Short(x), Short(y))
        })
    }
}

/// A length with two decimals at most.
struct Short(f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Adding zero turns -0 into 0.
        write!(f, "{}", (self.0 * 100.0).round() / 100.0 + 0.0)
    }
}

/// Text for XML. Control characters, which XML forbids, become spaces.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => f.write_char(' '),
            c if c.is_control() => f.write_char(' '),
            c => f.write_char(c),
        })
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}
