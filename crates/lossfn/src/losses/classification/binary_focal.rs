//! The focal loss of a logit.

use crate::{
    real::Real,
    spec::{Boosting, Dialect, Domain, Family, Kind, Param, Peer, Properties},
};

rule! {
    /// `sigmoid(m)^gamma softplus(m)`. The power is `exp(-gamma softplus(-m))`, whatever `gamma`, and it
    /// stands in front of the derivative too: as two roots, which are not subnormal before the product is.
    Faded<1>(m, gamma) = {
        let root = root(m, gamma);
        root * (root * m.softplus())
    },
    derivative {
        let root = root(m, gamma);
        root * (root * ((gamma * (-m).sigmoid()).silence(m.softplus()) + m.sigmoid()))
    }
}
rule! {
    /// The same for `gamma = 2`.
    FadedTwice<0>(m) = m.sigmoid().square() * m.softplus(),
    derivative m.sigmoid().square() * (((-m).sigmoid() * 2.0).silence(m.softplus()) + m.sigmoid())
}
#[inline(always)]
fn root<R: Real>(m: R, gamma: R) -> R {
    (gamma * (-m).softplus() * -0.5).exp()
}

loss! {
    /// The case `gamma = 2`, which needs no power, where no label is without a share.
    struct Square = "binary_focal_square": Paired {
        /// As in the focal loss.
        alpha: optional = none in Domain::UNIT;
    }
    formula(logit: Domain::REAL, target: Domain::BINARY) = {
        let margin = logit * (target * 2.0 - 1.0);
        share(alpha, target) * (-margin).rule(FadedTwice, [])
    };
}

/// The weight of a label: `alpha` or `1 - alpha`, and 1 without it.
#[inline(always)]
fn share<R: Real>(alpha: Option<R>, target: R) -> R {
    let one = target.lift(1.0);
    let (off, on) = match alpha {
        Some(alpha) => (alpha.rsub(1.0), alpha),
        None => (one, one),
    };
    target.mix(off, on)
}

loss! {
    /// Cross-entropy of a logit in which easy examples fade.
    ///
    /// Each example is weighted by the probability of being wrong to the power `gamma`, so that a flood
    /// of easy ones, as the background in object detection, does not drown the few hard ones. It is not
    /// calibrated: the logits that minimise it are too timid. With `gamma = 0` it is
    /// [`BceWithLogits`](crate::BceWithLogits), bit for bit.
    pub struct BinaryFocal = "binary_focal": Paired {
        /// How fast easy examples fade.
        gamma: number = 2.0 in Domain::NON_NEGATIVE;
        /// The share of the positive label; that of the negative one is `1 - alpha`. Without it both are 1.
        alpha: optional = none in Domain::UNIT;
    }
    formula(logit: Domain::REAL, target: Domain::BINARY) = {
        let margin = logit * (target * 2.0 - 1.0);
        share(alpha, target).weigh((-margin).rule(Faded, [gamma]))
    };
    limit |loss| match loss.gamma {
        0.0 => super::bce_with_logits::BceWithLogits::new().alpha(loss.alpha).ok().map(|l| l.kernel()),
        2.0 if loss.alpha != Some(0.0) && loss.alpha != Some(1.0) => Some(Square { alpha: loss.alpha }.kernel()),
        _ => None,
    };
    spec {
        rows: &[59],
        family: Family::Classification,
        tasks: &["binary classification", "object detection", "class imbalance"],
        formula: "(on(alpha)*target + off(alpha)*(1 - target))*(1 + exp((2*target - 1)*logit))**(-gamma)*log(1 + exp(-(2*target - 1)*logit))",
        behaviour: "Fades like `exp(-(gamma + 1) margin)` on the right side; grows like the logit on the wrong one. Finite with finite derivatives for every `gamma`, also below 1.",
        reference: "Lin, Goyal, Girshick, He and Dollar (2017), Focal loss for dense object detection, arXiv:1708.02002",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: None,
            smoothness: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "torchvision", name: "torchvision.ops.sigmoid_focal_loss", note: "alpha is 0.25 when not given, and no mean is taken" },
            Peer { library: "keras", name: "keras.losses.BinaryFocalCrossentropy", note: "alpha only with apply_class_balancing" },
            Peer { library: "optax", name: "optax.sigmoid_focal_loss", note: "" },
        ],
        dialects: &[
            Dialect {
                params: &[Param { kind: Kind::Optional(Domain::UNIT), ..Param::number("alpha", 0.25, Domain::UNIT, "The weight of label 1, and what is left of 1 that of label 0; none where torchvision says -1.") }, Param::number("gamma", 2.0, Domain::NON_NEGATIVE, "How strongly easy items fade.")],
                ..Dialect::sum("torchvision", "binary_focal", "torchvision.ops.sigmoid_focal_loss", "binary_focal(gamma=gamma, alpha=alpha)")
            },
        ],
        joints: &[("logit", "0")],
    }
}
