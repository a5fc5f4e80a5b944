//! The ends of what there is: scores, lengths, errors.

use lossfn::sequence::{Ctc, Steps, Targets};

use super::single;

#[test]
fn saturated_scores_have_their_limits() {
    for size in [1e4, 1e30, f32::MAX / 4.0] {
        let of = |scores: &[f32], target: &[usize]| single(scores, 3, target).value_and_gradient().unwrap();
        // One output has all probability: it is the target, or it is not.
        let scores = [-size, size, -size, size, -size, -size, -size, -size, size];
        assert_eq!(of(&scores, &[1, 2]), (0.0, vec![0.0; 9]));
        let (value, gradient) = of(&scores, &[2]);
        assert_eq!((value as f32, &gradient[..3]), (2.0 * size, &[-1.0, 1.0, 0.0][..]));
        // Without a blank to leave there is one way only.
        let (value, gradient) = of(&scores, &[1, 1]);
        assert_eq!((value as f32, &gradient[6..]), (2.0 * size, &[0.0, -1.0, 1.0][..]));
    }
    let inf = f64::INFINITY;
    // A class that cannot be: its gradient is 0, and a target that needs it has an infinite loss.
    let scores = [0.0, 0.0, -inf, 0.0, 0.0, -inf];
    let (value, gradient) = single(&scores, 3, &[1]).value_and_gradient().unwrap();
    assert_eq!(value, 0.287_682_072_451_780_927_4);
    assert_eq!((gradient[2], gradient[5]), (0.0, 0.0));
    let (value, gradient) = single(&scores, 3, &[2]).value_and_gradient().unwrap();
    assert!(value == inf && gradient.iter().all(|g| g.is_nan()));
    let steps = Steps::new(&scores, [2, 1, 3]).unwrap();
    let on = Ctc::new().zero_infinity(true).on(steps, Targets::concatenated(&[2], &[1]));
    assert_eq!(on.value_and_gradient().unwrap(), (0.0, vec![0.0; 6]));
    assert_eq!(on.hessian_vector_product(&[1.0; 6]).unwrap(), [0.0; 6]);
    // NaN stays in its sequence.
    let scores = [0.0, f64::NAN, 0.0, 0.0, 0.0, inf];
    let on =
        Ctc::new().on(Steps::new(&scores, [1, 3, 2]).unwrap(), Targets::concatenated(&[1, 1, 1], &[1, 1, 1]));
    let (values, gradient) = (on.values().unwrap(), on.sum().gradient().unwrap());
    assert!(values[0].is_nan() && gradient[..2].iter().all(|g| g.is_nan()));
    assert_eq!((values[1], &gradient[2..4]), (2f64.ln(), &[0.5, -0.5][..]));
    assert!(values[2].is_nan());
    // Probabilities far below the smallest float, of which one alignment in a million has to survive.
    let scores: Vec<f64> = (0..3000).map(|i| if i % 3 == 0 { 9.0 } else { -3.0 }).collect();
    let target: Vec<usize> = (0..400).map(|i| 1 + i % 2).collect();
    let (value, gradient) = single(&scores, 3, &target).value_and_gradient().unwrap();
    assert!(value > 2000.0 && gradient.iter().all(|g| g.is_finite()));
}

#[test]
fn targets_at_the_edge_of_what_fits() {
    let scores = [0.0; 5 * 3];
    let of = |target: &[usize]| single(&scores, 3, target).value().unwrap();
    let outputs = |n: f64| (3f64.powi(5) / n).ln();
    let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-15 * b, "{a} {b}");
    close(of(&[1, 2, 1, 2, 1]), outputs(1.0));
    close(of(&[1, 1, 1]), outputs(1.0));
    close(of(&[]), outputs(1.0));
    assert_eq!(of(&[1, 1, 1, 1]), f64::INFINITY);
    assert_eq!(of(&[1, 2, 1, 2, 1, 2]), f64::INFINITY);
    // A blank alone, and steps of nothing.
    assert_eq!(single(&[3.0, 2.0], 1, &[]).value_and_gradient().unwrap(), (0.0, vec![0.0; 2]));
    assert_eq!(single::<f32>(&[], 2, &[]).value_and_gradient().unwrap(), (0.0, vec![]));
    assert_eq!(single::<f32>(&[], 2, &[1]).value().unwrap(), f64::INFINITY);
}

