//! ConvAbuse: what people said to chat programs, and whether annotators call it abuse.

use std::path::Path;

use super::table::Table;
use crate::Result;

/// One user utterance with the exchange before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    pub prev_agent: String,
    pub prev_user: String,
    pub agent: String,
    /// What is judged.
    pub user: String,
    /// One per judgement: 1 none, 0 doubtful, −1 to −3 abuse, mild to strong.
    pub votes: Vec<i8>,
}

impl Exchange {
    /// Whether more judgements say abuse than do not.
    pub fn is_abuse(&self) -> bool {
        2 * self.votes.iter().filter(|vote| **vote < 0).count() > self.votes.len()
    }
}

/// `convabuse/FILE`.
pub fn convabuse(data: &Path, file: &str) -> Result<Vec<Exchange>> {
    let path = data.join("convabuse").join(file);
    let table = Table::read(&path, &crate::error::read(&path)?)?;
    let of = |name: &str| table.column(name);
    let (prev_agent, prev_user) = (of("prev_agent")?, of("prev_user")?);
    let (agent, user) = (of("agent")?, of("user")?);
    let mut ballots = Vec::new();
    for annotator in 1..=8 {
        for vote in [1, 0, -1, -2, -3] {
            ballots.push((of(&format!("Annotator{annotator}_is_abuse.{vote}"))?, vote));
        }
    }
    let exchange = |row: &csv::StringRecord| {
        let mut votes = Vec::new();
        for &(column, vote) in &ballots {
            // "1, 0" where one person judged twice.
            let cast = row[column].split(',').filter(|cast| cast.trim() == "1").count();
            votes.extend(std::iter::repeat_n(vote, cast));
        }
        let own = |column: usize| row[column].to_owned();
        Exchange { prev_agent: own(prev_agent), prev_user: own(prev_user), agent: own(agent), user: own(user), votes }
    };
    Ok(table.rows.iter().map(exchange).collect())
}
