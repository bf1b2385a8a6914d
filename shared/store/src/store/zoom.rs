//! The ports of imports, and of what they sign in with, over any engine.

use async_trait::async_trait;
use model::{ClientNumber, CredentialsId, FileId, JobId, Lease, TenantId};

use super::Engine;
use super::beside::Beside;
use crate::transactions::{
    AllCredentials, Bring, EraseCredentials, ImportByJob, ImportOfFile, KeepCredentials, SealedCredentials,
    SubmitCounted, SubmitImport,
};
use crate::{
    Brought, Error, Import, Imports, NewFile, NewJob, NewZoomCredentials, Submitted, Zoom, ZoomCredentials, ZoomKept,
};

#[async_trait]
impl<E: Engine> Imports for Beside<E> {
    async fn submit(&self, job: &NewJob) -> Result<Submitted, Error> {
        let job = job.clone();
        let Some(client_id) = job.counted.clone() else { return self.0.run(SubmitImport(job)).await };
        let submission = SubmitImport(job.clone());
        self.0.run(SubmitCounted { client_id, job, submission }).await
    }

    async fn of_file(&self, tenant: TenantId, file: FileId) -> Result<Option<Import>, Error> {
        self.0.run(ImportOfFile { tenant, file }).await
    }

    async fn by_job(&self, tenant: TenantId, job: JobId) -> Result<Option<FileId>, Error> {
        self.0.run(ImportByJob { tenant, job }).await
    }

    async fn bring(&self, lease: &Lease, file: &NewFile) -> Result<Brought, Error> {
        self.0.run(Bring { lease: *lease, file: file.clone() }).await
    }
}

#[async_trait]
impl<E: Engine> Zoom for Beside<E> {
    async fn keep(&self, new: &NewZoomCredentials) -> Result<ZoomKept, Error> {
        self.0.run(KeepCredentials(new.clone())).await
    }

    async fn all(&self, tenant: TenantId) -> Result<Vec<ZoomCredentials>, Error> {
        self.0.run(AllCredentials(tenant)).await
    }

    async fn sealed(&self, tenant: TenantId, id: CredentialsId) -> Result<Option<(ZoomCredentials, Vec<u8>)>, Error> {
        self.0.run(SealedCredentials { tenant, id }).await
    }

    async fn erase(&self, tenant: TenantId, by: ClientNumber, id: CredentialsId) -> Result<bool, Error> {
        self.0.run(EraseCredentials { tenant, by, id }).await
    }
}
