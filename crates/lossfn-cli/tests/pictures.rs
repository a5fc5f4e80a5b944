//! Pictures in, losses and maps out.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::io::Cursor;

use common::{Folder, json};
use image::{DynamicImage, GrayImage, ImageBuffer, ImageFormat, Luma, Rgb, RgbImage, RgbaImage};

fn bytes(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut to = Cursor::new(vec![]);
    picture.into().write_to(&mut to, format).unwrap();
    to.into_inner()
}
fn colours(by: u32) -> RgbImage {
    RgbImage::from_fn(32, 24, |x, y| {
        let at = |k: u32| ((x * x * k + y * by * 7) % 200) as u8;
        Rgb([at(1), at(3), at(5)])
    })
}
/// Two pictures that differ in their right half.
fn pair(folder: &Folder) -> (RgbImage, RgbImage) {
    let (a, mut b) = (colours(1), colours(1));
    for (x, _, pixel) in b.enumerate_pixels_mut() {
        if x >= 16 {
            pixel.0 = pixel.0.map(|c| c + 51);
        }
    }
    folder.write("a.png", bytes(a.clone(), ImageFormat::Png));
    folder.write("b.png", bytes(b.clone(), ImageFormat::Png));
    (a, b)
}

#[test]
fn losses_of_pictures_are_those_of_the_library() {
    let folder = Folder::new();
    let (a, b) = pair(&folder);
    let view = |x: &RgbImage| x.as_raw().iter().map(|&x| f64::from(x) / 255.0).collect::<Vec<f64>>();
    let (x, y) = (view(&a), view(&b));
    let [x, y] = [&x, &y].map(|data| lossfn::image::Images::nhwc(data, [1, 24, 32, 3]).unwrap());
    let names = ["ssim", "ssim(window=7, sigma=1)", "image_total_variation", "psnr"];
    let mut args = vec!["eval", "--image", "a.png", "b.png"];
    for name in names {
        args.extend([if name == "psnr" { "-m" } else { "-l" }, name]);
    }
    let table = folder.run(&args, b"");
    assert_eq!((table.status, table.err.as_str()), (0, ""));
    let lines: Vec<&str> = table.out.lines().collect();
    assert_eq!(lines[0], "a.png and b.png, 32 x 24 pixels, RGB");
    assert!(table.out.lines().all(|line| line.chars().count() <= 80), "{}", table.out);
    args.extend(["--format", "json"]);
    let all = json(&folder.run(&args, b""));
    for (name, entry) in names.iter().zip(all["results"].as_array().unwrap()) {
        let want = lossfn::image::get(name).unwrap().value(x, Some(y)).unwrap();
        let kind = if *name == "psnr" { "metric" } else { "loss" };
        let got = entry["value"].as_f64().unwrap();
        assert!(entry[kind] == **name && (got - want).abs() <= 1e-15 * want, "{name}: {got} {want}");
        assert!(lines.iter().any(|line| line.trim_start().starts_with(name)), "{name}: {}", table.out);
    }
    let same =
        folder.run(&["eval", "--image", "a.png", "a.png", "-l", "ssim", "-m", "psnr", "-f", "csv"], b"");
    assert_eq!(
        same.out,
        "measure,pred,group,value,count,weight,ignored\nssim,a.png,,0,1,1,0\npsnr,a.png,,inf,1,1,0\n"
    );
}

#[test]
fn maps_show_where_pictures_differ() {
    let folder = Folder::new();
    pair(&folder);
    let run = folder.run(&["eval", "--image", "a.png", "b.png", "-l", "ssim", "--maps", "maps/new"], b"");
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let open =
        |name: &str| image::load_from_memory(&folder.read(&format!("maps/new/{name}"))).unwrap().to_rgb8();
    let (difference, ssim) = (open("difference.png"), open("ssim.png"));
    assert_eq!((difference.dimensions(), ssim.dimensions()), ((32, 24), (22, 14)));
    assert_eq!(difference.get_pixel(0, 0).0, lossfn_plot::shade(0.0));
    assert_eq!(difference.get_pixel(20, 0).0, lossfn_plot::shade(0.2));
    assert_eq!(ssim.get_pixel(0, 0).0, lossfn_plot::shade(1.0), "windows of the left half are equal");
    assert_ne!(ssim.get_pixel(11, 7).0, lossfn_plot::shade(1.0));
    let mut names: Vec<_> =
        std::fs::read_dir(folder.path().join("maps/new")).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["difference.png", "ssim.png"], "no temporary file is left");
}

