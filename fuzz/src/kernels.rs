//! Any bits, lengths, weights and masks are an error in a sentence, or results that do not depend on
//! how they were asked for.

use std::fmt::{self, Debug, Display};

use lossfn::{
    AnyLoss, Error, Inputs, On, OnEmpty, Reduction,
    data::Storage,
    kernels::{Detected, Isa},
    spec::{Domain, Input, Kind, Param, Row, Stage, Value},
};

use crate::{
    sentence,
    support::{Data, bits, one, twice, ulps},
};

/// The first line is a loss; where it is none, it and what follows choose one.
pub(crate) fn check(bytes: &[u8]) {
    let end = bytes.iter().position(|&b| b == b'\n').unwrap_or(0);
    let named = str::from_utf8(&bytes[..end]).ok().and_then(|name| lossfn::get(name).ok());
    let mut bytes = Bytes(if named.is_some() { &bytes[end + 1..] } else { bytes });
    let settings = bytes.byte();
    let loss = named.unwrap_or_else(|| chosen(&mut bytes));
    if settings & 1 == 0 {
        attack::<f32>(&loss, settings, bytes);
    } else {
        attack::<f64>(&loss, settings, bytes);
    }
}

/// Bytes to take numbers from; after the last one there are zeros.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        self.number::<1>() as u8
    }
    fn number<const N: usize>(&mut self) -> u64 {
        let (head, rest) = self.0.split_at(self.0.len().min(N));
        self.0 = rest;
        head.iter().fold(0, |n, &b| n << 8 | u64::from(b))
    }
    fn float(&mut self) -> f64 {
        f64::from_bits(self.number::<8>())
    }
    /// The rest, as numbers of any bits.
    fn floats<T: Storage>(self) -> Vec<T> {
        let float = |b: &[u8; 4]| T::from_f64(f32::from_be_bytes(*b).into());
        let double = |b: &[u8; 8]| T::from_f64(f64::from_be_bytes(*b));
        let all: Vec<T> = if T::NARROW {
            self.0.as_chunks().0.iter().map(float).collect()
        } else {
            self.0.as_chunks().0.iter().map(double).collect()
        };
        if all.is_empty() { vec![T::default()] } else { all }
    }
}

fn chosen(bytes: &mut Bytes<'_>) -> AnyLoss {
    // Parts of a batch are no parts of its results.
    let all: Vec<_> = lossfn::catalogue().into_iter().filter(|e| !e.spec.stage.coupled()).collect();
    let entry = all[usize::from(bytes.byte()) % all.len()];
    let mut value = |param: &Param| match param.kind {
        Kind::Vector(_) | Kind::Matrix | Kind::Loss => Value::None,
        Kind::Number(_) | Kind::Optional(_) => match bytes.byte() {
            // Any bits, or a number of a usual size, or the default.
            0 => Value::Number(bytes.float()),
            1..80 => Value::Number(f64::from(bytes.byte()) / 64.0),
            _ => param.default(),
        },
        Kind::Flag => Value::Flag(bytes.byte() % 2 == 1),
        Kind::Choice(names) => Value::Choice(names[usize::from(bytes.byte()) % names.len()].into()),
    };
    let values: Vec<Value> = entry.spec.params.iter().map(&mut value).collect();
    let loss = entry.build(&values).or_else(|error| {
        sentence::check(&error.to_string());
        entry.build(&entry.spec.params.iter().map(Param::default).collect::<Vec<_>>())
    });
    AnyLoss::of(loss.expect("a loss with its defaults"))
}

/// A value of a domain, from any number.
fn inside<T: Storage>(domain: Domain, x: T) -> T {
    if domain.contains(x.to_f64()) {
        return x;
    }
    let part = (x.to_f64().to_bits() % 1021) as f64 / 1020.0;
    match domain {
        Domain::Points(points) => T::from_f64(points[x.to_f64().to_bits() as usize % points.len()]),
        Domain::Outside { high, .. } => T::from_f64(high),
        Domain::Interval { low, high, .. } => {
            let (low, high) = (low.max(-1e3), high.min(1e3));
            let y = T::from_f64(low + (high - low) * part);
            if domain.contains(y.to_f64()) { y } else { T::from_f64(f64::midpoint(low, high)) }
        }
    }
}

