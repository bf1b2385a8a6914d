//! One file of the corpus, strictly.

use std::path::Path;

use engine::Name;

use super::{Dialogue, Label, Style, Turn, Utterance};
use crate::{Error, Result};

const DOMAINS: [&str; 7] =
    ["motivational interviewing", "coaching", "sales", "support", "clinical intake", "meeting", "chat"];

/// Behaviors whose labels carry a severity.
const GRADED: [&str; 6] =
    ["threat", "suicidal ideation", "self harm", "substance risk", "abuse disclosure", "medical emergency"];

/// What is wrong with a line.
type Slip = String;

pub(super) fn dialogue(file: &Path, text: &str) -> Result<Dialogue> {
    let mut lines = (1_usize..).zip(text.lines());
    let mut head = |key: &str| {
        let (number, line) = lines.next().unwrap_or((1, ""));
        let value = line.strip_prefix(key).and_then(|rest| rest.strip_prefix(": "));
        value.map(str::trim).ok_or_else(|| Error::malformed(file, number, format!("{key:?} is expected here")))
    };
    let (domain, style, roles) = (head("domain")?, head("style")?, head("roles")?);
    if !DOMAINS.contains(&domain) {
        return Err(Error::malformed(file, 1, format!("no such domain: {domain:?}")));
    }
    let style = match style {
        "punctuated" => Style::Punctuated,
        "asr" => Style::Asr,
        _ => return Err(Error::malformed(file, 2, format!("no such style: {style:?}"))),
    };
    let roles: Vec<&str> = roles.split(',').map(str::trim).collect();
    let mut turns: Vec<Turn> = Vec::new();
    for (number, line) in lines {
        let slip = |what: Slip| Error::malformed(file, number, what);
        if line.trim().is_empty() {
            continue;
        }
        if let Some(said) = line.strip_prefix("  ") {
            let turn = turns.last_mut().ok_or_else(|| slip("nobody speaks yet".to_owned()))?;
            turn.utterances.push(utterance(number, said, style).map_err(slip)?);
        } else {
            turns.push(speaker(line, &roles).map_err(slip)?);
        }
    }
    Ok(Dialogue { file: file.to_owned(), domain: domain.to_owned(), style, turns })
}

/// `role`, `role:Name`, either with ` @start-end`.
fn speaker(line: &str, roles: &[&str]) -> std::result::Result<Turn, Slip> {
    let (who, times) = match line.split_once(" @") {
        Some((who, times)) => (who, Some(times)),
        None => (line.trim_end(), None),
    };
    if !roles.contains(&who) {
        return Err(format!("{who:?} is not among the roles"));
    }
    let (role, name) = who.split_once(':').map_or((who, None), |(role, name)| (role, Some(name.to_owned())));
    let seconds = |text: &str| text.trim().parse::<f64>().map_err(|_| format!("no number of seconds: {text:?}"));
    let (start, end) = match times {
        None => (None, None),
        Some(times) => {
            let (start, end) = times.split_once('-').ok_or_else(|| format!("no start and end: {times:?}"))?;
            let (start, end) = (seconds(start)?, seconds(end)?);
            if end < start {
                return Err("ends before it starts".to_owned());
            }
            (Some(start), Some(end))
        }
    };
    Ok(Turn { role: role.to_owned(), name, start, end, utterances: Vec::new() })
}

