//! Which profile was meant: one that is built in, or else a file of one's own.

use std::fs::File;
use std::io::{self, Read as _};
use std::sync::Arc;

use engine::{BuiltIn, MAX_PROFILE_BYTES, Profile};

use crate::failed::Failed;

/// The profile of this name, or in the file of this name.
pub(super) fn named(name: &str) -> Result<Arc<Profile>, Failed> {
    if let Some(which) = BuiltIn::named(name) {
        return Ok(Arc::new(Profile::built_in(which)));
    }
    let text = text(name).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let names: Vec<_> = BuiltIn::ALL.iter().map(|which| which.as_str()).collect();
            Failed::NoSuchProfile { name: name.to_owned(), names: names.join(", ") }
        }
        _ => Failed::Input { name: name.to_owned(), source: error },
    })?;
    Profile::parse(name, &text).map(Arc::new).map_err(Failed::Profile)
}

/// The file's text; of one that is too long, enough to be refused.
fn text(path: &str) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(MAX_PROFILE_BYTES as u64 + 1).read_to_string(&mut text)?;
    Ok(text)
}
