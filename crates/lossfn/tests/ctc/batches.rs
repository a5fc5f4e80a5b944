//! Several sequences at once: layouts, threads, averages, and the whole hessian.

use lossfn::{
    data::Storage,
    kernels::Detected,
    sequence::{Average, Ctc, OnSequences, Steps, Targets},
};

use super::single;
use crate::support::{Random, bits, ulps};

/// Some sequences, with lengths of their own: steps first, and batch first.
struct Batch<T> {
    shape: [usize; 3],
    scores: Vec<T>,
    swapped: Vec<T>,
    lengths: Vec<u16>,
    target: Vec<i32>,
    target_lengths: Vec<u8>,
}
impl<T: Storage> Batch<T> {
    fn new(rng: &mut Random, size: f64) -> Self {
        let shape @ [steps, sequences, classes] = [17, 9, 6];
        let scores: Vec<T> =
            (0..steps * sequences * classes).map(|_| T::from_f64(rng.between(-size, size))).collect();
        let swapped = (0..scores.len()).map(|i| {
            let (n, t, c) = (i / classes / steps, i / classes % steps, i % classes);
            scores[(t * sequences + n) * classes + c]
        });
        let target_lengths: Vec<u8> = (0..sequences).map(|n| [0, 1, 5, 3][n % 4]).collect();
        let target =
            target_lengths.iter().flat_map(|&n| (0..n).map(|_| 1 + rng.below(5) as i32).collect::<Vec<_>>());
        let (swapped, target) = (swapped.collect(), target.collect());
        let lengths = (0..sequences).map(|n| [17, 12, 17, 10, 0][n % 5]).collect();
        Self { shape, scores, swapped, lengths, target, target_lengths }
    }
    fn on(&self) -> OnSequences<'_, T> {
        let steps = Steps::new(&self.scores, self.shape).unwrap().lengths(&self.lengths);
        Ctc::new().on(steps, Targets::concatenated(&self.target, &self.target_lengths))
    }
    fn swapped(&self) -> OnSequences<'_, T> {
        let [steps, sequences, classes] = self.shape;
        let steps = Steps::batch_first(&self.swapped, [sequences, steps, classes]).unwrap();
        let targets = Targets::concatenated(&self.target, &self.target_lengths);
        Ctc::new().on(steps.lengths(&self.lengths), targets)
    }
}

fn same_bits<T: Storage>() {
    let mut rng = Random(7);
    for size in [3.0, 60.0] {
        let batch = Batch::<T>::new(&mut rng, size);
        let (value, gradient) = batch.on().threads(1).value_and_gradient().unwrap();
        let product = batch.on().threads(1).hessian_vector_product(&batch.scores).unwrap();
        for threads in [0, 2, 3] {
            let on = batch.on().threads(threads);
            let (again, slopes) = on.value_and_gradient().unwrap();
            assert_eq!((again.to_bits(), bits(&slopes)), (value.to_bits(), bits(&gradient)));
            assert_eq!(bits(&on.hessian_vector_product(&batch.scores).unwrap()), bits(&product));
        }
        for isa in Detected::all().into_iter().filter(|isa| *isa != Detected::all()[0]) {
            assert_eq!(bits(&batch.on().isa(isa).gradient().unwrap()), bits(&gradient));
        }
        assert_eq!(batch.on().value().unwrap().to_bits(), value.to_bits());

        let [steps, sequences, classes] = batch.shape;
        let back = |x: &[T]| -> Vec<T> {
            let from = |i: usize| {
                let (t, n, c) = (i / classes / sequences, i / classes % sequences, i % classes);
                (n * steps + t) * classes + c
            };
            (0..x.len()).map(|i| x[from(i)]).collect()
        };
        let (again, slopes) = batch.swapped().value_and_gradient().unwrap();
        assert_eq!((again.to_bits(), bits(&back(&slopes))), (value.to_bits(), bits(&gradient)));
        let turned = batch.swapped().hessian_vector_product(&batch.swapped).unwrap();
        assert_eq!(bits(&back(&turned)), bits(&product));

        // Each sequence alone, and padded targets.
        let values = batch.on().values().unwrap();
        let mut start = 0;
        for (n, value) in values.iter().enumerate() {
            let (length, labels) = (usize::from(batch.lengths[n]), usize::from(batch.target_lengths[n]));
            let scores = &batch.swapped[n * steps * classes..][..length * classes];
            let target: Vec<usize> =
                batch.target[start..start + labels].iter().map(|&x| x as usize).collect();
            start += labels;
            assert_eq!(single(scores, classes, &target).value().unwrap().to_bits(), value.to_bits());
        }
        let mut padded = vec![-7; sequences * 5];
        let mut start = 0;
        for (row, &n) in padded.chunks_mut(5).zip(&batch.target_lengths) {
            row[..usize::from(n)].copy_from_slice(&batch.target[start..start + usize::from(n)]);
            start += usize::from(n);
        }
        let steps = Steps::new(&batch.scores, batch.shape).unwrap().lengths(&batch.lengths);
        let on = Ctc::new().on(steps, Targets::padded(&padded, 5, &batch.target_lengths));
        assert_eq!(bits(&on.gradient().unwrap()), bits(&gradient));
    }
}

