//! A laid-out picture: what the writers translate.

/// Marks on a white page, in drawing order. Lengths are in SVG units, y down.
pub(crate) struct Picture {
    pub(crate) title: String,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) marks: Vec<Mark>,
}

pub(crate) enum Mark {
    Line {
        points: Vec<(f64, f64)>,
        pen: Pen,
    },
    Dot {
        centre: (f64, f64),
        radius: f64,
        colour: Colour,
    },
    Block {
        corner: (f64, f64),
        width: f64,
        height: f64,
        colour: Colour,
    },
    /// Polygons that are filled as one: where two of them touch, nothing shines through.
    Area {
        rings: Vec<Vec<(f64, f64)>>,
        colour: Colour,
    },
    Text(Text),
}

/// A line of text; `at` is on its baseline.
pub(crate) struct Text {
    pub(crate) at: (f64, f64),
    pub(crate) words: String,
    pub(crate) size: f64,
    pub(crate) align: Align,
    /// Reads upwards instead of to the right.
    pub(crate) upwards: bool,
    pub(crate) colour: Colour,
}

/// Which part of a text stands at its point.
#[derive(Clone, Copy)]
pub(crate) enum Align {
    Start,
    Middle,
    End,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Pen {
    pub(crate) colour: Colour,
    pub(crate) width: f64,
    /// Lengths drawn and left out in turn, an even number of them; none for a
    /// solid line.
    pub(crate) dash: &'static [f32],
}

/// Red, green, blue.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

pub(crate) const INK: Colour = Colour(0x22, 0x22, 0x22);
pub(crate) const SOFT: Colour = Colour(0x55, 0x55, 0x55);
pub(crate) const GRID: Colour = Colour(0xe6, 0xe6, 0xe6);
pub(crate) const ZERO: Colour = Colour(0xb8, 0xb8, 0xb8);

/// The palette of Okabe and Ito (2008) without its yellow, which is too pale
/// for a line on white.
const PALETTE: [Colour; 7] = [
    Colour(0x00, 0x72, 0xb2),
    Colour(0xd5, 0x5e, 0x00),
    Colour(0x00, 0x9e, 0x73),
    Colour(0xcc, 0x79, 0xa7),
    Colour(0xe6, 0x9f, 0x00),
    Colour(0x56, 0xb4, 0xe9),
    Colour(0x00, 0x00, 0x00),
];

/// From dark to light, by even steps of lightness that colour-blind readers see as well: stops of viridis, of
/// Smith and van der Walt.
const SEQUENCE: [Colour; 9] = [
    Colour(0x44, 0x01, 0x54),
    Colour(0x47, 0x2d, 0x7b),
    Colour(0x3b, 0x52, 0x8b),
    Colour(0x2c, 0x72, 0x8e),
    Colour(0x21, 0x91, 0x8c),
    Colour(0x28, 0xae, 0x80),
    Colour(0x5e, 0xc9, 0x62),
    Colour(0xad, 0xdc, 0x30),
    Colour(0xfd, 0xe7, 0x25),
];

/// The colour of a part of a range, 0 at its lower end.
pub(crate) fn shade(part: f64) -> Colour {
    let last = SEQUENCE.len() - 1;
    let place = part.clamp(0.0, 1.0) * last as f64;
    let stop = (place as usize).min(last - 1);
    let mix = |f: fn(Colour) -> u8| {
        let [a, b] = [SEQUENCE[stop], SEQUENCE[stop + 1]].map(|c| f64::from(f(c)));
        (a + (place - stop as f64) * (b - a)).round() as u8
    };
    Colour(mix(|c| c.0), mix(|c| c.1), mix(|c| c.2))
}

/// Five patterns to seven colours: 35 pairs before one returns.
const DASHES: [&[f32]; 5] = [&[], &[9.0, 3.0], &[2.0, 3.5], &[9.0, 3.0, 2.5, 3.0], &[5.0, 2.0]];

pub(crate) fn colour(index: usize) -> Colour {
    PALETTE[index % PALETTE.len()]
}

pub(crate) fn pen(index: usize) -> Pen {
    Pen { colour: colour(index), width: 2.0, dash: DASHES[index % DASHES.len()] }
}

impl Mark {
    pub(crate) fn text(at: (f64, f64), text: &str, size: f64, align: Align, colour: Colour) -> Self {
        Self::Text(Text { at, words: text.to_owned(), size, align, upwards: false, colour })
    }

    pub(crate) fn rule(from: (f64, f64), to: (f64, f64), colour: Colour) -> Self {
        Self::Line { points: vec![from, to], pen: Pen { colour, width: 1.0, dash: &[] } }
    }
}
