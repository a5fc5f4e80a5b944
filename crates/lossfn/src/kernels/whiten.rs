//! The length of a difference in the unit of a covariance.

use std::sync::Arc;

use super::{
    Check, Detected, Once, Pull, Taken, VectorBlock, leaves,
    vectors::{power, unit},
};
use crate::{
    Error,
    data::Storage,
    real::{Derived, Fused, NoFma, Parts, Precise, Real, Score},
};

/// A covariance by its Cholesky factor.
#[derive(Debug)]
pub struct Whitened {
    /// The lower triangle, row after row, each number in two parts.
    lower: Vec<[f64; 2]>,
    /// How many numbers the covariance has.
    given: usize,
    /// What is wrong with it.
    problem: Option<Error>,
}

impl Whitened {
    /// Of a covariance, row after row. What is wrong with it is told when vectors come.
    pub fn of(covariance: &[f64]) -> Arc<dyn VectorBlock> {
        let n = covariance.len().isqrt();
        let given = covariance.len();
        if n * n != given {
            return Arc::new(Self { lower: vec![], given, problem: None });
        }
        Arc::new(match cholesky(covariance, n) {
            Ok(lower) => Self { lower, given, problem: None },
            Err(problem) => Self { lower: vec![], given, problem: Some(problem) },
        })
    }
}

/// The lower triangle, or the row where there is none.
fn cholesky(covariance: &[f64], n: usize) -> Result<Vec<[f64; 2]>, Error> {
    let wrong = |row, problem| Err(Error::Row { input: "covariance", row, problem });
    let mut lower: Vec<Precise> = Vec::with_capacity(n * (n + 1) / 2);
    let at = |i: usize, j: usize| i * (i + 1) / 2 + j;
    for i in 0..n {
        for j in 0..=i {
            let (x, mirrored) = (covariance[i * n + j], covariance[j * n + i]);
            if x != mirrored {
                let problem = format!(
                    "has {x} in column {j}, and row {j} has {mirrored} in column {i}; a covariance is symmetric"
                );
                return wrong(i, problem);
            }
            let rest = (0..j).fold(Precise::new(x), |rest, k| rest - lower[at(i, k)] * lower[at(j, k)]);
            if i != j {
                lower.push(rest / lower[at(j, j)]);
                continue;
            }
            let pivot = rest.to_f64();
            if pivot.is_nan() || pivot <= 0.0 || pivot == f64::INFINITY {
                let problem = format!("has the pivot {pivot}, so the covariance is not positive definite");
                return wrong(i, problem);
            }
            lower.push(rest.sqrt());
        }
    }
    Ok(lower.into_iter().map(Parts::parts).collect())
}

/// `z` of `L z = x`.
#[inline(always)]
fn solve<R: Real>(lower: &[[f64; 2]], join: impl Fn([f64; 2]) -> R, x: &mut [R]) {
    let mut row = 0;
    for i in 0..x.len() {
        let mut rest = x[i];
        for k in 0..i {
            rest = rest - join(lower[row + k]) * x[k];
        }
        x[i] = rest / join(lower[row + i]);
        row += i + 1;
    }
}

/// `w` of `L' w = z`.
#[inline(always)]
fn solve_back<R: Real>(lower: &[[f64; 2]], join: impl Fn([f64; 2]) -> R, z: &mut [R]) {
    for i in (0..z.len()).rev() {
        let row = i * (i + 1) / 2;
        let w = z[i] / join(lower[row + i]);
        z[i] = w;
        for k in 0..i {
            z[k] = z[k] - join(lower[row + k]) * w;
        }
    }
}

/// The difference in the unit of the covariance, and what its coordinates were multiplied by before.
#[inline(always)]
fn whitened<N: Score, T: Storage>(lower: &[[f64; 2]], a: &[T], b: &[T]) -> (Vec<N>, f64) {
    let size = a.iter().chain(b).map(|x| x.to_f64().abs()).fold(0.0, |a: f64, b| if b > a { b } else { a });
    let unit = if T::NARROW { 1.0 } else { unit(size, power(-440), power(400)) };
    let mut z: Vec<N> =
        a.iter().zip(b).map(|(a, b)| N::read(a.to_f64() * unit) - b.to_f64() * unit).collect();
    solve(lower, |[hi, lo]| N::join(hi, lo), &mut z);
    (z, unit)
}

