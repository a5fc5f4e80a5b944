//! What is the same with and without threads: a program of its own, so that it is soon built without them, too.

mod support;

mod halves;
mod poison;
mod sums;
