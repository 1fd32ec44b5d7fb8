//! Files on their way in: opened and checked before anything depends on them, kept by their hash.

use bytes::Bytes;
use daumoi_access::Principal;
use daumoi_files::check;
use daumoi_store::uploads::{self, UploadRow};
use futures::FutureExt;
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Refused};
use crate::office::Office;

/// A file that was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    pub id: String,
    pub sha256: String,
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    pub pages: Option<u32>,
}

impl Office {
    /// Checks and keeps a file; its id is what a paper of a dossier names.
    ///
    /// # Errors
    /// When it is empty, too large, disguised, broken or infected; nothing is kept then.
    pub async fn upload(
        &self,
        principal: &Principal,
        name: &str,
        bytes: Bytes,
    ) -> Result<Upload, Failure> {
        let inner = &self.inner;
        let refused = |rejection| Failure::Refused(Refused::Upload(Box::new(rejection)));
        let limits = inner.limits.clone();
        let (given, body) = (name.to_owned(), bytes.clone());
        let permit = inner.checks.acquire().await.map_err(|_| daumoi_store::StoreError::Closed)?;
        let checked = tokio::task::spawn_blocking(move || check(&given, &body, &limits))
            .await
            .map_err(|_| daumoi_store::StoreError::Closed)?
            .map_err(refused)?;
        drop(permit);
        if let Some(scanner) = &inner.scanner {
            scanner.scan(bytes.clone()).await.map_err(refused)?;
        }
        inner.files.put(&checked.sha256, bytes).await?;
        let now = self.now();
        let upload = Upload {
            id: format!("u{}", inner.ids.next(now)),
            sha256: checked.sha256,
            name: checked.name,
            media_type: checked.kind.media_type().to_owned(),
            bytes: checked.bytes,
            pages: checked.pages,
        };
        let row = UploadRow {
            id: upload.id.clone(),
            sha256: upload.sha256.clone(),
            name: upload.name.clone(),
            kind: upload.media_type.clone(),
            size: i64::try_from(upload.bytes).unwrap_or(i64::MAX),
            pages: upload.pages.map(i64::from),
            actor: principal.id.clone(),
            at: now.as_microsecond(),
        };
        inner
            .store
            .write(move |tx| {
                let noted = uploads::noted(&row);
                async move { tx.batch(&[noted]).await }.boxed()
            })
            .await?;
        Ok(upload)
    }

    /// A paper of a dossier that `principal` may see.
    ///
    /// # Errors
    /// When there is none for the one who asks, or the kept file was damaged.
    pub async fn paper(
        &self,
        principal: &Principal,
        code: &str,
        paper: &str,
    ) -> Result<(daumoi_dossier::HandedIn, Bytes), Failure> {
        let (_, of_dossier) = self.visible_dossier(principal, code).await?;
        let found = of_dossier.papers.iter().find(|handed| handed.paper == paper).cloned();
        let found = found.ok_or_else(|| Refused::NotFound { what: format!("paper {paper}") })?;
        self.note_dossier_read(principal, &of_dossier, &format!("paper/{paper}"));
        let bytes = self.inner.files.get(&found.sha256).await?;
        Ok((found, bytes))
    }
}
