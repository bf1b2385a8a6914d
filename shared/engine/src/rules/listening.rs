//! Listening: reflections, summaries, feelings given a name, signs of listening, as far as the words tell.
//!
//! A reflection says back, so it is a statement about "you"; whether the other has just said the same words or
//! not, and who speaks, is for those who know the exchange. What only looks like one has a score below what
//! counts, and is still worth knowing beside other signs.
//!
//! Confidences are conservative priors in the order of the scores.

use super::Place::{Alone, Anywhere, Clause, Start};
use super::{Candidate, DOUBTFUL, HINT, LIKELY, NOT_ONE, PLAIN, Rule, rule};
use crate::taxonomy::name;

macro_rules! feelings {
    () => {
        "worried|anxious|nervous|scared|afraid|frightened|terrified|petrified|angry|furious|mad|livid|upset|sad|sadder|hurt|\
         ashamed|embarrassed|mortified|guilty|lonely|overwhelmed|stressed|exhausted|tired|drained|shattered|knackered|\
         frustrated|disappointed|discouraged|hopeless|helpless|powerless|confused|torn|stuck|trapped|relieved|proud|excited|\
         hopeful|jealous|resentful|bitter|numb|desperate|devastated|heartbroken|gutted|disgusted|annoyed|irritated|uneasy|\
         unsettled|shaken|tense|alarmed|humiliated|miserable|depressed|grieving|apprehensive|conflicted|shocked|defeated|\
         betrayed|disrespected|belittled|insecure|vulnerable|unhappy|concerned|troubled|rattled|discouraged|demoralised|\
         demoralized|deflated|homesick|panicked|panicky|ambivalent|bothered|insulted|ignored|\
         undervalued|unappreciated|abandoned|rejected|isolated|cheated|robbed|crushed|delighted|thrilled|happy|\
         wary|wounded|distressed|fearful|dismayed|dejected|lost|alone|enraged"
    };
}

macro_rules! moving {
    () => {
        "scary|frightening|terrifying|lonely|painful|frustrating|upsetting|exhausting|overwhelming|humiliating|infuriating|\
         maddening|stressful|distressing|disappointing|discouraging|embarrassing|heartbreaking|devastating|worrying|unsettling|\
         depressing|draining|annoying|irritating|confusing|isolating|agony|hurtful|demoralising|demoralizing|nerve|miserable|\
         degrading|agonising|agonizing|bewildering|galling"
    };
}

