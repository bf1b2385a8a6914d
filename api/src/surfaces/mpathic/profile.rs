//! The header `mpathic-profile`: how much an analysis looks for.
//!
//! What a name or an id means, and what becomes of one that is nobody's, [`jobs::Profiles`] says.

use http::HeaderMap;
use jobs::{Chosen, InForce};
use model::TenantId;

use super::Mpathic;
use crate::http::Problem;

const MPATHIC_PROFILE: &str = "mpathic-profile";

/// The profile that a request is to go by. Names may be written in UTF-8.
pub(super) async fn chosen(mpathic: &Mpathic, tenant: TenantId, headers: &HeaderMap) -> Result<Chosen, Problem> {
    let named = headers.get(MPATHIC_PROFILE).map(|value| String::from_utf8_lossy(value.as_bytes()));
    Ok(mpathic.profiles.chosen(tenant, named.as_deref()).await?)
}

/// The same, and what it says.
pub(super) async fn in_force(mpathic: &Mpathic, tenant: TenantId, headers: &HeaderMap) -> Result<InForce, Problem> {
    let chosen = chosen(mpathic, tenant, headers).await?;
    let profile = mpathic.profiles.profile(tenant, &chosen).await?;
    Ok(InForce { chosen, profile })
}
