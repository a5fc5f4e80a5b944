//! Parameters that are learned: are their derivatives those of the value, and does learning lower it?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod tensors;

use burn::{
    module::{Module, Param},
    optim::{GradientsParams, SgdConfig},
    tensor::{Device, Gradients, Tensor},
};
use lossfn::{Entry, spec::Value};
use lossfn_burn::{AdaptiveLoss, Likelihood, Loss, UncertaintyWeighting};
use tensors::{
    Leaf, column, device, inputs, leaves, number, numbers,
    support::{Data, Random, plain},
};

/// The losses of a batch that have parameters which can be learned, with the names of these.
fn learnable() -> Vec<(Entry, Vec<&'static str>)> {
    let all = lossfn::catalogue().into_iter().map(|e| (e, e.spec.factors().collect::<Vec<_>>()));
    all.filter(|(_, factors)| !factors.is_empty()).collect()
}

/// One step against the gradients.
fn step<M: Module>(module: M, gradients: Gradients, rate: f64) -> M {
    let gradients = GradientsParams::from_grads(gradients, &module);
    SgdConfig::new().init().step(rate, module, gradients)
}

#[test]
fn factors_of_a_batch() {
    let all = learnable();
    assert!(all.len() > 5, "only {} losses", all.len());
    for (entry, factors) in all {
        let mut rng = Random(5);
        let loss = plain(&entry);
        let data: Data<f32> = Data::draw(&loss, &mut rng, 12, 6);
        let given = || leaves(&data).iter().map(Leaf::input).collect::<Vec<_>>();
        for name in factors {
            let module = Loss::of(loss.clone()).learn(name, &device()).unwrap();
            assert_eq!(module.num_params(), 1);
            let value = module.on(given()).value().unwrap();
            assert!(value.is_tracked(), "{loss}");
            let before = number::<f32>(value.clone());
            // It starts as it is, but for the rounding of the parameter.
            let start = f64::from(number::<f32>(module.learned(name).unwrap()));
            let same = loss.with(name, start).unwrap();
            assert_eq!(before, same.on_inputs(data.inputs()).value().unwrap() as f32, "{loss}");

            let gradients = value.backward();
            let slope = f64::from(number::<f32>(module.learned(name).unwrap().grad(&gradients).unwrap()));
            let step_size = 1e-5 * start.abs().max(0.1);
            let wide: Data<f64> = data.map(f64::from);
            let exact = |x: f64| loss.with(name, x).unwrap().on_inputs(wide.inputs()).value().unwrap();
            let differences = (exact(start + step_size) - exact(start - step_size)) / (2.0 * step_size);
            let size = slope.abs().max(1e-3 * exact(start).abs());
            assert!(
                (slope - differences).abs() < 1e-4 * size,
                "{loss} by {name}: {slope}, not {differences}"
            );

            // A step that is small beside the parameter, and large beside rounding.
            let rate = 0.01 * start.abs().max(0.1) / slope.abs().max(1e-30);
            let moved = step(module, gradients, rate);
            let now = f64::from(number::<f32>(moved.learned(name).unwrap()));
            let want = start - rate * slope;
            assert!(
                (now - want).abs() <= 4.0 * f64::from(f32::EPSILON) * want.abs().max(start.abs()),
                "{loss}"
            );
            let after = number::<f32>(moved.on(given()).value().unwrap());
            assert!(after <= before, "{loss} by {name}: from {before} to {after}");
        }
    }
}

