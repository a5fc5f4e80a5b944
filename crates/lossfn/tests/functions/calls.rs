//! Every way to call a function: the same bits, and nothing written where there is an error.

use lossfn::functions::{self, Binary, Gelu, Link, LogAddExp, LogSoftmax, Sigmoid, Unary};
use lossfn::{Error, Logits};

use super::{inputs, refused};
use crate::support::bits;

#[test]
fn every_way_to_call_gives_the_same_bits() {
    // More than the threads take at once.
    let x = inputs::<f32>(200_003);
    let (values, slopes) = (Gelu.values(&x), Gelu.gradient(&x));
    let (mut v, mut g, mut h) = (vec![1.0; x.len()], vec![1.0; x.len()], vec![1.0; x.len()]);
    Gelu.values_and_gradient_into(&x, &mut v, &mut g).unwrap();
    assert!(bits(&v) == bits(&values) && bits(&g) == bits(&slopes));
    Gelu.values_into(&x, &mut v).unwrap();
    Gelu.gradient_into(&x, &mut g).unwrap();
    Gelu.hessian_into(&x, &mut h).unwrap();
    assert!(bits(&v) == bits(&values) && bits(&g) == bits(&slopes) && bits(&h) == bits(&Gelu.hessian(&x)));
    let mut in_place = x.clone();
    Gelu.values_in_place(&mut in_place);
    assert!(bits(&in_place) == bits(&values));
    assert!(bits(&functions::gelu(&x)) == bits(&values));
    // One by one, without threads.
    let alone: Vec<f32> = x.iter().step_by(997).flat_map(|x| functions::gelu(&[*x])).collect();
    let every: Vec<f32> = values.iter().step_by(997).copied().collect();
    assert!(bits(&alone) == bits(&every));

    let empty: [f64; 0] = [];
    assert!(functions::sigmoid(&empty).is_empty() && Sigmoid.hessian(&empty).is_empty());
}

#[test]
fn backward_multiplies_and_zero_silences() {
    let (x, u) = ([0.0, -1.0, 3.0, 0.0], [2.0, -4.0, 0.0, f64::INFINITY]);
    let mut out = [7.0; 4];
    Sigmoid.backward_into(&x, &u, &mut out).unwrap();
    let slopes = Sigmoid.gradient(&x);
    assert_eq!(out, [0.5, -4.0 * slopes[1], 0.0, f64::INFINITY]);
    functions::LnGamma.backward_into(&[0.0, 1.0], &[0.0, 1.0], &mut out[..2]).unwrap();
    assert_eq!(out[0], 0.0);
    assert!((out[1] + 0.577_215_664_901_532_9).abs() < 1e-15);
}

#[test]
fn wrong_lengths_are_errors_and_nothing_is_written() {
    let x = [0.5f64, 1.0, 2.0];
    let (mut short, mut right) = ([9.0; 2], [9.0; 3]);
    assert_eq!(
        refused(Sigmoid.values_into(&x, &mut short)),
        "`out` has shape (2,), but (3,) is needed; shapes are never broadcast."
    );
    refused(Sigmoid.gradient_into(&x, &mut short));
    refused(Sigmoid.hessian_into(&x, &mut short));
    refused(Sigmoid.values_and_gradient_into(&x, &mut right, &mut short));
    refused(Sigmoid.values_and_gradient_into(&x, &mut short, &mut right));
    refused(Sigmoid.backward_into(&x, &[1.0], &mut right));
    refused(Sigmoid.backward_into(&x, &x, &mut short));
    refused(functions::xlogy(&x, &[1.0]));
    refused(LogAddExp.values_into(&x, &x, &mut short));
    refused(LogAddExp.gradient_into(&x, &x, &mut right, &mut short));
    refused(LogAddExp.gradient_into(&x, &x, &mut short, &mut right));
    refused(Link::Probit.forward_into(&x, &mut short));
    refused(Link::Probit.inverse_into(&x, &mut short));
    refused(Link::Probit.derivative_into(&x, &mut short));
    refused(Link::Probit.inverse_derivative_into(&x, &mut short));

    let rows = Logits::rows(&x, 3).unwrap();
    let one = Logits::rows(&x[..1], 1).unwrap();
    let softmax = functions::Softmax::new();
    refused(softmax.values_into(rows, &mut short));
    refused(softmax.backward_into(rows, one, &mut right));
    refused(softmax.backward_into(rows, rows, &mut short));
    refused(LogSoftmax::new().values_into(rows, &mut short));
    refused(LogSoftmax::new().backward_into(rows, one, &mut right));
    refused(LogSoftmax::new().backward_into(rows, rows, &mut short));
    refused(functions::LogSumExp.values_into(rows, &mut short));
    refused(functions::LogSumExp.backward_into(rows, &short.clone(), &mut right));
    refused(functions::LogSumExp.backward_into(rows, &[1.0], &mut short));
    refused(functions::hardmax_into(rows, &mut short));
    assert_eq!((short, right), ([9.0; 2], [9.0; 3]));

    for temperature in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error: Error = softmax.temperature(temperature).unwrap_err();
        assert!(error.is_parameter(), "{error:?}");
    }
    let error = softmax.temperature(-0.5).unwrap_err().to_string();
    assert_eq!(error, "softmax: `temperature` is -0.5, allowed is (0, inf).");
}
