//! Any bytes are an error in a sentence, or a part that writes the same bytes; and parts merge to the
//! same bytes in any order.

use lossfn::{OnEmpty, Partial, Reduction, spec::Stage};

use crate::sentence;

/// The first byte says what follows: 1, the version, bytes as they are; 2, the name of a loss up to the
/// end of the line and the bytes after the name; anything else, numbers that are split into parts.
pub(crate) fn check(bytes: &[u8]) {
    match bytes.split_first() {
        Some((2, rest)) => {
            let end = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
            let mut whole = vec![1];
            whole.extend((end as u64).to_le_bytes());
            whole.extend(&rest[..end]);
            whole.extend(&rest[rest.len().min(end + 1)..]);
            read(&whole);
        }
        Some((0 | 3.., rest)) => split(rest),
        _ => read(bytes),
    }
}

fn read(bytes: &[u8]) {
    let part = match Partial::from_bytes(bytes) {
        Ok(part) => part,
        Err(error) => return sentence::check(&error.to_string()),
    };
    assert_eq!(part.to_bytes(), bytes, "other bytes than those that were read");
    ask(&part);
    assert!(part.weight() >= 0.0, "a negative weight, or none: {part:?}");
    if part.count() == 0 {
        assert_eq!((part.sum(), part.weight()), (0.0, 0.0), "sums of no items");
    }
    let mut twice = part.clone();
    twice.merge(&part).expect("parts of the same loss");
    ask(&twice);
    same(&twice, &Partial::from_bytes(&twice.to_bytes()).expect("its own bytes"));
    // Items go into a part that was read like into any other.
    let loss = lossfn::get(part.loss()).expect("the loss of a part");
    if loss.spec().stage == Stage::Elements {
        let one = loss.on(&[0.5], &[1.0]).validate(false).evaluate().expect("an item");
        one.add_to(&mut [part.clone()], |_| 0).expect("an item of the same loss");
        let left = loss.on(&[0.5], &[1.0]).validate(false).mask(&[false]).evaluate().expect("no item");
        left.add_to(&mut [part], |_| 0).expect("an item of the same loss");
    }
}

/// Every question has an answer or an error.
fn ask(part: &Partial) {
    let all = [
        Reduction::Mean,
        Reduction::MeanN,
        Reduction::BatchMean,
        Reduction::Sum,
        Reduction::Per(part.sum()),
        Reduction::Values,
    ];
    for reduction in all {
        if let Err(error) = part.value(reduction, OnEmpty::Error) {
            sentence::check(&error.to_string());
        }
    }
}

fn same(a: &Partial, b: &Partial) {
    assert!(a == b && a.to_bytes() == b.to_bytes(), "{a:?} and {b:?}");
}

/// Numbers as items, in one part and in parts of any size.
fn split(bytes: &[u8]) {
    let Some((cuts, rest)) = bytes.split_at_checked(8) else { return };
    let Some(entry) = lossfn::catalogue().into_iter().find(|e| e.spec.stage == Stage::Elements) else {
        return;
    };
    let loss = lossfn::get(entry.spec.name).expect("a loss with its defaults");
    let x: Vec<f64> = rest.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b)).collect();
    let weight: Vec<f64> = x.iter().rev().map(|x| if x.is_finite() { x.abs() } else { 1.0 }).collect();
    let zeros = vec![0.0; x.len()];
    let part = |from: usize, to: usize| {
        let on = loss.on(&x[from..to], &zeros[from..to]).validate(false).weight(&weight[from..to]);
        on.partial().expect("a part")
    };
    let whole = part(0, x.len());
    let mut ends: Vec<usize> = cuts.iter().map(|&c| usize::from(c) * (x.len() + 1) / 256).collect();
    ends.extend([0, x.len()]);
    ends.sort_unstable();
    let (mut merged, mut backwards) = (Partial::new(&loss), Partial::new(&loss));
    for ends in ends.windows(2) {
        merged.merge(&part(ends[0], ends[1])).expect("parts of the same loss");
    }
    for ends in ends.windows(2).rev() {
        let bytes = part(ends[0], ends[1]).to_bytes();
        backwards.merge(&Partial::from_bytes(&bytes).expect("its own bytes")).expect("the same loss");
    }
    same(&whole, &merged);
    same(&whole, &backwards);
    ask(&whole);
}
