//! Mutual information relative to the entropies.

use super::{
    contingency::{BINS, Contingency, check, of_labels},
    macros::metric,
};
use crate::spec::{Domain, Peer};

metric! {
    /// The mutual information relative to the mean of both entropies.
    ///
    /// From 0, where two columns of labels are independent, to 1, where each label of one is a label of the other. Chance
    /// alone gives more than 0 on few rows, the more so the more labels there are. The mean is the arithmetic one.
    pub struct NormalizedMutualInformation = "normalized_mutual_information" {
        /// The number of bins of equal width that each column is cut into, between its least and its largest
        /// number. Without it each distinct number is a label.
        bins: optional = none in BINS;
    }
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Highest in Domain::UNIT;
    keeps rows;
    check |metric| check("normalized_mutual_information", metric.bins);
    spec {
        aliases: &["normalized_mutual_info_score", "nmi"],
        rows: &[87],
        tasks: &["clustering", "image registration"],
        formula: "2*(Entropy(w, Cut(pred, bins)) + Entropy(w, Cut(target, bins)) - Entropy(w, Cut(pred, bins), Cut(target, bins)))/(Entropy(w, Cut(pred, bins)) + Entropy(w, Cut(target, bins)))",
        behaviour: "1 where both columns are constant, and so the same partition of the rows; 0 where only one is. Bins and labels are those of `mutual_information`, and so are the digits.",
        reference: "Vinh, Epps and Bailey (2009), Information theoretic measures for clusterings comparison: is a correction for chance necessary?, doi:10.1145/1553374.1553511",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.normalized_mutual_info_score", note: "average_method has other means too; it has no weights" },
            Peer { library: "torchmetrics", name: "torchmetrics.clustering.NormalizedMutualInfoScore", note: "other means too; labels are integers, without weights" },
        ],
    }
}

of_labels!(NormalizedMutualInformation, |table| share(&table));

fn share(table: &Contingency) -> f64 {
    let entropies = table.entropies();
    if entropies.is_zero() { 1.0 } else { table.information().twice_over(&entropies).min(1.0) }
}
