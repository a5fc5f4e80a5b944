//! The hinge loss of several classes.

use crate::spec::{Boosting, Curvature, Family, Peer, Properties};

loss! {
    /// How far the score of the label is from being one above every other, and above 0.
    ///
    /// The hinge of a classifier that gives a score to each class: it asks for a margin of 1 and leaves alone
    /// what has it. Scores are no logits, and no probabilities come of them; where those are wanted take
    /// [`CrossEntropy`](crate::CrossEntropy). It reads labels, not target distributions.
    pub struct CategoricalHinge = "categorical_hinge"
    softmax(own, rival) = (rival.relu() - own + 1.0).relu();
    labels only;
    spec {
        rows: &[71],
        family: Family::Classification,
        tasks: &["classification", "maximum margin"],
        formula: "Max(Max(rival, 0) - own + 1, 0)",
        behaviour: "`own` is the score of the label and `rival` the largest of the others, which counts where it is above 0. At a margin of exactly 1, and where several are the largest, the slope is 0. The gradient is -1 at the label and 1 at its rival.",
        reference: "Tsochantaridis, Hofmann, Joachims and Altun (2004), Support vector machine learning for interdependent and structured output spaces, doi:10.1145/1015330.1015341",
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
            Peer { library: "keras", name: "keras.losses.CategoricalHinge", note: "" },
        ],
    }
}
