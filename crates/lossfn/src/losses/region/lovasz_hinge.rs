//! The Lovász hinge.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

loss! {
    /// A convex surrogate of one minus the intersection over union of a region, for scores of its pixels.
    ///
    /// The hinge loss of each pixel, the largest first, times how much the Jaccard loss grows if that pixel is wrong too:
    /// so it is the Jaccard loss itself where hinge losses are 0 or 1, and between these its closest convex
    /// extension. Scores are above 0 inside of the region, and need no sigmoid. A group is a region, as that of one image. In one
    /// that is empty it is the largest hinge loss. Pixels are sorted, so `n` of them take `n log n` steps. Where several
    /// errors are equal, the gradient is the smallest that there is.
    pub struct LovaszHinge = "lovasz_hinge": Double
    extended(scores: Domain::FINITE, target: Domain::BINARY) =
        (scores * (target * -2.0 + 1.0) + 1.0).relu();
    spec {
        rows: &[147],
        family: Family::Region,
        tasks: &["segmentation", "imbalance"],
        formula: "Max(0, 1 - (2*target - 1)*scores)",
        behaviour: "The formula is the error of a pixel; that of a region is `sum e_i*(J_i - J_(i-1))` over the errors from the largest to the smallest, where `J_i` is one minus the intersection over union if the first `i` pixels are wrong. A line between the points where two errors are equal or one is 0.",
        reference: "Berman, Rannen Triki and Blaschko (2018), The Lovász-softmax loss, arXiv:1705.08790; Yu and Blaschko (2015), Learning submodular losses with the Lovász hinge, https://proceedings.mlr.press/v37/yub15.html",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            hessian: Curvature::AlmostEverywhere,
            ..Properties::UNKNOWN
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "segmentation_models_pytorch", name: "segmentation_models_pytorch.losses.LovaszLoss", note: "mode=binary; per_image makes an image a region, otherwise all are one" },
            Peer { library: "kornia", name: "kornia.losses.lovasz_hinge_loss", note: "an image is a region" },
        ],
    }
}
