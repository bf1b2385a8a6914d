//! Readers of the public data sets, as published.
//!
//! `data` is always the folder that holds all of them. Which set may train and which may only measure is said
//! beside the data; a reader does not know. Deliberately absent: cleaning. Texts come as they are in the files.

mod annomi;
mod convabuse;
mod goemotions;
mod politeness;
mod qmsum;
mod table;
mod uptake;
mod vader;

pub use annomi::{Session, SessionTurn, annomi};
pub use convabuse::{Exchange, convabuse};
pub use goemotions::{Comment, EMOTIONS, emotion_names, goemotions};
pub use politeness::{Request, politeness};
pub use qmsum::{Meeting, qmsum};
pub use uptake::{Answer, uptake};
pub use vader::{Rated, vader};
