//! What counts how much in a metric: `[weights.empathy]`, `[weights.curiosity]`, `[weights.collaboration]`.
//!
//! ```toml
//! [weights.empathy]           # in place of the whole table of what the profile extends
//! "complex reflection" = { weight = 0.25, cap = 0.15 }
//! ```

use super::field::Field;
use super::{group, millionths};
use crate::metrics::{Weight, Weights};
use crate::taxonomy::Name;

/// Less than a millionth is nothing.
const LEAST_CAP: f64 = 0.000_001;

pub(super) fn read(field: &Field<'_>, weights: &mut Weights) {
    field.section(|section| {
        let Weights { collaboration, curiosity, empathy } = weights;
        for (key, table) in [("collaboration", collaboration), ("curiosity", curiosity), ("empathy", empathy)] {
            if let Some(field) = section.get(key) {
                *table = field.entries(Name::COUNT, weight);
            }
        }
    });
}

fn weight(behavior: &Field<'_>, field: &Field<'_>) -> Option<Weight> {
    let behavior = group::behavior(behavior);
    field.section(|section| {
        let full = section.need("weight").and_then(|field| field.number(-0.5..=0.5));
        let cap = section.need("cap").and_then(|field| field.number(LEAST_CAP..=1.0));
        let weight = Weight::new(behavior?, millionths(full?), millionths(cap?));
        Some(weight.expect("both numbers are within their bounds"))
    })?
}
