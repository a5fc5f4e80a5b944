//! Functions of rows, against double-double and worked numbers.

use std::path::Path;

use lossfn::functions::{self, LogSoftmax, LogSumExp, Softmax};
use lossfn::{
    Logits,
    kernels::{Detected, Isa},
    real::{Dd, Real},
};
use toml::Table;

use super::Kept;
use crate::support::{Random, bits};

type D = Dd<f64>;

fn d(x: f64) -> D {
    Dd::new(x)
}
fn total(x: impl Iterator<Item = D>) -> D {
    x.fold(d(0.0), |a, b| a + b)
}
fn size(x: impl Iterator<Item = D>) -> f64 {
    total(x.map(Real::abs)).to_f64()
}

/// What is exact of one row, with its condition: softmax, its logarithm, log-sum-exp, and what comes back
/// of each.
struct Exact {
    softmax: Vec<(D, f64)>,
    log_softmax: Vec<(D, f64)>,
    log_sum_exp: (D, f64),
    softmax_back: Vec<(D, f64)>,
    log_softmax_back: Vec<(D, f64)>,
}

fn exact(row: &[f64], u: &[f64], temperature: f64) -> Exact {
    let t = d(temperature);
    let n = row.len();
    let top = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let x: Vec<D> = row.iter().map(|&x| d(x) / t).collect();
    let gap: Vec<D> = row.iter().map(|&x| (d(x) - d(top)) / t).collect();
    let e: Vec<D> = gap.iter().map(|g| g.exp()).collect();
    let sum = total(e.iter().copied());
    let p: Vec<D> = e.iter().map(|&e| e / sum).collect();
    let u: Vec<D> = u.iter().map(|&u| d(u)).collect();
    let mean = total((0..n).map(|k| p[k] * u[k]));
    let all = total(u.iter().copied());
    // delta - p, without what cancels at the largest one.
    let beside = |j: usize, k: usize| {
        if j == k { total((0..n).filter(|&i| i != j).map(|i| p[i])) } else { -p[k] }
    };
    // Several numbers of 1 ULP of the sum would each be its condition; the largest is skipped instead.
    let top_at = row.iter().position(|&x| x == top).unwrap();
    let rest = total((0..n).filter(|&k| k != top_at).map(|k| e[k]));
    let log = rest.ln_1p();
    let relative = |value: D, by: f64| by / value.to_f64().abs();
    Exact {
        softmax: (0..n).map(|j| (p[j], size((0..n).map(|k| x[k] * beside(j, k))))).collect(),
        log_softmax: (0..n)
            .map(|j| {
                let v = gap[j] - log;
                (v, relative(v, size((0..n).map(|k| x[k] * beside(j, k)))))
            })
            .collect(),
        log_sum_exp: {
            let v = x[top_at] + log;
            (v, relative(v, size((0..n).map(|k| x[k] * p[k]))))
        },
        softmax_back: (0..n)
            .map(|j| {
                let back = p[j] * total((0..n).map(|k| p[k] * (u[j] - u[k])));
                let by_u = size((0..n).map(|k| u[k] * p[j] * beside(j, k)));
                let by_x = size((0..n).map(|k| x[k] * (beside(j, k) * back - p[j] * p[k] * (u[k] - mean))));
                (back / t, relative(back, by_u + by_x))
            })
            .collect(),
        log_softmax_back: (0..n)
            .map(|j| {
                let back = total((0..n).map(|k| if k == j { u[j] * beside(j, j) } else { -(p[j] * u[k]) }));
                let by_u = size((0..n).map(|k| u[k] * if k == j { beside(j, j) } else { p[j] }));
                let by_x = size((0..n).map(|k| x[k] * all * p[j] * beside(j, k)));
                (back / t, relative(back, by_u + by_x))
            })
            .collect(),
    }
}

fn check<T: Kept>(what: &str, row: &[T], got: &[T], want: &[(D, f64)]) {
    assert_eq!(got.len(), want.len());
    for (j, (got, &(want, k))) in got.iter().zip(want).enumerate() {
        let near = T::from_f64(want.to_f64());
        let error = ((d(got.to_f64()) - want).to_f64() / near.ulp()).abs();
        let allowed = 2.0 + k / 2.0;
        // Where the exact number is 0 it has no condition, and no error is allowed.
        assert!(
            error <= allowed || error == 0.0,
            "{what}[{j}] of {row:?}: {got:?}, not {near:?}: {error} > {allowed}"
        );
    }
}

