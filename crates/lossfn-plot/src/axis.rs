//! Ranges, ticks and their labels.

/// Beyond this, differences and pads would leave the finite numbers.
const HUGE: f64 = 1e300;
const TINY: f64 = 1e-290;

/// A range with room in it: `lo < hi`, both finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Range {
    pub(crate) lo: f64,
    pub(crate) hi: f64,
}

impl Range {
    /// The smallest range that holds every finite value, widened when they are
    /// all but equal; `None` when no value is finite.
    pub(crate) fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (lo, hi) = values
            .filter(|v| v.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (v.min(lo), v.max(hi)));
        (lo <= hi).then(|| Self { lo: lo.clamp(-HUGE, HUGE), hi: hi.clamp(-HUGE, HUGE) }.widened())
    }

    /// The range given, when it is one.
    pub(crate) fn given((lo, hi): (f64, f64)) -> Option<Self> {
        (lo < hi && lo.is_finite() && hi.is_finite())
            .then(|| Self { lo: lo.clamp(-HUGE, HUGE), hi: hi.clamp(-HUGE, HUGE) }.widened())
    }

    fn widened(self) -> Self {
        let size = self.lo.abs().max(self.hi.abs());
        if self.hi - self.lo > (1e-9 * size).max(TINY) {
            return self;
        }
        let pad = if size > TINY { 0.1 * size } else { 1.0 };
        Self { lo: self.lo - pad, hi: self.hi + pad }
    }

    /// With a part of its length added at either end.
    pub(crate) fn padded(self, part: f64) -> Self {
        let pad = part * (self.hi - self.lo);
        Self { lo: self.lo - pad, hi: self.hi + pad }
    }

    /// Where a finite `v` stands, 0 at `lo` and 1 at `hi`. What is a million
    /// lengths away stands there: no reader sees the difference, and a place is
    /// always finite.
    pub(crate) fn place(self, v: f64) -> f64 {
        ((0.5 * v - 0.5 * self.lo) / (0.5 * self.hi - 0.5 * self.lo)).clamp(-1e6, 1e6)
    }

    /// About `count` round numbers inside, with their texts.
    pub(crate) fn ticks(self, count: f64) -> Vec<(f64, String)> {
        let raw = (self.hi - self.lo) / count;
        let power = 10f64.powf(raw.log10().floor());
        // By ratio: a step of half the wish is as far off as one of twice.
        let off = |step: f64| (step / raw).ln().abs();
        let step = [2.0, 2.5, 5.0, 10.0]
            .map(|m| m * power)
            .into_iter()
            .fold(power, |best, step| if off(step) < off(best) { step } else { best });
        // A tick on an end counts as inside in spite of rounding.
        let first = (self.lo / step - 1e-6).ceil();
        let last = (self.hi / step + 1e-6).floor();
        let values: Vec<f64> = (0..=(last - first) as usize).map(|i| (first + i as f64) * step).collect();
        let texts = labels(&values, step);
        values.into_iter().zip(texts).collect()
    }
}

/// The ticks with as many digits as they need, all with the same number.
fn labels(values: &[f64], step: f64) -> Vec<String> {
    let size = values.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
    let scientific = !(1e-3..1e5).contains(&size);
    let write = |v: f64, digits: usize| match (v == 0.0, scientific) {
        (true, true) => "0".to_owned(),
        (true, false) => format!("{:.digits$}", 0.0),
        (false, true) => format!("{v:.digits$e}"),
        (false, false) => format!("{v:.digits$}"),
    };
    let exact = |v: f64, text: &str| text.parse::<f64>().is_ok_and(|w| (v - w).abs() <= 1e-3 * step);
    let digits = (0..16).find(|&digits| values.iter().all(|&v| exact(v, &write(v, digits)))).unwrap_or(16);
    values.iter().map(|&v| typographic(&write(v, digits))).collect()
}

/// A number in at most ten characters: four digits.
pub(crate) fn short(v: f64) -> String {
    if !v.is_finite() {
        return v.to_string();
    }
    let text = format!("{v:.3e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = exponent.parse().unwrap_or(0);
    let trim = |s: &str| {
        if s.contains('.') { s.trim_end_matches('0').trim_end_matches('.').to_owned() } else { s.to_owned() }
    };
    if (-3..5).contains(&power) {
        return trim(&format!("{v:.*}", (3 - power).max(0) as usize));
    }
    format!("{}e{exponent}", trim(mantissa))
}

/// With the minus sign of typesetting.
pub(crate) fn typographic(number: &str) -> String {
    number.replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lo: f64, hi: f64) -> Vec<String> {
        Range { lo, hi }.ticks(5.0).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round_numbers_inside_the_range() {
        assert_eq!(texts(0.0, 2.9), ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"]);
        assert_eq!(texts(-0.1, 0.42), ["−0.1", "0.0", "0.1", "0.2", "0.3", "0.4"][..].to_vec());
        assert_eq!(texts(0.0, 2e6), ["0", "5.0e5", "1.0e6", "1.5e6", "2.0e6"]);
    }

    #[test]
    fn any_two_finite_numbers_make_an_axis() {
        let ends = [0.0, -0.0, 5e-324, 1e-300, 1.0, 1.0 + f64::EPSILON, 1e17, 1e300, f64::MAX];
        for a in ends.into_iter().flat_map(|a| [a, -a]) {
            for b in ends.into_iter().flat_map(|b| [b, -b]) {
                let range = Range::of([a, f64::NAN, b].into_iter()).expect("finite values");
                assert!(range.lo < range.hi && (range.hi - range.lo).is_finite(), "{a} {b}");
                let ticks = range.padded(0.05).ticks(5.0);
                assert!((2..=9).contains(&ticks.len()), "{a} {b}: {ticks:?}");
                assert!(range.place(a).is_finite());
            }
        }
        assert_eq!(Range::of([f64::NAN, f64::INFINITY].into_iter()), None);
        assert_eq!(Range::given((1.0, 1.0)), None);
        assert_eq!(Range::given((f64::NAN, 1.0)), None);
    }

    #[test]
    fn short_numbers_are_short() {
        for (v, text) in [
            (0.0, "0"),
            (2.5, "2.5"),
            (-1.23456, "-1.235"),
            (99999.6, "1e5"),
            (12345.0, "12345"),
            (0.00123456, "0.001235"),
            (-1.23456e-300, "-1.235e-300"),
        ] {
            assert_eq!(short(v), text);
        }
    }
}
