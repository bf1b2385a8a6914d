//! Bringing a file to the server: announced or found again, sent, completed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use clap::{Args, ValueEnum};
use model::Status;

use super::progress::Meter;
use super::{Context, header_text};
use crate::failed::Failed;
use crate::http::{Announced, Client, Document, Form};
use crate::options::{Options, pair};
use crate::terminal::say;
use crate::upload::{Kept, Sending, Shelf, Source, Stopped};

#[derive(Args, Clone, Debug)]
pub(crate) struct Uploading {
    /// Transcripts or recordings of any format; `-` for standard input, which is kept in a temporary file first
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Go on with an upload that was interrupted, with the options it was begun with; where there is none, or the file has
    /// changed since, a new one is begun
    #[arg(long)]
    pub(super) resume: bool,
    /// What to look for: `default` (everything), `counts` (counts and sentiment, no behaviors), or a profile's id
    #[arg(long, value_name = "NAME|ID", value_parser = header_text)]
    profile: Option<String>,
    /// Which lane the job goes to
    #[arg(long, value_enum)]
    priority: Option<Priority>,
    /// What is known of the conversation, where the profile asks for it; may come several times
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    metadata: Vec<(String, String)>,
    #[command(flatten)]
    options: Options,
    /// What the file is, where its name and content mislead
    #[arg(long, value_name = "TYPE", value_parser = header_text, default_value = "application/octet-stream", hide_default_value = true)]
    content_type: String,
    /// So many parts are under way at once
    #[arg(long, value_name = "NUMBER", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=16))]
    concurrency: u8,
    /// The same key with the same file makes one job, however often this is run; for one file
    #[arg(long, value_name = "KEY", value_parser = header_text)]
    idempotency_key: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Priority {
    High,
    Normal,
    Low,
}

/// A file that is on the server now, and its job.
pub(super) struct Uploaded {
    pub(super) name: String,
    pub(super) job: String,
}

impl Uploading {
    /// What is read back turn by turn has to be kept.
    pub(super) const fn keep_turns(&mut self) {
        self.options.include_conversation = true;
    }

    /// A page says where to read on, and what was read.
    pub(super) const fn draw(&mut self) {
        self.options.include_conversation = true;
        self.options.include_diagnostics = true;
    }

    /// What is meant for one file alone comes with one.
    pub(super) fn check(&self) -> Result<(), Failed> {
        let piped = self.files.iter().filter(|file| *file == Path::new("-")).count();
        if self.idempotency_key.is_some() && self.files.len() > 1 {
            return Err(Failed::Setting("--idempotency-key is for one file".to_owned()));
        }
        if piped > 1 {
            return Err(Failed::Setting("standard input can be read only once".to_owned()));
        }
        Ok(())
    }

    /// Uploads one file. `command` is what was called, for the words that say how to go on.
    pub(super) async fn bring(
        &self,
        context: &Context,
        client: &Client,
        file: &Path,
        command: &str,
    ) -> Result<Uploaded, Failed> {
        let opened = tokio::task::spawn_blocking({
            let file = file.to_owned();
            move || Source::open(&file)
        });
        let name = || if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() };
        let open = async {
            let opened = opened.await.unwrap_or_else(|stopped| Err(std::io::Error::other(stopped)));
            opened.map_err(|source| Failed::Input { name: name(), source })
        };
        let source = context.interrupt.or(|| None, open).await?;
        let advice = || {
            let can = source.path.is_some();
            can.then(|| format!("to go on with it: {}", resume_command(command, &context.server, file)))
        };
        let job = context.interrupt.or(advice, self.send(client, &source)).await?;
        Ok(Uploaded { name: name(), job })
    }

    async fn send(&self, client: &Client, source: &Source) -> Result<String, Failed> {
        let shelf = Shelf::of_environment(|name| std::env::var_os(name));
        let unread = |error| Failed::Input { name: source.name.clone(), source: error };
        let server = client.address().to_string();
        let begun = if self.resume { self.begun(client, source, shelf.as_ref()).await? } else { None };
        let document = match begun {
            Some(document) => document,
            None => self.begin(client, source).await?,
        };
        let id = document.job.id.clone();
        let kept = Kept::of(source, &server, &id).map_err(unread)?;
        let Some(upload) = document.upload else {
            return Ok(id); // it was sent before: the same idempotency key
        };
        if let (Some(shelf), Some(kept)) = (&shelf, &kept) {
            // A home that cannot be written to keeps nobody from uploading.
            if let Err(error) = shelf.keep(kept) {
                say(&format!("{}: its upload could not be gone on with if it is interrupted: {error}", source.name));
            }
        }
        let sent = Arc::new(AtomicU64::new(0));
        let sending = Sending { client, source, job: &id, at_once: self.concurrency.into(), sent: Arc::clone(&sent) };
        sent.store(sending.arrived(&upload), Ordering::Relaxed);
        let meter = Meter::bytes(&source.name, source.bytes);
        let parts = meter.following(&sent, sending.run(upload)).await.map_err(|stopped| match stopped {
            Stopped::Server(error) => Failed::Server(error),
            stopped => Failed::Upload { name: source.name.clone(), source: Box::new(stopped) },
        })?;
        client.complete_upload(&id, parts.as_deref()).await.map_err(Failed::Server)?;
        if let (Some(shelf), Some(kept)) = (&shelf, &kept) {
            shelf.forget(kept);
        }
        Ok(id)
    }

