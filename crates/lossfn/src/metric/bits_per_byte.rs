//! The mean cross-entropy in bits for each byte.

use std::sync::Arc;

use super::{Measure, Tally, macros::metric};
use crate::{
    CrossEntropy, Error,
    formula::Dynamic,
    real::Dd,
    spec::{Domain, Peer},
};

metric! {
    /// The mean cross-entropy in bits, for each byte.
    ///
    /// How many bits the model needs to write a byte of the text. It compares language models whose tokens
    /// differ, as `perplexity` does not. With 1 byte for each row it is the cross-entropy in bits.
    pub struct BitsPerByte = "bits_per_byte" {
        /// How many bytes a row, such as a token, stands for on average.
        bytes_per_row: number = 1.0 in Domain::POSITIVE;
    }
    reads softmax(logits: Domain::REAL, label: Domain::NON_NEGATIVE);
    best Lowest in Domain::closed(0.0, f64::INFINITY);
    spec {
        aliases: &["bpb"],
        rows: &[181],
        tasks: &["multi-class classification", "language modelling"],
        formula: "Sum(w*surprisal)/(log(2)*bytes_per_row*Sum(w))",
        behaviour: "0 where every label is certain, infinite where one is impossible. It is a mean over rows, so the bytes are a mean too: parts of a text merge exactly with the bytes for each token of the whole text.",
        reference: "Gao et al. (2020), The Pile: an 800GB dataset of diverse text for language modeling, arXiv:2101.00027",
        peers: &[
            Peer { library: "lm-evaluation-harness", name: "bits_per_byte", note: "from log-likelihoods and the bytes of the texts" },
        ],
    }
}

/// The natural logarithm of 2.
const LN_2: [f64; 2] = [core::f64::consts::LN_2, 2.319046813846299558e-17];

impl Measure for BitsPerByte {
    fn loss(&self) -> Option<Arc<dyn Dynamic>> {
        Some(Arc::new(CrossEntropy::new()))
    }
    fn add(&self, tally: &mut Tally, [surprisal, _]: [f64; 2], weight: f64) {
        tally.add(0, weight, surprisal);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        let mean = tally.total(0).ratio_pair(&tally.weight());
        Ok((mean / (Dd::from_parts(LN_2[0], LN_2[1]) * Dd::new(self.bytes_per_row))).hi())
    }
}
