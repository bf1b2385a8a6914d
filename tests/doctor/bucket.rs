//! A bucket of one test's own, and the rules of `deploy/bucket` put on it.

use reqwest::Method;
use serde_json::Value;
use tests::services::Garage;

use crate::signed::Signer;

/// What `deploy/bucket/cors.json` has for people to replace.
const PLACEHOLDER: &str = "https://your-app.example";

pub(crate) struct Bucket {
    pub(crate) garage: Garage,
    signer: Signer,
}

impl Bucket {
    pub(crate) fn make() -> Self {
        let garage = Garage::start();
        let settings = garage.settings(&garage.url());
        let setting = |wanted: &str| settings.iter().find(|(name, _)| *name == wanted).expect("a setting").1.clone();
        let signer = Signer {
            endpoint: garage.url(),
            bucket: setting("S3_BUCKET"),
            region: setting("AWS_REGION"),
            access_key: setting("AWS_ACCESS_KEY_ID"),
            secret_key: setting("AWS_SECRET_ACCESS_KEY"),
        };
        Self { garage, signer }
    }

    /// As the README says: the shipped rules, with a page's own origin.
    pub(crate) async fn put_rules(&self, origin: &str) {
        let cors = include_str!("../../deploy/bucket/cors.json");
        assert!(cors.contains(PLACEHOLDER), "an origin to replace is in the file");
        let cors: Value = serde_json::from_str(&cors.replace(PLACEHOLDER, origin)).expect("JSON");
        let lists = [
            ("AllowedOrigins", "AllowedOrigin"),
            ("AllowedMethods", "AllowedMethod"),
            ("AllowedHeaders", "AllowedHeader"),
            ("ExposeHeaders", "ExposeHeader"),
        ];
        let mut rules = String::new();
        for rule in cors["CORSRules"].as_array().expect("a list") {
            let mut members = String::new();
            for (list, each) in lists {
                for value in rule[list].as_array().expect("a list") {
                    members.push_str(&element(each, value.as_str().expect("text")));
                }
            }
            members.push_str(&element("MaxAgeSeconds", &rule["MaxAgeSeconds"].to_string()));
            rules.push_str(&element("CORSRule", &members));
        }
        self.put("cors", element("CORSConfiguration", &rules)).await;

        let lifecycle: Value =
            serde_json::from_str(include_str!("../../deploy/bucket/lifecycle.json")).expect("the file is JSON");
        let rule = &lifecycle["Rules"][0];
        let text = |pointer: &str| rule.pointer(pointer).and_then(Value::as_str).expect("text").to_owned();
        let days = rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"].to_string();
        let members = [
            element("ID", &text("/ID")),
            element("Status", &text("/Status")),
            element("Filter", &element("Prefix", &text("/Filter/Prefix"))),
            element("AbortIncompleteMultipartUpload", &element("DaysAfterInitiation", &days)),
        ];
        self.put("lifecycle", element("LifecycleConfiguration", &element("Rule", &members.concat()))).await;
    }

    async fn put(&self, what: &str, xml: String) {
        let answer = self.signer.ask(Method::PUT, what, xml).await;
        let status = answer.status();
        assert!(status.is_success(), "{what}: {status} {}", answer.text().await.unwrap_or_default());
    }

    /// Whether somebody is in the middle of an upload.
    pub(crate) async fn has_upload(&self) -> bool {
        let answer = self.signer.ask(Method::GET, "uploads", String::new()).await;
        answer.text().await.expect("XML").contains("<UploadId>")
    }

    /// Neither an object nor an unfinished upload is in the bucket.
    pub(crate) async fn assert_empty(&self) {
        for (query, mark) in [("prefix", "<Key>"), ("uploads", "<UploadId>")] {
            let answer = self.signer.ask(Method::GET, query, String::new()).await;
            assert!(answer.status().is_success(), "{query}: {}", answer.status());
            let xml = answer.text().await.expect("XML");
            assert!(!xml.contains(mark), "{query}: {xml}");
        }
    }
}

fn element(name: &str, content: &str) -> String {
    format!("<{name}>{content}</{name}>")
}