#[test]
fn what_cannot_be_is_a_sentence_and_writes_nothing() {
    let scores = [0.0; 12];
    let on = |target: Targets<'static>, lengths: &'static [i8], blank| {
        let steps = Steps::new(&scores, [2, 2, 3]).unwrap().lengths(lengths);
        let on = Ctc::new().blank(blank).on(steps, target);
        let mut out = [7.0; 12];
        let error = on.value_and_gradient_into(&mut out).unwrap_err();
        assert_eq!(out, [7.0; 12]);
        assert_eq!(on.hessian_vector_product_into(&scores, &mut out).unwrap_err(), error);
        assert_eq!(out, [7.0; 12]);
        assert_eq!(on.values().unwrap_err(), error);
        error.to_string()
    };
    let cat = |labels, lengths| Targets::concatenated::<i64, i64>(labels, lengths);
    let (fine, both) = (cat(&[1, 2], &[1, 1]), &[2, 2]);
    assert_eq!(on(fine, both, 3), "ctc: `blank` is 3, allowed is a class, of which there are 3.");
    assert_eq!(
        on(fine, &[2], 0),
        "`lengths` has shape (1,), but (2,) is needed; shapes are never broadcast."
    );
    assert_eq!(on(fine, &[2, 3], 0), "Sequence 1 of `lengths` is 3, allowed is 0 to 2.");
    assert_eq!(on(fine, &[-1, 2], 0), "Sequence 0 of `lengths` is -1, allowed is 0 to 2.");
    assert_eq!(
        on(fine, both, 2),
        "Sequence 1 of `targets` has the blank, 2, at index 0; any other class is allowed."
    );
    assert_eq!(
        on(cat(&[1, 2, 3], &[1, 2]), both, 0),
        "Sequence 1 of `targets` has the label 3 at index 1, allowed is 0 to 2."
    );
    assert_eq!(
        on(cat(&[1, -1], &[1, 1]), both, 0),
        "Sequence 1 of `targets` has the label -1 at index 0, allowed is 0 to 2."
    );
    assert_eq!(
        on(cat(&[1, 2], &[1, 2]), both, 0),
        "`targets` has shape (2,), but (3,) is needed; shapes are never broadcast."
    );
    assert_eq!(
        on(cat(&[1], &[1, -1]), both, 0),
        "Sequence 1 of `target_lengths` is -1, allowed is 0 or more."
    );
    let most = on(cat(&[1], &[i64::MAX, i64::MAX]), both, 0);
    assert!(most.starts_with("`targets` has shape (1,)"), "{most}");
    let padded = |labels, width| Targets::padded::<u8, u8>(labels, width, &[1, 2]);
    assert_eq!(
        on(padded(&[1, 1, 2], 2), both, 0),
        "`targets` has shape (3,), but (2, 2) is needed; shapes are never broadcast."
    );
    assert_eq!(on(padded(&[1, 1], 1), both, 0), "Sequence 1 of `target_lengths` is 2, allowed is 0 to 1.");
    assert!(on(padded(&[1, 1], usize::MAX), both, 0).starts_with("`targets` has shape (2,)"));

    let shape = |shape| Steps::new(&scores, shape).unwrap_err().to_string();
    assert_eq!(
        shape([2, 2, 4]),
        "`scores` has shape (12,), but (2, 2, 4) is needed; shapes are never broadcast."
    );
    assert!(shape([usize::MAX, usize::MAX, 3]).starts_with("`scores` has shape (12,)"));
    let none: [f32; 0] = [];
    let no_sequences = Ctc::new().on(Steps::new(&none, [usize::MAX, 0, 3]).unwrap(), cat(&[], &[]));
    assert_eq!(
        no_sequences.mean().unwrap_err().to_string(),
        "There is nothing to average: no rows were given."
    );
    assert_eq!(no_sequences.sum().value_and_gradient().unwrap(), (0.0, vec![]));
    let steps = Steps::new(&scores, [2, 2, 3]).unwrap();
    let on = Ctc::new().on(steps, fine);
    assert!(on.value_and_gradient_into(&mut [0.0; 11]).unwrap_err().is_shape());
    assert!(on.hessian_vector_product(&[0.0; 13]).unwrap_err().is_shape());
    assert!(on.threads(1 << 20).values().is_err());
    // More sequences of no steps than fit in memory.
    let many = Ctc::new().on(Steps::new(&none, [0, usize::MAX, 3]).unwrap(), cat(&[], &[]));
    assert!(many.sum().value().unwrap_err().is_shape());
}
