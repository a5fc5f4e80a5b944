//! Arrays of ndarray.

use lossfn::nd;
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD, Axis, Dimension as _, IxDyn, Slice};

use super::*;

/// How an array stands in a larger one: the order of its axes there, and for each of its axes the
/// step, the first place and the room behind.
struct Layout {
    axes: Vec<usize>,
    steps: Vec<(isize, usize, usize)>,
}
impl Layout {
    fn draw(rng: &mut Random, dimensions: usize) -> Self {
        let mut axes: Vec<usize> = (0..dimensions).collect();
        rng.shuffle(&mut axes);
        let steps =
            (0..dimensions).map(|_| (rng.pick(&[1, 1, -1, 2, -3]), rng.below(2), rng.below(2))).collect();
        Self { axes, steps }
    }
    /// A larger array that holds one of this shape, with nothing of use between.
    fn base<T: Storage>(&self, shape: &[usize]) -> ArrayD<T> {
        let size = |d: usize| {
            let (step, before, behind) = self.steps[d];
            before + shape[d] * step.unsigned_abs() + behind
        };
        let sizes: Vec<usize> = self.axes.iter().map(|&d| size(d)).collect();
        ArrayD::from_elem(IxDyn(&sizes), T::from_f64(f64::NAN))
    }
    fn view<'a, T: Storage>(&self, base: &'a mut ArrayD<T>, shape: &[usize]) -> ArrayViewMutD<'a, T> {
        let mut back = vec![0; shape.len()];
        for (place, &d) in self.axes.iter().enumerate() {
            back[d] = place;
        }
        let mut view = base.view_mut().permuted_axes(IxDyn(&back));
        for (d, &(step, before, _)) in self.steps.iter().enumerate() {
            let end = before + shape[d] * step.unsigned_abs();
            view.slice_axis_inplace(Axis(d), Slice::new(before as isize, Some(end as isize), step));
        }
        view
    }
    fn holding<T: Storage>(&self, x: &[T], shape: &[usize]) -> ArrayD<T> {
        let mut base = self.base(shape);
        for (place, x) in self.view(&mut base, shape).iter_mut().zip(x) {
            *place = *x;
        }
        base
    }
}

/// A view to write to gets what a slice gets, and nothing beside it is touched.
fn into_views<T: Storage>(stage: Stage, on: On<'_, T>, shape: &[usize], rng: &mut Random) {
    let layouts = [0; 2].map(|_| Layout::draw(rng, shape.len()));
    let [mut g, mut h] = layouts.each_ref().map(|l| l.base::<T>(shape));
    let untouched = |x: &ArrayD<T>| x.iter().filter(|x| x.to_f64().is_nan()).count();
    let all = |mut view: ArrayViewMutD<'_, T>| bits(&view.iter_mut().map(|x| *x).collect::<Vec<T>>());
    let size: usize = shape.iter().product();
    let (value, gradient) = on.value_and_gradient().unwrap();
    let got = on.value_and_gradient_into_view(layouts[0].view(&mut g, shape)).unwrap();
    assert_eq!(one(got), one(value));
    assert!(all(layouts[0].view(&mut g, shape)) == bits(&gradient));
    assert_eq!(untouched(&g), g.len() - size);
    if stage.has_hessian() {
        let (gradient, hessian) = on.gradient_and_hessian().unwrap();
        let [gv, hv] = [(0, &mut g), (1, &mut h)].map(|(i, x)| layouts[i].view(x, shape));
        on.gradient_and_hessian_into_views(gv, hv).unwrap();
        assert!(all(layouts[0].view(&mut g, shape)) == bits(&gradient));
        assert!(all(layouts[1].view(&mut h, shape)) == bits(&hessian));
        assert_eq!(untouched(&h), h.len() - size);
    }
    // Another shape is an error, and nothing is written.
    let more = [shape, &[1]].concat();
    let mut other = ArrayD::<T>::from_elem(IxDyn(&more), T::from_f64(7.0));
    let error = on.value_and_gradient_into_view(other.view_mut()).unwrap_err();
    assert!(error.is_shape() && other.iter().all(|x| x.to_f64() == 7.0), "{error}");
}

