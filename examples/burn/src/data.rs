//! The tables of `data/` as tensors, and how far an example has come.

use std::sync::{Mutex, MutexGuard, PoisonError};

use burn::tensor::{Device, Int, Tensor, TensorData};
use indicatif::{ProgressBar, ProgressStyle};
use lossfn_examples_shared::{Outcome, Table};

/// Two thirds of the rows, and each third one held out of training.
pub fn split(table: &Table) -> (Table, Table) {
    (table.filter(|row| row % 3 != 2), table.filter(|row| row % 3 == 2))
}

/// Both tables with the columns shifted and scaled so that in the first each has the mean 0 and the deviation 1.
pub fn standardised(mut train: Table, mut held: Table) -> (Table, Table) {
    let moments = train.moments();
    for table in [&mut train, &mut held] {
        for (column, (mean, deviation)) in table.columns.iter_mut().zip(&moments) {
            for x in column.iter_mut() {
                *x = (*x - mean) / deviation;
            }
        }
    }
    (train, held)
}

/// The table on a device, a row for each of its rows.
pub fn tensor(table: &Table, device: &Device) -> Tensor<2> {
    let rows = table.rows();
    let numbers: Vec<f32> =
        (0..rows).flat_map(|row| table.columns.iter().map(move |column| column[row] as f32)).collect();
    Tensor::from_data(TensorData::new(numbers, [rows, table.columns.len()]), device)
}

/// A column of numbers on a device.
pub fn column(numbers: &[f64], device: &Device) -> Tensor<1> {
    let numbers: Vec<f32> = numbers.iter().map(|x| *x as f32).collect();
    Tensor::from_floats(&numbers[..], device)
}

/// A column of classes on a device.
pub fn labels(classes: &[f64], device: &Device) -> Tensor<1, Int> {
    let classes: Vec<i32> = classes.iter().map(|x| *x as i32).collect();
    Tensor::from_ints(&classes[..], device)
}

/// The numbers of a tensor, row after row.
///
/// # Errors
///
/// When they cannot be read from the device.
pub fn numbers<const D: usize>(tensor: Tensor<D>) -> Outcome<Vec<f32>> {
    Ok(tensor.into_data().try_to_vec::<f32>().map_err(|e| format!("The numbers cannot be read: {e:?}."))?)
}

/// The share of rows whose largest score is that of their class.
///
/// # Errors
///
/// When the scores cannot be read from the device.
pub fn accuracy(scores: Tensor<2>, classes: &[f64]) -> Outcome<f64> {
    let [_, columns] = scores.dims();
    let scores = numbers(scores)?;
    let right = scores.chunks(columns).zip(classes).filter(|(row, class)| {
        let largest = (0..columns).max_by(|a, b| row[*a].total_cmp(&row[*b]));
        largest == Some(**class as usize)
    });
    Ok(right.count() as f64 / classes.len() as f64)
}

/// A bar that shows how far a training of so many steps has come; nothing where there is no terminal.
pub fn progress(what: &str, steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(steps as u64).with_message(what.to_owned());
    match ProgressStyle::with_template("{msg:<24} {bar:32} {pos}/{len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Waits until no other thread holds what is given back. A device has one generator of random numbers for all threads,
/// so a test that sets its seed has to be alone while networks are made and trained.
pub fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}
