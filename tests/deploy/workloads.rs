//! Times, ports and images of what is deployed.

use serde_json::Value;

use crate::files::{at, document, kubernetes, of_kind, text};

/// How long a drain may take, by the sources of both programs. Seconds.
fn drain() -> u64 {
    let graces = ["api/src/command.rs", "worker/src/process.rs"].map(|path| {
        let source = text(path);
        let seconds = source.split_once("const GRACE: Duration = Duration::from_secs(");
        let seconds = seconds.and_then(|(_, rest)| rest.split(')').next()?.parse().ok());
        seconds.unwrap_or_else(|| panic!("{path} says how long a drain may take"))
    });
    assert_eq!(graces[0], graces[1]);
    graces[0]
}

/// Nobody is killed in the middle of a drain.
#[test]
fn whoever_is_stopped_has_longer_than_the_drain() {
    let compose = document("deploy/compose.yaml");
    for role in ["api", "worker"] {
        let period = at(&compose["services"][role], "/stop_grace_period");
        let seconds: u64 = period.strip_suffix('s').and_then(|n| n.parse().ok()).expect("seconds");
        assert!(seconds >= drain() + 5, "{role}: {period}");
    }
    let objects = kubernetes();
    let deployments = of_kind(&objects, "Deployment");
    assert_eq!(deployments.len(), 2);
    for deployment in deployments {
        let period = deployment.pointer("/spec/template/spec/terminationGracePeriodSeconds").and_then(Value::as_u64);
        assert!(period.expect("seconds") >= drain() + 5, "{deployment:#}");
    }
}

#[test]
fn workers_are_scaled_by_name_and_never_to_none() {
    let objects = kubernetes();
    let [scaled] = of_kind(&objects, "ScaledObject")[..] else { panic!("one object scales") };
    let target = at(scaled, "/spec/scaleTargetRef/name");
    let find = |kind: &str, name: &str| {
        let found = of_kind(&objects, kind).into_iter().find(|object| object["metadata"]["name"] == name);
        found.unwrap_or_else(|| panic!("no {kind} {name}"))
    };
    let worker = find("Deployment", target);
    assert_eq!(worker.pointer("/spec/template/spec/containers/0/command/0"), Some(&Value::from("worker")));
    assert!(worker.pointer("/spec/replicas").is_none(), "two would count");
    let count = |name: &str| scaled["spec"][name].as_u64().expect("a number");
    assert!(count("minReplicaCount") >= 1 && count("maxReplicaCount") > count("minReplicaCount"));
    let trigger = &scaled["spec"]["triggers"][0];
    let query = at(trigger, "/metadata/query");
    assert!(query.contains("'queued'") && query.contains("'processing'"), "{query}");
    let reference =
        &find("TriggerAuthentication", at(trigger, "/authenticationRef/name"))["spec"]["secretTargetRef"][0];
    let secret = find("Secret", at(reference, "/name"));
    assert!(secret["stringData"].get(at(reference, "/key")).is_some(), "{reference}");
}

fn port(address: &str) -> u64 {
    address.rsplit(':').next().and_then(|port| port.trim_end_matches('"').parse().ok()).expect("an address with a port")
}

