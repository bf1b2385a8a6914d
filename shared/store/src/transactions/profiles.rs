//! The profiles that tenants make.
//!
//! What must stay true: a version's text never changes, so who has read it may keep it; a version goes only when its
//! profile is retired and no job names it.

use model::limits::{MAX_PROFILE_VERSIONS, MAX_PROFILES, PROFILE_GRACE};
use model::{ClientNumber, ProfileId, ProfileVersion, TenantId};

use super::audit::{KEEP_PROFILE, RETIRE_PROFILE, note};
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, stmt};
use crate::{NewProfile, ProfileText, Shelved, Sql, StoredProfile};

pub(super) const ALL: &[&Sql] = &[
    &COUNT_PROFILES,
    &INSERT_PROFILE,
    &HOLD_PROFILE,
    &PROFILE_DIGEST,
    &INSERT_VERSION,
    &NEXT_VERSION,
    &PROFILE_BY_ID,
    &PROFILE_BY_NAME,
    &PROFILES,
    &PROFILE_TEXT,
    &RETIRE,
    &FORGET_VERSIONS,
    &FORGET_PROFILES,
];

const COUNT_PROFILES: Sql = Sql::same(
    "-- count_profiles()
SELECT (SELECT count(*) FROM profiles WHERE tenant = $1 AND retired_at IS NULL) AS profiles,
  (SELECT count(*) FROM profile_versions WHERE tenant = $1) AS versions",
);

const INSERT_PROFILE: Sql = Sql::same(
    "-- insert_profile()
INSERT INTO profiles (id, tenant, name, version, created_at, changed_at)
VALUES ($1, $2, $3, 0, (SELECT now FROM clock), (SELECT now FROM clock))
ON CONFLICT (tenant, name) WHERE retired_at IS NULL DO NOTHING",
);

macro_rules! select {
    ($name:literal, $rest:literal) => {
        concat!("-- ", $name, "()\nSELECT id, name, version, created_at, changed_at FROM profiles WHERE ", $rest)
    };
}

const HOLD_PROFILE: Sql = Sql {
    pg: select!("hold_profile", "tenant = $1 AND name = $2 AND retired_at IS NULL FOR UPDATE"),
    lite: select!("hold_profile", "tenant = $1 AND name = $2 AND retired_at IS NULL"),
};

const PROFILE_DIGEST: Sql = Sql::same(
    "-- profile_digest()
SELECT profile, digest FROM profile_versions WHERE profile = $1 AND version = $2",
);

const INSERT_VERSION: Sql = Sql::same(
    "-- insert_version()
INSERT INTO profile_versions (profile, version, tenant, text, digest, created_at)
VALUES ($1, $2, $3, $4, $5, (SELECT now FROM clock))",
);

const NEXT_VERSION: Sql = Sql::same(
    "-- next_version()
UPDATE profiles SET version = $2, changed_at = (SELECT now FROM clock) WHERE id = $1
RETURNING id, name, version, created_at, changed_at",
);

const PROFILE_BY_ID: Sql = Sql::same(select!("profile_by_id", "id = $2 AND tenant = $1 AND retired_at IS NULL"));
const PROFILE_BY_NAME: Sql = Sql::same(select!("profile_by_name", "tenant = $1 AND name = $2 AND retired_at IS NULL"));
const PROFILES: Sql = Sql::same(select!("profiles", "tenant = $1 AND retired_at IS NULL ORDER BY name"));

const PROFILE_TEXT: Sql = Sql::same(
    "-- profile_text()
SELECT profile, text, created_at FROM profile_versions WHERE profile = $2 AND version = $3 AND tenant = $1",
);

const RETIRE: Sql = Sql::same(
    "-- retire_profile()
UPDATE profiles SET retired_at = (SELECT now FROM clock) WHERE id = $2 AND tenant = $1 AND retired_at IS NULL",
);

const FORGET_VERSIONS: Sql = Sql::same(
    "-- forget_versions()
DELETE FROM profile_versions
WHERE profile IN (SELECT id FROM profiles WHERE retired_at <= (SELECT now FROM clock) - CAST($1 AS INTERVAL))
  AND NOT EXISTS (SELECT 1 FROM job_details
    WHERE job_details.profile = profile_versions.profile AND job_details.profile_version = profile_versions.version)",
);

const FORGET_PROFILES: Sql = Sql::same(
    "-- forget_profiles()
DELETE FROM profiles WHERE retired_at <= (SELECT now FROM clock) - CAST($1 AS INTERVAL)
  AND NOT EXISTS (SELECT 1 FROM profile_versions WHERE profile_versions.profile = profiles.id)",
);

fn decode<DB: Backend>(row: &DB::Row) -> Result<StoredProfile, Trouble> {
    let cells = Cells::<DB>::of("profiles", "id", row);
    Ok(StoredProfile {
        id: ProfileId(cells.uuid("id")?),
        name: cells.get("name")?,
        version: cells.get("version")?,
        created_at: cells.time("created_at")?,
        changed_at: cells.time("changed_at")?,
    })
}

pub(crate) struct Shelve(pub(crate) NewProfile);

