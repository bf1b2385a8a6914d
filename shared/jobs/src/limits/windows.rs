//! So many in a window.
//!
//! What must stay true: in a window no more than so many are let through, whoever asks at the same moment; who is refused
//! is not counted. A window begins with the first after the last has ended: within any stretch as long as a window there
//! are twice as many at most. It is a window and not a leaking bucket because that is what clients are told: how many are
//! left, and when all are there again.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub most: u32,
    pub window: Duration,
}

/// How it stands in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub rate: Rate,
    pub left: u32,
    /// When as many as ever are left again.
    pub ends_in: Duration,
    /// This one was too many.
    pub over: bool,
}

/// The windows of many keys.
#[derive(Debug)]
pub(super) struct Windows<K> {
    /// Keys that are remembered. Beyond them nobody is counted.
    room: usize,
    known: Mutex<Known<K>>,
}

#[derive(Debug)]
struct Known<K> {
    windows: HashMap<K, Window>,
    /// When those that have ended were last forgotten.
    tidied: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    began: Instant,
    length: Duration,
    used: u32,
}

impl Window {
    fn ends_in(&self, now: Instant) -> Duration {
        (self.began + self.length).saturating_duration_since(now)
    }
}

/// Looking through all keys takes a moment.
const TIDY_EVERY: Duration = Duration::from_secs(1);

impl<K: Eq + Hash> Windows<K> {
    pub(super) fn new(room: usize) -> Self {
        Self { room, known: Mutex::new(Known { windows: HashMap::new(), tidied: None }) }
    }

    /// Counts one, if there is one left. `None`: there is no room to count another key.
    pub(super) fn take(&self, key: K, rate: Rate, now: Instant) -> Option<Standing> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let full = known.windows.len() >= self.room && !known.windows.contains_key(&key);
        if full && !known.tidy(now, self.room) {
            return None;
        }
        let window = match known.windows.entry(key) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(place) => place.insert(Window { began: now, length: rate.window, used: 0 }),
        };
        // A limit that was changed meanwhile is gone by from the window that goes on.
        window.length = rate.window;
        if window.ends_in(now).is_zero() {
            *window = Window { began: now, length: rate.window, used: 0 };
        }
        let over = window.used >= rate.most;
        if !over {
            window.used += 1;
        }
        let left = rate.most.saturating_sub(window.used);
        Some(Standing { rate, left, ends_in: window.ends_in(now), over })
    }

    /// One that was counted, and is not to be.
    pub(super) fn give_back(&self, key: &K) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = known.windows.get_mut(key) {
            window.used = window.used.saturating_sub(1);
        }
    }
}

impl<K> Known<K> {
    /// Whether there is room for another.
    fn tidy(&mut self, now: Instant, room: usize) -> bool {
        if self.tidied.is_none_or(|at| now.saturating_duration_since(at) >= TIDY_EVERY) {
            self.tidied = Some(now);
            self.windows.retain(|_, window| !window.ends_in(now).is_zero());
        }
        self.windows.len() < room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { most: 3, window: Duration::from_secs(10) };

    fn at(began: Instant, seconds: u64) -> Instant {
        began + Duration::from_secs(seconds)
    }

    #[test]
    fn so_many_are_let_through_and_all_again_when_the_window_has_ended() {
        let (windows, began) = (Windows::new(10), Instant::now());
        let take = |seconds| windows.take("a", RATE, at(began, seconds)).expect("there is room");
        for (seconds, left) in [(0, 2), (4, 1), (9, 0)] {
            let standing = take(seconds);
            assert_eq!((standing.left, standing.over), (left, false));
            assert_eq!(standing.ends_in, Duration::from_secs(10 - seconds));
        }
        for seconds in [9, 9] {
            let standing = take(seconds);
            assert_eq!((standing.left, standing.over, standing.ends_in), (0, true, Duration::from_secs(1)));
        }
        assert_eq!((take(10).left, take(19).left, take(20).left), (2, 1, 2));
        assert!(windows.take("b", RATE, at(began, 20)).is_some_and(|other| other.left == 2), "each for itself");
        windows.give_back(&"a");
        assert_eq!(take(20).left, 2, "as if it had not been");
    }

    #[test]
    fn a_changed_rate_counts_at_once() {
        let (windows, now) = (Windows::new(10), Instant::now());
        for _ in 0..3 {
            windows.take("a", RATE, now);
        }
        let more = windows.take("a", Rate { most: 5, ..RATE }, now).expect("there is room");
        assert_eq!((more.left, more.over), (1, false));
        let none = windows.take("a", Rate { most: 0, ..RATE }, now).expect("there is room");
        assert_eq!((none.left, none.over), (0, true));
        let shorter = Rate { window: Duration::from_secs(1), ..RATE };
        assert!(!windows.take("a", shorter, at(now, 2)).expect("there is room").over);
    }

    #[test]
    fn only_so_many_keys_are_remembered() {
        let (windows, now) = (Windows::new(2), Instant::now());
        for key in 0..2 {
            assert!(windows.take(key, RATE, now).is_some());
        }
        assert!(windows.take(2, RATE, now).is_none(), "no room");
        assert!(windows.take(0, RATE, now).is_some_and(|known| known.left == 1), "who is known is counted on");
        assert!(windows.take(2, RATE, at(now, 10)).is_some(), "the others have ended");
        assert_eq!(windows.known.lock().expect("nobody panics").windows.len(), 1);
    }
}
