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
        &[
            "What do you mean?",
            "Can you give me an example?",
            "How so?",
            "Sorry, what?",
            "Do you mean the pain?",
            "did you say tuesday",
            "Which one do you mean?",
        ],
        &[
            "I know what you mean.",
            "What do you like?",
            "You are mean.",
            "Can you give me a lift?",
            "What does that mean for the price?",
        ],
    ),
    (
        "collaborative question",
        &[
            "How would you like us to go about it?",
            "What would you like to talk about?",
            "Shall we start?",
            "Would that work for you?",
            "where should we begin",
        ],
        &[
            "What do you think about him?",
            "That works for me.",
            "How was work?",
            "How can I help?",
            "What would you like on your toast?",
        ],
    ),
    (
        "check for understanding",
        &[
            "Does that make sense?",
            "Did I get that right?",
            "Is that right?",
            "Have I missed anything?",
            "Am I hearing you right?",
            "are we agreed so far",
        ],
        &[
            "That makes sense.",
            "Are you all right?",
            "Which is the right one?",
            "Is it on the right?",
            "It was Monday, right?",
            "Does it make sense to book early?",
        ],
    ),
    (
        "leading question",
        &[
            "Don't you think that's risky?",
            "Surely you can see what it does to them?",
            "Wouldn't you agree?",
            "Why don't you just stop?",
            "wouldn't it be easier to tell her",
            "isn't it time you slept more",
        ],
        &[
            "Why don't we start?",
            "Why don't you like it?",
            "What don't you know?",
            "Do you think that's risky?",
            "I don't know.",
            "It's late, isn't it?",
        ],
    ),
    (
        "scaling question",
        &[
            "On a scale of 1 to 10, how bad is it?",
            "From zero to ten, where are you?",
            "What number would you give it?",
            "how sure are you out of ten",
            "If zero is never and ten is daily, where are you now?",
        ],
        &[
            "We work on a large scale, don't we?",
            "Is it one to one?",
            "The scale of it is large.",
            "Why a six and not a four?",
            "How many tablets do you take?",
            "nine times out of ten it rains",
        ],
    ),
    (
        "simple reflection",
        &[
            "So you're saying the nights are worse.",
            "What I'm hearing is that the pills make you slow.",
            "You didn't sleep a wink.",
            "in other words you run the place",
            "You don't even like the taste.",
            "you've been telling me for weeks",
        ],
        &[
            "You didn't sleep?",
            "You should sleep.",
            "What did you not like?",
            "You're welcome.",
            "You can go in now.",
            "I didn't sleep.",
        ],
    ),
    (
        "complex reflection",
        &[
            "It sounds like you're ready for something else.",
            "Part of you would rather not know.",
            "You feel as if nobody asked you.",
            "so you feel like the last to be told",
            "You'd rather be out there than in here.",
            "You're stuck between him and the job.",
            "that really matters to you",
        ],
        &[
            "It sounds like a plan.",
            "Do you feel as if nobody asked you?",
            "You're right.",
            "If you feel like a break, take one.",
            "Some of you know the way.",
            "What sounds like fun?",
        ],
    ),
    (
        "double-sided reflection",
        &[
            "On the one hand you like the money, and on the other you never see the kids.",
            "Part of you wants to stay and part of you has packed already.",
            "you love the job and you hate what it does to your back",
            "You're torn between the two of them.",
            "You'd like to stop, and at the same time it's the only quiet you get.",
        ],
        &[
            "On the other hand there is the price.",
            "You can call or you can write, and you get an answer.",
            "I want to and I don't want to.",
            "The left one is mine and the right one is yours.",
            "You're right, and you know it.",
            "Do you like it, and do you use it?",
        ],
    ),
    (
        "summary",
        &[
            "Let me see if I've got this: the move, the baby and the new boss.",
            "To sum up, sleep is better, work is not, and the car is sold.",
            "So far you've told me about the fall and the hospital.",
            "let me pull this together the bills the flat and your brother",
            "We've talked about school, and about your dad.",
            "in summary two tablets a day and no wine",
        ],
        &[
            "So far so good.",
            "The summary is on page two.",
            "Let me run it past her.",
            "You're tired of it.",
            "Sum up the left column.",
            "What have you told them?",
        ],
    ),
    (
        "emotion labelling",
        &[
            "You sound worried.",
            "That must have been frightening.",
            "you're really frustrated with them",
            "It seems you feel guilty about it.",
            "That hurt.",
            "I can hear how angry you are.",
            "it makes you feel ashamed",
        ],
        &[
            "How do you feel?",
            "I'm worried about the rent.",
            "You look well.",
            "Are you angry?",
            "She was scared of him.",
            "If you feel anxious, ring us.",
            "You're not angry at all.",
        ],
    ),
    (
        "backchannel",
        &["Mm-hm.", "uh huh", "I see.", "Right.", "Okay.", "Got it.", "mhm"],
        &[
            "Right, let's go on.",
            "I see two of them.",
            "Okay, so next is the form.",
            "Got it from the shop.",
            "Turn right.",
            "Good morning.",
        ],
    ),
    (
        "uptake",
        &[
            "You mentioned your brother earlier; what does he say?",
            "Going back to what you said about the mornings.",
            "Earlier you said it was like drowning.",
            "you used the word trapped",
            "What was it about the letter?",
        ],
        &[
            "What time was it?",
            "I mentioned it to her.",
            "He said he would call.",
            "Come back to bed.",
            "What is it about again?",
            "Say the word.",
        ],
    ),
    (
        "autonomy",
        &[
            "It's entirely up to you.",
            "That's your decision.",
            "You're the one who decides.",
            "nobody can make you go",
            "Whatever you decide, the door stays open.",
            "You know best what works for you.",
            "you're free to say no",
        ],
        &[
            "What have you been up to?",
            "Suit yourself.",
            "Your call is important.",
            "It's your fault.",
            "I can't decide.",
            "He is up to no good.",
        ],
    ),
    (
        "asking permission",
        &[
            "Would it be okay if I shared a thought?",
            "May I ask you something?",
            "do you mind if i explain how it works",
            "Can I suggest one thing?",
            "Would you like to hear what helped others?",
            "Is it all right with you if we start with the form?",
            "If I may, there is one more point.",
        ],
        &[
            "May I have your number?",
            "Can I pay by card?",
            "How may I help?",
            "Do you mind the noise?",
            "Would you like tea?",
            "He asked if he could come.",
        ],
    ),
    (
        "advice with permission",
        &[
            "Since you ask, I'd leave it for a week.",
            "Well, since you asked, the small one is plenty.",
            "If you want my opinion, sell it.",
            "because you asked i would ring them first",
            "If you want my advice, wait for the spring.",
        ],
        &[
            "You should wait.",
            "Ask me later.",
            "Do you want my advice?",
            "What did you ask them?",
            "I asked for advice.",
            "My opinion is mine.",
        ],
    ),
    (
        "offering options",
        &[
            "You could come here, or we could do it by phone.",
            "There are two ways to go about it.",
            "either we wait or we send it today",
            "One option is the clinic.",
            "Would you rather start now, or would next week suit you?",
            "We can refund it, or you keep it at half price.",
        ],
        &[
            "Was it Monday or Tuesday?",
            "You could say that.",
            "It takes a day or two.",
            "Do you want it or not?",
            "Or else.",
            "There are two dogs.",
        ],
    ),
    (
        "agenda setting",
        &[
            "Today I'd like us to look at your sleep.",
            "What would you like to talk about today?",
            "On the agenda today are the roof and the bins.",
            "i thought we could start with the form",
            "Where would you like to start?",
            "The plan for today is short.",
        ],
        &[
            "Today it rained.",
            "He has a hidden agenda.",
            "What would you like to drink?",
            "The plan is to call on Monday.",
            "First I was sick, then I was better.",
            "The agenda got wet.",
        ],
    ),
    (
        "planning",
        &[
            "We'll meet again on Thursday.",
            "Let's book a time for next week.",
            "The next step would be a blood test.",
            "we can go over it together on friday",
            "What would be a first step?",
            "When shall we meet again?",
        ],
        &[
            "We met on Thursday.",
            "We'll see about that.",
            "I had a plan once.",
            "The step is wet.",
            "What would you like?",
            "On Friday she called.",
        ],
    ),
    (
        "partnership language",
        &[
            "Let's figure this out together.",
            "We'll work it out, you and I.",
            "The two of us can face it.",
            "we're in this together",
            "Let's see how we can make it lighter.",
            "Shall we look at it together?",
        ],
        &[
            "We open at nine.",
            "Let's say Tuesday.",
            "They live together.",
            "Put the two halves together.",
            "I agree with you.",
            "We can send you a new one.",
        ],
    ),
    (
        "giving information",
        &[
            "Your results are back, and they are normal.",
            "Studies show that it helps with sleep.",
            "About one in five people get a rash.",
            "it takes about ten days to arrive",
            "According to the guideline, two is the limit.",
            "Your parcel was shipped on Monday.",
        ],
        &["Are your results back?", "Yes.", "I think it's lovely.", "That's great.", "Thank you.", "Have a look."],
    ),
    (
        "advice without permission",
        &[
            "You should see a dentist.",
            "If I were you, I'd wait.",
            "you'd better leave it alone",
            "Why don't you try the bus?",
            "I'd recommend the smaller one.",
            "You might want to write it down.",
            "It would be a good idea to rest.",
        ],
        &[
            "You should have seen her face.",
            "What should I do?",
            "He said you should come.",
            "You don't have to go.",
            "Why don't you like it?",
            "If you need to, call me.",
            "I'd be glad to.",
        ],
    ),
    (
        "directive",
        &[
            "Put it on the table.",
            "Please press the green button.",
            "don't touch the wire",
            "I need you to stay in the room.",
            "Now turn it to the left.",
            "Sit down.",
            "make sure it's off",
        ],
        &[
            "Let me know.",
            "Take care.",
            "Hold on.",
            "Don't worry.",
            "I put it on the table.",
            "Tell me about your week.",
            "Take your time.",
            "Could we stop?",
        ],
    ),
    (
        "persuasion",
        &[
            "You owe it to yourself.",
            "It pays for itself in two years.",
            "Just think how much you would save.",
            "you've got nothing to lose",
            "The offer ends on Friday.",
            "The sooner you start, the easier it gets.",
        ],
        &[
            "It costs ten pounds.",
            "I owe you five.",
            "I can't think of his name.",
            "What did you think of it?",
            "He saved me a seat.",
            "It opens on Friday.",
        ],
    ),
    (
        "warning",
        &[
            "If you keep this up, you'll lose the licence.",
            "Be careful with that knife.",
            "otherwise you pay twice",
            "Mixing those two can cause a bleed.",
            "It's dangerous to stop all at once.",
            "If you don't rest, you'll end up back here.",
        ],
        &[
            "If you like, I can show you.",
            "It isn't dangerous.",
            "Take care.",
            "I lost my keys.",
            "You can walk, or you can take the bus.",
            "Keep it up!",
        ],
    ),
    (
        "transition",
        &[
            "Okay, moving on to the next point.",
            "Let's turn to your diet.",
            "before we finish i have one question",
            "That brings us to the budget.",
            "One last thing.",
            "Going back to what you said about work.",
        ],
        &[
            "We moved on to a bigger house.",
            "I can't move on from her.",
            "Before you know it, it's over.",
            "Next week is full.",
            "I go back to work on Monday.",
            "So.",
        ],
    ),
    (
        "empathy",
        &[
            "That sounds incredibly hard.",
            "I'm so sorry you had to sit through that alone.",
            "it must have been terrifying to get that call",
            "My heart goes out to you.",
            "I can only imagine how you felt.",
            "How awful for you.",
        ],
        &[
            "I'm sorry for the wait.",
            "That's hard to say.",
            "It must be on the second page.",
            "i'm so sorry i was late",
            "The bed is too hard.",
        ],
    ),
    (
        "validation",
        &[
            "It makes sense that you'd want it in writing.",
            "anyone would be furious after that",
            "No wonder you walked out.",
            "That's completely understandable.",
            "I can see why you'd be nervous.",
            "You have every right to be cross.",
        ],
        &[
            "Does it make sense to take the train?",
            "Would anyone like coffee?",
            "He said it was only natural.",
            "of course you can sit there",
            "The instructions make no sense.",
        ],
    ),
    (
        "appreciation",
        &[
            "I really appreciate you coming in.",
            "Thank you for telling me, I know it wasn't easy.",
            "it means a lot that you rang",
            "I'm so glad you said that.",
            "You've been incredibly helpful.",
            "That's very kind of you.",
        ],
        &[
            "Thanks.",
            "I'd appreciate a quick reply.",
            "Houses here have appreciated a lot.",
            "I'm glad it rained.",
            "thanks for nothing",
        ],
    ),
    (
        "affirmation",
        &[
            "You've worked so hard on this.",
            "that took real courage",
            "You handled that call really well.",
            "You're a caring father.",
            "You should be proud of yourself.",
            "You've come a long way since March.",
        ],
        &[
            "Good.",
            "Great shoes!",
            "It takes an hour to get there.",
            "He's a good man.",
            "If you worked so hard, where is it?",
        ],
    ),
    (
        "encouragement",
        &[
            "You can do this.",
            "keep going you're nearly there",
            "Don't give up now.",
            "I believe in you.",
            "You've got this.",
            "Hang in there.",
        ],
        &[
            "Go ahead, I'm listening.",
            "You can do it online.",
            "Keep going straight until the church.",
            "I gave up in May.",
            "Have you got this in blue?",
        ],
    ),
    (
        "reassurance",
        &[
            "Don't worry, it's only a form.",
            "It's going to be all right.",
            "there's nothing to be ashamed of",
            "Take all the time you need.",
            "You haven't done anything wrong.",
            "We'll get it sorted.",
        ],
        &[
            "He told me not to worry.",
            "I don't worry much.",
            "Will it be all right?",
            "That's fine by me.",
            "i hope everything will be fine",
        ],
    ),
    (
        "normalising",
        &[
            "Lots of people feel that way at first.",
            "That's perfectly normal.",
            "we've all been there",
            "You're not the only one.",
            "Most parents struggle in the first month.",
        ],
        &[
            "Most people work upstairs.",
            "Is that normal?",
            "He said everyone does it.",
            "Lots of the boxes were empty.",
            "We all have lunch at one.",
        ],
    ),
    (
        "self disclosure",
        &[
            "I've been there myself.",
            "When I was your age I failed it twice.",
            "my own mother had the same trouble",
            "I lost my brother last year.",
            "I grew up on a farm, so I know the hours.",
        ],
        &[
            "I think we should start.",
            "When I was at the desk your file came in.",
            "I'll check that myself.",
            "Your mother had it too.",
            "I know what you mean.",
        ],
    ),
    (
        "blame",
        &[
            "This is all your fault.",
            "it's on you that we lost them",
            "You ruined my weekend.",
            "Look what you've done.",
            "Because of you people I missed my flight.",
            "You've only yourself to blame.",
        ],
        &[
            "It's not your fault.",
            "I'm not saying it's your fault.",
            "It was the weather.",
            "It's up to you.",
            "Do you feel it's your fault?",
        ],
    ),
    (
        "criticism",
        &[
            "You never listen.",
            "You should have told me before.",
            "that was really unprofessional",
            "You're not even listening to me.",
            "You could at least say hello.",
            "How could you forget that?",
        ],
        &[
            "You should have received an email.",
            "You never know.",
            "He says I never listen.",
            "How could you do it differently?",
            "I should have asked.",
        ],
    ),
    (
        "judgment",
        &[
            "You're so selfish.",
            "That was irresponsible of you.",
            "you people are lazy",
            "You ought to be ashamed of yourself.",
            "What a stupid thing to do.",
            "You're acting like a child.",
        ],
        &[
            "He said I was lazy.",
            "You're not lazy.",
            "The film was stupid.",
            "Do you think you're selfish?",
            "It was silly of me.",
        ],
    ),
    (
        "confront",
        &[
            "You say you want it, but you haven't called once.",
            "That's not true.",
            "you're kidding yourself",
            "Do you really believe that?",
            "You promised me you'd stop.",
            "Who are you trying to fool?",
        ],
        &[
            "She said it was fine, but it broke.",
            "You said you like it, and you also hate it.",
            "That's true.",
            "No, it's on Tuesday.",
            "Did he say that?",
        ],
    ),
    (
        "concern",
        &[
            "I'm worried about you.",
            "that cough worries me",
            "I'm really concerned about the dose.",
            "My biggest fear is a fire.",
            "I don't like the look of that wound.",
        ],
        &[
            "As far as I'm concerned, it's done.",
            "I'm not worried.",
            "Are you worried about it?",
            "My mother was worried.",
            "To whom it may concern.",
        ],
    ),
    (
        "dismissal",
        &[
            "You're overreacting.",
            "whatever",
            "It's no big deal.",
            "Don't be so dramatic.",
            "Calm down.",
            "Not my problem.",
        ],
        &[
            "She said I was overreacting.",
            "Whatever the weather, we go.",
            "I need to calm down.",
            "It's not the end of the month yet.",
            "Maybe I'm overreacting.",
        ],
    ),
    (
        "defensiveness",
        &[
            "That's not my fault.",
            "I only did what I was told.",
            "don't blame me",
            "What was I supposed to do?",
            "I never said that.",
            "I'm not the problem here.",
        ],
        &[
            "He said it wasn't his fault.",
            "It was my fault.",
            "I was just wondering about the price.",
            "What should I do?",
            "I'm not a doctor.",
        ],
    ),
    (
        "change talk",
        &[
            "I want to cut down.",
            "I really need to stop smoking.",
            "i've been thinking about quitting",
            "It's ruining my marriage.",
            "I'm sick of waking up like this.",
            "I could leave the car at home.",
            "I managed two weeks.",
        ],
        &[
            "You want to cut down.",
            "I want to stop my order.",
            "I'm not ready to quit.",
            "I couldn't see a thing.",
            "He needs to quit drinking.",
        ],
    ),
    (
        "sustain talk",
        &[
            "I can't give it up.",
            "I don't see it as a problem.",
            "it helps me relax",
            "It's the only thing that works.",
            "I'm not ready to quit.",
            "Everyone drinks at work.",
        ],
        &[
            "I can't stop thinking about you.",
            "I don't think that's what he said.",
            "It makes me feel sick.",
            "I have one every evening.",
            "It doesn't work when I press the button.",
        ],
    ),
    (
        "ambivalence",
        &[
            "I want to stop, but I'd miss it.",
            "Part of me wants to go.",
            "i'm torn",
            "I love it and I hate it.",
            "I don't know if I want to.",
        ],
        &[
            "Part of my leg is numb.",
            "We went back and forth with the bank.",
            "I want your manager and I want her now.",
            "It rained, but we went.",
            "They are torn apart.",
        ],
    ),
    (
        "commitment",
        &[
            "I'll call them on Monday.",
            "I'm going to quit smoking.",
            "i promise i'll be there",
            "I've decided to tell her.",
            "I'll give it a try.",
            "From now on I leave the phone downstairs.",
        ],
        &[
            "I might call them.",
            "I'll think about it.",
            "She said I'll fail on Monday.",
            "I'll knock his teeth out tonight.",
            "If he comes back on Friday I'll tell him.",
        ],
    ),
    (
        "resistance",
        &[
            "You don't understand.",
            "I'm only here because my wife made me come.",
            "Stop telling me what to do.",
            "it's none of your business",
            "I've heard it all before.",
            "What's the point of talking about this?",
        ],
        &[
            "I'm only calling to check a price.",
            "You don't have to wait.",
            "She says I don't understand.",
            "I don't want to be sick again.",
            "How much is it?",
        ],
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
    (
        "action item",
        &[
            "I'll send you the report by Friday.",
            "we'll call the supplier tomorrow morning",
            "Maria, can you book the room before noon?",
            "I'm going to email the team tonight.",
            "Could you draft the minutes by the tenth?",
            "Leave it with me.",
        ],
        &[
            "I'll be honest with you.",
            "I'd have sent it last week.",
            "I'll check that for you now.",
            "If I were you, I'd call them.",
            "I sent the report yesterday.",
            "We won on Friday.",
        ],
    ),
    (
        "objection",
        &[
            "That's too expensive.",
            "we can't afford that",
            "I need to speak to my wife first.",
            "We're happy with our current supplier.",
            "I'm not convinced it would help us.",
            "I'd have to think about it.",
        ],
        &[
            "How much is it?",
            "It was expensive, but worth every penny.",
            "I spoke to my wife yesterday.",
            "Let's think about lunch.",
            "Does it come in blue?",
        ],
    ),
    (
        "complaint",
        &[
            "I've been on hold for forty minutes.",
            "nobody called me back",
            "You charged me twice.",
            "It still hasn't arrived.",
            "My heating is broken again.",
            "The app keeps crashing.",
        ],
        &[
            "I can't complain.",
            "It arrived on Monday.",
            "We waited for the bus and talked.",
            "Nobody knows yet.",
            "He works in the yard.",
        ],
    ),
    (
        "escalation request",
        &[
            "I want to speak to a manager.",
            "put me through to your supervisor",
            "Can I talk to a real person?",
            "Who's your boss?",
            "Is there anyone above you?",
            "I'd like to speak to someone senior.",
        ],
        &[
            "My manager told me.",
            "I spoke to my boss yesterday.",
            "I want to cancel my account.",
            "She's the manager of the shop.",
            "He is a nice person.",
        ],
    ),
    (
        "resolution confirmation",
        &[
            "It works now.",
            "that's fixed it",
            "Yes, it's sorted now, thank you.",
            "The problem is solved.",
            "That did the trick.",
            "It let me in.",
        ],
        &["I hope it works.", "It doesn't work.", "Has it been fixed?", "He works in sales.", "It's still not sorted."],
    ),
    (
        "profanity",
        &["Oh, shit.", "What the hell is that?", "it's fucking freezing", "Bloody hell.", "He's a bastard."],
        &[
            "We live in Scunthorpe.",
            "He had a bloody nose.",
            "The dog is a spaniel bitch with six pups.",
            "I passed the class.",
            "My uncle Dick came by.",
            "Dear me.",
        ],
    ),
    (
        "insult",
        &[
            "You're an idiot.",
            "you absolute muppet",
            "You people are useless.",
            "What kind of moron built this?",
            "Are you stupid?",
            "You're pathetic.",
        ],
        &[
            "You absolute star!",
            "You're not stupid.",
            "I feel like an idiot.",
            "That was a stupid question of mine.",
            "Do you think he's a fool?",
            "You're a legend.",
        ],
    ),
    (
        "threat",
        &[
            "I'll break your arm.",
            "i'm going to smash his windows",
            "You're a dead man.",
            "I'll put you in hospital.",
            "He said he'd stab me.",
        ],
        &[
            "My wife will kill me.",
            "I'll sue the lot of you.",
            "I'll hit my target.",
            "I could murder a curry.",
            "He'd never hurt anyone.",
        ],
    ),
    (
        "suicidal ideation",
        &[
            "I want to kill myself.",
            "i wish i was dead",
            "They'd be better off without me.",
            "Life isn't worth living.",
            "I don't want to wake up anymore.",
        ],
        &[
            "I'm dying for a break.",
            "That meeting killed me.",
            "Are you thinking of ending your life?",
            "I'd never kill myself.",
            "We ended it there.",
        ],
    ),
    (
        "self harm",
        &[
            "I've been cutting my arms.",
            "i burn myself when i'm angry",
            "I keep hurting myself.",
            "She cuts herself.",
            "I started self-harming at fifteen.",
        ],
        &[
            "I cut my finger on a tin.",
            "I burnt myself on the stove.",
            "He kicked himself for missing it.",
            "We cut the budget.",
            "Do you ever hurt yourself?",
        ],
    ),
    (
        "substance risk",
        &[
            "I take the pills with whisky.",
            "i drove home after six pints",
            "I relapsed on Saturday.",
            "I get the shakes when I stop drinking.",
            "I'm using heroin again.",
        ],
        &[
            "I had one beer at dinner.",
            "I take the pills with water.",
            "He drove us home.",
            "We drink tea all day.",
            "How much do you drink?",
        ],
    ),
    (
        "abuse disclosure",
        &[
            "My husband beats me.",
            "he locks me in the bedroom",
            "She hit me again last night.",
            "My uncle raped me.",
            "Dad used to beat us.",
        ],
        &[
            "They beat us three nil.",
            "It hit me that I was late.",
            "She pushed me to apply.",
            "Does he hit you?",
            "He never laid a hand on me.",
        ],
    ),
    (
        "medical emergency",
        &[
            "I can't breathe.",
            "she's unconscious and not breathing",
            "My chest is tight and my arm is numb.",
            "He's choking!",
            "I think she's having a stroke.",
        ],
        &[
            "I had a stroke in 2015.",
            "It nearly gave me a heart attack.",
            "Take a deep breath.",
            "The project is on life support.",
            "The shoes are fitting well.",
        ],
    ),
];

