//! f16 and bf16 are storage: what comes out is the result of f32 on the same numbers, rounded once.
#![cfg(feature = "half")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::OnceLock;

use crate::support::{Data, Random, bits, drawn, one, plain};
use half::{bf16, f16};
use lossfn::{AnyLoss, Inputs, On, Reduction, data::Element, spec::Stage};

/// A half type, and what its bits mean, apart from the library and from `half`.
trait Half: Element<Wide = f32> {
    const NAME: &'static str;
    const INFINITY: u16;
    fn of(bits: u16) -> Self;
    fn bits(self) -> u16;
    fn meaning(bits: u16) -> f32;
    /// What the bits from 0 to those of infinity mean.
    fn sizes() -> &'static [f64];
}
/// Infinity is the first number too large: as far from the last one as that from the one before.
fn sizes<H: Half>() -> Vec<f64> {
    let mut sizes: Vec<f64> = (0..H::INFINITY).map(|b| H::meaning(b).into()).collect();
    let n = sizes.len();
    sizes.push(2.0 * sizes[n - 1] - sizes[n - 2]);
    sizes
}
impl Half for bf16 {
    const NAME: &'static str = "bf16";
    const INFINITY: u16 = 0x7f80;
    fn of(bits: u16) -> Self {
        Self::from_bits(bits)
    }
    fn bits(self) -> u16 {
        self.to_bits()
    }
    fn sizes() -> &'static [f64] {
        static SIZES: OnceLock<Vec<f64>> = OnceLock::new();
        SIZES.get_or_init(sizes::<Self>)
    }
    fn meaning(bits: u16) -> f32 {
        f32::from_bits(u32::from(bits) << 16)
    }
}
impl Half for f16 {
    const NAME: &'static str = "f16";
    const INFINITY: u16 = 0x7c00;
    fn of(bits: u16) -> Self {
        Self::from_bits(bits)
    }
    fn bits(self) -> u16 {
        self.to_bits()
    }
    fn sizes() -> &'static [f64] {
        static SIZES: OnceLock<Vec<f64>> = OnceLock::new();
        SIZES.get_or_init(sizes::<Self>)
    }
    fn meaning(bits: u16) -> f32 {
        let (exponent, fraction) = (bits >> 10 & 31, f32::from(bits & 1023));
        let size = match exponent {
            0 => fraction * 2f32.powi(-24),
            31 if fraction == 0.0 => f32::INFINITY,
            31 => f32::NAN,
            e => (1024.0 + fraction) * 2f32.powi(i32::from(e) - 25),
        };
        if bits >> 15 == 1 { -size } else { size }
    }
}

fn every() -> core::ops::RangeInclusive<u16> {
    0..=u16::MAX
}
/// Bits in which every NaN is the same.
fn stored<H: Half>(x: &[H]) -> Vec<u16> {
    x.iter().map(|x| if H::meaning(x.bits()).is_nan() { 0x7fff } else { x.bits() }).collect()
}
/// The number of the type that is nearest, by looking: to 0 or away from it, and even between two.
fn nearest<H: Half>(x: f32) -> u16 {
    if x.is_nan() {
        return 0x7fff;
    }
    let (sign, x) = (u16::from(x.is_sign_negative()) << 15, f64::from(x.abs()));
    // The first that is not below; the one before it may be nearer.
    let sizes = H::sizes();
    let high = sizes.partition_point(|&size| size < x).min(sizes.len() - 1);
    let low = high.saturating_sub(1);
    let (below, above) = (x - sizes[low], sizes[high] - x);
    let down = below < above || below == above && low.is_multiple_of(2);
    sign | if down { low } else { high } as u16
}

fn patterns<H: Half>() {
    for bits in every() {
        let (x, want) = (H::of(bits), H::meaning(bits));
        assert_eq!(one(x.widen().into()), one(want.into()), "{bits:04x}");
        // Itself, and on the way to the next one.
        let next = H::meaning(bits.wrapping_add(1));
        let middle = f32::midpoint(want, next);
        for y in [want, middle, middle.next_up(), middle.next_down(), want.next_up(), want.next_down()] {
            assert_eq!(stored(&[H::nearest(y)]), [nearest::<H>(y)], "{} of {y:e}", H::NAME);
        }
    }
    // Through the kernels: as the first input of every loss of elements.
    let x: Vec<H> = every().map(H::of).collect();
    let wide: Vec<f32> = every().map(H::meaning).collect();
    for entry in crate::support::apart() {
        let loss = plain(&entry);
        let mut rng = Random(11);
        let both = |half, wide| {
            equal(&loss, loss.on_inputs(half).validate(false), loss.on_inputs(wide).validate(false));
        };
        match Data::<f32>::draw(&loss, &mut rng, x.len(), 1) {
            Data::Columns(_, y) => {
                let y: Vec<H> = y.into_iter().map(H::nearest).collect();
                let wide_y: Vec<f32> = y.iter().map(|y| H::meaning(y.bits())).collect();
                both(Inputs::Columns(&x, &y), Inputs::Columns(&wide, &wide_y));
            }
            Data::Weights(_) => both(Inputs::Weights(&x), Inputs::Weights(&wide)),
            _ => {}
        }
    }
}

