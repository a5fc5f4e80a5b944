//! Every loss of the catalogue: is its module the loss itself, bit for bit?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod tensors;

use burn::tensor::{Bool, Tensor};
use lossfn::{AnyLoss, Groups, Inputs, On, Reduction, spec::Stage};
use lossfn_burn::Loss;
use tensors::{
    Kind, Leaf, column, device, inputs, labels, leaves, number, numbers,
    support::{Data, Random, bits, drawn, plain},
    varying,
};

const ROWS: usize = 9;
const CLASSES: usize = 5;
const REDUCTIONS: [Reduction; 5] =
    [Reduction::Mean, Reduction::Sum, Reduction::MeanN, Reduction::BatchMean, Reduction::Per(7.0)];

/// Each loss, with its defaults and with other parameters, on data of its domains.
fn each<T: Kind>(mut test: impl FnMut(&AnyLoss, &Data<T>, &mut Random)) {
    let all = lossfn::catalogue();
    assert!(all.len() > 100, "only {} losses", all.len());
    for entry in all {
        let mut rng = Random(7);
        for loss in [plain(&entry), drawn(&entry, &mut rng, CLASSES), drawn(&entry, &mut rng, CLASSES)] {
            let data = Data::draw(&loss, &mut rng, ROWS, CLASSES);
            test(&loss, &data, &mut rng);
            if let Some(data) = data.softened(&mut rng).filter(|d| loss.on_inputs(d.inputs()).check().is_ok())
            {
                test(&loss, &data, &mut rng);
            }
        }
    }
}

/// The value of a module, and its gradients in all that varies, are those of the loss itself.
fn same<T: Kind>(loss: &AnyLoss, data: &Data<T>, reduction: Reduction) {
    let module = Loss::of(loss.clone()).reduce(reduction);
    let leaves = varying(loss, data);
    let value = module.on(inputs(&leaves)).value().unwrap_or_else(|e| panic!("{loss}: {e}"));
    let on = loss.on_inputs(data.inputs()).reduce(reduction);
    let gradients = value.backward();
    assert_eq!(bits(&[number::<T>(value)]), bits(&[T::from_f64(on.value().unwrap())]), "{loss}");
    for (name, varies, leaf) in &leaves {
        let found = leaf.gradient::<T>(&gradients);
        let want = varies.then(|| bits(&on.wrt(name).gradient().unwrap()));
        assert_eq!(found.map(|g| bits(&g)), want, "{loss} wrt {name}");
    }
}

#[test]
fn values_and_gradients_are_those_of_the_loss() {
    each::<f32>(|loss, data, _| REDUCTIONS.into_iter().for_each(|r| same(loss, data, r)));
    each::<f64>(|loss, data, _| REDUCTIONS.into_iter().for_each(|r| same(loss, data, r)));
}

#[test]
fn without_a_tape_too() {
    each::<f32>(|loss, data, _| {
        let plain = |leaf: Leaf| match leaf {
            Leaf::Column(x) => x.inner().into(),
            Leaf::Table(x) => x.inner().into(),
            Leaf::Labels(x) => x.inner().into(),
        };
        let module = Loss::of(loss.clone());
        let value = module.on(leaves(data).into_iter().map(plain).collect::<Vec<_>>()).value().unwrap();
        assert!(!value.is_autodiff() && !value.is_tracked());
        let on = loss.on_inputs(data.inputs());
        assert_eq!(number::<f32>(value), on.value().unwrap() as f32, "{loss}");
        let constant: Vec<_> = leaves(data).iter().map(Leaf::input).collect();
        let value = module.on(constant).value().unwrap();
        assert!(value.is_autodiff() && !value.is_tracked());
    });
}

#[test]
fn one_tensor_on_the_tape_at_a_time() {
    each::<f32>(|loss, data, _| {
        for name in loss.spec().varying().map(|i| i.name) {
            let place = loss.spec().inputs.iter().position(|i| i.name == name).unwrap();
            let mut all = leaves(data);
            all[place] = all[place].clone().tracked();
            let value =
                Loss::of(loss.clone()).on(all.iter().map(Leaf::input).collect::<Vec<_>>()).value().unwrap();
            let gradients = value.backward();
            let want = loss.on_inputs(data.inputs()).wrt(name).gradient().unwrap();
            let found = all[place].gradient::<f32>(&gradients).unwrap();
            assert_eq!(bits(&found), bits(&want), "{loss} wrt {name}");
        }
    });
}

/// Doubled before, tripled behind: the chain rule, one rounding at a time.
#[test]
fn what_stands_before_and_behind() {
    each::<f32>(|loss, data, _| {
        let halves = data.map(|x| x / 2.0);
        let leaves = varying(loss, &halves);
        let doubled: Vec<_> = leaves.iter().map(|(.., leaf)| leaf.times(2.0).input()).collect();
        let value = Loss::of(loss.clone()).on(doubled).value().unwrap() * 3.0;
        let on = loss.on_inputs(data.inputs());
        let gradients = value.backward();
        assert_eq!(number::<f32>(value), on.value().unwrap() as f32 * 3.0, "{loss}");
        for (name, _, leaf) in leaves.iter().filter(|(_, varies, _)| *varies) {
            let want: Vec<f32> = on.wrt(name).gradient().unwrap().iter().map(|g| g * 3.0 * 2.0).collect();
            assert_eq!(bits(&leaf.gradient::<f32>(&gradients).unwrap()), bits(&want), "{loss} wrt {name}");
        }
    });
}

