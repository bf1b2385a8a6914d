//! Whose turns something is about: `role` or `side`.

use super::field::Section;
use crate::side::Side;
use crate::whose::Whose;

/// A side, or everybody but those of it.
const SIDES: &[(&str, (Side, bool))] = &[
    ("professional", (Side::Professional, true)),
    ("client", (Side::Client, true)),
    ("unknown", (Side::Unknown, true)),
    ("not professional", (Side::Professional, false)),
    ("not client", (Side::Client, false)),
];

pub(super) fn read(section: &Section<'_>) -> Whose {
    let role = section.get("role");
    let side = section.get("side");
    match (role, side) {
        (Some(role), Some(_)) => {
            role.fault("a role is on a side by its name; give \"role\" or \"side\", not both".to_owned());
            Whose::Anyone
        }
        (Some(role), None) => role.text(1..=1_024).map_or(Whose::Anyone, |role| Whose::Role(role.to_owned())),
        (None, Some(side)) => match side.choice(SIDES) {
            Some((side, true)) => Whose::Side(side),
            Some((other, false)) => Whose::ButSide(other),
            None => Whose::Anyone,
        },
        (None, None) => Whose::Anyone,
    }
}
