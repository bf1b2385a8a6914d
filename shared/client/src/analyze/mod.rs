//! `colloquy analyze`: the engine on one transcript, without a server.
//!
//! What must stay true: memory is bounded whatever the transcript's length; nothing is printed until the whole transcript
//! was read well, so that half a document is never taken for one.
//! Deliberately absent: what the document looks like. That is `contract`'s for JSON, and `table`'s for people.

mod arguments;
mod input;
mod json;
mod members;
mod pass;
mod profile;
mod table;

use std::sync::Arc;

use engine::Engine;
use model::{Clock as _, SystemClock};

pub(crate) use arguments::{AFTER_HELP, Arguments};

use crate::failed::Failed;
use crate::table::Alarms;
use arguments::Output;
use input::Input;
use pass::Pass;

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failed> {
    let created_at = SystemClock.now().unix_seconds();
    let profile = profile::named(&arguments.profile)?;
    let mut input = Input::open(&arguments.file)?;
    let mut members = members::of(&mut input, arguments.format)?;
    arguments.options.overrule(&mut members.options);
    members.options = members.options.allowed_by(&profile);
    let asked = engine::Options {
        confidence_threshold: members.options.confidence_threshold,
        max_behaviors: members.options.max_behaviors,
        profile,
        metadata: arguments.metadata.clone(),
    };
    let engine = Arc::new(Engine::new());
    let pass = Pass { engine, asked, on_error: members.options.on_error, format: arguments.format };
    let mut alarms = Alarms::default();
    let analysed = pass.run(&mut input, |turns| {
        alarms.watch(&turns);
        Ok(())
    })?;
    analysed.broken.say(&input);
    match arguments.output() {
        Output::Table => table::write(&pass, &mut input, analysed, members, created_at, &alarms),
        Output::Json => json::write(&pass, &mut input, analysed, &members, created_at, arguments.pretty),
    }
}
