//! What stands around words of harm: who, whether it is denied, told of somebody else, past, or already begun.
//!
//! What must stay true: everything is read off numbered words of one utterance; a word has the same classes
//! wherever it stands.
//! Deliberately absent: grammar. Doers and objects are looked for a few words away, which speech bears well.

use crate::words::{Token, Words};

/// Sets of word classes.
pub(in super::super) type Set = u64;

pub(super) const SELF: Set = 1;
pub(super) const YOU: Set = 1 << 1;
/// He, she, they, and the people one tells of.
pub(super) const OTHER: Set = 1 << 2;
pub(super) const NOT: Set = 1 << 3;
/// After a "not" these say that it denies something else: "I can't stop thinking of it".
pub(super) const NOT_DENIED: Set = 1 << 4;
pub(super) const JOINS: Set = 1 << 5;
pub(super) const SAYS: Set = 1 << 6;
pub(super) const WILL: Set = 1 << 7;
pub(super) const WISH: Set = 1 << 8;
pub(super) const IF: Set = 1 << 9;
/// Ways of harming a person that have hardly another use.
pub(super) const ATTACK: Set = 1 << 10;
/// Ways that become harm by what they are done to.
pub(super) const FORCE: Set = 1 << 11;
/// Whom harm may be done to, beside the speaker.
pub(super) const THEM: Set = 1 << 12;
/// Ways of harming things.
pub(super) const DESTROY: Set = 1 << 26;
/// Words before a thing.
pub(super) const THE: Set = 1 << 31;
/// Words before a thing of somebody's.
pub(super) const WHOSE: Set = 1 << 13;
pub(super) const BODY: Set = 1 << 14;
pub(super) const PROPERTY: Set = 1 << 15;
pub(super) const MEANS: Set = 1 << 16;
pub(super) const SOON: Set = 1 << 17;
pub(super) const NOW: Set = 1 << 18;
pub(super) const US: Set = 1 << 19;
pub(super) const CHILD: Set = 1 << 20;
pub(super) const HITS: Set = 1 << 21;
pub(super) const MEDICINE: Set = 1 << 22;
pub(super) const DRINK: Set = 1 << 23;
pub(super) const TAKES: Set = 1 << 24;
pub(super) const WEAPON: Set = 1 << 25;
pub(super) const STILL: Set = 1 << 27;
pub(super) const JOINED: Set = 1 << 28;
pub(super) const DAY: Set = 1 << 29;
pub(super) const WITH: Set = 1 << 32;
pub(super) const THINKS: Set = 1 << 34;
pub(super) const PERSON: Set = 1 << 35;
/// Attacks that are meant whatever they are on.
pub(super) const CUTS: Set = 1 << 36;
pub(super) const POSSESSES: Set = 1 << 33;
/// Signs of deep harm.
pub(super) const GRAVE: Set = 1 << 30;

