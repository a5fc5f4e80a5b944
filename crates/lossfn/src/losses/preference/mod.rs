//! Losses of answers and of what is preferred.

pub(crate) mod dpo;
pub(crate) mod grpo;
pub(crate) mod kto;
pub(crate) mod orpo;
pub(crate) mod reward_model;
pub(crate) mod shared;
pub(crate) mod simpo;
