//! Each behavior by examples, and by near misses that are not it.

use std::collections::BTreeSet;

use engine::{Engine, Options, behaviors};
use model::{Speaker, TalkTurn};

/// What `speakers` show by saying `texts` in turn: the behaviors of the last turn.
fn shown(engine: &Engine, said: &[(&str, &str)]) -> BTreeSet<String> {
    let turn = |(index, (name, text)): (u64, &(&str, &str))| TalkTurn {
        index,
        input: (*text).to_owned(),
        speaker: Some(Speaker { id: Some((*name).to_owned()), role: None }),
        ..TalkTurn::default()
    };
    let turns: Vec<_> = (0..).zip(said).map(turn).collect();
    let read = engine.map(&Options::default(), &[], &turns);
    let last = read.last().expect("something was said");
    last.utterances.iter().flat_map(|utterance| &utterance.detections).map(|d| d.behavior.to_string()).collect()
}

const EXAMPLES: &[(&str, &[&str], &[&str])] = &[
    (
        "open question",
        &[
            "What brings you here?",
            "how was your week",
            "Why?",
            "So, um, when you say that, what happens next?",
            "Tell me about your family.",
            "Can you tell me what happened?",
            "I'm wondering how that was for you.",
            "What's on your mind?",
            "How come?",
            "Whats going on",
            "And in what way?",
            "Where do we go from here?",
            "okay so that was monday and what did you do then",
        ],
        &[
            "I know what it is.",
            "What you did was brave.",
            "What a day!",
            "How nice!",
            "That's why I came.",
            "How many do you take?",
            "Tell me your last name, please.",
            "When I go home, I sleep.",
        ],
    ),
    (
        "closed question",
        &[
            "Do you smoke?",
            "did you sleep",
            "How often do you call?",
            "When was that?",
            "You drink every day?",
            "Is there pain?",
            "Don't you like it?",
            "Can you tell me your phone number?",
            "Any questions?",
            "I wonder if that helps.",
            "Have you, um, tried it?",
            "You live alone, right?",
            "Would-would it help?",
            "i see and you took it on monday did it help you",
        ],
        &[
            "Do the exercise every day.",
            "You know, I like it.",
            "You know?",
            "Okay?",
            "I did it, okay?",
            "So do I.",
            "That is the plan.",
            "You could, you know, try it.",
            "May be.",
            "What do you think?",
        ],
    ),
    (
        "clarification question",
        &["What do you mean?", "Can you give me an example?", "How so?", "Sorry, what?", "Do you mean the pain?"],
        &["I know what you mean.", "What do you like?", "You are mean.", "Can you give me a lift?"],
    ),
    (
        "collaborative question",
        &[
            "How does that sound?",
            "What would you like to talk about?",
            "Shall we start?",
            "Would that work for you?",
            "How can I help?",
        ],
        &["What do you think about him?", "That works for me.", "How was work?"],
    ),
    (
        "check for understanding",
        &[
            "Does that make sense?",
            "Did I get that right?",
            "Is that right?",
            "It was Monday, right?",
            "Am I hearing you right?",
        ],
        &["That makes sense.", "Are you all right?", "Which is the right one?", "Is it on the right?"],
    ),
    (
        "leading question",
        &["Don't you think that's risky?", "It's late, isn't it?", "Wouldn't you agree?", "Why don't you just stop?"],
        &[
            "Why don't we start?",
            "Why don't you like it?",
            "What don't you know?",
            "Do you think that's risky?",
            "I don't know.",
        ],
    ),
    (
        "scaling question",
        &[
            "On a scale of 1 to 10, how bad is it?",
            "From zero to ten, where are you?",
            "Why a six and not a four?",
            "What number would you give it?",
        ],
        &["We work on a large scale, don't we?", "Is it one to one?", "The scale of it is large."],
    ),
    (
        "stacked questions",
        &["Do you smoke? How much?", "How was it? Um... Did it hurt?"],
        &[
            "Do you smoke?",
            "You said yes. Why?",
            "How much? Is that right?",
            "I asked what he wanted. He said nothing.",
        ],
    ),
    (
        "greeting",
        &["Hello.", "Good morning, Sam!", "Oh hi there", "Nice to meet you."],
        &["You're welcome.", "He said hello to me.", "Welcome to the club of sick people."],
    ),
    (
        "closing",
        &["Bye!", "Take care.", "Have a great weekend!", "See you next week.", "Thanks for your time."],
        &[
            "Take care of the dog.",
            "I want to have a good night for once.",
            "He kissed me goodbye.",
            "I can't see you as a friend.",
        ],
    ),
    (
        "gratitude",
        &["Thank you!", "thanks so much", "I really appreciate that.", "I'm so grateful."],
        &[
            "No thanks.",
            "Thanks to him we lost.",
            "Thank God.",
            "I don't appreciate that.",
            "I'd appreciate it if you called.",
        ],
    ),
    (
        "apology",
        &[
            "I'm sorry.",
            "Sorry, I was late.",
            "My apologies for the delay.",
            "I'm so sorry for being late.",
            "im sorry",
        ],
        &[
            "I'm sorry to hear that.",
            "I'm so sorry for your loss.",
            "I feel sorry for him.",
            "Better safe than sorry.",
            "I'm sorry you feel sick.",
        ],
    ),
    (
        "polite request",
        &[
            "Could you send it?",
            "Please sit down.",
            "Would you mind waiting?",
            "Can you please help?",
            "One more, please.",
        ],
        &["Yes, please.", "Could you be wrong?", "Please don't worry.", "You can go.", "Would you like tea?"],
    ),
    (
        "hedging",
        &["Maybe.", "I think it helps.", "It's kind of hard.", "I'm not sure.", "It might rain."],
        &[
            "What kind of dog is it?",
            "What do you think?",
            "We might as well go.",
            "I think about it a lot.",
            "This kind of pain is new.",
        ],
    ),
    (
        "filler words",
        &["Um, yes.", "So, uh, no.", "It is, you know, hard.", "It was, like, huge."],
        &["Uh-huh.", "Uh oh.", "You know him.", "I like it.", "Do you know what I mean?"],
    ),
    (
        "agreement",
        &["I agree.", "You're right.", "Fair enough.", "That's true.", "Well, that makes sense."],
        &["I don't agree.", "You're not right.", "Turn right.", "If that's true, we go.", "All right.", "Yeah but no."],
    ),
    (
        "disagreement",
        &["I disagree.", "I don't think so.", "No, that's not true.", "Of course not.", "I can't agree with that."],
        &["I don't disagree.", "Tell me if I'm wrong.", "I couldn't agree more.", "No problem.", "I think so."],
    ),
];

