//! Support: empathy, validation, affirmation and their kin, told from set phrases.
//!
//! What must stay true: the words speak to the other person ("you", "that must") or are the speaker's feeling
//! for that person; what somebody else said, and what is denied, is kept out by the exceptions below each rule.
//! Confidences are conservative priors, no public set labels these acts by such words: 0.8 for words with
//! hardly another use, 0.7 where context may change them, 0.55 where it often does.

macro_rules! very {
    () => {
        "so|very|really|such|pretty|incredibly|quite|truly|just|rather|extremely|absolutely|completely|totally|perfectly|\
         entirely|only|all|a|an|bit|genuinely"
    };
}

mod comfort;
mod empathy;
mod praise;

pub(super) use comfort::RULES as COMFORT;
pub(super) use empathy::RULES as EMPATHY;
pub(super) use praise::RULES as PRAISE;
