//! A JSON value as the source of one of the app's own types: the same one natively and in the module.

use serde::de::value::{Error, MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::json::{Json, Object, WHOLE_LIMIT};

impl Json {
    /// The value as one of the app's own types; `None` if it is of another shape.
    #[must_use]
    pub fn deserialize<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(Source(self.clone())).ok()
    }
}

/// Reads what a value holds.
pub(super) struct Source(pub(super) Json);

impl<'de> Deserializer<'de> for Source {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Json::Null => visitor.visit_unit(),
            Json::Bool(flag) => visitor.visit_bool(flag),
            Json::Number(number) => match whole(number) {
                Some(whole) => visitor.visit_i64(whole),
                None => visitor.visit_f64(number),
            },
            Json::String(text) => visitor.visit_string(text),
            Json::Array(items) => {
                let mut items = SeqDeserializer::new(items.into_iter().map(Source));
                let value = visitor.visit_seq(&mut items)?;
                items.end().map(|()| value)
            }
            Json::Object(members) => {
                let mut members = source_of(members);
                let value = visitor.visit_map(&mut members)?;
                members.end().map(|()| value)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    /// A name alone, or an object with it and its value, as serde writes an enum.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Json::Object(members) => visitor.visit_enum(MapAccessDeserializer::new(source_of(members))),
            Json::String(name) => visitor.visit_enum(name.into_deserializer()),
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Source {
    type Deserializer = Source;

    fn into_deserializer(self) -> Source {
        self
    }
}

fn source_of<'de>(members: Object) -> MapDeserializer<'de, impl Iterator<Item = (String, Source)>, Error> {
    MapDeserializer::new(members.into_members().map(|(name, value)| (name, Source(value))))
}

/// A whole number that doubles hold with all its neighbours.
fn whole(number: f64) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, reason = "it is just looked at")]
    let whole = number as i64;
    (number.fract() == 0.0 && number.abs() < WHOLE_LIMIT).then_some(whole)
}