#[test]
fn weights_and_masks() {
    each::<f64>(|loss, data, rng| {
        // Those of groups are counted otherwise: below.
        if matches!(loss.spec().stage, Stage::Groups(_)) {
            return;
        }
        let (mut weight, mut keep) = (rng.weights::<f64>(ROWS), rng.mask(ROWS));
        (weight[0], keep[0]) = (2.0, true);
        let leaves = varying(loss, data);
        let module = Loss::of(loss.clone());
        let mask = Tensor::<1, Bool>::from_data(&keep[..], &device());
        let value = module.on(inputs(&leaves)).weight(column(&weight)).mask(mask).value().unwrap();
        let on = loss.on_inputs(data.inputs()).weight(&weight).mask(&keep);
        let gradients = value.backward();
        assert_eq!(bits(&[number::<f64>(value)]), bits(&[on.value().unwrap()]), "{loss}");
        for (name, _, leaf) in leaves.iter().filter(|(_, varies, _)| *varies) {
            let want = on.wrt(name).gradient().unwrap();
            assert_eq!(bits(&leaf.gradient::<f64>(&gradients).unwrap()), bits(&want), "{loss} wrt {name}");
        }
    });
}

#[test]
fn ignored_labels() {
    let mut found = 0;
    each::<f32>(|loss, data, _| {
        let mut data = data.clone();
        let (Data::Labelled(_, l, _) | Data::Taught(_, _, l, _)) = &mut data else { return };
        if loss.spec().stage == Stage::Pairs {
            return;
        }
        found += 1;
        (l[2], l[7]) = (-100, -100);
        let leaves = varying(loss, &data);
        let value = Loss::of(loss.clone()).ignore(-100).on(inputs(&leaves)).value().unwrap();
        let on = loss.on_inputs(data.inputs()).ignore(-100);
        let gradients = value.backward();
        assert_eq!(number::<f32>(value), on.value().unwrap() as f32, "{loss}");
        let want = on.gradient().unwrap();
        assert_eq!(bits(&leaves[0].2.gradient::<f32>(&gradients).unwrap()), bits(&want), "{loss}");
    });
    assert!(found > 20, "only {found} losses");
}

/// The losses of all items, each with a number of its own that comes back to it.
#[test]
fn values_of_items() {
    each::<f64>(|loss, data, rng| {
        let on = loss.on_inputs(data.inputs()).values();
        let want = on.to_vec().unwrap();
        let leaves = varying(loss, data);
        let values: Tensor<1> = Loss::of(loss.clone()).on(inputs(&leaves)).values().unwrap();
        assert_eq!(bits(&numbers::<f64, 1>(values.clone())), bits(&want), "{loss}");
        if let Stage::Batch(_) = loss.spec().stage {
            return;
        }
        let outer: Vec<f64> = want.iter().map(|_| rng.between(-2.0, 2.0)).collect();
        let gradients = (values * column(&outer)).sum().backward();
        for (name, _, leaf) in leaves.iter().filter(|(_, varies, _)| *varies) {
            let slopes = on.wrt(name).gradient().unwrap();
            let columns = slopes.len() / outer.len();
            let want: Vec<f64> = slopes.iter().enumerate().map(|(i, s)| s * outer[i / columns]).collect();
            assert_eq!(bits(&leaf.gradient::<f64>(&gradients).unwrap()), bits(&want), "{loss} wrt {name}");
        }
    });
}

/// Of a batch a row is in the losses of others: what comes back is the derivative of the weighted sum, by differences.
#[test]
fn values_of_a_batch() {
    let mut found = 0;
    each::<f64>(|loss, data, rng| {
        let Stage::Batch(_) = loss.spec().stage else { return };
        found += 1;
        for signed in [false, true] {
            let outer: Vec<f64> =
                (0..ROWS).map(|_| rng.between(if signed { -2.0 } else { 0.5 }, 2.0)).collect();
            let leaves = varying(loss, data);
            let values: Tensor<1> = Loss::of(loss.clone()).on(inputs(&leaves)).values().unwrap();
            let gradients = (values * column(&outer)).sum().backward();
            let sum = |on: On<'_, f64>| -> f64 {
                on.values().to_vec().unwrap().iter().zip(&outer).map(|(v, o)| v * o).sum()
            };
            let gradient = leaves[0].2.gradient::<f64>(&gradients).unwrap();
            let largest = gradient.iter().fold(0.0, |a: f64, g| a.max(g.abs()));
            for item in 0..ROWS {
                let step = 1e-5;
                let [up, down] = [step, -step].map(|step| {
                    let mut moved = data.clone();
                    *moved.first(item) += step;
                    sum(loss.on_inputs(moved.inputs()))
                });
                let (want, got) = ((up - down) / (2.0 * step), gradient[item * CLASSES]);
                let error = (got - want).abs() / largest.max(sum(loss.on_inputs(data.inputs())).abs());
                assert!(error < 1e-6, "{loss}: {got} and not {want}");
            }
            // The mean of them is what the loss says.
            let leaves = varying(loss, data);
            let values: Tensor<1> = Loss::of(loss.clone()).on(inputs(&leaves)).values().unwrap();
            let gradients = values.sum().backward();
            let want = loss.on_inputs(data.inputs()).sum().gradient().unwrap();
            assert_eq!(bits(&leaves[0].2.gradient::<f64>(&gradients).unwrap()), bits(&want), "{loss}");
        }
    });
    assert!(found > 20, "only {found} losses");
}

