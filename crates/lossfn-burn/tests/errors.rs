//! Is every bad call an error in a whole sentence, and none a panic?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod tensors;

use burn::tensor::{Bool, DType, Device, Int, Tensor};
use lossfn_burn::{
    AdaptiveLoss, Error, Input, Inputs, Likelihood, Loss, OnEmpty, Reduction, UncertaintyWeighting,
};
use tensors::{column, device, labels, number, table};

fn error(name: &str, inputs: impl Into<Inputs>) -> String {
    let error = Loss::new(name).unwrap().on(inputs).value().unwrap_err().to_string();
    assert!(error.ends_with('.'), "{error}");
    error
}
fn two() -> Tensor<1> {
    column(&[0.5f32, 2.0])
}
fn three() -> Tensor<1> {
    column(&[1.0f32, 2.0, 3.0])
}

#[test]
fn names_and_parameters() {
    let error = |name: &str| Loss::new(name).unwrap_err().to_string();
    assert_eq!(error("hubre"), "No loss is named `hubre`; did you mean `huber`?");
    assert_eq!(error("huber(delta=-1)"), "huber: `delta` is -1, allowed is (0, inf].");
    assert!(error("huber(").contains("stops making sense"));
    let learn =
        |loss: &str, name: &str| Loss::new(loss).unwrap().learn(name, &device()).unwrap_err().to_string();
    assert_eq!(learn("huber", "delta"), "huber has no parameter that can be learned; `delta` was given.");
    assert_eq!(learn("info_nce", "heat"), "info_nce cannot learn `heat`, but `temperature`.");
}

#[test]
fn counts_shapes_and_types() {
    assert_eq!(error("huber", two()), "huber reads `pred`, `target`; 1 tensors were given.");
    assert_eq!(error("huber", (two(), two(), two())), "huber reads `pred`, `target`; 3 tensors were given.");
    assert_eq!(error("huber", Vec::<Input>::new()), "huber reads `pred`, `target`; 0 tensors were given.");
    let shape = "`target` has shape (3,), but (2,) is needed; shapes are never broadcast.";
    assert_eq!(error("huber", (two(), three())), shape);
    let shape = "`target` has shape (2,), but (2, 1) is needed; shapes are never broadcast.";
    assert_eq!(error("huber", (two().reshape([2, 1]), two())), shape);
    let other = column(&[0.5f64, 2.0]);
    assert_eq!(error("huber", (two(), other)), "`target` is a tensor of f64, allowed is f32, as `pred` is.");
    assert_eq!(error("huber", (labels(&[1, 2]), two())), "`pred` is a tensor of i64, allowed is f32 or f64.");
    let half: Tensor<1> = two().cast(DType::F16);
    assert_eq!(error("huber", (half.clone(), half)), "`pred` is a tensor of f16, allowed is f32 or f64.");
    let logits = || table(&[0.5f32, 1.0, 2.0, 0.0], 2);
    let shape = "`label` has shape (3,), but (2,) is needed; shapes are never broadcast.";
    assert_eq!(error("cross_entropy", (logits(), labels(&[0, 1, 0]))), shape);
    let label = "The label in row 1 is 2, allowed is 0 to 1 (2 classes).";
    assert_eq!(error("cross_entropy", (logits(), labels(&[0, 2]))), label);
    assert!(error("cross_entropy", (logits(), two())).contains("`label` has shape (2,)"));
    let label = "`label` is a tensor of f32, allowed is an integer type.";
    assert_eq!(error("distillation", (logits(), logits(), two())), label);
    assert!(error("contrastive", (logits(), table(&[0.0f32; 6], 3), labels(&[1, 1]))).contains("shape"));
    assert!(error("triplet_margin", (logits(), logits(), table(&[0.0f32; 6], 3))).contains("shape"));
    // Single rows, and nothing at all.
    let value = Loss::new("cross_entropy").unwrap().forward(two(), labels(&[1])).unwrap();
    assert!(number::<f32>(value) > 0.0);
}

