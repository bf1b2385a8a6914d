//! What a detector looks for: exactly one of `any`, `all`, `sequence`, `absence`, `clusters` and `measure`.
//!
//! A sign is the name of a behavior; `{ behavior = "threat", severity = 2 }`; or a phrase as in a category. Where any of
//! several will do, a category of behaviors stands for each of them.

use super::field::{Field, Section};
use super::group::{self, Group};
use super::{millionths, phrases, span};
use crate::detectors::{Bound, Measure, Pattern, Plan, Reading, Sign};
use crate::taxonomy::Name;

/// The most signs, as they are written, where each counts for itself.
const MAX_SIGNS: usize = 200;

/// The most that a measurement can be compared to, either way.
const MOST: f64 = 1e9;

const READINGS: &[(&str, Reading)] = &[("value", Reading::Value), ("score", Reading::Score)];

const KINDS: [&str; 6] = ["any", "all", "sequence", "absence", "clusters", "measure"];

pub(super) fn read(section: &Section<'_>) -> Option<Pattern> {
    let mut given = KINDS.into_iter().filter_map(|kind| Some((kind, section.get(kind)?)));
    let (first, second) = (given.next(), given.next());
    given.for_each(drop);
    let within = section.get("within");
    let [least, keep] = ["least", "keep"].map(|key| section.get(key));
    let Some((kind, field)) = first else {
        section.fault(format!("must have one of {}", KINDS.join(", ")));
        return None;
    };
    if let Some((other, field)) = second {
        field.fault(format!("is one pattern too many beside \"{kind}\"; make \"{other}\" a detector of its own"));
    }
    let takes = |taken: bool, key: &str, field: &Option<Field<'_>>| {
        if let Some(field) = field.as_ref().filter(|_| !taken) {
            field.fault(format!("\"{key}\" has no meaning beside \"{kind}\""));
        }
    };
    takes(matches!(kind, "all" | "sequence" | "clusters"), "within", &within);
    takes(kind == "clusters", "least", &least);
    takes(kind == "clusters", "keep", &keep);
    let within = within.map(|field| span::read(&field));
    let (all, sequence, clusters) = Plan::MOST_SIGNS;
    match kind {
        "any" => Some(Pattern::Any(signs(&field, MAX_SIGNS, true))),
        "absence" => Some(Pattern::Absence(signs(&field, MAX_SIGNS, true))),
        "all" => Some(Pattern::All { signs: signs(&field, all, false), within: within.flatten() }),
        "sequence" => Some(Pattern::Sequence { signs: signs(&field, sequence, false), within: within.flatten() }),
        "measure" => measure(&field).map(Pattern::Measure),
        _ => {
            let signs = signs(&field, clusters, true);
            if within.is_none() {
                section.fault("\"clusters\" needs \"within\"".to_owned());
            }
            let least = least.map_or(Some(2), |field| field.whole(1..=1_000));
            let keep = keep.map_or(Some(5), |field| field.whole(1..=Plan::MOST_KEPT));
            Some(Pattern::Clusters { signs, within: within??, least: least?, keep: keep? })
        }
    }
}

fn signs(field: &Field<'_>, most: usize, any_will_do: bool) -> Vec<Sign> {
    let signs = field.list(most, |sign| if sign.is_text() { named(&sign, any_will_do) } else { sign.section(spelt)? });
    if field.is_empty() {
        field.fault("must have at least one sign".to_owned());
    }
    signs.into_iter().flatten().collect()
}

fn named(field: &Field<'_>, any_will_do: bool) -> Option<Vec<Sign>> {
    if !any_will_do {
        return group::behavior(field).map(|name| vec![seen(name)]);
    }
    let names = Group::read(field)?.names();
    Some(Name::all().filter(|name| names.contains(*name)).map(seen).collect())
}

fn seen(name: Name) -> Sign {
    Sign::Behavior { name, severity_at_least: 0 }
}

fn spelt(section: &Section<'_>) -> Option<Vec<Sign>> {
    let Some(behavior) = section.get("behavior") else {
        return phrases::section(section).map(|phrase| vec![Sign::Phrase(phrase)]);
    };
    let severity = section.get("severity").map_or(Some(0), |field| field.whole(0..=4));
    let severity_at_least = u8::try_from(severity?).expect("at most 4");
    Some(vec![Sign::Behavior { name: group::behavior(&behavior)?, severity_at_least }])
}

fn measure(field: &Field<'_>) -> Option<Measure> {
    field.section(|section| {
        let name = |field: Field<'_>| field.text(1..=100).map(str::to_owned);
        let group = section.get("group").map(name);
        let metric = section.need("metric").and_then(name);
        let reading = section.get("reading").map_or(Some(Reading::Value), |field| field.choice(READINGS));
        let [at_least, at_most, nearly] = ["at_least", "at_most", "nearly"].map(|key| {
            let field = section.get(key)?;
            Some(field.number(-MOST..=MOST).map(millionths))
        });
        if at_least.is_some() == at_most.is_some() {
            section.fault("must have either \"at_least\" or \"at_most\"".to_owned());
        }
        let bound = at_least.map(|bound| bound.map(Bound::AtLeast)).or(at_most.map(|bound| bound.map(Bound::AtMost)));
        Some(Measure {
            group: group.map_or(Some(None), |group| group.map(Some))?,
            metric: metric?,
            reading: reading?,
            bound: bound??,
            nearly: nearly.flatten(),
        })
    })?
}