#[test]
fn every_behavior_has_examples() {
    let named: BTreeSet<_> = EXAMPLES.iter().map(|(behavior, ..)| *behavior).collect();
    let known: BTreeSet<_> = behaviors().map(|behavior| behavior.name.as_str()).collect();
    // Each of these takes several turns; tests/exchange.rs covers them.
    let of_several_turns = ["conflict", "interrupting"].into();
    assert_eq!(named, known.difference(&of_several_turns).copied().collect());
}

#[test]
fn examples_show_their_behavior_and_near_misses_do_not() {
    let engine = Engine::of_rules();
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
    let engine = Engine::of_rules();
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
    let engine = Engine::of_rules();
    let stacked = |said: &[(&str, &str)]| shown(&engine, said).contains("stacked questions");
    assert!(stacked(&[("a", "Do you smoke?"), ("a", "How much?")]));
    assert!(stacked(&[("a", "Do you smoke?"), ("b", " "), ("a", "How much?")]));
    assert!(!stacked(&[("a", "Do you smoke?"), ("b", "How much?")]));
    assert!(!stacked(&[("a", "Do you smoke?"), ("b", "Yes."), ("a", "How much?")]));
}

#[test]
fn nobody_in_particular_is_not_one_speaker() {
    let turn = |index, input: &str| TalkTurn { index, input: input.to_owned(), ..TalkTurn::default() };
    let read = Engine::of_rules().map(&Options::default(), &[], &[turn(0, "Do you smoke?"), turn(1, "How much?")]);
    assert!(read[1].utterances[0].detections.iter().all(|d| d.behavior != "stacked questions"));
}
