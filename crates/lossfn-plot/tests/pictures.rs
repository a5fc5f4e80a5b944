//! What a picture holds, and that no numbers break one.

use std::fs;
use std::path::{Path, PathBuf};

use lossfn_plot::{Bars, Chart, Field, FieldStyle, Figure, PlotError, Series, terminal};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn chart(series: Vec<Series>) -> Chart {
    Chart { title: "Value".into(), x_label: "x".into(), y_label: "y".into(), series, y_range: None }
}

fn figure(panels: Vec<Chart>) -> Figure {
    Figure { title: "a < b & \"c\"\u{1b}".into(), panels, compact: false }
}

fn parabola(name: &str) -> Series {
    Series::new(name, (-20..=20).map(|i| f64::from(i) / 10.0).map(|x| (x, x * x)).collect())
}

fn bars() -> Bars {
    Bars {
        title: "Bars".into(),
        x_label: "mean".into(),
        labels: vec!["first".into(), "second & last".into()],
        groups: vec![("here".into(), vec![1.0, -2.5]), ("there".into(), vec![f64::NAN, 1e12])],
    }
}

/// Curves that have broken plotting programs.
fn awkward() -> Vec<Series> {
    let cases: [(&str, &[(f64, f64)]); 10] = [
        ("no points", &[]),
        ("one point", &[(1.0, 3.0)]),
        ("constant", &[(0.0, 2.0), (1.0, 2.0), (2.0, 2.0)]),
        ("zero", &[(0.0, 0.0), (1.0, -0.0)]),
        ("never a number", &[(f64::NAN, 0.0), (0.0, f64::NAN), (f64::INFINITY, 1.0)]),
        ("huge", &[(-f64::MAX, f64::MAX), (0.0, 0.0), (f64::MAX, -f64::MAX)]),
        ("tiny", &[(0.0, 5e-324), (5e-324, 1e-310)]),
        ("upright", &[(1.0, 0.0), (1.0, 1.0)]),
        ("one ulp", &[(1e16, 1.0), (1e16 + 2.0, 1.0 + f64::EPSILON)]),
        ("pole", &[(0.0, f64::INFINITY), (1e-300, 1e300), (1.0, 1.0)]),
    ];
    cases.map(|(name, points)| Series::new(name, points.to_vec())).to_vec()
}

fn texts(svg: &str) -> Result<Vec<String>, roxmltree::Error> {
    let document = roxmltree::Document::parse(svg)?;
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    Ok(texts.filter_map(|node| node.text()).map(str::to_owned).collect())
}

#[test]
fn the_svg_is_well_formed_and_holds_every_name() -> Outcome {
    let names = ["half squared", "a <b> & 'c' \"d\"", "Huber, δ = 1"];
    let panel = chart(names.map(parabola).to_vec());
    let texts_found = texts(&figure(vec![panel.clone(), panel]).svg()?)?;
    for name in names.into_iter().chain(["Value", "x", "y", "a < b & \"c\" "]) {
        assert!(texts_found.iter().any(|text| text == name), "{name} is not in {texts_found:?}");
    }
    // Two panels share one legend.
    assert_eq!(texts_found.iter().filter(|text| *text == names[0]).count(), 1);

    let texts_found = texts(&bars().svg()?)?;
    for name in ["first", "second & last", "here", "there", "−2.5", "NaN", "1e12", "mean", "Bars"] {
        assert!(texts_found.iter().any(|text| text == name), "{name} is not in {texts_found:?}");
    }
    Ok(())
}

#[test]
fn the_png_is_twice_the_size_of_the_svg_and_has_ink() -> Outcome {
    for panels in 1..=7 {
        let figure = figure(vec![chart(vec![parabola("p")]); panels]);
        let svg = figure.svg()?;
        let root = roxmltree::Document::parse(&svg)?;
        let size = |name| root.root_element().attribute(name).and_then(|v| v.parse::<u32>().ok());
        let pixels = tiny_skia::Pixmap::decode_png(&figure.png()?)?;
        assert_eq!(Some(pixels.width()), size("width").map(|v| 2 * v));
        assert_eq!(Some(pixels.height()), size("height").map(|v| 2 * v));
        let blue = pixels.pixels().iter().filter(|p| (p.red(), p.green(), p.blue()) == (0x00, 0x72, 0xb2));
        assert!(blue.count() > 500 * panels, "the curve is missing");
    }
    tiny_skia::Pixmap::decode_png(&bars().png()?)?;
    Ok(())
}

