//! The time of the CTC loss with its gradient, for `tools/ctc_speed.py`.
//!
//! `ctc_speed STEPS SEQUENCES CLASSES LABELS THREADS [plain|trained] [f32|f64|product]` computes once for each line that it
//! reads, and answers with the value and the seconds that it took.
#![allow(clippy::print_stdout, reason = "this is what it is for")]

use std::{hint::black_box, io::BufRead as _, time::Instant};

use lossfn::{
    data::{Element, Storage as _},
    sequence::{Ctc, Steps, Targets},
};

/// Numbers from 0 to 1: splitmix64.
fn unit(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ *state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ z >> 31) >> 11) as f64 / (1u64 << 53) as f64
}

fn answer<T: Element>(shape: [usize; 3], labels: usize, threads: usize, trained: bool, product: bool) {
    let (mut state, [steps, sequences, classes]) = (1, shape);
    // Of variance 1, as untrained models give them.
    let mut scores: Vec<f64> =
        (0..steps * sequences * classes).map(|_| 12f64.sqrt() * (unit(&mut state) - 0.5)).collect();
    let (mut lengths, mut target) = (vec![], vec![]);
    for _ in 0..sequences {
        lengths.push(labels);
        target.extend((0..labels).map(|_| 1 + (unit(&mut state) * (classes - 1) as f64) as usize));
    }
    if trained {
        // One alignment stands out: each label at a step of its own, blanks between them.
        let mut classes_of = vec![0; steps * sequences];
        for (i, class) in target.iter().enumerate() {
            classes_of[(2 * (i % labels) + 1) * steps / (2 * labels) * sequences + i / labels] = *class;
        }
        for (row, class) in scores.chunks_mut(classes).zip(classes_of) {
            row[class] += 12.0;
        }
    }
    let scores: Vec<T> = scores.into_iter().map(|x| T::nearest(T::Wide::from_f64(x))).collect();
    let targets = Targets::concatenated(&target, &lengths);
    for _ in std::io::stdin().lock().lines() {
        let start = Instant::now();
        let on = Steps::new(&scores, shape).map(|steps| Ctc::new().on(steps, targets).threads(threads));
        let value = on.and_then(|on| {
            if product {
                return on.hessian_vector_product(&scores).map(|out| black_box(out)[0].widen().to_f64());
            }
            on.value_and_gradient().map(|out| black_box(out).0)
        });
        println!("{} {}", value.unwrap_or(f64::NAN), start.elapsed().as_secs_f64());
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut numbers = args.iter().map_while(|x| x.parse().ok());
    let [steps, sequences, classes, labels, threads] = core::array::from_fn(|_| numbers.next().unwrap_or(1));
    let (shape, asked) = ([steps, sequences, classes], |what| args.iter().any(|arg| arg == what));
    if asked("f64") {
        answer::<f64>(shape, labels, threads, asked("trained"), false);
    } else {
        answer::<f32>(shape, labels, threads, asked("trained"), asked("product"));
    }
}
