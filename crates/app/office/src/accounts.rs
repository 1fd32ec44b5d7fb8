//! Signing in: people with passwords and sessions, applications with tokens.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use daumoi_access::Principal;
use daumoi_definition::Grant;
use daumoi_store::accounts::{self, ApiToken, Session};
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::failure::{Failure, Refused};
use crate::office::Office;
use crate::project;

/// How long a session lasts: a working day with its breaks.
const SESSION_MICROSECONDS: i64 = 12 * 3600 * 1_000_000;

/// A token as it is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    pub token: String,
}

impl Office {
    /// Sets the password of a person of the department.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn set_password(&self, person: &str, password: &str) -> Result<(), Failure> {
        if !self.department().people.contains_key(person) {
            return Err(Refused::NotFound { what: format!("person {person}") }.into());
        }
        let hash = hashed(password.to_owned()).await?;
        let (person, at) = (person.to_owned(), self.now().as_microsecond());
        let set = self.inner.store.write(move |tx| {
            let statement = accounts::password_set(&person, &hash, at);
            async move { tx.batch(&[statement]).await }.boxed()
        });
        Ok(set.await?)
    }

    /// Begins a session; the answer is the secret of the cookie.
    ///
    /// # Errors
    /// When the name or the password is wrong: the same words for both.
    pub async fn sign_in(&self, person: &str, password: &str) -> Result<String, Failure> {
        let wanted = person.to_owned();
        let known = self
            .inner
            .store
            .read(move |tx| {
                let wanted = wanted.clone();
                async move { accounts::password_of(tx, &wanted).await }.boxed()
            })
            .await?;
        let password = password.to_owned();
        // An unknown name takes as long as a wrong password.
        let kept = known.unwrap_or_else(|| UNKNOWN_PERSON.to_owned());
        let is_right = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&kept)
                .is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
        });
        if !is_right.await.unwrap_or(false) {
            return Err(Refused::SignIn.into());
        }
        let secret = secret()?;
        let now = self.now().as_microsecond();
        let session = Session {
            token: digest(&secret),
            person: person.to_owned(),
            created_at: now,
            expires_at: now + SESSION_MICROSECONDS,
        };
        self.inner
            .store
            .write(move |tx| {
                let begun = accounts::session_begun(&session);
                async move { tx.batch(&[begun]).await }.boxed()
            })
            .await?;
        Ok(secret)
    }

    /// # Errors
    /// When the store fails.
    pub async fn sign_out(&self, secret: &str) -> Result<(), Failure> {
        let token = digest(secret);
        let ended = self.inner.store.write(move |tx| {
            let ended = accounts::session_ended(&token);
            async move { tx.batch(&[ended]).await }.boxed()
        });
        Ok(ended.await?)
    }

    /// Who holds this session, with the grants of the definitions in force.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session(&self, secret: &str) -> Result<Option<Principal>, Failure> {
        let (token, now) = (digest(secret), self.now().as_microsecond());
        let session = self
            .inner
            .store
            .read(move |tx| {
                let token = token.clone();
                async move { accounts::session(tx, &token, now).await }.boxed()
            })
            .await?;
        Ok(session.and_then(|session| self.person(&session.person)))
    }

    /// The principal for a person of the definitions.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<Principal> {
        let department = self.department();
        let person = department.people.get(id)?;
        Some(Principal { id: person.id.clone(), grants: person.grants.clone() })
    }

    /// Makes a token for an application; it is shown once and kept only as a digest.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn issue_token(&self, name: &str, grants: &[Grant]) -> Result<NewToken, Failure> {
        let token = secret()?;
        let row = ApiToken {
            token: digest(&token),
            name: name.to_owned(),
            grants: project::json(&grants)?,
            created_at: self.now().as_microsecond(),
            revoked_at: None,
        };
        self.inner
            .store
            .write(move |tx| {
                let issued = accounts::token_issued(&row);
                async move { tx.batch(&[issued]).await }.boxed()
            })
            .await?;
        Ok(NewToken { token })
    }

    /// The application that holds this token, unless it was revoked.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn application(&self, token: &str) -> Result<Option<Principal>, Failure> {
        let digest = digest(token);
        let found = self
            .inner
            .store
            .read(move |tx| {
                let digest = digest.clone();
                async move { application(tx, &digest).await }.boxed()
            })
            .await?;
        Ok(found)
    }
}

async fn application(tx: &mut Tx, digest: &[u8]) -> Result<Option<Principal>, StoreError> {
    let Some(row) = accounts::token(tx, digest).await?.filter(|row| row.revoked_at.is_none())
    else {
        return Ok(None);
    };
    let grants: Vec<Grant> = serde_json::from_str(&row.grants)
        .map_err(|error| StoreError::corrupt(format!("the grants of {}: {error}", row.name)))?;
    Ok(Some(Principal { id: format!("app:{}", row.name), grants }))
}

/// A hash of no password, made with the parameters of [`hasher`].
const UNKNOWN_PERSON: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Argon2id with the parameters that OWASP recommends: 19 MiB, two passes.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

async fn hashed(password: String) -> Result<String, StoreError> {
    let made = tokio::task::spawn_blocking(move || {
        hasher().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    let failed = || StoreError::corrupt("a password could not be hashed");
    made.await.map_err(|_| failed())?.map_err(|_| failed())
}

fn secret() -> Result<String, StoreError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::corrupt("no randomness to be had"))?;
    Ok(hex::encode(bytes))
}

fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
