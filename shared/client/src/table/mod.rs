//! An analysis as a page for a person at a terminal: one file per section, in the order in which they are shown.
//!
//! What must stay true: safety comes before everything that was counted, and all of it is shown; no meaning is in colour
//! alone; what a transcript says passes through [`Sheet`], which lets no control sequence through. A section with nothing
//! to say is not there.
//! Deliberately absent: numbers of its own. What it shows is in the document, rounded.

mod actions;
mod alarms;
mod behaviors;
mod categories;
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

use engine::Analytics;

pub(crate) use alarms::Alarms;
pub(crate) use headline::About;

use crate::terminal::Look;
use sheet::Sheet;

pub(crate) fn page(analytics: &Analytics, alarms: &Alarms, about: &About<'_>, look: Look) -> String {
    let mut sheet = Sheet::new(look);
    headline::show(&mut sheet, analytics, about);
    safety::show(&mut sheet, analytics, alarms);
    speakers::show(&mut sheet, &analytics.speakers);
    metrics::show(&mut sheet, &analytics.conversation.metrics);
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
    behaviors::show(&mut sheet, &analytics.conversation);
    sheet.into_text()
}
