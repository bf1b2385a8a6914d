//! Requests of S3 that the product never makes, signed by hand (AWS Signature Version 4 in the `Authorization` header).

use hmac::{Hmac, KeyInit as _, Mac as _};
use model::{Clock as _, SystemClock};
use reqwest::{Method, Response};
use sha2::{Digest as _, Sha256};

pub(crate) struct Signer {
    pub(crate) endpoint: String,
    pub(crate) bucket: String,
    pub(crate) region: String,
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
}

impl Signer {
    /// A request about the bucket itself, with this query (`cors`, `uploads`).
    pub(crate) async fn ask(&self, method: Method, query: &str, body: String) -> Response {
        let url: reqwest::Url = format!("{}/{}?{query}", self.endpoint, self.bucket).parse().expect("a URL");
        let host = format!("{}:{}", url.host_str().expect("a host"), url.port().expect("a port"));
        let now: String = SystemClock.now().rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).collect();
        let (stamp, day) = (format!("{}Z", &now[..15]), now[..8].to_owned());
        let digest = hex(&Sha256::digest(body.as_bytes()));
        let headers = "host;x-amz-content-sha256;x-amz-date";
        let canonical = format!(
            "{method}\n/{}\n{query}=\nhost:{host}\nx-amz-content-sha256:{digest}\nx-amz-date:{stamp}\n\n{headers}\n{digest}",
            self.bucket
        );
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let to_sign = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}", hex(&Sha256::digest(canonical.as_bytes())));
        let mut key = format!("AWS4{}", self.secret_key).into_bytes();
        for part in [day.as_str(), &self.region, "s3", "aws4_request", &to_sign] {
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any length");
            mac.update(part.as_bytes());
            key = mac.finalize().into_bytes().to_vec();
        }
        let credential = format!("{}/{scope}", self.access_key);
        let signature = hex(&key);
        let authorization =
            format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={headers}, Signature={signature}");
        let request = reqwest::Client::new().request(method, url).header("x-amz-content-sha256", digest);
        let request = request.header("x-amz-date", stamp).header("authorization", authorization);
        request.body(body).send().await.expect("S3 answers")
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
