//! Looking a SQLite file over for an operator, also while its server runs.
//!
//! What must stay true: it is opened to read only; a file that is not there is not made.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Sqlite, SqliteConnection};

use super::BUSY_TIMEOUT;
use crate::examine::{APPLIED, Applied, SqliteFacts, Unexamined, compare, leave};
use crate::migrations::migrator;

/// Everything a `quick_check` has to say about a sound file.
const SOUND: &str = "ok";

/// Looks the file at `path` over, reading all of it once: the caller sets the limit of time.
pub async fn examine_sqlite(path: &Path) -> Result<SqliteFacts, Unexamined> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(BUSY_TIMEOUT);
    let mut connection = options.connect().await?;
    let facts = look(&mut connection).await;
    leave(connection).await;
    Ok(facts?)
}

async fn look(connection: &mut SqliteConnection) -> sqlx::Result<SqliteFacts> {
    let size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
    let bytes = sqlx::query_scalar(size).fetch_one(&mut *connection).await?;
    let mut damage: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(10)").fetch_all(&mut *connection).await?;
    damage.retain(|found| found != SOUND);
    let table = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'";
    let migrated: i64 = sqlx::query_scalar(table).fetch_one(&mut *connection).await?;
    let rows = if migrated > 0 { sqlx::query(APPLIED).fetch_all(&mut *connection).await? } else { Vec::new() };
    let theirs: sqlx::Result<Vec<Applied>> = rows.iter().map(Applied::read::<Sqlite>).collect();
    Ok(SqliteFacts { bytes, damage, schema: compare(&migrator(|sql| sql.lite), &theirs?) })
}
