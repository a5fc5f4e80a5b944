//! How numbers stand in memory changes no bit: rows along any axis, views of any stride.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(feature = "ndarray")]
mod views;

use crate::support::{Data, Random, bits, drawn, one, plain};
use lossfn::{
    AnyLoss, Array, Error, Inputs, Labels, On, Rows,
    data::Storage,
    spec::{Domain, Stage},
};

lossfn::loss! {
    /// Elements.
    struct Difference = "difference"
    formula(pred: Domain::REAL, target: Domain::REAL) = pred - target;
}

/// Where the numbers of a table, row after row, stand in an array whose rows stand along an axis: found
/// by counting through the array, in row-major order.
fn places(shape: &[usize], axis: usize) -> Vec<usize> {
    let mut index = vec![0; shape.len()];
    let mut places = vec![];
    for _ in 0..shape.iter().product() {
        let row = (0..shape.len()).filter(|&d| d != axis).fold(0, |row, d| row * shape[d] + index[d]);
        places.push(row * shape[axis] + index[axis]);
        for d in (0..shape.len()).rev() {
            index[d] += 1;
            if index[d] < shape[d] {
                break;
            }
            index[d] = 0;
        }
    }
    places
}

/// Results of single items, of all together, and derivatives as they stand.
struct Answers {
    items: Vec<Vec<u64>>,
    derivatives: Vec<Vec<u64>>,
}
fn ask<T: Storage>(on: On<'_, T>) -> Answers {
    let (value, fused) = on.value_and_gradient().unwrap();
    let (gradient, hessian) = crate::support::derivatives(on);
    let (again, boosting) = crate::support::boosted(on);
    Answers {
        items: vec![vec![one(value), one(on.mean().unwrap())], bits(&on.to_vec().unwrap())],
        derivatives: [fused, gradient, hessian, again, boosting].iter().map(|d| bits(d)).collect(),
    }
}
/// Whether answers are the same but for the places of the derivatives.
fn same(what: &str, got: &Answers, want: &Answers, places: &[usize]) {
    assert!(got.items == want.items, "{what}: items");
    for (got, want) in got.derivatives.iter().zip(&want.derivatives) {
        let want: Vec<u64> = places.iter().map(|&place| want[place]).collect();
        assert!(*got == want, "{what}: derivatives");
    }
}

/// Sizes of some axes, with `classes` along one of them.
fn shape(rng: &mut Random, classes: usize, most: usize) -> (Vec<usize>, usize) {
    let mut shape: Vec<usize> = (0..rng.below(4)).map(|_| 1 + rng.below(most)).collect();
    let axis = rng.below(shape.len() + 1);
    shape.insert(axis, classes);
    (shape, axis)
}

/// The losses of rows, with parameters, and data for them: labels, and distributions where they are read.
fn tables<T: Storage>(
    rng: &mut Random,
    shapes: impl Fn(&mut Random) -> (Vec<usize>, usize),
    test: impl Fn(&AnyLoss, &Data<T>, &[usize], usize, &mut Random),
) {
    let rows = |s: Stage| !matches!(s, Stage::Elements | Stage::Weights | Stage::Boxes | Stage::Triples);
    for entry in crate::support::apart().into_iter().filter(|e| rows(e.spec.stage)) {
        for round in 0..12 {
            let (shape, axis) = shapes(rng);
            let classes = shape[axis];
            let items = shape.iter().product::<usize>() / classes;
            let loss = if round == 0 { plain(&entry) } else { drawn(&entry, rng, classes) };
            let data = Data::<T>::draw(&loss, rng, items, classes);
            let soft = data.softened(rng);
            let takes = |d: &Data<T>| loss.on_inputs(d.inputs()).to_vec().is_ok();
            for data in [Some(data), soft.filter(takes)].into_iter().flatten() {
                test(&loss, &data, &shape, axis, rng);
            }
        }
    }
}

/// Rows that stand along an axis.
fn placed<'a, T: Storage>(
    a: &'a Vec<T>,
    b: Option<&'a Vec<T>>,
    labels: Option<&'a [i64]>,
    shape: &'a [usize],
    axis: usize,
) -> Inputs<'a, T> {
    let table = |x| Rows::spatial(x, shape, axis).unwrap();
    Inputs::from_rows(table(a), b.map(table), labels.map(Labels::I64)).unwrap()
}