/// Losses of three and four arrays.
fn several<T: Storage>(entry: &lossfn::Entry, rng: &mut Random) {
    for _ in 0..10 {
        let shape: Vec<usize> = (0..rng.below(4)).map(|_| 1 + rng.below(9)).collect();
        let size = shape.iter().product();
        let loss = drawn(entry, rng, 1);
        let data = Data::<T>::draw(&loss, rng, size, 1);
        let Data::Several(columns) = &data else { unreachable!("a loss of three or four columns") };
        let layouts: Vec<Layout> = columns.iter().map(|_| Layout::draw(rng, shape.len())).collect();
        let mut bases: Vec<ArrayD<T>> =
            layouts.iter().zip(columns).map(|(l, x)| l.holding(x, &shape)).collect();
        let views: Vec<ArrayViewMutD<'_, T>> =
            layouts.iter().zip(&mut bases).map(|(l, base)| l.view(base, &shape)).collect();
        let all: Vec<_> = views.iter().map(|view| nd(view)).collect();
        let inputs = match &all[..] {
            [a, b, c] => (a, b, c).into(),
            [a, b, c, d] => (a, b, c, d).into(),
            _ => unreachable!("no loss reads as many"),
        };
        let on = loss.on_inputs(inputs);
        let places: Vec<usize> = (0..size).collect();
        super::same(entry.spec.name, &ask(on), &ask(loss.on_inputs(data.inputs())), &places);
        into_views(entry.spec.stage, on, &shape, rng);
        // The last of another shape is an error, also where it has as many numbers.
        let longer = ArrayD::from_elem(IxDyn(&[&shape[..], &[1]].concat()), T::from_f64(1.0));
        let longer = nd(&longer);
        let inputs: lossfn::Inputs<'_, T> = match &all[..] {
            [a, b, _] => (a, b, &longer).into(),
            [a, b, c, ..] => (a, b, c, &longer).into(),
            _ => unreachable!("no loss reads as few"),
        };
        assert!(loss.on_inputs(inputs).mean().is_err_and(|e| e.is_shape()), "{loss}");
    }
}

fn elements<T: Storage>() {
    let mut rng = Random(21);
    for entry in lossfn::catalogue().into_iter().filter(|e| e.spec.stage == Stage::Elements) {
        if entry.spec.inputs.len() > 2 {
            several::<T>(&entry, &mut rng);
            continue;
        }
        for _ in 0..10 {
            let shape: Vec<usize> = (0..rng.below(5)).map(|_| 1 + rng.below(9)).collect();
            let size = shape.iter().product();
            let loss = drawn(&entry, &mut rng, 1);
            let Data::Columns(x, y) = Data::<T>::draw(&loss, &mut rng, size, 1) else { unreachable!() };
            let layouts = [0; 2].map(|_| Layout::draw(&mut rng, shape.len()));
            let mut bases = [layouts[0].holding(&x, &shape), layouts[1].holding(&y, &shape)];
            let [a, b] = &mut bases;
            let (a, b) = (layouts[0].view(a, &shape), layouts[1].view(b, &shape));
            let (a, b) = (nd(&a), nd(&b));
            let on = loss.on(&a, &b);
            let same_place: Vec<usize> = (0..size).collect();
            super::same(entry.spec.name, &ask(on), &ask(loss.on(&x, &y)), &same_place);
            into_views(entry.spec.stage, on, &shape, &mut rng);
            // One number for all along an axis, at stride 0: only when it is asked for.
            if let Some(axis) = (!shape.is_empty()).then(|| rng.below(shape.len())) {
                let mut thin = shape.clone();
                thin[axis] = 1;
                let few = ArrayD::from_shape_fn(IxDyn(&thin), |i| y[i.slice().iter().sum::<usize>() % size]);
                let wide: ArrayViewD<'_, T> = few.broadcast(IxDyn(&shape)).unwrap();
                let copy: Vec<T> = wide.iter().copied().collect();
                super::same(
                    entry.spec.name,
                    &ask(loss.on(&a, &nd(&wide))),
                    &ask(loss.on(&x, &copy)),
                    &same_place,
                );
                if thin != shape {
                    assert!(loss.on(&a, &nd(&few)).mean().is_err_and(|e| e.is_shape()));
                }
            }
        }
    }
}

