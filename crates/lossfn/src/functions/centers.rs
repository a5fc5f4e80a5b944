//! The centres of classes, which follow their rows.

use crate::{
    Error,
    data::{Element, Labels, Rows, Storage as _},
    spec::{Domain, Value},
};

/// Moves the centre of each class by `rate` times the sum of the gaps to its rows, divided by one more than their
/// number: the update that comes with the loss `center`. Centres of classes without rows stay.
///
/// ```
/// use lossfn::{Labels, Rows, functions};
/// let rows = [2.0, 0.0, 4.0, 2.0];
/// let mut centers = [0.0, 1.0, 5.0, 5.0];
/// functions::update_centers(Rows::rows(&rows, 2)?, Labels::U8(&[0, 0]), &mut centers, 0.5)?;
/// assert_eq!(centers, [1.0, 1.0, 5.0, 5.0]);
/// # Ok::<(), lossfn::Error>(())
/// ```
///
/// # Errors
/// When the centres are no whole rows, the numbers of rows and labels differ, a label is no class, or the rate is
/// not in [0, 1]; nothing is moved then.
pub fn update_centers<T: Element>(
    embeddings: Rows<'_, T>,
    labels: Labels<'_>,
    centers: &mut [T],
    rate: f64,
) -> Result<(), Error> {
    let columns = embeddings.columns();
    if !centers.len().is_multiple_of(columns) {
        let (got, want) = (format!("({},)", centers.len()), format!("(classes, {columns})"));
        return Err(Error::Shape { input: "centers", got, want });
    }
    if labels.len() != embeddings.len() {
        let (got, want) = (format!("({},)", labels.len()), format!("({},)", embeddings.len()));
        return Err(Error::Shape { input: "label", got, want });
    }
    if !Domain::UNIT.contains(rate) {
        let (value, allowed) = (Value::Number(rate), Domain::UNIT.to_string());
        return Err(Error::Parameter { loss: "update_centers", name: "rate", value, allowed });
    }
    let classes = centers.len() / columns;
    let mut members = vec![vec![]; classes];
    for row in 0..labels.len() {
        let label = labels.get(row);
        let place = usize::try_from(label).ok().and_then(|label| members.get_mut(label));
        place.ok_or(Error::Label { row, label, classes })?.push(row);
    }
    for (center, members) in centers.chunks_mut(columns).zip(members).filter(|(_, m)| !m.is_empty()) {
        let mut sums = vec![0.0; columns];
        for &row in &members {
            for ((sum, x), c) in sums.iter_mut().zip(&*embeddings.row(row)).zip(&*center) {
                *sum += x.to_f64() - c.widen().to_f64();
            }
        }
        let share = rate / (members.len() + 1) as f64;
        for (c, sum) in center.iter_mut().zip(sums) {
            *c = T::rounded(share.mul_add(sum, c.widen().to_f64()));
        }
    }
    Ok(())
}
