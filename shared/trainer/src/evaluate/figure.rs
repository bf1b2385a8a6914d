//! One row of the table: what was measured, what others reach, what is wanted, what we reach.

use std::fmt::Write as _;

use super::floors::Floors;

/// Which way is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Better {
    Higher,
    Lower,
}

#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// In floors.toml.
    key: &'static str,
    what: String,
    peer: String,
    goal: &'static str,
    value: f64,
    ours: String,
    better: Better,
    /// Whether its floor holds in this build.
    binding: bool,
}

impl Figure {
    /// `ours` is how the value is printed.
    pub(super) fn new(key: &'static str, what: impl Into<String>, value: f64, ours: impl Into<String>) -> Self {
        let (what, ours) = (what.into(), ours.into());
        Self { key, what, peer: String::new(), goal: "", value, ours, better: Better::Higher, binding: true }
    }

    /// A share, with three decimals.
    pub(super) fn share(key: &'static str, what: impl Into<String>, value: f64) -> Self {
        Self::new(key, what, value, share(value))
    }

    /// What others reach, in the words of who measured it.
    pub(super) fn published(mut self, peer: &str) -> Self {
        self.beside(&format!("{peer} published"));
        self
    }

    /// What a peer reaches on the same data in this run.
    pub(super) fn remeasured(mut self, peer: &str) -> Self {
        self.beside(&format!("{peer} remeasured"));
        self
    }

    fn beside(&mut self, peer: &str) {
        if !self.peer.is_empty() {
            self.peer.push_str("; ");
        }
        self.peer.push_str(peer);
    }

    pub(super) fn goal(self, goal: &'static str) -> Self {
        Self { goal, ..self }
    }

    /// The floor is a ceiling.
    pub(super) fn at_most(self) -> Self {
        Self { better: Better::Lower, ..self }
    }

    /// Its floor holds for the build that is shipped only.
    pub(super) fn of_release(self) -> Self {
        Self { binding: !cfg!(debug_assertions), ..self }
    }

    fn meets(&self, floor: f64) -> bool {
        match self.better {
            Better::Higher => self.value >= floor,
            Better::Lower => self.value <= floor,
        }
    }
}

pub(super) fn share(value: f64) -> String {
    format!("{value:.3}")
}

/// The table, and whether every floor is met.
pub(super) fn table(figures: &[Figure], floors: &Floors) -> (String, bool) {
    let mut rows = vec![["what", "peer", "goal", "ours", "floor", ""].map(str::to_owned)];
    let mut all_met = true;
    for figure in figures {
        let floor = floors.get(figure.key);
        let met = !figure.binding || floor.is_none_or(|floor| figure.meets(floor));
        all_met &= met;
        let floor = floor.map(|floor| format!("{} {floor}", if figure.better == Better::Lower { "≤" } else { "≥" }));
        let verdict = if met { "" } else { "FAILED" };
        rows.push([
            figure.what.clone(),
            figure.peer.clone(),
            figure.goal.to_owned(),
            figure.ours.clone(),
            floor.unwrap_or_default(),
            verdict.to_owned(),
        ]);
    }
    for key in floors.unused(figures.iter().map(|figure| figure.key)) {
        all_met = false;
        rows.push([
            format!("no figure is called {key}"),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            "FAILED".to_owned(),
        ]);
    }
    (aligned(&rows), all_met)
}

fn aligned(rows: &[[String; 6]]) -> String {
    let mut widths = [0; 6];
    for (width, column) in widths.iter_mut().zip(0..) {
        *width = rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    }
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect::<Vec<_>>();
        writeln!(out, "{}", cells.join(" | ").trim_end_matches([' ', '|'])).expect("a String takes everything");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_below_its_floor_or_a_floor_without_figure_fails() {
        let figures =
            [Figure::share("up", "recall", 0.7).published(".6"), Figure::share("down", "error", 0.02).at_most()];
        let met = |floors: &str| table(&figures, &Floors::parse(floors).expect("well formed")).1;
        assert!(met("up = 0.7\ndown = 0.02"));
        assert!(met(""));
        assert!(!met("up = 0.71"));
        assert!(!met("down = 0.019"));
        assert!(!met("sideways = 1"));
    }
}
