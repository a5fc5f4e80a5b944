//! Sparse rows are what the same rows with their zeros are.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Data, Random, bits, drawn, ulps};
use lossfn::{
    AnyLoss, Error, Inputs, Labels, Rows,
    data::{Element, Storage},
};

/// A table of sparse rows.
struct Csr<T> {
    data: Vec<T>,
    indices: Vec<u32>,
    offsets: Vec<i64>,
    columns: usize,
}

impl<T: Storage> Csr<T> {
    fn of(dense: &[T], columns: usize) -> Self {
        let mut all = Self { data: vec![], indices: vec![], offsets: vec![0], columns };
        for row in dense.chunks(columns) {
            for (c, x) in row.iter().enumerate().filter(|(_, x)| x.to_f64() != 0.0) {
                all.data.push(*x);
                all.indices.push(c as u32);
            }
            all.offsets.push(all.data.len() as i64);
        }
        all
    }
}
impl<T: Element> Csr<T> {
    fn rows(&self) -> Rows<'_, T> {
        Rows::csr(&self.data, &self.indices, &self.offsets, self.columns).unwrap()
    }
}

const ITEMS: usize = 150;
const COLUMNS: usize = 37;

/// The tables of vectors with most numbers 0, some rows empty, and the labels.
fn tables<T: Storage>(loss: &AnyLoss, rng: &mut Random) -> (Vec<Vec<T>>, Option<Vec<i64>>) {
    let (mut tables, labels) = match Data::<T>::draw(loss, rng, ITEMS, COLUMNS) {
        Data::Tables(a, b, _) => (vec![a, b], None),
        Data::Taught(a, b, labels, _) => (vec![a, b], Some(labels)),
        Data::Triples(all, _) => (all.into(), None),
        _ => panic!("{loss} reads no vectors"),
    };
    for table in &mut tables {
        for row in table.chunks_mut(COLUMNS) {
            let most = rng.below(4);
            row.iter_mut().filter(|_| rng.below(4) >= most).for_each(|x| *x = T::default());
        }
    }
    (tables, labels)
}

fn inputs<'a, T: Element>(tables: &[Rows<'a, T>], labels: Option<&'a [i64]>) -> Inputs<'a, T> {
    match (tables, labels) {
        (&[a, b], None) => Inputs::Tables(a, b),
        (&[a, b], Some(labels)) => Inputs::Taught(a, b, Labels::I64(labels)),
        (tables, _) => Inputs::Triples(tables[0], tables[1], tables[2]),
    }
}

