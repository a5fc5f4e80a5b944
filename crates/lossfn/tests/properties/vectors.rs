//! What is claimed of pairs and triples of vectors: "yes" is attacked, "no" has a counterexample.

use lossfn::{
    AnyLoss, Entry, Inputs,
    spec::{Domain, Stage},
};

use crate::support::{Data, Random, plain};

const ITEMS: usize = 4000;
const WIDTH: usize = 3;

/// Vectors of ordinary numbers, some of them zero, or those of another table.
fn draw(loss: &AnyLoss, rng: &mut Random) -> Data<f64> {
    let mut data = Data::draw(loss, rng, ITEMS, WIDTH);
    if loss.spec().stage == Stage::Boxes {
        return data;
    }
    let domain = loss.spec().inputs[0].domain;
    let number = |rng: &mut Random| {
        let x = if rng.below(4) == 0 { 0.0 } else { rng.between(-3.0, 3.0) };
        if domain == Domain::NON_NEGATIVE { x.abs() } else { x }
    };
    let (Data::Tables(a, b, _) | Data::Taught(a, b, ..) | Data::Triples([a, b, _], _)) = &mut data else {
        panic!("{loss} reads no vectors")
    };
    for x in [&mut *a, &mut *b] {
        for x in x {
            *x = number(rng);
        }
    }
    if let Data::Triples([.., c], _) = &mut data {
        for x in c {
            *x = number(rng);
        }
    }
    data
}

/// The same with other first and second vectors.
fn with(data: &Data<f64>, first: Vec<f64>, second: Vec<f64>) -> Data<f64> {
    match data {
        Data::Taught(_, _, labels, c) => Data::Taught(first, second, labels.clone(), *c),
        Data::Triples([.., third], c) => Data::Triples([first, second, third.clone()], *c),
        Data::Tables(.., c) => Data::Tables(first, second, *c),
        _ => panic!("no vectors"),
    }
}

fn two(data: &Data<f64>) -> [Vec<f64>; 2] {
    match data {
        Data::Tables(a, b, _) | Data::Taught(a, b, ..) | Data::Triples([a, b, _], _) => {
            [a.clone(), b.clone()]
        }
        _ => panic!("no vectors"),
    }
}

fn values(loss: &AnyLoss, data: &Data<f64>) -> Vec<f64> {
    let inputs: Inputs<'_, f64> = data.inputs();
    loss.on_inputs(inputs).validate(false).to_vec().unwrap_or_else(|e| panic!("{loss}: {e}"))
}

fn holds(entry: &Entry, what: &str, claim: Option<bool>, broken: Option<usize>) {
    match (claim, broken) {
        (Some(true), Some(item)) => panic!("{}: not {what} at item {item}", entry.spec.name),
        (Some(false), None) => panic!("{}: nothing shows that it is not {what}", entry.spec.name),
        _ => {}
    }
}

#[test]
fn claims_of_vectors_hold() {
    for entry in lossfn::catalogue().into_iter().filter(|e| e.spec.stage.of_vectors()) {
        let loss = plain(&entry);
        let mut rng = Random(12);
        let (one, other) = (draw(&loss, &mut rng), draw(&loss, &mut rng));
        let [a, b] = two(&one);
        let [c, _] = two(&other);
        let p = entry.spec.properties;
        let here = values(&loss, &one);
        holds(&entry, "never below 0", p.non_negative, here.iter().position(|&v| v < 0.0));
        let turned = values(&loss, &with(&one, b.clone(), a.clone()));
        // Sums of the same terms in the same order, but for a sign.
        let differs = |(x, y): (&f64, &f64)| (x - y).abs() > 1e-13 * (x.abs() + y.abs());
        holds(&entry, "symmetric", p.symmetric, here.iter().zip(&turned).position(differs));
        let same = values(&loss, &with(&one, a.clone(), a.clone()));
        holds(&entry, "0 where both are the same", p.zero_at_target, same.iter().position(|&v| v != 0.0));
        let there = values(&loss, &with(&one, c.clone(), b.clone()));
        let middle: Vec<f64> = a.iter().zip(&c).map(|(x, y)| f64::midpoint(*x, *y)).collect();
        let between = values(&loss, &with(&one, middle, b));
        let above = |i: &usize| {
            let chord = f64::midpoint(here[*i], there[*i]);
            between[*i] > chord + 1e-12 * (here[*i].abs() + there[*i].abs())
        };
        holds(&entry, "convex", p.convex, (0..ITEMS).find(above));
    }
}
