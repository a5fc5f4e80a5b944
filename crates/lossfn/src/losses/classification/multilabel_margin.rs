//! The hinge loss of samples that have several labels.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties, Row};

loss! {
    /// How far classes that a sample has not come into the margin below those that it has.
    ///
    /// For samples with several labels, or none: every pair of a class that is set and one that is not costs
    /// what the first lacks of being the margin above the second, so that what is learnt is their order. No
    /// score says by itself whether its class is set; where that is asked, take
    /// [`MultilabelSoftMargin`](crate::MultilabelSoftMargin). A sample with all classes, or with none, costs
    /// nothing. Where exactly one class is set, it is [`MultiMargin`](crate::MultiMargin).
    pub struct MultilabelMargin = "multilabel_margin": Paired {
        /// How far a class that is set should be above one that is not, in units of the score.
        margin: number = 1.0 in Domain::NON_NEGATIVE;
    }
    sets(violation) = violation;
    applies margin;
    spec {
        rows: &[48, 71],
        family: Family::Classification,
        tasks: &["multi-label classification", "maximum margin"],
        row: Row::Sets,
        formula: "violation",
        behaviour: "`violation` is the sum of `max(0, margin - x + y)` over all pairs of a class that is set, with the score x, and one that is not, with the score y, divided by the number C of classes. The gradient counts the pairs of a class inside the margin: `-1/C` for each where it is set, `1/C` where it is not. On the kinks the slope is 0, the hessian is 0 everywhere.",
        reference: "Elisseeff and Weston (2001), A kernel method for multi-labelled classification, NIPS 14; beside others in Zhang and Zhou (2014), A review on multi-label learning algorithms, doi:10.1109/TKDE.2013.39",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: None,
            smoothness: None,
            optimum: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "torch", name: "torch.nn.MultiLabelMarginLoss", note: "with margin 1; the labels of a row are a list of classes that ends with -1" },
        ],
    }
}