#[test]
fn groups_of_items() {
    let mut found = 0;
    each::<f64>(|loss, data, rng| {
        let Stage::Groups(grouping) = loss.spec().stage else { return };
        found += 1;
        let keys: Vec<i64> = (0..ROWS as i64).map(|i| i % 3).collect();
        let groups = Groups::keys(&keys);
        let columns: Vec<&[f64]> = match data {
            Data::Columns(a, b) => vec![a, b],
            Data::Several(all) => all.iter().map(|x| &x[..]).collect(),
            other => panic!("{other:?}"),
        };
        let weight: Vec<f64> =
            (0..if grouping.weighs_items() { ROWS } else { 3 }).map(|_| rng.between(0.5, 2.0)).collect();
        let on = loss.on_inputs(Inputs::grouped(&columns, &groups).unwrap()).weight(&weight);
        let leaves = varying(loss, data);
        let module = Loss::of(loss.clone());
        let ready = || module.on(inputs(&leaves)).groups(labels(&keys)).weight(column(&weight));
        let value = ready().value().unwrap();
        let gradients = value.backward();
        assert_eq!(bits(&[number::<f64>(value)]), bits(&[on.value().unwrap()]), "{loss}");
        let found = leaves[0].2.gradient::<f64>(&gradients).unwrap();
        assert_eq!(bits(&found), bits(&on.gradient().unwrap()), "{loss}");

        let leaves = varying(loss, data);
        let values: Tensor<1> =
            module.on(inputs(&leaves)).groups(labels(&keys)).weight(column(&weight)).values().unwrap();
        assert_eq!(bits(&numbers::<f64, 1>(values.clone())), bits(&on.values().to_vec().unwrap()), "{loss}");
        let outer = [1.5, -0.5, 2.5];
        let gradients = (values * column(&outer)).sum().backward();
        let slopes = on.values().gradient().unwrap();
        let want: Vec<f64> = slopes.iter().zip(&keys).map(|(s, key)| s * outer[*key as usize]).collect();
        let found = leaves[0].2.gradient::<f64>(&gradients).unwrap();
        assert_eq!(bits(&found), bits(&want), "{loss}");
    });
    assert!(found > 10, "only {found} losses");
}

/// Rows along another axis than the last, and tensors that do not stand together in memory.
#[test]
fn axes_and_views() {
    each::<f64>(|loss, data, _| {
        if !matches!(data, Data::Labelled(..)) || matches!(loss.spec().stage, Stage::Batch(_)) {
            return;
        }
        let Data::Labelled(x, y, _) = data else { return };
        let on = loss.on_inputs(data.inputs());
        let leaf = tensors::table(x, CLASSES).require_grad();
        let module = Loss::of(loss.clone());
        // Three images of 1 x 3 pixels, with the classes in the second place.
        let images = leaf.clone().reshape([3, 1, 3, CLASSES]).permute([0, 3, 1, 2]);
        let value = module.clone().axis(1).forward(images, labels(y).reshape([3, 1, 3])).unwrap();
        let gradients = value.backward();
        assert_eq!(bits(&[number::<f64>(value)]), bits(&[on.value().unwrap()]), "{loss}");
        let found: Vec<f64> = numbers(leaf.grad(&gradients).unwrap());
        assert_eq!(bits(&found), bits(&on.gradient().unwrap()), "{loss}");

        let leaf = tensors::table(x, CLASSES).require_grad();
        let images = leaf.clone().reshape([3, 1, 3, CLASSES]).permute([0, 3, 1, 2]);
        let values: Tensor<3> = module.axis(1).on((images, labels(y).reshape([3, 1, 3]))).values().unwrap();
        let outer: Vec<f64> = (1..=ROWS).map(|i| i as f64).collect();
        let gradients = (values * column(&outer).reshape([3, 1, 3])).sum().backward();
        let slopes = on.values().gradient().unwrap();
        let want: Vec<f64> = slopes.iter().enumerate().map(|(i, s)| s * outer[i / CLASSES]).collect();
        let found: Vec<f64> = numbers(leaf.grad(&gradients).unwrap());
        assert_eq!(bits(&found), bits(&want), "{loss}");
    });
}