#[test]
fn values_and_settings() {
    assert_eq!(error("bce", (two(), two())), "`pred` is 2 at index 1, allowed is [0, 1].");
    let loss = Loss::new("bce").unwrap().validate(false);
    assert!(number::<f32>(loss.forward(two(), two()).unwrap()).is_nan());
    let ignore = Loss::new("huber").unwrap().ignore(1).forward(two(), two()).unwrap_err().to_string();
    assert!(ignore.starts_with("huber has no label to ignore:"), "{ignore}");
    let axis = Loss::new("huber").unwrap().axis(0).forward(two(), two()).unwrap_err().to_string();
    assert_eq!(axis, "huber has no axis: it reads no rows.");
    let logits = table(&[0.5f32, 1.0, 2.0, 0.0], 2);
    let axis =
        Loss::new("cross_entropy").unwrap().axis(2).forward(logits, labels(&[0, 1])).unwrap_err().to_string();
    assert_eq!(axis, "cross_entropy: `axis` is 2, allowed is 0 to 1.");
    let loss = Loss::new("huber").unwrap();
    let groups = loss.on((two(), two())).groups(labels(&[0, 0])).value().unwrap_err().to_string();
    assert_eq!(groups, "huber has no groups: it compares no items.");
    let mask = loss.on((two(), two())).mask(two()).value().unwrap_err().to_string();
    assert_eq!(mask, "`mask` is a tensor of f32, allowed is bool: true keeps an item.");
    let weight = loss.on((two(), two())).weight(three()).value().unwrap_err().to_string();
    assert_eq!(weight, "`weight` has shape (3,), but (2,) is needed; shapes are never broadcast.");
    let weight = loss.on((two(), two())).weight(two() - 1.0).value().unwrap_err().to_string();
    assert_eq!(weight, "`weight` is -0.5 at index 0, allowed is [0, inf).");
    let per = loss.clone().reduce(Reduction::Per(0.0)).forward(two(), two()).unwrap_err().to_string();
    assert_eq!(per, "per: `constant` is 0, allowed is (0, inf).");
    let many = loss.clone().reduce(Reduction::Values).forward(two(), two());
    assert!(matches!(many, Err(Error::Loss(lossfn::Error::Unsupported { .. }))));
    let rank = loss.on((two(), two())).values::<2>().unwrap_err().to_string();
    assert_eq!(rank, "There is a loss for each item of shape [2]; a tensor of 2 dimensions was asked for.");
    let ranking = Loss::new("ranknet").unwrap();
    let groups = ranking.on((two(), two())).groups(labels(&[0, 0, 1])).value().unwrap_err().to_string();
    assert_eq!(groups, "`groups` has shape (3,), but (2,) is needed; shapes are never broadcast.");
    let groups = ranking.on((two(), two())).groups(two()).value().unwrap_err().to_string();
    assert_eq!(groups, "`groups` is a tensor of f32, allowed is an integer type: the key of each item.");
    let cube = || two().reshape([1, 1, 2]);
    assert!(ranking.on((cube(), cube())).value().is_err());
}

#[test]
fn what_has_no_derivative() {
    let tracked = || two().require_grad();
    let label = || column(&[1.0f32, -1.0]).require_grad();
    assert_eq!(error("hinge", (two(), label())), "hinge has no derivative in `label`; `detach()` it.");
    let loss = Loss::new("huber").unwrap();
    let weight = loss.on((two(), two())).weight(tracked()).value().unwrap_err().to_string();
    assert_eq!(weight, "huber has no derivative in `weight`; `detach()` it.");
    assert!(loss.on((tracked(), tracked())).value().is_ok());
    let unit = || column(&[0.5f32, 0.25]).require_grad();
    let given = lossfn::catalogue()
        .into_iter()
        .find(|e| e.spec.inputs.get(1).is_some_and(|i| e.spec.given.contains(&i.name)));
    let given = Loss::new(given.unwrap().spec.name).unwrap();
    let refused = given.forward(unit(), unit()).unwrap_err();
    assert!(matches!(refused, Error::Constant { .. }), "{refused}");
}