#[test]
fn all_factors_and_all_tables_at_once() {
    for (entry, factors) in learnable() {
        let loss = plain(&entry);
        let data: Data<f32> = Data::draw(&loss, &mut Random(9), 8, 5);
        let mut module = Loss::of(loss.clone());
        for name in &factors {
            module = module.learn(name, &device()).unwrap().learn(name, &device()).unwrap();
        }
        assert_eq!(module.num_params(), factors.len());
        let leaves = tensors::varying(&loss, &data);
        let value = module.on(inputs(&leaves)).value().unwrap();
        let mut same = loss.clone();
        for name in &factors {
            same = same.with(name, f64::from(number::<f32>(module.learned(name).unwrap()))).unwrap();
        }
        let on = same.on_inputs(data.inputs());
        let gradients = value.backward();
        for name in &factors {
            let slope: f32 = number(module.learned(name).unwrap().grad(&gradients).unwrap());
            assert_eq!([slope], on.wrt(name).gradient().unwrap()[..], "{loss} by {name}");
        }
        let gradient = leaves[0].2.gradient::<f32>(&gradients).unwrap();
        assert_eq!(gradient, on.gradient().unwrap(), "{loss}");

        // The losses of the rows, and a number of its own that comes back to each.
        let values: Tensor<1> = module.on(inputs(&leaves)).values().unwrap();
        let outer: Vec<f32> = (0..8).map(|i| 0.5 + i as f32).collect();
        let gradients = (values * column(&outer)).sum().backward();
        for name in &factors {
            let slope: f32 = number(module.learned(name).unwrap().grad(&gradients).unwrap());
            let wide: Data<f64> = data.map(f64::from);
            let weights: Vec<f64> = outer.iter().map(|x| f64::from(*x)).collect();
            let on = same.on_inputs(wide.inputs()).weight(&weights).sum().wrt(name);
            assert_eq!(
                [slope],
                on.gradient().unwrap().iter().map(|g| *g as f32).collect::<Vec<_>>()[..],
                "{loss}"
            );
        }
    }
}

#[test]
fn a_parameter_of_another_type_than_the_data() {
    let (entry, factors) = &learnable()[0];
    let loss = plain(entry);
    let data: Data<f64> = Data::draw(&loss, &mut Random(3), 6, 4);
    let module = Loss::of(loss.clone()).learn(factors[0], &device()).unwrap();
    let value = module.on(leaves(&data).iter().map(Leaf::input).collect::<Vec<_>>()).value().unwrap();
    let gradients = value.backward();
    let start = f64::from(number::<f32>(module.learned(factors[0]).unwrap()));
    let same = loss.with(factors[0], start).unwrap();
    let slope = same.on_inputs(data.inputs()).wrt(factors[0]).gradient().unwrap()[0];
    assert_eq!(number::<f32>(module.learned(factors[0]).unwrap().grad(&gradients).unwrap()), slope as f32);
}

#[test]
fn a_parameter_may_leave_its_domain() {
    let (entry, _) = learnable().into_iter().find(|(_, factors)| factors.contains(&"temperature")).unwrap();
    let mut module = Loss::of(plain(&entry)).learn("temperature", &device()).unwrap();
    let value = module.learned("temperature").unwrap().sum() * 1e3;
    module = step(module, value.backward(), 1.0);
    let data: Data<f32> = Data::draw(&plain(&entry), &mut Random(3), 6, 4);
    let error = module.on(leaves(&data).iter().map(Leaf::input).collect::<Vec<_>>()).value().unwrap_err();
    assert!(matches!(error, lossfn_burn::Error::Loss(lossfn::Error::Parameter { .. })), "{error}");
}

#[test]
fn shape_and_scale() {
    let mut rng = Random(2);
    let target: Vec<f64> = (0..60).map(|i| if i % 10 == 0 { 9.0 } else { rng.between(-1.0, 1.0) }).collect();
    let zero = vec![0.0; target.len()];
    let loss = AdaptiveLoss::new(1.2, 0.7, &device()).unwrap();
    let steps = [1e-6, -1e-6];
    let pred = column(&zero).require_grad();
    let value = loss.forward(pred.clone(), column(&target).require_grad()).unwrap();
    let exact =
        |alpha: f64, scale: f64| lossfn::Adaptive::new(alpha, scale).unwrap().on(&zero, &target).unwrap();
    let (alpha, scale) = (loss.alpha().unwrap(), loss.scale().unwrap());
    assert!((alpha - 1.2).abs() < 1e-6 && (scale - 0.7).abs() < 1e-6);
    assert_eq!(number::<f64>(value.clone()), exact(alpha, scale).value);
    let gradients = value.backward();
    assert_eq!(numbers::<f64, 1>(pred.grad(&gradients).unwrap()), exact(alpha, scale).by_pred);

    // By the parameters themselves: twice a sigmoid, and an exponential.
    let shape = (alpha / (2.0 - alpha)).ln();
    let alpha_of = |shape: f64| 2.0 / (1.0 + (-shape).exp());
    let by_shape = steps.map(|s| exact(alpha_of(shape + s), scale).value);
    let by_scale = steps.map(|s| exact(alpha, (scale.ln() + s).exp()).value);
    let want = [by_shape, by_scale].map(|[up, down]| (up - down) / (steps[0] - steps[1]));
    let found = GradientsParams::from_grads(gradients, &loss);
    let mut all = vec![];
    loss.visit(&mut Each(|param: &Param<Tensor<1>>| {
        all.push(number::<f32>(found.get::<1>(param.id).unwrap()));
    }));
    for (found, want) in all.iter().zip(want) {
        assert!((f64::from(*found) - want).abs() < 1e-5 * want.abs(), "{found} and not {want}");
    }

    let (mut loss, before) = (loss, exact(alpha, scale).value);
    for _ in 0..200 {
        let value = loss.forward(column(&zero), column(&target)).unwrap();
        loss = step(loss, value.backward(), 0.3);
    }
    let after = number::<f64>(loss.forward(column(&zero), column(&target)).unwrap());
    assert!(after < before - 0.01, "from {before} to {after}");
    assert!(loss.alpha().unwrap() < 0.8, "outliers: heavy tails");
}

