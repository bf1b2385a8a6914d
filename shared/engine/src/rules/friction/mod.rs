//! Friction: blame, criticism, judgment and their kin, told from the second person beside words of fault.
//!
//! What must stay true: it is the person spoken to who is at fault ("you", "your"), or the speaker who fends a
//! fault off; what somebody else is told to have said, and what is denied or only supposed, is kept out by the
//! exceptions below each rule. Interrupting and conflict need several turns and are not here.
//! Confidences are conservative priors, no public set labels these acts by such words.

macro_rules! intensely {
    () => {
        "so|such|very|really|just|pretty|quite|being|totally|completely|absolutely|too|incredibly|utterly|a|an|bit|bloody|\
         damn|rather|extremely|simply|nothing|but|all|frankly|downright|plain|pure|little|right|real|acting|both|sheer"
    };
}

mod clash;
mod fault;
mod fending;
mod verdict;

pub(super) use clash::RULES as CLASH;
pub(super) use fault::RULES as FAULT;
pub(super) use fending::RULES as FENDING;
pub(super) use verdict::RULES as VERDICT;
