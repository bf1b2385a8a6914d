//! Who the positions in an analysis stand for.

use std::collections::HashMap;

use engine::Language;
use model::Speaker;
use schemars::JsonSchema;
use serde::Serialize;

/// The speakers of an analysis, by position.
#[derive(Default)]
pub(super) struct People {
    persons: Vec<Person>,
    positions: HashMap<Person, usize>,
    languages: Vec<Option<Language>>,
    language: Option<Language>,
}

/// A speaker as the request named them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[schemars(rename = "Speaker")]
pub(super) struct Person {
    pub id: Option<String>,
    pub role: Option<String>,
}

impl People {
    /// Takes the next speaker.
    pub(super) fn meet(&mut self, id: Option<&str>, role: Option<&str>) {
        let person = Person { id: id.map(str::to_owned), role: role.map(str::to_owned) };
        self.positions.insert(person.clone(), self.persons.len());
        self.persons.push(person);
    }

    pub(super) fn at(&self, position: usize) -> Person {
        self.persons.get(position).cloned().unwrap_or_default()
    }

    /// What a speaker is called where there is room for one word only: the id, or else the role.
    pub(super) fn called(&self, position: usize) -> String {
        let Person { id, role } = self.at(position);
        id.or(role).unwrap_or_default()
    }

    /// What everybody speaks, for turns that do not show it by themselves.
    pub(super) fn speak(&mut self, each: Vec<Option<Language>>, all: Option<Language>) {
        (self.languages, self.language) = (each, all);
    }

    /// The language of a turn that shows `own` by itself.
    pub(super) fn language(&self, speaker: Option<&Speaker>, own: Option<Language>) -> Option<Language> {
        let person = speaker.map(|Speaker { id, role }| Person { id: id.clone(), role: role.clone() });
        let position = person.and_then(|person| self.positions.get(&person).copied());
        let theirs = position.and_then(|position| self.languages.get(position).copied().flatten());
        engine::resolve_language(own, theirs, self.language)
    }
}
