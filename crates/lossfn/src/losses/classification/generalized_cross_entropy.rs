//! The generalised cross-entropy of noisy labels.

use crate::spec::{Boosting, Dialect, Domain, Family, Param, Peer, Properties};

loss! {
    /// Cross-entropy that a wrong label pulls at less.
    ///
    /// Between cross-entropy, which it is with `q = 0`, bit for bit, and the probability of being wrong,
    /// which it is with `q = 1`: a label that the model finds unlikely counts for less, so wrong labels
    /// are learnt more slowly. Where labels can be trusted, [`CrossEntropy`](crate::CrossEntropy) learns
    /// faster. It reads labels, not target distributions.
    pub struct GeneralizedCrossEntropy = "generalized_cross_entropy": Wide {
        /// How little unlikely labels count.
        q: number = 0.7 in Domain::UNIT;
        /// A weight for each class; the mean is over the weights of the labels.
        class_weight: vector = none in Domain::NON_NEGATIVE;
    }
    softmax(surprisal, weight) = weight.weigh(-(-q.weigh(surprisal)).exp_m1() / q);
    labels only;
    // The stage applies the class weights.
    applies class_weight;
    limit |loss| (loss.q == 0.0).then(|| super::cross_entropy::CrossEntropy::new().kernel());
    spec {
        rows: &[63],
        family: Family::Classification,
        tasks: &["classification", "noisy labels"],
        formula: "weight*Piecewise((surprisal, Eq(q, 0)), ((1 - exp(-q*surprisal))/q, True))",
        behaviour: "`surprisal` is `-log p` of the label and `weight` its class weight. For q > 0 it is at most 1/q, however wrong the row. The Lipschitz constant is that of the 1-norm: it bounds each entry of the gradient.",
        reference: "Zhang and Sabuncu (2018), Generalized cross entropy loss for training deep neural networks with noisy labels, arXiv:1805.07836",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("Max(class_weight)*q**q/(1 + q)**(1 + q)"),
            smoothness: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[Peer { library: "paper", name: "L_q", note: "untruncated" }],
        dialects: &[
            Dialect {
                params: &[Param::number("q", 0.5, Domain::open(0.0, 1.0), "How little unlikely labels count.")],
                note: "it reads probabilities, here are logits",
                ..Dialect::sum("keras", "generalized_cross_entropy", "keras.losses.CategoricalGeneralizedCrossEntropy", "generalized_cross_entropy(q=q)")
            },
        ],
    }
}
