//! What can be said of a loss, or of a metric, on data before a result is asked for.

/// The steps that losses and metrics on data share.
macro_rules! settings {
    ($on:ident) => {
        impl<'a, T: $crate::data::Element> $on<'a, T> {
            /// A weight for each item; one of 0 leaves it out.
            pub fn weight<W: AsRef<[T]> + ?Sized>(mut self, weight: &'a W) -> Self {
                self.weight = Some(weight.as_ref());
                self
            }
            /// Which items count: true keeps one.
            pub fn mask<M: AsRef<[bool]> + ?Sized>(mut self, keep: &'a M) -> Self {
                self.mask = Some(keep.as_ref());
                self
            }
            /// Leaves out the rows with this label; data without labels has none.
            pub fn ignore(mut self, label: i64) -> Self {
                self.ignore = Some(label);
                self
            }
            /// How many threads may work; 0, the default, leaves it to the library. The bits do not depend
            /// on it.
            pub fn threads(mut self, threads: usize) -> Self {
                self.threads = threads;
                self
            }
            /// What the result for nothing is.
            pub fn on_empty(mut self, on_empty: $crate::reduce::OnEmpty) -> Self {
                self.when_empty = on_empty;
                self
            }
            /// Whether values are checked to lie in their domains: by default where it was made by name, and
            /// not where it is a type.
            pub fn validate(mut self, validate: bool) -> Self {
                self.validate = validate;
                self
            }
        }
    };
}
pub(crate) use settings;
