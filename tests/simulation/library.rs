//! The talks that operations name, made once each.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use engine::Engine;
use model::limits::MIN_PART_BYTES;

use crate::bed::{FileKind, Talk};
use crate::operation::{Filed, Spoken};

pub(crate) struct Library {
    pub(crate) engine: Arc<Engine>,
    made: RefCell<HashMap<String, Arc<Talk>>>,
}

impl Library {
    pub(crate) fn new() -> Self {
        Self { engine: Arc::new(Engine::new()), made: RefCell::default() }
    }

    pub(crate) fn spoken(&self, spoken: Spoken) -> Arc<Talk> {
        self.talk(format!("{spoken:?}"), |engine| match spoken {
            Spoken::Short(seed) => Talk::short(engine, seed.into()),
            Spoken::Long(seed) => Talk::long(engine, seed.into()),
        })
    }

    pub(crate) fn file(&self, filed: Filed) -> Arc<Talk> {
        let padding = usize::try_from(MIN_PART_BYTES).expect("a part fits into memory");
        self.talk(format!("file {filed:?}"), |engine| match filed {
            Filed::Short(seed) => Talk::file(engine, FileKind::Short, seed.into()),
            Filed::Long(seed) => Talk::file(engine, FileKind::Long { padding: 0 }, seed.into()),
            Filed::TwoParts(seed) => Talk::file(engine, FileKind::Long { padding }, seed.into()),
            Filed::Broken(seed) => Talk::file(engine, FileKind::Broken, seed.into()),
        })
    }

    /// The talk whose name is this metadata.
    pub(crate) fn named(&self, metadata: &[u8]) -> Arc<Talk> {
        let made = self.made.borrow();
        Arc::clone(made.values().find(|talk| talk.metadata() == metadata).expect("made before it was sent"))
    }

    fn talk(&self, key: String, make: impl FnOnce(&Engine) -> Talk) -> Arc<Talk> {
        Arc::clone(self.made.borrow_mut().entry(key).or_insert_with(|| Arc::new(make(&self.engine))))
    }
}