fn same<T: Storage>() {
    for entry in lossfn::catalogue()
        .into_iter()
        .filter(|e| e.spec.stage.of_vectors() && e.spec.stage != lossfn::spec::Stage::Boxes)
    {
        for seed in 0..3 {
            let mut rng = Random(seed);
            let loss = drawn(&entry, &mut rng, COLUMNS);
            let (dense, labels) = tables::<T>(&loss, &mut rng);
            let sparse: Vec<Csr<T>> = dense.iter().map(|x| Csr::of(x, COLUMNS)).collect();
            let full: Vec<Rows<'_, T>> = dense.iter().map(|x| Rows::rows(x, COLUMNS).unwrap()).collect();
            let thin: Vec<Rows<'_, T>> = sparse.iter().map(Csr::rows).collect();
            // The first alone may be sparse too.
            let mixed: Vec<Rows<'_, T>> = [&thin[..1], &full[1..]].concat();
            let (weight, mask) = (rng.weights::<T>(ITEMS), rng.mask(ITEMS));
            let labels = labels.as_deref();
            let want = loss.on_inputs(inputs(&full, labels)).weight(&weight).mask(&mask);
            for (what, rows) in [("sparse", &thin), ("mixed", &mixed)] {
                let got = loss.on_inputs(inputs(rows, labels)).weight(&weight).mask(&mask);
                for (a, b) in got.to_vec().unwrap().into_iter().zip(want.to_vec().unwrap()) {
                    assert!(ulps(a, b) <= 1, "{loss}, {what}: {a:?} and {b:?}");
                }
                for (k, input) in entry.spec.varying().enumerate() {
                    let (got, want) = (got.wrt(input.name), want.wrt(input.name));
                    let (value, gradient) = got.value_and_gradient().unwrap();
                    assert!(ulps(value, want.mean().unwrap()) <= 1, "{loss}, {what}: {value}");
                    let every = want.gradient().unwrap();
                    let stored = dense[k].iter().zip(&every).filter(|(x, _)| x.to_f64() != 0.0);
                    let some: Vec<T> = if rows[k].data().len() == every.len() {
                        every.clone()
                    } else {
                        stored.map(|(_, g)| *g).collect()
                    };
                    assert_eq!(gradient.len(), some.len());
                    // What is left of terms that cancel differs with the order in which they are added.
                    let most = every.iter().map(|g| g.to_f64().abs()).fold(0.0, f64::max);
                    let noise = most * if T::NARROW { 2f64.powi(-45) } else { 2f64.powi(-95) };
                    for (a, b) in gradient.iter().zip(&some) {
                        let near = (a.to_f64() - b.to_f64()).abs() < noise;
                        assert!(
                            near || ulps(*a, *b) <= 2,
                            "{loss} wrt {}, {what}: {a:?} and {b:?}",
                            input.name
                        );
                    }
                    for threads in [2, 3, 8] {
                        let other = got.threads(threads).value_and_gradient().unwrap();
                        assert!(
                            bits(&other.1) == bits(&gradient) && other.0.to_bits() == value.to_bits(),
                            "{loss}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn sparse_rows_are_those_with_their_zeros_in_f32() {
    same::<f32>();
}
#[test]
fn sparse_rows_are_those_with_their_zeros_in_f64() {
    same::<f64>();
}

#[test]
fn what_is_no_table_is_refused() {
    let x = [1.0, 2.0, 3.0];
    let refused = |indices: &[i32], offsets: &[i64], columns: usize, want: &str| {
        let error = Rows::csr(&x, indices, offsets, columns).unwrap_err().to_string();
        assert!(error.contains(want), "{error}");
    };
    refused(&[0, 1], &[0, 3], 4, "`indices` has shape (2,), but (3,) is needed");
    refused(&[0, 1, 2], &[], 4, "`offsets` has shape (0,)");
    refused(&[0, 1, 2], &[0, 3], 0, "at least one column");
    refused(&[0, 1, 4], &[0, 3], 4, "has the column 4; columns of a row rise and are below 4");
    refused(&[0, -1, 2], &[0, 3], 4, "has the column -1");
    refused(&[0, 0, 2], &[0, 3], 4, "has the column 0");
    refused(&[0, 1, 0], &[0, 2, 2], 4, "is 2; offsets begin at 0, never fall, and end at 3");
    refused(&[0, 1, 0], &[1, 3], 4, "is 1; offsets begin at 0");
    refused(&[0, 1, 0], &[0, 2, 1, 3], 4, "is 1; offsets begin at 0");
    let rows = Rows::csr(&x, &[0u8, 3, 0], &[0u16, 2, 2, 3], 4).unwrap();
    assert_eq!((rows.len(), rows.columns(), rows.is_empty()), (3, 4, false));
    assert_eq!((&*rows.row(0), &*rows.row(1)), (&[1.0, 0.0, 0.0, 2.0][..], &[0.0; 4][..]));
    // Losses that read all numbers say so, and nothing is written.
    for entry in lossfn::catalogue().into_iter().filter(|e| !e.spec.stage.of_vectors()) {
        let loss = crate::support::plain(&entry);
        for inputs in [Inputs::Tables(rows, rows), Inputs::Labelled(rows, Labels::U8(&[0, 1, 0]))] {
            let on = loss.on_inputs(inputs).validate(false);
            assert!(matches!(on.mean(), Err(Error::Unsupported { .. } | Error::Inputs { .. })), "{loss}");
            assert!(on.gradient().is_err(), "{loss}");
        }
    }
}
