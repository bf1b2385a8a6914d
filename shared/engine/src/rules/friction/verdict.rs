//! Verdicts on the other person, and worry about him or her.

use crate::rules::Place::{Alone, Anywhere, Reply};
use crate::rules::{LIKELY, NOT_ONE, PLAIN, Rule, rule};
use crate::taxonomy::name;

/// Verdicts that are passed on people more than on things.
macro_rules! faulty {
    () => {
        "lazy|selfish|stupid|irresponsible|careless|reckless|rude|weak|pathetic|useless|hopeless|ridiculous|childish|\
         immature|stubborn|naive|naïve|arrogant|ungrateful|dishonest|unreasonable|cruel|heartless|foolish|dramatic|\
         delusional|incompetent|unprofessional|patronising|patronizing|ignorant|greedy|spoilt|spoiled|manipulative|\
         paranoid|hysterical|hypocritical|inconsiderate|insensitive|negligent|cowardly|vain|smug|petty|spineless|nosy|\
         bossy|shameless|thoughtless|unkind|vile|wicked|irrational|controlling|clueless|judgmental|judgemental|disgusting|\
         sloppy|disrespectful|thick|obnoxious|insufferable|gullible|deluded|callous|sly|slimy|sneaky|stingy|daft|pushy|\
         self-centred|self-centered|two-faced|unreliable|melodramatic|difficult|silly|unfair|mean|nasty|impossible|\
         oversensitive|poisonous|slippery|cheeky|worse"
    };
}

macro_rules! faulty_person {
    () => {
        "liar|coward|fool|idiot|snob|hypocrite|bully|disgrace|failure|monster|cheat|brat|fraud|thief|crook|busybody|\
         layabout|waster|slob|quitter|embarrassment|moron|clown|crybaby|busybodies|liars|cowards|fools|idiots|hypocrites|\
         crooks|thieves|cheats|jobsworth|parasite|parasites|mule|child|baby|children|toddlers|pig"
    };
}

/// Verdicts on conduct that hardly fit a thing.
macro_rules! misconduct {
    () => {
        "irresponsible|reckless|selfish|childish|immature|cowardly|cruel|heartless|unkind|wicked|disgraceful|shameful|\
         despicable|dishonest|inexcusable|pathetic|negligent|petty|vulgar|naive|thoughtless|callous|hypocritical|\
         judgmental|judgemental|idleness|laziness|cowardice|sentimental|incompetence|greed"
    };
}

