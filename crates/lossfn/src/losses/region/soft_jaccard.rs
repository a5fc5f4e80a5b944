//! The soft Jaccard loss.

use super::shared::{OF_OVERLAP, share};
use crate::spec::{Boosting, Dialect, Domain, Family, Peer};

loss! {
    /// One minus what two regions share over what they cover together: intersection over union, of probabilities.
    ///
    /// It trains the intersection over union that segmentations are judged by. Of a loss `d` of
    /// [`SoftDice`](crate::SoftDice) it is `2 d/(1 + d)`: the same order of predictions, but small errors count twice as
    /// much. Groups are regions, and two empty ones agree.
    pub struct SoftJaccard = "soft_jaccard": Double {
        /// What is added to what they share and to what they cover, in pixels.
        smooth: number = 0.0 in Domain::NON_NEGATIVE;
    }
    overlapping(shared, extra, missing) = share(extra + missing, shared + smooth);
    spec {
        aliases: &["jaccard_loss", "soft_iou"],
        rows: &[145],
        family: Family::Region,
        tasks: &["segmentation", "imbalance"],
        formula: "Piecewise((0, Eq(extra + missing, 0)), ((extra + missing)/(shared + extra + missing + smooth), True))",
        behaviour: "`shared` is the sum over the pixels of `p*t`, `extra` that of `p*(1 - t)` and `missing` that of `(1 - p)*t`. 0 where both regions are the same and consist of whole pixels, 1 where they share nothing.",
        reference: "Rahman and Wang (2016), Optimizing intersection-over-union in deep neural networks for image segmentation, doi:10.1007/978-3-319-50835-1_22",
        properties: OF_OVERLAP,
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "monai", name: "monai.losses.DiceLoss", note: "with jaccard=True" },
            Peer { library: "segmentation_models_pytorch", name: "segmentation_models_pytorch.losses.JaccardLoss", note: "a region is a class of all images; one that is not there has no loss" },
        ],
        dialects: &[
            Dialect::sum("monai", "soft_jaccard", "monai.losses.DiceLoss(jaccard=True)", "soft_jaccard(smooth=5e-06)"),
        ],
    }
}