/// `text => label, label:3, !near miss`.
fn utterance(line: usize, said: &str, style: Style) -> std::result::Result<Utterance, Slip> {
    let (text, labelled) = said.rsplit_once("=>").ok_or("no => in this line")?;
    let text = text.trim_end();
    if text.is_empty() || text.starts_with(' ') {
        return Err("no text right after the two spaces".to_owned());
    }
    let spoken = |c: char| c.is_lowercase() || c == '\'' || c == ' ';
    if style == Style::Asr
        && let Some(stray) = text.chars().find(|c| !spoken(*c))
    {
        return Err(format!("a speech recogniser writes no {stray:?}"));
    }
    let (mut labels, mut near_misses) = (Vec::<Label>::new(), Vec::new());
    for label in labelled.split(',').map(str::trim).filter(|label| !label.is_empty()) {
        let (misses, label) = label.strip_prefix('!').map_or((false, label), |label| (true, label));
        let (name, severity) = label.split_once(':').map_or((label, None), |(name, grade)| (name, Some(grade)));
        let name = Name::of(name).ok_or_else(|| format!("no such behavior: {name:?}"))?;
        let severity = match severity {
            None => 0,
            Some(grade @ ("1" | "2" | "3" | "4")) => grade.as_bytes()[0] - b'0',
            Some(grade) => return Err(format!("no such severity: {grade:?}")),
        };
        let graded = GRADED.contains(&name.as_str()) && !misses;
        if graded != (severity > 0) {
            return Err(format!("{} {} severity", name.as_str(), if graded { "needs a" } else { "has no" }));
        }
        let twice = labels.iter().any(|label| label.name == name) || near_misses.contains(&name);
        match (twice, misses) {
            (true, _) => return Err(format!("{} is said twice", name.as_str())),
            (false, true) => near_misses.push(name),
            (false, false) => labels.push(Label { name, severity }),
        }
    }
    Ok(Utterance { line, text: text.to_owned(), labels, near_misses })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "domain: support\nstyle: punctuated\nroles: agent:Ann, customer\n\n";

    fn of(turns: &str) -> Result<Dialogue> {
        dialogue(Path::new("x.txt"), &format!("{HEAD}{turns}"))
    }

    #[test]
    fn a_dialogue_is_read_with_its_times_and_labels() {
        let read = of(
            "agent:Ann @4.2-9.0\n  Hi => there. => greeting, !closing\ncustomer\n  Oh. =>\n  My chest! => medical emergency:3\n",
        );
        let turns = read.expect("well formed").turns;
        assert_eq!((turns[0].role.as_str(), turns[0].name.as_deref()), ("agent", Some("Ann")));
        assert_eq!((turns[0].start, turns[0].end, turns[1].start), (Some(4.2), Some(9.0), None));
        let first = &turns[0].utterances[0];
        assert_eq!((first.text.as_str(), first.line), ("Hi => there.", 6));
        let names = |text| Name::of(text).expect("a name");
        assert_eq!(first.labels, [Label { name: names("greeting"), severity: 0 }]);
        assert_eq!(first.near_misses, [names("closing")]);
        assert_eq!(turns[1].utterances[1].labels, [Label { name: names("medical emergency"), severity: 3 }]);
        assert!(turns[1].utterances[0].labels.is_empty());
    }

    #[test]
    fn slips_are_named_by_file_and_line() {
        for (turns, says) in [
            ("waiter\n", "x.txt:5: \"waiter\" is not among the roles"),
            ("customer\n  Hello\n", "x.txt:6: no => in this line"),
            ("customer\n  Hello => greting\n", "x.txt:6: no such behavior: \"greting\""),
            ("customer\n  Hello => greeting:2\n", "x.txt:6: greeting has no severity"),
            ("customer\n  Help => threat\n", "x.txt:6: threat needs a severity"),
            ("customer\n  Help => threat:5\n", "x.txt:6: no such severity: \"5\""),
            ("customer\n  Help => !threat, threat:1\n", "x.txt:6: threat is said twice"),
            ("customer @9-4\n", "x.txt:5: ends before it starts"),
            ("  Hello => greeting\n", "x.txt:5: nobody speaks yet"),
        ] {
            assert_eq!(of(turns).expect_err(turns).to_string(), says);
        }
        let asr = HEAD.replace("punctuated", "asr") + "customer\n  hello. =>\n";
        let error = dialogue(Path::new("x.txt"), &asr).expect_err("a mark");
        assert_eq!(error.to_string(), "x.txt:6: a speech recogniser writes no '.'");
    }
}