fn along_axes<T: Storage>() {
    let mut rng = Random(1);
    let shapes = |rng: &mut Random| {
        let (classes, most) = rng.pick(&[(1, 5), (3, 9), (7, 6), (130, 4), (4100, 2)]);
        shape(rng, classes, most)
    };
    tables::<T>(&mut rng, shapes, |loss, data, shape, axis, rng| {
        let places = places(shape, axis);
        let spread = |x: &[T]| -> Vec<T> { places.iter().map(|&p| x[p]).collect() };
        let (a, b, labels) = data.rows();
        let (a, b) = (spread(a), b.map(spread));
        let inputs = placed(&a, b.as_ref(), labels, shape, axis);
        let items = data.items();
        let (weight, mask) = (rng.weights::<T>(items), rng.mask(items));
        let ways: [fn(On<'_, T>) -> On<'_, T>; 2] = [|on| on, |on| on.batch_mean().ignore(0)];
        for way in ways {
            let what = format!("{loss}, {}, {shape:?} along {axis}", T::NAME);
            let [on, want] =
                [inputs, data.inputs()].map(|i| way(loss.on_inputs(i)).on_empty(lossfn::OnEmpty::Zero));
            same(&what, &ask(on), &ask(want), &places);
            let [on, want] = [on, want].map(|on| on.weight(&weight).mask(&mask));
            same(&what, &ask(on), &ask(want), &places);
            let [on, want] = [on, want].map(|on| on.evaluate().unwrap());
            assert!(on == want, "{what}");
        }
    });
}

#[test]
fn rows_along_any_axis_are_those_of_a_table_in_f32() {
    along_axes::<f32>();
}
#[test]
fn rows_along_any_axis_are_those_of_a_table_in_f64() {
    along_axes::<f64>();
}

fn text<T>(result: Result<T, Error>) -> String {
    result.err().unwrap().to_string()
}

#[test]
fn shapes_are_equal_or_an_error_names_both() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let shapes: [&[usize]; 6] = [&[6], &[6, 1], &[1, 6], &[2, 3], &[3, 2], &[3, 1, 2]];
    let shown = ["(6,)", "(6, 1)", "(1, 6)", "(2, 3)", "(3, 2)", "(3, 1, 2)"];
    let loss = Difference::new();
    for (i, a) in shapes.iter().enumerate() {
        for (j, b) in shapes.iter().enumerate() {
            let [a, b] = [a, b].map(|s| Array::new(&x, s).unwrap());
            if i == j {
                let on = loss.on(a, b);
                let want = loss.on(&x, &x);
                assert_eq!(on.value_and_gradient(), want.value_and_gradient());
                assert_eq!(a.like(&b).unwrap(), x);
                continue;
            }
            let never = "shapes are never broadcast.";
            let want =
                |input| format!("`{input}` has shape {}, but {} is needed; {never}", shown[j], shown[i]);
            let mut gradient = [9.0; 6];
            assert_eq!(text(loss.on(a, b).mean()), want("target"));
            assert_eq!(text(loss.on(a, b).gradient_into(&mut gradient)), want("target"));
            assert_eq!(gradient, [9.0; 6]);
            assert_eq!(text(b.like(&a)), want("array"));
            // As tables, along their last axes, and as labels.
            let tables = [a, b].map(|x| x.rows(x.shape().len() - 1).unwrap());
            let table = crate::support::apart().into_iter().find(|e| e.spec.stage == Stage::Rows).unwrap();
            assert!(text(plain(&table).on(tables[0], tables[1]).mean()).contains(shown[j]));
        }
    }
    let sizes: [&[usize]; 4] = [&[5], &[], &[usize::MAX, 2], &[usize::MAX, usize::MAX, 0]];
    for shape in sizes {
        assert!(Array::new(&x, shape).is_err_and(|e| e.is_shape()));
    }
    let nothing: [f64; 0] = [];
    assert!(Array::new(&nothing, &[usize::MAX, usize::MAX, 0]).is_ok_and(|a| a.rows(0).unwrap().is_empty()));
    assert_eq!(
        text(Rows::spatial(&x, &[2, 3], 2)),
        "`table` has shape (2, 3), but one with at least one class along axis 2 is needed; shapes are never \
         broadcast."
    );
    assert!(text(Rows::spatial(&nothing, &[2, 0], 1)).contains("along axis 1"));
    // Equal sizes, but rows along different axes.
    let square = [0.25, 0.75, 0.75, 0.25];
    let [a, b] = [0, 1].map(|axis| Rows::spatial(&square, &[2, 2], axis).unwrap());
    let table = crate::support::apart().into_iter().find(|e| e.spec.stage == Stage::Rows).unwrap();
    assert!(text(plain(&table).on(a, b).mean()).contains("(2, 2) with classes along axis 0 is needed"));
    let labels = Array::new(&[0u8, 1, 1], &[3]).unwrap();
    assert!(text(a.labels(labels)).contains("`label` has shape (3,), but (2,) is needed"));
}

/// What does not count is not read, and what is wrong is found where it stands.
#[test]
fn rows_along_an_axis_are_checked_and_left_out_as_those_of_a_table() {
    let entries = crate::support::apart();
    let in_rows = |s: Stage| !matches!(s, Stage::Elements | Stage::Weights | Stage::Triples);
    for entry in entries.iter().filter(|e| in_rows(e.spec.stage)) {
        let loss = plain(entry);
        let data = Data::<f32>::draw(&loss, &mut Random(5), 12, 4);
        let shape = [3, 4, 2, 2];
        let places = places(&shape, 1);
        let spread = |x: &[f32]| -> Vec<f32> { places.iter().map(|&p| x[p]).collect() };
        let (a, b, labels) = data.rows();
        let (mut a, b) = (spread(a), b.map(spread));
        let bad = 7;
        for (a, &place) in a.iter_mut().zip(&places) {
            *a = if place / 4 == bad { f32::INFINITY } else { *a };
        }
        let inputs = placed(&a, b.as_ref(), labels, &shape, 1);
        let mut keep = [true; 12];
        keep[bad] = false;
        let mut want = data.clone();
        want.poison(bad, f32::INFINITY);
        let on = loss.on_inputs(inputs);
        same(entry.spec.name, &ask(on.mask(&keep)), &ask(loss.on_inputs(want.inputs()).mask(&keep)), &places);
        if !entry.spec.inputs[0].domain.contains(f64::INFINITY) {
            let at = places.iter().position(|&p| p / 4 == bad).unwrap();
            assert!(text(on.check()).contains(&format!("is inf at index {at}")), "{loss}");
        }
    }
}
