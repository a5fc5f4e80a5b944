//! The Tversky loss.

use super::shared::{OF_OVERLAP, share};
use crate::spec::{Boosting, Dialect, Domain, Family, Param, Peer};

loss! {
    /// One minus the index of Tversky: what two regions share, over that and what each has alone, each at its price.
    ///
    /// Where a pixel that is missed costs more than one that is too much, or less: with `beta` above `alpha` regions grow,
    /// and recall is bought with precision. `alpha = beta = 1/2` is [`SoftDice`](crate::SoftDice), and 1
    /// [`SoftJaccard`](crate::SoftJaccard). Groups are regions, and two empty ones agree.
    pub struct Tversky = "tversky": Double {
        /// The price of a pixel that is predicted and is not there.
        alpha: number = 0.5 in Domain::NON_NEGATIVE;
        /// The price of one that is there and is not predicted.
        beta: number = 0.5 in Domain::NON_NEGATIVE;
        /// What is added to both sides of the quotient, in pixels.
        smooth: number = 0.0 in Domain::NON_NEGATIVE;
    }
    overlapping(shared, extra, missing) = share(extra * alpha + missing * beta, shared + smooth);
    spec {
        rows: &[146],
        family: Family::Region,
        tasks: &["segmentation", "imbalance", "medical imaging"],
        formula: "Piecewise((0, Eq(alpha*extra + beta*missing, 0)), ((alpha*extra + beta*missing)/(shared + alpha*extra + beta*missing + smooth), True))",
        behaviour: "`shared` is the sum over the pixels of `p*t`, `extra` that of `p*(1 - t)` and `missing` that of `(1 - p)*t`.",
        reference: "Salehi, Erdogmus and Gholipour (2017), Tversky loss function for image segmentation using 3D fully convolutional deep networks, arXiv:1706.05721",
        properties: OF_OVERLAP,
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "monai", name: "monai.losses.TverskyLoss", note: "smooth=1e-5" },
            Peer { library: "segmentation_models_pytorch", name: "segmentation_models_pytorch.losses.TverskyLoss", note: "a region is a class of all images; one that is not there has no loss" },
            Peer { library: "keras", name: "keras.losses.Tversky", note: "alpha and beta are exchanged against its documentation, and 1e-7 is added to the denominator alone" },
        ],
        dialects: &[
            Dialect {
                params: PRICES,
                ..Dialect::sum("monai", "tversky", "monai.losses.TverskyLoss", "tversky(alpha=alpha, beta=beta, smooth=1e-05)")
            },
            Dialect::own::<KerasTversky>("keras", "tversky", "keras.losses.Tversky"),
        ],
    }
}

loss! {
    /// The Tversky loss of Keras.
    struct KerasTversky = "tversky": Double {
        /// The price of a pixel that is there and is not predicted.
        alpha: number = 0.5 in Domain::NON_NEGATIVE;
        /// The price of one that is predicted and is not there.
        beta: number = 0.5 in Domain::NON_NEGATIVE;
        /// What is added to the denominator alone.
        epsilon: number = 1e-7 in Domain::NON_NEGATIVE;
    }
    overlapping(shared, extra, missing) = share(extra * beta + missing * alpha + epsilon, shared);
    spec {
        formula: "1 - shared/(shared + beta*extra + alpha*missing + epsilon)",
    }
}

/// Prices of both kinds of pixels.
const PRICES: &[Param] = &[
    Param::number(
        "alpha",
        0.5,
        Domain::NON_NEGATIVE,
        "The price of a pixel that is predicted and is not there.",
    ),
    Param::number("beta", 0.5, Domain::NON_NEGATIVE, "The price of one that is there and is not predicted."),
];
