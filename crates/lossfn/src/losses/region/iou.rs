//! Intersection over union of boxes.

use super::shared::{OF_BOXES, missed};
use crate::{
    real::Real,
    spec::{Family, Peer},
    stages::{BoxNumber, Boxes, Overlap},
};

/// The number of it.
pub(crate) struct IouNumber;
impl BoxNumber for IouNumber {
    #[inline(always)]
    fn number<R: Real>(&self, x: Overlap<R>, _: R) -> R {
        missed(&x)
    }
}

loss! {
    /// One minus the intersection over union of two boxes.
    ///
    /// For detectors, which are judged by it. It does not change with the size of both boxes. Boxes that share nothing are
    /// all as wrong, and have no gradient: [`Giou`](crate::Giou) and its kin have. A box is a row of four numbers, x1, y1, x2
    /// and y2 with x1 <= x2 and y1 <= y2, in any unit. Boxes without an area are at 0 if they are the same, and at 1
    /// otherwise. `pairwise` has all pairs of two tables of boxes.
    pub struct Iou = "iou"
    boxes(near) = near;
    distance |_| Boxes::of(IouNumber);
    spec {
        rows: &[151],
        family: Family::Region,
        tasks: &["object detection", "tracking"],
        formula: "apart/(shared + apart)",
        behaviour: "`shared` is the area of both boxes and `apart` that of one of them alone. 0 for the same box, 1 for boxes that share nothing. Kinks where two sides stand on one line.",
        reference: "Yu, Jiang, Wang, Cao and Huang (2016), UnitBox: an advanced object detection network, arXiv:1608.01471; its logarithm is taken there",
        properties: OF_BOXES,
        peers: &[
            Peer { library: "torchvision", name: "torchvision.ops.box_iou", note: "1 minus it, of all pairs; NaN for boxes without an area" },
        ],
    }
}
