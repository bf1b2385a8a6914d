//! What an analysis looks for, and how much of it has to be there.
//!
//! A profile is a file, described in `shared/engine/profiles/README.md`; the built-in ones are such files and stand beside
//! it. Reading goes in two steps: a text becomes a tree of values that know their places ([`source`]), and the tree is
//! checked key by key ([`field`] and one module per section), all faults at once.
//!
//! What must stay true: whatever the profile, turns are cut into the same utterances; a behavior that is not active
//! appears nowhere in a result; a profile that was read can be used without any further check.
//! Deliberately absent: where profiles are kept, and who may use which.

mod active;
mod built_in;
mod detectors;
mod fault;
mod field;
mod group;
mod merged;
mod names;
mod nearest;
mod pattern;
mod phrases;
mod source;
mod span;
mod thresholds;
mod topics;
mod tree;
mod weights;
mod whose;

use sha2::{Digest as _, Sha256};

pub use built_in::BuiltIn;
pub use fault::{Fault, MAX_FAULTS};

pub(crate) use active::InForce;
pub(crate) use names::Names;
pub(crate) use thresholds::{Thresholds, score};

use active::Active;
use fault::Faults;
use field::{Field, Section};
use merged::Merged;
use topics::MAX_TOPICS;
use tree::Node;

use crate::detectors::{Piece, Plan, Unfit};
use crate::metrics::Weights;
use crate::side::Side;
use crate::taxonomy::{Behavior, behaviors};
use crate::topics::UserTopic;
use model::Speaker;

/// A longer text is no profile.
pub const MAX_PROFILE_BYTES: usize = 1 << 20;

/// A profile, ready to be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    name: String,
    description: String,
    version: String,
    allow_tips: bool,
    allow_suggestions: bool,
    active: Active,
    thresholds: Thresholds,
    weights: Weights,
    plan: Plan,
    topics: Vec<UserTopic>,
}

impl Profile {
    /// Reads a profile's text; `file_name` is what faults call it. All faults are told at once, up to [`MAX_FAULTS`].
    pub fn parse(file_name: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let faults = Faults::of(file_name);
        if text.len() > MAX_PROFILE_BYTES {
            faults.add(None, "", format!("must have at most {MAX_PROFILE_BYTES} bytes, and has {}", text.len()));
            return Err(faults.into_list());
        }
        let tree = source::read(text, &faults);
        let profile = tree.as_ref().and_then(|tree| Self::check(tree, &faults));
        match faults.into_list() {
            none if none.is_empty() => Ok(profile.expect("what has no fault was read to its end")),
            found => Err(found),
        }
    }

    /// The profile that is built in under this name.
    pub fn built_in(which: BuiltIn) -> Self {
        Self::parse(which.file_name(), which.text()).expect("a test reads every built-in profile")
    }

    fn check(tree: &Node, faults: &Faults<'_>) -> Option<Self> {
        Field::root(tree, faults).section(|root| {
            let base = root.get("extends").and_then(|field| field.choice(&BuiltIn::NAMED)).map(Self::built_in);
            let mut profile = base.unwrap_or_else(Self::blank);
            profile.version = version(&profile, tree);
            profile.read(root);
            profile
        })
    }

