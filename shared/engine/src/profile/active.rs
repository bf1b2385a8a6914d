//! Which behaviors are looked for: `[behaviors]`.
//!
//! ```toml
//! [behaviors]
//! activate = ["questions"]
//! deactivate = ["stacked questions"]
//!
//! [[behaviors.when]]          # any number, in this order
//! side = "client"             # or role = "caller": only in turns of these
//! metadata = { line = "b2b" } # only in conversations that have all of it
//! deactivate = ["all"]
//! ```
//!
//! What is narrower counts more, whichever list it is in: a behavior's own name over its category, a category over `all`.
//!
//! What must stay true: in a conversation without rules that apply, nothing is compared per turn.

use super::field::{Field, Section};
use super::group::Group;
use super::names::Names;
use super::whose;
use crate::side::Side;
use crate::whose::Whose;
use model::Speaker;

/// The most rules in a profile: a bit each.
pub(super) const MAX_RULES: usize = 64;

/// The most names in a list.
const MAX_NAMES: usize = 200;

/// The most conditions on metadata in a rule.
const MAX_METADATA: usize = 16;

/// Which behaviors are active, and what changes that.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Active {
    base: Names,
    rules: Vec<Rule>,
}

/// A change for some conversations, or for some of their turns.
#[derive(Clone, Debug, PartialEq)]
struct Rule {
    by: Whose,
    /// All of these.
    metadata: Vec<(String, String)>,
    change: Change,
}

/// No behavior is in both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Change {
    on: Names,
    off: Names,
}

impl Change {
    fn read(section: &Section<'_>) -> Self {
        let [on, off] = ["activate", "deactivate"].map(|key| groups(section, key));
        for (group, field) in &off {
            if on.iter().any(|(other, _)| other == group) {
                field.fault(format!("\"{}\" is both activated and deactivated; keep one", group.as_str()));
            }
        }
        let mut change = Self::default();
        for narrowness in 0..3 {
            let at = |listed: &[(Group, Field<'_>)]| {
                let these = listed.iter().filter(|(group, _)| group.narrowness() == narrowness);
                these.fold(Names::default(), |names, (group, _)| names.and(group.names()))
            };
            change = change.then(Self { on: at(&on), off: at(&off) });
        }
        change
    }

    /// Both, the other one later.
    fn then(self, later: Self) -> Self {
        Self { on: self.on.without(later.off).and(later.on), off: self.off.without(later.on).and(later.off) }
    }

    fn applied(self, names: Names) -> Names {
        names.without(self.off).and(self.on)
    }
}

fn groups<'t>(section: &Section<'t>, key: &'static str) -> Vec<(Group, Field<'t>)> {
    let field = section.get(key);
    field.map(|field| field.list(MAX_NAMES, |name| Some((Group::read(&name)?, name)))).unwrap_or_default()
}

impl Rule {
    fn read(field: &Field<'_>) -> Option<Self> {
        field.section(|section| {
            let by = whose::read(section);
            let metadata = section.get("metadata").map(|field| {
                field.entries(MAX_METADATA, |key, value| {
                    Some((key.text(1..=1_024)?.to_owned(), value.text(0..=1_024)?.to_owned()))
                })
            });
            let metadata = metadata.unwrap_or_default();
            if !["role", "side", "metadata"].iter().any(|key| section.has(key)) {
                section.fault("says nothing of when; give at least one of \"role\", \"side\", \"metadata\"".to_owned());
            }
            let change = Change::read(section);
            if change == Change::default() {
                section.fault("changes nothing; give \"activate\", \"deactivate\" or both".to_owned());
            }
            Self { by, metadata, change }
        })
    }

    fn applies(&self, metadata: &[(String, String)]) -> bool {
        self.metadata.iter().all(|wanted| metadata.contains(wanted))
    }
}

impl Active {
    /// What the section adds to what there was.
    pub(super) fn read(&mut self, section: &Section<'_>) {
        self.base = Change::read(section).applied(self.base);
        if let Some(field) = section.get("when") {
            self.rules.extend(field.list(MAX_RULES, |rule| Rule::read(&rule)));
        }
    }

    pub(super) fn in_conversation(&self, metadata: &[(String, String)]) -> InForce<'_> {
        let applying = self.rules.iter().enumerate().filter(|(_, rule)| rule.applies(metadata));
        InForce { active: self, rules: applying.fold(0, |bits, (at, _)| bits | 1 << at) }
    }
}

/// Which behaviors are active in one conversation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InForce<'p> {
    active: &'p Active,
    /// The rules whose metadata the conversation has, a bit each.
    rules: u64,
}

impl InForce<'_> {
    /// In a turn of this speaker, who is on this side.
    pub(crate) fn of(self, speaker: Option<&Speaker>, side: Side) -> Names {
        self.rules()
            .filter(|rule| rule.by.includes(speaker, side))
            .fold(self.active.base, |names, rule| rule.change.applied(names))
    }

    /// Whether the same rules apply. Other rules may come to the same.
    pub(super) fn is_as(self, other: Self) -> bool {
        self.rules == other.rules
    }

    /// In somebody's turns, whoever that may be; never fewer than there are.
    pub(crate) fn of_anyone(self) -> Names {
        self.of_whose(&Whose::Anyone)
    }

    /// In somebody's turns among these; never fewer than there are.
    pub(super) fn of_whose(self, whose: &Whose) -> Names {
        if let Whose::Role(role) = whose {
            let speaker = in_role(role);
            return self.of(Some(&speaker), Side::of(Some(&speaker)));
        }
        let sides = [Side::Professional, Side::Client, Side::Unknown].into_iter();
        let sides = sides.filter(|side| whose.includes(None, *side));
        sides.fold(Names::default(), |names, side| names.and(self.of_side(side)))
    }

    fn of_side(self, side: Side) -> Names {
        self.rules().fold(self.active.base, |names, rule| match &rule.by {
            Whose::Role(role) if Side::of(Some(&in_role(role))) == side => names.and(rule.change.on),
            by if by.includes(None, side) => rule.change.applied(names),
            _ => names,
        })
    }

    fn rules(&self) -> impl Iterator<Item = &Rule> {
        let mut left = self.rules;
        std::iter::from_fn(move || {
            let at = left.trailing_zeros();
            left &= left.checked_sub(1)?;
            self.active.rules.get(at as usize)
        })
    }
}

fn in_role(role: &str) -> Speaker {
    Speaker { id: None, role: Some(role.to_owned()) }
}
