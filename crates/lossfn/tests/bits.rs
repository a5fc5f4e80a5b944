//! The same bits whatever computes them: threads, instruction sets, lengths, where slices begin.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    io::Write as _,
    sync::{Arc, Condvar, Mutex},
    thread::ThreadId,
    time::Duration,
};

use crate::support::{Data, Random, bits, drawn, one, plain};
use lossfn::{
    AnyLoss, Error, Formula, Inputs, On,
    data::Storage,
    formula::{Dynamic, Function, Named, precision},
    kernels::{Detected, Isa, Kernel},
    real::Real,
    spec::{Domain, Input, Spec, Stage, Value},
};

/// Everything that can be asked, as bits.
fn all<T: Storage>(on: On<'_, T>) -> Vec<Vec<u64>> {
    let (gradient, hessian) = crate::support::derivatives(on);
    let (value, fused) = on.value_and_gradient().unwrap();
    let values = on.to_vec().unwrap();
    vec![
        vec![one(on.mean().unwrap()), one(value)],
        bits(&values),
        bits(&fused),
        bits(&gradient),
        bits(&hessian),
    ]
}

const MANY: usize = 1_000_007;

fn threads<T: Storage>() {
    for entry in crate::support::apart() {
        let classes = 10;
        let loss = plain(&entry);
        let mut rng = Random(1);
        let elements = matches!(loss.spec().stage, Stage::Elements | Stage::Weights);
        let items = if elements { MANY } else { MANY / classes };
        let data = Data::<T>::draw(&loss, &mut rng, items, classes);
        let (weight, mask) = (rng.weights::<T>(items), rng.mask(items));
        let on = loss.on_inputs(data.inputs()).validate(false);
        let ask = |on: On<'_, T>| {
            let (value, gradient) = on.value_and_gradient().unwrap();
            (one(value), bits(&gradient), bits(&on.to_vec().unwrap()))
        };
        let same = |on: On<'_, T>, ways: &[(usize, usize)]| {
            let want = ask(on.threads(1));
            for &(threads, grain) in ways {
                let got = ask(on.threads(threads).grain(grain));
                assert!(want == got, "{loss}, {} on {threads} threads, {grain} items at once", T::NAME);
            }
            assert_eq!(want.0, one(on.threads(3).mean().unwrap()), "{loss}: the mean alone");
        };
        same(on, &[(2, 1 << 16), (3, 1), (8, 5000)]);
        same(on.weight(&weight).mask(&mask), &[(3, 1 << 13)]);
    }
}

#[test]
fn threads_do_not_change_a_bit_of_f32() {
    threads::<f32>();
}
#[test]
fn threads_do_not_change_a_bit_of_f64() {
    threads::<f64>();
}

/// A loss that waits until as many threads have come to its kernel as it was told to wait for.
#[derive(Clone, Debug)]
struct Meeting {
    wanted: usize,
    met: Arc<(Mutex<BTreeSet<String>>, Condvar)>,
}
struct Product<R>(R);
impl<R: Real> Formula<R, 2> for Product<R> {
    fn value(&self, [a, b]: [R; 2]) -> R {
        a * b * self.0
    }
}
impl Function<2> for Meeting {
    type Precision = precision::Native;
    type Over<R: Real> = Product<R>;
    fn over<R: Real>(&self, like: R) -> Product<R> {
        let name = |id: ThreadId| format!("{id:?}");
        let (threads, news) = &*self.met;
        let mut threads = threads.lock().unwrap();
        if threads.insert(name(std::thread::current().id())) {
            news.notify_all();
        }
        let _ = news.wait_timeout_while(threads, Duration::from_secs(20), |t| t.len() < self.wanted).unwrap();
        Product(like.lift(1.0))
    }
}
impl Dynamic for Meeting {
    fn spec(&self) -> &'static Spec {
        const { &Self::SPEC }
    }
    fn values(&self) -> Vec<Value> {
        vec![]
    }
    fn kernel(&self) -> Kernel {
        Kernel::Two(Arc::new(self.clone()))
    }
}
impl Named for Meeting {
    const SPEC: Spec = Spec::new(
        "meeting",
        "A product, computed by threads that wait for each other.",
        Stage::Elements,
        &[Input { name: "a", domain: Domain::REAL }, Input { name: "b", domain: Domain::REAL }],
        &[],
    );
    fn from_values(_: &[Value]) -> Result<Self, Error> {
        Ok(Self { wanted: 1, met: Arc::default() })
    }
}

#[test]
#[cfg_attr(not(feature = "rayon"), ignore = "there is one thread without rayon")]
fn as_many_workers_run_as_were_asked_for() {
    let mut rng = Random(2);
    let x: Vec<f32> = (0..MANY).map(|_| rng.stored(Domain::REAL)).collect();
    let mut results = BTreeSet::new();
    for wanted in [1, 2, 3, 8] {
        let meeting = Meeting { wanted, met: Arc::default() };
        let on = lossfn::on(&meeting, Inputs::Columns(&x, &x)).threads(wanted);
        let (value, gradient) = on.value_and_gradient().unwrap();
        assert_eq!(meeting.met.0.lock().unwrap().len(), wanted, "threads that ran");
        results.insert((one(value), bits(&gradient)));
    }
    assert_eq!(results.len(), 1);
}

