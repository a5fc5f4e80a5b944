//! The focal Tversky loss.

use super::shared::{OF_OVERLAP, share};
use crate::spec::{Boosting, Domain, Family, Peer};

loss! {
    /// A power of the Tversky loss: regions that are found badly count more, or less.
    ///
    /// With `gamma` below 1 the slope grows as a region gets right, which brings small regions to the end; above 1 it
    /// is hard ones that count. Abraham and Khan write the power as `1/gamma`: their 4/3 is 0.75 here. `gamma = 1` is
    /// [`Tversky`](crate::Tversky). Groups are regions, and two empty ones agree.
    pub struct FocalTversky = "focal_tversky": Double {
        /// The price of a pixel that is predicted and is not there.
        alpha: number = 0.3 in Domain::NON_NEGATIVE;
        /// The price of one that is there and is not predicted.
        beta: number = 0.7 in Domain::NON_NEGATIVE;
        /// The power.
        gamma: number = 0.75 in Domain::POSITIVE;
        /// What is added to both sides of the quotient, in pixels.
        smooth: number = 0.0 in Domain::NON_NEGATIVE;
    }
    overlapping(shared, extra, missing) = share(extra * alpha + missing * beta, shared + smooth).powf(gamma);
    spec {
        rows: &[146],
        family: Family::Region,
        tasks: &["segmentation", "imbalance", "medical imaging"],
        formula: "Piecewise((0, Eq(alpha*extra + beta*missing, 0)), (((alpha*extra + beta*missing)/(shared + alpha*extra + beta*missing + smooth))**gamma, True))",
        behaviour: "`shared` is the sum over the pixels of `p*t`, `extra` that of `p*(1 - t)` and `missing` that of `(1 - p)*t`. Where nothing is wrong the slope is 0, though with `gamma` below 1 it grows without bound on the way there.",
        reference: "Abraham and Khan (2018), A novel focal Tversky loss function with improved attention U-Net for lesion segmentation, arXiv:1810.07842",
        properties: OF_OVERLAP,
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "segmentation_models_pytorch", name: "segmentation_models_pytorch.losses.TverskyLoss", note: "gamma is the power of the mean over regions" },
        ],
    }
}
