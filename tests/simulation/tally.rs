//! What a run had to show: a simulation in which nothing ever dies or gets lost proves nothing.

use std::collections::BTreeMap;
use std::fmt;

use model::Status;
use store::{Fenced, Moved, Redriven, Submitted};

use crate::bed::Event;

#[derive(Clone, Debug, Default)]
pub(crate) struct Tally(BTreeMap<String, usize>);

impl Tally {
    pub(crate) fn count(&mut self, what: impl Into<String>, times: usize) {
        *self.0.entry(what.into()).or_default() += times;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (what, times) in &other.0 {
            self.count(what, *times);
        }
    }

    /// How a job ended.
    pub(crate) fn end(&mut self, status: Status, code: Option<&str>) {
        self.count(format!("jobs {status} {}", code.unwrap_or_default()).trim_end(), 1);
    }

    pub(crate) fn see(&mut self, event: &Event) {
        let what = match event {
            Event::Submitted { answer: Submitted::Replayed(_), .. } => "submissions replayed",
            Event::Submitted { answer: Submitted::KeyReused, .. } => "submissions under a used key",
            Event::UploadOpened { answer: false, .. } => "uploads opened too late",
            Event::UploadCompleted { answer: Moved::Was(_), .. } => "uploads completed too late",
            Event::Cancelled { answer: Moved::Done, .. } => "jobs cancelled that nobody ran",
            Event::Cancelled { answer: Moved::Was(Status::Processing), .. } => "cancels of running jobs",
            Event::Redriven { answer: Redriven::New, .. } => "jobs redriven",
            Event::Erased { answer: true, .. } => "jobs erased",
            Event::ConversationErased { answer, .. } => {
                return self.count("jobs erased with their conversations", answer.len());
            }
            Event::Pruned { answer, .. } => return self.count("jobs pruned", answer.len()),
            Event::TicketsTaken { answer, .. } => return self.count("tickets taken", answer.len()),
            Event::TicketsRefused { tickets } => return self.count("tickets refused", tickets.len()),
            Event::TicketsClaimed { tickets, answer, .. } => {
                self.count("tickets too many", tickets.len() - answer.jobs.len());
                return self.count("jobs claimed by tickets", answer.jobs.len());
            }
            Event::Claimed { answer, .. } if answer.alone => "claims of a job that runs alone",
            Event::Claimed { answer, .. } if answer.alone_waiting => "claims held back for a job that runs alone",
            Event::Unheld { answer, .. } => return self.count("jobs remembered", answer.len()),
            Event::Released { answer: Fenced::Lost, .. } => "releases under a lost lease",
            Event::Completed { answer: Fenced::Lost, .. } => "completions under a lost lease",
            Event::Failed { answer: Fenced::Lost, .. } => "failures under a lost lease",
            Event::GarbageExpected { answer: Fenced::Lost, .. } => "results begun under a lost lease",
            Event::Completed { answer: Fenced::Held, .. } => "completions accepted or repeated",
            Event::Rescued { answer, .. } => return self.count("jobs rescued", answer.len()),
            Event::RescuedAllBut { answer, .. } => return self.count("jobs taken back at a start", answer.len()),
            _ => return,
        };
        self.count(what, 1);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(what, times)| writeln!(f, "{times:>8} {what}"))
    }
}
