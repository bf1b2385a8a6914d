//! What a word may do in a topic.
//!
//! What must stay true: what is said of a word follows from its letters alone, so that forgetting words when there
//! are too many changes no result. Deliberately absent: other languages' small words. A turn in another script than
//! Latin gives no topics; one in another language than English gives them only where its words look like content.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};

use crate::keyed::ByHash;
use crate::lexicon::{Key, Lexicon};
use crate::reduce::{hash_of, words_of};

/// How many words are remembered before all are forgotten.
const KEPT: usize = 32_768;

/// Letters of a word that can be a topic.
const FEWEST_LETTERS: usize = 3;
const MOST_LETTERS: usize = 24;

/// May stand inside a phrase, between two words that carry it.
const LINKS: &str = "of for in on to and with from";

/// A verb is likely to follow.
const AHEAD_OF_VERBS: &str = "i you we they he she it to not can could will would shall should may might must \
    cannot don't didn't doesn't can't won't couldn't wouldn't shouldn't let's i'll we'll you'll they'll he'll \
    she'll it'll i'd we'd you'd they'd he'd she'd who please just also really never always";

/// Words of the grammar, numbers, the verbs of every conversation, and what people say to keep talking.
const GRAMMAR: &str = "a an the this that these those such same other another each every either neither both all \
    any some no none few many much more most less least fewer several enough me my mine myself your yours yourself \
    yourselves him his himself her hers herself its itself us our ours ourselves them their theirs themselves whom \
    whose which what whatever whichever whoever someone somebody something anyone anybody anything everyone \
    everybody everything nobody nothing one ones is am are was were be been being do does did doing done have has \
    had having ought nor or but if so than then as at by into onto over under above below about against between \
    among through during before after since until till while because although though unless whether where wherever \
    when whenever why how however here there now again ever often sometimes usually once twice only even too very \
    quite rather almost actually perhaps maybe anyway anyways already yet still else instead otherwise therefore \
    thus hence up down out off away back around along across per via without within upon toward towards like oh ah \
    eh um uh uhm umm er erm hm hmm mm mmm mhm huh mm-hmm uh-huh uh-uh yeah yep yes yup nope nah okay ok kay alright \
    right well hey hi hello bye thanks thank sorry wow ooh aha gosh etc im ive id ill dont doesnt didnt cant \
    couldnt wont wouldnt shouldnt isnt arent wasnt werent hasnt havent hadnt aint thats theres whats heres lets \
    youre youve theyre theyve weve hes shes gonna wanna gotta kinda sorta dunno cause cos cuz ain don doesn didn \
    couldn wouldn shouldn isn aren wasn weren hasn haven hadn won ll ve re nt em ya lot lots bit kind kinds sort \
    sorts thing things stuff way ways today tomorrow yesterday tonight ago sir madam ma'am mister miss mrs mr dear \
    ladies gentlemen zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand \
    hundreds thousands go goes going gone went come comes coming came get gets getting got gotten make makes making \
    made take takes taking took taken give gives giving gave given put puts putting say says saying said tell tells \
    telling told talk talks talking talked speak speaks speaking spoke ask asks asking asked know knows knowing \
    knew known think thinks thinking thought mean means meaning meant see sees seeing saw seen look looks looking \
    looked hear hears hearing heard find finds finding found want wants wanting wanted need needed try tries trying \
    tried use uses using used let keep keeps keeping kept start starts starting started stop stops stopped show \
    shows showing showed shown seem seems seemed feel feels feeling felt happen happens happening happened become \
    becomes became guess suppose supposed believe hope hopes hoping wonder wondering remember forget understand \
    agree bring brings bringing brought turn turns turning turned run runs ran leave leaves leaving left sit \
    sitting set sets begin begins began likes liked love loves loved hate wait waiting waited follow follows \
    followed read write wrote written add adds adding added send sends sending sent include includes included \
    including provide provides provided allow allows allowed consider considered explain explained mention \
    mentioned lose lost pay paid buy bought help helps helped helping work works worked call called move moved \
    change changed live lives lived ensure continue";

