//! `lossfn eval --image`: two pictures in, a table of losses out, and maps of where they differ.

use std::fs::File;
use std::io::{BufReader, Cursor};
use std::path::{Path, PathBuf};

use image::{DynamicImage, ImageFormat, ImageReader, RgbImage};
use lossfn::image::{AnyImageLoss, Images, Ssim};
use lossfn::metric::Best;

use crate::args::{Eval, Format};
use crate::failure::{Failure, Result, after_colon};
use crate::output::{self, Draft, brief};
use crate::report::{self, Grid, Outcome, Report, Style};

/// A picture in memory: its pixels from 0 to 1, row after row, the channels of a pixel side by side.
struct Picture {
    name: String,
    size: (usize, usize),
    channels: usize,
    pixels: Vec<f64>,
}

pub(crate) fn run(args: &Eval, paths: &[PathBuf]) -> Result<()> {
    let losses = asked(&args.data.loss, false)?;
    let metrics = asked(&args.data.metric, true)?;
    if losses.is_empty() && metrics.is_empty() {
        let what = "what is to be computed? Give at least one --loss, such as ssim, or --metric psnr";
        return Err(Failure::usage(what));
    }
    let [a, b] = paths else { return Err(Failure::usage("--image needs two pictures")) };
    let (a, b) = (Picture::read(a)?, Picture::read(b)?);
    if (a.size, a.channels) != (b.size, b.channels) {
        let text =
            format!("{} has {}, but {} has {}; both must be alike", a.name, a.words(), b.name, b.words());
        return Err(Failure::data(text));
    }
    let mut outcomes = vec![];
    for (label, loss) in losses.iter().chain(&metrics) {
        let value = loss.value(a.view()?, Some(b.view()?));
        let value =
            value.map_err(|e| Failure::data(format_args!("{label}: {}", after_colon(&e.to_string()))))?;
        outcomes.push(Outcome {
            name: loss.to_string(),
            metric: loss.is_metric().then_some(Best::Highest),
            label: label.clone(),
            pred: a.name.clone(),
            group: None,
            value,
            count: 1,
            weight: 1.0,
            ignored: 0,
            gathers: false,
        });
    }
    let maps = match &args.maps {
        Some(folder) => {
            let ssim = losses.iter().find_map(|(_, loss)| loss.ssim()).unwrap_or_default();
            Some((folder, [difference(&a, &b)?, similarity(ssim, &a, &b)?]))
        }
        None => None,
    };
    let report = Report {
        files: vec![a.name.clone(), b.name.clone()],
        rows: 1,
        reduction: lossfn::Reduction::Mean,
        by: None,
        weight: None,
        outcomes,
        explanations: None,
        worst: None,
    };
    // All is computed; from here on only writing can fail.
    if let Some((folder, [difference, similarity])) = maps {
        std::fs::create_dir_all(folder).map_err(|e| Failure::file("write", folder.display(), &e))?;
        for (name, bytes) in [("difference.png", difference), ("ssim.png", similarity)] {
            let mut file = Draft::new(&folder.join(name))?;
            file.write(&bytes)?;
            file.finish()?;
        }
    }
    let text = match args.format {
        Format::Table => table(&report, &a, Style::Terminal),
        Format::Markdown => table(&report, &a, Style::Markdown),
        Format::Json | Format::Csv => report::render(&report, args.format),
    };
    output::deliver(&text, args.output.as_deref())
}

/// The losses, or the metrics, that are asked for, as they were.
fn asked(names: &[String], metrics: bool) -> Result<Vec<(String, AnyImageLoss)>> {
    let one = |name: &String| {
        let loss = lossfn::image::get(name)?;
        match (loss.is_metric(), metrics) {
            (true, false) => Err(Failure::usage(lossfn::Error::NotALoss { name: name.clone() })),
            (false, true) => Err(Failure::usage(lossfn::Error::NotAMetric { name: name.clone() })),
            _ => Ok((name.clone(), loss)),
        }
    };
    names.iter().map(one).collect()
}

