//! Whether anybody may call.

use super::{Access, Transaction};
use crate::Sql;
use crate::error::Trouble;
use crate::sql::{Backend, Cells, stmt};

pub(super) const ALL: &[&Sql] = &[&HAS_CLIENTS];

const HAS_CLIENTS: Sql = Sql::same(
    "-- has_clients()
SELECT EXISTS (SELECT 1 FROM clients) AS has_clients",
);

pub(crate) struct HasClients;

impl Transaction for HasClients {
    const NAME: &'static str = "has_clients";
    const ACCESS: Access = Access::Read;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let rows = stmt::<DB>(&HAS_CLIENTS).all(c).await?;
        rows.iter().try_fold(false, |any, row| {
            Ok(any | Cells::<DB>::of("clients", "client_id", row).get::<bool>("has_clients")?)
        })
    }
}
