//! The document as JSON: the contract's response, and nothing else.
//!
//! What must stay true: a page of it is held at a time. So are the turns that are asked for: they come from a second pass
//! over the input, as they stand after the analytics in the document and before them in time.

mod layout;

use std::io::{self, BufWriter, Write};

use contract::{API_VERSION, Diagnostics, Head, Members, Response, raw};
use engine::Engine;
use model::limits::MAX_INLINE_TURNS;

use super::input::Input;
use super::pass::{Analysed, Pass};
use crate::failed::Failed;
use layout::Layout;

/// A page goes out when it has this many bytes.
pub(super) const PAGE_BYTES: usize = 64 << 10;

pub(super) fn write(
    pass: &Pass,
    input: &mut Input,
    analysed: Analysed,
    members: &Members,
    created_at: i64,
    pretty: bool,
) -> Result<(), Failed> {
    let mut out = BufWriter::with_capacity(PAGE_BYTES, io::stdout().lock());
    if pretty {
        document(pass, input, analysed, members, created_at, &mut Layout::new(&mut out))?;
    } else {
        document(pass, input, analysed, members, created_at, &mut out)?;
    }
    out.write_all(b"\n").and_then(|()| out.flush()).map_err(Failed::Output)
}

pub(super) fn document(
    pass: &Pass,
    input: &mut Input,
    analysed: Analysed,
    members: &Members,
    created_at: i64,
    out: &mut impl Write,
) -> Result<(), Failed> {
    let Analysed { analytics, format, turns, broken: _ } = analysed;
    let options = &members.options;
    let metadata = members.user_metadata.as_deref().and_then(raw);
    let head = Head {
        id: None,
        user_metadata: metadata.as_deref(),
        api_version: API_VERSION,
        conversation_id: members.conversation_id.as_deref(),
        created_at,
    };
    let diagnostics = options.include_diagnostics.then(|| Diagnostics {
        engine_version: Engine::version(),
        profile: pass.asked.profile.name(),
        profile_version: None,
        profile_digest: Some(pass.asked.profile.version()),
        input_format: format.map(transcript::Format::as_str),
        talk_turns: turns,
        utterances: analytics.conversation.utterance_count,
    });
    let mut response = Response::begin(&head, options).map_err(Failed::Unwritable)?;
    for record in analytics.into_records() {
        response.record(record).map_err(Failed::Unwritable)?;
        turn_page(response.page(), out)?;
    }
    let inlined = options.include_conversation && turns <= MAX_INLINE_TURNS;
    if inlined {
        pass.run(input, |block| {
            for (turn, found) in block {
                response.turn(turn, found).map_err(Failed::Unwritable)?;
                turn_page(response.page(), out)?;
            }
            Ok(())
        })?;
    }
    let last = response.end(inlined, diagnostics.as_ref()).map_err(Failed::Unwritable)?;
    out.write_all(&last).map_err(Failed::Output)
}

fn turn_page(page: &mut Vec<u8>, out: &mut impl Write) -> Result<(), Failed> {
    if page.len() >= PAGE_BYTES {
        out.write_all(page).map_err(Failed::Output)?;
        page.clear();
    }
    Ok(())
}
