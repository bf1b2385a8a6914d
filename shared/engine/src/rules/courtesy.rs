//! Courtesy: greeting, closing, gratitude, apology and polite request, told from set phrases.
//!
//! Confidences: thanks are measured on the GoEmotions comments, where "thanks" and "thank you" carry the label
//! gratitude in 97 of 100 hits and "appreciate" in 45. The others are conservative priors, since no public set
//! labels these acts: 0.8 for words with hardly another use, 0.7 where context may change them, 0.55 where it
//! often does.

use super::Place::{Alone, Anywhere, End, Start};
use super::{DOUBTFUL, LIKELY, NOT_ONE, PLAIN, Rule, rule};
use crate::taxonomy::name;

pub(super) const RULES: &[Rule] = &[
    rule(name::GREETING, PLAIN, Start, &["hello|hi|hiya|howdy|greetings there?", "good morning|afternoon|evening"]),
    rule(
        name::GREETING,
        LIKELY,
        Anywhere,
        &[
            "nice|good|great|lovely|pleased to meet|see you",
            "thank|thanks you? for calling|joining",
            "how are|'re you doing? today",
        ],
    ),
    rule(name::GREETING, LIKELY, Alone, &["how are|'re you doing?", "how 's|is it going", "morning", "how do you do"]),
    rule(name::GREETING, DOUBTFUL, Start, &["hey there?", "welcome back|in|everyone|everybody?"]),
    rule(
        name::GREETING,
        NOT_ONE,
        Anywhere,
        &[
            "you 're|are very|most|always|so? welcome",
            "say|says|said|saying hello|hi",
            "hey wait|look|listen|stop|no|now",
            "welcome to",
        ],
    ),
    rule(
        name::CLOSING,
        PLAIN,
        Anywhere,
        &[
            "bye bye|now?",
            "goodbye",
            "good bye|night",
            "have a good|great|nice|lovely|wonderful|safe|blessed rest|day|night|evening|weekend|one|week|afternoon|trip",
            "see you later|soon|tomorrow|then|around|next",
            "see you in a?",
            "see ya",
            "talk|speak to|with? you? later|soon|tomorrow|then|again",
            "until next time",
            "catch you later",
            "nice|good|great|lovely talking|speaking|chatting to|with you",
            "nice|good|great|lovely seeing|meeting you",
            "take care of? yourself",
            "thank|thanks you? for your time",
        ],
    ),
    rule(name::CLOSING, LIKELY, End, &["take care", "see you", "take it easy"]),
    rule(
        name::CLOSING,
        LIKELY,
        Anywhere,
        &[
            "i 'll|will let you go",
            "i 've|have got|to get? going",
            "let's|we'll wrap this|it|things? up",
            "that's all the? time we have",
            "our|the time is|'s up",
        ],
    ),
    rule(
        name::CLOSING,
        NOT_ONE,
        Anywhere,
        &[
            "say|says|said|saying|wave|waved|kiss|kissed|kissing me|him|her|us|you|it? goodbye|bye",
            "to|'d|'ll|i|we|they|would|n't|not|could|did|had have a good|great|nice|lovely?",
            "good night 's|of",
            "can|could|did|do|to|i|as|if talk|speak|see to|with? you",
            "took care",
        ],
    ),
    rule(
        name::GRATITUDE,
        (0.95, 0.95),
        Anywhere,
        &[
            "thank you very|so? much?",
            "thanks very|so? much?",
            "thanks a lot|million|bunch|ton",
            "thankyou|thx",
            "many thanks",
        ],
    ),
    rule(
        name::GRATITUDE,
        (0.7, 0.45),
        Anywhere,
        &[
            "i|we really|truly|do|so|greatly|'d|just? appreciate it|that|this|you|your|everything|all|the",
            "much appreciated",
            "i'm|we're so|very|really|truly|deeply? grateful|thankful",
            "i|we am|are so|very|really|truly|deeply? grateful|thankful",
        ],
    ),
    rule(name::GRATITUDE, (0.7, 0.45), Start, &["really? appreciate it|that|this|you|your"]),
    rule(
        name::GRATITUDE,
        NOT_ONE,
        Anywhere,
        &[
            "no thanks",
            "no thank you",
            "thanks to",
            "thanks but no",
            "thank god|goodness|heavens",
            "thank you card|cards|note|notes|letter|speech",
            "i|we would|'d really? appreciate it|that|this if",
            "say|saying|said thank you",
        ],
    ),
    rule(
        name::APOLOGY,
        PLAIN,
        Anywhere,
        &[
            "i|we do|must|sincerely? apologize|apologise",
            "my|our sincere|deepest? apologies",
            "i'm|i|we're so|very|really|truly|terribly|awfully? sorry",
            "i|we am|are so|very|really|truly|terribly|awfully? sorry",
            "my bad",
            "please forgive me",
        ],
    ),
    rule(name::APOLOGY, PLAIN, Start, &["so? sorry", "apologies"]),
    rule(
        name::APOLOGY,
        LIKELY,
        Anywhere,
        &[
            "it 's|is|was all|totally|completely? my fault",
            "sorry about that|the|this|my|your",
            "sorry for the|that|this|my|interrupting|being|taking|keeping",
            "sorry if i",
        ],
    ),
    rule(name::APOLOGY, DOUBTFUL, Start, &["excuse|pardon me"]),
    rule(
        name::APOLOGY,
        NOT_ONE,
        Anywhere,
        &[
            "i'm|i|we're so|very|really|truly|terribly|awfully? sorry to|for|you|you're|that|he|she|they|your|his|her|it's hear|see|say|your?",
            "i|we am|are so|very|really|truly|terribly? sorry to|for|you|you're|that|he|she|they|your|his|her hear|see|say|your?",
            "so|very|really|truly? sorry to hear|see|say",
            "so|very|really|truly? sorry for|about your loss|losses",
            "so? sorry you|you're|your",
            "feel|feels|feeling|felt so|really|a? bit|little? sorry for",
            "sorry for myself|yourself|himself|herself|themselves|him|her|them|you",
            "i'm|i am|are? not sorry",
            "than sorry",
            "sorry excuse|state|sight",
            "say|saying|said|says sorry",
        ],
    ),
    rule(
        name::APOLOGY,
        PLAIN,
        Anywhere,
        &[
            "i'm|i|we're so|very|really|truly|terribly|awfully? sorry for being|my|the|what|interrupting|taking|keeping|not|all|any|that|this",
            "i|we am|are so|very|really|truly|terribly|awfully? sorry for being|my|the|what|interrupting|taking|keeping|not|all|any|that|this",
            "i'm|i so|very|really|truly? sorry that i|we",
        ],
    ),
    rule(
        name::POLITE_REQUEST,
        PLAIN,
        Anywhere,
        &[
            "could|would you please|kindly",
            "can|will you please|kindly",
            "please could|would|can you|i|we",
            "would|do you mind",
            "if you don't|wouldn't mind",
            "i|we would|'d really? appreciate it|that|this if",
            "would it be possible",
            "would|could you be so kind",
            "i|we was|were|'m|am? wondering if you could|would|might|can",
        ],
    ),
    rule(
        name::POLITE_REQUEST,
        LIKELY,
        Start,
        &[
            "please",
            "could you",
            "would you tell|share|help|give|send|let|show|explain|describe|pass|come|sign|read|repeat|check|hold|wait|open|close|kindly",
            "may|could i please? have|ask|get|see|speak|talk|take|check|borrow|use",
            "can i please have|ask|get|see|speak|talk|take|check",
            "could we please? have|take|go|look|talk|start|try",
        ],
    ),
    rule(name::POLITE_REQUEST, DOUBTFUL, End, &["please"]),
    rule(
        name::POLITE_REQUEST,
        NOT_ONE,
        Anywhere,
        &[
            "yes|yeah|oh please",
            "as you please",
            "please don't? worry",
            "could you say|imagine|see|feel|be|have",
            "do you mind when|that|being|how",
            "hard|easy|eager to please",
        ],
    ),
];
