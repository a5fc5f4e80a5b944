//! The hinge loss of a distance between two embeddings.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

loss! {
    /// Draws alike pairs together and pushes the others a margin apart.
    ///
    /// For embeddings that are compared by a distance, which the caller takes: a pair that is alike, with the
    /// label 1, costs its distance, and one that is not, with the label -1, what its distance lacks of the
    /// margin. Pairs that are far enough apart cost nothing and pull at nothing. A score of two classes is no
    /// distance: for that take [`Hinge`](crate::Hinge).
    pub struct HingeEmbedding = "hinge_embedding" {
        /// How far apart pairs that are not alike should be, in units of the distance.
        margin: number = 1.0 in Domain::NON_NEGATIVE;
    }
    formula(pred: Domain::NON_NEGATIVE, label: Domain::SIGN) = {
        let [alike, apart] = [(label + 1.0) * 0.5, label.rsub(1.0) * 0.5];
        alike.weigh(pred) + apart.weigh((-pred + margin).relu())
    };
    spec {
        rows: &[45],
        family: Family::Margin,
        tasks: &["metric learning", "semi-supervised learning"],
        formula: "Piecewise((pred, label > 0), (Max(0, margin - pred), True))",
        behaviour: "A line with slope 1 where the label is 1. Where it is -1, a line with slope -1 up to the margin and 0 from there on; the slope on that kink is 0.",
        reference: "Weston, Ratle and Collobert (2008), Deep learning via semi-supervised embedding, doi:10.1145/1390156.1390303",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("1"),
            smoothness: Some("inf"),
            optimum: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "torch", name: "torch.nn.HingeEmbeddingLoss", note: "takes distances below 0 too" },
        ],
        joints: &[("pred", "margin")],
    }
}