fn attack<T: Storage>(loss: &AnyLoss, settings: u8, mut bytes: Bytes<'_>) {
    let flag = |k: u8| settings >> k & 1 == 1;
    let stage = loss.spec().stage;
    let wide = !matches!(stage, Stage::Elements | Stage::Weights);
    // Mostly short, now and then longer than a block.
    let size = bytes.number::<2>() as usize % 10_000;
    let size = if size < 9000 { size % 150 } else { size };
    let columns = if wide { 1 + usize::from(bytes.byte()) % 40 } else { 1 };
    let (skip, cut) = (usize::from(bytes.byte()) % 8, bytes.byte());
    let items = size / columns + skip;
    let pool = bytes.floats::<T>();
    // Both columns, weights, masks and labels read the same numbers, each with its own step.
    let at = |step: usize, i: usize| pool[(i * step + step) % pool.len()];
    let tame = flag(1);
    let input = |k: usize| loss.terms()[0].loss.inputs().get(k);
    let column = |k: usize, n: usize| -> Vec<T> {
        let value = |i| match input(k) {
            Some(Input { domain, .. }) if tame => inside(*domain, at(2 * k + 1, i)),
            _ => at(2 * k + 1, i),
        };
        (0..n).map(value).collect()
    };
    let distributions = || {
        let mut all: Vec<T> = (0..items * columns).map(|i| inside(Domain::UNIT, at(5, i))).collect();
        for row in all.chunks_mut(columns) {
            let sum: f64 = row.iter().map(|x| x.to_f64()).sum();
            row.iter_mut().filter(|_| tame && sum > 0.0).for_each(|x| *x = T::from_f64(x.to_f64() / sum));
        }
        all
    };
    let data: Data<T> = match stage {
        Stage::Elements if input(2).is_some() => {
            let count = loss.terms()[0].loss.inputs().len();
            Data::Several((0..count).map(|k| column(k, items)).collect())
        }
        Stage::Elements => Data::Columns(column(0, items), column(1, items)),
        Stage::Weights => Data::Weights(column(0, items)),
        Stage::Rows if tame && loss.spec().row == Row::Distribution => {
            let mut second = distributions();
            let middle = second.len() / columns / 2 * columns;
            second.rotate_left(middle);
            Data::Tables(distributions(), second, columns)
        }
        Stage::Rows => Data::Tables(column(0, items * columns), column(1, items * columns), columns),
        Stage::Triples => Data::Triples([0, 1, 2].map(|k| column(k, items * columns)), columns),
        Stage::Pairs => {
            let [a, b] = [0, 1].map(|k| column(k, items * columns));
            match input(2).map(|input| input.domain) {
                Some(domain) => {
                    let label =
                        |i| inside(if flag(7) { Domain::REAL } else { domain }, at(3, i)).to_f64() as i64;
                    Data::Taught(a, b, (0..items).map(label).collect(), columns)
                }
                None => Data::Tables(a, b, columns),
            }
        }
        _ if flag(2) && stage != Stage::Taught => {
            Data::Tables(column(0, items * columns), distributions(), columns)
        }
        _ => {
            let label = |i| (at(3, i).to_f64().to_bits() >> 7) % columns as u64;
            let wrong = if flag(7) { -1 } else { 0 };
            let labels = (0..items).map(|i| label(i) as i64 + if i == 70 { wrong } else { 0 }).collect();
            let logits = column(0, items * columns);
            if stage == Stage::Taught {
                Data::Taught(logits, column(1, items * columns), labels, columns)
            } else {
                Data::Labelled(logits, labels, columns)
            }
        }
    };
    let weight: Vec<T> = (0..items)
        .map(|i| {
            if flag(7) {
                at(7, i)
            } else {
                T::from_f64(inside(Domain::NON_NEGATIVE, at(7, i)).to_f64().min(1e30))
            }
        })
        .collect();
    let mask: Vec<bool> = (0..items).map(|i| at(9, i).to_f64().to_bits() % 5 != 0).collect();
    let on = |from: usize, to: usize| {
        let mut on = loss.on_inputs(data.part(from..to)).threads(1);
        if flag(3) {
            on = on.weight(&weight[from..to]);
        }
        if flag(4) {
            on = on.mask(&mask[from..to]);
        }
        on.validate(flag(5)).on_empty(if flag(6) { OnEmpty::Zero } else { OnEmpty::Error })
    };
    let whole = on(skip.min(items), items);
    let middle = skip + (items - skip) * usize::from(cut) / 255;
    let told = &Told { loss, settings, data: data.part(skip..items) };
    sets(whole, told);
    let width = if wide { columns } else { 1 };
    buffers(whole, (items - skip) * width, told);
    parts(whole, on(skip, middle), on(middle, items), told);
    if flag(5) && tame {
        limits(whole, loss, &data, told);
    }
    exact(whole, told);
}

/// What is said when something does not hold; printing the data each time would take most of the time.
struct Told<'a, T> {
    loss: &'a AnyLoss,
    settings: u8,
    data: Inputs<'a, T>,
}
impl<T: Storage> Display for Told<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}, settings {:#010b}, {:?}", self.loss, T::NAME, self.settings, self.data)
    }
}

/// Everything that can be asked, as bits, or the error.
fn all<T: Storage>(on: On<'_, T>) -> Result<Vec<Vec<u64>>, String> {
    let (gradient, hessian) = told(both(on))?;
    let (value, fused) = told(on.value_and_gradient())?;
    let (mean, values, single) = (told(on.mean())?, told(on.to_vec())?, told(on.values().gradient())?);
    // What is asked for besides changes nothing.
    assert_eq!((one(mean), bits(&gradient)), (one(value), bits(&fused)), "the mean or the gradient alone");
    let (first, second) = told(both(on.values()))?;
    assert_eq!(bits(&first), bits(&single), "single gradients alone");
    Ok(vec![vec![one(mean)], bits(&values), bits(&gradient), bits(&hessian), bits(&first), bits(&second)])
}

