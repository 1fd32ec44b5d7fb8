//! How many: a whole number of units, or quarters of one, held exactly.
//!
//! Internal steps take half or a quarter of a working day; floating point is never used for it.
//! Not here: what the unit is.

use std::fmt;
use std::str::FromStr;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A non-negative number with steps of a quarter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount {
    quarters: u64,
}

impl Amount {
    #[must_use]
    pub fn whole(count: u32) -> Self {
        Self { quarters: u64::from(count) * 4 }
    }

    #[must_use]
    pub fn from_quarters(quarters: u32) -> Self {
        Self { quarters: u64::from(quarters) }
    }

    /// Half of one unit.
    #[must_use]
    pub fn half() -> Self {
        Self::from_quarters(2)
    }

    #[must_use]
    pub fn quarters(self) -> u64 {
        self.quarters
    }

    #[must_use]
    pub fn is_whole(self) -> bool {
        self.quarters.is_multiple_of(4)
    }

    /// The number without its fraction.
    #[must_use]
    pub fn whole_part(self) -> u32 {
        u32::try_from(self.quarters / 4).unwrap_or(u32::MAX)
    }

    /// `self + other`, for sums of steps inside a term.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { quarters: self.quarters.saturating_add(other.quarters) }
    }

    pub(crate) fn quarters_as_i64(self) -> i64 {
        i64::try_from(self.quarters).unwrap_or(i64::MAX)
    }
}

impl From<u32> for Amount {
    fn from(count: u32) -> Self {
        Self::whole(count)
    }
}

/// With a decimal point, as data and English write it.
impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = match self.quarters % 4 {
            1 => ".25",
            2 => ".5",
            3 => ".75",
            _ => "",
        };
        write!(formatter, "{}{fraction}", self.quarters / 4)
    }
}

/// Reads `15`, `05`, `0.5`, `0,5`.
impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let quarters = match fraction.trim_end_matches('0') {
            "" => 0,
            "25" => 1,
            "5" => 2,
            "75" => 3,
            _ => return Err(format!("`{text}` is not a whole number, a half or a quarter")),
        };
        let digits_only = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
        match whole.parse::<u32>() {
            Ok(count) if digits_only => Ok(Self { quarters: u64::from(count) * 4 + quarters }),
            _ => Err(format!("`{text}` is not a number from 0 to {}", u32::MAX)),
        }
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_whole() {
            return serializer.serialize_u32(self.whole_part());
        }
        // Quarters are exact in binary, so the decimal text and the number are the same value.
        match self.to_string().parse::<f64>() {
            Ok(number) => serializer.serialize_f64(number),
            Err(_) => serializer.serialize_str(&self.to_string()),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountVisitor)
    }
}

struct AmountVisitor;

impl Visitor<'_> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number, or one with .25, .5 or .75")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Amount, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Amount, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Amount, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Amount, E> {
        text.parse().map_err(E::custom)
    }
}
