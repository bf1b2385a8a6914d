//! What a value must look like.
//!
//! What must stay true: an object has the contract's members, all of them, in the contract's order, and beside them
//! nothing but what is named here as ours.

use crate::json::Json;

#[derive(Clone)]
pub(crate) enum Shape {
    Null,
    Text,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A UUID as text.
    Id,
    /// RFC 3339 in UTC, to the millisecond.
    Instant,
    Whole,
    /// From this to that.
    Number(f64, f64),
    Switch,
    Anything,
    OrNull(Box<Shape>),
    Each(Box<Shape>),
    /// Any names, each with such a value.
    Map(Box<Shape>),
    Object(Vec<Member>),
}

#[derive(Clone)]
pub(crate) struct Member {
    name: &'static str,
    shape: Shape,
    place: Place,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Contract,
    Ours,
    OursSometimes,
}

pub(crate) use Shape::{Anything, Id, Instant, Null, OneOf, Switch, Text, Whole};

/// Decision scores, confidences, frequencies.
pub(crate) const FRACTION: Shape = Shape::Number(0.0, 1.0);

pub(crate) fn or_null(shape: Shape) -> Shape {
    Shape::OrNull(Box::new(shape))
}

pub(crate) fn each(shape: Shape) -> Shape {
    Shape::Each(Box::new(shape))
}

pub(crate) fn map(shape: Shape) -> Shape {
    Shape::Map(Box::new(shape))
}

/// An object with the contract's members in its order.
pub(crate) fn object(members: impl IntoIterator<Item = (&'static str, Shape)>) -> Shape {
    Shape::Object(members.into_iter().map(|(name, shape)| Member { name, shape, place: Place::Contract }).collect())
}

impl Shape {
    /// The same object with more members, in its order after the others.
    pub(crate) fn then(self, more: Self) -> Self {
        match (self, more) {
            (Self::Object(mut members), Self::Object(more)) => {
                members.extend(more);
                Self::Object(members)
            }
            _ => panic!("only objects have members"),
        }
    }

    /// The same object with a member that is ours, anywhere.
    pub(crate) fn ours(self, name: &'static str, shape: Shape) -> Self {
        self.then(Self::Object(vec![Member { name, shape, place: Place::Ours }]))
    }

    /// The same object with a member that is ours and not always there.
    pub(crate) fn ours_sometimes(self, name: &'static str, shape: Shape) -> Self {
        self.then(Self::Object(vec![Member { name, shape, place: Place::OursSometimes }]))
    }

    /// Panics with the place of the first thing that is not as it must be.
    pub(crate) fn check(&self, json: &Json) {
        if let Err(wrong) = self.fits(json, "") {
            panic!("{wrong}");
        }
    }

    fn fits(&self, json: &Json, at: &str) -> Result<(), String> {
        let fits = match (self, json) {
            (Self::Anything, _)
            | (Self::Null | Self::OrNull(_), Json::Null)
            | (Self::Switch, Json::Bool(_))
            | (Self::Text, Json::Text(_)) => true,
            (Self::OneOf(texts), Json::Text(text)) => texts.contains(&text.as_str()),
            (Self::Id, Json::Text(text)) => is_id(text),
            (Self::Instant, Json::Text(text)) => is_instant(text),
            (Self::Whole, Json::Number(digits)) => digits.parse::<i64>().is_ok(),
            (Self::Number(from, to), Json::Number(digits)) => {
                digits.parse::<f64>().is_ok_and(|number| (*from..=*to).contains(&number))
            }
            (Self::OrNull(shape), json) => return shape.fits(json, at),
            (Self::Each(shape), Json::List(elements)) => {
                let mut each = elements.iter().enumerate();
                return each.try_for_each(|(n, element)| shape.fits(element, &format!("{at}/{n}")));
            }
            (Self::Map(shape), Json::Object(members)) => {
                return members.iter().try_for_each(|(name, value)| shape.fits(value, &format!("{at}/{name}")));
            }
            (Self::Object(wanted), Json::Object(found)) => return members(wanted, found, at),
            _ => false,
        };
        if fits { Ok(()) } else { Err(format!("{at} is {json:?}")) }
    }
}

fn members(wanted: &[Member], found: &[(String, Json)], at: &str) -> Result<(), String> {
    let contract = |member: &&Member| member.place == Place::Contract;
    let order: Vec<&str> = wanted.iter().filter(contract).map(|member| member.name).collect();
    let seen: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).filter(|name| order.contains(name)).collect();
    if seen != order {
        return Err(format!("{at} has {seen:?} where the contract has {order:?}"));
    }
    for (name, value) in found {
        let Some(member) = wanted.iter().find(|member| member.name == name) else {
            return Err(format!("{at} has {name}, which is neither the contract's nor ours"));
        };
        member.shape.fits(value, &format!("{at}/{name}"))?;
    }
    for member in wanted.iter().filter(|member| member.place == Place::Ours) {
        let times = found.iter().filter(|(name, _)| name == member.name).count();
        if times != 1 {
            return Err(format!("{at} has {} {times} times", member.name));
        }
    }
    Ok(())
}

fn is_id(text: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    let wellformed =
        |(at, byte): (usize, u8)| if dashes.contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() };
    text.len() == 36 && text.bytes().enumerate().all(wellformed)
}

fn is_instant(text: &str) -> bool {
    let picture = "0000-00-00T00:00:00.000Z";
    let fits = |(found, drawn): (u8, u8)| if drawn == b'0' { found.is_ascii_digit() } else { found == drawn };
    text.len() == picture.len() && text.bytes().zip(picture.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(shape: &Shape, json: &str) -> bool {
        shape.fits(&Json::parse(json), "").is_ok()
    }

    #[test]
    fn order_presence_and_strangers_are_seen() {
        let shape = object([("a", Whole), ("b", or_null(Text))]).ours("own", Switch).ours_sometimes("rare", Null);
        assert!(fits(&shape, r#"{"a":1,"own":true,"b":null}"#));
        assert!(fits(&shape, r#"{"rare":null,"a":1,"b":"x","own":false}"#));
        for wrong in [
            r#"{"b":null,"a":1,"own":true}"#,
            r#"{"a":1,"own":true}"#,
            r#"{"a":1,"b":null}"#,
            r#"{"a":1,"b":null,"own":true,"other":1}"#,
            r#"{"a":1,"a":1,"b":null,"own":true}"#,
            r#"{"a":1.5,"b":null,"own":true}"#,
        ] {
            assert!(!fits(&shape, wrong), "{wrong}");
        }
    }

    #[test]
    fn texts_with_a_form_are_held_to_it() {
        assert!(fits(&Id, r#""01890a5d-ac96-774b-bcce-b302099a8057""#) && !fits(&Id, r#""01890a5d""#));
        assert!(fits(&Instant, r#""2019-08-24T14:15:22.000Z""#) && !fits(&Instant, r#""2019-08-24 14:15:22""#));
        assert!(fits(&FRACTION, "1") && !fits(&FRACTION, "1.01") && !fits(&FRACTION, "null"));
    }
}