fn rows<T: Storage>() {
    let mut rng = Random(22);
    let shapes = |rng: &mut Random| {
        let classes = 1 + rng.below(9);
        shape(rng, classes, 6)
    };
    tables::<T>(&mut rng, shapes, |loss, data, shape, axis, rng| {
        let places = places(shape, axis);
        let spread = |x: &[T]| -> Vec<T> { places.iter().map(|&p| x[p]).collect() };
        let layouts = [0; 2].map(|_| Layout::draw(rng, shape.len()));
        let (first, second, labels) = data.rows();
        let (first, second) = (spread(first), second.map(spread));
        let mut base = layouts[0].holding(&first, shape);
        let view = layouts[0].view(&mut base, shape);
        let first = nd(&view);
        let table = first.array().rows(axis).unwrap();
        let want = ask(loss.on_inputs(data.inputs()));
        // Labels of any strides too: here with the axes the other way round.
        let mut sizes = shape.to_vec();
        sizes.remove(axis);
        let turned = labels.map(|labels| {
            let labels = ArrayD::from_shape_vec(IxDyn(&sizes), labels.to_vec()).unwrap();
            labels.t().as_standard_layout().into_owned()
        });
        let turned = turned.as_ref().map(|labels| labels.t());
        let turned = turned.as_ref().map(|labels| nd(labels));
        let labels = turned.as_ref().map(|labels| table.labels(labels.array()).unwrap());
        let mut base = second.map(|second| layouts[1].holding(&second, shape));
        let view = base.as_mut().map(|base| layouts[1].view(base, shape));
        let view = view.as_ref().map(|view| nd(view));
        let second = view.as_ref().map(|second| second.array().rows(axis).unwrap());
        let on = loss.on_inputs(Inputs::from_rows(table, second, labels.map(Labels::I64)).unwrap());
        super::same(loss.spec().name, &ask(on), &want, &places);
        into_views(loss.spec().stage, on, shape, rng);
    });
}

#[test]
fn views_of_any_stride_are_their_copies_in_f32() {
    elements::<f32>();
    rows::<f32>();
}
#[test]
fn views_of_any_stride_are_their_copies_in_f64() {
    elements::<f64>();
    rows::<f64>();
}
#[test]
fn what_stands_in_order_is_not_copied() {
    let x = ArrayD::from_elem(IxDyn(&[3, 4]), 1.5f32);
    assert_eq!(nd(&x).array().data().as_ptr(), x.as_ptr());
    assert_ne!(nd(&x.t()).array().data().as_ptr(), x.as_ptr());
}
#[cfg(feature = "half")]
#[test]
fn views_may_hold_halves() {
    use half::f16;
    let x = ArrayD::from_shape_fn(IxDyn(&[3, 5]), |i| f16::from_f32((i[0] * 5 + i[1]) as f32));
    let y = x.mapv(|x| f16::from_f32(x.to_f32() / 2.0));
    let flat = [&x, &y].map(|x| x.t().iter().copied().collect::<Vec<f16>>());
    let loss = Difference::new();
    let want = loss.on(&flat[0], &flat[1]).value_and_gradient().unwrap();
    assert_eq!(loss.on(&nd(&x.t()), &nd(&y.t())).value_and_gradient().unwrap(), want);
}
