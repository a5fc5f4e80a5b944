//! What is looked at in the footer of a Parquet file before its decoder reads it: the decoder makes room for
//! as many children of a type as there are said to be, and calls itself for each level of them.

/// Deeper than any table is nested.
const MOST_LEVELS: usize = 64;
/// The schema in the metadata of a file, and the children in an element of it.
const SCHEMA: i16 = 2;
const CHILDREN: i16 = 5;

const STRUCT: u8 = 12;
const LIST: u8 = 9;
const NUMBER: u8 = 5;

/// Checks the nesting of the schema.
pub(super) fn check(metadata: &[u8]) -> Result<(), String> {
    let children = children(metadata).ok_or("its footer makes no sense")?;
    // How many children are still to come, on each level.
    let mut levels: Vec<usize> = vec![];
    for (i, &count) in children.iter().enumerate() {
        if let Some(left) = levels.last_mut() {
            *left -= 1;
        }
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if count > children.len() - i - 1 {
            return Err("its schema claims more types than it has".into());
        }
        levels.push(count);
        if levels.len() > MOST_LEVELS {
            return Err(format!("its types have more than {MOST_LEVELS} levels"));
        }
        while levels.last() == Some(&0) {
            levels.pop();
        }
    }
    Ok(())
}

/// How many children each type says that it has, from the top downwards.
fn children(metadata: &[u8]) -> Option<Vec<i64>> {
    let mut input = Compact(metadata);
    let (mut id, mut counts) = (0, vec![]);
    while let kind @ 1.. = input.field(&mut id)? {
        if (id, kind) != (SCHEMA, LIST) {
            input.skip(kind, MOST_LEVELS)?;
            continue;
        }
        let (size, kind) = input.list()?;
        for _ in 0..size {
            let (mut id, mut count) = (0, 0);
            if kind != STRUCT {
                return None;
            }
            while let kind @ 1.. = input.field(&mut id)? {
                if (id, kind) == (CHILDREN, NUMBER) {
                    count = input.signed()?;
                } else {
                    input.skip(kind, MOST_LEVELS)?;
                }
            }
            counts.push(count);
        }
    }
    Some(counts)
}

/// The compact protocol of Thrift, as far as it is needed to pass over it. `None` is the end of the bytes.
struct Compact<'a>(&'a [u8]);

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }
    fn pass(&mut self, count: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(count).ok()?..)?;
        Some(())
    }
    fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
    /// Small numbers of both signs are small.
    fn signed(&mut self) -> Option<i64> {
        let number = self.unsigned()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }
    /// The number and the type of the next field; the type is 0 at the end of a struct.
    fn field(&mut self, id: &mut i16) -> Option<u8> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(0);
        }
        *id = match byte >> 4 {
            0 => self.signed()?.try_into().ok()?,
            step => id.checked_add(step.into())?,
        };
        Some(byte & 15)
    }
    /// The size of a list and the type of its elements.
    fn list(&mut self) -> Option<(u64, u8)> {
        let byte = self.byte()?;
        let size = if byte >> 4 == 15 { self.unsigned()? } else { (byte >> 4).into() };
        Some((size, byte & 15))
    }
    fn skip(&mut self, kind: u8, levels: usize) -> Option<()> {
        let deeper = levels.checked_sub(1)?;
        match kind {
            // A boolean of a field is its type, one of a list a byte.
            1 | 2 => Some(()),
            3 => self.pass(1),
            4..=6 => self.unsigned().map(drop),
            7 => self.pass(8),
            8 => {
                let len = self.unsigned()?;
                self.pass(len)
            }
            LIST | 10 => {
                let (size, kind) = self.list()?;
                (0..size).try_for_each(|_| self.element(kind, deeper))
            }
            11 => {
                let size = self.unsigned()?;
                let kinds = if size == 0 { 0 } else { self.byte()? };
                (0..size).try_for_each(|_| {
                    self.element(kinds >> 4, deeper)?;
                    self.element(kinds & 15, deeper)
                })
            }
            STRUCT => {
                let mut id = 0;
                while let kind @ 1.. = self.field(&mut id)? {
                    self.skip(kind, deeper)?;
                }
                Some(())
            }
            13 => self.pass(16),
            _ => None,
        }
    }
    fn element(&mut self, kind: u8, levels: usize) -> Option<()> {
        if matches!(kind, 1 | 2) { self.pass(1) } else { self.skip(kind, levels) }
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    /// Metadata with a schema of types that have so many children, each below 64.
    fn metadata(children: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x15, 2, 0x19, 0xfc];
        let len = children.len();
        bytes.extend([(len & 0x7f) as u8 | 0x80, (len >> 7 & 0x7f) as u8 | 0x80, (len >> 14) as u8]);
        for count in children {
            // A name, the count, a logical type, the end.
            bytes.extend([0x48, 1, b'x', 0x15, count * 2, 0x5c, 0x1c, 0, 0, 0]);
        }
        bytes.push(0);
        bytes
    }

    #[test]
    fn nesting() {
        assert_eq!(check(&metadata(&[2, 0, 1, 0])), Ok(()));
        assert_eq!(check(&metadata(&[])), Ok(()));
        let chain = |levels: usize| [vec![1; levels - 1], vec![0]].concat();
        assert_eq!(check(&metadata(&chain(64))), Ok(()));
        for levels in [65, 1_000_000] {
            assert!(check(&metadata(&chain(levels))).is_err_and(|e| e.contains("levels")));
        }
        assert!(check(&metadata(&[4, 0, 1, 0])).is_err_and(|e| e.contains("more types")));
        let mut huge = metadata(&[1, 0]);
        // The count of the first: the largest of 32 bits.
        huge.splice(11..12, [0xfe, 0xff, 0xff, 0xff, 0x0f]);
        assert!(check(&huge).is_err_and(|e| e.contains("more types")));
        huge.splice(11..16, [1]);
        assert!(check(&huge).is_err_and(|e| e.contains("more types")), "-1 children");
    }

    #[test]
    fn no_sense() {
        let whole = metadata(&[1, 0]);
        for len in 0..whole.len() {
            assert!(check(&whole[..len]).is_err(), "{len}");
        }
        // Lists in lists in lists, and lengths beyond the end.
        assert!(check(&[vec![0x39], vec![0x19; 1000]].concat()).is_err());
        assert!(check(&[0x38, 0xff, 0xff, 0xff, 0xff, 0x0f]).is_err());
        assert!(check(&[0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]).is_err());
    }
}