fn table(report: &Report, a: &Picture, style: Style) -> String {
    let files = report.files.join(" and ");
    let measure = report.measure();
    let mut text = format!("{files}, {}\n\n", a.words());
    let mut grid = Grid::new(style, 1, [measure.to_owned(), "value".into()]);
    for outcome in &report.outcomes {
        grid.row([outcome.label.clone(), brief(outcome.value)]);
    }
    text.push_str(&grid.draw());
    text
}

impl Picture {
    fn read(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let wrong = |what: &str| Failure::data(format_args!("{name} {what}"));
        let file = File::open(path).map_err(|e| Failure::file("read", &name, &e))?;
        // By what it holds, not by its name.
        let reader = ImageReader::new(BufReader::new(file))
            .with_guessed_format()
            .map_err(|e| Failure::file("read", &name, &e))?;
        if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg)) {
            return Err(wrong("is neither a PNG nor a JPEG file"));
        }
        let decoded = reader.decode().map_err(|e| wrong(&format!("cannot be decoded: {e}")))?;
        if decoded.color().has_alpha() {
            return Err(wrong(
                "has an alpha channel, whose meaning depends on what is behind it; leave it out first",
            ));
        }
        let size = (decoded.height() as usize, decoded.width() as usize);
        let channels = usize::from(decoded.color().channel_count());
        let bytes = |x: &[u8]| x.iter().map(|&x| f64::from(x) / 255.0).collect();
        let words = |x: &[u16]| x.iter().map(|&x| f64::from(x) / 65535.0).collect();
        let pixels = match &decoded {
            DynamicImage::ImageLuma8(x) => bytes(x),
            DynamicImage::ImageRgb8(x) => bytes(x),
            DynamicImage::ImageLuma16(x) => words(x),
            DynamicImage::ImageRgb16(x) => words(x),
            other => {
                return Err(wrong(&format!(
                    "has pixels of the kind {:?}, which are not read",
                    other.color()
                )));
            }
        };
        Ok(Self { name, size, channels, pixels })
    }
    fn words(&self) -> String {
        let (height, width) = self.size;
        let kind = if self.channels == 1 { "grey" } else { "RGB" };
        format!("{width} x {height} pixels, {kind}")
    }
    fn view(&self) -> Result<Images<'_, f64>> {
        let (height, width) = self.size;
        Ok(Images::nhwc(&self.pixels, [1, height, width, self.channels])?)
    }
}

/// How much the pixels differ, the mean over the channels: from 0, dark, to 1, bright.
fn difference(a: &Picture, b: &Picture) -> Result<Vec<u8>> {
    let off: Vec<f64> = a.pixels.iter().zip(&b.pixels).map(|(a, b)| (a - b).abs()).collect();
    png(a.size, a.channels, &off)
}

/// How similar the windows are, the mean over the channels: from 0 and below, dark, to 1, bright.
fn similarity(ssim: Ssim, a: &Picture, b: &Picture) -> Result<Vec<u8>> {
    let on = ssim.on(a.view()?, b.view()?);
    let failed = |e: lossfn::Error| Failure::data(format_args!("--maps: {}", after_colon(&e.to_string())));
    png(on.map_size().map_err(failed)?, a.channels, &on.map().map_err(failed)?)
}

/// A picture of numbers from 0 to 1, the mean over channels.
fn png((height, width): (usize, usize), channels: usize, values: &[f64]) -> Result<Vec<u8>> {
    let means = values.chunks(channels).map(|x| x.iter().sum::<f64>() / channels as f64);
    let colours = means.flat_map(lossfn_plot::shade).collect();
    let picture = RgbImage::from_raw(width as u32, height as u32, colours)
        .ok_or_else(|| Failure::data("a map has not the size of the pictures"))?;
    let mut bytes = Cursor::new(vec![]);
    picture
        .write_to(&mut bytes, ImageFormat::Png)
        .map_err(|e| Failure::data(format_args!("cannot write a map: {e}")))?;
    Ok(bytes.into_inner())
}
