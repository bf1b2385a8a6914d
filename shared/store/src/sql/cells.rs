//! Reading a row. The database is an input: what does not decode names its table, column and row.

use std::str::FromStr;

use model::Timestamp;
use sqlx::error::BoxDynError;
use uuid::Uuid;

use super::{Backend, Column, Id, Time};
use crate::error::Trouble;

/// One row of `table`, whose id (for the error) is in the column `key`.
pub(crate) struct Cells<'r, DB: Backend> {
    row: &'r DB::Row,
    table: &'static str,
    key: &'static str,
}

impl<'r, DB: Backend> Cells<'r, DB> {
    pub(crate) fn of(table: &'static str, key: &'static str, row: &'r DB::Row) -> Self {
        Self { row, table, key }
    }

    pub(crate) fn get<T>(&self, column: &'static str) -> Result<T, Trouble>
    where
        DB: Column<T>,
    {
        <DB as Column<T>>::take(self.row, column).map_err(|error| match error {
            sqlx::Error::ColumnDecode { source, .. } => self.corrupt(column, source),
            other => Trouble::Sql(other),
        })
    }

    pub(crate) fn uuid(&self, column: &'static str) -> Result<Uuid, Trouble> {
        Ok(self.get::<Id>(column)?.0)
    }

    pub(crate) fn maybe_uuid(&self, column: &'static str) -> Result<Option<Uuid>, Trouble> {
        Ok(self.get::<Option<Id>>(column)?.map(|id| id.0))
    }

    pub(crate) fn time(&self, column: &'static str) -> Result<Timestamp, Trouble> {
        Ok(self.get::<Time>(column)?.0)
    }

    pub(crate) fn maybe_time(&self, column: &'static str) -> Result<Option<Timestamp>, Trouble> {
        Ok(self.get::<Option<Time>>(column)?.map(|time| time.0))
    }

    /// A stored name that stands for something.
    pub(crate) fn name<T>(&self, column: &'static str) -> Result<T, Trouble>
    where
        T: FromStr<Err: Into<BoxDynError>>,
    {
        self.get::<String>(column)?.parse().map_err(|error: T::Err| self.corrupt(column, error.into()))
    }

    pub(crate) fn maybe_name<T>(&self, column: &'static str) -> Result<Option<T>, Trouble>
    where
        T: FromStr<Err: Into<BoxDynError>>,
    {
        let Some(text) = self.get::<Option<String>>(column)? else { return Ok(None) };
        text.parse().map(Some).map_err(|error: T::Err| self.corrupt(column, error.into()))
    }

    /// Bytes of a fixed length: hashes and keys.
    pub(crate) fn bytes<const N: usize>(&self, column: &'static str) -> Result<[u8; N], Trouble> {
        let bytes = self.get::<Vec<u8>>(column)?;
        bytes
            .try_into()
            .map_err(|bytes: Vec<u8>| self.corrupt(column, format!("{} bytes where {N} belong", bytes.len()).into()))
    }

    pub(crate) fn corrupt(&self, column: &'static str, source: BoxDynError) -> Trouble {
        let row = (self.key_as(|Id(id)| id.to_string()))
            .or_else(|| self.key_as(|number: i64| number.to_string()))
            .or_else(|| self.key_as(|text: String| text))
            .unwrap_or_default();
        Trouble::Corrupt { table: self.table, column, row, source }
    }

    fn key_as<T>(&self, show: impl FnOnce(T) -> String) -> Option<String>
    where
        DB: Column<T>,
    {
        <DB as Column<T>>::take(self.row, self.key).ok().map(show)
    }
}
