//! One thing that is wrong, and nothing else.

use std::sync::Arc;

use lossfn::{AnyLoss, Inputs, Labels, Rows, functions, spec::Domain};

use super::{Kinds, Weighted, sentence};
use crate::support::{Data, Random, apart, drawn};

/// No good value stands beside it, and it may be the very end of an open domain.
#[test]
fn a_value_outside_its_domain_is_named_alone() {
    let mut refusals = 0;
    for entry in apart() {
        let loss = drawn(&entry, &mut Random(44), 3);
        for (k, input) in loss.terms()[0].loss.inputs().iter().enumerate() {
            let ends = match input.domain {
                Domain::REAL => continue,
                Domain::Interval { low, high, .. } | Domain::Outside { low, high } => [low, high],
                Domain::Points(points) => [points[0], points[points.len() - 1]],
            };
            let [low, high] = ends;
            let tries =
                [low, high, low.next_down(), low.next_up(), high.next_down(), high.next_up(), f64::NAN];
            for x in tries.into_iter().filter(|&x| !input.domain.contains(x)) {
                let mut data = Data::<f64>::draw(&loss, &mut Random(45), 1, 3);
                match (&mut data, k) {
                    (Data::Columns(a, _) | Data::Weights(a), 0) | (Data::Columns(_, a), 1) => a[0] = x,
                    _ => continue,
                }
                let want = format!("`{}` is {x} at index 0, allowed is {}.", input.name, input.domain);
                assert_eq!(sentence(loss.on_inputs(data.inputs()).mean()), want, "{loss}");
                refusals += 1;
            }
        }
    }
    assert!(refusals > 10, "{refusals} values were refused");
}

#[test]
fn an_empty_table_of_any_number_of_columns() {
    for columns in [1, 1 << 40, usize::MAX] {
        let rows = Rows::<f64>::rows(&[], columns).unwrap();
        assert_eq!(functions::softmax(rows), [0.0; 0]);
        let loss = Weighted::default();
        let on = loss.on(rows, Labels::U8(&[]));
        assert_eq!(on.sum().value().unwrap(), 0.0);
        assert_eq!(sentence(on.mean()), "There is nothing to average: no rows were given.");
    }
}

#[test]
fn names_longer_than_any() {
    let long = "x".repeat(10_000_000);
    assert!(sentence(lossfn::metric(&long)).len() < 200);
    assert!(sentence(lossfn::get(&long)).len() < 500);
}

#[test]
fn what_a_stage_refuses_has_no_reference() {
    let loss = AnyLoss::of(Arc::new(Weighted::new([1.0]).unwrap()));
    let rows = Rows::rows(&[0.0, 1.0], 2).unwrap();
    assert_eq!(
        sentence(loss.reference(Inputs::Labelled(rows, Labels::U8(&[1])))),
        "`class_weight` has shape (1,), but (2,) is needed; shapes are never broadcast."
    );
}

#[test]
fn many_values_are_not_one() {
    let loss = Kinds::new();
    let on = loss.on(&[1.0], &[0.5]).values();
    let text = sentence(on.value());
    assert_eq!(sentence(on.value_and_gradient()), text);
    let mut gradient = [7.0];
    assert_eq!(sentence(on.value_and_gradient_into(&mut gradient)), text);
    assert_eq!(gradient, [7.0]);
}