    async fn begin(&self, client: &Client, source: &Source) -> Result<Document, Failed> {
        let announced = Announced {
            file_name: source.name.clone(),
            file_size_bytes: source.bytes,
            content_type: self.content_type.clone(),
            preferred_part_size_bytes: None,
            options: self.options.members(),
        };
        let form = Form {
            profile: self.profile.clone(),
            priority: self.priority.map(|lane| {
                match lane {
                    Priority::High => "high",
                    Priority::Normal => "normal",
                    Priority::Low => "low",
                }
                .to_owned()
            }),
            idempotency_key: self.idempotency_key.clone(),
        };
        let document = client.start_upload(&announced, &form).await.map_err(Failed::Server)?;
        if let (false, Some(conversation)) = (self.metadata.is_empty(), &document.job.conversation_id) {
            let metadata: BTreeMap<_, _> = self.metadata.iter().cloned().collect();
            client.describe(conversation, &metadata).await.map_err(Failed::Server)?;
        }
        Ok(document)
    }

    /// The upload that was interrupted, if it can be gone on with; why not is said.
    async fn begun(&self, client: &Client, source: &Source, shelf: Option<&Shelf>) -> Result<Option<Document>, Failed> {
        let name = &source.name;
        let kept =
            shelf.zip(source.path.as_deref()).and_then(|(shelf, path)| shelf.find(&client.address().to_string(), path));
        let Some(kept) = kept else {
            say(&format!("{name}: no upload of it was interrupted; a new one is begun"));
            return Ok(None);
        };
        let is_same = kept.is_of(source).map_err(|error| Failed::Input { name: name.clone(), source: error })?;
        if !is_same {
            say(&format!("{name}: it has changed since its upload began; a new one is begun"));
            return Ok(None);
        }
        let document = match client.job(&kept.job).await {
            Ok(document) => document,
            Err(error) if matches!(error.status(), Some(404 | 410)) => {
                say(&format!("{name}: the server knows nothing of its upload; a new one is begun"));
                return Ok(None);
            }
            Err(error) => return Err(Failed::Server(error)),
        };
        if matches!(document.job.status, Status::Failed | Status::Cancelled) && document.upload.is_none() {
            say(&format!("{name}: its upload is over (job {}); a new one is begun", document.job.status));
            return Ok(None);
        }
        Ok(Some(document))
    }
}

/// What to type to go on.
fn resume_command(command: &str, server: &super::Server, file: &Path) -> String {
    let mut words = vec!["colloquy".to_owned(), command.to_owned(), "--resume".to_owned()];
    if let Some(url) = &server.url {
        words.extend(["--url".to_owned(), quoted(url)]);
    }
    if let Some(path) = &server.credentials {
        words.extend(["--credentials".to_owned(), quoted(&path.display().to_string())]);
    }
    words.push(quoted(&file.display().to_string()));
    words.join(" ")
}

/// As a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = !word.is_empty() && !word.starts_with('-');
    if is_plain && word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/:@%+=,".contains(c)) {
        return word.to_owned();
    }
    let dashed = if word.starts_with('-') { format!("./{word}") } else { word.to_owned() };
    format!("'{}'", dashed.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_to_go_on_with_can_be_pasted() {
        let server = super::super::Server { url: Some("http://a.example:1".into()), credentials: None };
        let said = |file: &str| resume_command("run", &server, Path::new(file));
        assert_eq!(said("a/talk.vtt"), "colloquy run --resume --url http://a.example:1 a/talk.vtt");
        assert_eq!(said("it's 1.vtt"), r"colloquy run --resume --url http://a.example:1 'it'\''s 1.vtt'");
        assert_eq!(said("-x"), "colloquy run --resume --url http://a.example:1 './-x'");
    }
}
