//! Sums whose bits depend on nothing but their terms and the order.

use lossfn::reduce::ExactSum;

/// A sum over two slices of one length, in eight lanes whose order is fixed.
#[inline(always)]
pub(crate) fn lanes(a: &[f64], b: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += term(*a, *b);
        }
    }
    let rest = a_rest.iter().zip(b_rest).map(|(a, b)| term(*a, *b));
    sums.iter().sum::<f64>() + rest.sum::<f64>()
}

/// A sum, rounded once.
pub(crate) fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    let mut total = ExactSum::new();
    terms.into_iter().for_each(|x| total.add(x));
    total.round()
}
