//! All pairs of the rows of two tables are those pairs.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Data, Random, bits, drawn, ulps};
use lossfn::{Error, Rows, Triplets, data::Storage};

const ROWS: [usize; 2] = [70, 45];
const COLUMNS: usize = 19;

/// Rows, some of them the same in both tables, nearly the same, or zero.
fn tables<T: Storage>(loss: &lossfn::AnyLoss, rng: &mut Random) -> [Vec<T>; 2] {
    let Data::Tables(a, mut b, _) = Data::<T>::draw(loss, rng, ROWS[0], COLUMNS) else { panic!("{loss}") };
    b.truncate(ROWS[1] * COLUMNS);
    for i in 0..9 {
        let same = a[i * COLUMNS..][..COLUMNS].to_vec();
        b[2 * i * COLUMNS..][..COLUMNS].copy_from_slice(&same);
        let x = &mut b[2 * i * COLUMNS + i];
        *x = T::from_f64(x.to_f64() * if i % 3 == 0 { 1.0 } else { 1.0 + 1e-3f64.powi(i as i32 % 3) });
    }
    b[20 * COLUMNS..21 * COLUMNS].fill(T::default());
    [a, b]
}

fn same<T: Storage>() {
    let distances = lossfn::catalogue()
        .into_iter()
        .filter(|e| e.spec.stage == lossfn::spec::Stage::Pairs && e.spec.inputs.len() == 2);
    for entry in distances {
        let mut rng = Random(5);
        let loss = drawn(&entry, &mut rng, COLUMNS);
        let [a, b] = tables::<T>(&loss, &mut rng);
        let [x, y] = [&a, &b].map(|x| Rows::rows(x, COLUMNS).unwrap());
        let all = loss.pairwise(x, y).unwrap();
        assert_eq!(all.shape(), ROWS);
        let got = all.to_vec().unwrap();
        for (i, got) in got.chunks(ROWS[1]).enumerate() {
            let one = a[i * COLUMNS..][..COLUMNS].repeat(ROWS[1]);
            let on = loss.on(Rows::rows(&one, COLUMNS).unwrap(), y).validate(false);
            for (j, (got, want)) in got.iter().zip(on.to_vec().unwrap()).enumerate() {
                let (g, w) = (got.to_f64(), want.to_f64());
                // Sums of products are exact to their sizes: those of f64 lose digits, and a cosine against 1.
                let size = if entry.spec.properties.non_negative == Some(false) { 1.0 } else { w.abs() };
                let near = (!T::NARROW || size == 1.0) && (g - w).abs() <= 2f64.powi(-45) * size;
                assert!(near || ulps(*got, want) <= 1, "{loss}, {}, {i} and {j}: {g:e}, {w:e}", T::NAME);
                assert!(
                    w != 0.0 || g == 0.0 || near && size == 1.0,
                    "{loss}: {g:e} where the vectors are the same"
                );
            }
        }
        let mut blocks = vec![];
        all.for_each(|rows, distances| {
            assert_eq!(distances.len(), rows.len() * ROWS[1]);
            blocks.extend_from_slice(distances);
        })
        .unwrap();
        for threads in [1, 2, 3, 8] {
            assert!(bits(&all.clone().threads(threads).to_vec().unwrap()) == bits(&got), "{loss}");
        }
        assert!(bits(&blocks) == bits(&got), "{loss}: by blocks");
        for (i, (j, least)) in all.nearest().unwrap().into_iter().enumerate() {
            let row = &got[i * ROWS[1]..][..ROWS[1]];
            assert!(row.iter().all(|x| x.to_f64() >= least.to_f64() || x.to_f64().is_nan()), "{loss}");
            assert_eq!(row[j].to_f64(), least.to_f64(), "{loss}");
        }
    }
}

#[test]
fn all_pairs_are_those_pairs_in_f32() {
    same::<f32>();
}
#[test]
fn all_pairs_are_those_pairs_in_f64() {
    same::<f64>();
}

#[test]
fn numbers_of_any_size_are_fine() {
    let a = [1e200, 1e200, 3e-200, 4e-200, 0.0, 0.0];
    let rows = Rows::rows(&a, 2).unwrap();
    let all = lossfn::get("euclidean").unwrap().pairwise(rows, rows).unwrap().to_vec().unwrap();
    assert_eq!(all[2], 2f64.sqrt() * 1e200);
    assert_eq!((all[0], all[5], all[8]), (0.0, 5e-200, 0.0));
}

#[test]
fn what_has_no_table_of_pairs_says_so() {
    let x = [1.0, 2.0, 3.0, 4.0];
    let [two, four] = [2, 4].map(|columns| Rows::rows(&x, columns).unwrap());
    let text = |name: &str, a, b| lossfn::get(name).unwrap().pairwise::<f64>(a, b).unwrap_err().to_string();
    assert!(text("euclidean", two, four).contains("`b` has shape (1, 4), but (1, 2) is needed"));
    assert!(text("contrastive", two, two).contains("it reads a label for each pair"));
    assert!(text("euclidean + manhattan", two, two).contains("only a single distance has one"));
    assert!(text("huber", two, two).contains("huber reads two columns of equal length"));
    let all = lossfn::get("manhattan").unwrap();
    let all = all.pairwise(two, two).unwrap();
    let mut out = [7.0; 3];
    assert!(all.write(&mut out).unwrap_err().is_shape());
    assert_eq!(out, [7.0; 3]);
    assert!(matches!(all.clone().threads(1 << 20).to_vec(), Err(Error::Threads(_)) | Ok(_)));
    let none = Rows::rows(&x[..0], 2).unwrap();
    let nothing = lossfn::get("manhattan").unwrap();
    assert!(nothing.pairwise(two, none).unwrap().nearest().is_err());
    assert_eq!(nothing.pairwise(none, two).unwrap().to_vec().unwrap(), [0.0; 0]);
}

#[test]
fn gradients_of_triples_stand_as_their_table() {
    let loss = lossfn::get("triplet_margin").unwrap();
    let triplets = Triplets::new(vec![0, 1, 0], vec![3, 3, 1], vec![2, 2, 2]).unwrap();
    let x = [1.0, 0.0, 0.0, 2.0, 3.0, 0.0, 0.5, 0.25];
    let (value, dense) = triplets.value_and_gradient(&loss, Rows::rows(&x, 2).unwrap()).unwrap();
    assert!(value > 0.0 && dense.iter().filter(|&&slope| slope != 0.0).count() > 4);
    let stored = [0, 3, 4, 6, 7];
    let (thin, turned) = (stored.map(|place| x[place]), [0, 2, 4, 6, 1, 3, 5, 7]);
    let thin = Rows::csr(&thin, &[0u8, 1, 0, 0, 1], &[0u8, 1, 2, 3, 5], 2).unwrap();
    let columns = turned.map(|place| x[place]);
    let columns = Rows::spatial(&columns, &[2, 4], 0).unwrap();
    for (rows, places) in [(thin, &stored[..]), (columns, &turned)] {
        let want: Vec<f64> = places.iter().map(|&place| dense[place]).collect();
        for threads in [0, 1, 2] {
            let got = triplets.clone().threads(threads).value_and_gradient(&loss, rows).unwrap();
            assert_eq!(got, (value, want.clone()));
        }
    }
    let error = Triplets::new(vec![0], vec![], vec![1]).unwrap_err().to_string();
    assert!(error.contains("`positive` has shape (0,), but (1,) is needed"), "{error}");
}
