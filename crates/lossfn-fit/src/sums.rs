//! Sums whose bits depend on nothing but their terms and the order.

use lossfn::reduce::ExactSum;

/// A sum in eight lanes, whose order is fixed.
#[inline(always)]
pub(crate) fn lanes(n: usize, term: impl Fn(usize) -> f64) -> f64 {
    let mut sums = [0.0; 8];
    let whole = n - n % 8;
    for i in (0..whole).step_by(8) {
        for (k, sum) in sums.iter_mut().enumerate() {
            *sum += term(i + k);
        }
    }
    sums.iter().sum::<f64>() + (whole..n).map(term).sum::<f64>()
}

/// A sum, rounded once.
pub(crate) fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    let mut total = ExactSum::new();
    terms.into_iter().for_each(|x| total.add(x));
    total.round()
}