/// Says of a thing how it is, and so stands before it.
const QUALITIES: &str = "sure able good great nice fine bad better best worse worst big bigger small smaller little \
    large larger new newer old older long longer short high higher low lower different certain true wrong first \
    second third next last early late later half whole funny fun cool clear quick easy easier hard harder important \
    interesting possible real main own full free open simple general available particular similar specific special \
    normal basic current final interested useful necessary obvious honourable";

/// Things that every conversation speaks of: they name something only together with another word.
const EVERYDAY: &str = "people person guy guys man men woman women time times moment moments day days week weeks \
    month months year years minute minutes hour hours part parts place places case cases number numbers side sides \
    idea ideas point points question questions answer answers problem problems issue issues word words example \
    examples reason reasons fact facts matter matters course deal end ends type types calls calling working changes \
    moving needs needing reading writing running stopping setting settings living loving term terms percent cent million \
    millions billion group groups level levels area areas process name names line lines list lists use-case view \
    sense top bottom front middle rest couple";

/// Words of two letters that name something.
const SHORT: &str = "tv ai hr uk eu pc ui ux qa pr gp ot";

const LINK: u32 = 1;
const AHEAD_OF_VERB: u32 = 2;
const SMALL: u32 = 4;
const QUALITY: u32 = 8;
const COMMON: u32 = 16;
const NAMING: u32 = 32;

static LEXICON: Lexicon<2048> = Lexicon::new(&[
    (LINK, LINKS),
    (AHEAD_OF_VERB, AHEAD_OF_VERBS),
    (SMALL, GRAMMAR),
    (QUALITY, QUALITIES),
    (COMMON, EVERYDAY),
    (NAMING, SHORT),
]);

/// What a word may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Ends a phrase.
    Small,
    /// Only between words of a phrase.
    Link,
    /// Before others of a phrase, never at its end.
    Quality,
    /// Anywhere in a phrase, never alone.
    Everyday,
    /// Can be a topic.
    Content,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) kind: Kind,
    /// A small word of English.
    pub(super) is_grammar: bool,
    pub(super) is_ahead_of_verb: bool,
    /// A hash of the word's stem.
    pub(super) stem: u64,
}

/// Words seen lately, by their hash.
pub(super) struct Vocabulary {
    stemmer: Stemmer,
    known: ByHash<Known>,
    lower: String,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self { stemmer: stemmer(), known: ByHash::default(), lower: String::new() }
    }
}

impl Vocabulary {
    /// `hash` stands for `word` in lower case.
    pub(super) fn know(&mut self, hash: u64, word: &str) -> Known {
        if let Some(known) = self.known.get(&hash) {
            return *known;
        }
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        let known = self.look(word);
        self.known.insert(hash, known);
        known
    }

    fn look(&mut self, word: &str) -> Known {
        self.lower.clear();
        lower(word, &mut self.lower);
        let classes = classes(&self.lower);
        Known {
            kind: kind(&self.lower, classes),
            is_grammar: classes & (LINK | AHEAD_OF_VERB | SMALL) != 0,
            is_ahead_of_verb: classes & AHEAD_OF_VERB != 0,
            stem: hash_of(&self.stemmer.stem(&self.lower)),
        }
    }

    /// The stem of a word in lower case.
    pub(super) fn stem<'w>(&self, lower: &'w str) -> Cow<'w, str> {
        self.stemmer.stem(lower)
    }
}

fn stemmer() -> Stemmer {
    Stemmer::create(Algorithm::English)
}

