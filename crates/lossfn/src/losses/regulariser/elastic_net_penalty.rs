//! The elastic net penalty.

use crate::spec::{Curvature, Dialect, Domain, Family, Param, Peer, Properties};

loss! {
    /// Two factors, and the square not halved.
    struct Keras = "elastic_net_penalty_keras" {
        /// The factor of the absolute value.
        l1: number = 0.0 in Domain::NON_NEGATIVE;
        /// The factor of the square.
        l2: number = 0.0 in Domain::NON_NEGATIVE;
    }
    formula(weight: Domain::REAL) = l1.weigh(weight.abs()) + l2.weigh(weight).weigh(weight);
    spec { formula: "l1*Abs(weight) + l2*weight**2" }
}

loss! {
    /// A mixture of the L1 penalty and half the L2 penalty.
    ///
    /// The L1 part makes weights exactly 0, the L2 part lets weights of correlated inputs share what
    /// one of them would take alone. With `l1_ratio = 1` it is [`L1Penalty`](crate::L1Penalty) times
    /// `alpha`, with 0 half of [`L2Penalty`](crate::L2Penalty) times `alpha`. Ask for the `sum`.
    pub struct ElasticNetPenalty = "elastic_net_penalty" {
        /// The strength of the whole.
        alpha: number = 1.0 in Domain::NON_NEGATIVE;
        /// The share of the L1 part.
        l1_ratio: number = 0.5 in Domain::UNIT;
    }
    formula(weight: Domain::REAL) = {
        let (l1, l2) = (alpha * l1_ratio, alpha * (l1_ratio.rsub(1.0) * 0.5));
        // A factor of 0 silences an infinite weight.
        l1.weigh(weight.abs()) + l2.weigh(weight).weigh(weight)
    };
    limit |loss| (loss.alpha == 1.0 && loss.l1_ratio == 1.0).then(|| super::l1_penalty::L1Penalty::new().kernel());
    prox |step| {
        let (l1, l2) = (alpha * l1_ratio, alpha * l1_ratio.rsub(1.0));
        weight.sign() * (weight.abs() - step * l1).relu() / (step * l2 + 1.0)
    };
    spec {
        rows: &[183],
        family: Family::Regulariser,
        tasks: &["regularisation", "sparsity"],
        formula: "alpha*(l1_ratio*Abs(weight) + (1 - l1_ratio)*weight**2/2)",
        behaviour: "A kink with slope 0 at a weight of 0, where the slopes beside it are `alpha l1_ratio` in size; the pull grows by `alpha (1 - l1_ratio)` for each unit of the weight.",
        reference: "Friedman, Hastie and Tibshirani (2010), Regularization paths for generalized linear models via coordinate descent, doi:10.18637/jss.v033.i01",
        conjugate: Some(
            "Piecewise((0, Abs(slope) <= alpha*l1_ratio), (inf, l1_ratio >= 1), ((Abs(slope) - alpha*l1_ratio)**2/(2*alpha*(1 - l1_ratio)), True))",
        ),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("Piecewise((alpha, l1_ratio >= 1), (inf, True))"),
            smoothness: Some("Piecewise((inf, alpha*l1_ratio > 0), (alpha, True))"),
            optimum: None,
            symmetric: None,
            non_negative: Some(true),
            zero_at_target: None,
            hessian: Curvature::AlmostEverywhere,
        },
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.linear_model.ElasticNet", note: "" },
            Peer { library: "glmnet", name: "glmnet", note: "alpha is called lambda, and l1_ratio alpha" },
            Peer { library: "keras", name: "keras.regularizers.L1L2", note: "two factors, and the square is not halved" },
        ],
        dialects: &[
            Dialect::own::<Keras>("keras", "elastic_net_penalty", "keras.regularizers.L1L2"),
            Dialect {
                params: &[Param::number("alpha", 1.0, Domain::UNIT, "The share of the absolute value."), Param::without_default("lambda", Domain::NON_NEGATIVE, "How strong the penalty is.")],
                ..Dialect::sum("glmnet", "elastic_net_penalty", "glmnet", "elastic_net_penalty(alpha=lambda, l1_ratio=alpha)")
            },
        ],
        joints: &[("weight", "0")],
    }
}
