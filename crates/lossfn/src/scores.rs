//! Scores of forecasts that are more than a number: an ensemble, or quantiles.
//!
//! Both are means of exact sums, rounded once: no order of the members or rows and no number of threads
//! changes a bit.

use crate::{
    Error, Rows,
    data::{Element, Storage as _},
    reduce::ExactSum,
    spec::Domain,
};

/// The continuous ranked probability score of an ensemble: the mean distance of its members from the target less
/// half their mean distance from each other.
///
/// It is that of the distribution of the members, or, where it is `fair`, what that of the distribution from which they are
/// drawn is on average, whatever the number of members: of pairs of a member with itself it counts none.
/// Members are sorted, so a row takes `m log m`. Where members, or a member and the target, are equal, the gradient is
/// the mean of those on both sides.
///
/// Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation,
/// doi:10.1198/016214506000001437; Ferro (2014), Fair scores for ensemble forecasts, doi:10.1002/qj.2270
///
/// ```
/// use lossfn::{Rows, scores::CrpsEnsemble};
/// let (members, target) = ([1.0, 4.0, 2.0], [3.0]);
/// let members = Rows::rows(&members, 3)?;
/// assert_eq!(CrpsEnsemble::new(false).values(members, &target)?, [2.0 / 3.0]);
/// assert_eq!(CrpsEnsemble::new(true).values(members, &target)?, [1.0 / 3.0]);
/// let (value, gradient) = CrpsEnsemble::new(true).value_and_gradient(members, &target)?;
/// assert_eq!((value, gradient), (1.0 / 3.0, vec![0.0, 0.0, -1.0 / 3.0]));
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrpsEnsemble {
    fair: bool,
}

impl CrpsEnsemble {
    /// The score, fair or not.
    pub const fn new(fair: bool) -> Self {
        Self { fair }
    }
    /// The score of each row of members.
    ///
    /// # Errors
    /// When there is not a target for each row, a number is not finite, or the score is fair and there is one member.
    pub fn values<T: Element>(&self, members: Rows<'_, T>, target: &[T]) -> Result<Vec<f64>, Error> {
        self.checked(members, target)?;
        Ok(self.rows(members, target).map(|(sum, _, _)| sum.divided_by(self.divisor(members))).collect())
    }
    /// The mean of the scores.
    ///
    /// # Errors
    /// As [`CrpsEnsemble::values`], and when there are no rows.
    pub fn mean<T: Element>(&self, members: Rows<'_, T>, target: &[T]) -> Result<f64, Error> {
        Ok(self.value_and_gradient(members, target)?.0)
    }
    /// The mean of the scores, and its gradient in the members, in their places.
    ///
    /// # Errors
    /// As [`CrpsEnsemble::mean`].
    pub fn value_and_gradient<T: Element>(
        &self,
        members: Rows<'_, T>,
        target: &[T],
    ) -> Result<(f64, Vec<T>), Error> {
        self.checked(members, target)?;
        some(members)?;
        let divisor = self.divisor(members) * members.len() as u64;
        let (mut total, mut by_row) = (ExactSum::new(), vec![T::default(); members.data().len()]);
        for ((sum, order, slopes), row) in
            self.rows(members, target).zip(by_row.chunks_mut(members.columns()))
        {
            total.merge(&sum);
            for (i, slope) in order.into_iter().zip(slopes) {
                row[i] = T::rounded(slope / divisor as f64);
            }
        }
        let mut gradient = by_row.clone();
        members.scatter(&by_row, &mut gradient);
        Ok((total.divided_by(divisor), gradient))
    }
    /// What the sums of a row are divided by.
    fn divisor<T: Element>(self, members: Rows<'_, T>) -> u64 {
        let m = members.columns() as u64;
        m * (m - u64::from(self.fair))
    }
    fn checked<T: Element>(self, members: Rows<'_, T>, target: &[T]) -> Result<(), Error> {
        check("members", members, target)?;
        if self.fair && members.columns() == 1 {
            let want = format!("({}, 2) or more columns", members.len());
            return Err(Error::Shape { input: "members", got: members.shape(), want });
        }
        Ok(())
    }
    /// Of each row the score times the divisor, the order of the members, and in that order their slopes times it.
    fn rows<'a, T: Element>(
        &'a self,
        members: Rows<'a, T>,
        target: &'a [T],
    ) -> impl Iterator<Item = (ExactSum, Vec<usize>, Vec<f64>)> + 'a {
        let m = members.columns();
        let factor = (m - usize::from(self.fair)) as f64;
        (0..members.len()).map(move |row| {
            let (x, y) = (members.row(row), target[row].widen().to_f64());
            let mut order: Vec<usize> = (0..m).collect();
            order.sort_by(|&a, &b| x[a].to_f64().total_cmp(&x[b].to_f64()));
            let sorted: Vec<f64> = order.iter().map(|&i| x[i].to_f64() + 0.0).collect();
            let mut slopes = vec![0.0; m];
            let mut sum = ExactSum::new();
            let mut from = 0;
            while from < m {
                // Members that are equal have all the same number below and above.
                let to = from + sorted[from..].iter().take_while(|&&z| z == sorted[from]).count();
                let above = sorted[from];
                let side = if above > y {
                    1.0
                } else if above < y {
                    -1.0
                } else {
                    0.0
                };
                for slope in &mut slopes[from..to] {
                    *slope = side * factor - (from as f64 - (m - to) as f64);
                    sum.add_product(*slope, above);
                    sum.add_product(-side * factor, y);
                }
                from = to;
            }
            (sum, order, slopes)
        })
    }
}

