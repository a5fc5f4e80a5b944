//! What is made of the items of a group.

use super::{Domain, Input};

/// What is made of the items of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// All pairs of which one item is more relevant than the other. The formula is about a pair, and the loss of a
    /// group is the sum over them.
    Pairs,
    /// Those pairs, each times how much the NDCG of the group would change if the two items changed places. The
    /// parameters `k`, `gain` and `normalize` apply; derivatives take the places of the items as given.
    Exchanges,
    /// Two distributions over the items: the softmax of their relevances and that of their scores.
    List,
    /// The order of the items by relevance, as drawn one after the other by the softmax of the scores of those that are
    /// left.
    Order,
    /// Which item had an event each time that one did, among those that were still observed. The parameter `ties`
    /// applies, and weights are of items.
    Survival,
    /// Two regions of an image, of which each item is a pixel: what is predicted of it, and whether it belongs to the
    /// region, or in what part. The formula is about what they share and what each has alone; the parameter `squared`
    /// applies. Weights are of items, and a region counts as the mean of them.
    Region,
    /// The same with an error for each item, which is what the formula is about: the Lovász extension of the Jaccard
    /// loss over them. The parameter `absent` applies.
    Errors,
}

impl Grouping {
    /// The columns that are read.
    pub const fn inputs(self) -> &'static [Input] {
        const fn column(name: &'static str, domain: Domain) -> Input {
            Input { name, domain }
        }
        match self {
            Self::Pairs | Self::List => {
                const { &[column("scores", Domain::REAL), column("relevance", Domain::REAL)] }
            }
            Self::Exchanges => {
                const { &[column("scores", Domain::REAL), column("relevance", Domain::closed(0.0, 1000.0))] }
            }
            Self::Region => const { &[column("pred", Domain::UNIT), column("target", Domain::UNIT)] },
            Self::Errors => const { &[column("scores", Domain::FINITE), column("target", Domain::BINARY)] },
            Self::Order => const { &[column("scores", Domain::FINITE), column("relevance", Domain::REAL)] },
            Self::Survival => {
                const {
                    &[
                        column("log_hazard", Domain::FINITE),
                        column("time", Domain::NON_NEGATIVE),
                        column("event", Domain::BINARY),
                    ]
                }
            }
        }
    }
    /// What is read, in words.
    pub const fn reads(self) -> &'static str {
        match self {
            Self::Survival => {
                "a column of log-hazards, one of times and one of events, whose items belong to groups"
            }
            Self::Region | Self::Errors => {
                "a column of predictions and one of targets, whose items are the pixels of regions"
            }
            _ => "a column of scores and one of relevances, whose items belong to groups",
        }
    }
    /// Whether weights are of items, and not of groups.
    pub const fn weighs_items(self) -> bool {
        matches!(self, Self::Survival | Self::Region | Self::Errors)
    }
}