/// Both derivatives; the gradient twice where there is no hessian element by element.
fn both<T: Storage>(on: On<'_, T>) -> Result<(Vec<T>, Vec<T>), Error> {
    twice(on, on.gradient_and_hessian())
}

fn told<X>(result: Result<X, Error>) -> Result<X, String> {
    result.map_err(|error| {
        let text = error.to_string();
        sentence::check(&text);
        text
    })
}

/// Instruction sets with FMA agree in every bit, and threads change none.
fn sets<T: Storage>(on: On<'_, T>, told: &dyn Display) {
    let fused: Vec<Detected> = Detected::all().into_iter().filter(|d| d.isa() != Isa::Base).collect();
    let best = all(on);
    for isa in fused {
        same(&best, &all(on.isa(isa)), &format!("{:?}", isa.isa()), told);
    }
    let base = Detected::all()[0];
    assert_eq!(all(on.isa(base)).err(), best.clone().err(), "an error of the base set: {told}");
    same(&best, &all(on.threads(2).grain(64)), "threads", told);
}

fn same<X: PartialEq + Debug>(a: &X, b: &X, what: &str, told: &dyn Display) {
    assert!(a == b, "{what}: {a:?} and {b:?}: {told}");
}

/// Results go into the buffer and nowhere else; an error leaves it as it was.
fn buffers<T: Storage>(on: On<'_, T>, n: usize, told: &dyn Display) {
    const ROOM: usize = 5;
    let mark = T::from_f64(-17.25);
    let (mut gradient, mut hessian) = (vec![mark; n + 2 * ROOM], vec![mark; n + 2 * ROOM]);
    let done = on.gradient_and_hessian_into(&mut gradient[ROOM..ROOM + n], &mut hessian[ROOM..ROOM + n]);
    for buffer in [gradient, hessian] {
        let inner = if done.is_err() { 0 } else { n };
        let outside = buffer[..ROOM].iter().chain(&buffer[ROOM + inner..]);
        assert!(outside.clone().all(|x| *x == mark), "written outside: {told}");
    }
}

/// An item does not know its neighbours.
fn parts<T: Storage>(whole: On<'_, T>, left: On<'_, T>, right: On<'_, T>, told: &dyn Display) {
    let ask = |on: On<'_, T>| {
        let (gradient, hessian) = both(on.values())?;
        Ok::<_, Error>([bits(&on.to_vec()?), bits(&gradient), bits(&hessian)])
    };
    let (Ok(whole), Ok(a), Ok(b)) = (ask(whole), ask(left), ask(right)) else { return };
    for (whole, (mut a, b)) in whole.into_iter().zip(a.into_iter().zip(b)) {
        a.extend(b);
        same(&whole, &a, "a slice and its parts", told);
    }
}

/// From numbers of the domains, of which products and quotients are finite, comes no NaN.
fn limits<T: Storage>(on: On<'_, T>, loss: &AnyLoss, data: &Data<T>, told: &dyn Display) {
    let (input, parameter) = if T::NARROW { (1e15, 1e3) } else { (1e100, 1e50) };
    let values = loss.terms().iter().flat_map(|t| t.loss.values());
    let columns: Vec<&Vec<T>> = match data {
        Data::Columns(x, y) | Data::Tables(x, y, _) | Data::Taught(x, y, _, _) => vec![x, y],
        Data::Several(x) => x.iter().collect(),
        Data::Triples(x, _) => x.iter().collect(),
        Data::Weights(x) | Data::Labelled(x, _, _) => vec![x],
    };
    let usual = values.into_iter().all(|value| match value {
        Value::Number(p) => p == 0.0 || (1.0 / parameter..parameter).contains(&p.abs()),
        _ => true,
    });
    if !usual || !columns.into_iter().flatten().all(|x| x.to_f64().abs() <= input) {
        return;
    }
    let Ok(values) = on.to_vec() else { return };
    let (gradient, hessian) = both(on.values()).expect("as the values");
    let mean = on.gradient().unwrap_or_default();
    for (name, x) in
        [("value", values), ("gradient", gradient), ("hessian", hessian), ("mean gradient", mean)]
    {
        if let Some(i) = x.iter().position(|x| x.to_f64().is_nan()) {
            panic!("{name} {i} is NaN: {told}");
        }
    }
}

/// The mean is within one unit of the last place of the exact one where all terms have one sign.
fn exact<T: Storage>(on: On<'_, T>, told: &dyn Display) {
    let (Ok(part), Ok(mean)) = (on.partial(), on.mean()) else { return };
    let Ok(evaluation) = on.evaluate() else { return };
    let terms: Vec<f64> = (0..evaluation.len()).map(|i| evaluation.values()[i].to_f64()).collect();
    if terms.iter().all(|&x| x >= 0.0) || terms.iter().all(|&x| x <= 0.0) {
        let want = part.value(Reduction::Mean, OnEmpty::Zero).expect("a mean, or 0");
        assert!(ulps(mean, want) <= 1, "the mean is {mean:e}, the exact one {want:e}: {told}");
    }
}
