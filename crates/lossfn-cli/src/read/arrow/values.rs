//! Arrays of Arrow as cells.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::super::Cell;

/// Whether a value of this type is a cell.
pub(super) fn is_read(kind: &DataType) -> bool {
    use DataType as D;
    match kind {
        D::Dictionary(_, value) => !matches!(**value, D::Dictionary(..)) && is_read(value),
        D::Null
        | D::Boolean
        | D::Utf8
        | D::LargeUtf8
        | D::Utf8View
        | D::Binary
        | D::LargeBinary
        | D::BinaryView => true,
        _ => kind.is_numeric(),
    }
}

/// The type of what stands in a list.
pub(super) fn item(kind: &DataType) -> Option<&DataType> {
    match kind {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            Some(item.data_type())
        }
        _ => None,
    }
}

/// The value of a row; `None` where it is null.
pub(super) fn cell(array: &dyn Array, row: usize) -> Option<Cell<'_>> {
    use DataType as D;
    macro_rules! integer {
        ($kind:ty) => {
            Cell::Integer(array.as_primitive::<$kind>().value(row).into())
        };
    }
    macro_rules! decimal {
        ($scale:expr, $kind:ty) => {
            Cell::Text(decimal(&array.as_primitive::<$kind>().value(row), $scale).into())
        };
    }
    if row >= array.len() || array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        D::Boolean => Cell::Boolean(array.as_boolean().value(row)),
        D::Int8 => integer!(Int8Type),
        D::Int16 => integer!(Int16Type),
        D::Int32 => integer!(Int32Type),
        D::Int64 => integer!(Int64Type),
        D::UInt8 => integer!(UInt8Type),
        D::UInt16 => integer!(UInt16Type),
        D::UInt32 => integer!(UInt32Type),
        D::UInt64 => integer!(UInt64Type),
        D::Float16 => Cell::Float(array.as_primitive::<Float16Type>().value(row).into()),
        D::Float32 => Cell::Float(array.as_primitive::<Float32Type>().value(row).into()),
        D::Float64 => Cell::Float(array.as_primitive::<Float64Type>().value(row)),
        // Their digits are those of a text, and so is the nearest float.
        D::Decimal32(_, scale) => decimal!(*scale, Decimal32Type),
        D::Decimal64(_, scale) => decimal!(*scale, Decimal64Type),
        D::Decimal128(_, scale) => decimal!(*scale, Decimal128Type),
        D::Decimal256(_, scale) => decimal!(*scale, Decimal256Type),
        D::Utf8 => array.as_string::<i32>().value(row).into(),
        D::LargeUtf8 => array.as_string::<i64>().value(row).into(),
        D::Utf8View => array.as_string_view().value(row).into(),
        D::Binary => array.as_binary::<i32>().value(row).into(),
        D::LargeBinary => array.as_binary::<i64>().value(row).into(),
        D::BinaryView => array.as_binary_view().value(row).into(),
        D::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let key = cell(dictionary.keys(), row)?.integer()?;
            return cell(dictionary.values(), usize::try_from(key).ok()?);
        }
        _ => return None,
    })
}

/// A whole number over ten to the power of the scale. A damaged file may have any scale.
fn decimal(number: &impl ToString, scale: i8) -> String {
    let text = number.to_string();
    let (sign, digits) = text.split_at(usize::from(text.starts_with('-')));
    let places = usize::from(scale.unsigned_abs());
    if scale <= 0 {
        return format!("{text}{}", "0".repeat(places));
    }
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    format!("{sign}{whole}.{part}")
}

/// A column of lists.
pub(super) struct Lists<'a> {
    array: &'a ArrayRef,
    values: &'a ArrayRef,
}

impl<'a> Lists<'a> {
    pub(super) fn of(array: &'a ArrayRef) -> Option<Self> {
        let values = match array.data_type() {
            DataType::List(_) => array.as_list::<i32>().values(),
            DataType::LargeList(_) => array.as_list::<i64>().values(),
            DataType::FixedSizeList(..) => array.as_fixed_size_list().values(),
            _ => return None,
        };
        Some(Self { array, values })
    }
    /// Where the list of a row is among the values, and how long it is.
    fn range(&self, row: usize) -> Option<(usize, usize)> {
        if row >= self.array.len() || self.array.is_null(row) {
            return None;
        }
        let (from, len) = match self.array.data_type() {
            DataType::List(_) => {
                let lists = self.array.as_list::<i32>();
                (lists.value_offsets()[row].into(), lists.value_length(row).into())
            }
            DataType::LargeList(_) => {
                let lists = self.array.as_list::<i64>();
                (lists.value_offsets()[row], lists.value_length(row))
            }
            _ => {
                let lists = self.array.as_fixed_size_list();
                (lists.value_offset(row).into(), lists.value_length().into())
            }
        };
        Some((usize::try_from(from).ok()?, usize::try_from(len).ok()?))
    }
    pub(super) fn len(&self, row: usize) -> Option<usize> {
        self.range(row).map(|(_, len)| len)
    }
    /// How long the first list is that is not null.
    pub(super) fn first_len(&self) -> Option<usize> {
        (0..self.array.len()).find_map(|row| self.len(row))
    }
    pub(super) fn cell(&self, row: usize, place: usize) -> Option<Cell<'a>> {
        let (from, len) = self.range(row)?;
        if place < len { cell(self.values, from.checked_add(place)?) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn decimals() {
        for (number, scale, text) in [
            (1234, 0, "1234"),
            (1234, 2, "12.34"),
            (-1234, 4, "-0.1234"),
            (-7, 3, "-0.007"),
            (0, 1, "0.0"),
            (12, -2, "1200"),
        ] {
            assert_eq!(decimal(&number, scale), text);
        }
        assert_eq!(decimal(&i128::MIN, i8::MAX).parse(), Ok(i128::MIN as f64 * 1e-127));
        assert_eq!(decimal(&1, i8::MIN).parse(), Ok(1e128));
    }
}
