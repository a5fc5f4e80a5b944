//! Barron's general robust loss.

use crate::{
    real::LnOnePlusSquare,
    spec::{Boosting, Domain, Family, Peer, Properties},
};

rule! {
    /// `b/alpha ((1 + q²/b)^(alpha/2) - 1)`. In its derivative `q (1 + q²/b)^(alpha/2 - 1)` the power
    /// does not overflow before the derivative does.
    Power<2>(q, alpha, b) = (q.rule(LnOnePlusSquare, [b.sqrt()]) * (alpha * 0.5)).exp_m1() * (b / alpha),
    derivative q.rule(Pull, [alpha, b])
}
rule! {
    /// `q (1 + q²/b)^(alpha/2 - 1)`. Far out a factor of `q` goes into the power, which would underflow
    /// without it; the derivative is `(1 + q²/b)^(alpha/2 - 2) (1 + (alpha - 1) q²/b)`.
    Pull<2>(q, alpha, b) = {
        let s = b.sqrt();
        let x = q.rule(LnOnePlusSquare, [s]);
        let near = q.abs().lt(s);
        let power = (x * R::pick(near, alpha * 0.5 - 1.0, alpha * 0.5 - 0.5)).exp();
        R::pick(near, q * power, q.sign() * s * power / ((s / q).square() + 1.0).sqrt())
    },
    derivative {
        let s = b.sqrt();
        let (u, w) = ((q / s).square(), (s / q).square());
        let near = ((alpha - 1.0) * u + 1.0) / (u + 1.0);
        let far = (w + (alpha - 1.0)) / (w + 1.0);
        let bend = R::pick(q.abs().lt(s), near, far);
        (q.rule(LnOnePlusSquare, [s]) * (alpha * 0.5 - 1.0)).exp() * bend
    }
}

loss! {
    /// The limit `alpha = 2`.
    struct Quadratic = "barron_quadratic": Paired {
        /// As in Barron's loss.
        scale: number = 1.0 in Domain::POSITIVE;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = ((pred - target) / scale).half_square();
}
loss! {
    /// The limit `alpha = 0`.
    struct Logarithmic = "barron_logarithmic": Paired {
        /// As in Barron's loss.
        scale: number = 1.0 in Domain::POSITIVE;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) =
        ((pred - target) / scale).rule(LnOnePlusSquare, [scale.lift(core::f64::consts::SQRT_2)]);
}
loss! {
    /// The limits `alpha = -inf` and, with the sign turned, `alpha = inf`.
    struct Exponential = "barron_exponential": Paired {
        /// As in Barron's loss.
        scale: number = 1.0 in Domain::POSITIVE;
        /// -1 or 1.
        sign: number = 1.0 in Domain::SIGN;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = {
        let q = (pred - target) / scale;
        let near = (q * 0.5 * q * sign).exp_m1() * sign;
        let (zero, one, infinite) = (q.lift(0.0), q.lift(1.0), q.lift(f64::INFINITY));
        let far = R::pick(sign.lt(zero), one, q * q * infinite);
        R::pick(q.abs().same(infinite), far, near)
    };
}

loss! {
    /// A family of robust losses with a parameter for how robust.
    ///
    /// `alpha` runs through the usual ones: 2 is half the squared error, 1 the pseudo-Huber loss, 0
    /// Cauchy's, -2 Geman and `McClure`'s, -inf Welsch's. The lower it is, the less an outlier counts;
    /// below 1 the loss is not convex, and below 0 it has a ceiling.
    pub struct Barron = "barron": Paired {
        /// How robust: the lower, the more.
        alpha: number = 1.0 in Domain::REAL;
        /// The size of an ordinary residual, in its unit.
        scale: number = 1.0 in Domain::POSITIVE;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = {
        let b = (alpha - 2.0).abs();
        let q = (pred - target) / scale;
        let near = q.rule(Power, [alpha, b]);
        // The limit at an infinite residual: a ceiling, or infinite with a slope that fades, stays or grows.
        let (zero, one, infinite) = (q.lift(0.0), q.lift(1.0), q.lift(f64::INFINITY));
        let (line, square) = (q.abs() * infinite, q * q * infinite);
        let rises = R::pick(alpha.lt(one), infinite, R::pick(alpha.lt(q.lift(2.0)), line, square));
        let far = R::pick(alpha.lt(zero), -(b / alpha), R::pick(alpha.same(one), q.abs(), rises));
        R::pick(q.abs().same(infinite), far, near)
    };
    limit |loss| match loss.alpha {
        2.0 if loss.scale == 1.0 => Some(super::half_squared::HalfSquared::new().kernel()),
        2.0 => Some(Quadratic { scale: loss.scale }.kernel()),
        // 0, or so near to it that the factor `2 / alpha` is infinite.
        alpha if (2.0 / alpha).is_infinite() => Some(Logarithmic { scale: loss.scale }.kernel()),
        alpha if alpha.is_infinite() => Some(Exponential { scale: loss.scale, sign: alpha.signum() }.kernel()),
        _ => None,
    };
    spec {
        rows: &[20],
        family: Family::Regression,
        tasks: &["regression", "robust regression"],
        formula: "Piecewise((u/2, Eq(alpha, 2)), (log(u/2 + 1), Eq(alpha, 0)), (1 - exp(-u/2), Eq(alpha, -oo)), (exp(u/2) - 1, Eq(alpha, oo)), (Abs(alpha - 2)/alpha*((u/Abs(alpha - 2) + 1)**(alpha/2) - 1), True)).subs(u, ((pred - target)/scale)**2)",
        behaviour: "0 with slope 0 and hessian `1/scale**2` where the prediction is right, for every `alpha`. The limits at 2, 0 and the infinities are followed, and the loss is continuous through them.",
        reference: "Barron (2019), A general and adaptive robust loss function, arXiv:1701.03077",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some(
                "Piecewise((inf, alpha > 1), (1/scale, alpha >= 1), (sqrt((2 - alpha)/(1 - alpha))*((2 - alpha)/(1 - alpha))**(alpha/2 - 1)/scale, True))",
            ),
            smoothness: Some("Piecewise((1/scale**2, alpha <= 2), (inf, True))"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SlopeOverResidual,
        peers: &[
            Peer { library: "robust_loss_pytorch", name: "lossfun", note: "clamps alpha near its limits" },
        ],
        joints: &[("pred", "target")],
    }
}
