//! The model of Plackett and Luce: a ranking drawn one item after the other.

use crate::spec::{Family, Peer, Properties};

loss! {
    /// The negative log-likelihood of a ranking, as drawn one item after the other by the softmax of those that are left.
    ///
    /// Trains scores by whole rankings, also of the first places only: the least relevant items of a group are those that
    /// are left and not drawn. It takes one pass over a list. Of equal relevance, each is drawn from all of them and of
    /// those that are less relevant, so their scores are drawn to be equal. With two items it is
    /// [`BradleyTerry`](crate::BradleyTerry). A group of equal relevance has no loss and does not count in a mean.
    pub struct PlackettLuce = "plackett_luce"
    ordered(surprisal) = surprisal;
    spec {
        aliases: &["listmle"],
        rows: &[125],
        family: Family::Ranking,
        tasks: &["learning to rank", "rankings of preference", "sports ratings"],
        formula: "surprisal",
        behaviour: "`surprisal` is the sum of `log(sum_j exp(s_j)) - s_i` over all items `i` but the least relevant, where `j` goes over the items that are not more relevant than `i`. It does not change when all scores of a group grow by the same, and it is near 0 where each score is far above those of the less relevant. The gradients of a group add up to 0.",
        reference: "Plackett (1975), The analysis of permutations, doi:10.2307/2346567; Luce (1959), Individual choice behavior, doi:10.1037/14396-000; as a loss: Xia, Liu, Wang, Zhang and Li (2008), Listwise approach to learning to rank: theory and algorithm, doi:10.1145/1390156.1390306",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "allrank", name: "allrank.models.losses.listMLE", note: "adds 1e-10 inside the logarithm, and breaks ties by chance" },
        ],
    }
}
