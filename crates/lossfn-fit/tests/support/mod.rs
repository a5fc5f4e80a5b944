//! Tables of the repository.
#![allow(dead_code, clippy::unwrap_used, reason = "each test uses some of it, and fails by panicking")]

use lossfn_fit::Features;

/// Features and target of a file of `data`.
pub(crate) fn table(name: &str, target: &str) -> (Features, Vec<f64>) {
    let text = std::fs::read_to_string(format!("{}/../../data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<f64>> = lines.map(|l| l.split(',').map(|x| x.parse().unwrap()).collect()).collect();
    let column = |j: usize| rows.iter().map(|row| row[j]).collect::<Vec<f64>>();
    let place = header.iter().position(|h| *h == target).unwrap();
    let others: Vec<usize> = (0..header.len()).filter(|j| *j != place).collect();
    let names = others.iter().map(|&j| header[j].to_owned()).collect();
    let features = Features::new(names, others.iter().map(|&j| column(j)).collect()).unwrap();
    (features, column(place))
}

/// Columns of mean 0 and spread 1; those that are constant become 0.
pub(crate) fn standardised(x: &Features) -> Features {
    let one = |column: &[f64]| {
        let n = column.len() as f64;
        let mean = column.iter().sum::<f64>() / n;
        let spread = (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
        column.iter().map(|x| if spread > 0.0 { (x - mean) / spread } else { 0.0 }).collect()
    };
    Features::new(x.names().to_vec(), (0..x.columns()).map(|j| one(x.column(j))).collect()).unwrap()
}
