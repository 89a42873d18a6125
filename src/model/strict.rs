//! JSON without doubled keys: two readers must never understand one line in two ways.

use std::collections::HashSet;
use std::fmt;

use serde::de::DeserializeSeed;
use serde::de::Error;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;

/// The deepest nesting accepted; serde_json itself stops at 128.
const DEPTH_MAX: u8 = 64;

/// Checks that `json` is one JSON value in which no object has the same key twice.
///
/// # Errors
///
/// The parser's own, or 'duplicate key' with line and column.
pub fn check(json: &str) -> Result<(), serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(json);
    Unique(0).deserialize(&mut reader)?;
    reader.end()
}

/// Visits a value and forgets it, at this depth.
struct Unique(u8);

impl Unique {
    fn deeper<E: Error>(&self) -> Result<Self, E> {
        if self.0 >= DEPTH_MAX {
            return Err(E::custom("nested too deeply"));
        }
        Ok(Self(self.0 + 1))
    }
}

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(self.deeper()?)?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !keys.insert(key) {
                return Err(A::Error::custom("duplicate key"));
            }
            map.next_value_seed(self.deeper()?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_key_is_refused_at_any_depth() {
        assert!(check(r#"{"a":1,"b":{"c":[1,{"d":2}]}}"#).is_ok());
        assert!(check(r#"{"a":1,"a":2}"#).is_err());
        assert!(check(r#"{"a":[{"b":1,"\u0062":2}]}"#).is_err());
        assert!(check(r#"{"a":1} {}"#).is_err());
        assert!(check(&"[".repeat(100_000)).is_err());
    }
}
