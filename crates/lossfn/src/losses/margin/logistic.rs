//! The logistic loss.

use crate::spec::{Domain, Family, Peer, PeerCall, Properties};

loss! {
    /// The loss of logistic regression, for labels -1 and +1.
    ///
    /// The negative log-likelihood of the label when `pred` is the log of the odds: a smooth hinge that
    /// never stops asking for more margin. For labels 0 and 1, or in between, it is
    /// [`BceWithLogits`](crate::BceWithLogits).
    pub struct Logistic = "logistic": Native
    formula(pred: Domain::REAL, label: Domain::SIGN) = (-(pred * label)).softplus();
    spec {
        aliases: &["soft_margin"],
        rows: &[35],
        family: Family::Margin,
        tasks: &["binary classification", "boosting"],
        formula: "log(1 + exp(-label*pred))",
        behaviour: "ln 2 at a margin of 0; fades like `exp(-margin)` for large margins and grows like `-margin` for negative ones.",
        reference: "Cox (1958), The regression analysis of binary sequences, doi:10.1111/j.2517-6161.1958.tb00292.x",
        conjugate: Some(
            "Piecewise((inf, label*slope > 0), (inf, label*slope < -1), (0, Abs(slope*(1 + label*slope)) <= 0), ((1 + label*slope)*log(1 + label*slope) - label*slope*log(-label*slope), True))",
        ),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("1"),
            smoothness: Some("1/4"),
            optimum: Some("log((1 + Mean(label))/(1 - Mean(label)))"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.nn.SoftMarginLoss", note: "infinite, with a gradient of NaN, from a margin of -89 on in f32" },
            Peer { library: "xgboost", name: "binary:logistic", note: "for labels 0 and 1" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.soft_margin_loss", peer: "torch.nn.SoftMarginLoss", arguments: &[] }],
        joints: &[("pred", "0")],
    }
}
