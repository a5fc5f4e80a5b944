//! A line under outliers: what wrong targets do to a fit, loss by loss.
//!
//! The progression of diabetes over the body mass index, 442 patients. In a part of the rows, drawn by a seed, the target has
//! slipped by a digit: 151 is written 1510. Squared error follows what is wrong; a loss whose slope is bounded follows it
//! less (Huber 1964, doi:10.1214/aoms/1177703732), one whose slope returns to zero hardly at all (Beaton and Tukey
//! 1974, doi:10.1080/00401706.1974.10489171).

use lossfn_examples_shared::{Outcome, Table, draw, some};
use lossfn_fit::{Features, Fit, Target};
use lossfn_plot::{Chart, Series};

const LOSSES: [&str; 5] = ["squared", "absolute", "huber(delta=50)", "cauchy(scale=50)", "tukey(scale=250)"];
const WRONG: f64 = 0.1;

/// Slope and intercept of the line of least loss.
fn line(loss: &str, x: &[f64], y: &[f64]) -> Outcome<(f64, f64)> {
    let loss = lossfn::get(loss)?;
    let features = Features::new(vec!["bmi".into()], vec![x.to_vec()])?;
    let fitted = Fit::new(&loss).on(&features, &Target::Numbers(y.to_vec()))?;
    Ok((fitted.model.coefficients()[0], fitted.model.intercept()[0]))
}

/// The targets, of which a part has slipped by a digit, and which ones have.
fn slipped(y: &[f64], part: f64) -> (Vec<f64>, Vec<bool>) {
    let wrong = some(y.len(), part, 7);
    (y.iter().zip(&wrong).map(|(y, &wrong)| if wrong { 10.0 * y } else { *y }).collect(), wrong)
}

fn data() -> Outcome<(Vec<f64>, Vec<f64>)> {
    let mut table = Table::read("diabetes.csv")?;
    Ok((table.take("bmi")?, table.take("target")?))
}

fn main() -> Outcome {
    let (x, y) = data()?;
    let (typed, wrong) = slipped(&y, WRONG);
    let absolute = lossfn::get("absolute")?;
    println!(
        "{:<18} {:>12} {:>12} {:>22}",
        "loss", "slope, right", "a tenth wrong", "error on right targets"
    );
    let mut lines = vec![];
    for loss in LOSSES {
        let ((right, _), (slope, intercept)) = (line(loss, &x, &y)?, line(loss, &x, &typed)?);
        let pred: Vec<f64> = x.iter().map(|x| slope * x + intercept).collect();
        let error = absolute.on(&pred[..], &y[..]).mean()?;
        println!("{loss:<18} {right:>12.2} {slope:>12.2} {error:>22.1}");
        let ends = [18.0, 42.5].map(|x| (x, slope * x + intercept));
        lines.push(Series::new(loss, ends.to_vec()));
    }

    let mut over = lines.iter().map(|line| Series::new(line.name.clone(), vec![])).collect::<Vec<_>>();
    for percent in (0..=40).step_by(2) {
        let (typed, _) = slipped(&y, f64::from(percent) / 100.0);
        for (series, loss) in over.iter_mut().zip(LOSSES) {
            series.points.push((f64::from(percent), line(loss, &x, &typed)?.0));
        }
    }
    let points = |keep: bool| {
        let all = x.iter().zip(&typed).zip(&wrong);
        all.filter(|(_, wrong)| **wrong != keep).map(|((x, y), _)| (*x, *y)).collect()
    };
    lines.push(Series::dots("a patient", points(true)));
    lines.push(Series::dots("a target that slipped by a digit", points(false)));
    let panels = vec![
        Chart {
            title: "A tenth of the targets is wrong".into(),
            x_label: "body mass index, kg/m²".into(),
            y_label: "progression of the disease".into(),
            series: lines,
            y_range: Some((0.0, 1500.0)),
        },
        Chart {
            title: "More of them".into(),
            x_label: "targets that are wrong, %".into(),
            y_label: "slope of the line".into(),
            series: over,
            y_range: None,
        },
    ];
    draw("outliers.png", "Lines under outliers", panels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_wrong_targets_moves_squared_error_alone_far() -> Outcome {
        let (x, y) = data()?;
        let (typed, _) = slipped(&y, WRONG);
        let moved = |loss| -> Outcome<f64> { Ok(line(loss, &x, &typed)?.0 / line(loss, &x, &y)?.0 - 1.0) };
        assert!(moved("squared")? > 0.3);
        for loss in &LOSSES[1..] {
            assert!(moved(loss)?.abs() < 0.03, "{loss}: {}", moved(loss)?);
        }
        Ok(())
    }
}
