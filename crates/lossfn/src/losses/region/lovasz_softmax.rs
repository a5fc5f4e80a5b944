//! The Lovász-softmax loss.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

loss! {
    /// A surrogate of one minus the mean intersection over union, for probabilities of the classes of pixels.
    ///
    /// Of each class the distance of its probability from 0 or 1, the largest first, times how much the Jaccard loss of
    /// the class grows if that pixel is wrong too. A group is a region: a class of one image, or of all. Classes that
    /// are not there are left out of the mean, unless `absent` says otherwise. It is convex in the probabilities, not
    /// in the logits that a softmax made them of. Where several errors are equal, the gradient is the smallest that there is.
    pub struct LovaszSoftmax = "lovasz_softmax": Double {
        /// Whether a region that is not there counts, with its largest error.
        absent: flag = false;
    }
    extended(pred: Domain::UNIT, target: Domain::BINARY) = (pred - target).abs();
    applies absent;
    spec {
        rows: &[147],
        family: Family::Region,
        tasks: &["segmentation", "imbalance"],
        formula: "Abs(pred - target)",
        behaviour: "The formula is the error of a pixel; that of a region is `sum e_i*(J_i - J_(i-1))` over the errors from the largest to the smallest, where `J_i` is one minus the intersection over union if the first `i` pixels are wrong. A line between the points where two errors are equal.",
        reference: "Berman, Rannen Triki and Blaschko (2018), The Lovász-softmax loss, arXiv:1705.08790",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
            ..Properties::UNKNOWN
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "segmentation_models_pytorch", name: "segmentation_models_pytorch.losses.LovaszLoss", note: "mode=multiclass, on logits; per_image makes a class of an image a region, otherwise a class of all" },
            Peer { library: "kornia", name: "kornia.losses.lovasz_softmax_loss", note: "on logits; with all classes, also those that are not there" },
        ],
    }
}
