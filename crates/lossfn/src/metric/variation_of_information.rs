//! The variation of information.

use super::{
    contingency::{BINS, check, of_labels},
    macros::metric,
};
use crate::spec::{Domain, Peer};

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

of_labels!(VariationOfInformation, |table| table.variation().round());