#[test]
fn nothing() {
    let none = || Tensor::<1>::empty([0], &device());
    assert_eq!(error("huber", (none(), none())), "There is nothing to average: no rows were given.");
    let masked = Tensor::<1, Bool>::from_data([false, false], &device());
    let loss = Loss::new("huber").unwrap();
    let empty = loss.on((two(), two())).mask(masked.clone()).value().unwrap_err().to_string();
    assert_eq!(empty, "There is nothing to average: of 2 rows, 2 are ignored, masked or of weight 0.");
    let leaf = two().require_grad();
    let zero = loss.clone().on_empty(OnEmpty::Zero).on((leaf.clone(), two())).mask(masked).value().unwrap();
    let gradients = zero.backward();
    assert_eq!(tensors::numbers::<f32, 1>(leaf.grad(&gradients).unwrap()), [0.0, 0.0]);
    assert_eq!(number::<f32>(zero), 0.0);
    let sum = loss.sum().forward(none().require_grad(), none()).unwrap();
    let _ = sum.backward();
    let logits = Tensor::<2>::empty([0, 3], &device()).require_grad();
    let value: Tensor<1> = Loss::new("cross_entropy")
        .unwrap()
        .on((logits, Tensor::<1, Int>::empty([0], &device())))
        .values()
        .unwrap();
    assert_eq!(value.dims(), [0]);
    let _ = (value.sum() * 2.0).backward();
    assert!(
        Loss::new("cross_entropy")
            .unwrap()
            .forward(Tensor::<2>::empty([2, 0], &device()), labels(&[0, 0]))
            .is_err()
    );
    let pairs = Tensor::<2>::empty([0, 3], &device());
    assert!(Loss::new("info_nce").unwrap().forward(pairs.clone(), pairs).is_err());
}

#[test]
fn modules_with_parameters() {
    let adaptive = |alpha, scale| AdaptiveLoss::new(alpha, scale, &device());
    assert_eq!(adaptive(2.0, 1.0).unwrap_err().to_string(), "adaptive: `alpha` is 2, allowed is (0, 2).");
    assert!(adaptive(1.0, 0.0).is_err() && adaptive(f64::NAN, 1.0).is_err());
    let loss = adaptive(1.0, 1.0).unwrap();
    assert!(loss.forward(two(), three()).unwrap_err().to_string().starts_with("`target` has shape"));
    assert!(loss.forward(two(), column(&[0.0f64, 1.0])).is_err());
    assert!(loss.forward(labels(&[1]), labels(&[1])).is_err());
    assert!(loss.forward(two() / 0.0, two()).is_err());
    // Whole numbers may be targets.
    assert!(loss.forward(two(), labels(&[1, 2])).is_ok());

    let tasks = UncertaintyWeighting::new(&[Likelihood::Gaussian, Likelihood::Softmax], &device());
    let one = || column(&[1.0f32]);
    assert!(tasks.forward([one()]).is_err() && tasks.forward([one(), two()]).is_err());
    assert!(tasks.forward([one(), column(&[1.0f64])]).is_err());
    assert!(tasks.forward([one(), one() / 0.0]).is_err());
    let none = UncertaintyWeighting::new(&[], &device());
    assert_eq!(number::<f32>(none.forward([]).unwrap()), 0.0);
}

#[test]
fn devices_with_and_without_a_tape() {
    // Tensors of both kinds, and of both ways to keep the tape.
    let loss = Loss::new("huber").unwrap();
    let plain = Tensor::<1>::from_floats([0.0, 1.0], &Device::flex());
    let leaf = two().require_grad();
    let value = loss.forward(leaf.clone(), plain.clone()).unwrap();
    assert!(leaf.grad(&value.backward()).is_some());
    let value = loss.forward(plain.clone(), leaf.clone()).unwrap();
    assert!(leaf.grad(&value.backward()).is_some());
    let balanced = Device::flex().autodiff().gradient_checkpointing();
    let leaf = Tensor::<1>::from_floats([3.0, 1.0], &balanced).require_grad();
    let value = loss.forward(leaf.clone() * 2.0, plain).unwrap();
    assert!(leaf.grad(&(value * 2.0).backward()).is_some());
}
