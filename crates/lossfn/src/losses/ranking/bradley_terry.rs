//! The model of Bradley and Terry: who wins a comparison.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The negative log-likelihood of the outcome of a comparison, whose log-odds are the difference of two scores.
    ///
    /// Rates players, answers or items by comparisons of two. The outcome is 1 where the first won, 0 where the second
    /// did, 1/2 for a draw, or the share of several comparisons that the first won, with their number as weight. Scores are in
    /// units of log-odds: 400/ln(10) points of Elo are 1. Derivatives in the second score are those of `wrt`.
    pub struct BradleyTerry = "bradley_terry": Double
    formula(first: Domain::REAL, second: Domain::REAL, outcome: Domain::UNIT) = (first - second).bernoulli_nll(outcome);
    along second;
    spec {
        rows: &[125],
        family: Family::Ranking,
        tasks: &["paired comparisons", "sports ratings", "preference learning"],
        formula: "outcome*log(1 + exp(-(first - second))) + (1 - outcome)*log(1 + exp(first - second))",
        behaviour: "`log(2)` where the scores are equal. Where the first won, a line with slope -1 far behind and 0 far ahead; a draw costs least where the scores are equal.",
        reference: "Bradley and Terry (1952), Rank analysis of incomplete block designs: the method of paired comparisons, doi:10.2307/2334029",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("1"),
            smoothness: Some("1/4"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        joints: &[("first", "second")],
        peers: &[
            Peer { library: "choix", name: "choix.opt_pairwise", note: "fits the scores: the sum over comparisons that the first won, plus alpha times the sum of their squares" },
        ],
    }
}