pub(in crate::rules) const RULES: &[Rule] = &[
    rule(
        name::JUDGMENT,
        PLAIN,
        Anywhere,
        &[
            concat!(
                "you|yous|people|lot 're|are|were|look|sound|'ve|have been|gone|always|both|all|frankly|being|honestly|getting? ",
                intensely!(),
                "|been? ",
                intensely!(),
                "? ",
                faulty!()
            ),
            concat!(
                "you|yous|people|lot 're|are|were ",
                intensely!(),
                "|no|better|all|both? ",
                intensely!(),
                "|than? ",
                intensely!(),
                "|better? ",
                faulty_person!()
            ),
            concat!(
                "you ",
                intensely!(),
                "|great|smug|spoilt|big|cheeky|dirty|old|horrible|absolute|silly|daft|selfish|lazy|lying|pathetic|ungrateful|cold|nasty great|smug|spoilt|big|old|selfish|lazy|lying|pathetic|two-faced? ",
                faulty_person!()
            ),
            concat!("that|it|this|which|how 's|is|was ", intensely!(), "? ", intensely!(), "? ", misconduct!()),
            concat!(
                "that|it|this 's|is|was ",
                intensely!(),
                "? ",
                intensely!(),
                "? stupid|foolish|rotten|shabby|nasty|awful|disgusting|",
                misconduct!(),
                " thing|way|move|trick|attitude to|of ~2 say|do|treat|put|come|handle|play|run|behave|suggest"
            ),
            concat!(
                "what|such|how|pretty a|an ",
                intensely!(),
                "? stupid|foolish|rotten|shabby|nasty|disgusting|",
                misconduct!(),
                " thing|way|move to|of ~1 do|say|suggest|treat|handle|put|come"
            ),
            "you should|ought|must to|be|feel be|feel? ashamed|embarrassed",
            "ashamed of yourself|yourselves",
            "shame on you",
            "have you|got no shame|sense|conscience|manners|decency",
            "you 've|have|had|show|got got? no|zero shame|conscience|manners|decency|backbone|self-control|willpower|discipline|spine|dignity|ambition|class",
            "you lack discipline|willpower|ambition|backbone|manners|commitment|courage",
            "beneath you",
            "ought to|should know|have better|known better",
            "what kind|sort of a|an? mother|father|parent|doctor|man|woman|nurse|friend|husband|wife|person ~1 does|would|leaves|are|lets|do",
            "any fool|idiot|responsible|decent|sane can|could|father|mother|parent|person|adult|would",
            "people|someone|somebody|types like you",
            "your kind|sort|type make|makes|are|is|always|never",
            "you 're|are ~2 disgrace|embarrassment|waste",
            "you 're|are just? kidding|fooling|deceiving yourself|yourselves",
            "you 're|are not|n't fit|worthy to|of",
            "you 've|have let yourself go",
            "you 've|have|had ~3 wasted|squandered it|them|chances|life|every",
            "stop whining|whingeing|whinging|sulking|acting|behaving like|so",
            "behave|behaved|behaving|act|acting like a|an|toddlers|children|animals|kids|spoilt ~1 child|baby|toddler|idiot|brat|fool|teenager?",
            "frankly|quite it's|that's|is|i'm|i ~2 mess|shocking|disgusting|disgraceful|appalled|disgusted|weak|lazy",
            "your attitude|behaviour|behavior|conduct appalling|is|was ~1 appalling|disgraceful|disgusting|unacceptable?",
            "you 've|have only|no got yourself|one? to|excuse ~1",
            "nobody|i can|could n't|not? ever? trust|respect someone|you|anyone who|with",
        ],
    ),
    rule(
        name::JUDGMENT,
        LIKELY,
        Reply,
        &[
            concat!("that's|it's|how ", intensely!(), "? ", misconduct!(), "|disgusting|shameful|stupid"),
            "pathetic|shocking|disgraceful",
            "that's just|no|an|only? excuse|excuses",
            "the state of you",
        ],
    ),
    rule(name::JUDGMENT, LIKELY, Alone, &["grow up", "typical", "you grow up"]),
    rule(
        name::JUDGMENT,
        NOT_ONE,
        Anywhere,
        &[
            "you|you're 're|are|were not|n't|never|hardly|no|far|neither ~5",
            "not|n't|never ~3 you|you're|it's ~6",
            "think|thinks|thinking|feel|feels|feeling|felt|said|says|say|saying|calls|call|called|told|tells|like|if|when|whether|hear|heard|wonder|unless|do|are|were|make|makes|because|quote ~1 you|you're|you'd|it's|that's|that|it|how ~6",
            "he|she|they|husband|wife|mum|mom|dad|boss|people|everyone|daughter|son|mother|father|doctor says|said|thinks|told|called|calls|reckons|tells|say|reckon|think ~5",
            "it was|'s|is ~1 stupid|foolish|daft|silly|selfish|childish|reckless|careless|naive of|on me|us|my|our",
            "that was ~3 and|but i|i'm|forgive|sorry",
            "was|is ~2 petty|childish|cruel|thoughtless|selfish|unkind|careless of me|us",
            "you 're|are|look|sound|were ~1 thick|weak|difficult|worse|mean|silly|impossible enough|skinned|in|right|now|and|or|today|to|than|since|at|this|after|when|what",
            "you mean",
            "you 're|are|do ~1 worse off|today",
            "you 're|are a baby|child|pig when|at|in|with|of|for",
            "you 're|are being ~1 difficult|mean|dramatic today?",
            "you daft|silly|cheeky|lovely beauty|thing|star|legend|sausage",
            "only yourself to|if",
            "no excuse for",
            "people|someone|somebody like you who|can|are|need|with|and|get|deserve",
            "they're people like you",
            "you 've|have no got? excuse|one not|for",
        ],
    ),
    rule(
        name::CONCERN,
        PLAIN,
        Anywhere,
        &[
            concat!(
                "i|we 'm|am|'re|are|feel ",
                intensely!(),
                "|still|more|also|getting|deeply|seriously|genuinely|honestly|slightly|tad|smidge|increasingly|starting|in|must? ",
                intensely!(),
                "|more|tad|smidge|getting|to? worried|concerned|uneasy|troubled|alarmed"
            ),
            concat!(
                "i|we 'm|am|'re|are|feel ",
                intensely!(),
                "|also|still|more? ",
                intensely!(),
                "? frightened|scared|afraid|nervous|anxious|bothered|uncomfortable for|about|by|that|what|how you|your|him|her|them|the|that|this|driving|sending|these|us|whoever|it|all|enough|glass|how|what"
            ),
            concat!(
                "i|we 'm|am|'re|are ",
                intensely!(),
                "|also|still|more? frightened|scared|afraid|bothered for|about|that you|him|her|them|your"
            ),
            "that|it|this|which|what|something|wrench|leg|hip|floor|number|essay|stairs|path ~1 worries|concerns|troubles|alarms|disturbs me|us",
            "would|'d worry|concern|trouble me|us",
            "it|that|this ~1 frightens|scares|bothers me ~2 that|how|you|jaxon|for",
            "i|we ~1 worry|fret about|that|you|he|she|how|for",
            "i'd|would worry about|that|if",
            "my|our main|only|big|biggest|real|one|other|greatest? concern|worry|fear is|here|would|about",
            "i|we do n't|not much|really|at? all? like the look|sound|idea|colour|color|thought of",
            "i|we do n't|not ~1 like ~2 you|how|him|her ~1 driving|going|being|doing|living|on|carrying",
            concat!(
                "that|it|this|which 's|is|are|was ",
                intensely!(),
                "|deeply|seriously|of? ",
                intensely!(),
                "|of? worrying|concerning|worry|alarming|troubling|concern|disturbing"
            ),
            "i|we 'm|am|'re|are not|n't ~1 happy|comfortable|easy about|with you|that|how|the|him|her|your",
            "i|we have|'ve|share got|some|a|serious|real|grave|few|your|do|major|bit? of? real|serious|grave|bad? concerns|worries|concern|worry|misgivings|unease|reservations",
            "raises|rings|causes|cause|sets|for ~1 alarm|concern bells|bells?",
            "i take that|this|it very|extremely? seriously",
            "accident waiting to happen",
            "i'd|would be|feel|sleep|rest happier|easier|better if you|he|she|they|somebody|someone",
            "ca|could|would n't|not just|in|good|let? ignore|overlook|shrug|conscience that|off|let|it|this",
            "worried|worrying sick about|with",
            "i 'd|would|do ~1 like|want|prefer|rather that|you|him|her|someone|somebody|it ~5 looked|seen|checked|examined at|by|before|today|soon|over",
            "i don't like where this|that",
        ],
    ),
    rule(
        name::CONCERN,
        NOT_ONE,
        Anywhere,
        &[
            "as|so|insofar far ~4 concerned",
            "are|is|'s|was|were|where ~2 concerned",
            "not|n't|never|without|stop|no|nothing|less|least|hardly|else|about|anything ~2 worry|worried|worries|concerned|worrying|anxious|bothered|uneasy|scared|alarmed|nervous|concern|concerning ~3",
            "she|he|they|everyone|husband|wife|mum|dad|mother|father|brother|sister|people|who|you|you're worried|concerned|anxious|bothered|scared|nervous|worry|worries",
            "if|do|does|did|what|how|are|is|whether ~1 that|it|you|this|i|else? ~1 worry|worries|worried|concern|concerns|concerned|bothers|scares|frightens",
            "i worry when|if i|my",
            "i 'd|would ~1 like|want to",
            "serious reservations|concerns about that|this",
        ],
    ),
];
