//! The hinge loss of several classes of Crammer and Singer.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

loss! {
    /// How far the score of the label is from being a margin above every other.
    ///
    /// The hinge of a multi-class support vector machine: only the strongest rival of the label counts, and
    /// only until it is the margin below. [`CategoricalHinge`](crate::CategoricalHinge) asks that the label
    /// be above 0 besides, [`MultiMargin`](crate::MultiMargin) counts every rival, which gives more classes
    /// a gradient. Scores are no logits, and no probabilities come of them. It reads labels, not target
    /// distributions.
    pub struct CrammerSinger = "crammer_singer": Paired {
        /// How far the label should be above the others, in units of the score.
        margin: number = 1.0 in Domain::NON_NEGATIVE;
    }
    softmax(own, rival) = (rival - own + margin).relu();
    labels only;
    spec {
        rows: &[48],
        family: Family::Classification,
        tasks: &["classification", "maximum margin"],
        formula: "Max(rival - own + margin, 0)",
        behaviour: "`own` is the score of the label and `rival` the largest of the others. Where the label is exactly the margin above, and where several are the largest, the slope is 0. The gradient is -1 at the label and 1 at its rival. A single class has no rival and no loss.",
        reference: "Crammer and Singer (2001), On the algorithmic implementation of multiclass kernel-based vector machines, JMLR 2:265-292; beside others in Hsu and Lin (2002), A comparison of methods for multiclass support vector machines, doi:10.1109/72.991427",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("1"),
            smoothness: Some("inf"),
            optimum: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "optax", name: "optax.losses.multiclass_hinge_loss", note: "with margin 1" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.hinge_loss", note: "of several classes, with margin 1" },
        ],
    }
}
