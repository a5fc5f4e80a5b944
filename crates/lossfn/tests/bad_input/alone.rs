//! One value that is outside its domain, and nothing else.

use lossfn::spec::Domain;

use crate::{
    sentence,
    support::{Data, Random, drawn},
};

/// No good value stands beside it, and it may be the very end of an open domain.
#[test]
fn a_value_outside_its_domain_is_named_alone() {
    let mut refusals = 0;
    for entry in lossfn::catalogue() {
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