#[inline(always)]
fn length<N: Score>(z: &[N]) -> N {
    z.iter().fold(N::join(0.0, 0.0), |sum, &z| sum + z * z).sqrt()
}

#[inline(always)]
fn take<N: Score, T: Storage>(lower: &[[f64; 2]], a: &[T], b: &[T]) -> Taken {
    let (z, unit) = whitened::<N, T>(lower, a, b);
    Taken::of((length(&z) / unit).parts())
}

#[inline(always)]
fn pull<N: Score, T: Storage>(lower: &[[f64; 2]], a: &[T], b: &[T], pull: Pull<'_>) {
    let Pull { along, factor: [hi, lo], scale, hi: out, lo: rest } = pull;
    let (mut z, _) = whitened::<N, T>(lower, a, b);
    let size = length(&z);
    // Where the vectors coincide the least slope of the kink is 0.
    if size.parts()[0] == 0.0 {
        return;
    }
    let sign = if along == 0 { 1.0 } else { -1.0 };
    let factor = N::join(hi, lo) * (sign * scale) / size;
    solve_back(lower, |[hi, lo]| N::join(hi, lo), &mut z);
    for ((z, hi), lo) in z.into_iter().zip(out).zip(rest) {
        [*hi, *lo] = (N::join(*hi, *lo) + z * factor).parts();
    }
}

leaves! {
    fn take_leaf[T: Storage][T](lower: &[[f64; 2]], a: &[T], b: &[T]) -> Taken {
        fused: take::<T::Capped<Fused>, T>,
        unfused: take::<T::Capped<NoFma>, T>,
    }
}
leaves! {
    fn pull_leaf[T: Storage][T](lower: &[[f64; 2]], a: &[T], b: &[T], pulled: Pull<'_>) {
        fused: pull::<T::Capped<Fused>, T>,
        unfused: pull::<T::Capped<NoFma>, T>,
    }
}

impl VectorBlock for Whitened {
    fn skips_zeros(&self) -> bool {
        false
    }
    fn fits(&self, columns: usize) -> Result<(), Error> {
        if columns.checked_mul(columns) != Some(self.given) {
            let want = format!("({columns}, {columns}), row after row");
            return Err(Error::Shape { input: "covariance", got: format!("({},)", self.given), want });
        }
        self.problem.clone().map_or(Ok(()), Err)
    }
    fn take_f32(&self, isa: Detected, a: &[f32], b: &[f32], _: usize) -> Taken {
        take_leaf(isa, &self.lower, a, b)
    }
    fn take_f64(&self, isa: Detected, a: &[f64], b: &[f64], _: usize) -> Taken {
        take_leaf(isa, &self.lower, a, b)
    }
    fn pull_f32(&self, isa: Detected, [a, b]: [&[f32]; 2], _: &Taken, pull: Pull<'_>) {
        pull_leaf(isa, &self.lower, a, b, pull);
    }
    fn pull_f64(&self, isa: Detected, [a, b]: [&[f64]; 2], _: &Taken, pull: Pull<'_>) {
        pull_leaf(isa, &self.lower, a, b, pull);
    }
    fn moved(&self, [a, b]: [&[Once]; 2], along: usize) -> (Once, Vec<Once>) {
        let zero = a[0].lift(0.0);
        let join = |[hi, lo]: [f64; 2]| zero + hi + lo;
        let mut z: Vec<Once> = a.iter().zip(b).map(|(&a, &b)| a - b).collect();
        solve(&self.lower, join, &mut z);
        let size = z.iter().fold(zero, |sum, &z| sum + z * z).sqrt();
        if size.dual().v.to_f64() == 0.0 {
            return (zero, vec![zero; a.len()]);
        }
        solve_back(&self.lower, join, &mut z);
        let sign = if along == 0 { 1.0 } else { -1.0 };
        (size, z.into_iter().map(|z| z * sign / size).collect())
    }
    fn reference(&self, a: &[Check], b: &[Check]) -> Check {
        let mut z: Vec<Check> = a.iter().zip(b).map(|(&a, &b)| a - b).collect();
        solve(&self.lower, |[hi, lo]| a[0].lift(hi) + lo, &mut z);
        let total = z.iter().fold(a[0].lift(0.0), |sum, &z| sum + z * z);
        if total.dual().v.dual().v.to_f64() == 0.0 { a[0].lift(0.0) } else { total.sqrt() }
    }
}
