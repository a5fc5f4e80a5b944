//! Three or four columns.

use super::{Array, Inputs, array::equal};
use crate::{Error, spec::Input};

/// The most columns that a loss reads.
const MOST: usize = 4;

/// Three or four columns of equal length, or arrays of equal shape.
#[derive(Clone, Copy, Debug)]
pub struct Several<'a, T> {
    columns: [Array<'a, T>; MOST],
    /// Whether there are four; a count would make every `On` longer by a word.
    four: bool,
}

impl<T> Several<'_, T> {
    /// How many columns there are.
    pub fn count(&self) -> usize {
        MOST - usize::from(!self.four)
    }
}
impl<'a, T: Copy> Several<'a, T> {
    fn of<const K: usize>(columns: [Array<'a, T>; K]) -> Self {
        const { assert!(K == MOST || K == MOST - 1) };
        Self { columns: core::array::from_fn(|k| columns[k.min(K - 1)]), four: K == MOST }
    }
    /// The first one.
    pub(crate) fn first(&self) -> Array<'a, T> {
        self.columns[0]
    }
    /// Their numbers.
    pub(crate) fn data(&self) -> Vec<&'a [T]> {
        self.columns[..self.count()].iter().map(|c| c.data).collect()
    }
    /// As slices, when there are `K` of them and their shapes are equal.
    pub(crate) fn slices<const K: usize>(&self, inputs: &[Input]) -> Result<Option<[&'a [T]; K]>, Error> {
        if self.count() != K {
            return Ok(None);
        }
        let shape = self.first().sizes();
        for (column, input) in self.columns[..K].iter().zip(inputs) {
            equal(input.name, &column.sizes(), &shape)?;
        }
        Ok(Some(core::array::from_fn(|k| self.columns[k].data)))
    }
}

impl<'a, T: Copy> Inputs<'a, T> {
    /// Columns of equal length, in the order of the inputs of a loss: one to four.
    pub fn from_columns(columns: &[&'a [T]]) -> Option<Self> {
        Some(match *columns {
            [weights] => Self::Weights(weights),
            [a, b] => Self::Columns(a, b),
            [a, b, c] => (a, b, c).into(),
            [a, b, c, d] => (a, b, c, d).into(),
            _ => return None,
        })
    }
}

macro_rules! several { ($($slice:ident $column:ident),*) => {
    impl<'a, T: Copy, $($slice),*> From<($(&'a $slice),*)> for Inputs<'a, T>
    where
        $($slice: AsRef<[T]> + ?Sized),*
    {
        fn from(($($column),*): ($(&'a $slice),*)) -> Self {
            Self::Several(Several::of([$(Array::column($column.as_ref())),*]))
        }
    }
    impl<'a, T: Copy> From<($(several!(@array $column 'a T)),*)> for Inputs<'a, T> {
        fn from(($($column),*): ($(several!(@array $column 'a T)),*)) -> Self {
            Self::Several(Several::of([$($column),*]))
        }
    }
    #[cfg(feature = "ndarray")]
    impl<'a, T: Copy> From<($(several!(@gathered $column 'a T)),*)> for Inputs<'a, T> {
        fn from(($($column),*): ($(several!(@gathered $column 'a T)),*)) -> Self {
            Self::Several(Several::of([$($column.array()),*]))
        }
    }
};
    (@array $column:ident $life:lifetime $t:ident) => { Array<$life, $t> };
    (@gathered $column:ident $life:lifetime $t:ident) => { &$life super::Gathered<$life, $t> };
}
several!(A a, B b, C c);
several!(A a, B b, C c, D d);
