//! The modified Huber loss.

use crate::spec::{Curvature, Domain, Family, Peer, Properties};

loss! {
    /// A squared hinge that goes on as a line.
    ///
    /// [`SquaredHinge`](crate::SquaredHinge) down to a margin of -1, and a line with the slope it has
    /// there below: points far on the wrong side pull no harder than those, so that mislabelled ones
    /// do not steer the fit. Its scores can be read as probabilities `(1 + pred)/2`, cut off at 0 and 1.
    pub struct ModifiedHuber = "modified_huber": Arithmetic
    formula(pred: Domain::REAL, label: Domain::SIGN) = {
        let (margin, joint) = (pred * label, pred.lift(-1.0));
        let (parabola, line) = ((-margin + 1.0).relu().square(), margin * -4.0);
        R::pick(margin.lt(joint), line, R::pick(margin.same(joint), line, parabola))
    };
    spec {
        rows: &[34],
        family: Family::Margin,
        tasks: &["binary classification"],
        formula: "Piecewise((-4*label*pred, label*pred <= -1), (Max(0, 1 - label*pred)**2, True))",
        behaviour: "0 from a margin of 1 on, a parabola down to a margin of -1, then a line with slope -4. The hessian is 2 on the parabola, 0 beside it and on the joints.",
        reference: "Zhang (2004), Statistical behavior and consistency of classification methods based on convex risk minimization, doi:10.1214/aos/1079120130",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(false),
            lipschitz: Some("4"),
            smoothness: Some("2"),
            optimum: Some("Mean(label)"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.linear_model.SGDClassifier(loss='modified_huber')", note: "" },
            Peer { library: "LossFunctions.jl", name: "ModifiedHuberLoss", note: "" },
        ],
        joints: &[("pred", "label"), ("pred", "-label")],
    }
}
