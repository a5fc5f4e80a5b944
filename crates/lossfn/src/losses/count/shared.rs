//! What likelihoods of counts share.

rule! {
    /// `1 - y/q` as one fraction.
    pub(super) Shortfall<1>(q, y) = R::pick(y.same(y.lift(0.0)), R::pick(q.same(q), q.lift(1.0), q), (q - y) / q),
    derivative R::pick(y.same(y.lift(0.0)), q.lift(0.0), y / q / q)
}
