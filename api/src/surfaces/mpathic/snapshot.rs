//! The description as it was last agreed to: a change of the contract shows as a change of this file.

use serde_json::Value;

const SNAPSHOT: &str = include_str!("openapi.json");

/// Real examples are files of their own.
fn without_examples(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let is_content = members.contains_key("schema");
            members.retain(|name, _| !(is_content && name == "example"));
            members.values_mut().for_each(without_examples);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_examples),
        _ => {}
    }
}

/// What fits into a line stands in one.
fn write(value: &Value, depth: usize, out: &mut String) {
    const WIDTH: usize = 130;
    let line = value.to_string();
    if line.len() + 2 * depth <= WIDTH {
        out.push_str(&line);
        return;
    }
    let element = |begin: &str, key: Option<&str>, value: &Value, out: &mut String| {
        out.push_str(begin);
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', 2 * (depth + 1)));
        if let Some(key) = key {
            out.push_str(&Value::from(key).to_string());
            out.push_str(": ");
        }
        write(value, depth + 1, out);
    };
    let end = match value {
        Value::Object(members) => {
            for (at, (name, value)) in members.iter().enumerate() {
                element(if at == 0 { "{" } else { "," }, Some(name), value, out);
            }
            '}'
        }
        Value::Array(elements) => {
            for (at, value) in elements.iter().enumerate() {
                element(if at == 0 { "[" } else { "," }, None, value, out);
            }
            ']'
        }
        _ => return out.push_str(&line),
    };
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', 2 * depth));
    out.push(end);
}

#[test]
fn the_description_is_what_it_was() {
    let mut described = super::described();
    without_examples(&mut described);
    described["info"]["version"] = "of this release".into();
    let mut text = String::new();
    write(&described, 0, &mut text);
    text.push('\n');
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/surfaces/mpathic/openapi.json");
        std::fs::write(file, text).expect("it can be written");
        return;
    }
    let other = text.lines().zip(SNAPSHOT.lines()).find(|(now, before)| now != before);
    assert!(text == SNAPSHOT, "UPDATE_SNAPSHOTS=1 writes it anew; the first difference: {other:?}");
}
