//! Where a job's bytes come from, and putting an upload together.

use bytes::Bytes;
use futures::stream::{self, StreamExt as _};
use model::Stage;
use objects::{Chunks, Completed, Objects, Part, PartTag};
use store::{Input, Upload, UploadedPart};
use transcript::{Format, Hint, Reader, Unsupported};

use super::Tracker;
use super::error::StepError;

/// An input that can be read from its start more than once.
pub(super) struct Source {
    nature: Nature,
    place: Place,
}

/// What is known of an input before it is read.
enum Nature {
    /// It was judged to be a request object when it was submitted, and is read as nothing else; its members are in the
    /// job's options since then.
    Request,
    File {
        content_type: String,
        file_name: String,
    },
    /// A transcriber's answer.
    Transcript,
}

enum Place {
    Memory(Bytes),
    Object(String),
    /// As it is, not packed.
    Text(Bytes),
}

/// What is taken of a text at a time.
const SLICE_BYTES: usize = 256 << 10;

impl Source {
    /// Finds the input (one in memory is taken); an upload is completed first, from exactly the parts that were
    /// verified.
    pub(super) async fn open(objects: &dyn Objects, input: &mut Input, tracker: &Tracker) -> Result<Self, StepError> {
        match input {
            Input::Inline { bytes, .. } => {
                Ok(Self { nature: Nature::Request, place: Place::Memory(Bytes::from(std::mem::take(bytes))) })
            }
            Input::None => Err(StepError::permanent("input_lost", "The job has no input.")),
            Input::Object { key, .. } => Ok(Self { nature: Nature::Request, place: Place::Object(key.clone()) }),
            Input::File { key, file_name, content_type } => Ok(Self {
                nature: Nature::File { content_type: content_type.clone(), file_name: file_name.clone() },
                place: Place::Object(key.clone()),
            }),
            Input::Upload(upload) => {
                tracker.enter(Stage::Assembling);
                assemble(objects, upload).await?;
                Ok(Self {
                    nature: Nature::File {
                        content_type: upload.content_type.clone(),
                        file_name: upload.file_name.clone(),
                    },
                    place: Place::Object(upload.key.clone()),
                })
            }
        }
    }

    pub(super) fn of_transcript(text: Bytes) -> Self {
        Self { nature: Nature::Transcript, place: Place::Text(text) }
    }

    /// A reader for the turns.
    pub(super) fn reader(&self) -> Result<Reader, StepError> {
        match &self.nature {
            Nature::Request => Ok(Reader::of(Format::Request)),
            Nature::Transcript => Ok(Reader::of(Format::Whisper)),
            Nature::File { content_type, file_name } => Reader::new(hint(content_type, file_name)).map_err(unsupported),
        }
    }

    /// A reader for the members that may follow the turns, where they are not known yet.
    pub(super) fn members_reader(&self) -> Result<Option<Reader>, StepError> {
        match &self.nature {
            Nature::Request | Nature::Transcript => Ok(None),
            Nature::File { content_type, file_name } => {
                Reader::members_only(hint(content_type, file_name)).map(Some).map_err(unsupported)
            }
        }
    }

    /// The packed bytes, where they came with the job.
    pub(super) fn in_memory(&self) -> Option<Bytes> {
        match &self.place {
            Place::Memory(bytes) => Some(bytes.clone()),
            Place::Object(_) | Place::Text(_) => None,
        }
    }

    pub(super) async fn chunks(&self, objects: &dyn Objects) -> Result<Chunks, StepError> {
        match &self.place {
            Place::Memory(bytes) => Ok(stream::iter([Ok(bytes.clone())]).boxed()),
            Place::Text(text) => {
                let text = text.clone();
                let slices = (0..text.len()).step_by(SLICE_BYTES);
                let slice = move |at: usize| Ok(text.slice(at..text.len().min(at + SLICE_BYTES)));
                Ok(stream::iter(slices.map(slice)).boxed())
            }
            Place::Object(key) => objects
                .read(key, 0)
                .await?
                .ok_or_else(|| StepError::permanent("input_lost", "The input is no longer in object storage.")),
        }
    }
}

/// "No such upload" with an object of the right size there is a completion that an earlier attempt made. Whatever else
/// is open on the key was opened by a process that died before it could write down the id: nobody will complete it.
async fn assemble(objects: &dyn Objects, upload: &Upload) -> Result<(), StepError> {
    let (Some(upload_id), Some(parts)) = (&upload.upload_id, &upload.parts) else {
        return Err(StepError::permanent("upload_lost", "The upload has no verified parts."));
    };
    let tags: Vec<PartTag> = parts.iter().map(|p| PartTag { number: p.number, etag: p.etag.clone() }).collect();
    match objects.complete_upload(&upload.key, upload_id, &tags).await? {
        Completed::Done => {}
        Completed::NoSuchUpload => match objects.size(&upload.key).await? {
            Some(bytes) if i64::try_from(bytes) == Ok(upload.file_bytes) => {}
            _ => return Err(StepError::permanent("upload_lost", "Object storage no longer knows the upload.")),
        },
        Completed::Refused => {
            // Some S3 refuse while another sending of a part is under way or has just broken off, though the part that
            // was verified is still there: that passes.
            let listed = objects.parts(&upload.key, upload_id).await?;
            let detail = "A part was replaced after the upload was completed.";
            return Err(if listed.is_some_and(|listed| still_there(parts, &listed)) {
                StepError::transient("upload_changed", detail)
            } else {
                StepError::permanent("upload_changed", detail)
            });
        }
    }
    for stray in objects.uploads(&upload.key).await? {
        objects.abort_upload(&upload.key, &stray).await?;
    }
    Ok(())
}

/// Whether every verified part is among those that object storage lists.
fn still_there(verified: &[UploadedPart], listed: &[Part]) -> bool {
    verified.iter().all(|part| listed.iter().any(|l| l.number == part.number && l.etag == part.etag))
}

fn hint<'a>(content_type: &'a str, file_name: &'a str) -> Hint<'a> {
    Hint { content_type: Some(content_type), file_name: Some(file_name) }
}

fn unsupported(unsupported: Unsupported) -> StepError {
    StepError::permanent("unsupported_media_type", unsupported.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_still_there_under_its_number_and_tag_alone() {
        let verified = [1, 2].map(|number| UploadedPart { number, etag: format!("tag {number}") });
        let part = |number: i32, etag: &str| Part { number, etag: etag.to_owned(), bytes: 1 };
        let listed = vec![part(2, "tag 2"), part(3, "tag 3"), part(1, "tag 1")];
        assert!(still_there(&verified, &listed));
        assert!(!still_there(&verified, &listed[..2]), "one is gone");
        assert!(!still_there(&verified, &[part(1, "tag 1"), part(2, "another")]), "one was replaced");
    }
}