pub(super) const RULES: &[Rule] = &[
    rule(
        name::SIMPLE_REFLECTION,
        PLAIN,
        Clause,
        &[
            "what i 'm|am hearing you? say|saying? is",
            "what i hear you saying|say? is",
            "i 'm|am hearing that? you|your",
            "i hear you saying|say|that you|your?",
            "so|and you 're|are saying|telling me?",
            "so|and what you 're|are saying|telling me? is",
            "in other words you|your *",
        ],
    ),
    rule(
        name::SIMPLE_REFLECTION,
        DOUBTFUL,
        Start,
        &[
            "you did n't|not|never *",
            "you do n't|never even|see|always|usually|drink|smoke|eat|sleep|go|get",
            "you were|'ve been saying|telling me",
            "so for you",
        ],
    ),
    rule(
        name::SIMPLE_REFLECTION,
        HINT,
        Start,
        &[
            "you|your",
            "you 're|are|were|'ve|have|had|do|did|do n't|did n't|got|went|took|tried|started|stopped|used",
            "so you|it|that|he|she|they|there|the|this|your",
            "you said|mentioned",
            "you told me",
            "as you said|say",
            "it 's|is been?",
            "he|she|they",
            "so",
        ],
    ),
    rule(
        name::SIMPLE_REFLECTION,
        NOT_ONE,
        Anywhere,
        &[
            "so? you can|could|should|may|might|must|ought|need|'ll|will|would|know|see|got to|ca n't?",
            "so you know|see|can|could|should|may|might|must|ought|'ll|will",
            "so? you 're|are not? right|welcome|wrong|kidding|joking|lying|all|good|fine|great|amazing|so|a|an|the|doing|being|in",
            "so? you 've|have got? to",
            "so? you 're|are going to|gonna",
            "so? you 'd|had better",
            "so? your call|choice|decision|turn|order|account|card|appointment|refund|results|bill|payment|name|number|fault",
            "you said it|so|yes|no",
            "so? you 've|have|did|done|worked|showed|handled done|come|worked|been|made|managed|shown so? great|good|well|hard|a|such|it",
        ],
    ),
    rule(
        name::COMPLEX_REFLECTION,
        PLAIN,
        Clause,
        &[
            "it|that almost? sounds|seems|feels almost? like|as you|you're|you've|your|there's|part|if|though|this|that|he|she|they",
            "sounds like|as you|you're|you've|your|there's|if|though|part|this|that|it|it's|things",
            "you feel|felt like|as|that|you",
            "you 're|are feeling like|as|that|pulled",
            "you 're|are|feel|felt torn|stuck|caught|pulled",
            "part|half|something|somewhere of|in you",
            "there 's|is a|some part|side|bit|piece of|in you",
            "there 's|is something in|inside of? you",
            "it 's|is almost? like|as if|though you",
            "it 's|is as if|though",
            "deep down you",
            "underneath it|that|all you|you're|there",
            "i hear someone|somebody|a|an",
            "i can|do? hear|sense how much you",
        ],
    ),
    rule(
        name::COMPLEX_REFLECTION,
        LIKELY,
        Clause,
        &[
            "so|and you feel|felt|want|wanted|wish|hope|miss|love|hate|worry|wonder|long|fear|resent|dread",
            "you wish|hope|long|dread|fear|resent|worry|wonder|miss",
            "you really? want|wanted|'d like|would like|need things|something|somebody|someone|more|your|him|her|them|this|it|that",
            "you 're|are tired|sick|scared|afraid|ashamed|frightened|terrified|worried|afraid|concerned|proud|fed|desperate",
            "you 're|are really|just|still|kind|sort|starting|beginning|trying|hoping|looking|wondering|feeling|worried|ready",
            "you 're|are not quite|really|sure|ready|convinced|happy|interested",
            "you are n't quite|really|sure|ready|convinced|happy|interested",
            "you do|did n't really? feel|want|see|like|believe|trust|buy|know",
            "you care|cared about|deeply|so",
            "you carry|carried|'re carrying|hold it|that|a|all|your|him|her|the",
            "you 've been carrying",
            "you 'd|would rather *",
            "you 'd|would love|do|give|like to|anything|a|it",
            "that|it|this|honesty|family|being|he|she|they really? matters|means|meant|mattered so|a|something|everything? much|lot|to you",
            "that|it|this 's|is|was really|very|so? important|precious|hard|painful|scary to|for you",
            "without it|that|him|her|them you",
        ],
    ),
    rule(
        name::COMPLEX_REFLECTION,
        DOUBTFUL,
        Start,
        &[
            "so you 're|are|feel|want|need|'d|have|'ve|get|see|like|don't|didn't",
            "so it|there|he|she|they|for feels|felt|makes|gives|helps|keeps|brings|became|becomes|you",
            "so it 's|is not|really|a|like|about|been|the|part|something",
            "so your *",
        ],
    ),
    rule(name::COMPLEX_REFLECTION, HINT, Clause, &["you", "your", "it", "so"]),
    rule(
        name::COMPLEX_REFLECTION,
        NOT_ONE,
        Anywhere,
        &[
            "it|that sounds|seems|feels like|as? a plan|deal|good|great",
            "you 're|are right|welcome|all|doing|kidding|joking|lying|wrong|good|fine|great|amazing",
            "you would|'d like me|us|some|another|an|a",
            "do|does|did|if|when|how|what|why you feel|want|need|wish",
            "you 're|are looking|stuck|starting at|with|forward|on",
            "of you",
            "something you could|can|might|may",
            "sounds|seems|feels like something you could|can|might",
            "it|that sounds|seems like something you could|can|might",
            "you take all|your|the|a|it",
            "so your sugar|blood|test|order|account|results|appointment|payment|refund|bill|levels",
            "so|and you were|are|'re right|welcome",
            "so you had|did|can|could|should|might|know|see|will|'ll",
            "some of you|us|them|the|my|it",
            "half of|an|past|the",
        ],
    ),
    rule(
        name::DOUBLE_SIDED_REFLECTION,
        PLAIN,
        Anywhere,
        &[
            "part|half|side|bit|piece of|in you ~16 part|half|side|bit|another|other",
            "on the? one hand|side ~20 on the other",
            "one|a part|side|bit of|in you",
            "something|somewhere in|inside you ~12 something|another|and",
            "you 're|are|feel|felt torn|caught|pulled between",
            "you 're|are|feel in two minds|ways",
            "you 're|are in two minds",
            "two sides of|in you",
        ],
    ),
    rule(
        name::DOUBLE_SIDED_REFLECTION,
        LIKELY,
        Anywhere,
        &[
            "you ~14 and|but|yet at the same time",
            "you ~14 and|but yet you|your|part|something|here|it",
            "you ~12 but you also|do|don't|still|would|'d|can",
            "you ~12 and you also|still",
            "you ~12 and also|still you|part|want|know|love|worry|'d|don't",
            "your ~12 and at the same time",
            "on the one side|hand",
            "you want|love|like|'d|would|need|enjoy ~8 and you 'd|want|love|like|also|would|'re|do|know|can|hate|don't",
            "you want|love|like|'d|would|need|enjoy ~8 but you|it|there|something|part|your",
            "it ~8 and it also",
            "as much as you ~10 you|there|part|it",
            "even though you ~10 you|part|there",
        ],
    ),
    rule(
        name::DOUBLE_SIDED_REFLECTION,
        LIKELY,
        Start,
        &[
            "you want|like|love|enjoy|'d|'re|feel|miss|do|take|value|know|see|worry|hate|need|look ~16 and|but you|it|your|part|then|yet|still|at|there|underneath",
            "so you want|like|love|enjoy|'d|'re|feel|miss|do|take|value|know|see|worry|hate|need|look ~16 and|but you|it|your|part|then|yet|still|at|there",
            "you said|say ~12 and|but you 're|came|still|are",
        ],
    ),
    rule(
        name::DOUBLE_SIDED_REFLECTION,
        NOT_ONE,
        Anywhere,
        &[
            "part|half|some of your|the|you lot|two|both",
            "if|when|once|can|do|did|would|could|should|will|are you ~14 and|but|yet you|at",
            "you 're|are|feel scared|sad|angry|tired|worried and you 're|are|feel *",
            "you 're|are right|doing|not|so|being|in|on|going|one|a|an|the|good|strong ~16 and|but you|it|your|then|there|at|still|part",
            "you know|see what|that|how ~16 and|but you|it|there|at|then",
            "you 'd better|be|have|get|need|feel|sleep|save ~16 and|but you|it|your|then|there",
            "you need|want to ~16 and you need|want to",
            "you can|could|should|might|need|must|have|'ve|ought|may|'ll|will|know ~14 but|and|yet you|at",
        ],
    ),
    rule(
        name::SUMMARY,
        PLAIN,
        Anywhere,
        &[
            "let me just? see|check|make|be if|that|sure i|we 've|have got|caught|understood|heard|i'm|follow|understand",
            "let me just|quickly|briefly? summarize|summarise|recap|sum|pull|gather|tie|draw|run|say|play|put|go|read it|this|that|some|back|up|all|what|through|over",
            "to just? summarize|summarise|recap|sum up?",
            "to pull|gather|draw|tie|bring|put it|this|that|some|the|all|things of|it|this|that|all|strands|strings|threads|up|together?",
            "pulling|putting|drawing|bringing|tying this|that|it|all|these|things of|this|that|it? all? together",
            "in sum|summary",
            "so far i|we|you|then|i'm",
            "so far i've|we've|you've",
            "what i|we 've|have heard|got|written|understood|gathered so|is|you",
            "so|okay|and i|we 've|have heard about|you|that",
            "so|okay|right|and we 've|have had|talked|covered|discussed|been",
            "you 've|have|'d told me about|that|how",
            "you 've|have talked|spoken|shared|mentioned|described about|a|how|that|several|a|the|quite",
            "we 've|have been through|over the|all|a|it|this",
            "we 've|have talked|covered|discussed|looked|spoken about|at|quite|a|the|how|your",
            "here 's|is where|what we|i are|'ve|have|got|heard",
            "to be sure|clear we|i 've|have|understand|got",
            "all told",
            "the gist of it|that|what",
        ],
    ),
    rule(
        name::SUMMARY,
        LIKELY,
        Start,
        &["so to sum", "so overall", "overall then|you", "all in all you", "so what we 've got"],
    ),
    rule(
        name::SUMMARY,
        NOT_ONE,
        Anywhere,
        &[
            "let me put|run|go|say|tie this|that|it right|another|way|past|by|off|away",
            "in summary judgment|court",
            "so far so good",
            "so far away|from|as|off",
            "all told eleven|ten|nine|about",
            "what i 've|have got is|to|here a|an|to|the",
        ],
    ),
    rule(
        name::EMOTION_LABELLING,
        PLAIN,
        Anywhere,
        &[
            concat!("you sound|sounded|seem|seemed|look|looked|appear ~2 ", feelings!()),
            concat!("you must be|feel|have ~3 ", feelings!()),
            concat!("you|you're feel|felt|feeling|feelin ~2 ", feelings!()),
            concat!("you 're|are feeling ~3 ", feelings!()),
            concat!(
                "it|that|this|he|she|they makes|made|leaves|left|has|have|had|got|gets you feel|feeling? ~2 ",
                feelings!()
            ),
            concat!("it|that must be|feel|have ~3 ", moving!()),
            concat!("it|that|this sounds|seems|sounded|seemed ~2 ", moving!()),
            concat!("i can|do hear|see|tell|sense how|that|you're|you ~3 ", feelings!()),
            "it|that|this really|clearly|obviously? hurts|hurt|stings|stung|scares|scared|frightens|frightened|upsets|upset|saddens you",
            "it|that|this really|clearly|obviously? angers|angered|frustrates|frustrated|worries|worried|shook|annoys|annoyed you",
            "it|that|this has|must|'s must|really|have? hurt|stung|scared|frightened|upset|shaken|rattled|saddened|knocked you",
            "it|that must|must've sting|hurt|have|terrify|frighten hurt|stung|sting|been?",
            "broke|breaks|breaking your heart",
            "there 's|is so|a|some|real|still? much|lot|of? sadness|anger|fear|grief|shame|guilt|loneliness|hurt|frustration|worry|relief|pride",
            "i|we can|do? hear|sense|see|feel|notice the|some|your|a? lot|how|of? much? sadness|anger|fear|grief|shame|guilt|frustration|worry|pain|hurt|relief|pride",
        ],
    ),
    rule(
        name::EMOTION_LABELLING,
        LIKELY,
        Clause,
        &[
            concat!(
                "you 're|are so|really|very|just|pretty|quite|clearly|still|a|both|all? bit|little|each? so? ",
                feelings!()
            ),
            concat!("so|and you 're|are|were|felt ~2 ", feelings!()),
            "you 're|are|feel|sound|seem|look ~2 fed|let|worn|sick|burnt|burned up|down|out|of",
            "you miss|'re missing him|her|them|it|your|that|being|the|having",
            "you 're|are proud of",
            "that|it hurt|hurts|stings|stung",
            "no wonder you feel|felt|'re|are|were",
        ],
    ),
    rule(
        name::EMOTION_LABELLING,
        NOT_ONE,
        Anywhere,
        &[
            "if|when|whenever|unless|once|while|because|until|do|did|does|what|how|why you 're|are|feel|felt|get|were|sound|seem",
            "you 're|are|feel|sound|seem not *",
            "you 're|are|feel|sound|seem not * *",
            "you 're|are mad|sick to|you|if",
            "you 're|are|look|sound lost|alone in|with|on|by|at",
        ],
    ),
    rule(
        name::BACKCHANNEL,
        PLAIN,
        Alone,
        &["mm hm|mm|hmm|huh?", "mhm|mmhm|hmm|hm|mm|mmm|mmhmm|aha|huh|oof|hmph", "uh huh", "m hm"],
    ),
    rule(
        name::BACKCHANNEL,
        LIKELY,
        Alone,
        &[
            "i see",
            "got it",
            "gotcha",
            "understood",
            "noted",
            "good to know",
            "oh wow|dear|no|really|man|boy|gosh|okay|right",
            "ah okay|right",
        ],
    ),
    rule(
        name::BACKCHANNEL,
        DOUBTFUL,
        Alone,
        &[
            "right|okay|ok|oh|ah|yeah|wow|good|goodness|gosh|jeez|aye|lord|interesting|fair",
            "very good",
            "go on",
            "oh yes|yeah",
            "fair enough",
            "is that so|right",
            "did|does|is|was|would he|she|it|they|you now?",
        ],
    ),
    rule(
        name::UPTAKE,
        LIKELY,
        Anywhere,
        &[
            "you mentioned|said ~12 what|how|tell|can|could|would|why",
            "earlier you said|mentioned|told|talked|described|brought",
            "you said|mentioned|told ~4 earlier",
            "back|return to what|something you said|mentioned|were|just|told",
            "you used the word|phrase",
            "what you said about|earlier|before|just",
            "what was|is|'s it about the|your|that|this|picking|going|being|it",
            "when you say|said|mentioned|talk|talked|described ~12 what|how|tell",
            "you said|mentioned ~4 last time|week|session",
            "last time|week|session you said|mentioned|told|left",
        ],
    ),
    rule(
        name::UPTAKE,
        NOT_ONE,
        Anywhere,
        &["what is|'s|was it about again|then", "when you said|say ~8 do|did you mean"],
    ),
];

/// Both sides at once, or many points together, are not one reflection besides.
pub(super) fn settle(out: &mut [Candidate]) {
    let whole = [name::DOUBLE_SIDED_REFLECTION, name::SUMMARY];
    if out.iter().any(|candidate| whole.contains(&candidate.behavior) && candidate.score > HINT.0) {
        let single = [name::COMPLEX_REFLECTION, name::SIMPLE_REFLECTION];
        for candidate in out.iter_mut().filter(|candidate| single.contains(&candidate.behavior)) {
            (candidate.score, candidate.confidence) = HINT;
        }
    }
}
