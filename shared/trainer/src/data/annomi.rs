//! AnnoMI: motivational-interviewing sessions, several annotators per utterance. Measures only, never trains.

use std::path::Path;

use super::table::Table;
use crate::Result;

/// One session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    pub id: String,
    /// Whether its makers show it as good practice.
    pub high_quality: bool,
    pub turns: Vec<SessionTurn>,
}

/// A turn with what the majority of its annotators say, the first of equals; `n/a` for the other role's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionTurn {
    /// `therapist` or `client`.
    pub role: String,
    /// `HH:MM:SS`.
    pub start: String,
    pub text: String,
    /// `question`, `reflection`, `therapist_input` or `other`.
    pub behavior: String,
    pub question: bool,
    /// `open` or `closed`.
    pub question_subtype: String,
    pub reflection: bool,
    /// `simple` or `complex`.
    pub reflection_subtype: String,
    /// `change`, `neutral` or `sustain`.
    pub client_talk: String,
}

/// `annomi_dev.csv`, by session and turn.
pub fn annomi(data: &Path) -> Result<Vec<Session>> {
    let path = data.join("annomi_dev.csv");
    let table = Table::read(&path, &crate::error::read(&path)?)?;
    let of = |name| table.column(name);
    let (quality, session, utterance) = (of("mi_quality")?, of("transcript_id")?, of("utterance_id")?);
    let (role, start, text) = (of("interlocutor")?, of("timestamp")?, of("utterance_text")?);
    let asked = [
        of("main_therapist_behaviour")?,
        of("question_exists")?,
        of("question_subtype")?,
        of("reflection_exists")?,
        of("reflection_subtype")?,
        of("client_talk_type")?,
    ];
    let mut sessions: Vec<Session> = Vec::new();
    for rows in table.rows.chunk_by(|a, b| a[session] == b[session] && a[utterance] == b[utterance]) {
        let first = &rows[0];
        let [behavior, question, question_subtype, reflection, reflection_subtype, client_talk] =
            asked.map(|column| majority(&rows.iter().map(|row| &row[column]).collect::<Vec<_>>()).to_owned());
        if sessions.last().is_none_or(|last| last.id != first[session]) {
            let high_quality = &first[quality] == "high";
            sessions.push(Session { id: first[session].to_owned(), high_quality, turns: Vec::new() });
        }
        let turns = &mut sessions.last_mut().expect("one was just pushed").turns;
        turns.push(SessionTurn {
            role: first[role].to_owned(),
            start: first[start].to_owned(),
            text: first[text].to_owned(),
            behavior,
            question: question == "True",
            question_subtype,
            reflection: reflection == "True",
            reflection_subtype,
            client_talk,
        });
    }
    Ok(sessions)
}

/// The most frequent answer, the first of equals.
fn majority<'a>(answers: &[&'a str]) -> &'a str {
    let votes = |answer: &str| answers.iter().filter(|other| **other == answer).count();
    let most = answers.iter().map(|answer| votes(answer)).max();
    answers.iter().find(|answer| Some(votes(answer)) == most).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equals_the_first_wins() {
        assert_eq!(majority(&["open", "closed", "closed"]), "closed");
        assert_eq!(majority(&["open", "closed"]), "open");
        assert_eq!(majority(&[]), "");
    }
}
