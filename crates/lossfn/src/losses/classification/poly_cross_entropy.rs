//! Cross-entropy with its first polynomial coefficient changed.

use crate::spec::{Boosting, Domain, Family, Peer, Properties};

loss! {
    /// Cross-entropy and a multiple of the probability of being wrong.
    ///
    /// As a series in that probability, cross-entropy has the first coefficient 1; this one has
    /// `1 + epsilon`. It pulls harder at rows that are nearly right than
    /// [`CrossEntropy`](crate::CrossEntropy), where [`Focal`](crate::Focal) pulls less. With `epsilon = 0`
    /// it is cross-entropy, bit for bit. It reads labels, not target distributions.
    pub struct PolyCrossEntropy = "poly_cross_entropy": Wide {
        /// What is added to the first coefficient.
        epsilon: number = 2.0 in Domain::NON_NEGATIVE;
        /// A weight for each class; the mean is over the weights of the labels.
        class_weight: vector = none in Domain::NON_NEGATIVE;
    }
    softmax(surprisal, weight) = weight.weigh(surprisal - epsilon * (-surprisal).exp_m1());
    labels only;
    // The stage applies the class weights.
    applies class_weight;
    limit |loss| (loss.epsilon == 0.0).then(|| super::cross_entropy::CrossEntropy::new().kernel());
    spec {
        aliases: &["poly_1"],
        rows: &[61],
        family: Family::Classification,
        tasks: &["classification"],
        formula: "weight*(surprisal + epsilon*(1 - exp(-surprisal)))",
        behaviour: "`surprisal` is `-log p` of the label and `weight` its class weight. The slope by the surprisal goes from `1 + epsilon` at a sure row to 1 at a hopeless one. The Lipschitz constant is that of the 1-norm: it bounds each entry of the gradient.",
        reference: "Leng, Tan, Liu, Cubuk, Shi, Cheng and Anguelov (2022), PolyLoss: a polynomial expansion perspective of classification loss functions, arXiv:2204.12511",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("Max(class_weight)*Piecewise((1, epsilon <= 1), ((1 + epsilon)**2/(4*epsilon), True))"),
            smoothness: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[Peer { library: "optax", name: "optax.losses.poly_loss_cross_entropy", note: "" }],
    }
}
