//! Declarations.

#[macro_use]
mod loss;
#[macro_use]
mod rule;