#[test]
fn no_layout_and_no_number_of_threads_changes_a_bit() {
    same_bits::<f32>();
    same_bits::<f64>();
}

#[cfg(feature = "half")]
#[test]
fn halves_are_read_as_f32_and_rounded_once() {
    use half::f16;
    let batch = Batch::<f32>::new(&mut Random(5), 3.0);
    let halves: Vec<f16> = batch.scores.iter().map(|&x| f16::from_f32(x)).collect();
    let same: Vec<f32> = halves.iter().map(|x| x.to_f32()).collect();
    let targets = Targets::concatenated(&batch.target, &batch.target_lengths);
    let loss = Ctc::new().zero_infinity(true);
    let (value, gradient) =
        loss.on(Steps::new(&halves, batch.shape).unwrap(), targets).value_and_gradient().unwrap();
    let (again, slopes) =
        loss.on(Steps::new(&same, batch.shape).unwrap(), targets).value_and_gradient().unwrap();
    assert_eq!(value, again);
    assert_eq!(gradient, slopes.into_iter().map(f16::from_f32).collect::<Vec<_>>());
}

#[test]
fn averages_are_those_of_the_values() {
    let batch = Batch::<f64>::new(&mut Random(1), 3.0);
    let on = batch.on();
    let zeroed = Ctc::new().zero_infinity(true).on(
        Steps::new(&batch.scores, batch.shape).unwrap().lengths(&batch.lengths),
        Targets::concatenated(&batch.target, &batch.target_lengths),
    );
    // Without steps an empty target is certain, and another one impossible.
    let values = on.values().unwrap();
    assert_eq!((values[4], zeroed.values().unwrap()[4]), (0.0, 0.0));
    let values = zeroed.values().unwrap();
    let by_length = values.iter().zip(&batch.target_lengths).map(|(x, &n)| x / f64::from(n.max(1)));
    let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-15 * b.abs(), "{a} {b}");
    close(zeroed.mean().unwrap(), values.iter().sum::<f64>() / 9.0);
    close(zeroed.per_target_length().value().unwrap(), by_length.sum::<f64>() / 9.0);
    close(zeroed.sum().value().unwrap(), values.iter().sum());
    let sum = zeroed.sum().gradient().unwrap();
    for (average, by) in [
        (Average::Mean, [9.0; 9]),
        (Average::PerTargetLength, core::array::from_fn(|n| 9.0 * f64::from(batch.target_lengths[n].max(1)))),
    ] {
        for (i, g) in zeroed.reduce(average).gradient().unwrap().into_iter().enumerate() {
            assert!(ulps(g, sum[i] / by[i / 6 % 9]) <= 1);
        }
    }
    // Steps behind the length of a sequence have no gradient, and are not read.
    let mut scores = batch.scores.clone();
    for (i, x) in scores.iter_mut().enumerate() {
        if i / 6 / 9 >= usize::from(batch.lengths[i / 6 % 9]) {
            assert_eq!(sum[i].to_bits(), 0);
            *x = f64::NAN;
        }
    }
    let steps = Steps::new(&scores, batch.shape).unwrap().lengths(&batch.lengths);
    let on =
        Ctc::new().zero_infinity(true).on(steps, Targets::concatenated(&batch.target, &batch.target_lengths));
    assert_eq!(bits(&on.sum().gradient().unwrap()), bits(&sum));
}

#[test]
fn the_hessian_is_symmetric_and_that_of_the_gradient() {
    let mut rng = Random(3);
    let batch = Batch::<f64>::new(&mut rng, 2.0);
    let n = batch.scores.len();
    let steps = Steps::new(&batch.scores, batch.shape).unwrap().lengths(&[17; 9]);
    let targets = Targets::concatenated(&batch.target, &batch.target_lengths);
    let on = Ctc::new().on(steps, targets);
    let [u, v] = [(); 2].map(|()| (0..n).map(|_| rng.between(-1.0, 1.0)).collect::<Vec<f64>>());
    let [hu, hv] = [&u, &v].map(|x| on.hessian_vector_product(x).unwrap());
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let size: f64 = v.iter().zip(&hu).map(|(a, b)| (a * b).abs()).sum();
    assert!((dot(&v, &hu) - dot(&u, &hv)).abs() <= 1e-14 * size);
    // Along scores that rise together nothing changes.
    let same: Vec<f64> = (0..n).map(|i| (i / 6) as f64).collect();
    let flat = on.hessian_vector_product(&same).unwrap();
    assert!(flat.iter().all(|x| x.abs() <= 1e-27 * same[n - 1]), "{flat:?}");
    let step = 1e-5;
    let moved = |by: f64| {
        let scores: Vec<f64> = batch.scores.iter().zip(&u).map(|(x, d)| x + by * d).collect();
        let steps = Steps::new(&scores, batch.shape).unwrap();
        Ctc::new().on(steps, targets).gradient().unwrap()
    };
    let largest = hu.iter().fold(0.0f64, |m, x| m.max(x.abs()));
    for ((up, down), h) in moved(step).iter().zip(moved(-step)).zip(&hu) {
        assert!(((up - down) / (2.0 * step) - h).abs() <= 1e-8 * largest);
    }
}
