//! The reconstruction error of samples.

use crate::spec::{Domain, Family, Peer, Properties, Row};

loss! {
    /// The squared distance of each sample from what was made of it.
    ///
    /// The loss of autoencoders: the squared Euclidean norm of the difference of two rows, and the mean of that
    /// over the samples. It grows with the number of features; [`Squared`](crate::Squared) on the elements
    /// divides by that too. Outliers count by their square, as there.
    pub struct Reconstruction = "reconstruction": Arithmetic
    rows(pred: Domain::REAL, target: Domain::REAL) = (pred - target).square();
    spec {
        aliases: &["reconstruction_error"],
        rows: &[111],
        family: Family::Regression,
        tasks: &["autoencoders", "dimension reduction", "regression"],
        row: Row::Sum,
        formula: "(pred - target)**2",
        behaviour: "The formula is that of one element; a row is summed. The gradient is twice the difference; the mean over rows of n features is n times that of the squared error of their elements.",
        reference: "Hinton and Salakhutdinov (2006), Reducing the dimensionality of data with neural networks, doi:10.1126/science.1127647",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("2"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.nn.MSELoss", note: "with reduction=\"sum\", over the number of samples" },
            Peer { library: "keras", name: "keras.losses.MeanSquaredError", note: "times the number of features" },
        ],
        joints: &[("pred", "target")],
    }
}