#[test]
fn a_point_that_is_not_finite_breaks_the_line() -> Outcome {
    let lines = |points: Vec<(f64, f64)>| -> Result<(usize, usize), Box<dyn std::error::Error>> {
        let svg = figure(vec![chart(vec![Series::new("", points)])]).svg()?;
        // A path may hold several lines.
        let blue = svg.lines().filter(|line| line.contains(r##"stroke="#0072b2""##));
        Ok((blue.map(|line| line.matches('M').count()).sum(), svg.matches("<circle").count()))
    };
    let jump = |middle| vec![(-1.0, -1.0), (0.0, -1.0), middle, (0.0, 1.0), (1.0, 1.0)];
    assert_eq!(lines(jump((0.0, 0.0)))?, (1, 0));
    assert_eq!(lines(jump((0.0, f64::NAN)))?, (2, 0));
    assert_eq!(lines(jump((f64::INFINITY, 0.0)))?, (2, 0));
    let nan = (f64::NAN, f64::NAN);
    assert_eq!(lines(vec![(-1.0, 0.0), nan, (0.0, 1.0), nan])?, (0, 2));
    Ok(())
}

#[test]
fn curves_stay_inside_a_given_range() -> Outcome {
    let steep = Series::new("", (-100..=100).map(|i| (f64::from(i), f64::from(i).powi(99))).collect());
    let svg = figure(vec![Chart { y_range: Some((-1.0, 1.0)), ..chart(vec![steep]) }]).svg()?;
    let document = roxmltree::Document::parse(&svg)?;
    let height: f64 = document.root_element().attribute("height").unwrap_or_default().parse()?;
    let paths = document.descendants().filter_map(|node| node.attribute("d"));
    let points: Vec<&str> = paths.flat_map(|d| d.split(['M', ' '])).filter(|p| !p.is_empty()).collect();
    assert!(points.len() > 20, "there are lines");
    for point in points {
        let (_, y) = point.split_once(',').ok_or("a point has two numbers")?;
        assert!((0.0..=height).contains(&y.parse()?), "{point} is off the page");
    }
    Ok(())
}

#[test]
fn an_axis_begins_where_a_curve_is_infinite() -> Outcome {
    let pole = Series::new("", vec![(0.0, f64::INFINITY), (0.3, 2.0), (1.0, 1.0)]);
    let found = texts(&figure(vec![chart(vec![pole])]).svg()?)?;
    assert!(found.iter().any(|text| text == "0.0"), "{found:?}");
    Ok(())
}

#[test]
fn compact_panels_are_smaller() -> Outcome {
    let whole = figure(vec![chart(vec![parabola("p")]); 3]);
    let small = Figure { compact: true, ..whole.clone() };
    let width = |figure: &Figure| -> Result<f64, Box<dyn std::error::Error>> {
        let svg = figure.svg()?;
        let root = roxmltree::Document::parse(&svg)?;
        Ok(root.root_element().attribute("width").unwrap_or_default().parse()?)
    };
    assert_eq!(width(&whole)? - width(&small)?, 300.0);
    Ok(())
}

#[test]
fn awkward_numbers_make_pictures() -> Outcome {
    for series in awkward() {
        let name = series.name.clone();
        for y_range in [None, Some((0.0, 1.0)), Some((1.0, 1.0 + f64::EPSILON)), Some((-f64::MAX, f64::MAX))]
        {
            let figure = figure(vec![Chart { y_range, ..chart(vec![series.clone()]) }]);
            let svg = figure.svg()?;
            assert!(!svg.contains("inf") && !svg.contains("NaN"), "{name} {y_range:?}");
            texts(&svg)?;
        }
        figure(vec![chart(vec![series])]).png()?;
    }
    figure(vec![chart(awkward())]).png()?;
    Ok(())
}

#[test]
fn wrong_input_is_an_error_that_says_so() {
    let said = |result: Result<String, PlotError>| result.expect_err("wrong input").to_string();
    assert_eq!(said(figure(vec![]).svg()), "there is nothing to draw");
    assert_eq!(said(Bars::default().svg()), "there is nothing to draw");
    let turned = Chart { y_range: Some((2.0, f64::NAN)), ..chart(vec![]) };
    assert_eq!(
        said(figure(vec![turned]).svg()),
        "chart `Value`: y_range is (2, NaN), it takes two finite numbers, the lower first"
    );
    let short = Bars { groups: vec![("here".into(), vec![1.0])], ..bars() };
    assert_eq!(said(short.svg()), "group `here` has 1 values for 2 labels");
    let endless = Figure { title: "w".repeat(2_000_000), panels: vec![chart(vec![])], compact: false };
    assert!(matches!(endless.png(), Err(PlotError::Size { .. })));
}

/// A folder of its own for a test.
fn folder(name: &str) -> std::io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

#[test]
fn the_ending_chooses_the_kind_of_file() -> Outcome {
    let folder = folder("kinds")?;
    let figure = figure(vec![chart(vec![parabola("p")])]);
    figure.save(&folder.join("a.svg"))?;
    figure.save(&folder.join("a.PNG"))?;
    figure.save(&folder.join("a.svg"))?;
    assert_eq!(fs::read_to_string(folder.join("a.svg"))?, figure.svg()?);
    assert_eq!(fs::read(folder.join("a.PNG"))?, figure.png()?);
    assert_eq!(fs::read_dir(&folder)?.count(), 2, "temporary files are left");
    Ok(())
}

#[test]
fn a_failed_save_names_the_path_and_leaves_nothing() -> Outcome {
    let folder = folder("failures")?;
    let figure = figure(vec![chart(vec![parabola("p")])]);
    for name in ["a.pdf", "a", ".svg", "a.svg.gz"] {
        let said = figure.save(&folder.join(name)).expect_err("no such kind").to_string();
        assert!(said.contains(name) && said.contains(".svg or .png"), "{said}");
    }
    let said = figure.save(&folder.join("missing/a.svg")).expect_err("no such folder").to_string();
    assert!(said.contains("missing/a.svg"), "{said}");
    // A folder stands where the file should go.
    fs::create_dir(folder.join("b.svg"))?;
    assert!(matches!(figure.save(&folder.join("b.svg")), Err(PlotError::Write { .. })));
    assert_eq!(fs::read_dir(&folder)?.count(), 1, "temporary files are left");
    Ok(())
}

#[test]
fn terminal_text_fits() {
    let mut charts: Vec<Chart> = awkward().into_iter().map(|series| chart(vec![series])).collect();
    charts.push(chart(awkward()));
    charts.push(chart(vec![]));
    charts.push(chart((0..40).map(|i| parabola(&format!("a long name, number {i}"))).collect()));
    for mut chart in charts {
        for y_range in [None, Some((-1.0, 1.0)), Some((3.0, -3.0)), Some((-1.234567e-300, 1e300))] {
            chart.y_range = y_range;
            chart.x_label = "a label\nthat is far too long for any terminal of this width".repeat(2);
            chart.title.clone_from(&chart.x_label);
            for (width, height) in [(0, 0), (24, 2), (33, 7), (80, 24), (200, 1000)] {
                let text = terminal(&chart, width, height);
                let widest = text.lines().map(|line| line.chars().count()).max();
                assert!(widest <= Some(width.clamp(24, 80)), "{text}");
                assert!(text.lines().count() >= height.clamp(2, 100) + 2);
            }
        }
    }
}

#[test]
fn terminal_text_shows_the_curve() {
    let text = terminal(&Chart { title: String::new(), ..chart(vec![parabola("squared")]) }, 32, 5);
    assert_eq!(
        text,
        "\
y
4┤⠱⡀                          ⢀⠎
 │ ⠈⠣⡀                      ⢀⠜⠁
 │   ⠈⠢⡄                  ⢠⠔⠁
 │     ⠈⠑⢤⡀            ⢀⡤⠊⠁
0┤        ⠈⠑⠲⠤⢄⣀⣀⣀⣀⡠⠤⠖⠊⠁
 └──────────────────────────────
  -2             x             2
⠒ squared
"
    );
    let nothing = terminal(&chart(vec![Series::new("none", vec![(f64::NAN, 1.0)])]), 40, 4);
    assert!(nothing.contains("no finite values"), "{nothing}");
}

/// A bowl around the middle of a grid of so many places along each axis.
fn bowl(style: FieldStyle, places: usize) -> Field {
    let at = |i: usize| 2.0 * i as f64 / (places - 1) as f64 - 1.0;
    let row = |j: usize| (0..places).map(|i| at(i).powi(2) + at(j).powi(2)).collect();
    Field {
        title: "a bowl".into(),
        x_label: "first".into(),
        y_label: "second".into(),
        x: (-1.0, 1.0),
        y: (-1.0, 1.0),
        values: (0..places).map(row).collect(),
        style,
        paths: vec![],
    }
}

/// The sum of the lengths of white lines, which part the bands of colour.
fn parted(field: &Field) -> Result<f64, Box<dyn std::error::Error>> {
    let svg = field.svg()?;
    let lines = svg.lines().filter(|line| line.contains(r##"stroke="#ffffff""##));
    let mut sum = 0.0;
    for path in lines.flat_map(|line| line.split('"').filter(|part| part.starts_with('M'))) {
        for run in path.split('M').filter(|run| !run.is_empty()) {
            let number = |text: &str| text.parse::<f64>();
            let points = run.split(' ').map(|p| p.split_once(',').ok_or("a point has two numbers"));
            let points = points.collect::<Result<Vec<_>, _>>()?;
            for pair in points.windows(2) {
                let [dx, dy] =
                    [number(pair[1].0)? - number(pair[0].0)?, number(pair[1].1)? - number(pair[0].1)?];
                sum += dx.hypot(dy);
            }
        }
    }
    Ok(sum)
}

#[test]
fn a_contour_runs_where_the_level_is() -> Outcome {
    // Inside the square, the circles of 0.25, 0.5, ... have these radii; those from 1 on are cut by the sides.
    let bowl = bowl(FieldStyle::Contour, 101);
    let found = texts(&bowl.svg()?)?;
    let levels = ["0.25", "0.50", "0.75", "1.00", "1.25", "1.50", "1.75"];
    for name in ["first", "second", "a bowl"].into_iter().chain(levels) {
        assert!(found.iter().any(|text| text == name), "{name} is not in {found:?}");
    }
    let length = |level: f64| {
        let radius = level.sqrt();
        let cut = if radius > 1.0 { 8.0 * (1.0 / radius).acos() } else { 0.0 };
        (std::f64::consts::TAU - cut) * radius * 180.0
    };
    let whole: f64 = (1..=7).map(|k| length(f64::from(k) / 4.0)).sum::<f64>() + 7.0 * 16.0;
    let got = parted(&bowl)?;
    assert!((got / whole - 1.0).abs() < 0.01, "{got}, not {whole}");
    Ok(())
}

#[test]
fn a_field_has_a_hole_where_it_is_not_finite() -> Outcome {
    let holed = |style| {
        let mut field = bowl(style, 31);
        field.values[15][15] = f64::NAN;
        field.values[0][0] = f64::INFINITY;
        field
    };
    let faces = |field: Field| -> Result<usize, PlotError> { Ok(field.svg()?.matches("Z\" fill=").count()) };
    assert_eq!(faces(bowl(FieldStyle::Surface, 31))?, 900);
    assert_eq!(faces(holed(FieldStyle::Surface))?, 900 - 4 - 1);

    let white = |field: Field| -> Result<usize, Box<dyn std::error::Error>> {
        let pixels = tiny_skia::Pixmap::decode_png(&field.png()?)?;
        Ok(pixels.pixels().iter().filter(|p| (p.red(), p.green(), p.blue()) == (255, 255, 255)).count())
    };
    // A cell is 24 pixels wide; its edges are shared.
    let more = white(holed(FieldStyle::Contour))? - white(bowl(FieldStyle::Contour, 31))?;
    assert!((5 * 22 * 22..=5 * 24 * 24).contains(&more), "{more}");
    Ok(())
}

/// A path keeps to the field: a point outside breaks it, and its end has the larger dot.
#[test]
fn paths_are_drawn_over_a_contour() -> Outcome {
    let path = |points: &[(f64, f64)]| Series::new("steps", points.to_vec());
    let with = |points: &[(f64, f64)]| Field { paths: vec![path(points)], ..bowl(FieldStyle::Contour, 5) };
    let count = |field: &Field, what: &str| Ok::<_, PlotError>(field.svg()?.matches(what).count());
    let (plain, whole) = (bowl(FieldStyle::Contour, 5), with(&[(-0.5, 0.5), (0.0, 0.1), (0.0, 0.0)]));
    // Three steps, and the end twice: a light edge and a dot.
    assert_eq!(count(&whole, "<circle")? - count(&plain, "<circle")?, 5);
    let cut = with(&[(-0.5, 0.5), (9.0, 0.1), (0.0, 0.0)]);
    assert_eq!(count(&cut, "<circle")? - count(&plain, "<circle")?, 4);
    assert!(texts(&whole.svg()?)?.iter().any(|text| text.contains("steps")));
    let lost = with(&[(f64::NAN, 0.0), (f64::INFINITY, 0.0)]);
    assert_eq!(count(&lost, "<circle")?, count(&plain, "<circle")?);
    lost.png()?;
    Ok(())
}

#[test]
fn awkward_fields_make_pictures_or_errors() -> Outcome {
    for style in [FieldStyle::Contour, FieldStyle::Surface] {
        let of = |values: &[&[f64]]| Field {
            values: values.iter().map(|row| row.to_vec()).collect(),
            ..bowl(style, 2)
        };
        let saddle = of(&[&[1.0, 0.0], &[0.0, 1.0]]);
        for field in [
            saddle.clone(),
            of(&[&[2.0, 2.0], &[2.0, 2.0]]),
            of(&[&[-f64::MAX, f64::MAX], &[f64::MAX, -f64::MAX]]),
            of(&[&[5e-324, 0.0], &[0.0, 1e-310]]),
            of(&[&[f64::NAN, 1.0], &[f64::INFINITY, 2.0]]),
            Field { x: (-f64::MAX, f64::MAX), y: (1.0, 1.0 + f64::EPSILON), ..saddle },
        ] {
            let svg = field.svg()?;
            assert!(!svg.contains("inf") && !svg.contains("NaN"), "{field:?}");
            texts(&svg)?;
            field.png()?;
        }
        assert!(matches!(of(&[&[f64::NAN; 2], &[f64::NAN; 2]]).svg(), Err(PlotError::Empty)));
        for wrong in [of(&[]), of(&[&[1.0, 2.0]]), of(&[&[1.0], &[2.0]]), of(&[&[1.0, 2.0], &[1.0]])] {
            assert!(matches!(wrong.svg(), Err(PlotError::Grid { .. })), "{wrong:?}");
        }
        let turned = Field { x: (1.0, 0.0), ..bowl(style, 3) };
        assert!(matches!(turned.svg(), Err(PlotError::Grid { .. })));
    }
    Ok(())
}

#[test]
fn points_are_dots_or_the_name_of_their_series() -> Outcome {
    let points = || vec![(0.0, 0.0), (f64::NAN, 1.0), (1.0, 2.0), (2.0, 1.0), (5.0, 9.0)];
    let mut chart =
        chart(vec![Series::dots("measured", points()), Series::names("7", points()), parabola("curve")]);
    chart.y_range = Some((-1.0, 4.0));
    let svg = figure(vec![chart.clone()]).svg()?;
    // One point is not finite, one lies outside; the legend has a dot of its own.
    assert_eq!(svg.matches("<circle").count(), 3 + 1);
    let texts = texts(&svg)?;
    assert_eq!(texts.iter().filter(|text| *text == "7").count(), 3);
    assert!(texts.iter().any(|text| text == "measured"));
    chart.series.truncate(1);
    assert_eq!(terminal(&chart, 60, 12).matches('•').count(), 3);
    Ok(())
}
