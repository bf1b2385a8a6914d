//! Talk of harm: how severe it is taken to be, and what only sounds like it.

mod spoken;

use engine::{Engine, Options};

const LEVELLED: [&str; 6] =
    ["suicidal ideation", "self harm", "threat", "substance risk", "abuse disclosure", "medical emergency"];

/// The severity of `behavior` in the last of the turns; 0 where it does not hold.
fn severity(engine: &Engine, behavior: &str, said: &[(&str, &str)]) -> u8 {
    let read = engine.map(&Options::default(), &[], &spoken::turns(said));
    let last = read.last().expect("something was said");
    let detections = last.utterances.iter().flat_map(|utterance| &utterance.detections);
    detections.filter(|detection| detection.behavior == behavior).map(|detection| detection.severity).max().unwrap_or(0)
}

/// What of these is not as severe as it should be.
fn wrong(engine: &Engine, behavior: &str, expected: &[(u8, &str)]) -> Vec<String> {
    let found = |text: &str| severity(engine, behavior, &[("a", text)]);
    let off = expected.iter().filter(|(level, text)| found(text) != *level);
    off.map(|(level, text)| format!("{behavior}: {} and not {level}: {text}", found(text))).collect()
}

const SEVERITIES: &[(&str, &[(u8, &str)])] = &[
    (
        "suicidal ideation",
        &[
            (2, "I've been thinking about killing myself."),
            (2, "honestly i just want to die"),
            (2, "Everybody would be better off without me."),
            (2, "I wish I'd never been born."),
            (2, "i don't want to be here anymore"),
            (2, "There's no point in living."),
            (2, "Some nights I hope I don't wake up."),
            (2, "I can't stop thinking about ending my life."),
            (2, "i feel suicidal"),
            (3, "I'm going to kill myself if she leaves."),
            (3, "I want to end it all, and I've been saving up my pills."),
            (3, "I keep thinking about jumping off the bridge."),
            (3, "I've set a date to end my life, it's in the will."),
            (4, "I'm going to kill myself tonight."),
            (4, "i'm going to end my life"),
            (4, "I want to die right now."),
            (1, "My brother said he'd kill himself."),
            (1, "Ten years ago I tried to kill myself."),
            (1, "He said, I want to die."),
            (1, "We lost a colleague to suicide."),
            (1, "she told me she wants to end her life"),
            (1, "When I was sixteen I wanted to die."),
            (0, "I'd never hurt or kill myself."),
            (0, "I've no thoughts of killing myself."),
            (0, "I'm not suicidal."),
            (0, "Have you had thoughts of ending your life?"),
            (0, "are you thinking of killing yourself"),
            (0, "I'm dying to see it."),
            (0, "This heat is killing me."),
            (0, "I could kill for a coffee."),
            (0, "Shoot me now."),
            (0, "I nearly killed myself laughing."),
            (0, "It was a suicide mission of a deadline."),
            (0, "We don't want to live in London."),
            (0, "I'd rather die than wear that."),
            (0, "There's no point in living with two printers."),
        ],
    ),
    (
        "self harm",
        &[
            (2, "I've been cutting myself again."),
            (2, "when it gets too much i burn my arms"),
            (2, "I hurt myself on purpose."),
            (2, "I want to hurt myself."),
            (2, "i bang my head on the wall till it stops"),
            (3, "I cut myself last night."),
            (3, "i cut my arms and it needed stitches"),
            (1, "I used to cut myself at school."),
            (1, "My daughter cuts herself."),
            (0, "I'd never hurt myself."),
            (0, "I cut myself shaving."),
            (0, "i burnt myself on the oven"),
            (0, "Have you been hurting yourself?"),
            (0, "I hurt myself playing football."),
            (0, "We're cutting costs again."),
            (0, "I've been kicking myself ever since."),
        ],
    ),
    (
        "threat",
        &[
            (3, "I'll break his nose."),
            (3, "i'm going to kill him"),
            (3, "If he comes near me again I'll smash his face in."),
            (3, "We'll burn your house down."),
            (3, "I know where you live."),
            (2, "I could strangle her, I really mean it."),
            (2, "i want to kill someone"),
            (1, "He said he'd kill me if I told."),
            (1, "She threatened to stab him."),
            (0, "My boss will kill me."),
            (0, "I'll sue you."),
            (0, "i could kill for a burger"),
            (0, "I'd never hurt him."),
            (0, "I'll shoot you an email."),
            (0, "We'll kill the process."),
            (0, "I'll hit the target."),
            (0, "Is he going to hurt you?"),
        ],
    ),
    (
        "substance risk",
        &[
            (3, "I've been taking my tablets with vodka."),
            (3, "i mix the pills and wine to sleep"),
            (3, "I took twelve paracetamol."),
            (3, "When I stop drinking I get the shakes."),
            (3, "i took my brother's methadone"),
            (2, "I drove home drunk."),
            (2, "i relapsed last week"),
            (1, "Years ago I mixed pills with whisky."),
            (1, "My son mixed his meds with cider."),
            (0, "I have a glass of wine on Fridays."),
            (0, "An overdose of meetings, that's all it is."),
            (0, "I don't mix my tablets with wine."),
            (0, "Do you take the tablets with alcohol?"),
            (0, "We drove home after dinner."),
            (0, "I take one tablet with water."),
        ],
    ),
    (
        "abuse disclosure",
        &[
            (3, "He hits me when he's been drinking."),
            (3, "my stepdad touches me at night"),
            (3, "She kicked me and pulled me down."),
            (3, "I was raped."),
            (2, "He won't let me see my friends."),
            (2, "she takes my wages and gives me an allowance"),
            (1, "My father used to beat us with a belt."),
            (1, "When I was small my mother hit me."),
            (0, "She beat me at chess."),
            (0, "He never hit me."),
            (0, "That news hit me hard."),
            (0, "My boss kicked me off the project."),
            (0, "Does he hurt you?"),
            (0, "We had a row about the dishes."),
        ],
    ),
    (
        "medical emergency",
        &[
            (4, "I've got a crushing pain in my chest."),
            (4, "i can't breathe"),
            (4, "She's having a seizure."),
            (4, "his lips are blue"),
            (4, "He's not breathing!"),
            (4, "I think I'm having a heart attack."),
            (4, "She won't stop bleeding, there's blood everywhere."),
            (1, "Ten years ago I had chest pain like that."),
            (0, "I had a heart attack in 2009."),
            (0, "You nearly gave me a heart attack!"),
            (0, "No chest pain, nothing."),
            (0, "Any chest pain?"),
            (0, "If he turns blue, call the emergency number."),
            (0, "It was a stroke of luck."),
            (0, "She had a fit when she saw the bill."),
            (0, "The sofa is fitting in nicely."),
        ],
    ),
];