/// Everything that can be asked of both.
fn equal<H: Half>(loss: &AnyLoss, half: On<'_, H>, wide: On<'_, f32>) {
    let what = format!("{loss}, {}", H::NAME);
    let round = |x: Vec<f32>| -> Vec<u16> { x.into_iter().map(nearest::<H>).collect() };
    let reductions =
        [Reduction::Mean, Reduction::Sum, Reduction::MeanN, Reduction::BatchMean, Reduction::Per(7.0)];
    for reduction in reductions {
        let (half, wide) = (half.reduce(reduction), wide.reduce(reduction));
        let (value, gradient) = half.value_and_gradient().unwrap();
        let (want, by_wide) = wide.value_and_gradient().unwrap();
        assert_eq!(one(value), one(want), "{what}: {reduction:?}");
        assert_eq!(one(half.value().unwrap()), one(want), "{what}: {reduction:?} alone");
        assert!(stored(&gradient) == round(by_wide), "{what}: gradient");
    }
    let (half, wide) = (half.values(), wide.values());
    assert!(stored(&half.to_vec().unwrap()) == round(wide.to_vec().unwrap()), "{what}: values");
    for (got, want) in [
        (crate::support::derivatives(half), crate::support::derivatives(wide)),
        (crate::support::boosted(half), crate::support::boosted(wide)),
    ] {
        assert!(stored(&got.0) == round(want.0) && stored(&got.1) == round(want.1), "{what}: derivatives");
    }
    assert_eq!(half.partial().unwrap().to_bytes(), wide.partial().unwrap().to_bytes(), "{what}: partial");
    assert_eq!(
        bits(half.evaluate().unwrap().values()),
        bits(wide.evaluate().unwrap().values()),
        "{what}: evaluation"
    );
}

fn catalogue<H: Half>() {
    for entry in crate::support::apart() {
        let elements = matches!(entry.spec.stage, Stage::Elements | Stage::Weights);
        for (items, classes) in if elements { [(9001, 1), (40, 1)] } else { [(700, 13), (3, 5000)] } {
            let mut rng = Random(items as u64);
            for loss in [plain(&entry), drawn(&entry, &mut rng, classes)] {
                let data = Data::<f32>::draw(&loss, &mut rng, items, classes);
                let soft = data.softened(&mut rng);
                let takes = |d: &Data<f32>| loss.on_inputs(d.inputs()).validate(false).to_vec().is_ok();
                for data in [Some(data), soft.filter(takes)].into_iter().flatten() {
                    let half = data.map(H::nearest);
                    let wide = half.map(|x| H::meaning(x.bits()));
                    let weight: Vec<H> = rng.weights(items).into_iter().map(H::nearest).collect();
                    let wide_weight: Vec<f32> = weight.iter().map(|w| H::meaning(w.bits())).collect();
                    let mask = rng.mask(items);
                    let on = loss.on_inputs(half.inputs()).validate(false);
                    let want = loss.on_inputs(wide.inputs()).validate(false);
                    equal(&loss, on, want);
                    equal(&loss, on.weight(&weight), want.weight(&wide_weight));
                    equal(&loss, on.mask(&mask).ignore(1), want.mask(&mask).ignore(1));
                }
            }
        }
    }
}

/// The same errors, and rows that add up to 1 but for their rounding are none.
fn errors<H: Half>() {
    for entry in crate::support::apart() {
        let loss = plain(&entry);
        let mut rng = Random(17);
        let mut wide = Data::<f32>::draw(&loss, &mut rng, 5000, 3);
        if let Data::Tables(..) = wide {
            let half = wide.map(H::nearest);
            loss.on_inputs(half.inputs()).check().unwrap();
        }
        wide = wide.map(|x| H::meaning(H::nearest(x).bits()));
        wide.poison(4990, -3.0);
        let half = wide.map(H::nearest);
        let (got, want) = (loss.on_inputs(half.inputs()), loss.on_inputs(wide.inputs()));
        if !matches!(wide, Data::Tables(..)) {
            assert_eq!(got.check(), want.check(), "{loss}");
        }
        let weight: Vec<f32> = vec![-1.0; 5000];
        let half_weight: Vec<H> = weight.iter().map(|w| H::nearest(*w)).collect();
        let (got, want) = (got.validate(false), want.validate(false));
        assert_eq!(got.weight(&half_weight).mean(), want.weight(&weight).mean(), "{loss}");
        assert_eq!(
            got.weight(&half_weight[1..]).gradient().err(),
            want.weight(&weight[1..]).gradient().err()
        );
        let mut short = vec![H::of(1); 3];
        assert!(got.value_and_gradient_into(&mut short).is_err_and(|e| e.is_shape()));
        assert_eq!(stored(&short), [1, 1, 1]);
    }
}

#[test]
fn every_pattern_of_f16_is_read_and_written() {
    patterns::<f16>();
}
#[test]
fn every_pattern_of_bf16_is_read_and_written() {
    patterns::<bf16>();
}
#[test]
fn f16_is_f32_rounded_once() {
    catalogue::<f16>();
}
#[test]
fn bf16_is_f32_rounded_once() {
    catalogue::<bf16>();
}
#[test]
fn halves_have_the_errors_of_f32() {
    errors::<f16>();
    errors::<bf16>();
}
#[test]
#[cfg_attr(not(feature = "rayon"), ignore = "there is one thread without rayon")]
fn threads_do_not_change_a_bit_of_a_half() {
    let loss = crate::support::apart().into_iter().find(|e| e.spec.stage == Stage::Elements).unwrap();
    let loss = plain(&loss);
    let half = Data::<f32>::draw(&loss, &mut Random(3), 300_001, 1).map(f16::nearest);
    let on = loss.on_inputs(half.inputs()).validate(false);
    let want = on.threads(1).value_and_gradient().unwrap();
    let got = on.threads(3).grain(5000).value_and_gradient().unwrap();
    assert_eq!((one(got.0), stored(&got.1)), (one(want.0), stored(&want.1)));
}
