//! The losses, a file each: the only place where one is named.

pub(crate) mod classification;
pub(crate) mod contrastive;
pub(crate) mod count;
pub(crate) mod divergence;
pub(crate) mod margin;
pub(crate) mod preference;
pub(crate) mod ranking;
pub(crate) mod region;
pub(crate) mod regression;
pub(crate) mod regulariser;
pub(crate) mod survival;
pub(crate) mod vectors;

macro_rules! catalogue { ($($family:ident::$file:ident::$name:ident,)*) => {
    $(pub use $family::$file::$name;)*
    /// Every loss, in reading order.
    pub(crate) const CATALOGUE: &[crate::catalogue::Entry] = &[$(crate::catalogue::Entry::of::<$name>()),*];
    /// The pages, whose examples are run. `cargo xtask generate` writes them.
    #[cfg(doctest)]
    pub mod pages {$(
        #[doc = include_str!(concat!("../../../../docs/losses/", stringify!($file), ".md"))]
        pub mod $file {}
    )*}
}}
catalogue! {
    regression::squared::Squared,
    regression::half_squared::HalfSquared,
    regression::absolute::Absolute,
    regression::lp::Lp,
    regression::huber::Huber,
    regression::smooth_l1::SmoothL1,
    regression::pseudo_huber::PseudoHuber,
    regression::log_cosh::LogCosh,
    regression::quantile::Quantile,
    regression::expectile::Expectile,
    regression::epsilon_insensitive::EpsilonInsensitive,
    regression::squared_epsilon_insensitive::SquaredEpsilonInsensitive,
    regression::cauchy::Cauchy,
    regression::welsch::Welsch,
    regression::geman_mcclure::GemanMcclure,
    regression::tukey::Tukey,
    regression::barron::Barron,
    regression::mape::Mape,
    regression::smape::Smape,
    regression::gaussian_nll::GaussianNll,
    regression::crps_gaussian::CrpsGaussian,
    regression::squared_log::SquaredLog,
    regression::reconstruction::Reconstruction,
    margin::hinge::Hinge,
    margin::squared_hinge::SquaredHinge,
    margin::modified_huber::ModifiedHuber,
    margin::logistic::Logistic,
    margin::exponential::Exponential,
    margin::squared_margin::SquaredMargin,
    margin::hinge_embedding::HingeEmbedding,
    margin::margin_ranking::MarginRanking,
    classification::bce::Bce,
    classification::bce_with_logits::BceWithLogits,
    classification::binary_focal::BinaryFocal,
    classification::brier::Brier,
    classification::multiclass_brier::MulticlassBrier,
    classification::cross_entropy::CrossEntropy,
    classification::distillation::Distillation,
    classification::focal::Focal,
    classification::generalized_cross_entropy::GeneralizedCrossEntropy,
    classification::poly_cross_entropy::PolyCrossEntropy,
    classification::categorical_hinge::CategoricalHinge,
    classification::crammer_singer::CrammerSinger,
    classification::multi_margin::MultiMargin,
    classification::nll::Nll,
    classification::multilabel_soft_margin::MultilabelSoftMargin,
    classification::multilabel_margin::MultilabelMargin,
    divergence::kl_divergence::KlDivergence,
    divergence::kl_from_log_probs::KlFromLogProbs,
    divergence::reverse_kl::ReverseKl,
    divergence::js_divergence::JsDivergence,
    divergence::generalized_jsd::GeneralizedJsd,
    divergence::js_distance::JsDistance,
    divergence::tv_distance::TvDistance,
    divergence::hellinger::Hellinger,
    divergence::pearson_chi_squared::PearsonChiSquared,
    divergence::neyman_chi_squared::NeymanChiSquared,
    divergence::information::Information,
    divergence::entropy::Entropy,
    divergence::categorical_cross_entropy::CategoricalCrossEntropy,
    divergence::gaussian_kl::GaussianKl,
    divergence::standard_gaussian_kl::StandardGaussianKl,
    count::poisson_nll::PoissonNll,
    count::poisson_deviance::PoissonDeviance,
    count::gamma_nll::GammaNll,
    count::gamma_deviance::GammaDeviance,
    count::tweedie::Tweedie,
    count::tweedie_deviance::TweedieDeviance,
    count::negative_binomial::NegativeBinomial,
    vectors::euclidean::Euclidean,
    vectors::squared_euclidean::SquaredEuclidean,
    vectors::manhattan::Manhattan,
    vectors::chebyshev::Chebyshev,
    vectors::minkowski::Minkowski,
    vectors::canberra::Canberra,
    vectors::bray_curtis::BrayCurtis,
    vectors::mahalanobis::Mahalanobis,
    vectors::cosine_distance::CosineDistance,
    vectors::angular_distance::AngularDistance,
    vectors::pearson_distance::PearsonDistance,
    vectors::concordance_distance::ConcordanceDistance,
    vectors::hamming_distance::HammingDistance,
    vectors::jaccard_distance::JaccardDistance,
    vectors::dice_distance::DiceDistance,
    vectors::tanimoto_distance::TanimotoDistance,
    vectors::contrastive::Contrastive,
    vectors::cosine_embedding::CosineEmbedding,
    vectors::negative_cosine::NegativeCosine,
    vectors::triplet_margin::TripletMargin,
    contrastive::info_nce::InfoNce,
    contrastive::info_nce_negatives::InfoNceNegatives,
    contrastive::nt_xent::NtXent,
    contrastive::supcon::Supcon,
    contrastive::clip::Clip,
    contrastive::siglip::Siglip,
    contrastive::arcface::Arcface,
    contrastive::cosface::Cosface,
    contrastive::circle::Circle,
    contrastive::center::Center,
    preference::dpo::Dpo,
    preference::kto::Kto,
    preference::orpo::Orpo,
    preference::simpo::Simpo,
    preference::reward_model::RewardModel,
    preference::grpo::Grpo,
    ranking::ranknet::Ranknet,
    ranking::lambdarank::Lambdarank,
    ranking::listnet::Listnet,
    ranking::plackett_luce::PlackettLuce,
    ranking::bradley_terry::BradleyTerry,
    survival::cox::Cox,
    region::soft_dice::SoftDice,
    region::soft_jaccard::SoftJaccard,
    region::tversky::Tversky,
    region::focal_tversky::FocalTversky,
    region::lovasz_hinge::LovaszHinge,
    region::lovasz_softmax::LovaszSoftmax,
    region::iou::Iou,
    region::giou::Giou,
    region::diou::Diou,
    region::ciou::Ciou,
    regulariser::l1_penalty::L1Penalty,
    regulariser::l2_penalty::L2Penalty,
    regulariser::elastic_net_penalty::ElasticNetPenalty,
    regulariser::sparse::Sparse,
}

/// Names that mean different losses in different libraries, with the names to choose from.
pub(crate) const AMBIGUOUS: &[(&str, &[&str])] = &[
    ("l2_loss", &["squared", "half_squared"]),
    ("chi_squared", &["pearson_chi_squared", "neyman_chi_squared"]),
];