fn accurate<T: Kept>() {
    let mut rng = Random(21);
    for case in 0..600 {
        let n = [1, 2, 3, 5, 10, 70][case % 6];
        let spread = [0.1, 3.0, 30.0, 80.0][rng.below(4)];
        let mut draw = |s: f64| (0..n).map(|_| T::from_f64(rng.between(-s, s))).collect::<Vec<T>>();
        let (x, u) = (draw(spread), draw(1.0));
        let temperature = [1.0, 1.0, 0.5, 3.0][case % 4];
        let f64s = |x: &[T]| x.iter().map(|x| x.to_f64()).collect::<Vec<f64>>();
        let exact = exact(&f64s(&x), &f64s(&u), temperature);
        let (rows, up) = (Logits::rows(&x, n).unwrap(), Logits::rows(&u, n).unwrap());
        let softmax = Softmax::new().temperature(temperature).unwrap();
        let log_softmax = LogSoftmax::new().temperature(temperature).unwrap();
        for isa in Detected::all() {
            let fill = |f: &dyn Fn(&mut [T])| {
                let mut out = vec![T::default(); n];
                f(&mut out);
                out
            };
            let v = fill(&|out| softmax.values_on(isa, rows, out).unwrap());
            check("softmax", &x, &v, &exact.softmax);
            let v = fill(&|out| log_softmax.values_on(isa, rows, out).unwrap());
            check("log_softmax", &x, &v, &exact.log_softmax);
            let v = fill(&|out| softmax.backward_on(isa, rows, up, out).unwrap());
            check("softmax back", &x, &v, &exact.softmax_back);
            let v = fill(&|out| log_softmax.backward_on(isa, rows, up, out).unwrap());
            check("log_softmax back", &x, &v, &exact.log_softmax_back);
            if temperature == 1.0 {
                let mut v = [T::default()];
                LogSumExp.values_on(isa, rows, &mut v).unwrap();
                check("log_sum_exp", &x, &v, &[exact.log_sum_exp]);
                let v = fill(&|out| LogSumExp.backward_on(isa, rows, &[T::from_f64(1.0)], out).unwrap());
                check("log_sum_exp back", &x, &v, &exact.softmax);
            }
        }
    }
}
#[test]
fn rows_are_accurate_in_f32() {
    accurate::<f32>();
}
#[test]
fn rows_are_accurate_in_f64() {
    accurate::<f64>();
}

#[test]
fn rows_follow_their_limits() {
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    let all = |row: &[f64]| {
        let rows = Logits::rows(row, row.len()).unwrap();
        [
            functions::softmax(rows),
            functions::log_softmax(rows),
            functions::log_sum_exp(rows),
            functions::hardmax(rows),
        ]
    };
    assert_eq!(all(&[-inf, 0.0]), [vec![0.0, 1.0], vec![-inf, 0.0], vec![0.0], vec![0.0, 1.0]]);
    assert_eq!(
        all(&[inf, 0.0, -inf]),
        [vec![1.0, 0.0, 0.0], vec![0.0, -inf, -inf], vec![inf], vec![1.0, 0.0, 0.0]]
    );
    let [p, l, s, h] = all(&[inf, 1.0, inf]);
    assert_eq!((p, s, h), (vec![0.5, 0.0, 0.5], vec![inf], vec![1.0, 0.0, 0.0]));
    assert_eq!(l, [-core::f64::consts::LN_2, -inf, -core::f64::consts::LN_2]);
    assert_eq!(all(&[7.5]), [vec![1.0], vec![0.0], vec![7.5], vec![1.0]]);
    assert_eq!(all(&[1e308, -1e308]), [vec![1.0, 0.0], vec![0.0, -inf], vec![1e308], vec![1.0, 0.0]]);
    // The first of several largest.
    assert_eq!(all(&[0.0, 2.0, 2.0])[3], [0.0, 1.0, 0.0]);
    let [p, l, s, h] = all(&[-inf, -inf]);
    assert!(p.iter().chain(&l).chain(&h).all(|x| x.is_nan()) && s == [-inf]);
    for row in [[nan, 1.0], [1.0, nan], [nan, inf], [nan, -inf]] {
        assert!(all(&row).iter().flatten().all(|x| x.is_nan()), "{row:?}: {:?}", all(&row));
    }
    let none: [f64; 0] = [];
    assert!(functions::softmax(Logits::rows(&none, 4).unwrap()).is_empty());
}