#[test]
fn one_port_is_listened_on_published_probed_and_scraped() {
    let compose = document("deploy/compose.yaml");
    let listen = port(at(&compose, "/services/api/environment/COLLOQUY_LISTEN"));
    assert_eq!(port(at(&compose, "/services/api/ports/0")), listen);
    for role in ["api", "worker"] {
        let probe = compose["services"][role]["healthcheck"]["test"].to_string();
        assert!(probe.contains(&format!("/{listen}")) && probe.contains("/healthz/ready"), "{role}: {probe}");
    }
    let scraped = document("deploy/monitoring/prometheus.yml");
    for job in scraped["scrape_configs"].as_array().expect("a list") {
        let of = &job["dns_sd_configs"][0];
        assert!(compose["services"].get(at(of, "/names/0")).is_some(), "{job}");
        assert_eq!(of["port"], listen);
    }
    let dockerfile = text("deploy/Dockerfile");
    assert!(dockerfile.contains(&format!("ENV COLLOQUY_LISTEN=0.0.0.0:{listen}\n")));
    assert!(dockerfile.contains(&format!("EXPOSE {listen}\n")));

    let objects = kubernetes();
    let config = of_kind(&objects, "ConfigMap")[0];
    assert_eq!(port(at(config, "/data/COLLOQUY_LISTEN")), listen);
    for deployment in of_kind(&objects, "Deployment") {
        let annotated = at(deployment, "/spec/template/metadata/annotations/prometheus.io~1port");
        assert_eq!(annotated, listen.to_string());
        let container = deployment.pointer("/spec/template/spec/containers/0").expect("a container");
        let opened = &container["ports"][0];
        assert_eq!(opened["containerPort"], listen);
        for (probe, path) in [("readinessProbe", "/healthz/ready"), ("livenessProbe", "/healthz/live")] {
            assert_eq!(container[probe]["httpGet"]["port"], opened["name"]);
            assert_eq!(container[probe]["httpGet"]["path"], path);
        }
    }
    for service in of_kind(&objects, "Service") {
        assert_eq!(service["spec"]["ports"][0]["targetPort"], "http");
        let chosen = &service["spec"]["selector"];
        let labels = |deployment: &&&Value| deployment.pointer("/spec/template/metadata/labels") == Some(chosen);
        assert_eq!(of_kind(&objects, "Deployment").iter().filter(labels).count(), 1, "{service:#}");
    }
}

/// Inside, outside and the store's own settings name one port and one region.
#[test]
fn the_bucket_is_where_the_programs_look_for_it() {
    let (compose, garage) = (document("deploy/compose.yaml"), text("deploy/garage.toml"));
    let environment = &compose["services"]["api"]["environment"];
    let inside = port(at(environment, "/S3_ENDPOINT"));
    assert!(garage.contains(&format!("api_bind_addr = \"[::]:{inside}\"")));
    assert_eq!(port(at(&compose, "/services/garage/ports/0")), inside);
    assert_eq!(port(at(environment, "/S3_PUBLIC_ENDPOINT").trim_end_matches('}')), inside);
    assert!(garage.contains(&format!("s3_region = \"{}\"", at(environment, "/AWS_REGION"))));
    assert_eq!(environment["S3_BUCKET"], compose["services"]["garage"]["environment"]["GARAGE_DEFAULT_BUCKET"]);
}

#[test]
fn images_are_pinned_and_ours_is_of_this_version() {
    let pinned = |image: &str| {
        let tag = image.rsplit_once(':').map_or("latest", |(_, tag)| tag);
        // A release of Debian is a name.
        let fixed = tag.starts_with("bookworm") || tag.chars().any(|c| c.is_ascii_digit());
        assert!(fixed, "{image} can be another tomorrow");
        assert!(!image.contains("minio"), "{image} is not published any more");
    };
    let compose = document("deploy/compose.yaml");
    for (name, service) in compose["services"].as_object().expect("services") {
        // Ours is built where it is used.
        if service.get("build").is_none() {
            pinned(at(service, "/image"));
        } else {
            assert_eq!(at(service, "/build/dockerfile"), "deploy/Dockerfile", "{name}");
        }
    }
    let dockerfile = text("deploy/Dockerfile");
    for from in dockerfile.lines().filter_map(|line| line.strip_prefix("FROM ")) {
        pinned(from.split_whitespace().next().expect("an image"));
    }
    for deployment in of_kind(&kubernetes(), "Deployment") {
        let image = at(deployment, "/spec/template/spec/containers/0/image");
        assert_eq!(image, concat!("colloquy:", env!("CARGO_PKG_VERSION")));
    }
}
