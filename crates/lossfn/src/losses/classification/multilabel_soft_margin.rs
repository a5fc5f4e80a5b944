//! Binary cross-entropies of many labels at once.

use crate::spec::{Argument, Domain, Family, Peer, PeerCall, Properties, Row};

loss! {
    /// The mean binary cross-entropy of the labels of a sample.
    ///
    /// For samples that may have several labels, or none: each column is a logit of its own, beside a target of
    /// 1 where the label is set and 0 where it is not. A sample counts once, however many labels there are;
    /// [`BceWithLogits`](crate::BceWithLogits) takes the elements one by one, with weights. Where exactly one
    /// label is set, [`CrossEntropy`](crate::CrossEntropy) knows that.
    pub struct MultilabelSoftMargin = "multilabel_soft_margin": Native
    rows(logits: Domain::REAL, target: Domain::UNIT) = logits.bernoulli_nll(target);
    spec {
        rows: &[71],
        family: Family::Classification,
        tasks: &["multi-label classification"],
        row: Row::Mean,
        formula: "(1 - target)*log(1 + exp(logits)) + target*log(1 + exp(-logits))",
        behaviour: "The formula is that of one label; the loss of a row is the mean over its labels. An infinite logit on the side of a sure label gives 0.",
        reference: "Cox (1958), The regression analysis of binary sequences, doi:10.1111/j.2517-6161.1958.tb00292.x",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: None,
            smoothness: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[Peer { library: "torch", name: "torch.nn.MultiLabelSoftMarginLoss", note: "its weight of a class multiplies a column" }],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.multilabel_soft_margin_loss", peer: "torch.nn.MultiLabelSoftMarginLoss", arguments: &[("weight", Argument::Factor)] }],
        joints: &[("logits", "0")],
    }
}
