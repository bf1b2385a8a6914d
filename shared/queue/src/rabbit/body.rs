//! A ticket as the bytes of a message: `v1 <job> <generation>`.
//!
//! What must stay true: nothing else is ever in it: no tenant, no text, no name.

use model::{Generation, JobId, Ticket};

/// The text form: lower-case hyphenated UUID, decimal generation, single spaces.
pub(super) fn write(ticket: Ticket) -> String {
    format!("v1 {} {}", ticket.job, ticket.generation.0)
}

/// The ticket, if `bytes` are exactly what [`write()`] makes of one.
pub(super) fn read(bytes: &[u8]) -> Option<Ticket> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (job, generation) = text.strip_prefix("v1 ")?.split_once(' ')?;
    let ticket = Ticket { job: job.parse::<JobId>().ok()?, generation: Generation(generation.parse().ok()?) };
    (write(ticket) == text).then_some(ticket)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_ticket_comes_back_and_nothing_else_does() {
        let ticket = Ticket { job: JobId(Uuid::from_u128(7)), generation: Generation(3) };
        assert_eq!(read(write(ticket).as_bytes()), Some(ticket));
        let id = "00000000-0000-0000-0000-000000000007";
        for other in [
            String::new(),
            "v1".to_owned(),
            format!("v2 {id} 3"),
            format!("v1 {id}"),
            format!("v1 {id} 3 "),
            format!("v1 {id} +3"),
            format!("v1 {id} 03"),
            format!("v1  {id} 3"),
            format!("v1 {{{id}}} 3"),
            format!("v1 {id} 99999999999999999999"),
            format!("V1 {id} 3"),
        ] {
            assert_eq!(read(other.as_bytes()), None, "{other:?}");
        }
        assert_eq!(read(b"v1 \xff 3"), None);
    }
}
