//! `[[detectors]]`.

use super::field::{Field, Section};
use super::{InForce, pattern, span, whose};
use crate::detectors::{Detector, DetectorName, List, Pattern, Plan, Sign};

/// The most characters of a text that is shown.
const MAX_CHARS: usize = 1_000;

const LISTS: [(&str, List); 6] = {
    let mut lists = [("", List::ActionItems); 6];
    let mut at = 0;
    while at < lists.len() {
        lists[at] = (List::ALL[at].as_str(), List::ALL[at]);
        at += 1;
    }
    lists
};

impl InForce<'_> {
    /// Whether enough of its behaviors are looked for that the detector can tell something: one of them where any will
    /// do, all of them where all are needed or none may be there. A metric tells by itself what it lacks.
    pub(crate) fn looks_for(self, detector: &Detector) -> bool {
        let active = self.of_whose(&detector.by);
        let is_looked_for = |sign: &Sign| match sign {
            Sign::Behavior { name, .. } => active.contains(*name),
            Sign::Phrase(_) => true,
        };
        match &detector.pattern {
            Pattern::Measure(_) => !active.is_empty(),
            Pattern::Any(signs) | Pattern::Clusters { signs, .. } => signs.iter().any(is_looked_for),
            Pattern::All { signs, .. } | Pattern::Sequence { signs, .. } | Pattern::Absence(signs) => {
                signs.iter().all(is_looked_for)
            }
        }
    }
}

pub(super) fn read(field: &Field<'_>) -> Option<Detector> {
    field.section(|section| {
        let name = section.need("name").and_then(|field| name(&field));
        let list = section.need("list").and_then(|field| field.choice(&LISTS));
        let [title, definition] = ["title", "definition"].map(|key| section.need(key).and_then(|field| text(&field)));
        let [tip, example] = ["tip", "example"].map(|key| section.get(key).and_then(|field| text(&field)));
        let (by, place) = (whose::read(section), span::place(section));
        let at_least = section.get("at_least").map_or(Some(1), |field| field.whole(1..=10_000));
        let pattern = pattern::read(section);
        Some(Detector {
            name: name?,
            list: list?,
            title: title?,
            definition: definition?,
            tip,
            example,
            by,
            pattern: pattern?,
            at_least: at_least?,
            place,
        })
    })?
}

pub(super) fn name(field: &Field<'_>) -> Option<DetectorName> {
    let name = DetectorName::new(field.text(1..=64)?);
    name.map_err(|fault| field.fault(fault.to_string())).ok()
}

fn text(field: &Field<'_>) -> Option<String> {
    field.text(1..=MAX_CHARS).map(str::to_owned)
}

/// The detectors that this profile does without: `without_detectors`.
pub(super) fn dropped(section: &Section<'_>, there: &mut Vec<Detector>) {
    let Some(field) = section.get("without_detectors") else { return };
    let names: Vec<String> = there.iter().map(|detector| detector.name.as_str().to_owned()).collect();
    let listing =
        if names.is_empty() { "this profile extends none".to_owned() } else { format!("names: {}", names.join(", ")) };
    field.list(Plan::MOST_DETECTORS, |field| {
        let known = |name: &str| names.iter().any(|known| known == name).then(|| name.to_owned());
        let name = field.known(
            "a detector of what this profile extends",
            names.iter().map(String::as_str),
            known,
            &listing,
        )?;
        there.retain(|detector| detector.name.as_str() != name);
        Some(())
    });
}

#[cfg(test)]
mod tests {
    use crate::Profile;
    use crate::detectors::List;
    use crate::taxonomy::{GRADED, Name, behavior};

    #[test]
    fn the_default_has_detectors_for_every_list_but_things_to_do_which_are_heard() {
        let profile = Profile::default();
        for list in List::ALL {
            let is_there = profile.plan().detectors().iter().any(|detector| detector.list == list);
            assert_eq!(is_there, list != List::ActionItems, "{}", list.as_str());
        }
        for detector in profile.plan().detectors() {
            assert!(detector.title.len() <= 60 && detector.definition.ends_with('.'), "{}", detector.title);
        }
    }

    #[test]
    fn the_defaults_safety_detectors_speak_in_the_words_of_their_behaviors() {
        let profile = Profile::default();
        let safety = profile.plan().detectors().iter().filter(|detector| detector.list == List::Safety);
        assert!(safety.clone().map(|detector| detector.name.as_str().replace('-', " ")).eq(GRADED.map(Name::as_str)));
        for detector in safety {
            let known = behavior(&detector.name.as_str().replace('-', " ")).expect("its behavior");
            let texts = [Some(&*detector.definition), detector.tip.as_deref(), detector.example.as_deref()];
            assert_eq!(texts, [known.definition, known.tip.text, known.suggestion.text].map(Some));
        }
    }

    #[test]
    fn a_detector_is_looked_for_where_it_can_tell_something() {
        let text = r#"
            name = "x"
            [behaviors]
            activate = ["empathy", "validation"]
            [[behaviors.when]]
            side = "client"
            deactivate = ["empathy"]
            [[behaviors.when]]
            role = "guest"
            activate = ["threat"]
        "#;
        let pieces = [
            ("any = [\"empathy\", \"summary\"]", true),
            ("any = [\"empathy\"]\nside = \"client\"", false),
            ("any = [\"summary\"]", false),
            ("any = [\"summary\", { phrase = \"so far\" }]", true),
            ("any = [\"threat\"]", true),
            ("any = [\"threat\"]\nrole = \"host\"", false),
            ("any = [\"threat\"]\nside = \"professional\"", false),
            ("any = [\"threat\"]\nside = \"client\"", true),
            ("all = [\"empathy\", \"summary\"]", false),
            ("sequence = [\"empathy\", \"validation\"]", true),
            ("absence = [\"empathy\", \"summary\"]", false),
            ("absence = [\"empathy\"]\nrole = \"guest\"", false),
            ("clusters = [\"support\"]\nwithin = { turns = 3 }", true),
            ("measure = { metric = \"empathy\", at_least = 0.5 }", true),
        ];
        for (piece, expected) in pieces {
            let detector = "[[detectors]]\nname = \"x\"\nlist = \"safety\"\ntitle = \"x\"\ndefinition = \"x\"";
            let profile = Profile::parse("x", &format!("{text}\n{detector}\n{piece}")).expect("no faults");
            let found = profile.in_conversation(&[]).looks_for(&profile.plan().detectors()[0]);
            assert_eq!(found, expected, "{piece}");
        }
    }
}
