//! A database, asked from beside.

use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, PgPool};

/// Panics when the database refuses: then a measurement has no meaning.
pub(crate) struct Database {
    pub(crate) url: String,
    pool: PgPool,
}

impl Database {
    pub(crate) async fn open(url: &str) -> Self {
        let pool = PgPoolOptions::new().max_connections(1).connect(url).await.expect("the database answers");
        Self { url: url.to_owned(), pool }
    }

    /// Any number of statements.
    pub(crate) async fn run(&self, sql: &str) {
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&self.pool).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    pub(crate) async fn text(&self, sql: &str) -> String {
        let text = sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.pool).await;
        text.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// An expression's value, whatever kind of number it is.
    pub(crate) async fn number(&self, expression: &str) -> f64 {
        let sql = format!("SELECT CAST(({expression}) AS double precision)");
        let number = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.pool).await;
        number.unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    pub(crate) async fn holds(&self, condition: &str) -> bool {
        self.number(&format!("CASE WHEN {condition} THEN 1 ELSE 0 END")).await > 0.5
    }

    /// The database's time in seconds.
    pub(crate) async fn clock(&self) -> f64 {
        self.number("extract(epoch FROM clock_timestamp())").await
    }
}