#[test]
fn harm_is_as_severe_as_it_is_told() {
    let engine = Engine::of_rules();
    let all: Vec<_> = SEVERITIES.iter().flat_map(|(behavior, expected)| wrong(&engine, behavior, expected)).collect();
    assert_eq!(all, [""; 0]);
}

#[test]
fn what_is_no_harm_shows_none_of_it() {
    let engine = Engine::of_rules();
    let harmless = SEVERITIES.iter().flat_map(|(_, expected)| expected.iter()).filter(|(level, _)| *level == 0);
    for (_, text) in harmless {
        let shown: Vec<_> = LEVELLED.iter().filter(|name| severity(&engine, name, &[("a", text)]) > 1).collect();
        assert!(shown.is_empty(), "{text}: {shown:?}");
    }
}

#[test]
fn an_answer_is_as_severe_as_what_it_answers() {
    let engine = Engine::of_rules();
    let ideation = |said: &[(&str, &str)]| severity(&engine, "suicidal ideation", said);
    let asked = ("p", "Are you thinking of killing yourself?");
    assert_eq!(ideation(&[asked, ("c", "Yes, most days.")]), 2);
    assert_eq!(ideation(&[asked, ("c", "No, never.")]), 0);
    assert_eq!(ideation(&[("p", "Are you thinking of moving house?"), ("c", "Yes, most days.")]), 0);
    let told = [asked, ("c", "Yes."), ("p", "Have you thought about how?")];
    assert_eq!(ideation(&[&told[..], &[("c", "I've got a plan.")]].concat()), 3);
    assert_eq!(ideation(&[("p", "What about the weekend?"), ("c", "I've got a plan.")]), 0);
    let denied = [asked, ("c", "No, not at all."), ("p", "What about the weekend?")];
    assert_eq!(ideation(&[&denied[..], &[("c", "I've got a plan.")]].concat()), 0);
    let long_ago = [asked, ("c", "I'd rather talk about work."), ("p", "Mm.")].repeat(3);
    assert_eq!(ideation(&[&long_ago[3..], &[("c", "I know how.")]].concat()), 3);
}

#[test]
fn who_asks_about_harm_does_not_tell_of_it() {
    let engine = Engine::of_rules();
    let said = [("p", "Are you thinking of killing yourself?"), ("c", "Yes."), ("p", "So you've got a plan.")];
    assert_eq!(severity(&engine, "suicidal ideation", &said), 0);
}
