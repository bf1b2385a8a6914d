//! The keys that sign tokens.
//!
//! What must stay true: there is always one that signs; a new one is known for a while before it does, and an old one
//! until the last token that it signed has ended, so that no api ever meets a token of a key that it does not know.
//! Numbered, so that of two processes that both bring the next key only one succeeds.

use std::time::Duration;

use model::limits::MAX_SIGNING_KEYS;

use super::audit::{ROTATE_SIGNING_KEY, note_of_all};
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Span, stmt};
use crate::{KnownKey, SigningKey, Sql};

pub(super) const ALL: &[&Sql] =
    &[&INSERT_FIRST_KEY, &SIGNING_KEYS, &INSERT_NEXT_KEY, &END_OLDER_KEYS, &DROP_ENDED_KEYS];

const INSERT_FIRST_KEY: Sql = Sql::same(
    "-- insert_first_key()
INSERT INTO signing_keys (ordinal, id, secret, created_at)
SELECT 1, $1, $2, (SELECT now FROM clock) WHERE NOT EXISTS (SELECT 1 FROM signing_keys)
ON CONFLICT (ordinal) DO NOTHING",
);

const SIGNING_KEYS: Sql = Sql::same(
    "-- signing_keys()
SELECT id, secret, COALESCE(signs_at, created_at) AS signs_at, ends_at FROM signing_keys ORDER BY ordinal DESC",
);

const INSERT_NEXT_KEY: Sql = Sql::same(
    "-- insert_next_key()
INSERT INTO signing_keys (ordinal, id, secret, created_at, signs_at)
SELECT (SELECT COALESCE(max(ordinal), 0) + 1 FROM signing_keys), $1, $2, now, now + CAST($3 AS INTERVAL) FROM clock
WHERE (SELECT count(*) FROM signing_keys) < $4",
);

const END_OLDER_KEYS: Sql = Sql::same(
    "-- end_older_keys()
UPDATE signing_keys SET ends_at = (SELECT newest.signs_at FROM signing_keys AS newest WHERE newest.id = $1) + CAST($2 AS INTERVAL)
WHERE id <> $1 AND (ends_at IS NULL
  OR ends_at > (SELECT newest.signs_at FROM signing_keys AS newest WHERE newest.id = $1) + CAST($2 AS INTERVAL))",
);

const DROP_ENDED_KEYS: Sql = Sql::same(
    "-- drop_ended_keys()
DELETE FROM signing_keys
WHERE ends_at <= (SELECT now FROM clock) AND ordinal < (SELECT max(ordinal) FROM signing_keys)",
);

pub(crate) struct SigningKeys {
    pub(crate) candidate: SigningKey,
}

impl Transaction for SigningKeys {
    const NAME: &'static str = "signing_keys";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Vec<KnownKey>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<KnownKey>, Trouble> {
        let candidate = &self.candidate;
        // Of two that race here the second waits for the first's commit, then inserts nothing.
        stmt::<DB>(&INSERT_FIRST_KEY).bind(candidate.id.clone()).bind(candidate.secret.to_vec()).execute(c).await?;
        KnownKeys.run::<DB>(c).await
    }
}

pub(crate) struct KnownKeys;

impl Transaction for KnownKeys {
    const NAME: &'static str = "known_keys";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<KnownKey>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<KnownKey>, Trouble> {
        let rows = stmt::<DB>(&SIGNING_KEYS).all(c).await?;
        rows.iter()
            .map(|row| {
                let cells = Cells::<DB>::of("signing_keys", "id", row);
                Ok(KnownKey {
                    key: SigningKey { id: cells.get("id")?, secret: cells.bytes("secret")? },
                    signs_at: cells.time("signs_at")?,
                    ends_at: cells.maybe_time("ends_at")?,
                })
            })
            .collect()
    }
}

pub(crate) struct RotateSigningKey {
    pub(crate) key: SigningKey,
    pub(crate) lead: Duration,
    pub(crate) keep: Duration,
}

impl Transaction for RotateSigningKey {
    const NAME: &'static str = "rotate_signing_key";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let Self { key, lead, keep } = self;
        let insert = stmt::<DB>(&INSERT_NEXT_KEY).bind(key.id.clone()).bind(key.secret.to_vec()).bind(Span(*lead));
        if insert.bind(MAX_SIGNING_KEYS).execute(c).await? == 0 {
            return Ok(false);
        }
        stmt::<DB>(&END_OLDER_KEYS).bind(key.id.clone()).bind(Span(*keep)).execute(c).await?;
        note_of_all::<DB>(c, ROTATE_SIGNING_KEY, &key.id).await?;
        Ok(true)
    }
}

pub(crate) struct DropEndedKeys;

impl Transaction for DropEndedKeys {
    const NAME: &'static str = "drop_ended_keys";
    const ACCESS: Access = Access::Write;
    type Answer = u64;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<u64, Trouble> {
        Ok(stmt::<DB>(&DROP_ENDED_KEYS).execute(c).await?)
    }
}
