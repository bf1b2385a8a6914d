//! JSON as it was written: members in their order and as often as they came, numbers as their digits.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A document that has forgotten nothing but its white space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub(crate) fn parse(text: &str) -> Self {
        match text.bytes().next() {
            Some(b'{') => {
                let Members(members) = read(text);
                Self::Object(members.into_iter().map(|(name, raw)| (name, Self::parse(raw.get()))).collect())
            }
            Some(b'[') => {
                Self::List(read::<Vec<&RawValue>>(text).into_iter().map(|raw| Self::parse(raw.get())).collect())
            }
            Some(b'"') => Self::Text(read(text)),
            Some(b't' | b'f') => Self::Bool(read(text)),
            Some(b'n') => read::<Option<bool>>(text).map_or(Self::Null, Self::Bool),
            _ => Self::Number(read::<&RawValue>(text).get().to_owned()),
        }
    }

    /// The one value at a pointer without escapes.
    pub(crate) fn at(&self, pointer: &str) -> &Self {
        pointer.split('/').skip(1).fold(self, |here, name| {
            let found = match here {
                Self::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, value)| value),
                Self::List(elements) => name.parse::<usize>().ok().and_then(|at| elements.get(at)),
                _ => None,
            };
            found.unwrap_or_else(|| panic!("{pointer} is there"))
        })
    }

    pub(crate) fn members(&self) -> &[(String, Self)] {
        let Self::Object(members) = self else { panic!("expected an object, found {self:?}") };
        members
    }

    pub(crate) fn list(&self) -> &[Self] {
        let Self::List(elements) = self else { panic!("expected a list, found {self:?}") };
        elements
    }

    pub(crate) fn text(&self) -> &str {
        let Self::Text(text) = self else { panic!("expected a string, found {self:?}") };
        text
    }

    /// A number's digits.
    pub(crate) fn digits(&self) -> &str {
        let Self::Number(digits) = self else { panic!("expected a number, found {self:?}") };
        digits
    }

    pub(crate) fn count(&self) -> u64 {
        self.digits().parse().expect("a count has only digits")
    }

    pub(crate) fn is_null(&self) -> bool {
        *self == Self::Null
    }
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> T {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(InOrder)
    }
}

#[test]
fn order_repetition_and_digits_are_kept() {
    let json = Json::parse(r#"{"b": 1.00, "a": [null, true], "b": "x"}"#);
    let names: Vec<&str> = json.members().iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["b", "a", "b"]);
    assert_eq!((json.at("/b").digits(), json.at("/a/1")), ("1.00", &Json::Bool(true)));
}
