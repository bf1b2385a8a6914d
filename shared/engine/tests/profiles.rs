//! Profiles as people write them: what is told of a bad one, and what a good one changes.

mod dialogue;

use std::sync::{Arc, LazyLock};

use dialogue::conversation;
use engine::{
    BuiltIn, Engine, Fault, Group, MAX_FAULTS, MAX_PROFILE_BYTES, Name, Options, Profile, Reducer, SCORE_THRESHOLD,
    TurnDetections, behaviors, categories,
};
use model::{Speaker, TalkTurn};
use proptest::prelude::*;
use proptest::sample::{Index, select};

const README: &str = include_str!("../profiles/README.md");

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);

fn read(text: &str) -> Profile {
    Profile::parse("test.toml", text).unwrap_or_else(|faults| panic!("{}", told(&faults)))
}

fn faults(text: &str) -> Vec<String> {
    let read = Profile::parse("test.toml", text);
    read.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

fn told(faults: &[Fault]) -> String {
    let lines: Vec<_> = faults.iter().map(|fault| format!("{fault}\n")).collect();
    lines.concat()
}

fn by(profile: Profile) -> Options {
    Options { profile: Arc::new(profile), ..Options::default() }
}

fn seen(found: &[TurnDetections]) -> impl Iterator<Item = &engine::Detection> {
    found.iter().flat_map(|turn| &turn.utterances).flat_map(|utterance| &utterance.detections)
}

fn turn(role: &str, input: &str) -> TalkTurn {
    let speaker = Some(Speaker { id: None, role: Some(role.to_owned()) });
    TalkTurn { input: input.to_owned(), speaker, ..TalkTurn::default() }
}

#[test]
fn everything_wrong_is_told_at_once_and_so_that_it_can_be_put_right() {
    let faults = Profile::parse("bad.toml", include_str!("profiles/bad.toml")).expect_err("hardly anything is right");
    assert_eq!(told(&faults), include_str!("profiles/bad.faults.txt"));
}

#[test]
fn what_is_no_toml_is_told_by_line() {
    let text = "name = \"x\"\nallow_tips = tru\n[behaviors\nname = ";
    let faults = Profile::parse("broken.toml", text).expect_err("not TOML");
    let lines: Vec<_> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!((lines.first(), lines.last()), (Some(&Some(2)), Some(&Some(4))), "{}", told(&faults));
    assert!(faults.iter().all(|fault| fault.message.starts_with("not TOML: ")), "{}", told(&faults));
}

#[test]
fn built_in_profiles_are_files_like_any_other() {
    for which in BuiltIn::ALL {
        let profile = read(which.text());
        assert_eq!(profile, Profile::built_in(which));
        assert_eq!(profile.name(), which.as_str());
    }
    assert_eq!(Profile::default(), Profile::built_in(BuiltIn::Default));
    assert_eq!(Profile::default().active(&[], None).count(), Name::COUNT);
    assert_eq!(Profile::built_in(BuiltIn::Counts).active(&[], None).count(), 0);
}

#[test]
fn every_example_in_the_readme_is_a_profile_and_every_name_is_in_it() {
    let examples = README.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default());
    assert!(examples.clone().count() >= 6);
    for example in examples {
        assert!(!read(example).name().is_empty());
    }
    for category in categories() {
        let row = README.lines().find(|line| line.starts_with(&format!("| `{category}` |"))).expect("a row");
        for behavior in behaviors() {
            let is_listed = row.contains(&format!("`{}`", behavior.name.as_str()));
            assert_eq!(is_listed, behavior.category() == category, "{}", behavior.name.as_str());
        }
    }
}