#[test]
fn every_behavior_has_examples() {
    let named: BTreeSet<_> = EXAMPLES.iter().map(|(behavior, ..)| *behavior).collect();
    assert_eq!(named, behaviors().iter().map(|behavior| behavior.name).collect());
}

#[test]
fn examples_show_their_behavior_and_near_misses_do_not() {
    let engine = Engine::new();
    let mut wrong = Vec::new();
    for (behavior, examples, near_misses) in EXAMPLES {
        let shows = |text: &str| shown(&engine, &[("a", text)]).contains(*behavior);
        wrong.extend(examples.iter().filter(|text| !shows(text)).map(|text| format!("missed {behavior}: {text}")));
        wrong.extend(near_misses.iter().filter(|text| shows(text)).map(|text| format!("not {behavior}: {text}")));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn what_yes_and_no_do_depends_on_what_came_before() {
    let engine = Engine::new();
    let last = |said: &[(&str, &str)]| shown(&engine, said).into_iter().collect::<Vec<_>>();
    assert_eq!(last(&[("a", "It is late."), ("b", "Yes.")]), ["agreement"]);
    assert_eq!(last(&[("a", "It is late."), ("b", "No.")]), ["disagreement"]);
    assert_eq!(last(&[("a", "Is it late?"), ("b", "Yes.")]), [""; 0]);
    assert_eq!(last(&[("a", "Is it late?"), ("b", ""), ("b", "No.")]), [""; 0]);
    assert_eq!(last(&[("a", "Shall we start?"), ("b", "Yes.")]), ["agreement"]);
    assert_eq!(last(&[("a", "It is late."), ("a", "Yes.")]), [""; 0]);
    assert_eq!(last(&[("b", "Yes.")]), [""; 0]);
}

#[test]
fn questions_stack_over_turns_of_one_speaker_only() {
    let engine = Engine::new();
    let stacked = |said: &[(&str, &str)]| shown(&engine, said).contains("stacked questions");
    assert!(stacked(&[("a", "Do you smoke?"), ("a", "How much?")]));
    assert!(stacked(&[("a", "Do you smoke?"), ("b", " "), ("a", "How much?")]));
    assert!(!stacked(&[("a", "Do you smoke?"), ("b", "How much?")]));
    assert!(!stacked(&[("a", "Do you smoke?"), ("b", "Yes."), ("a", "How much?")]));
}

#[test]
fn nobody_in_particular_is_not_one_speaker() {
    let turn = |index, input: &str| TalkTurn { index, input: input.to_owned(), ..TalkTurn::default() };
    let read = Engine::new().map(&Options::default(), &[], &[turn(0, "Do you smoke?"), turn(1, "How much?")]);
    assert!(read[1].utterances[0].detections.iter().all(|d| d.behavior != "stacked questions"));
}
