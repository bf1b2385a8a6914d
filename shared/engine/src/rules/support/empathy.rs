//! Feeling with the other person, and finding that it makes sense.

use crate::rules::Place::{Alone, Anywhere, Reply, Start};
use crate::rules::{DOUBTFUL, LIKELY, NOT_ONE, PLAIN, Rule, rule};
use crate::taxonomy::name;

/// What can be said of an experience that one would not wish on anybody.
macro_rules! hardship {
    () => {
        "hard|tough|difficult|awful|horrible|terrible|painful|rough|frustrating|stressful|exhausting|overwhelming|scary|\
         frightening|terrifying|upsetting|sad|heartbreaking|devastating|lonely|maddening|infuriating|humiliating|\
         embarrassing|disappointing|worrying|draining|distressing|gutting|rotten|grim|brutal|unfair|isolating|hurtful|\
         tiring|crushing|shattering|disheartening|miserable|unsettling|bleak|dreadful|ghastly|galling|unbearable|\
         horrendous|traumatic|agonising|agonizing|agony|nightmare|torture|heavy|horrid|vile|awkward"
    };
}

/// Feelings that have a good reason.
macro_rules! distress {
    () => {
        "upset|angry|furious|gutted|frantic|devastated|scared|frightened|terrified|worried|frustrated|annoyed|cross|livid|\
         fuming|raging|nervous|anxious|hurt|disappointed|exhausted|sore|stressed|overwhelmed|ashamed|embarrassed|\
         heartbroken|shaken|sceptical|skeptical|fed|hacked"
    };
}

