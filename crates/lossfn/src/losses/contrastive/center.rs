//! Center loss: how far rows are from the centre of their class.

use crate::spec::{Family, Peer, Properties};

loss! {
    /// Half the squared distance to the centre of the class.
    ///
    /// Draws the embeddings of a class together, beside a loss that keeps classes apart, as cross-entropy does:
    /// alone it is least where all embeddings and centres are one point. Centres are moved with
    /// `lossfn::functions::update_centers` after each batch, or by their derivative, `wrt("centers")`.
    pub struct Center = "center"
    centres(near) = near * 0.5;
    labels only;
    spec {
        rows: &[131],
        family: Family::Embedding,
        tasks: &["metric learning", "classification"],
        formula: "near/2",
        behaviour: "`near` is the squared Euclidean distance of a row to the centre of its label. Rows that are left out move no centre.",
        reference: "Wen, Zhang, Li and Qiao (2016), A discriminative feature learning approach for deep face recognition, doi:10.1007/978-3-319-46478-7_31",
        properties: Properties {
            convex: Some(true),
            non_negative: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[Peer { library: "pytorch-center-loss", name: "CenterLoss", note: "not halved; raises each distance to 1e-12" }],
    }
}
