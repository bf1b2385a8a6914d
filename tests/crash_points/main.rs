//! Every step of the protocol names what happens if the process dies right there; here it is killed right there.
//!
//! What must stay true: whatever call of a port is a process's last, whether it took effect or not, the client that
//! asks again gets what it asked for, once, and nothing is left behind. The same for calls whose answer is lost, and
//! for a process that stands still at any call until others have taken its work over.

#[path = "../simulation/bed/mod.rs"]
mod bed;
mod client;
mod run;
mod story;

use bed::Fault;
use run::every_call_of;
use story::{
    CANCELLED, CONVERSATION_ERASED, ERASED, ERASED_BEFORE_IT_CAME, ERASED_UNHEARD, ERASED_UPLOAD, EXPIRED, FAILED,
    FILE, FIRST_ERASED, FIRST_TICKET, GIVEN_UP, GIVEN_UP_HEARD, GIVEN_UP_UNHEARD, GIVEN_UP_UPLOAD, LONG, PRUNED,
    RESCUED, SHORT, TICKETED, TICKETS_GONE, WANTED_AGAIN,
};

macro_rules! killed_anywhere {
    ($($name:ident: $story:expr;)+) => { $(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn dying_just_before_a_call() {
                every_call_of(&$story, Fault::DiesBefore).await;
            }

            #[tokio::test]
            async fn dying_just_after_a_call() {
                every_call_of(&$story, Fault::DiesAfter).await;
            }

            #[tokio::test]
            async fn a_call_that_fails() {
                every_call_of(&$story, Fault::Unreached).await;
            }

            #[tokio::test]
            async fn a_call_whose_answer_is_lost() {
                every_call_of(&$story, Fault::Unanswered).await;
            }

            #[tokio::test]
            async fn standing_still_at_a_call() {
                every_call_of(&$story, Fault::Stalls).await;
            }
        }
    )+ };
}

killed_anywhere! {
    short_talk: SHORT;
    long_talk: LONG;
    uploaded_file: FILE;
    unreadable_file: FAILED;
    expired_upload: EXPIRED;
    cancelled_upload: CANCELLED;
    rescued_job: RESCUED;
    ticketed_job: TICKETED;
    job_with_a_first_ticket: FIRST_TICKET;
    job_whose_tickets_are_gone: TICKETS_GONE;
    given_up_job: GIVEN_UP;
    given_up_upload: GIVEN_UP_UPLOAD;
    given_up_heard: GIVEN_UP_HEARD;
    given_up_unheard: GIVEN_UP_UNHEARD;
    job_wanted_again: WANTED_AGAIN;
    erased_job: ERASED;
    erased_unheard: ERASED_UNHEARD;
    erased_upload: ERASED_UPLOAD;
    erased_before_it_came: ERASED_BEFORE_IT_CAME;
    first_of_two_erased: FIRST_ERASED;
    erased_conversation: CONVERSATION_ERASED;
    pruned_job: PRUNED;
}