pub(in crate::rules) const RULES: &[Rule] = &[
    rule(
        name::EMPATHY,
        PLAIN,
        Anywhere,
        &[
            concat!("that|this|it|which sounds|sounded|seems ", very!(), "|like|as? ", very!(), "? ", hardship!()),
            concat!(
                "must|might have|'ve? be|been|feel|felt ",
                very!(),
                "|like? ",
                very!(),
                "? ",
                hardship!(),
                "|maddening|wearing|starving"
            ),
            "must have? hurt|sting|stung|ache|smart|rankle|sat",
            "must have|'ve ~1 given you ~2 fright|shock|scare",
            concat!("it|that|this must|would be|have ~1 ", hardship!(), " for you|him|her|them"),
            concat!("how ", very!(), "? ", hardship!(), " for you|him|her|them|your"),
            "i|we 'm|am|'re|are so|very|really|truly|terribly so|very|really? sorry",
            "i|we 'm|am|'re|are really|truly|just? sorry you|you're|you've|you'd|that you|you're|you've|this",
            "sorry about|for your mum|mom|mother|dad|father|brother|sister|wife|husband|son|daughter|nan|gran|friend|dog|cat|loss|trouble",
            "sorry to hear",
            "i feel for you|them|him|her|all",
            "my heart goes|breaks|aches out|for",
            "breaks my heart",
            "i can not|n't|only even? imagine|begin how|what|to",
            "i ca n't even? imagine how|what you|that|it",
            concat!("i can ~1 imagine|see|hear|tell ~4 ", hardship!()),
            "i can see|hear|tell|feel how much|hard|upset|worried|tired|scared|frustrated|angry",
            "i know|understand|realise|realize|appreciate how hard|tough|difficult|frustrating|painful|scary|stressful|upsetting",
            "that|it|this ca|could n't|not be|have|'ve been? easy|nice|pleasant",
            "a lot|load|weight|burden|thing to carry|hold|shoulder|bear|carry|lug|process|lose|lie",
            "you 've|have ~1 been through so|a|quite|such|too|hell|enough",
            "you 've|have had such|a|an ~1 awful|terrible|horrible|rough|tough|difficult|rotten|long time|day|week|year|month|night|few|couple",
            "you 've|have got? so|a much|lot going|on",
            "you poor thing|love|man|woman|dear|lamb|soul|lad|girl|darling",
            "oh the? poor you|thing|lamb|wee|mite|love|lad|soul",
            "poor you",
            "i|we 'm|am|'re|are|'ll|will be? thinking of|about you",
            "nobody|no one should have|ever to? ever? go|live|face|feel|treated|deal|put|carry|be",
            "i|we|anybody 'd|would ~1 be|have|feel ~2 gutted|furious|devastated|frantic|heartbroken|terrified|frightened|upset|livid|raging too|as",
            "you look|sound|seem worn|exhausted|shattered|heartbroken|devastated|shaken",
        ],
    ),
    rule(
        name::EMPATHY,
        LIKELY,
        Reply,
        &[
            concat!("that|how 's|is? ", very!(), "? ", hardship!()),
            concat!("how|what a|an? ", very!(), "? ", hardship!()),
            "i'm|we're sorry love|mate|dear|pet|darling",
            "what a shock|blow|fright|ordeal|nightmare|loss",
        ],
    ),
    rule(
        name::EMPATHY,
        LIKELY,
        Start,
        &[
            concat!(
                "that 's|is|was|must a|an|such|such ",
                very!(),
                "? ",
                hardship!(),
                " thing|day|time|week|shock|experience|way|position|night|blow|loss|year|place|situation|moment|feeling|weight|fright|minute|second"
            ),
            concat!(
                "what a|an ",
                hardship!(),
                "|sick|sad thing|day|time|week|shock|experience|way|position|night|blow|loss|year|place|situation|moment|feeling"
            ),
            "what a thing to have|hear|carry|lie|come|live|go",
        ],
    ),
    rule(name::EMPATHY, DOUBTFUL, Alone, &["ouch", "what a thing", "poor thing|lad|girl|man|woman|soul|mite"]),
    rule(
        name::EMPATHY,
        NOT_ONE,
        Anywhere,
        &[
            "that 's|is hard|difficult|tough|sad|unfair|heavy|rough to|for|on|in|of|the|about|work|say|me|us",
            "i|we 'm|am|'re|are so|very|really? sorry for|about the|my|this|that|being|any|all|interrupting|keeping|our|it|what|how|having",
            "i|we 'm|am|'re|are so|very|really? sorry that? i|we 'm|was|am|forgot|missed|had|kept|put|got|lost|took|made|said|called|spoke|did|shouted|sent|let",
            "i|we 'm|am|'re|are so|very|really? sorry if|but|sir|madam",
            "a|an|such rotten|horrible|terrible|awful|nasty thing|way to|of say|look|put|putting|think|do|speak",
            "i|he|she|they|says|said must|might have|'ve? be|been|feel|felt ~3",
            "sorry to hear you're|that|you ~2 leaving|cancelling|canceling",
            "sounds like hard|heavy|rough work|rain|metal",
            "not|never|n't ~1 sound|sounds|be|been ~2",
        ],
    ),
    rule(
        name::VALIDATION,
        PLAIN,
        Anywhere,
        &[
            "it|that|which|this makes|made ~3 sense that|why|you|you'd|you're|you've|given|after|how|then",
            "it|that|this makes perfect|complete|total|absolute|every|a ~2 sense",
            concat!(
                "it|that|this 's|is|was|seems ",
                very!(),
                "? understandable|natural|human|reasonable to|that|you|you'd|for|why"
            ),
            "completely|totally|perfectly|entirely|quite|very|absolutely|so|most understandable|natural|reasonable|human",
            "that 's|is ~1 understandable",
            "no wonder you|you're|you'd|you've|your|it|that",
            "i do|ca|could|can|would n't|not blame|fault you|him|her|them",
            "who could|can|would|'d ~1 blame|fault you|him|her|them",
            "does n't surprise me",
            "anyone|anybody would|'d|might have? be|feel|want|find|struggle|react|dread|need|jump|worry|lose|crave|hang|get|do|think|come|smart|after|in|have",
            "anyone|anybody who|who's|who'd|in|with|on ~7 would|'d",
            "anyone|anybody|anybody's|anyone's would",
            "any parent|mother|father|mum|dad|person|one|reasonable|decent|sane parent|person? would|'d",
            "would|'d make|drive|upset|frighten|worry|annoy|flatten|shake|wear|scare|knock|hurt|anger|test|try|break|put anyone|anybody|anybody's|anyone's",
            concat!("i 'd|would ~1 be|have|feel|'ve ~3 ", distress!(), " up|off? too|as|if"),
            concat!("i 'd|would ~1 be ", distress!()),
            "i|so would be|have|feel|i too|as?",
            "so would i",
            "you 've|have|had|'d got? every|good|perfect every|good? right|reason|cause to|be",
            "you 're|are|were absolutely|completely|totally|quite|perfectly|well|not? right|entitled|allowed|justified to be|feel|ask|worry|want|say|question|walk|expect|think|bring|protect|complain",
            "it 's|is ~1 okay|ok|all|alright|allowed|fine right? to not? feel|cry|hurt|grieve|want|miss|be",
            "i can ~1 see|understand|get|appreciate ~1 why|where",
            "i ~1 can ~1 see|understand|get|appreciate how|that you|you'd|you're|you've|this|it",
            "i totally|completely|fully|really|do|absolutely? understand|get|see why",
            "i totally|completely|fully|absolutely get|understand|hear that|it|you|how|where|what",
            "your|those|these|both|they|feelings feelings|anger|frustration|reaction|worry|fear|are|of? them|'re|are|is ~1 valid|justified|legitimate|allowed|understandable",
            "that|it 's|is a|an|such very|perfectly|completely|totally|really|pretty|normal|quite|entirely? valid|legitimate|reasonable|natural|normal|understandable|human|honest reaction|response|feeling|concern|worry|fear|wish|dilemma",
            "most|about|very|so|only|that's|that's the|just human thing|wish?",
            "you 're|are not|n't being|just|going|imagining|a|at ~1 crazy|silly|mad|unreasonable|dramatic|daft|paranoid|oversensitive|ungrateful",
            "stands to reason",
            "it figures|adds up? that? you",
            "there 's|is nothing ~1 silly|wrong|weak|shameful|babyish|daft|stupid|strange|odd|wimpish|foolish with|about|in",
            "i'd|we'd feel|think|say|want ~2 the same|too",
            "you 'd be|have made|to of? stone|not",
            "i see|get|know where you're|you are? coming",
            "i'm with you there|on",
        ],
    ),
    rule(
        name::VALIDATION,
        LIKELY,
        Start,
        &[
            "of course you're|you'd|it|that|they're angry|upset|scared|worried|hurts|hurt|matters|stings|be|feel|tired|nervous|frightened",
            "of course you feel|felt|want|wanted|jump|worry|miss|hurt|hate|were|did|need",
            "of course you ca|do|did n't|not",
            "fair enough you|anyone|anybody|that|i'd",
        ],
    ),
    rule(
        name::VALIDATION,
        LIKELY,
        Reply,
        &[
            "very|quite|totally|perfectly|completely? understandable|understandably",
            "not daft|silly|stupid|strange|crazy|mad at all",
        ],
    ),
    rule(
        name::VALIDATION,
        NOT_ONE,
        Anywhere,
        &[
            "of course you can|could|may|will|should|must",
            "makes|made sense of|to everyone|them|him|her",
            "before|if|whether|when|unless|does|can|did|do|could|has|have|will|think|thought|wish anyone|anybody would|'d|might|in|with|who",
            "says|said|told|tells|thinks|reckons ~4 anyone|anybody|sense|natural|human",
            "not|n't|never ~2 understandable|natural|reasonable|human",
            "i would|'d ~1 be tired|lost|nervous|worried|confused|exhausted|hurt|angry|scared|fed without|if|about",
            "it's|is natural|human wine|wood|resources",
            "only human resources",
        ],
    ),
];