/// The score of predicted quantiles: the mean over the levels of the quantile loss, `level (target - x)` below the
/// target and `(1 - level) (x - target)` above it. Twice that over many even levels is the continuous ranked
/// probability score. At the target the slope is 0.
///
/// Koenker and Bassett (1978), Regression quantiles, doi:10.2307/1913643
///
/// ```
/// use lossfn::{Rows, scores::QuantileScore};
/// let score = QuantileScore::new(&[0.25, 0.5, 0.75])?;
/// let predicted = [1.0, 2.0, 4.0];
/// let (value, gradient) = score.value_and_gradient(Rows::rows(&predicted, 3)?, &[3.0])?;
/// assert_eq!((value, gradient), (1.25 / 3.0, vec![-0.25 / 3.0, -0.5 / 3.0, 0.25 / 3.0]));
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct QuantileScore {
    levels: Vec<f64>,
}

impl QuantileScore {
    /// The score at some levels.
    ///
    /// # Errors
    /// When there are none, or one is not in (0, 1).
    pub fn new(levels: &[f64]) -> Result<Self, Error> {
        if levels.is_empty() {
            return Err(Error::Shape {
                input: "levels",
                got: "(0,)".into(),
                want: "one level or more".into(),
            });
        }
        let allowed = Domain::open(0.0, 1.0);
        match levels.iter().position(|&x| !allowed.contains(x)) {
            Some(index) => Err(Error::Value { input: "levels", index, value: levels[index], allowed }),
            None => Ok(Self { levels: levels.into() }),
        }
    }
    /// The score of each row of quantiles, which stand as the levels do.
    ///
    /// # Errors
    /// When a row has not as many quantiles as there are levels, there is not a target for each row, or a number is
    /// not finite.
    pub fn values<T: Element>(&self, quantiles: Rows<'_, T>, target: &[T]) -> Result<Vec<f64>, Error> {
        self.checked(quantiles, target)?;
        let levels = self.levels.len() as u64;
        Ok(self.rows(quantiles, target).map(|(sum, _)| sum.divided_by(levels)).collect())
    }
    /// The mean of the scores.
    ///
    /// # Errors
    /// As [`QuantileScore::values`], and when there are no rows.
    pub fn mean<T: Element>(&self, quantiles: Rows<'_, T>, target: &[T]) -> Result<f64, Error> {
        Ok(self.value_and_gradient(quantiles, target)?.0)
    }
    /// The mean of the scores, and its gradient in the quantiles, in their places.
    ///
    /// # Errors
    /// As [`QuantileScore::mean`].
    pub fn value_and_gradient<T: Element>(
        &self,
        quantiles: Rows<'_, T>,
        target: &[T],
    ) -> Result<(f64, Vec<T>), Error> {
        self.checked(quantiles, target)?;
        some(quantiles)?;
        let divisor = (self.levels.len() * quantiles.len()) as u64;
        let (mut total, mut by_row) = (ExactSum::new(), vec![]);
        for (sum, slopes) in self.rows(quantiles, target) {
            total.merge(&sum);
            by_row.extend(slopes.into_iter().map(|slope| T::rounded(slope / divisor as f64)));
        }
        let mut gradient = by_row.clone();
        quantiles.scatter(&by_row, &mut gradient);
        Ok((total.divided_by(divisor), gradient))
    }
    fn checked<T: Element>(&self, quantiles: Rows<'_, T>, target: &[T]) -> Result<(), Error> {
        check("quantiles", quantiles, target)?;
        if quantiles.columns() != self.levels.len() {
            let want = format!("({}, {})", quantiles.len(), self.levels.len());
            return Err(Error::Shape { input: "quantiles", got: quantiles.shape(), want });
        }
        Ok(())
    }
    /// Of each row the sum of the losses, and their slopes.
    fn rows<'a, T: Element>(
        &'a self,
        quantiles: Rows<'a, T>,
        target: &'a [T],
    ) -> impl Iterator<Item = (ExactSum, Vec<f64>)> + 'a {
        (0..quantiles.len()).map(move |row| {
            let (x, y) = (quantiles.row(row), target[row].widen().to_f64());
            let mut sum = ExactSum::new();
            let one = |(x, level): (&T::Wide, &f64)| {
                let x = x.to_f64();
                // One minus a level may be no float: the two parts of it are multiplied one by one.
                let (whole, part) = if x > y {
                    (1.0, -level)
                } else if x < y {
                    (0.0, -level)
                } else {
                    (0.0, 0.0)
                };
                for (factor, number) in [(whole, x), (part, x), (-whole, y), (-part, y)] {
                    sum.add_product(factor, number);
                }
                whole + part
            };
            let slopes = x.iter().zip(&self.levels).map(one).collect();
            (sum, slopes)
        })
    }
}

/// Whether there is a finite target for each row of finite numbers.
fn check<T: Element>(input: &'static str, rows: Rows<'_, T>, target: &[T]) -> Result<(), Error> {
    if rows.is_sparse() {
        return Err(Error::Shape { input, got: "sparse rows".into(), want: "rows of all numbers".into() });
    }
    if target.len() != rows.len() {
        let (got, want) = (format!("({},)", target.len()), format!("({},)", rows.len()));
        return Err(Error::Shape { input: "target", got, want });
    }
    for (row, y) in target.iter().enumerate() {
        if let Some(x) = rows.row(row).iter().map(|x| x.to_f64()).find(|x| !x.is_finite()) {
            return Err(Error::Row { input, row, problem: format!("has {x}") });
        }
        let (value, allowed) = (y.widen().to_f64(), Domain::FINITE);
        if !allowed.contains(value) {
            return Err(Error::Value { input: "target", index: row, value, allowed });
        }
    }
    Ok(())
}
/// Whether there is a row to average.
fn some<T: Element>(rows: Rows<'_, T>) -> Result<(), Error> {
    if rows.is_empty() { Err(Error::Empty { rows: 0, dropped: 0 }) } else { Ok(()) }
}
