//! The loss of a model of rewards.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The negative log-likelihood that the chosen answer is preferred, by the model of Bradley and Terry.
    ///
    /// Trains a model that gives each answer a reward, from pairs of which one was preferred: the difference of two
    /// rewards is the logit of the preference. With `margin` a difference has to be larger. The loss of differences
    /// does not say where rewards stand; `centering` draws the sum of both to 0. The model gives both rewards;
    /// derivatives in the second are those of `wrt`. Where margins differ by pair, take them off the chosen reward.
    pub struct RewardModel = "reward_model": Double {
        /// How much larger the chosen reward should be, in units of the reward.
        margin: number = 0.0 in Domain::NON_NEGATIVE;
        /// The weight of the squared sum of both rewards.
        centering: number = 0.0 in Domain::NON_NEGATIVE;
    }
    formula(chosen: Domain::REAL, rejected: Domain::REAL) = {
        let likelihood = (rejected - chosen + margin).softplus();
        likelihood + centering.silence((chosen + rejected).square())
    };
    along rejected;
    spec {
        rows: &[174],
        family: Family::Preference,
        tasks: &["reward modelling", "preference optimisation", "ranking"],
        formula: "log(1 + exp(margin - (chosen - rejected))) + centering*(chosen + rejected)**2",
        behaviour: "`log(2)` where the rewards are a margin apart, plus what centring adds; without that, a line with slope -1 far below and 0 far above.",
        reference: "Bradley and Terry (1952), Rank analysis of incomplete block designs: the method of paired comparisons, doi:10.2307/2334029; as a model of rewards: Ouyang et al. (2022), Training language models to follow instructions with human feedback, arXiv:2203.02155; `margin`: Touvron et al. (2023), Llama 2: open foundation and fine-tuned chat models, arXiv:2307.09288; `centering`: Eisenstein et al. (2023), Helping or herding? Reward model ensembles mitigate but do not eliminate reward hacking, arXiv:2312.09244",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("Piecewise((inf, centering > 0), (1, True))"),
            smoothness: Some("1/4 + 2*centering"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "trl", name: "trl.RewardTrainer", note: "a margin for each pair as a column; centering is called center_rewards_coefficient" },
        ],
        joints: &[("chosen", "rejected + margin")],
    }
}
