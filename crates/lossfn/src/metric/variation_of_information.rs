//! The variation of information.

use super::{
    Measure, Tally,
    contingency::{BINS, Contingency, FINITE, check},
    macros::metric,
};
use crate::{
    Error,
    data::{Element, Rows},
    spec::{Domain, Input, Peer},
};

metric! {
    /// What each of two columns of labels says that the other does not.
    ///
    /// A distance between partitions of the same rows, in nats: 0 where they are the same but for the names, symmetric, and
    /// no way round is shorter. At most the logarithm of the number of rows, where these weigh the same.
    pub struct VariationOfInformation = "variation_of_information" {
        /// The number of bins of equal width that each column is cut into, between its least and its largest
        /// number. Without it each distinct number is a label.
        bins: optional = none in BINS;
    }
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Lowest in Domain::closed(0.0, f64::INFINITY);
    keeps rows;
    check |metric| check("variation_of_information", metric.bins);
    spec {
        aliases: &[],
        rows: &[87],
        tasks: &["clustering", "image segmentation"],
        formula: "2*Entropy(w, Cut(pred, bins), Cut(target, bins)) - Entropy(w, Cut(pred, bins)) - Entropy(w, Cut(target, bins))",
        behaviour: "0 exactly where the partitions are the same. It is a sum of parts that are never below 0, from exact weights, so a result near 0 has all its digits. Bins and labels are those of `mutual_information`.",
        reference: "Meilă (2007), Comparing clusterings: an information based distance, doi:10.1016/j.jmva.2006.11.013",
        peers: &[
            Peer { library: "scikit-image", name: "skimage.metrics.variation_of_information", note: "both conditional entropies, whose sum it is, in bits" },
            Peer { library: "igraph", name: "compare_communities, method vi", note: "" },
        ],
    }
}

impl Measure for VariationOfInformation {
    fn inputs(&self) -> Vec<&'static [Input]> {
        self.bins.map(|_| FINITE).into_iter().collect()
    }
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.keep([pred + 0.0, target + 0.0, weight]);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(Contingency::of(tally, self.bins).map_or(f64::NAN, |table| variation(&table)))
    }
}

impl VariationOfInformation {
    /// The metric of a table of contingency: how often each pair of labels occurs.
    ///
    /// # Errors
    /// When a count is below 0 or not finite, and when all are 0.
    pub fn of_counts<T: Element>(counts: Rows<'_, T>) -> Result<f64, Error> {
        Ok(variation(&Contingency::of_counts(counts)?))
    }
}

fn variation(table: &Contingency) -> f64 {
    table.variation().round()
}
