//! The logarithm of the gamma function.

use super::functions::{constant, polynomial};
use super::{Dd, Float, Real};

/// `ln Γ(2 + t)` for `|t| <= 1/2`: the Taylor series, `t` times `1 - γ`, then `(ζ(k) - 1) / k` with
/// alternating signs. It keeps all its bits at the zero.
#[inline(always)]
fn around_2<F: Float>(t: Dd<F>) -> Dd<F> {
    t * polynomial(
        t,
        [
            (0.42278433509846713, 4.942915152430645e-18),
            (0.3224670334241132, 1.520336175199238e-17),
            (-0.0673523010531981, 6.87667631175899e-18),
            (0.020580808427784546, 1.4629392512775695e-18),
            (-0.007385551028673986, 4.1051370891788617e-19),
            (0.0028905103307415234, -7.357950161901912e-20),
            (-0.001192753911703261, 4.1747852352514e-20),
            (0.0005096695247430425, -2.780354175057013e-20),
            (-0.00022315475845357939, 6.032078299350848e-21),
            (9.945751278180853e-05, 2.734261130690314e-21),
            (-4.492623673813314e-05, 3.4577848248512954e-22),
            (2.050721277567069e-05, 4.864174577619616e-22),
        ],
        [
            -9.439488275268397e-06,
            4.374866789907488e-06,
            -2.039215753801366e-06,
            9.55141213040742e-07,
            -4.492469198764566e-07,
            2.1207184805554665e-07,
            -1.0043224823968099e-07,
            4.7698101693639804e-08,
            -2.2711094608943164e-08,
            1.0838659214896955e-08,
            -5.183475041970047e-09,
            2.4836745438024785e-09,
            -1.1921401405860912e-09,
            5.731367241678862e-10,
            -2.7595228851242334e-10,
            1.330476437424449e-10,
            -6.4229645638381e-11,
            3.1044247747322276e-11,
            -1.5021384080754142e-11,
            7.275974480239079e-12,
            -3.527742476575915e-12,
            1.711991790559618e-12,
            -8.315385841420285e-13,
            4.04220052528944e-13,
            -1.9664756310966165e-13,
            9.573630387838556e-14,
        ],
    )
}
/// `ln Γ(x)` for `x >= 12`: Stirling's series.
#[inline(always)]
fn far<F: Float>(x: Dd<F>) -> Dd<F> {
    let inverse = x.recip();
    let series = polynomial(
        inverse.square(),
        [
            (0.08333333333333333, 4.625929269271485e-18),
            (-0.002777777777777778, 1.0601087908747154e-19),
            (0.0007936507936507937, 6.883823317368282e-22),
        ],
        [
            -0.0005952380952380953,
            0.0008417508417508417,
            -0.0019175269175269176,
            0.00641025641025641,
            -0.029550653594771242,
            0.17964437236883057,
            -1.3924322169059011,
            13.402864044168393,
            -156.84828462600203,
            2193.1033333333335,
            -36108.77125372499,
        ],
    );
    // (ln 2π - 1) / 2
    let rest = inverse * series + constant((0.4189385332046727, 1.6728209650585413e-17));
    (x - 0.5) * (x.ln() - 1.0) + rest
}

#[inline(always)]
pub(super) fn ln_factorial<F: Float>(n: Dd<F>) -> Dd<F> {
    // Γ(1 + x) = x Γ(x), once below 1.5 and ten times from 2.5 on to where Stirling's series is good.
    let x = n + 1.0;
    let first = x.hi < F::c(1.5);
    let near = around_2(Dd::pick(first, n, n - 1.0));
    let near = Dd::pick(first, near - n.ln_1p(), near);
    let low = x.hi < F::c(12.0);
    let mut product = x;
    let mut i = 1.0;
    while i < 10.0 {
        product = product * (x + i);
        i += 1.0;
    }
    let far = far(Dd::pick(low, x + 10.0, x));
    let far = Dd::pick(low, far - product.ln(), far);
    Dd::pick(x.hi < F::c(2.5), near, far)
}
#[inline(always)]
pub(super) fn ln_gamma<F: Float>(x: Dd<F>) -> Dd<F> {
    // Γ(x) = Γ(1 + x) / x
    let below = x.hi < F::ONE;
    let y = ln_factorial(Dd::pick(below, x, x - 1.0));
    let y = Dd::pick(below, y - x.ln(), y);
    let end = if x.hi == F::ZERO { F::INFINITY } else { F::NAN };
    Dd::pick(x.hi > F::ZERO, y, Dd::new(end))
}
