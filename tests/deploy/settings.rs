//! A setting that is misspelt in a deployment is silently the default: so every name is one that the programs read.

use std::collections::BTreeSet;

use crate::files::{document, kubernetes, names, of_kind, text};

/// Without these the distributed shape does not start.
const REQUIRED: [&str; 5] = ["DATABASE_URL", "S3_ENDPOINT", "S3_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/// What the reader of the environment asks for, taken from its source.
fn read_by_the_programs() -> BTreeSet<String> {
    let sources = ["", "/limits", "/transcriber", "/webhooks", "/zoom"]
        .map(|part| text(&format!("shared/runtime/src/settings{part}.rs")));
    let read = |source| str::split(source, "#[cfg(test)]").next().expect("before the tests");
    let quoted = sources.iter().flat_map(|source| read(source).split('"').skip(1).step_by(2));
    let is_name = |word: &&str| {
        word.contains('_') && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    let mut found: BTreeSet<String> = quoted.filter(is_name).map(str::to_owned).collect();
    let twins: Vec<String> = found.iter().map(|name| format!("{name}_FILE")).collect();
    found.extend(twins);
    for name in REQUIRED.iter().chain(&["AMQP_URL", "COLLOQUY_LISTEN", "S3_PUBLIC_ENDPOINT", "AWS_REGION", "RUST_LOG"])
    {
        assert!(found.contains(*name), "the source names {name}");
    }
    found
}

fn assert_known(place: &str, given: &BTreeSet<String>, complete: bool) {
    let known = read_by_the_programs();
    let strange: Vec<_> = given.difference(&known).collect();
    assert!(strange.is_empty(), "{place} sets what nobody reads: {strange:?}");
    let missing: Vec<_> = REQUIRED.iter().filter(|name| complete && !given.contains(**name)).collect();
    assert!(missing.is_empty(), "{place} lacks {missing:?}");
}

#[test]
fn compose_gives_both_programs_settings_that_they_read() {
    let compose = document("deploy/compose.yaml");
    for role in ["api", "worker"] {
        let given = names(&compose["services"][role]["environment"]).into_iter().collect();
        assert_known(role, &given, true);
    }
}

#[test]
fn kubernetes_gives_settings_that_are_read() {
    let objects = kubernetes();
    let mut given = BTreeSet::new();
    for (kind, member) in [("ConfigMap", "data"), ("Secret", "stringData")] {
        given.extend(of_kind(&objects, kind).into_iter().flat_map(|object| names(&object[member])));
    }
    assert_known("kubernetes", &given, true);
    for deployment in of_kind(&objects, "Deployment") {
        let from = deployment.pointer("/spec/template/spec/containers/0/envFrom").expect("the settings' sources");
        for (source, kind) in [("configMapRef", "ConfigMap"), ("secretRef", "Secret")] {
            let name = from.as_array().expect("a list").iter().find_map(|from| from.get(source)).expect("a source");
            let found = of_kind(&objects, kind).iter().any(|object| object["metadata"]["name"] == name["name"]);
            assert!(found, "there is a {kind} of the name {name}");
        }
    }
}

#[test]
fn the_image_sets_what_is_read() {
    let dockerfile = text("deploy/Dockerfile");
    let set = dockerfile.lines().filter_map(|line| line.strip_prefix("ENV ")?.split('=').next());
    assert_known("Dockerfile", &set.map(str::to_owned).collect(), false);
}

/// What compose takes from its environment is in the example, and the other way round.
#[test]
fn the_example_has_every_value_that_compose_asks_for_and_no_other() {
    let compose = text("deploy/compose.yaml");
    let asked: BTreeSet<&str> = compose
        .split("${")
        .skip(1)
        .map(|rest| rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().expect("a name"))
        .collect();
    let example = text("deploy/example.env");
    let assigned = example.lines().filter_map(|line| line.trim_start_matches('#').split_once('='));
    let given: BTreeSet<&str> = assigned
        .map(|(name, _)| name)
        .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
        // Compose's own.
        .filter(|name| !name.starts_with("COMPOSE_"))
        .collect();
    assert_eq!(given, asked);
    let secret = |name: &&&str| name.ends_with("_PASSWORD") || name.contains("SECRET");
    assert!(given.iter().filter(secret).count() >= 4, "{given:?}");
}
