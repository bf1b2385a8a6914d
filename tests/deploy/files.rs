//! The files, read.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// What is neither YAML nor JSON.
const OTHERS: [&str; 3] = ["Dockerfile", "example.env", "garage.toml"];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub(crate) fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every document of a YAML file, anchors and merges resolved.
pub(crate) fn documents(path: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub(crate) fn document(path: &str) -> Value {
    let mut documents = documents(path);
    assert_eq!(documents.len(), 1, "{path} is one document");
    documents.remove(0)
}

/// Every object of the Kubernetes files.
pub(crate) fn kubernetes() -> Vec<Value> {
    let folder = std::fs::read_dir(root().join("deploy/kubernetes")).expect("a folder");
    let names = folder.map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"));
    names.flat_map(|name| documents(&format!("deploy/kubernetes/{name}"))).collect()
}

pub(crate) fn of_kind<'a>(objects: &'a [Value], kind: &str) -> Vec<&'a Value> {
    objects.iter().filter(|object| object["kind"] == kind).collect()
}

/// The text at a JSON pointer.
pub(crate) fn at<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer}: {value:#}"))
}

/// The members of an object, in order of their names.
pub(crate) fn names(value: &Value) -> Vec<String> {
    value.as_object().unwrap_or_else(|| panic!("not an object: {value:#}")).keys().cloned().collect()
}

#[test]
fn every_file_is_what_its_name_says() {
    let mut folders = vec![root().join("deploy")];
    let mut parsed = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.file_name().and_then(|name| name.to_str()).expect("a plain name");
            let content = std::fs::read_to_string(&path).expect("text");
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("yaml" | "yml") => {
                    let documents: Vec<Value> =
                        serde_saphyr::from_multiple(&content).unwrap_or_else(|error| panic!("{name}: {error}"));
                    assert!(documents.iter().all(Value::is_object) && !documents.is_empty(), "{name}");
                }
                Some("json") => {
                    serde_json::from_str::<Value>(&content).unwrap_or_else(|error| panic!("{name}: {error}"));
                }
                Some("md" | "sh") => continue,
                _ => {
                    assert!(OTHERS.contains(&name), "what is {name}?");
                    continue;
                }
            }
            parsed += 1;
        }
    }
    assert!(parsed > 10, "{parsed} files were found");
}
