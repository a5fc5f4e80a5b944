//! Rules of the divergences and likelihoods: functions of a prediction `q` whose derivatives, term by
//! term, would cancel, overflow early, or miss the limit where the other number is 0.

/// A power of two that lifts subnormal probabilities out of where a mixture would round.
const LIFT: f64 = f64::from_bits((1023 + 512) << 52);
/// The inverse root of it.
const SMALL: f64 = f64::from_bits((1023 - 256) << 52);

rule! {
    /// `t ln(t/q)`, 0 where `t` is 0; its derivatives by quotients, which do not overflow before they do.
    pub(crate) Excess<1>(q, t) = R::pick(t.same(t.lift(0.0)), q * 0.0, t * t.ln_ratio(q)),
    derivative R::pick(t.same(t.lift(0.0)), q * 0.0, -(t / q))
}

rule! {
    /// `t ln(t/m) b + q ln(q/m) (1 - b)` for the mixture `m = b t + (1 - b) q`, as a sum of two numbers that
    /// are not negative: what each I-divergence adds to its logarithm cancels in the sum.
    pub(crate) JensenShannon<2>(q, t, b) = {
        let (q, t, rest) = (q * LIFT, t * LIFT, b.rsub(1.0));
        let (gap, m) = (t - q, b * t + rest * q);
        (b * t.i_divergence(m, -rest * gap) + rest * q.i_divergence(m, b * gap)) / LIFT
    },
    derivative q.rule(Surplus, [t, b])
}
rule! {
    /// `(1 - b) ln(q/m)`.
    Surplus<2>(q, t, b) = {
        let rest = b.rsub(1.0);
        // Without a target the mixture is a multiple of the prediction, also where that is 0.
        let alone = q * 0.0 - (-b).ln_1p();
        let (q, t) = (q * LIFT, t * LIFT);
        let both = q.ln_quotient(b * t + rest * q, b * (t - q));
        rest * R::pick(t.same(t.lift(0.0)), alone, both)
    },
    derivative {
        let rest = b.rsub(1.0);
        let (part, m) = (rest * b * (t * LIFT), b * (t * LIFT) + rest * (q * LIFT));
        // The order of the quotients in which nothing between is subnormal.
        let bent = R::pick(q.lt(q.lift(SMALL)), part / m / q, part / q / m);
        R::pick(t.same(t.lift(0.0)), q * 0.0, bent)
    }
}

rule! {
    /// `y ln(y/q) - y + q`, half the deviance of a count `y` whose mean `q` is predicted.
    pub(crate) CountDeviance<1>(q, y) = y.i_divergence(q, q - y),
    derivative q.rule(Shortfall, [y])
}
rule! {
    /// `1 - y/q` as one fraction.
    pub(crate) Shortfall<1>(q, y) = R::pick(y.same(y.lift(0.0)), R::pick(q.same(q), q.lift(1.0), q), (q - y) / q),
    derivative R::pick(y.same(y.lift(0.0)), q.lift(0.0), y / q / q)
}
rule! {
    /// `y/q - 1 - ln(y/q)`, half the deviance of a positive number `y` whose mean `q` is predicted.
    pub(crate) SizeDeviance<1>(q, y) = q.i_divergence(y, y - q) / q,
    derivative q.rule(Shortfall, [y]) / q
}
