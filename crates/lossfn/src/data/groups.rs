//! Items that belong to groups.

use std::collections::HashMap;

use super::{Inputs, Label};
use crate::Error;

/// Which items belong together: the documents of a query, or the patients of a stratum.
///
/// ```
/// use lossfn::Groups;
/// let by_key = Groups::keys(&[7u32, 7, 3, 7, 3]);
/// assert_eq!((by_key.len(), by_key.items()), (2, 5));
/// assert_eq!(by_key.group(1).collect::<Vec<_>>(), [2, 4]);
/// assert_eq!(Groups::offsets(&[0, 3, 5])?, Groups::sizes(&[3, 2]));
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    /// The items, group by group, where they do not stand so already.
    order: Option<Vec<usize>>,
    offsets: Vec<usize>,
}

impl Groups {
    /// All of `items` items in one group.
    pub fn one(items: usize) -> Self {
        Self::sizes(&[items])
    }
    /// Items that stand group by group, so many in each.
    pub fn sizes(sizes: &[usize]) -> Self {
        let mut offsets = vec![0];
        let mut end = 0usize;
        // More than there is memory for fits no column, and is refused there.
        offsets.extend(sizes.iter().map(|size| {
            end = end.saturating_add(*size);
            end
        }));
        Self { order: None, offsets }
    }
    /// Items that stand group by group: where the first group begins, which is 0, where each of the others does,
    /// and where the last one ends.
    ///
    /// # Errors
    /// When the first offset is not 0, or one is below the one before it.
    pub fn offsets(offsets: &[usize]) -> Result<Self, Error> {
        if offsets.first() != Some(&0) || !offsets.is_sorted() {
            let got = match offsets.windows(2).find(|pair| pair[0] > pair[1]) {
                Some(pair) => format!("{} before {}", pair[0], pair[1]),
                None => offsets.first().map_or_else(|| "nothing".into(), |first| format!("{first} first")),
            };
            let want = "0 first, and none below the one before".into();
            return Err(Error::Shape { input: "offsets", got, want });
        }
        Ok(Self { order: None, offsets: offsets.into() })
    }
    /// Items of equal keys in a group, in the order in which keys and items come; they need not be neighbours.
    pub fn keys<L: Label>(keys: &[L]) -> Self {
        let keys = L::labels(keys);
        let mut places = HashMap::new();
        let mut groups: Vec<Vec<usize>> = vec![];
        for item in 0..keys.len() {
            let place = *places.entry(keys.get(item)).or_insert(groups.len());
            if place == groups.len() {
                groups.push(vec![]);
            }
            groups[place].push(item);
        }
        let sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
        Self { order: Some(groups.concat()), ..Self::sizes(&sizes) }
    }
    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// How many items there are.
    pub fn items(&self) -> usize {
        self.offsets[self.len()]
    }
    /// How many items the largest group has.
    pub(crate) fn longest(&self) -> usize {
        self.offsets.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0)
    }
    /// The items of a group; of one that is not there none.
    pub fn group(&self, group: usize) -> impl Iterator<Item = usize> {
        let (start, end) = (self.offsets.get(group), self.offsets.get(group + 1));
        let span = start.zip(end).map_or(0..0, |(start, end)| *start..*end);
        span.map(|place| self.order.as_ref().map_or(place, |order| order[place]))
    }
}

/// Two columns of equal length, or three, whose items belong to groups.
#[derive(Clone, Copy, Debug)]
pub struct Grouped<'a, T> {
    pub(crate) columns: [&'a [T]; 2],
    pub(crate) third: Option<&'a [T]>,
    /// Without them all items are one group.
    pub(crate) groups: Option<&'a Groups>,
}

impl<'a, T> Grouped<'a, T> {
    /// Two or three columns, and the groups of their items, or none where all are one.
    pub(crate) fn new(columns: &[&'a [T]], groups: Option<&'a Groups>) -> Option<Self> {
        match *columns {
            [a, b] => Some(Self { columns: [a, b], third: None, groups }),
            [a, b, c] => Some(Self { columns: [a, b], third: Some(c), groups }),
            _ => None,
        }
    }
    /// The columns.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'a [T]> {
        self.columns.into_iter().chain(self.third)
    }
}

impl<'a, T> Inputs<'a, T> {
    /// Two or three columns whose items belong to groups.
    pub fn grouped(columns: &[&'a [T]], groups: &'a Groups) -> Option<Self> {
        Grouped::new(columns, Some(groups)).map(Self::Grouped)
    }
}

impl<'a, T, A, B> From<(&'a A, &'a B, &'a Groups)> for Inputs<'a, T>
where
    A: AsRef<[T]> + ?Sized,
    B: AsRef<[T]> + ?Sized,
{
    fn from((a, b, groups): (&'a A, &'a B, &'a Groups)) -> Self {
        Self::Grouped(Grouped { columns: [a.as_ref(), b.as_ref()], third: None, groups: Some(groups) })
    }
}

impl<'a, T, A, B, C> From<(&'a A, &'a B, &'a C, &'a Groups)> for Inputs<'a, T>
where
    A: AsRef<[T]> + ?Sized,
    B: AsRef<[T]> + ?Sized,
    C: AsRef<[T]> + ?Sized,
{
    fn from((a, b, c, groups): (&'a A, &'a B, &'a C, &'a Groups)) -> Self {
        let third = Some(c.as_ref());
        Self::Grouped(Grouped { columns: [a.as_ref(), b.as_ref()], third, groups: Some(groups) })
    }
}
