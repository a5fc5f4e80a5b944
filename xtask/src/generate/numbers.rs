//! Numbers as they are printed.

/// A number with some significant digits, for readers; what is nearly 0 beside 1 is 0.
pub(super) fn short(x: f64, digits: usize) -> String {
    if x.is_nan() {
        return "undefined".into();
    }
    if x.is_infinite() {
        return if x > 0.0 { "∞" } else { "−∞" }.into();
    }
    let text = format!("{x:.*e}", digits - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = exponent.parse().unwrap_or(0);
    let trim = |s: String| {
        if s.contains('.') { s.trim_end_matches('0').trim_end_matches('.').to_owned() } else { s }
    };
    let text = if x == 0.0 {
        "0".into()
    } else if (-4..6).contains(&power) {
        trim(format!("{x:.*}", (digits as i32 - 1 - power).max(0) as usize))
    } else {
        format!("{}e{exponent}", trim(mantissa.into()))
    };
    text.replace('-', "−")
}

/// The nearest number of nine digits: what a curve is drawn through, so that its last bits do not
/// decide a place.
pub(super) fn settled(x: f64) -> f64 {
    if x.is_finite() { format!("{x:.8e}").parse().unwrap_or(x) } else { x }
}
