//! Negative log-likelihood of log-probabilities.

use crate::spec::{Argument, Boosting, Domain, Family, Peer, PeerCall, Properties};

loss! {
    /// Minus the log-probability of the label.
    ///
    /// For models that already give log-probabilities, or for target distributions over them. From
    /// logits use [`CrossEntropy`](crate::CrossEntropy), which keeps more digits.
    pub struct Nll = "nll" {
        /// A weight for each class; the mean is over the weights of the labels.
        class_weight: vector = none in Domain::NON_NEGATIVE;
    }
    log_probabilities(surprisal, weight) = weight.weigh(surprisal);
    applies class_weight;
    spec {
        aliases: &["negative_log_likelihood"],
        rows: &[55],
        family: Family::Classification,
        tasks: &["classification", "language modelling"],
        formula: "weight*surprisal",
        behaviour: "`surprisal` is minus the log-probability of the label, `weight` its class weight. The gradient is minus the weight at the label and 0 elsewhere. The Lipschitz constant is that of the 1-norm: it bounds each entry of the gradient.",
        reference: "Good (1952), Rational decisions, doi:10.1111/j.2517-6161.1952.tb00104.x",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("Max(class_weight)"),
            smoothness: Some("0"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "torch", name: "torch.nn.NLLLoss", note: "" },
            Peer { library: "candle", name: "candle_nn::loss::nll", note: "" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.nll_loss", peer: "torch.nn.NLLLoss", arguments: &[("weight", Argument::Parameter("class_weight")), ("ignore_index", Argument::Ignore)] }],
    }
}
