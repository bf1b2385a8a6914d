//! Telling a person at the terminal.

use std::error::Error;

/// An error and everything under it, joined once, where it is handled.
pub fn report(error: &(dyn Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |&e: &&(dyn Error + 'static)| e.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