#[test]
fn sets_threads_and_neighbours_do_not_change_a_bit_of_a_row() {
    let mut rng = Random(22);
    for n in (1..70).chain([4096, 4100]) {
        let count = 300_000 / n.max(1000) + 2;
        let x: Vec<f32> = (0..n * count).map(|_| rng.between(-9.0, 9.0) as f32).collect();
        let rows = Logits::rows(&x, n).unwrap();
        let mut fused = None;
        for isa in Detected::all() {
            let mut out = vec![0.0; x.len()];
            Softmax::new().values_on(isa, rows, &mut out).unwrap();
            let mut alone = vec![0.0; n];
            for i in [0, count - 1] {
                let row = Logits::rows(&x[i * n..][..n], n).unwrap();
                Softmax::new().values_on(isa, row, &mut alone).unwrap();
                assert!(bits(&alone) == bits(&out[i * n..][..n]), "{n} columns");
            }
            if isa.isa() != Isa::Base || !cfg!(target_arch = "x86_64") {
                assert!(*fused.get_or_insert_with(|| out.clone()) == out, "{n} columns on {:?}", isa.isa());
            }
        }
    }
}

#[test]
fn worked_numbers_come_out() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/worked.toml");
    let table: Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let examples = table["function"].as_array().unwrap();
    assert!(examples.len() >= 2);
    for example in examples {
        let title = example["title"].as_str().unwrap();
        let scores = example["row_of_scores"].as_array().unwrap();
        let x: Vec<f64> = scores.iter().map(|x| x.as_float().unwrap()).collect();
        let rows = Logits::rows(&x, x.len()).unwrap();
        let got = match example["name"].as_str().unwrap() {
            "softmax" => functions::softmax(rows),
            "log_softmax" => functions::log_softmax(rows),
            "log_sum_exp" => functions::log_sum_exp(rows),
            "hardmax" => functions::hardmax(rows),
            other => panic!("no function {other}"),
        };
        let want = example["values"].as_array().unwrap();
        assert_eq!(got.len(), want.len());
        for (got, want) in got.iter().zip(want) {
            let want = want.as_str().unwrap();
            let digits = want.split_once('.').map_or(0, |(_, d)| d.len());
            assert_eq!(format!("{got:.digits$}"), want, "{title}");
        }
    }
}

#[test]
fn rows_along_an_axis_answer_where_they_stand() {
    let mut rng = Random(23);
    let (shape, n) = ([3, 7, 5], 7);
    let mut draw = || -> Vec<f64> { (0..3 * 7 * 5).map(|_| rng.between(-9.0, 9.0)).collect() };
    let (by_row, upstream) = (draw(), draw());
    // Of a score of an image, counted through row after row.
    let spread =
        |x: &[f64]| -> Vec<f64> { (0..x.len()).map(|i| x[(i / 35 * 5 + i % 5) * n + i / 5 % n]).collect() };
    let (image, turned) = (spread(&by_row), spread(&upstream));
    let rows = [&by_row, &upstream].map(|x| Logits::rows(x, n).unwrap());
    let images = [&image, &turned].map(|x| Logits::spatial(x, &shape, 1).unwrap());

    assert_eq!(functions::softmax(images[0]), spread(&functions::softmax(rows[0])));
    assert_eq!(functions::log_softmax(images[0]), spread(&functions::log_softmax(rows[0])));
    assert_eq!(functions::hardmax(images[0]), spread(&functions::hardmax(rows[0])));
    assert_eq!(functions::log_sum_exp(images[0]), functions::log_sum_exp(rows[0]));
    let [mut out, mut want] = [(); 2].map(|()| vec![0.0; image.len()]);
    // What comes from above may stand in any way.
    for above in [rows[1], images[1]] {
        Softmax::new().backward_into(images[0], above, &mut out).unwrap();
        Softmax::new().backward_into(rows[0], rows[1], &mut want).unwrap();
        assert_eq!(out, spread(&want));
        LogSoftmax::new().backward_into(images[0], above, &mut out).unwrap();
        LogSoftmax::new().backward_into(rows[0], rows[1], &mut want).unwrap();
        assert_eq!(out, spread(&want));
    }
    LogSumExp.backward_into(images[0], &upstream[..15], &mut out).unwrap();
    LogSumExp.backward_into(rows[0], &upstream[..15], &mut want).unwrap();
    assert_eq!(out, spread(&want));
}