    /// What a profile that extends nothing begins with.
    fn blank() -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            version: String::new(),
            allow_tips: true,
            allow_suggestions: true,
            active: Active::default(),
            thresholds: Thresholds::default(),
            weights: Weights::default(),
            plan: Plan::default(),
            topics: Vec::new(),
        }
    }

    fn read(&mut self, root: &Section<'_>) {
        if let Some(name) = root.need("name").and_then(|field| field.text(1..=100)) {
            name.clone_into(&mut self.name);
        }
        let description = root.get("description").and_then(|field| field.text(0..=2_000));
        description.unwrap_or_default().clone_into(&mut self.description);
        if let Some(allowed) = root.get("allow_tips").and_then(|field| field.switch()) {
            self.allow_tips = allowed;
        }
        if let Some(allowed) = root.get("allow_suggestions").and_then(|field| field.switch()) {
            self.allow_suggestions = allowed;
        }
        if let Some(field) = root.get("behaviors") {
            field.section(|section| self.active.read(section));
        }
        if let Some(field) = root.get("thresholds") {
            self.thresholds.read(&field);
        }
        if let Some(field) = root.get("weights") {
            weights::read(&field, &mut self.weights);
        }
        self.read_plan(root);
        self.read_topics(root);
    }

    /// Detectors and categories: those of what this profile extends, and its own after them or in their place.
    fn read_plan(&mut self, root: &Section<'_>) {
        let mut detectors = Merged::of(self.plan.detectors().to_vec());
        detectors::dropped(root, &mut detectors.entries);
        detectors.add(root.get("detectors"), Plan::MOST_DETECTORS, detectors::read, |detector| detector.name.as_str());
        let mut categories = Merged::of(self.plan.categories().to_vec());
        categories
            .add(root.get("categories"), Plan::MOST_CATEGORIES, phrases::category, |category| category.name.as_str());
        if !self.allow_tips {
            detectors.entries.iter_mut().for_each(|detector| detector.tip = None);
        }
        match Plan::new(detectors.entries, categories.entries) {
            Ok(plan) => self.plan = plan,
            Err(Unfit { piece, problem }) => {
                let field = match piece {
                    Piece::Detector(at) => detectors.fields.get(at),
                    Piece::Category(at) => categories.fields.get(at),
                    Piece::All => None,
                };
                match field {
                    Some(Some(field)) => field.fault(problem),
                    _ => root.fault(problem),
                }
            }
        }
    }

    fn read_topics(&mut self, root: &Section<'_>) {
        let mut topics = Merged::of(std::mem::take(&mut self.topics));
        topics.add(root.get("topics"), MAX_TOPICS, topics::read, |topic| topic.name.as_str());
        self.topics = topics.entries;
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn description(&self) -> &str {
        &self.description
    }

    /// SHA-256 of the content in hexadecimal, that of what it extends included. Spacing, comments and the order of keys
    /// do not matter.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether tips may be shown.
    pub fn allows_tips(&self) -> bool {
        self.allow_tips
    }

    /// Whether suggestions may be shown.
    pub fn allows_suggestions(&self) -> bool {
        self.allow_suggestions
    }

    /// The behaviors looked for in conversations with this metadata, by category and then by name: in turns of this
    /// role, or in anybody's. What only the other side can show is left out.
    pub fn active(&self, metadata: &[(String, String)], role: Option<&str>) -> impl Iterator<Item = &'static Behavior> {
        let in_force = self.in_conversation(metadata);
        let speaker = role.map(|role| Speaker { id: None, role: Some(role.to_owned()) });
        let side = Side::of(speaker.as_ref());
        let active = if speaker.is_some() { in_force.of(speaker.as_ref(), side) } else { in_force.of_anyone() };
        behaviors().filter(move |behavior| active.contains(behavior.name) && behavior.by.may_be(side))
    }

    /// Whether conversations with this metadata and with that are looked at alike.
    pub fn goes_alike(&self, one: &[(String, String)], other: &[(String, String)]) -> bool {
        self.in_conversation(one).is_as(self.in_conversation(other))
    }

    /// What counts how much in the metrics of the contract.
    pub(crate) fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Detectors and categories.
    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Topics that are counted whether or not they would be suggested.
    pub(crate) fn topics(&self) -> &[UserTopic] {
        &self.topics
    }

    pub(crate) fn in_conversation(&self, metadata: &[(String, String)]) -> InForce<'_> {
        self.active.in_conversation(metadata)
    }

    pub(crate) fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::built_in(BuiltIn::Default)
    }
}

/// The nearest whole number of millionths.
#[expect(clippy::cast_possible_truncation, reason = "numbers are held within 10⁹ where they are read")]
fn millionths(number: f64) -> i64 {
    (number * 1e6).round() as i64
}

fn version(base: &Profile, tree: &Node) -> String {
    let mut hash = Sha256::new();
    hash.update(&base.version);
    tree.value.feed(&mut hash);
    hash.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
