//! Client talk: for change, for staying as it is, both at once, promises, and pushing back.
//!
//! What must stay true: the first person speaks of what he or she wants, can, needs or will do; threats, what
//! others want and what is only polite ("I'd like to ask") are kept out by the exceptions below each rule.
//! Whether it is the client who speaks is not told from words and is not looked at here.
//! Confidences are conservative priors: labels of the same name on public talk (AnnoMI, used to measure only)
//! also hold for much that no words show.

/// What one wants to have less of.
macro_rules! habit {
    () => {
        "drinking|smoking|vaping|gambling|using|eating|spending|gaming|weed|pot|beer|beers|wine|cigarettes|cigarette|fags|\
         smokes|booze|alcohol|drink|pills|sugar|junk|chocolate|sweets|scrolling|betting|cocaine|coke|heroin|shouting|\
         yelling|losing|lying|snacking|overeating|biting|hiding|worrying|working|tablets|tobacco|marijuana"
    };
}

macro_rules! really {
    () => {
        "really|just|do|definitely|still|honestly|truly|actually|also|so|probably|certainly|even|think|know|guess|suppose|\
         would|seriously|maybe|kind|only|always"
    };
}

mod change;
mod commitment;
mod resistance;
mod sustain;

use super::Candidate;
use crate::taxonomy::name;

pub(super) use change::RULES as CHANGE;
pub(super) use commitment::RULES as COMMITMENT;
pub(super) use resistance::RULES as RESISTANCE;
pub(super) use sustain::RULES as SUSTAIN;

/// With both sides in one breath it is ambivalence; its sides then count no more by themselves.
pub(super) fn settle(shown: &mut [Candidate]) {
    if shown.iter().any(|candidate| candidate.behavior == name::AMBIVALENCE) {
        for side in shown.iter_mut().filter(|c| [name::CHANGE_TALK, name::SUSTAIN_TALK].contains(&c.behavior)) {
            side.score = side.score.min(HALF_SAID.0);
            side.confidence = side.confidence.min(HALF_SAID.1);
        }
    }
}

/// Score and confidence of one side of ambivalence.
const HALF_SAID: (f64, f64) = (0.4, 0.3);
