//! A loss of one's own, in a crate of one's own: declared once, used everywhere.
#![allow(clippy::print_stdout, reason = "an example says what it found")]

use lossfn::{Error, Partial, spec::Domain};

lossfn::loss! {
    /// The squared error, as a share of the target.
    pub struct Relative = "relative" {
        /// What is added to the target, in its unit, so that small ones do not count for everything.
        floor: number = 1.0 in Domain::POSITIVE;
    }
    formula(pred: Domain::REAL, target: Domain::NON_NEGATIVE) = ((pred - target) / (target + floor)).square();
}

fn main() -> Result<(), Error> {
    let (pred, target) = ([2.5f32, 0.0, 21.0], [3.0f32, 1.0, 20.0]);

    let (value, gradient) = Relative::new(0.5)?.on(&pred, &target).value_and_gradient()?;
    println!("typed:    {value:.6}, gradient {gradient:.4?}");

    lossfn::register::<Relative>()?;
    let loss = lossfn::get("relative(0.5) + 0.1*absolute")?;
    println!("{loss}: {:.6}", loss.on(&pred, &target).mean()?);

    let mut part = Partial::new(&loss);
    part.update(&pred, &target)?;
    println!("partial:  {:.6}", part.mean()?);
    Ok(())
}
