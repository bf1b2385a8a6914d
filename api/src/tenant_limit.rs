//! How many of a tenant's jobs may run at once, as an operator says.
//!
//! What must stay true: the number is in the database, so that all workers go by the same; the environment only brings
//! the usual one there when an api starts.

use std::str::FromStr;

use model::TenantId;
use runtime::{Settings, TenantJobs};
use store::Store;

use crate::command::{Failed, open_store};

/// A tenant, or all that have no limit of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Tenant(TenantId),
    Default,
}

impl FromStr for Whose {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "default" => Ok(Self::Default),
            id => id.parse().map(Self::Tenant).map_err(|_| "expected a tenant's mpathic_id, or default"),
        }
    }
}

/// `false`: there is no such tenant.
#[expect(clippy::print_stdout, reason = "the answer of the command")]
pub(crate) async fn set(settings: &Settings, whose: Whose, jobs: TenantJobs) -> Result<bool, Failed> {
    let store = open_store(settings).await?.store;
    store.migrate().await.map_err(Failed::Store)?;
    let (tenant, subject, otherwise) = match whose {
        Whose::Tenant(tenant) => (Some(tenant), "this tenant", "as many jobs as is usual"),
        Whose::Default => (None, "a tenant without a limit of its own", "any number of jobs"),
    };
    let known = store.limit_jobs(tenant, jobs.most()).await.map_err(Failed::Store)?;
    match jobs {
        _ if !known => println!("there is no such tenant"),
        TenantJobs::AtMost(most) => println!("of {subject}, at most {most} jobs run at once"),
        TenantJobs::Off => println!("of {subject}, {otherwise} may run at once"),
    }
    Ok(known)
}

/// What the environment says is usual; where it says nothing, what was usual stays.
pub(crate) async fn usual(settings: &Settings, store: &dyn Store) -> Result<(), Failed> {
    if let Some(jobs) = settings.tenant_jobs {
        store.limit_jobs(None, jobs.most()).await.map_err(Failed::Store)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_is_told_by_its_id_in_either_form() {
        let id = "00000000-0000-0000-0000-000000000007";
        let plain = id.replace('-', "");
        assert!(matches!(id.parse(), Ok(Whose::Tenant(_))));
        assert_eq!(id.parse::<Whose>(), plain.parse());
        assert_eq!("default".parse(), Ok(Whose::Default));
        assert!("defaults".parse::<Whose>().is_err());
    }
}
