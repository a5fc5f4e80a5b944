//! The sparsity loss.

use crate::spec::{Curvature, Domain, Family, Peer, Properties};

loss! {
    /// A mixture of size and square that makes outputs sparse.
    ///
    /// Added to the cost of an autoencoder, on its code, it turns most units off and keeps the rest
    /// small. As [`ElasticNetPenalty`](crate::ElasticNetPenalty), with the square not halved. Ask for
    /// the `sum`.
    pub struct Sparse = "sparse" {
        /// The share of the absolute value; that of the square is `1 - lambda`.
        lambda: number = 0.1 in Domain::UNIT;
    }
    formula(pred: Domain::REAL) = lambda * pred.abs() + lambda.rsub(1.0) * pred * pred;
    limit |loss| match loss.lambda {
        0.0 => Some(super::l2_penalty::L2Penalty::new().kernel()),
        1.0 => Some(super::l1_penalty::L1Penalty::new().kernel()),
        _ => None,
    };
    prox |step| pred.sign() * (pred.abs() - step * lambda).relu() / (step * lambda.rsub(1.0) * 2.0 + 1.0);
    spec {
        rows: &[183],
        family: Family::Regulariser,
        tasks: &["regularisation", "sparsity"],
        formula: "lambda*Abs(pred) + (1 - lambda)*pred**2",
        behaviour: "A kink with slope 0 at 0, where the slopes beside it are `lambda` in size; the hessian is `2 (1 - lambda)` everywhere.",
        reference: "Zou and Hastie (2005), Regularization and variable selection via the elastic net, doi:10.1111/j.1467-9868.2005.00503.x",
        conjugate: Some(
            "Piecewise((0, Abs(slope) <= lambda), (inf, lambda >= 1), ((Abs(slope) - lambda)**2/(4*(1 - lambda)), True))",
        ),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("Piecewise((1, lambda >= 1), (inf, True))"),
            smoothness: Some("Piecewise((inf, lambda > 0), (2, True))"),
            optimum: None,
            symmetric: None,
            non_negative: Some(true),
            zero_at_target: None,
            hessian: Curvature::AlmostEverywhere,
        },
        peers: &[
            Peer { library: "keras", name: "keras.regularizers.L1L2", note: "as activity_regularizer with l1 = lambda and l2 = 1 - lambda" },
        ],
        joints: &[("pred", "0")],
    }
}
