//! Three short transcripts of our own, and a profile for each: the default one with some of its detectors, so that a
//! document can be read from beginning to end.

use model::{Speaker, TalkTurn};

fn turn(index: usize, id: &str, role: Option<&str>, input: &str, times: Option<(&str, &str)>) -> TalkTurn {
    TalkTurn {
        index: index as u64,
        input: input.to_owned(),
        talk_turn_id: times.map(|_| format!("turn-{index}")),
        speaker: Some(Speaker { id: Some(id.to_owned()), role: role.map(str::to_owned) }),
        start_time: times.map(|(start, _)| start.to_owned()),
        end_time: times.map(|(_, end)| end.to_owned()),
    }
}

pub(crate) fn coaching() -> Vec<TalkTurn> {
    let said = [
        (
            "coach",
            "0.0",
            "6.5",
            "Good morning, Nora. I'd like to look at the evenings today. What else should we make time for?",
        ),
        ("client", "7.0", "12.0", "Only the evenings. They were bad again, and I shouted at my son."),
        ("client", "20.5", "28.0", "I came home late, the kitchen was a mess, and then he told me that"),
        ("coach", "26.5", "31.0", "Hold on, let me stop you there. Was it the mess or being late?"),
        ("client", "32.0", "41.0", "Both. Some nights I think about killing myself."),
        ("coach", "42.5", "51.0", "Thank you for telling me that. Do you have a plan how you would do it?"),
        ("client", "53.0", "60.0", "No, I would never do it. I am just so tired of it all."),
        (
            "coach",
            "61.0",
            "70.0",
            "It sounds like the evenings leave you with nothing. Would it be okay if I told you about ten minutes alone?",
        ),
        (
            "client",
            "84.0",
            "92.0",
            "Yes, please. I want to try the ten minutes, and I will sit in the car tonight before I go in.",
        ),
        (
            "coach",
            "92.5",
            "101.0",
            "That takes courage. I will call you on Friday and we'll see how the evenings went.",
        ),
        ("client", "101.5", "104.0", "Thank you, that helps. Goodbye."),
    ];
    let turn = |(at, (role, start, end, input)): (usize, &(&str, &str, &str, &str))| {
        turn(at, if *role == "coach" { "c-7" } else { "p-2" }, Some(role), input, Some((start, end)))
    };
    said.iter().enumerate().map(turn).collect()
}

pub(crate) fn support_call() -> Vec<TalkTurn> {
    let said = [
        ("agent", "00:00:01.000", "00:00:05.200", "Thank you for calling, this is Omar. How can I help you?"),
        (
            "customer",
            "00:00:05.900",
            "00:00:14.300",
            "My router drops the line every evening, and you charged me twice for it. I want a refund.",
        ),
        (
            "agent",
            "00:00:28.400",
            "00:00:36.000",
            "I understand that this is annoying. Is the light on the router green or red?",
        ),
        ("customer", "00:00:36.500", "00:00:40.000", "It is red. I already turned the router off and on."),
        (
            "agent",
            "00:00:41.000",
            "00:00:52.500",
            "Then I will send you a new router by Thursday, and I will refund the second charge today.",
        ),
        (
            "agent",
            "00:00:58.400",
            "00:01:04.000",
            "Of course. You could also write to us, whichever is easier for you. Does that solve it for today?",
        ),
        ("customer", "00:01:04.500", "00:01:08.000", "Yes, that solves it. Thanks for the refund. Bye."),
    ];
    let turn = |(at, (role, start, end, input)): (usize, &(&str, &str, &str, &str))| {
        turn(at, if *role == "agent" { "omar" } else { "caller" }, Some(role), input, Some((start, end)))
    };
    said.iter().enumerate().map(turn).collect()
}

pub(crate) fn meeting() -> Vec<TalkTurn> {
    let said = [
        ("Ida", "Let's begin with the budget for the summer fair. What do we still need to decide?"),
        ("Jon", "The stage. The budget has four thousand for the stage, and the offer was five."),
        ("Kim", "I don't agree with the offer, it is too high. We could rent the small stage."),
        ("Ida", "So the question is whether the band fits on the small stage. Kim, could you ask them?"),
        ("Kim", "Yes, I'll ask the band by Wednesday."),
        ("Jon", "And I will call the rental company tomorrow about the offer."),
        ("Ida", "Good idea, thank you both. Does anybody see a risk in the rest of the budget?"),
        ("Kim", "The rain, maybe. Last year the rain cost us half of the fair."),
        ("Ida", "All right. We'll decide on the stage next Monday. Thanks, everyone, bye."),
    ];
    said.iter().enumerate().map(|(at, (id, input))| turn(at, id, None, input, None)).collect()
}

pub(crate) const COACHING_PROFILE: &str = r#"
name = "coaching"
extends = "default"
without_detectors = [
  "greets", "sets-agenda", "reflects", "acknowledges", "asks-before-advising", "leaves-the-choice",
  "checks-understanding", "summarises", "they-say-what-they-will-do", "agrees-next-steps", "closes",
  "complex-reflections", "open-questions", "adherence", "relational", "technical", "explores",
  "works-together", "speaks-of-change", "friction", "pushing", "abuse-disclosure", "medical-emergency",
  "self-harm", "substance-risk", "threat",
]
"#;

pub(crate) const SUPPORT_PROFILE: &str = r#"
name = "support"
extends = "default"
without_detectors = [
  "sets-agenda", "asks-openly", "reflects", "acknowledges", "asks-before-advising", "leaves-the-choice",
  "checks-understanding", "summarises", "they-say-what-they-will-do", "agrees-next-steps",
  "reflections-to-questions", "complex-reflections", "adherence", "relational", "technical",
  "shows-understanding", "explores", "speaks-of-change", "pushing", "talking-over", "abuse-disclosure",
  "medical-emergency", "self-harm", "substance-risk", "suicidal-ideation",
]

[[categories]]
name = "billing"
phrases = ["charged", "charge"]

[[categories]]
name = "billing/refund"
phrases = ["refund*"]

[[categories]]
name = "leaving"
phrases = ["cancel*"]

[[topics]]
name = "hardware"
phrases = ["router", "light"]
"#;

pub(crate) const MEETING_PROFILE: &str = r#"
name = "meeting"
extends = "default"
without_detectors = [
  "greets", "asks-openly", "reflects", "acknowledges", "asks-before-advising", "leaves-the-choice",
  "checks-understanding", "summarises", "they-say-what-they-will-do", "closes", "reflections-to-questions",
  "complex-reflections", "open-questions", "relational", "technical", "shows-understanding",
  "works-together", "speaks-of-change", "friction", "talking-over", "abuse-disclosure", "self-harm",
  "substance-risk", "suicidal-ideation", "threat",
]
"#;
