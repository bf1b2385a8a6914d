//! A database of one test's own.

use model::{Random as _, SystemRandom, Timestamp};
use reqwest::Url;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

/// Made new; dropped by [`Database::discard`], which a failed test does not reach: then it stays, as evidence.
pub(crate) struct Database {
    server: Url,
    pub(crate) name: String,
}

impl Database {
    pub(crate) async fn make() -> Self {
        let server = std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL names a server");
        let server: Url = server.parse().expect("a URL");
        let name = format!("test_{}", SystemRandom.uuid(Timestamp(0)).simple());
        execute(&server, format!("CREATE DATABASE {name}")).await;
        Self { server, name }
    }

    pub(crate) fn url(&self) -> String {
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url.to_string()
    }

    pub(crate) async fn discard(self) {
        execute(&self.server, format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }
}

async fn execute(server: &Url, sql: String) {
    let mut connection = PgConnection::connect(server.as_str()).await.expect("the database answers");
    connection.execute(AssertSqlSafe(sql)).await.expect("it is done");
    connection.close().await.expect("the connection closes");
}