/// What is seen of each parameter of a module.
struct Each<F>(F);
impl<F: FnMut(&Param<Tensor<1>>)> burn::module::ModuleVisitor for Each<F> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let param = Param::initialized(param.id, param.val().reshape([param.val().dims()[0]]));
        (self.0)(&param);
    }
}

#[test]
fn far_from_where_it_started() {
    // A sigmoid rounds to 1 there: the shape stays below 2.
    for by in [-1e4, 1e4] {
        let loss = AdaptiveLoss::new(1.0, 1.0, &device()).unwrap();
        let mut moved = vec![];
        loss.visit(&mut Each(|param: &Param<Tensor<1>>| moved.push(param.val())));
        let value = moved[0].clone().sum() * by;
        let loss = step(loss, value.backward(), 1.0);
        let alpha = loss.alpha().unwrap();
        assert!((0.0..2.0).contains(&alpha), "{alpha}");
        let value = loss.forward(column(&[1.0, 2.0]), column(&[0.0, 0.0])).unwrap();
        assert!(number::<f64>(value).is_finite());
    }
}

#[test]
fn tasks() {
    use Likelihood::{Gaussian, Softmax};
    let losses = [3.0f32, 0.4, 1.5];
    let likelihoods = [Gaussian, Softmax, Gaussian];
    let mut tasks = UncertaintyWeighting::new(&likelihoods, &device());
    let given = |d: &Device| losses.map(|x| Tensor::<1>::from_data([x], d).require_grad());
    let mut before = f32::INFINITY;
    for _ in 0..100 {
        let leaves = given(&device());
        let value = tasks.forward(leaves.clone()).unwrap() * 2.0;
        let s: Vec<f64> = numbers::<f32, 1>(tasks.log_variances()).iter().map(|x| f64::from(*x)).collect();
        let want =
            lossfn::multitask::uncertainty_weighting(&losses.map(f64::from), &s, &likelihoods).unwrap();
        let now = number::<f32>(value.clone());
        assert_eq!(now, want.value as f32 * 2.0);
        assert!(now <= before);
        before = now;
        let gradients = value.backward();
        for (leaf, factor) in leaves.iter().zip(want.factors) {
            assert_eq!(number::<f32>(leaf.grad(&gradients).unwrap()), factor as f32 * 2.0);
        }
        let learned = numbers::<f32, 1>(tasks.log_variances().grad(&gradients).unwrap());
        assert_eq!(learned, want.by_log_variance.iter().map(|x| *x as f32 * 2.0).collect::<Vec<_>>());
        tasks = step(tasks, gradients, 0.4);
    }
    // The variance is the loss, or twice the loss of classes.
    let variances: Vec<f32> = numbers::<f32, 1>(tasks.log_variances()).iter().map(|s| s.exp()).collect();
    for (variance, want) in variances.iter().zip([3.0, 0.8, 1.5]) {
        assert!((variance - want).abs() < 1e-3 * want, "{variance} and not {want}");
    }
}

#[test]
fn starts_are_those_of_the_expression() {
    for (entry, factors) in learnable() {
        for name in factors {
            let place = entry.spec.params.iter().position(|p| p.name == name).unwrap();
            let Value::Number(default) = entry.spec.params[place].default() else { continue };
            let module = Loss::new(entry.spec.name).unwrap().learn(name, &device()).unwrap();
            assert_eq!(number::<f32>(module.learned(name).unwrap()), default as f32);
            // Validation keeps the value, without a tape.
            let valid = module.valid();
            assert!(!valid.learned(name).unwrap().is_autodiff());
        }
    }
}
