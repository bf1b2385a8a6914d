//! Weights of both stages, packed for the file.

use std::cmp::Reverse;

use engine::heads::features::{NUMBERED, ROWS};
use engine::heads::model::{Calibration, Row, Set};

use super::solver::{MOST, Weights};

/// A stage's weights with the calibration of each of its heads.
pub(super) struct Stage {
    pub(super) weights: Weights,
    pub(super) calibrations: Vec<Calibration>,
}

/// The stages' heads one after another.
pub(super) fn pack(stages: &[&Stage]) -> Set {
    let of = |column: usize| {
        stages.iter().flat_map(move |stage| {
            let weights = stage.weights.of(column);
            (0..stage.calibrations.len()).map(move |head| weights.map_or(0.0, |weights| weights[head]))
        })
    };
    let scales: Vec<f32> = stages.iter().flat_map(|stage| stage.weights.scales.iter().copied()).collect();
    let mut rows = Vec::new();
    for row in 0..ROWS {
        let weights = (0_u8..).zip(of(row)).zip(&scales).filter(|((_, weight), _)| *weight != 0.0);
        let weights: Vec<(u8, i8)> = weights.map(|((head, weight), scale)| (head, steps(weight / scale))).collect();
        if !weights.is_empty() {
            rows.push(Row { row: u32::try_from(row).expect("a row's number has 32 bits"), weights });
        }
    }
    // What occurs often has many weights; kept together, it stays in the cache.
    rows.sort_by_key(|row| Reverse(row.weights.len()));
    Set {
        calibrations: stages.iter().flat_map(|stage| stage.calibrations.iter().copied()).collect(),
        scales,
        numbered: (0..NUMBERED).flat_map(|number| of(ROWS + number)).collect(),
        rows,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "it is a whole number within ±127")]
fn steps(weight: f32) -> i8 {
    weight.round().clamp(-MOST, MOST) as i8
}
