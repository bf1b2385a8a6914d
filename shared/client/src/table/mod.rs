//! An analysis as a page for a person at a terminal: one file per section, in the order in which they are shown.
//!
//! What must stay true: safety comes before everything that was counted, and all of it is shown; no meaning is in colour
//! alone; what a transcript says passes through [`Sheet`], which lets no control sequence through. A section with nothing
//! to say is not there.
//! Deliberately absent: numbers of its own, and those of the engine. It is drawn from the document, whoever wrote that.

mod actions;
mod alarms;
mod behaviors;
mod categories;
mod document;
mod dynamics;
mod headline;
mod interruptions;
mod languages;
mod lists;
mod metrics;
mod number;
mod places;
mod safety;
mod sentiment;
mod sheet;
mod speakers;
mod synchrony;
mod time;
mod topics;

pub(crate) use alarms::{Alarms, may_alarm};
pub(crate) use document::Response;

use crate::terminal::Look;
use sheet::Sheet;

/// `name` says what the analysis is of.
pub(crate) fn page(response: &Response, alarms: &Alarms, name: &str, look: Look) -> String {
    let mut sheet = Sheet::new(look);
    let analytics = &response.analytics;
    headline::show(&mut sheet, response, name);
    safety::show(&mut sheet, analytics, alarms);
    speakers::show(&mut sheet, &analytics.speakers);
    metrics::show(&mut sheet, &analytics.conversation.group.metrics);
    dynamics::show(&mut sheet, analytics);
    time::show(&mut sheet, analytics);
    interruptions::show(&mut sheet, analytics);
    lists::show(&mut sheet, &analytics.conversation.lists);
    actions::show(&mut sheet, analytics);
    sentiment::show(&mut sheet, analytics);
    topics::show(&mut sheet, analytics);
    categories::show(&mut sheet, analytics);
    synchrony::show(&mut sheet, analytics);
    languages::show(&mut sheet, analytics);
    behaviors::show(&mut sheet, &analytics.conversation.group);
    sheet.into_text()
}
