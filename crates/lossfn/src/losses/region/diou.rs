//! Distance intersection over union of boxes.

use super::shared::{OF_BOXES, missed, part};
use crate::{
    real::Real,
    spec::{Family, Peer},
    stages::{BoxNumber, Boxes, Overlap},
};

/// The number of it.
pub(crate) struct DiouNumber;
impl BoxNumber for DiouNumber {
    #[inline(always)]
    fn number<R: Real>(&self, x: Overlap<R>, _: R) -> R {
        missed(&x) + part(x.distance, x.around[1])
    }
}

loss! {
    /// One minus the intersection over union of two boxes, and how far their centres are apart.
    ///
    /// As [`Iou`](crate::Iou), but the centres are drawn together also where one box is within the other, where
    /// [`Giou`](crate::Giou) says no more than it. Between 0 and 2. A box is a row of four numbers, x1, y1, x2 and y2 with
    /// x1 <= x2 and y1 <= y2.
    pub struct Diou = "diou"
    boxes(near) = near;
    distance |_| Boxes::of(DiouNumber);
    spec {
        rows: &[151],
        family: Family::Region,
        tasks: &["object detection", "tracking"],
        formula: "apart/(shared + apart) + distance/diagonal",
        behaviour: "`shared` is the area of both boxes and `apart` that of one of them alone; `distance` is the square of the distance of the centres, and `diagonal` that of the diagonal of the smallest box around both.",
        reference: "Zheng, Wang, Liu, Li, Ye and Ren (2020), Distance-IoU loss, arXiv:1911.08287",
        properties: OF_BOXES,
        peers: &[
            Peer { library: "torchvision", name: "torchvision.ops.distance_box_iou_loss", note: "adds eps=1e-7 to both denominators, so the same box without an area is at 1" },
        ],
    }
}
