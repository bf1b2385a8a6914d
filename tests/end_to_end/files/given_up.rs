//! Senders who stop in the middle: nothing of what they sent stays.

use std::time::Duration;

use tests::{Form, until};

use super::FILES;
use crate::site::{SOON, Site, bytes_below};
use crate::wire::{Wire, head};

/// More than a part of it goes to object storage.
const SENT: usize = 20 << 20;

#[tokio::test]
async fn nothing_stays_of_a_file_that_breaks_off() {
    let site = Site::start().await;
    let objects = site.server.data_dir().join("objects");
    let before = bytes_below(&objects);
    let mut wire = Wire::open(&site.client.url).await;
    let typed = format!("{}content-type: {}\r\n", head(&site.client, "POST", FILES), Form::content_type());
    wire.send(format!("{typed}content-length: {}\r\n\r\n", 2 * SENT)).await;
    wire.send(Form::default().up_to_a_file("a.txt", "text/plain")).await;
    wire.send(vec![b'a'; SENT]).await;
    until("parts to arrive", SOON, async || (bytes_below(&objects) >= before + (16 << 20)).then_some(())).await;
    drop(wire);
    until("the parts to be gone", Duration::from_mins(1), async || (bytes_below(&objects) <= before).then_some(()))
        .await;
    site.unharmed().await;
}
