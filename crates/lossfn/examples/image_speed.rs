//! The time of losses of images with their gradients, for `tools/image_speed.py`.
//!
//! `image_speed LOSS CHANNELS HEIGHT WIDTH THREADS [f32|f64]` computes once for each line that it reads, and answers with the
//! value and the seconds that it took. LOSS is `ssim`, `ssim_value`, `total_variation` or `gram`.
#![allow(clippy::print_stdout, reason = "this is what it is for")]

use std::{hint::black_box, io::BufRead as _, time::Instant};

use lossfn::{
    Error,
    data::Element,
    image::{GramStyle, ImageTotalVariation, Images, Ssim},
};

/// Numbers from 0 to 1: splitmix64.
fn unit(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ *state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ z >> 31) >> 11) as f64 / (1u64 << 53) as f64
}

fn once<T: Element>(
    loss: &str,
    x: Images<'_, T>,
    y: Images<'_, T>,
    threads: usize,
    room: &mut [T],
) -> Result<f64, Error> {
    match loss {
        "ssim" => Ssim::new().on(x, y).threads(threads).value_and_gradient_into(room),
        "ssim_value" => Ssim::new().on(x, y).threads(threads).value(),
        "gram" => GramStyle::new().on(x, y).threads(threads).value_and_gradient_into(room),
        _ => ImageTotalVariation::new().on(x).threads(threads).value_and_gradient_into(room),
    }
}

fn answer<T: Element>(loss: &str, shape: [usize; 3], threads: usize) -> Result<(), Error> {
    let [channels, height, width] = shape;
    let mut state = 1;
    let mut draw =
        || (0..channels * height * width).map(|_| T::rounded(unit(&mut state))).collect::<Vec<T>>();
    let (x, y) = (draw(), draw());
    let [a, b] = [&x, &y].map(|data| Images::nchw(data, [1, channels, height, width]));
    let (a, b) = (a?, b?);
    let mut room = vec![T::default(); x.len()];
    for _ in std::io::stdin().lock().lines() {
        let start = Instant::now();
        let value = once(loss, a, b, threads, black_box(&mut room))?;
        println!("{value} {}", start.elapsed().as_secs_f64());
    }
    Ok(())
}

fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut numbers = args.iter().skip(1).map_while(|x| x.parse().ok());
    let [channels, height, width, threads] = core::array::from_fn(|_| numbers.next().unwrap_or(1));
    let loss = args.first().map_or("", String::as_str);
    if args.iter().any(|arg| arg == "f64") {
        answer::<f64>(loss, [channels, height, width], threads)
    } else {
        answer::<f32>(loss, [channels, height, width], threads)
    }
}
