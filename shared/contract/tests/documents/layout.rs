//! JSON that can be read: members in the order in which they came, as many on a line as fit.

/// Columns.
const WIDTH: usize = 160;

/// The same JSON, with line ends and blanks between its parts only.
pub(crate) fn lay_out(json: &str) -> String {
    let mut lines = String::new();
    lay(json, 0, &mut lines);
    lines + "\n"
}

/// Puts `json`, without any blanks, where the last line ends.
fn lay(json: &str, depth: usize, lines: &mut String) {
    if !json.starts_with(['{', '[']) || column(lines) + json.chars().count() < WIDTH {
        lines.push_str(&spaced(json));
        return;
    }
    let (open, close) = (&json[..1], &json[json.len() - 1..]);
    lines.push_str(open);
    let mut goes_on = false;
    for (at, member) in split(&json[1..json.len() - 1]).into_iter().enumerate() {
        if at > 0 {
            lines.push(',');
        }
        let fits = |columns: usize| columns + spaced(member).chars().count() + 2 < WIDTH;
        if goes_on && fits(column(lines)) {
            lines.push(' ');
        } else {
            lines.push('\n');
            lines.push_str(&"  ".repeat(depth + 1));
        }
        goes_on = fits(2 * depth + 2);
        match member.find(':').filter(|_| open == "{" && !goes_on) {
            Some(colon) => {
                lines.push_str(&spaced(&member[..=colon]));
                lay(&member[colon + 1..], depth + 1, lines);
            }
            None if goes_on => lines.push_str(&spaced(member)),
            None => lay(member, depth + 1, lines),
        }
    }
    lines.push('\n');
    lines.push_str(&"  ".repeat(depth));
    lines.push_str(close);
}

fn column(lines: &str) -> usize {
    lines.rsplit('\n').next().unwrap_or_default().chars().count()
}

/// What stands between the outer commas.
fn split(members: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, mark) in marks(members) {
        match mark {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&members[start..at]);
                start = at + 1;
            }
            _ => (),
        }
    }
    parts.push(&members[start..]);
    parts
}

/// With a blank after every comma and colon.
fn spaced(json: &str) -> String {
    let (mut text, mut done) = (String::new(), 0);
    for (at, _) in marks(json).filter(|(_, mark)| matches!(mark, ',' | ':')) {
        text.push_str(&json[done..=at]);
        text.push(' ');
        done = at + 1;
    }
    text + &json[done..]
}

/// All characters that are not inside of a string.
fn marks(json: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quoted, mut escaped) = (false, false);
    json.char_indices().filter(move |(_, c)| {
        let is_inside = quoted;
        quoted ^= *c == '"' && !escaped;
        escaped = quoted && *c == '\\' && !escaped;
        !is_inside
    })
}