const LISTS: &[(Set, &str)] = &[
    (SELF, "i we me myself ill"),
    (YOU, "you ya yous u"),
    (
        OTHER,
        "he she they him her them who people someone somebody everyone everybody nobody anybody anyone caller \
         callers patients clients mate friend friends brother sister mum mom mother dad father son daughter cousin \
         uncle aunt auntie nan gran grandad grandson nephew niece wife husband partner girlfriend boyfriend ex man \
         woman lad boy girl guy bloke fella kid kids neighbour neighbor colleague boss landlord \
         flatmate roommate student groom customer actor lass teenager nobody",
    ),
    (NOT, "not n't never no nor neither nobody none nothing without hardly stopped"),
    (
        NOT_DENIED,
        "stop help know care lie lying just only sure deny shake sleep cope bear stand want wanna feel see remember \
         tell told say mention eat wait get talk lying hide pretend matter",
    ),
    (JOINS, "but and so because cos cuz though since if when where until till then which"),
    (
        SAYS,
        "said says say saying told tells telling threatened threatens threatening swore swears wrote texted screamed reckons goes went",
    ),
    (WILL, "'ll ll ill will gonna going ima imma shall 'm"),
    (WISH, "want wants wanted wanna would 'd could might like love feel tempted ready thinking thought think"),
    (IF, "if unless when once next or else"),
    (
        ATTACK,
        "kill murder stab strangle throttle batter deck glass shank knife maim slaughter thump clobber wallop slap \
         punch choke behead shoot hang kick lynch poison smother bash bludgeon drown hospitalise hospitalize cripple \
         killing murdering stabbing strangling battering decking punching choking shooting smacking smack hurt \
         hurting beat hit flatten pulverise pummel attack end bury suffocate execute gut annihilate slice disfigure deck stab snap",
    ),
    (
        FORCE,
        "break breaking snap snapping wring wringing twist crush smash smashing cave caving cut slit slash rip ripping \
         burn burning torch torching trash trashing wreck ram ramming kick knock knocking bash stick sticking \
         shove shoving bite tear poke gouge stamp bust blow punch firebomb bomb shoot petrol",
    ),
    (THEM, "you him her them someone somebody anyone everyone ya yous whoever"),
    (WHOSE, "his her your their"),
    (THE, "the that every this"),
    (
        DESTROY,
        "break smash smashing burn burning torch torching trash trashing wreck ram ramming kick bash firebomb bomb",
    ),
    (
        BODY,
        "neck arm arms finger fingers leg legs nose jaw face head bones teeth kneecaps knees hand hands skull throat eyes \
         eye ribs ear ears fingers back brains guts belly wrists",
    ),
    (
        PROPERTY,
        "window windows car cars house place office desk desks van vans shop building home door doors tyres tires fence \
         gate store flat windscreen centre center garage truck bike",
    ),
    (
        MEANS,
        "pills tablets rope noose gun knife blade blades razor bridge train tracks pistol shotgun rifle insulin \
         roof ledge platform cliff bleach hose helium belt cord scissors paracetamol morphine stash note letters \
         quarry viaduct multistorey river",
    ),
    (SOON, "tomorrow weekend christmas planned plan plans date sorted arranged decided"),
    (DAY, "monday tuesday wednesday thursday friday saturday sunday yesterday last morning"),
    (GRAVE, "deep deeper stitches stitched stitch blood bled bleeding bleed hospital"),
    (NOW, "tonight now goodbye goodbyes today"),
    (US, "me us my"),
    (
        CHILD,
        "kids children son daughter baby brother sister boys girls boy girl lad twins toddler niece nephew mum mam little grandkids",
    ),
    (
        HITS,
        "hits hit hitting beats beat beating punches punched punching kicks kicked kicking slaps slapped slapping chokes \
         choked choking strangled strangles strangling grabs grabbed shoves shoved shoving pushes pushed burns burned \
         burnt raped rapes molested assaulted assaults throttled grips gripped squeezes twists twisted bites bit whipped \
         hurts hurting hurt attacked drags dragged smacks smacked stabbed bruised shakes shook headbutted spat spits \
         touches touched pinches pinched flicks broke starves starved abused abuses abusing threw throws locks locked batters \
         battered pins pinned",
    ),
    (
        MEDICINE,
        "pills pill tablets tablet meds medication medicine painkillers sleepers sleeping codeine tramadol oxy oxycodone \
         xanax valium diazepam benzos methadone opioids morphine zopiclone ambien paracetamol ibuprofen antidepressants \
         warfarin gabapentin pregabalin patches klonopin ativan sedatives percocet vicodin zolpidem lithium",
    ),
    (
        DRINK,
        "wine vodka whisky whiskey gin rum beer beers cider brandy alcohol booze tequila cans drink drinks drinking prosecco \
         sherry bourbon spirits lager pints liquor drunk bottle",
    ),
    (
        TAKES,
        "take takes taking took taken mix mixes mixing mixed wash washing washed swallow swallowed pop popping necked neck combine combining chase",
    ),
    (
        WEAPON,
        "knife gun bat crowbar hammer machete axe bottle blade petrol wrench pistol rifle shotgun acid hurley scissors brick screwdriver",
    ),
    (STILL, "still again lately nowadays now tonight today keep keeps currently nights"),
    (JOINED, "with and on plus top down after by"),
    (WITH, "with top"),
    (THINKS, "think thinking thought believe mean imagine expect want feel saying say"),
    (
        PERSON,
        "driver doctor nurse singer teacher manager agent guard referee ref judge copper cop police officer bouncer \
         receptionist landlord ex baby fella stepdad stepfather dog staff",
    ),
    (CUTS, "stab strangle shank throttle murder batter behead maim slaughter lynch bludgeon"),
    (POSSESSES, "'s"),
];