#[test]
fn grey_and_sixteen_bits_and_jpeg_are_read() {
    let folder = Folder::new();
    let deep = ImageBuffer::<Luma<u16>, _>::from_fn(16, 16, |x, y| Luma([(x * y * 257) as u16]));
    let grey = GrayImage::from_fn(16, 16, |x, y| Luma([(x * y) as u8]));
    folder.write("deep.png", bytes(deep, ImageFormat::Png));
    folder.write("grey.png", bytes(grey.clone(), ImageFormat::Png));
    folder.write("grey.jpg", bytes(grey, ImageFormat::Jpeg));
    let run = |a: &str, b: &str| folder.run(&["eval", "--image", a, b, "-l", "ssim", "-f", "json"], b"");
    // 257 of 65535 is 1 of 255.
    assert_eq!(json(&run("deep.png", "grey.png"))["results"][0]["value"].as_f64(), Some(0.0));
    let value = json(&run("grey.jpg", "grey.png"))["results"][0]["value"].as_f64().unwrap();
    assert!(value > 0.0 && value < 0.1, "{value}");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = Folder::new();
    pair(&folder);
    folder.write("small.png", bytes(RgbImage::new(16, 12), ImageFormat::Png));
    folder.write("tiny.png", bytes(RgbImage::new(9, 20), ImageFormat::Png));
    folder.write("clear.png", bytes(RgbaImage::new(16, 12), ImageFormat::Png));
    folder.write("grey.png", bytes(GrayImage::new(32, 24), ImageFormat::Png));
    folder.write("text.png", "no picture");
    folder.write("cut.png", &folder.read("a.png")[..300]);
    for (args, status, error) in [
        (
            "a.png small.png -l ssim",
            1,
            "error: a.png has 32 x 24 pixels, RGB, but small.png has 16 x 12 pixels, RGB; both must be alike.\n",
        ),
        (
            "a.png grey.png -l ssim",
            1,
            "error: a.png has 32 x 24 pixels, RGB, but grey.png has 32 x 24 pixels, grey; both must be alike.\n",
        ),
        (
            "tiny.png tiny.png -l ssim",
            1,
            "error: ssim: `images` has shape 20 x 9, but at least one window of 11 x 11 is needed; shapes are never broadcast.\n",
        ),
        (
            "clear.png clear.png -l ssim",
            1,
            "error: clear.png has an alpha channel, whose meaning depends on what is behind it; leave it out first.\n",
        ),
        ("text.png a.png -l ssim", 1, "error: text.png is neither a PNG nor a JPEG file.\n"),
        ("none.png a.png -l ssim", 1, "error: cannot read none.png: no such file or directory.\n"),
        (
            "a.png b.png",
            2,
            "error: what is to be computed? Give at least one --loss, such as ssim, or --metric psnr.\n",
        ),
        ("a.png b.png -l psnr", 2, "error: `psnr` is a metric, not a loss.\n"),
        ("a.png b.png -m ssim", 2, "error: `ssim` is a loss, not a metric.\n"),
        ("a.png b.png -l ssi", 2, "error: no loss is named `ssi`; did you mean `ssim`?\n"),
    ] {
        let words: Vec<&str> = ["eval", "--image"].into_iter().chain(args.split(' ')).collect();
        let run = folder.run(&words, b"");
        assert_eq!((run.status, run.err.as_str(), run.out.as_str()), (status, error, ""), "{args}");
    }
    let run = folder.run(&["eval", "--image", "a.png", "cut.png", "-l", "ssim"], b"");
    assert!(run.status == 1 && run.err.starts_with("error: cut.png cannot be decoded: "), "{}", run.err);
    assert_eq!(folder.run(&["eval", "--image", "a.png", "b.png", "-l", "ssim", "-t", "y"], b"").status, 2);
    assert_eq!(folder.run(&["eval", "--image", "a.png", "-l", "ssim"], b"").status, 2);
    let run = folder.run(&["eval", "--maps", "x", "t.csv", "-l", "mse"], b"");
    assert_eq!((run.status, &*run.err), (2, "error: --maps is about pictures; give two by --image.\n"));
    let run = folder.run(&["eval", "--image", "tiny.png", "tiny.png", "-m", "psnr", "--maps", "m"], b"");
    assert!(run.status == 1 && !folder.path().join("m").exists(), "{}", run.err);
}
