//! Tickets on their way: what a relay does, and what a queue makes of it.

use jobs::Allowance;
use store::ClaimedJob;

use crate::bed::Mood;
use crate::clients::none;
use crate::operation::Post;
use crate::world::{Outcome, World};

impl World<'_> {
    /// One pass of a relay, while fewer than so many tickets are out.
    pub(crate) async fn relay(&mut self, out: u8, mood: Mood) -> Outcome {
        self.disk.mailbox.feels(mood);
        let process = self.process();
        let mut tickets = process.promised();
        let allowed = Allowance { out: out.into(), slots: out.into(), lanes: out.is_multiple_of(2) };
        tickets.extend(process.relay.take(allowed).await?);
        let room = process.relay.room(allowed).await?;
        process.first_tickets.make_room(room, allowed.lanes);
        Ok(format!("{:?} and room for {room}", process.relay.send(&tickets).await?))
    }

    /// A worker receives tickets, as they come or as they should not, and works on what it gets for them.
    pub(crate) async fn deliver(&mut self, tickets: u8, post: Post, keeps: bool) -> Outcome {
        if self.alone.is_some() {
            return none();
        }
        let ancient = self.disk.mailbox.ancient();
        let mut tickets = match post {
            Post::Ancient => ancient.into_iter().skip(usize::from(tickets)).take(4).collect(),
            _ => self.disk.mailbox.take(tickets.into()),
        };
        match post {
            Post::AsSent | Post::Ancient => {}
            Post::Reversed => tickets.reverse(),
            Post::Twice => tickets = tickets.repeat(2),
            Post::Lost => return Ok(format!("{} lost", tickets.len())),
        }
        let limit = u32::try_from(tickets.len()).expect("a few");
        if limit == 0 {
            return none();
        }
        let claimed: Vec<ClaimedJob> = self.process().claim_tickets(&tickets, limit).await?.jobs;
        if keeps {
            self.held.extend(claimed);
            return Ok(format!("{} held now", self.held.len()));
        }
        let mut ends = Vec::new();
        for job in claimed {
            ends.push(self.run(job).await);
        }
        Ok(format!("{ends:?}"))
    }
}
