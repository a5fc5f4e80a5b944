//! The hinge loss of several classes that counts every rival.

use crate::{
    spec::{Boosting, Curvature, Domain, Family, Peer, Properties},
    stages::Statistic::{SquaredViolation, Violation, Weight},
};

loss! {
    /// How far every other class comes into the margin below the label, on average.
    ///
    /// The hinge of Weston and Watkins: each class that is not the margin below the label costs what it lacks,
    /// or the square of that, so that all of them are pushed down at once;
    /// [`CrammerSinger`](crate::CrammerSinger) looks at the strongest alone. The average is over all classes,
    /// the label's own with 0 among them. Squares have a hessian, which Newton steps and boosters want. Scores
    /// are no logits, and no probabilities come of them. It reads labels, not target distributions.
    pub struct MultiMargin = "multi_margin": Paired {
        /// The power of what is lacking.
        p: number = 1.0 in Domain::Points(&[1.0, 2.0]);
        /// How far the label should be above the others, in units of the score.
        margin: number = 1.0 in Domain::NON_NEGATIVE;
        /// What the loss of a row is multiplied by, for each label.
        class_weight: vector = none in Domain::NON_NEGATIVE;
    }
    softmax(violation, weight) = weight.weigh(violation);
    reads |loss| if loss.p == 2.0 { &[SquaredViolation, Weight] } else { &[Violation, Weight] };
    labels only;
    applies margin, class_weight;
    spec {
        rows: &[48],
        family: Family::Classification,
        tasks: &["classification", "maximum margin"],
        formula: "weight*violation",
        behaviour: "`violation` is the mean over all C classes of `max(0, margin - own + score)**p`, with 0 for the label itself, whose score is `own`. With p = 1 the gradient is `weight/C` at each class inside the margin and minus their sum at the label; with p = 2 it has no jump. On the kinks the slope is 0.",
        reference: "Weston and Watkins (1999), Support vector machines for multi-class pattern recognition, ESANN; beside others in Hsu and Lin (2002), A comparison of methods for multiclass support vector machines, doi:10.1109/72.991427",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: None,
            smoothness: None,
            optimum: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "torch", name: "torch.nn.MultiMarginLoss", note: "class_weight is called weight; a mean divides by the number of rows, as `mean_n` does" },
        ],
    }
}
