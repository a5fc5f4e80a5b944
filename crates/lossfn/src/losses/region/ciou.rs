//! Complete intersection over union of boxes.

use core::f64::consts::{FRAC_PI_2, PI};

use super::shared::{OF_BOXES, missed, part, share};
use crate::{
    real::{Real, arctangent},
    spec::{Family, Peer},
    stages::{BoxNumber, Boxes, Overlap},
};

const PI_LOW: f64 = 1.224_646_799_147_353_2e-16;

rule! {
    /// `atan(x)` for `x` from -1 to 1.
    Arctangent<0>(x) = arctangent(x),
    derivative (x.square() + 1.0).recip()
}

/// The square of the angle between the diagonals, where a right angle is 1.
#[inline(always)]
fn shape<R: Real>(x: &Overlap<R>) -> R {
    let [turn, half] = x.turn;
    let zero = turn.lift(0.0);
    let steep = half.lt(turn.abs());
    let near = R::pick(steep, half / turn, turn / half).rule(Arctangent, []);
    let quarter = turn.lift(FRAC_PI_2) + PI_LOW / 2.0;
    let far = R::pick(turn.lt(zero), -quarter, quarter) - near;
    let angle = R::pick(steep, far, near) * 2.0 / (turn.lift(PI) + PI_LOW);
    R::pick((half + turn.abs()).same(zero), zero, angle.square())
}

/// The number of it.
pub(crate) struct CiouNumber;
impl BoxNumber for CiouNumber {
    #[inline(always)]
    fn given<R: Real>(&self, x: Overlap<R>) -> R {
        share(shape(&x), missed(&x))
    }
    #[inline(always)]
    fn number<R: Real>(&self, x: Overlap<R>, alpha: R) -> R {
        missed(&x) + part(x.distance, x.around[1]) + shape(&x) * alpha
    }
}

loss! {
    /// The distance loss of two boxes, and how differently they are shaped.
    ///
    /// As [`Diou`](crate::Diou), with the angle between the diagonals, which counts the more the better the boxes overlap: times
    /// `alpha`. Derivatives take `alpha` as given, as the paper and torchvision do, so they are those of the
    /// value only where the shapes agree. A box is a row of four numbers, x1, y1, x2 and y2 with x1 <= x2 and y1 <= y2;
    /// of one without width and height the angle is 0.
    pub struct Ciou = "ciou"
    boxes(near) = near;
    distance |_| Boxes::of(CiouNumber);
    spec {
        rows: &[151],
        given: &["alpha"],
        family: Family::Region,
        tasks: &["object detection", "tracking"],
        formula: "apart/(shared + apart) + distance/diagonal + alpha*v",
        behaviour: "`shared` is the area of both boxes and `apart` that of one of them alone; `distance` is the square of the distance of the centres, `diagonal` that of the diagonal of the smallest box around both, `v = 4*(atan(w/h) - atan(w_t/h_t))**2/pi**2` of the widths and heights, and `alpha = v/(v + apart/(shared + apart))`.",
        reference: "Zheng, Wang, Liu, Li, Ye and Ren (2020), Distance-IoU loss, arXiv:1911.08287",
        properties: OF_BOXES,
        peers: &[
            Peer { library: "torchvision", name: "torchvision.ops.complete_box_iou_loss", note: "adds eps=1e-7 to denominators; NaN for boxes without an area" },
        ],
    }
}
