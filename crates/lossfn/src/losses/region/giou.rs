//! Generalised intersection over union of boxes.

use super::shared::{OF_BOXES, missed, part};
use crate::{
    real::Real,
    spec::{Family, Peer},
    stages::{BoxNumber, Boxes, Overlap},
};

/// The number of it.
pub(crate) struct GiouNumber;
impl BoxNumber for GiouNumber {
    #[inline(always)]
    fn number<R: Real>(&self, x: Overlap<R>, _: R) -> R {
        missed(&x) + part(x.outside, x.around[0])
    }
}

loss! {
    /// One minus the intersection over union of two boxes, and what the smallest box around both has beyond them.
    ///
    /// As [`Iou`](crate::Iou), but boxes that share nothing are drawn together. Between 0 and 2. A box is a row of four
    /// numbers, x1, y1, x2 and y2 with x1 <= x2 and y1 <= y2. Where the box around both has no area its part is 0.
    pub struct Giou = "giou"
    boxes(near) = near;
    distance |_| Boxes::of(GiouNumber);
    spec {
        rows: &[151],
        family: Family::Region,
        tasks: &["object detection", "tracking"],
        formula: "apart/(shared + apart) + outside/around",
        behaviour: "`shared` is the area of both boxes and `apart` that of one of them alone; `around` is the area of the smallest box around both, and `outside` what of it is in neither. 0 for the same box, towards 2 for small boxes far apart.",
        reference: "Rezatofighi et al. (2019), Generalized intersection over union, arXiv:1902.09630",
        properties: OF_BOXES,
        peers: &[
            Peer { library: "torchvision", name: "torchvision.ops.generalized_box_iou_loss", note: "adds eps=1e-7 to both denominators, so the same box without an area is at 1" },
            Peer { library: "monai", name: "monai.losses.BoxGIoULoss", note: "adds the machine epsilon to denominators" },
        ],
    }
}
