//! How another library calls a loss.

/// A function of another library that computes the loss, and how its arguments correspond.
///
/// The first arguments are the inputs, in their order. An argument that is called as a parameter is that
/// parameter: of the dialect, where there is one for the same peer. `arguments` has the others; those that
/// say how to reduce are the library's own business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerCall {
    /// The library.
    pub library: &'static str,
    /// The function.
    pub function: &'static str,
    /// The name of the peer that does the same, which may be a class.
    pub peer: &'static str,
    /// What its arguments are that are called otherwise here.
    pub arguments: &'static [(&'static str, Argument)],
}

/// What an argument of another library is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The parameter of this name.
    Parameter(&'static str),
    /// A weight for each item: a mean divides by their sum.
    Weight,
    /// A factor for each item: a mean divides by the number of items.
    Factor,
    /// The label that is left out.
    Ignore,
    /// What this input is raised to at least; its derivative is as if it had not been.
    Floor(&'static str),
}
