//! What both databases can do, as bounds a function gets by saying `DB: Backend`.
//!
//! Deliberately absent: transactions, pools and connecting, which differ too much to share.

use futures::future::BoxFuture;
use sqlx::error::BoxDynError;
use sqlx::{Arguments, ColumnIndex, Database, Decode, Encode, Executor, IntoArguments, Row, Type};

use super::{Id, List, Span, Sql, Time};

/// A value both databases can be sent.
pub(crate) trait Parameter<T>: Database {
    fn put(args: &mut Self::Arguments, value: T) -> Result<(), BoxDynError>;
}

impl<DB, T> Parameter<T> for DB
where
    DB: Database,
    T: for<'q> Encode<'q, DB> + Type<DB> + 'static,
{
    fn put(args: &mut DB::Arguments, value: T) -> Result<(), BoxDynError> {
        args.add(value)
    }
}

/// A value both databases can store.
pub(crate) trait Column<T>: Parameter<T> {
    fn take(row: &Self::Row, name: &str) -> sqlx::Result<T>;
}

impl<DB, T> Column<T> for DB
where
    DB: Database,
    T: for<'q> Encode<'q, DB> + for<'r> Decode<'r, DB> + Type<DB> + 'static,
    for<'i> &'i str: ColumnIndex<DB::Row>,
{
    fn take(row: &DB::Row, name: &str) -> sqlx::Result<T> {
        row.try_get(name)
    }
}

/// These lists are the whole vocabulary the two databases share.
pub(crate) trait Backend:
    Database<Arguments: IntoArguments<Self>>
    + Column<bool>
    + Column<i64>
    + Column<Option<i64>>
    + Column<String>
    + Column<Option<String>>
    + Column<Vec<u8>>
    + Column<Option<Vec<u8>>>
    + Column<Id>
    + Column<Option<Id>>
    + Column<Time>
    + Column<Option<Time>>
    + Parameter<Span>
    + Parameter<Option<Span>>
    + Parameter<List<i64>>
    + Parameter<List<Option<i64>>>
    + Parameter<List<String>>
    + Parameter<List<Option<String>>>
    + Parameter<List<Vec<u8>>>
    + Parameter<List<Option<Vec<u8>>>>
    + Parameter<List<Id>>
    + Parameter<List<Option<Id>>>
    + Parameter<List<Option<Span>>>
{
    /// Whether a part of a `WITH` may write.
    const WRITES_IN_WITH: bool;

    fn pick(sql: &Sql) -> &'static str;

    fn run<'c>(
        c: &'c mut Self::Connection,
        sql: &'static str,
        args: Self::Arguments,
    ) -> BoxFuture<'c, sqlx::Result<u64>>;

    fn rows<'c>(
        c: &'c mut Self::Connection,
        sql: &'static str,
        args: Self::Arguments,
    ) -> BoxFuture<'c, sqlx::Result<Vec<Self::Row>>>;
}

macro_rules! backend {
    ($database:ty, $dialect:ident, $writes_in_with:literal) => {
        impl Backend for $database {
            const WRITES_IN_WITH: bool = $writes_in_with;

            fn pick(sql: &Sql) -> &'static str {
                sql.$dialect
            }

            fn run<'c>(
                c: &'c mut Self::Connection,
                sql: &'static str,
                args: Self::Arguments,
            ) -> BoxFuture<'c, sqlx::Result<u64>> {
                Box::pin(async move { Ok(c.execute(sqlx::query_with(sql, args)).await?.rows_affected()) })
            }

            fn rows<'c>(
                c: &'c mut Self::Connection,
                sql: &'static str,
                args: Self::Arguments,
            ) -> BoxFuture<'c, sqlx::Result<Vec<Self::Row>>> {
                Box::pin(async move { c.fetch_all(sqlx::query_with(sql, args)).await })
            }
        }
    };
}

backend!(sqlx::Postgres, pg, true);
backend!(sqlx::Sqlite, lite, false);
