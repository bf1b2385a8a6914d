//! `api create-client NAME [--tenant MPATHIC_ID]`.

use model::TenantId;
use runtime::Settings;

use super::{access, print_once};
use crate::command::Failed;

/// Another client of the tenant, or one with a tenant of its own.
pub(crate) async fn create(settings: &Settings, name: &str, tenant: Option<TenantId>) -> Result<bool, Failed> {
    let access = access(settings).await?;
    let made = match tenant {
        Some(tenant) => access.add_client(tenant, name).await.map_err(Failed::Client)?,
        None => access.create_client(name, false).await.map_err(Failed::Jobs)?,
    };
    print_once(&made);
    Ok(true)
}
