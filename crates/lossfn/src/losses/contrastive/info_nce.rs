//! `InfoNCE`: which key of the batch belongs to a query.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// Cross-entropy of finding the key of a query among all keys of a batch, by cosines.
    ///
    /// Trains encoders on pairs of things that belong together, as two crops of an image or a question and its
    /// answer: the other keys of the batch are the negatives, so larger batches make it harder. It takes the
    /// cosine of each query with each key, and the key in the row of a query is its positive. Do not use it where
    /// several keys of a batch may belong to a query: there, supcon has labels. With `symmetric` keys look for
    /// their queries as well, and the loss is clip.
    pub struct InfoNce = "info_nce" {
        /// What cosines are divided by: the smaller, the more the nearest negatives count.
        temperature: number = 0.07 in Domain::POSITIVE;
        /// Whether keys are compared with all queries too, and the loss is the mean of both.
        symmetric: flag = false;
    }
    matched(surprisal) = surprisal;
    applies temperature;
    limit |loss| if loss.symmetric { super::clip::Clip::new(loss.temperature).ok().map(|clip| clip.kernel()) } else { None };
    spec {
        rows: &[128],
        family: Family::Embedding,
        tasks: &["contrastive learning", "retrieval"],
        formula: "Piecewise(((surprisal + reverse)/2, symmetric), (surprisal, True))",
        behaviour: "`surprisal` is `-log(exp(z_i)/sum(exp(z_j)))` over all keys j, where `z_j` is the cosine of the query with key j, divided by the temperature, and i is the row of the query; `reverse` is the same of the key in that row among all queries. It is made of differences of scores and keeps its digits where the own key is far ahead. The loss of n rows that are all alike is `log(n)`. A row of zeros has the cosine 0 and the gradient 0. Gradients stand across their row, as its length does not matter. Rows that are left out are no keys either.",
        reference: "van den Oord, Li and Vinyals (2018), Representation learning with contrastive predictive coding, arXiv:1807.03748",
        properties: Properties {
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.nn.functional.cross_entropy", note: "of the cosines of all pairs over the temperature, with labels 0, 1, 2, and so on" },
        ],
    }
}
