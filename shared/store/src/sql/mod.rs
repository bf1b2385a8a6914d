//! One SQL text on two databases.
//!
//! What must stay true: SQL is a named constant (`-- name()` on its first line), every constant is
//! listed in [`crate::statements`], and a value travels as a parameter. Where the dialects differ a
//! statement has two texts, built from one by a macro.
//! SQLite's text may be several statements, `;` at the end of a line between them, which take the same parameters:
//! there only a whole statement may write, where PostgreSQL's `WITH` may write too.
//! `CAST($n AS …)`, never `$n::…`, which SQLite reads as a parameter's name. `INTERVAL` casts on both:
//! to SQLite the name contains `INT`, so it means an integer there, which is how a [`Span`] is stored.

mod backend;
mod cells;
mod column;
mod list;

use sqlx::error::BoxDynError;

pub(crate) use backend::{Backend, Column, Parameter};
pub(crate) use cells::Cells;
pub(crate) use column::{Id, Span, Time};
pub(crate) use list::{List, listed};

/// One statement in both dialects.
#[derive(Clone, Copy, Debug)]
pub struct Sql {
    pub pg: &'static str,
    pub lite: &'static str,
}

impl Sql {
    /// The dialects agree.
    pub const fn same(text: &'static str) -> Self {
        Self { pg: text, lite: text }
    }

    /// The name on the first line, as `pg_stat_activity` shows it.
    pub fn name(&self) -> &'static str {
        self.pg.lines().next().and_then(|line| line.strip_prefix("-- ")?.strip_suffix("()")).unwrap_or_default()
    }
}

/// A statement with its parameters.
pub(crate) struct Stmt<DB: Backend> {
    sql: &'static str,
    args: Result<DB::Arguments, BoxDynError>,
}

pub(crate) fn stmt<DB: Backend>(sql: &Sql) -> Stmt<DB> {
    Stmt { sql: DB::pick(sql), args: Ok(DB::Arguments::default()) }
}

impl<DB: Backend> Stmt<DB> {
    pub(crate) fn bind<T>(mut self, value: T) -> Self
    where
        DB: Parameter<T>,
    {
        if let Ok(args) = &mut self.args
            && let Err(error) = <DB as Parameter<T>>::put(args, value)
        {
            self.args = Err(error);
        }
        self
    }

    pub(crate) fn list<T>(self, values: impl Iterator<Item = T>) -> Self
    where
        DB: Parameter<List<T>>,
    {
        self.bind(values.collect::<List<T>>())
    }

    /// Returns how many rows were touched.
    pub(crate) async fn execute(self, c: &mut DB::Connection) -> sqlx::Result<u64> {
        DB::run(c, self.sql, self.args.map_err(sqlx::Error::Encode)?).await
    }

    pub(crate) async fn all(self, c: &mut DB::Connection) -> sqlx::Result<Vec<DB::Row>> {
        DB::rows(c, self.sql, self.args.map_err(sqlx::Error::Encode)?).await
    }

    pub(crate) async fn first(self, c: &mut DB::Connection) -> sqlx::Result<Option<DB::Row>> {
        Ok(self.all(c).await?.into_iter().next())
    }
}
