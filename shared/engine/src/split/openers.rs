//! How clauses begin and end, by their words.
//!
//! What must stay true: spoken English of any region; forms are listed with and without their apostrophe.

use crate::lexicon::Lexicon;

/// Subjects.
const SUBJECT: u32 = 1 << 0;
/// Subjects with their verb.
const CLAUSE: u32 = 1 << 1;
/// Subjects, and other things.
const POINTER: u32 = 1 << 2;
/// Verbs that stand before a question's subject.
const AUXILIARY: u32 = 1 << 3;
/// Other words of a verb, after a subject.
const VERB: u32 = 1 << 4;
/// Interrogatives.
const ASKING: u32 = 1 << 5;
/// Interrogatives that join clauses as often.
const RELATIVE: u32 = 1 << 17;
/// Interrogatives with their verb.
const ASKED: u32 = 1 << 6;
/// Invites or asks.
const LET: u32 = 1 << 7;
/// Begins a turn of thought.
const SO: u32 = 1 << 8;
/// Goes on.
const THEN: u32 = 1 << 9;
/// Greets, thanks or begs pardon.
const GREETING: u32 = 1 << 10;
/// Begins a subject, alone or with a noun.
const PERSON: u32 = 1 << 11;
/// Begins a noun.
const DETERMINER: u32 = 1 << 12;
/// Wants more after it: no piece ends with it.
pub(super) const HOLDS: u32 = 1 << 13;
/// Begins a clause that needs another.
pub(super) const SUBORDINATE: u32 = 1 << 14;
/// Likes to end a clause.
pub(super) const ENDS: u32 = 1 << 15;
/// Begins a new clause more often than other subjects do.
pub(super) const PERSONAL: u32 = 1 << 16;

/// Words that ask.
pub(super) const INTERROGATIVE: u32 = ASKING | RELATIVE;

/// Words that hold a finite verb.
pub(super) const FINITE: u32 = CLAUSE | AUXILIARY | VERB | ASKED;

pub(super) static LEXICON: Lexicon<1024> = Lexicon::new(&[
    (SUBJECT, "he i it she they we you"),
    (
        CLAUSE,
        "he'd he'll he's here's i'd i'll i'm i've im it'd it'll it's ive she'd she'll she's that'll that's thats \
         there's theres they'd they'll they're they've theyre we'd we'll we're we've you'd you'll you're you've youre",
    ),
    (POINTER, "that there this"),
    (
        AUXILIARY,
        "are aren't can can't could couldn't did didn't didnt do does doesn't don't dont had hadn't has hasn't have \
         haven't is isn't isnt may might must shall should shouldn't was wasn't were weren't will won't would \
         wouldn't",
    ),
    (
        VERB,
        "always am appreciate call called came come feel felt get go goes got guess hate heard hope just keep kept \
         knew know left like live look looks love made make mean need needed never only put ran really reckon \
         remember said saw say says see seem seems sound sounds still suppose take tell think thought told took \
         understand used want wanted went wish work",
    ),
    (ASKING, "how what why"),
    (RELATIVE, "when where which who whose"),
    (ASKED, "how's hows what's whats"),
    (LET, "let let's please"),
    (SO, "alright anyway but oh ok okay so well"),
    (THEN, "also and because or plus then"),
    (GREETING, "bye cheers goodbye hello hey hi morning sorry thank thanks"),
    (PERSON, "everybody everyone he my nobody she they"),
    (DETERMINER, "a all an any every her his no one our some the their these this those three two your"),
    (
        HOLDS,
        "a about after against also although always am an and another any are aren't around as ask asked at be \
         because been before behind being beside between but by can can't cause could couldn't dear did didn't do \
         does doesn't don't during each er even every feel for from gave get gets give gonna good got guess had has \
         hasn't have haven't he he'd he's hello help helps hi his hope how how's i i'd i'll i'm i've if into is isn't \
         it's its just know let let's like made make makes making may mean might more most must my near never no not \
         of only onto or our over please quite really reckon said say says shall she she'd she's should since so some \
         sounds still such suppose tell than that that's the their there's they they'd they'll they're they've think \
         this though thought through to told uh um under unless until very wanna was wasn't we we'd we'll we're we've \
         were what what's when where whether which while who whose why will with without won't wonder would wouldn't \
         you'd you'll you're you've your",
    ),
    (SUBORDINATE, "after although as because before if once since though unless until when whenever where while"),
    (
        ENDS,
        "again already anyway away back early either ever here herself him himself it late love madam mate me myself \
         now please right sir sorry thanks that them then there though today tomorrow tonight too us yesterday yet \
         yourself",
    ),
    (PERSONAL, "he he's i'd i'll i've she she's"),
]);

/// What could begin at a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    Question,
    Greeting,
    /// "So the …", "okay …"
    Turn,
    Invitation,
    /// A subject and its verb.
    Clause,
    /// A person and, after another word, a verb.
    Person,
    /// A person, as far as can be seen.
    Someone,
    /// Another noun and a verb.
    Noun,
    /// What begins a clause less often than not.
    Weak,
}

impl Opening {
    pub(super) const fn points(self) -> i32 {
        match self {
            Self::Greeting => 18,
            Self::Turn | Self::Person => 10,
            Self::Question => 9,
            Self::Clause => 8,
            Self::Someone => 7,
            Self::Invitation | Self::Noun => 6,
            Self::Weak => 3,
        }
    }
}

/// By the classes of three words in a row.
pub(super) fn opening(word: u32, next: u32, after: u32) -> Option<Opening> {
    let is = |class: u32| word & class != 0;
    let before = |class: u32| next & class != 0;
    let then_verb = after & (AUXILIARY | VERB) != 0;
    Some(match () {
        () if is(ASKED) || is(ASKING) && before(AUXILIARY) => Opening::Question,
        () if is(RELATIVE) && before(AUXILIARY) && after & (SUBJECT | PERSON | DETERMINER) != 0 => Opening::Question,
        () if is(INTERROGATIVE) => Opening::Weak,
        () if is(AUXILIARY) && before(SUBJECT | POINTER) => Opening::Question,
        () if is(AUXILIARY) => before(DETERMINER | PERSON).then_some(Opening::Weak)?,
        () if is(LET) => Opening::Invitation,
        () if is(GREETING) => Opening::Greeting,
        () if is(SO) && before(INTERROGATIVE | ASKED | AUXILIARY) => Opening::Question,
        () if is(SO) && before(SUBJECT | CLAUSE) => Opening::Weak,
        () if is(SO) => Opening::Turn,
        () if is(THEN) => return None,
        () if is(CLAUSE) || is(SUBJECT) && before(AUXILIARY | VERB) => Opening::Clause,
        () if is(SUBJECT) => Opening::Weak,
        () if is(POINTER) && before(AUXILIARY | VERB) => Opening::Clause,
        () if is(PERSON) && then_verb => Opening::Person,
        () if is(PERSON) => Opening::Someone,
        () if is(DETERMINER) && then_verb => Opening::Noun,
        () => return None,
    })
}
