//! Examples and near misses of direction.

use super::Example;

pub(crate) const EXAMPLES: &[Example] = &[
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
];