#[test]
fn the_narrower_name_counts_and_rules_follow_each_other() {
    let profile = read(
        r#"
        name = "test"
        [behaviors]
        activate = ["questions", "support", "summary"]
        deactivate = ["all", "open question"]
        [[behaviors.when]]
        side = "client"
        deactivate = ["all"]
        activate = ["safety"]
        [[behaviors.when]]
        role = "Caller"
        metadata = { line = "b2b", region = "eu" }
        activate = ["complaint"]
        deactivate = ["profanity"]
        "#,
    );
    let b2b = [("region", "eu"), ("line", "b2b"), ("more", "")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    let active = |metadata: &[(String, String)], role| -> Vec<&str> {
        profile.active(metadata, role).map(|behavior| behavior.name.as_str()).collect()
    };
    let coach = active(&b2b, Some("coach"));
    assert!(coach.contains(&"closed question") && coach.contains(&"summary") && !coach.contains(&"open question"));
    assert!(!coach.contains(&"profanity") && !coach.contains(&"uptake"));
    let caller = active(&b2b, Some("caller"));
    assert!(caller.contains(&"complaint") && caller.contains(&"insult") && !caller.contains(&"profanity"));
    let client = active(&b2b, Some("client"));
    assert!(client.contains(&"profanity") && !client.contains(&"complaint") && !client.contains(&"summary"));
    assert!(active(&b2b[..1], Some("caller")).contains(&"profanity"));
    let anyone = active(&b2b, None);
    assert!(["complaint", "insult", "summary"].iter().all(|name| anyone.contains(name)));
}

#[test]
fn a_version_is_of_the_meaning_and_of_what_it_extends() {
    let version = |text: &str| read(text).version().to_owned();
    let one = version("name = \"a\"\nallow_tips = false");
    assert_eq!(one.len(), 64);
    assert_eq!(one, version("# why\nallow_tips=false\n\nname = 'a'"));
    assert_ne!(one, version("name = \"a\"\nallow_tips = true"));
    assert_ne!(version("name = \"a\"\nextends = \"default\""), version("name = \"a\"\nextends = \"counts\""));
    assert_ne!(Profile::built_in(BuiltIn::Default).version(), Profile::built_in(BuiltIn::Counts).version());
}

#[test]
fn too_much_is_refused_and_the_limit_is_named() {
    let long = format!("name = \"x\"\n#{}", "x".repeat(MAX_PROFILE_BYTES));
    assert_eq!(faults(&long), ["test.toml: must have at most 1048576 bytes, and has 1048588"]);
    let rule = "[[behaviors.when]]\nside = \"client\"\nactivate = [\"all\"]\n";
    let many = format!("name = \"x\"\n{}", rule.repeat(65));
    assert_eq!(faults(&many), ["test.toml:2:1: behaviors.when: must have at most 64 entries, and has 65"]);
    let wrong: Vec<_> = (0..200).map(|at| format!("wrong{at} = 1\n")).collect();
    assert_eq!(faults(&wrong.concat()).len(), MAX_FAULTS);
}

#[test]
fn nothing_is_quoted_at_length_or_raw() {
    let text =
        format!("name = \"x\"\nextends = \"{}\\u0007\"\n\"\\u0000{}\" = 1", "é".repeat(9_000), "k".repeat(9_000));
    for fault in faults(&text) {
        assert!(fault.len() < 600 && !fault.contains(char::is_control), "{fault}");
    }
}

/// What profiles are made of.
const TOKENS: &[&str] = &[
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ".",
    ",",
    "\"",
    "'",
    "\"\"\"",
    "#",
    "\n",
    "\r\n",
    " ",
    "name",
    "behaviors",
    "when",
    "activate",
    "\"all\"",
    "detectors",
    "any",
    "measure",
    "weights",
    "0.5",
    "-1",
    "1e999",
    "true",
    "nan",
    "99999999999999999999",
    "1979-05-27",
    "é",
    "\u{0}",
    "\\u0000",
    "[[detectors]]",
    "[[categories]]",
    "phrases",
];

/// Texts to spoil.
const TEXTS: &[&str] = &[BuiltIn::Default.text(), include_str!("profiles/bad.toml"), README];

/// Any text, and texts that are nearly profiles.
fn any_text() -> impl Strategy<Value = String> {
    let soup = proptest::collection::vec(select(TOKENS), 0..60).prop_map(|tokens| tokens.concat());
    let spoilt = (select(TEXTS), any::<[Index; 2]>(), ".{0,5}").prop_map(|(text, cuts, put)| {
        let mut ends = cuts.map(|cut| cut.index(text.len() + 1));
        ends.sort_unstable();
        let [start, end] = ends.map(|at| (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0));
        format!("{}{put}{}", &text[..start], &text[end..])
    });
    prop_oneof!["(.|\n){0,200}", soup, spoilt]
}

/// Some behaviors.
fn some_names() -> impl Strategy<Value = Vec<&'static str>> {
    let all: Vec<_> = behaviors().map(|behavior| behavior.name.as_str()).collect();
    proptest::sample::subsequence(all, 0..=Name::COUNT)
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_profile_or_has_faults_at_its_own_lines(text in any_text()) {
        if let Err(faults) = Profile::parse("any.toml", &text) {
            prop_assert!((1..=MAX_FAULTS).contains(&faults.len()));
            prop_assert!(faults.is_sorted_by_key(|fault| (fault.line, fault.column)));
            for fault in &faults {
                let line = fault.line.expect("a text has lines") as usize;
                let line = text.split('\n').nth(line - 1).expect("a line of this text");
                prop_assert!((1..=line.chars().count() + 1).contains(&(fault.column.expect("a column") as usize)));
            }
        }
    }

    #[test]
    fn what_is_inactive_appears_nowhere_and_changes_nothing_else(
        turns in conversation(), inactive in some_names(), cut in proptest::option::of(0.0..0.6)
    ) {
        let profile = read(&format!("name = \"x\"\nextends = \"default\"\nbehaviors.deactivate = [{}]", listed(&inactive)));
        let all = Options { confidence_threshold: cut, ..Options::default() };
        let some = Options { confidence_threshold: cut, ..by(profile) };
        let (all, some) = (ENGINE.map(&all, &[], &turns), ENGINE.map(&some, &[], &turns));
        let left: Vec<_> = seen(&all).filter(|detection| !inactive.contains(&&*detection.behavior)).collect();
        prop_assert_eq!(left, seen(&some).collect::<Vec<_>>());
    }

    #[test]
    fn thresholds_are_where_scores_are_one_half_and_raising_them_only_drops(
        turns in conversation(), [low, high] in proptest::array::uniform2(0.05..=0.99_f64)
    ) {
        let (low, high) = (low.min(high), low.max(high));
        let at = |threshold: f64, cut| {
            let profile = read(&format!("name = \"x\"\nextends = \"default\"\nthresholds.all = {threshold:?}"));
            ENGINE.map(&Options { confidence_threshold: cut, ..by(profile) }, &[], &turns)
        };
        let (low_found, high_found) = (at(low, None), at(high, None));
        for detection in seen(&at(low, Some(0.0))) {
            prop_assert_eq!(detection.score >= SCORE_THRESHOLD, detection.confidence >= low);
        }
        let what = |found: &[TurnDetections], least: f64| -> Vec<(String, u64, u32, u32)> {
            let kept = seen(found).filter(|detection| detection.confidence >= least);
            let told = kept.map(|d| (d.behavior.to_string(), d.confidence.to_bits(), d.start, d.end));
            let mut told: Vec<_> = told.collect();
            told.sort();
            told
        };
        prop_assert_eq!(what(&low_found, high), what(&high_found, 0.0));
    }
}

