//! QMSum: long meetings. Measures only.

use std::path::Path;

use model::{Speaker, TalkTurn};
use serde::Deserialize;

use crate::{Error, Result};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meeting {
    pub id: String,
    /// `train` or `val`.
    pub part: &'static str,
    /// Titles of what was talked of, as people wrote them down.
    pub topics: Vec<String>,
    /// With spaces in place of line breaks; speakers have ids and no roles.
    pub turns: Vec<TalkTurn>,
}

#[derive(Deserialize)]
struct File {
    topic_list: Vec<Titled>,
    meeting_transcripts: Vec<Said>,
}

#[derive(Deserialize)]
struct Titled {
    topic: String,
}

#[derive(Deserialize)]
struct Said {
    speaker: String,
    content: String,
}

/// All meetings of `qmsum/train` and `qmsum/val`, by part and name.
pub fn qmsum(data: &Path) -> Result<Vec<Meeting>> {
    let mut meetings = Vec::new();
    for part in ["train", "val"] {
        for path in crate::error::files(&data.join("qmsum").join(part), "json")? {
            let file: File = serde_json::from_str(&crate::error::read(&path)?)
                .map_err(|error| Error::malformed(&path, error.line(), error.to_string()))?;
            let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let turns = (0_u64..).zip(file.meeting_transcripts).map(|(index, said)| TalkTurn {
                index,
                input: said.content.split_whitespace().collect::<Vec<_>>().join(" "),
                speaker: Some(Speaker { id: Some(said.speaker), role: None }),
                ..TalkTurn::default()
            });
            let topics = file.topic_list.into_iter().map(|titled| titled.topic).collect();
            meetings.push(Meeting { id, part, topics, turns: turns.collect() });
        }
    }
    Ok(meetings)
}
