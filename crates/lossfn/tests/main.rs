//! Every file here is a part of one program: each would otherwise compile the kernels of all losses again.
//!
//! `cargo test -p lossfn --test all golden::` runs those of one file.

mod support;
#[allow(dead_code, reason = "the pages need more of it")]
#[path = "support/sympy.rs"]
mod sympy;

mod adaptive;
mod bad_expressions;
mod bad_input;
mod batches;
mod best_constant;
mod bits;
mod boosting;
mod boxes;
mod catalogue;
mod class_weights;
mod ctc;
mod curve;
mod dd;
mod density;
mod dialects;
mod exact;
mod functions;
mod golden;
mod groups;
mod identities;
mod image;
mod layouts;
mod limits;
mod metrics;
mod multitask;
mod own_loss;
mod pairwise;
mod parity;
mod penalty;
mod product;
mod properties;
mod prox;
mod ranked;
mod readings;
mod regions;
mod rules;
mod scores;
mod sparse;
mod special;
mod survival;
mod tokens;
mod wide;
mod worked;
mod wrt;