#[test]
fn a_rule_for_one_role_leaves_the_others_alone() {
    let profile = read(
        "name = \"x\"\nextends = \"default\"\n[[behaviors.when]]\nrole = \"agent\"\nmetadata = { quiet = \"yes\" }\ndeactivate = [\"gratitude\"]",
    );
    let turns = [turn("agent", "Thank you so much!"), turn("customer", "Thank you so much!")];
    let thanks = |options: &Options| {
        let found = ENGINE.map(options, &[], &turns);
        [0, 1].map(|at| seen(&found[at..=at]).any(|detection| &*detection.behavior == "gratitude"))
    };
    let mut options = by(profile);
    assert_eq!(thanks(&options), [true, true]);
    options.metadata = vec![("quiet".to_owned(), "yes".to_owned())];
    assert_eq!(thanks(&options), [false, true]);
}

#[test]
fn what_rests_on_inactive_behaviors_is_not_in_the_profile() {
    let profile = read(
        r#"
        name = "x"
        extends = "default"
        behaviors.deactivate = ["closed question", "support", "friction", "listening"]
        [[behaviors.when]]
        side = "client"
        deactivate = ["all"]
        "#,
    );
    let turns: Vec<_> =
        ["coach", "client"].into_iter().cycle().take(12).map(|role| turn(role, "What do you think?")).collect();
    let options = by(profile);
    let mut reducer = Reducer::of(&options);
    reducer.add(&turns, &ENGINE.map(&options, &[], &turns)).expect("two speakers");
    let analytics = reducer.finish();
    let [coach, client] = [0, 1].map(|at| &analytics.roles[at].group);
    let reason = |metric: &engine::Metric| metric.reason.clone().unwrap_or_default();
    let missing = |group: &Group| {
        let measured = &group.metrics.metric_groups["motivational_interviewing"];
        let dynamics = &group.metrics.metric_groups["conversation_dynamics"];
        let metrics = [&group.metrics.empathy, &group.metrics.curiosity, &measured["open_question_share"]];
        metrics
            .into_iter()
            .chain([&dynamics["question_rate"]])
            .map(|metric| reason(metric) == "not_in_profile")
            .collect::<Vec<_>>()
    };
    assert_eq!(missing(coach), [true, false, true, true]);
    assert_eq!(missing(client), [true; 4]);
    assert_eq!(missing(&analytics.conversation), [true, false, true, true]);
    assert!(coach.metrics.curiosity.score > Some(500_000) && client.behavior_counts.is_empty());
}