/// What classes each known word is of.
pub(in super::super) struct Lexicon(Vec<Set>);

impl Lexicon {
    pub(in super::super) fn new(words: &mut Words) -> Self {
        // Word by word, so that a contraction's second half may stand alone.
        let mut ids = |list: &str| list.split_whitespace().flat_map(|word| words.intern_all(word)).collect::<Vec<_>>();
        let ids: Vec<_> = LISTS.iter().map(|(class, list)| (*class, ids(list))).collect();
        let mut classes = vec![0; words.len()];
        for (class, ids) in ids {
            for id in ids {
                classes[id.index()] |= class;
            }
        }
        Self(classes)
    }

    /// The classes of a word; none for words that came to be known later.
    pub(super) fn of(&self, token: &Token) -> Set {
        self.0.get(token.word.index()).copied().unwrap_or(0)
    }

    pub(super) fn any(&self, tokens: &[Token], class: Set) -> bool {
        tokens.iter().any(|token| self.of(token) & class != 0)
    }

    pub(super) fn all(&self, tokens: &[Token]) -> Set {
        tokens.iter().fold(0, |all, token| all | self.of(token))
    }
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doer {
    Speaker,
    Listener,
    /// Somebody told of, or the speaker in somebody else's words.
    Other,
}

/// How far back a doer or a "not" is looked for.
const REACH: usize = 8;

/// The words before `first` that belong to its clause, from the nearest on.
fn before(first: usize) -> impl Iterator<Item = usize> {
    (first.saturating_sub(REACH)..first).rev()
}

/// The nearest doer before a word; the speaker where nobody is named.
pub(super) fn doer(lexicon: &Lexicon, tokens: &[Token], first: usize) -> Doer {
    for at in before(first + 1) {
        let set = lexicon.of(&tokens[at]);
        if set & SELF != 0 {
            return if is_quoted(lexicon, tokens, at) { Doer::Other } else { Doer::Speaker };
        }
        if set & YOU != 0 {
            return Doer::Listener;
        }
        if set & OTHER != 0 {
            return Doer::Other;
        }
    }
    Doer::Speaker
}

/// "He said I …", "my brother was like I …": the "I" is not the speaker.
fn is_quoted(lexicon: &Lexicon, tokens: &[Token], at: usize) -> bool {
    let says = at.checked_sub(1).filter(|at| lexicon.of(&tokens[*at]) & SAYS != 0);
    says.is_some_and(|says| {
        before(says)
            .take(3)
            .map(|at| lexicon.of(&tokens[at]))
            .find(|set| set & (SELF | OTHER | YOU) != 0)
            .is_none_or(|set| set & SELF == 0)
    })
}

/// Whether the nearest "I" before a word is somebody else's.
pub(super) fn is_quoting(lexicon: &Lexicon, tokens: &[Token], first: usize) -> bool {
    let own = before(first).find(|at| lexicon.of(&tokens[*at]) & SELF != 0);
    own.is_some_and(|at| is_quoted(lexicon, tokens, at))
}

/// Whether a "not" before a word denies it.
pub(super) fn is_denied(lexicon: &Lexicon, tokens: &[Token], first: usize) -> bool {
    // Past a subject of its own only "I don't think …" still denies.
    let (mut thinks, mut subject) = (false, false);
    for at in before(first) {
        let set = lexicon.of(&tokens[at]);
        if subject && set & NOT != 0 && !thinks {
            return false;
        }
        thinks = set & THINKS != 0 || thinks && subject;
        subject |= set & (SELF | OTHER) != 0 && set & (NOT | SAYS) == 0 && at + 2 < first;
        let answers = at == 0 && first > 1 && set & NOT != 0 && lexicon.of(&tokens[1]) & (SELF | OTHER) != 0;
        if set & NOT != 0 && !answers {
            return !lexicon.any(&tokens[at + 1..first], NOT_DENIED);
        }
        if set & JOINS != 0 || tokens[at + 1].after_mark {
            return false;
        }
    }
    false
}
