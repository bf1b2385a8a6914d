//! A multipart/form-data body, written by hand so that it can be wrong.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};

use crate::Client;

const BOUNDARY: &str = "----a-boundary";

/// A form of parts in their order.
#[derive(Clone, Debug, Default)]
pub struct Form(Vec<u8>);

impl Form {
    /// A form with this file.
    pub fn of(file_name: &str, content_type: &str, bytes: &[u8]) -> Self {
        Self::default().file("upload", file_name, content_type, bytes)
    }

    /// A part under a head of the caller's.
    #[must_use]
    pub fn part(mut self, head: &str, bytes: &[u8]) -> Self {
        self.begin(head);
        self.0.extend_from_slice(bytes);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    #[must_use]
    pub fn text(self, name: &str, text: &str) -> Self {
        self.part(&format!("Content-Disposition: form-data; name=\"{name}\""), text.as_bytes())
    }

    #[must_use]
    pub fn file(self, name: &str, file_name: &str, content_type: &str, bytes: &[u8]) -> Self {
        self.part(&file_head(name, file_name, content_type), bytes)
    }

    fn begin(&mut self, head: &str) {
        self.0.extend_from_slice(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
    }

    /// The bytes, with their end.
    pub fn whole(mut self) -> Vec<u8> {
        self.0.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.0
    }

    /// The bytes up to a file's first.
    pub fn up_to_a_file(mut self, file_name: &str, content_type: &str) -> Vec<u8> {
        self.begin(&file_head("upload", file_name, content_type));
        self.0
    }

    /// What comes after a file's last byte.
    pub fn after_a_file() -> Vec<u8> {
        format!("\r\n--{BOUNDARY}--\r\n").into_bytes()
    }

    pub fn content_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    /// The request that posts it.
    pub fn post(self, client: &Client) -> RequestBuilder {
        client.request(Method::POST, "/v1/files").header(CONTENT_TYPE, Self::content_type()).body(self.whole())
    }
}

fn file_head(name: &str, file_name: &str, content_type: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: {content_type}")
}
