//! Where in a document the tokenizer stands.

use std::fmt::Write as _;

/// An open object or array.
#[derive(Clone, Copy, Debug)]
enum Frame {
    /// `key` is where this object's current key begins in [`Path::keys`]; it ends where the next
    /// frame's begins. Without a key that may be shown, it is empty and `named` is false.
    Object { key: usize, named: bool },
    /// Elements begun so far.
    Array { begun: u64 },
}

/// The open objects and arrays, with the keys that may be shown.
#[derive(Debug, Default)]
pub(super) struct Path {
    frames: Vec<Frame>,
    keys: String,
}

impl Path {
    pub(super) fn depth(&self) -> usize {
        self.frames.len()
    }

    pub(super) fn in_object(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Object { .. }))
    }

    pub(super) fn open_object(&mut self) {
        self.frames.push(Frame::Object { key: self.keys.len(), named: false });
    }

    pub(super) fn open_array(&mut self) {
        self.frames.push(Frame::Array { begun: 0 });
    }

    pub(super) fn close(&mut self) {
        if let Some(Frame::Object { key, .. }) = self.frames.pop() {
            self.keys.truncate(key);
        }
    }

    /// A member begins; `Some` when its key is one the format knows.
    pub(super) fn member(&mut self, name: Option<&str>) {
        if let Some(Frame::Object { key, named }) = self.frames.last_mut() {
            self.keys.truncate(*key);
            *named = name.is_some();
            self.keys.push_str(name.unwrap_or_default());
        }
    }

    /// A value begins; counts when it is an array's element.
    pub(super) fn value(&mut self) {
        if let Some(Frame::Array { begun }) = self.frames.last_mut() {
            *begun += 1;
        }
    }

    /// RFC 6901, up to the first key that may not be shown; `None` for the whole document.
    pub(super) fn pointer(&self) -> Option<String> {
        let mut out = String::new();
        for (depth, frame) in self.frames.iter().enumerate() {
            match *frame {
                Frame::Object { key, named: true } => {
                    let end = first_key(&self.frames[depth + 1..]).unwrap_or(self.keys.len());
                    out.push('/');
                    out.push_str(&self.keys[key..end].replace('~', "~0").replace('/', "~1"));
                }
                Frame::Array { begun: begun @ 1.. } => {
                    write!(out, "/{}", begun - 1).expect("writing to a string does not fail");
                }
                Frame::Object { named: false, .. } | Frame::Array { begun: 0 } => break,
            }
        }
        (!out.is_empty()).then_some(out)
    }
}

/// Where the first object's key begins.
fn first_key(frames: &[Frame]) -> Option<usize> {
    frames.iter().find_map(|frame| match frame {
        Frame::Object { key, .. } => Some(*key),
        Frame::Array { .. } => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_names_known_keys_and_counts_elements() {
        let mut path = Path::default();
        path.open_object();
        assert_eq!(path.pointer(), None);
        path.member(Some("a/b~c"));
        path.open_array();
        path.value();
        path.value();
        path.open_object();
        path.member(Some("input"));
        assert_eq!(path.pointer().as_deref(), Some("/a~1b~0c/1/input"));
        path.member(None);
        path.open_array();
        path.value();
        assert_eq!(path.pointer().as_deref(), Some("/a~1b~0c/1"));
        path.close();
        path.close();
        path.close();
        assert_eq!(path.pointer().as_deref(), Some("/a~1b~0c"));
    }
}
