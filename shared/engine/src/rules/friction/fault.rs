//! Fault found with the other person: blame and criticism.

use crate::rules::Place::Anywhere;
use crate::rules::{NOT_ONE, PLAIN, Rule, rule};
use crate::taxonomy::name;

macro_rules! harmed {
    () => {
        "ruined|wrecked|destroyed|broke|lost|spoilt|spoiled|botched|killed|damaged|stole|messed|screwed|cocked|deleted|\
         mangled|smashed|trashed|overcharged|burnt|broken|stolen"
    };
}

macro_rules! present_side {
    () => {
        "company|firm|people|driver|drivers|team|staff|lot|colleague|engineer|engineers|department|fitter|technician|\
         software|system|office|bank|shop|party|man|men|boys|lads|technicians|mate|guys|bloke"
    };
}

pub(in crate::rules) const RULES: &[Rule] = &[
    rule(
        name::BLAME,
        PLAIN,
        Anywhere,
        &[
            "your own? bloody|damn|fucking? fault|doing",
            "i|we ~1 blame you|your",
            "yourself|yourselves to blame",
            "you 're|are ~2 to blame",
            "you 're|are the|all reason|one|ones|problem why|who|that|i|we ~1 made|lost|broke|started|left|ruined|can't|did|put|i|we|said|told|forgot",
            "brought this|it|that|all ~1 on|upon yourself|yourselves",
            "this|that|it|all 's|is|was ~1 on you",
            "this|that|it|all 's|is|was ~1 down to you",
            "on you not|n't me|us",
            "look what you 've|have done|caused|started",
            "look|see what you|you've have? done|caused|started ~1 to|now|me|us",
            "you did this|that to me|us|him|her|them|it|my",
            "you ~1 let me|us|him|her|them|everyone|everybody ~1 down",
            "you|you've have? cost me|us|him|her ~2 job|money|marriage|day|thousands|hundreds|house|deal|client|pounds|quid|a",
            concat!("you|you've|people|lot ~2 ", harmed!(), " up? my|our|it|this|everything|me|us|all|their|his|her"),
            concat!(
                "your ",
                present_side!(),
                " ~2 ",
                harmed!(),
                "|let|caused|lied|forgot|cut|left|sent|told|charged|put|made|did|started"
            ),
            "because of you|your ~1 people|lot|mess|mistake|mistakes|mouth|temper|incompetence|sticker|i|we|she|he|drinking|company|negligence|team|i'm|we're",
            "thanks to you i|we|i'm|we're|i've|we've|now|people|lot ~1 lost|missed|have|had|no|late|out|got|can't|stuck|in|without",
            "you made me|him|her|us|them late|cry|miss|lose|look|sick|worse|fail|wait|punch|hit|do|ill|drop|feel like|small|stupid|awful|terrible|an|a|it|this|that|out?",
            "if you'd|you|you'd ~1 listened|told|warned|checked|bothered|done|called|said|been|read|n't ~7 i'd|we'd|would|wouldn't|none",
            "you put|drove|pushed me|us|him|her|them up|to|through ~1 it|this",
            "your mess|mistake|screwup|cock-up|incompetence|negligence|carelessness|blunder|cock up?",
            "you started it|this",
            "it 's|was you who sent|lost|broke|told|said|started|left|put|made|signed|wanted",
            "you 've|have|people|lot ~1 lost|broken|wrecked|ruined|sold|stolen|wasted|forgotten my|our|me|it|everything|the",
        ],
    ),
    rule(
        name::BLAME,
        NOT_ONE,
        Anywhere,
        &[
            "not|n't|never|nobody|hardly|no|isn't ~5 your|you|yourself ~5",
            "think|thinks|feel|feels|thinking|feeling|believe|said|says|told|saying|say|like|if|whether|hear|call|called|quote ~5 your|you ~5",
            "up|down to you to|what|how|if|whether|when|which|now",
            "on you|to you're|the|your|top|than",
            "if you'd|you ~1 like|want|prefer|need|rather|could|can|look|would|ask|hadn't ~4 i'd|we'd|wouldn't|none",
            "because of you|your ~1 i|we ~1 feel|found|got|better|passed|stopped",
            "because of your condition|age|illness|diabetes|heart|blood|back|allergy|asthma|medication|diagnosis|weight|pain",
            "you made me feel better|welcome|good|at|safe|heard|so",
            "you 're|are the one|reason who|that|i ~1 decides|choose|said|wearing|knows|told|has|came|stayed|is",
            "you 've|have ~1 lost|broken my|it|the|your weight|record|back|leg|arm|baby|place|more|husband|wife|job",
            "it|this|that 's|is|was|all ~1 down to you",
            "it's you who decides|knows|has|chooses|can",
            "your own fault|doing if",
            "does|did|do|is it|this|that ~1 your fault",
            "your driver|engineer|technician|team|colleague ~2 put|did|told|made|sent|left ~4 star|great|lovely|helpful|brilliant|nice",
        ],
    ),
    rule(
        name::CRITICISM,
        PLAIN,
        Anywhere,
        &[
            "you|you've never ever|even|once|bloody|really|actually? listen|listened|call|called|answer|answered|ask|asked|help|helped|tell|told|think|care|cared|finish|finished|clean|reply|replied|respond|bother|bothered|wrote|write|show|showed|let|ring|rang|turn|warned|warn|apologise|pay|paid|appreciate|learn|explained|notice|noticed|support|do|did",
            "you|you're always do this|that|it",
            "you|you're always|forever late|complaining|interrupt|interrupting|forget|twist|moaning|moan|shouting|shout|nagging|nag|blame|blaming|criticise|criticising|overreact|exaggerate|cut|push|pushing|leave me|it|him|us?",
            "you should|could|ought|might to? have|'ve to? told|called|checked|asked|said|known|read|warned|listened|rung|let|mentioned|looked|stopped|waited|noticed|apologised|brought|thought|done|sent",
            "you could've|should've told|called|checked|asked|said|known|read|warned|listened|rung|mentioned|looked|waited|brought|thought|opened|got",
            "you could|might at least",
            "how could you do|let|say|forget|lie|leave|miss|not|possibly|even this|that|it|us|me|him|to?",
            "how hard can|is it|that",
            "how many times do|have|must|did i|we",
            "ca n't you people|even|lot|read|see|hear|listen|knock|do|get|count|tell",
            "can you not read|see|hear|listen|even|count",
            "you do|did|have|ca|could|were|are n't|not even|ever|bother|bothered listen|look|ask|read|try|check|to|say|call|know|think|write|offer|care",
            "you do n't|not listen|think|pay|care|help",
            "you 're|are not|n't even|really? listening|hearing|helping|trying",
            "you keep interrupting|changing|forgetting|getting|missing|putting|messing|repeating|cutting|twisting|avoiding|ignoring|moving|asking|pushing|talking",
            "you took your sweet|own|bloody? time",
            "what took you so? long",
            "that|this|it 's|is|was not|n't|hardly very|exactly|really|particularly? helpful|professional|acceptable|appropriate|respectful|polite|fair",
            concat!(
                "that|this|it 's|is|was ",
                intensely!(),
                "? unprofessional|patronising|patronizing|insensitive|uncalled|condescending|shoddy|disrespectful|amateurish|tactless|unacceptable|insulting|offensive|rude"
            ),
            "that|it|this 's|is|was a|bang|well|way|bit|totally|completely|just cheap|low|out|rich|of shot|blow|of|coming|order order|line?",
            "below the belt",
            "you're|you were|you|that's out of order|line",
            "you got|'ve|have got? it|that|this|my all|completely|totally? wrong|backwards",
            "you 're|are doing it|this|that all? wrong",
            "i|we expected|deserve|expect better|more",
            "you 're|are|'ve|have been|just? wasting|wasted my|our|everyone's|everybody's|half|three|an|two",
            "waste|wasting of? my|our|everyone's time",
            "you people|lot never|always|ca|do|are|only|just|all|should|could|keep|need n't|not?",
            "what 's|is the hell? wrong|matter with you",
            "what were|are you thinking",
            "why|what on earth|the did|do|would|hell you?",
            "why ca|do|did|wo|could|is|have n't you ~1 just|ever|even|people|simply|listen|bother",
            "if you'd|you ever|only? bothered|listened|read|asked|checked",
            "you ~1 rushed|botched|bodged|butchered|skipped|ignored|overlooked|neglected|messed|screwed it|this|that|me|us|up|our|everything",
            "you forgot to|again",
            "your attitude|tone|manner|service is|was|stinks|needs|has",
            "mind your tone|language|manners",
            "you only|just ever? think|care|hear|talk|listen|call|ring|show|turn about|of|what|when|up",
            "you make|made|making everything|it all? about yourself|you|harder|worse",
            "do you ever|even actually? listen|think|read|look|care|check",
            "no wonder nobody|no|everyone",
            "unlike some",
            "you call|calls that|this|yourself|yourselves a|an|service|help|professional|support",
            "could do without the|your|this sarcasm|attitude|lip|comments|shouting|lecture|jokes",
            "i|we do|did n't|not appreciate being|your",
            "you wo|do|did|never n't|not? let me|him|her|us finish|speak|talk|get",
            "you're late again|as",
            "do n't|not ~1 patronise|patronize|interrupt|shout|swear|talk|speak|get|take me|at|down|smart|funny|over|that|like ~1",
            "with that attitude|tone",
            "every time you lot|people|open|do|come|say",
            "you 've|have got? an attitude|answer",
            "you always start|have|push|say|find|want|make|take|put ~2 me|excuse|fault|it|problem|last|word",
        ],
    ),
    rule(
        name::CRITICISM,
        NOT_ONE,
        Anywhere,
        &[
            "you could've|should've|should|ought|could|might ~2 have|'ve? been|done|seen|told|come|asked him|her|them|there|nothing|anything|my",
            "you never know|mind|can|knew|ask|think|pay|do more|for|too|what|about",
            "you've never told|asked|done him|her|them|anyone|that|it|this",
            "what were|are you thinking of|about|when|right",
            "why on earth would|did i|we|he|she",
            "how could you do this|that|it differently|better|more|next|on",
            "he|she|they|says|said|saying|thinks|told|if|whether|when|feel|feels|like|sorry|or|think ~3 you|your|you've|that|it ~6",
            "that|it 's|is not|n't very|really? fair|helpful to|for",
            "that was ~2 out|low|cheap|tactless|rude|insensitive|of|uncalled of|me|and|i|for|order ~1 me|i",
            "why do|did|ca|would|wo|have n't you tell|take|come|sit|start|want|like|feel|call|try",
            "do you ever|even think about|of|feel",
            "you do n't|not think it's|that|you|so|is|about|of|there|i",
            "something you do n't|not think",
            "you do|did|could n't|not even notice|enjoy|realise|realize|feel|know|like|want ~2",
            "you made it worse|harder for yourself",
            "you lot|people are|do|did|just|all great|well|lovely|amazing|brilliant",
            "it took you long to",
            "you skipped|missed|ignored breakfast|lunch|dose|the|a|it when",
            "if you ~1 read|asked|checked|looked the|him|her|them|at|with",
        ],
    ),
];
