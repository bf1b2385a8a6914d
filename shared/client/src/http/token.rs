//! The bearer token: fetched when first needed, and again before it ends.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::{Client, Error};

/// Renewed so long before its end, or after nine tenths of a shorter life.
const BEFORE_ITS_END: Duration = Duration::from_mins(1);

pub(super) struct Token {
    text: String,
    renew_at: Instant,
}

#[derive(Serialize)]
struct Asked<'a> {
    grant_type: &'static str,
    client_id: &'a str,
    client_secret: &'a str,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    expires_in: u64,
}

impl Client {
    /// Fetches a token now: whether the credentials are good.
    pub async fn authenticate(&self) -> Result<(), Error> {
        self.token(None).await.map(drop)
    }

    /// A token that is good yet, and is not the one that was `refused`.
    pub(super) async fn token(&self, refused: Option<&str>) -> Result<String, Error> {
        // One of many requests fetches it, and the others wait for that.
        let mut kept = self.shared.token.lock().await;
        let is_good = |token: &&Token| Instant::now() < token.renew_at && Some(token.text.as_str()) != refused;
        if let Some(token) = kept.as_ref().filter(is_good) {
            return Ok(token.text.clone());
        }
        let given = self.fetch_token().await?;
        let life = Duration::from_secs(given.expires_in);
        let renew_at = Instant::now() + renewed_after(life);
        *kept = Some(Token { text: given.access_token.clone(), renew_at });
        Ok(given.access_token)
    }

    async fn fetch_token(&self) -> Result<Given, Error> {
        let credentials = &self.shared.credentials;
        let asked = Asked {
            grant_type: "client_credentials",
            client_id: &credentials.client_id,
            client_secret: &credentials.client_secret,
        };
        let request = || {
            let request = self.shared.http.post(self.shared.address.at("/v1/token"));
            request.header("mpathic-id", &credentials.mpathic_id).json(&asked)
        };
        let answer = self.patiently(async || self.answered(request()).await).await?;
        self.json(answer).await
    }
}

fn renewed_after(life: Duration) -> Duration {
    life.saturating_sub(BEFORE_ITS_END).max(life.mul_f64(0.9).min(BEFORE_ITS_END))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_before_its_end_however_short_its_life() {
        for (life, after) in [(3_600, 3_540.0), (60, 54.0), (10, 9.0), (0, 0.0)] {
            let found = renewed_after(Duration::from_secs(life)).as_secs_f64();
            assert!((found - after).abs() < 1e-6, "{life}: {found}");
        }
    }
}