/// The sets that this CPU reports, found apart from the library.
fn reported() -> Vec<Isa> {
    let mut sets = vec![Isa::Base];
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        sets.push(Isa::Avx2);
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") {
            sets.push(Isa::Avx512);
        }
    }
    sets
}

/// Every instruction set on a part of the data: those with FMA agree in every bit, the base set in
/// its values to some ULP. Gives whether the base set had other bits.
fn sets<T: Storage>(loss: &AnyLoss, on: impl Fn() -> On<'static, T>) -> bool {
    let mut ran = vec![];
    let mut fused: Option<Vec<Vec<u64>>> = None;
    let mut base = None;
    for isa in Detected::all() {
        let on = on().isa(isa);
        ran.push(isa.isa());
        if isa.isa() == Isa::Base && cfg!(target_arch = "x86_64") {
            base = Some(all(on));
            continue;
        }
        let got = all(on);
        let want = fused.get_or_insert_with(|| got.clone());
        assert!(*want == got, "{loss}, {}: {:?} has other bits", T::NAME, isa.isa());
    }
    assert_eq!(ran, reported(), "the instruction sets that ran are not those of this CPU");
    // Without FMA the bits may differ; how far is what `golden.rs` holds against the exact values.
    let (Some(fused), Some(base)) = (fused, base) else { return false };
    fused != base
}

fn lengths<T: Storage>() {
    let mut different = false;
    for entry in crate::support::apart() {
        let elements = matches!(entry.spec.stage, Stage::Elements | Stage::Weights);
        for (k, loss) in [plain(&entry), drawn(&entry, &mut Random(3), 3)].iter().enumerate() {
            let data = leak(Data::<T>::draw(loss, &mut Random(4), 8200, 3));
            let weight = leak(Random(5).weights::<T>(8200));
            let long: &[usize] =
                if elements { &[4095, 4096, 4097, 8191, 8192, 8193] } else { &[1365, 1366, 2731] };
            let loss: &'static AnyLoss = leak(loss.clone());
            for n in (0..130).step_by(k * 12 + 1).chain(long.iter().copied()) {
                let offsets = if n < 40 { 0..4 } else { n % 4..n % 4 + 1 };
                for offset in offsets {
                    let part = offset..offset + n;
                    let on =
                        || loss.on_inputs(data.part(part.clone())).on_empty(lossfn::OnEmpty::Zero).threads(1);
                    different |= sets(loss, on);
                    different |= sets(loss, || on().weight(&weight[part.clone()]));
                }
            }
        }
    }
    let sets: Vec<Isa> = Detected::all().iter().map(|d| d.isa()).collect();
    // Past the capture of the test runner, so that a log says it.
    let line = format!("{}: ran on {sets:?}\n", T::NAME);
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    assert!(different || sets.len() == 1, "the base set never had other bits: did it run?");
}

/// Data that the driver may borrow for the rest of the test.
fn leak<X>(x: X) -> &'static X {
    Box::leak(Box::new(x))
}

#[test]
fn instruction_sets_agree_at_every_length_in_f32() {
    lengths::<f32>();
}
#[test]
fn instruction_sets_agree_at_every_length_in_f64() {
    lengths::<f64>();
}

fn widths<T: Storage>() {
    let rows = crate::support::apart()
        .into_iter()
        .filter(|e| !matches!(e.spec.stage, Stage::Elements | Stage::Weights | Stage::Boxes));
    for entry in rows {
        for classes in (1..=130).chain([255, 256, 257, 4095, 4096, 4097, 4100]) {
            let loss: &'static AnyLoss = leak(drawn(&entry, &mut Random(6 + classes as u64), classes));
            let data = leak(Data::<T>::draw(loss, &mut Random(7), 5, classes));
            sets(loss, || {
                loss.on_inputs(data.inputs()).threads(1).validate(false).on_empty(lossfn::OnEmpty::Zero)
            });
            // A row does not know its neighbours.
            let whole = loss.on_inputs(data.inputs()).validate(false).sum();
            let gradient = bits(&whole.gradient().unwrap());
            for row in 0..5 {
                let alone = loss.on_inputs(data.part(row..row + 1)).validate(false).sum();
                assert_eq!(
                    bits(&alone.gradient().unwrap()),
                    gradient[row * classes..][..classes],
                    "{loss}, {classes} classes"
                );
            }
        }
    }
}

#[test]
fn rows_of_every_width_agree_in_f32() {
    widths::<f32>();
}
#[test]
fn rows_of_every_width_agree_in_f64() {
    widths::<f64>();
}
