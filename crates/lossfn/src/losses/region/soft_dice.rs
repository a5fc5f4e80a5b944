//! The soft Dice loss.

use super::shared::{OF_OVERLAP, of_squares, share};
use crate::spec::{Boosting, Dialect, Domain, Family, Peer};

loss! {
    /// One minus twice what two regions share over the sum of their sizes.
    ///
    /// For segmentation, where what is looked for is a small part of the image: it is about the region as a whole, so pixels
    /// of the background that are right count nothing. Of 0 and 1 it is 1 minus the F1 score. A group is a region: the
    /// pixels of one class in one image, or of a class in the whole batch, as one likes; a mean is over regions. Two
    /// empty regions agree: their loss is 0. Predictions are probabilities, of a sigmoid or a softmax.
    pub struct SoftDice = "soft_dice": Double {
        /// What is added to twice what they share and to the sum of their sizes, in pixels.
        smooth: number = 0.0 in Domain::NON_NEGATIVE;
        /// Whether sizes are sums of squares, as Milletari, Navab and Ahmadi have them.
        squared: flag = false;
    }
    overlapping(shared, extra, missing) = if squared {
        of_squares(extra, shared * 2.0 + smooth, missing + smooth)
    } else {
        share(extra + missing, shared * 2.0 + smooth)
    };
    applies squared;
    spec {
        aliases: &["dice_loss"],
        rows: &[144],
        family: Family::Region,
        tasks: &["segmentation", "imbalance", "medical imaging"],
        formula: "Piecewise((0, Eq(extra + missing, 0)), (extra/(missing + smooth), squared), ((extra + missing)/(2*shared + extra + missing + smooth), True))",
        behaviour: "`shared` is the sum over the pixels of `p*t`, `extra` that of `p*(1 - t)` and `missing` that of `(1 - p)*t`, so that `2*shared + extra + missing` is the sum of all `p` and `t`; with `squared` `extra` is the sum of `(p - t)**2` and `missing` that of `p**2 + t**2`. 0 where both regions are the same and consist of whole pixels, 1 where they share nothing.",
        reference: "Milletari, Navab and Ahmadi (2016), V-Net, arXiv:1606.04797; generalised: Sudre et al. (2017), arXiv:1707.03237",
        properties: OF_OVERLAP,
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "monai", name: "monai.losses.DiceLoss", note: "a region is a class of an image, with batch=True a class of all; another smooth in numerator and denominator" },
            Peer { library: "segmentation_models_pytorch", name: "segmentation_models_pytorch.losses.DiceLoss", note: "a region is a class of all images; one that is not there has no loss" },
            Peer { library: "keras", name: "keras.losses.Dice", note: "one region, or one for each index of the axes that are not named; 1e-7 is added to the denominator alone, so two empty regions are at 1" },
        ],
        dialects: &[
            Dialect::own::<MonaiDice>("monai", "soft_dice", "monai.losses.DiceLoss"),
            Dialect::own::<SmpDice>("smp", "soft_dice", "segmentation_models_pytorch.losses.DiceLoss"),
            Dialect::own::<KerasDice>("keras", "soft_dice", "keras.losses.Dice"),
        ],
    }
}
loss! {
    /// The Dice loss of MONAI.
    struct MonaiDice = "soft_dice": Double {
        /// What is added to the numerator.
        smooth_nr: number = 1e-5 in Domain::NON_NEGATIVE;
        /// What is added to the denominator.
        smooth_dr: number = 1e-5 in Domain::NON_NEGATIVE;
        /// Whether sizes are sums of squares.
        squared: flag = false;
    }
    overlapping(shared, extra, missing) = {
        let (both, more) = (shared * 2.0 + smooth_nr, smooth_dr - smooth_nr);
        if squared { of_squares(extra + more, both, missing + smooth_dr) } else { share(extra + missing + more, both) }
    };
    applies squared;
    spec {
        formula: "Piecewise((1 - (2*shared + smooth_nr)/(missing + smooth_dr), squared), (1 - (2*shared + smooth_nr)/(2*shared + extra + missing + smooth_dr), True))",
    }
}
loss! {
    /// The Dice loss of segmentation-models-pytorch.
    struct SmpDice = "soft_dice": Double {
        /// What is added to both.
        smooth: number = 0.0 in Domain::NON_NEGATIVE;
        /// The least denominator.
        eps: number = 1e-7 in Domain::POSITIVE;
    }
    overlapping(shared, extra, missing) = {
        let (both, wrong) = (shared + smooth, (extra + missing) * 0.5);
        let small = (both + wrong).lt(eps);
        let loss = share(R::pick(small, eps - both, wrong), both);
        R::pick((shared + missing).same(shared.lift(0.0)), shared.lift(0.0), loss)
    };
    spec {
        formula: "Piecewise((0, Eq(shared + missing, 0)), (1 - (shared + smooth)/Max(shared + (extra + missing)/2 + smooth, eps), True))",
    }
}
loss! {
    /// The Dice loss of Keras.
    struct KerasDice = "soft_dice": Double {
        /// What is added to the denominator alone.
        epsilon: number = 1e-7 in Domain::NON_NEGATIVE;
    }
    overlapping(shared, extra, missing) = share(extra + missing + epsilon, shared * 2.0);
    spec {
        formula: "1 - 2*shared/(2*shared + extra + missing + epsilon)",
    }
}