impl Transaction for Shelve {
    const NAME: &'static str = "shelve";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Shelved;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Shelved, Trouble> {
        let NewProfile { tenant, by, id, name, text, digest } = &self.0;
        let counted = stmt::<DB>(&COUNT_PROFILES).bind(Id(tenant.0)).first(c).await?;
        let counted = counted.ok_or(sqlx::Error::RowNotFound)?;
        let counted = Cells::<DB>::of("profiles", "profiles", &counted);
        let room = counted.get::<i64>("versions")? < MAX_PROFILE_VERSIONS;
        if room && counted.get::<i64>("profiles")? < MAX_PROFILES {
            stmt::<DB>(&INSERT_PROFILE).bind(Id(id.0)).bind(Id(tenant.0)).bind(name.clone()).execute(c).await?;
        }
        let held = stmt::<DB>(&HOLD_PROFILE).bind(Id(tenant.0)).bind(name.clone()).first(c).await?;
        let Some(held) = held.map(|row| decode::<DB>(&row)).transpose()? else { return Ok(Shelved::Full) };
        let latest = stmt::<DB>(&PROFILE_DIGEST).bind(Id(held.id.0)).bind(held.version).first(c).await?;
        if let Some(latest) = latest
            && Cells::<DB>::of("profile_versions", "profile", &latest).bytes("digest")? == *digest
        {
            return Ok(Shelved::Same(held));
        }
        if !room {
            return Ok(Shelved::Full);
        }
        let (profile, version) = (Id(held.id.0), held.version + 1);
        stmt::<DB>(&INSERT_VERSION)
            .bind(profile)
            .bind(version)
            .bind(Id(tenant.0))
            .bind(text.clone())
            .bind(digest.to_vec())
            .execute(c)
            .await?;
        note::<DB>(c, *tenant, KEEP_PROFILE, Some(*by), std::iter::once(held.id.0.to_string())).await?;
        let row = stmt::<DB>(&NEXT_VERSION).bind(profile).bind(version).first(c).await?;
        Ok(Shelved::New(decode::<DB>(&row.ok_or(sqlx::Error::RowNotFound)?)?))
    }
}

pub(crate) struct ProfileById {
    pub(crate) tenant: TenantId,
    pub(crate) id: ProfileId,
}

impl Transaction for ProfileById {
    const NAME: &'static str = "profile_by_id";
    const ACCESS: Access = Access::Read;
    type Answer = Option<StoredProfile>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<StoredProfile>, Trouble> {
        let row = stmt::<DB>(&PROFILE_BY_ID).bind(Id(self.tenant.0)).bind(Id(self.id.0)).first(c).await?;
        row.map(|row| decode::<DB>(&row)).transpose()
    }
}

pub(crate) struct ProfileByName {
    pub(crate) tenant: TenantId,
    pub(crate) name: String,
}

impl Transaction for ProfileByName {
    const NAME: &'static str = "profile_by_name";
    const ACCESS: Access = Access::Read;
    type Answer = Option<StoredProfile>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<StoredProfile>, Trouble> {
        let row = stmt::<DB>(&PROFILE_BY_NAME).bind(Id(self.tenant.0)).bind(self.name.clone()).first(c).await?;
        row.map(|row| decode::<DB>(&row)).transpose()
    }
}

pub(crate) struct AllProfiles(pub(crate) TenantId);

impl Transaction for AllProfiles {
    const NAME: &'static str = "profiles";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<StoredProfile>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<StoredProfile>, Trouble> {
        let rows = stmt::<DB>(&PROFILES).bind(Id(self.0.0)).all(c).await?;
        rows.iter().map(decode::<DB>).collect()
    }
}

pub(crate) struct TextOf {
    pub(crate) tenant: TenantId,
    pub(crate) version: ProfileVersion,
}

impl Transaction for TextOf {
    const NAME: &'static str = "profile_text";
    const ACCESS: Access = Access::Read;
    type Answer = Option<ProfileText>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<ProfileText>, Trouble> {
        let ProfileVersion { profile, version } = self.version;
        let text = stmt::<DB>(&PROFILE_TEXT).bind(Id(self.tenant.0)).bind(Id(profile.0)).bind(version);
        let Some(row) = text.first(c).await? else { return Ok(None) };
        let cells = Cells::<DB>::of("profile_versions", "profile", &row);
        Ok(Some(ProfileText { text: cells.get("text")?, created_at: cells.time("created_at")? }))
    }
}

pub(crate) struct RetireProfile {
    pub(crate) tenant: TenantId,
    pub(crate) by: ClientNumber,
    pub(crate) id: ProfileId,
}

impl Transaction for RetireProfile {
    const NAME: &'static str = "retire_profile";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let retired = stmt::<DB>(&RETIRE).bind(Id(self.tenant.0)).bind(Id(self.id.0)).execute(c).await? == 1;
        if retired {
            note::<DB>(c, self.tenant, RETIRE_PROFILE, Some(self.by), std::iter::once(self.id.to_string())).await?;
        }
        Ok(retired)
    }
}

pub(crate) struct ForgetRetired;

impl Transaction for ForgetRetired {
    const NAME: &'static str = "forget_retired";
    const ACCESS: Access = Access::Write;
    type Answer = u64;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<u64, Trouble> {
        let forgotten = stmt::<DB>(&FORGET_VERSIONS).bind(Span(PROFILE_GRACE)).execute(c).await?;
        stmt::<DB>(&FORGET_PROFILES).bind(Span(PROFILE_GRACE)).execute(c).await?;
        Ok(forgotten)
    }
}
