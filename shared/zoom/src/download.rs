//! A recording's bytes, from wherever Zoom sends whoever asks for them.
//!
//! What must stay true: the token goes to the address that Zoom listed and to its origin, nowhere else; every other address
//! is https, or the API's own origin (which is not https in tests alone); a login page is no recording.

use futures::stream::{self, StreamExt as _};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Response, StatusCode};
use url::Url;

use crate::account::{SignedIn, told};
use crate::{Download, Error, Recording};

const MOST_REDIRECTS: usize = 5;

pub(crate) async fn begin(account: &SignedIn, recording: &Recording) -> Result<Download, Error> {
    let first = Url::parse(&recording.download_url).map_err(|_| Error::Unreadable { what: "no address" })?;
    allowed(&account.settings.url, &first)?;
    let mut url = first.clone();
    for _ in 0..=MOST_REDIRECTS {
        let response = if url.origin() == first.origin() {
            account.get(&url).await?
        } else {
            let sent = account.client.get(url.clone()).send().await;
            told(sent.map_err(|error| Error::of_transport(&error))?).await?
        };
        if response.status().is_redirection() {
            let next = target(&url, &response)?;
            allowed(&account.settings.url, &next)?;
            url = next;
            continue;
        }
        return whole(response, recording.file_size);
    }
    Err(Error::Unreadable { what: "redirects without end" })
}

fn target(url: &Url, response: &Response) -> Result<Url, Error> {
    let place = response.headers().get(LOCATION).and_then(|place| place.to_str().ok());
    place.and_then(|place| url.join(place).ok()).ok_or(Error::Unreadable { what: "a redirect to nowhere" })
}

fn allowed(api: &Url, to: &Url) -> Result<(), Error> {
    let plain = to.username().is_empty() && to.password().is_none() && to.has_host();
    if plain && (to.scheme() == "https" || to.origin() == api.origin()) {
        Ok(())
    } else {
        Err(Error::Unreadable { what: "an address that is not followed" })
    }
}

fn whole(response: Response, announced: Option<u64>) -> Result<Download, Error> {
    if response.status() != StatusCode::OK {
        return Err(Error::Unreadable { what: "half a file" });
    }
    let is_page = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if is_page.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/html")) {
        return Err(Error::Forbidden { status: response.status().as_u16() });
    }
    let length = response.content_length();
    // Where the answer does not say how long it is, its end may be a connection that was cut.
    let least = if length.is_none() { announced } else { None };
    let bytes = stream::try_unfold((response, 0_u64), move |(mut response, seen)| async move {
        match response.chunk().await.map_err(|error| Error::of_transport(&error))? {
            Some(chunk) => {
                let seen = seen + chunk.len() as u64;
                Ok(Some((chunk, (response, seen))))
            }
            None if least.is_some_and(|least| seen < least) => Err(Error::away("broken off")),
            None => Ok(None),
        }
    });
    Ok(Download { length, bytes: bytes.boxed() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_ones_own_origin_are_followed() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let api = url("http://127.0.0.1:9/v2");
        for (to, followed) in [
            ("https://ssrweb.zoom.us/x", true),
            ("http://ssrweb.zoom.us/x", false),
            ("https://user:password@zoom.us/x", false),
            ("ftp://zoom.us/x", false),
            ("file:///etc/passwd", false),
            ("http://127.0.0.1:9/elsewhere", true),
            ("http://127.0.0.1:8/elsewhere", false),
        ] {
            assert_eq!(allowed(&api, &url(to)).is_ok(), followed, "{to}");
        }
    }
}
