//! What losses of preferences share.

use crate::spec::Domain;

/// The logarithm of a probability: what is above 0 was taken with the wrong sign.
pub(super) const LOG_PROBABILITY: Domain = Domain::closed(f64::NEG_INFINITY, 0.0);
