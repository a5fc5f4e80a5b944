//! Mutual information.

use super::{
    contingency::{BINS, check, of_labels},
    macros::metric,
};
use crate::spec::{Domain, Peer};

metric! {
    /// The mutual information of two columns of labels.
    ///
    /// How much one says of the other, in nats, whatever the labels are called: 0 where they are independent, and at most the
    /// entropy of either. For clusters against classes, for features against targets, and for images with the number
    /// of bins given. It grows with the number of labels; compare tables with different labels by
    /// `normalized_mutual_information`.
    pub struct MutualInformation = "mutual_information" {
        /// The number of bins of equal width that each column is cut into, between its least and its largest
        /// number. Without it each distinct number is a label.
        bins: optional = none in BINS;
    }
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Highest in Domain::closed(0.0, f64::INFINITY);
    keeps rows;
    check |metric| check("mutual_information", metric.bins);
    spec {
        aliases: &["mutual_info_score"],
        rows: &[87],
        tasks: &["clustering", "feature selection", "image registration"],
        formula: "Entropy(w, Cut(pred, bins)) + Entropy(w, Cut(target, bins)) - Entropy(w, Cut(pred, bins), Cut(target, bins))",
        behaviour: "0 exactly where the labels are independent, and never below. It is the divergence of the pairs from chance, by exact differences of exact weights, so a result near 0 has all its digits. A bin has its lower edge, the last one both; the edges are not rounded. -0 is the label 0. An infinity is a label, but has no bin.",
        reference: "Shannon (1948), A mathematical theory of communication, doi:10.1002/j.1538-7305.1948.tb01338.x",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.mutual_info_score", note: "a difference of logarithms, which cancels near 0; it has no weights, but reads a table of counts" },
            Peer { library: "torchmetrics", name: "torchmetrics.clustering.MutualInfoScore", note: "labels are integers, without weights" },
        ],
    }
}

of_labels!(MutualInformation, |table| table.information().round());