/// Gives the stems of a text's words to `visit`, cut as in topics. For counting them.
pub fn stems(text: &str, mut visit: impl FnMut(&str)) {
    let (stemmer, mut words, mut word) = (stemmer(), Vec::new(), String::new());
    words_of(text, &mut words);
    for at in words {
        word.clear();
        lower(&text[at.start as usize..at.end as usize], &mut word);
        visit(&stemmer.stem(&word));
    }
}

/// Appends a word in lower case, with plain apostrophes and without a genitive's ending.
pub(super) fn lower(word: &str, into: &mut String) {
    let start = into.len();
    if word.is_ascii() {
        into.push_str(word);
        into[start..].make_ascii_lowercase();
    } else {
        for c in word.chars() {
            match c {
                '’' => into.push('\''),
                c => into.extend(c.to_lowercase()),
            }
        }
    }
    if into.len() - start > 2 && into.ends_with("'s") {
        into.truncate(into.len() - 2);
    }
}

fn classes(lower: &str) -> u32 {
    let mut key = Key::new();
    lower.chars().for_each(|c| key.push_char(c));
    LEXICON.classes(key)
}

fn kind(lower: &str, classes: u32) -> Kind {
    let letters = lower.chars().count();
    let is_spelled = lower.chars().all(|c| is_latin(c) || c == '-');
    let is_short = letters < FEWEST_LETTERS && classes & NAMING == 0;
    match classes {
        _ if classes & LINK != 0 => Kind::Link,
        _ if classes & (SMALL | AHEAD_OF_VERB) != 0 || !is_spelled || is_short || letters > MOST_LETTERS => Kind::Small,
        _ if classes & QUALITY != 0 || (letters > 4 && lower.ends_with("ly")) => Kind::Quality,
        _ if classes & COMMON != 0 => Kind::Everyday,
        _ => Kind::Content,
    }
}

/// Latin letters, those with accents included.
fn is_latin(c: char) -> bool {
    c.is_alphabetic() && c < '\u{250}'
}

/// FNV-1a of 128 bits (Fowler, Noll, Vo; public domain), in hexadecimal.
pub(super) fn id(name: &str) -> String {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let hash = name.bytes().fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    format!("{hash:032x}")
}

#[cfg(test)]
mod tests {
    use super::Kind::{Content, Everyday, Link, Quality, Small};
    use super::*;

    fn kind_of(word: &str) -> Kind {
        Vocabulary::default().know(1, word).kind
    }

    #[test]
    fn words_are_what_their_letters_say() {
        let kinds =
            ["The", "of", "new", "quickly", "numbers", "Budget", "TV", "zz", "2024", "covid-19", "Größe", "東京"];
        let kinds = kinds.map(kind_of);
        assert_eq!(
            kinds,
            [Small, Link, Quality, Quality, Everyday, Content, Content, Small, Small, Small, Content, Small]
        );
    }

    #[test]
    fn forms_of_a_word_share_its_stem() {
        let mut vocabulary = Vocabulary::default();
        let words = ["meeting", "Meetings", "meeting’s", "meet", "met"];
        let stems: Vec<_> = (0..).zip(words).map(|(hash, word)| vocabulary.know(hash, word).stem).collect();
        assert!(stems[..4].iter().all(|stem| *stem == stems[0]));
        assert_ne!(stems[4], stems[0]);
    }

    #[test]
    fn an_id_is_the_published_hash() {
        // From the reference vectors of FNV.
        assert_eq!(id(""), "6c62272e07bb014262b821756295c58d");
        assert_eq!(id("a"), "d228cb696f1a8caf78912b704e4a8964");
    }

    #[test]
    fn no_word_is_in_two_lists_but_one_that_stands_in_phrases_and_before_verbs() {
        let lists = [LINKS, AHEAD_OF_VERBS, GRAMMAR, QUALITIES, EVERYDAY, SHORT];
        let mut words: Vec<&str> = lists.iter().flat_map(|list| list.split(' ')).collect();
        words.sort_unstable();
        let twice: Vec<_> = words.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert_eq!(twice, ["to"]);
    }
}
