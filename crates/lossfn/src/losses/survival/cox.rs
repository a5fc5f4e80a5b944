//! Cox's partial likelihood.

use crate::spec::{Family, Peer, Properties};

loss! {
    /// The negative logarithm of the partial likelihood: who had an event each time, among those still observed.
    ///
    /// For the time until an event, of which some were not seen: an event of 0 says that observation ended at that
    /// time. It learns how much more often the event comes to one than to another, and leaves the hazard that all share
    /// open; so it says nothing of absolute times, and the same may be added to all log-hazards. Groups are strata, each
    /// with a hazard of its own; weights are those of items, which count in sums over those at risk as well. A mean
    /// divides by the weight of the events. One item at risk after another is added to running sums, so `n` items take
    /// one sort and two passes.
    pub struct Cox = "cox" {
        /// What is made of events of the same time. `efron`: they leave those at risk one after the other, each as an
        /// equal part of all; `breslow`: all are at risk for each, which is too much where many are tied.
        ties: choice = "efron" in &["efron", "breslow"];
    }
    survived(surprisal) = surprisal;
    applies ties;
    spec {
        aliases: &["cox_partial_likelihood"],
        rows: &[104],
        family: Family::Survival,
        tasks: &["survival analysis", "churn", "reliability of machines"],
        formula: "surprisal",
        behaviour: "`surprisal` is the sum over the events `i` of `log(sum_j exp(h_j)) - h_i`, where `h` are log-hazards and `j` goes over those whose time is not before that of `i`. With weights it is `w_i*(log(sum_j w_j*exp(h_j)) - h_i)`, and below 0 where these are small. Of `d` events of one time, the `k`th of `efron` takes `k - 1` of `d` parts of theirs off the sum, and weighs as their mean. The gradients of a stratum add up to 0.",
        reference: "Cox (1972), Regression models and life-tables, doi:10.1111/j.2517-6161.1972.tb00899.x; Breslow (1974), Covariance analysis of censored survival data, doi:10.2307/2529620; Efron (1977), The efficiency of Cox's likelihood function for censored data, doi:10.1080/01621459.1977.10480613",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torchsurv", name: "torchsurv.loss.cox.neg_partial_log_likelihood", note: "its mean divides by the times with events, not by the events; computed in f32" },
            Peer { library: "lifelines", name: "lifelines.CoxPHFitter", note: "the sum, by Efron" },
            Peer { library: "xgboost", name: "survival:cox", note: "ties=breslow; a negative label says that there was no event; cox-nloglik is the mean" },
        ],
    }
}
