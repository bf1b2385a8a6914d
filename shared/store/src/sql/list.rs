//! A column of values as one parameter, so that one statement does what many callers ask for.
//!
//! What must stay true: the lists that one statement reads side by side are equally long.
//! On PostgreSQL a native array; on SQLite JSON, its blobs in hexadecimal. [`listed!`] reads both as rows.

use serde_json::Value;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo};
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo};
use sqlx::{Encode, Postgres, Sqlite, Type};

use super::{Id, Span};

/// Only ever sent.
#[derive(Clone, Debug)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<T: PgHasArrayType> Type<Postgres> for List<T> {
    fn type_info() -> PgTypeInfo {
        T::array_type_info()
    }
}

impl<'q, T> Encode<'q, Postgres> for List<T>
where
    Vec<T>: Encode<'q, Postgres>,
{
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.0.encode_by_ref(buffer)
    }
}

impl<T> Type<Sqlite> for List<T> {
    fn type_info() -> SqliteTypeInfo {
        <String as Type<Sqlite>>::type_info()
    }
}

impl<T: Listed> Encode<'_, Sqlite> for List<T> {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        let values = self.0.iter().map(Listed::json).collect::<Result<Vec<Value>, _>>()?;
        Encode::<Sqlite>::encode(serde_json::to_string(&values)?, buffer)
    }
}

/// A value as JSON tells it to SQLite.
pub(crate) trait Listed {
    fn json(&self) -> Result<Value, BoxDynError>;
}

impl Listed for i64 {
    fn json(&self) -> Result<Value, BoxDynError> {
        Ok((*self).into())
    }
}

impl Listed for String {
    fn json(&self) -> Result<Value, BoxDynError> {
        Ok(self.as_str().into())
    }
}

impl Listed for Vec<u8> {
    fn json(&self) -> Result<Value, BoxDynError> {
        Ok(hex::encode(self).into())
    }
}

impl Listed for Id {
    fn json(&self) -> Result<Value, BoxDynError> {
        Ok(self.0.hyphenated().to_string().into())
    }
}

impl Listed for Span {
    fn json(&self) -> Result<Value, BoxDynError> {
        Ok(self.micros()?.into())
    }
}

impl<T: Listed> Listed for Option<T> {
    fn json(&self) -> Result<Value, BoxDynError> {
        self.as_ref().map_or(Ok(Value::Null), Listed::json)
    }
}

/// A `SELECT` of the named columns from lists, each with its type on PostgreSQL and its parameter:
/// `listed!(pg: id UUID "$1", fence BIGINT "$2")`, and the same with `lite:`.
macro_rules! listed {
    (pg: $first:ident $type:ident $list:literal $(, $name:ident $types:ident $lists:literal)*) => {
        concat!(
            "SELECT * FROM unnest(CAST(", $list, " AS ", stringify!($type), "[])",
            $(", CAST(", $lists, " AS ", stringify!($types), "[])",)*
            ") AS listed (", stringify!($first), $(", ", stringify!($name),)* ")"
        )
    };
    (lite: $first:ident $type:ident $list:literal $(, $name:ident $types:ident $lists:literal)*) => {
        concat!(
            "SELECT ", listed!(@$type $list), " AS ", stringify!($first),
            $(", ", listed!(@$types $lists), " AS ", stringify!($name),)*
            " FROM json_each(", $list, ")"
        )
    };
    (@BYTEA $list:literal) => { concat!("unhex(", listed!(@TEXT $list), ")") };
    (@$type:ident $list:literal) => { concat!("CAST(", $list, " AS TEXT) ->> key") };
}

pub(crate) use listed;

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{ConnectOptions, Row, SqlSafeStr};

    use super::*;
    use crate::sql::{Sql, stmt};

    const ROWS: Sql = Sql {
        pg: listed!(pg: id UUID "$1", number BIGINT "$2", bytes BYTEA "$3", text TEXT "$4"),
        lite: listed!(lite: id UUID "$1", number BIGINT "$2", bytes BYTEA "$3", text TEXT "$4"),
    };

    #[tokio::test]
    async fn lists_are_read_side_by_side() {
        let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await.expect("opened");
        let ids = [Id(uuid::Uuid::nil()), Id(uuid::Uuid::max())];
        let rows = stmt::<Sqlite>(&ROWS)
            .bind(ids.into_iter().collect::<List<Id>>())
            .bind(List(vec![Some(i64::MAX), None]))
            .bind(List(vec![None, Some(vec![0, 255])]))
            .bind(List(vec!["\"ü\n".to_owned(), String::new()]))
            .all(&mut connection)
            .await
            .expect("read");
        let texts: Vec<String> = rows.iter().map(|row| row.get("text")).collect();
        assert_eq!(texts, ["\"ü\n", ""]);
        let read = |row: usize| -> (String, Option<i64>, Option<Vec<u8>>) {
            (rows[row].get("id"), rows[row].get("number"), rows[row].get("bytes"))
        };
        assert_eq!(read(0), (ids[0].0.to_string(), Some(i64::MAX), None));
        assert_eq!(read(1), (ids[1].0.to_string(), None, Some(vec![0, 255])));
        assert!(ROWS.pg.into_sql_str().as_str().ends_with("AS listed (id, number, bytes, text)"));
    }
}
