//! The department that is in force now, and the older editions that open cases have pinned.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use daumoi_definition::{Department, Edition, Finder};
use daumoi_dossier::PinnedEdition;
use daumoi_store::{StoreError, Tx, sets};

/// The definitions in force. Replaced as a whole, never changed.
#[derive(Debug)]
pub struct Live {
    department: RwLock<Arc<Department>>,
    finder: RwLock<Arc<Finder>>,
    pinned: RwLock<BTreeMap<String, Arc<Edition>>>,
}

impl Live {
    #[must_use]
    pub fn new(department: Department) -> Self {
        Self {
            finder: RwLock::new(Arc::new(Finder::new(&department))),
            department: RwLock::new(Arc::new(department)),
            pinned: RwLock::new(BTreeMap::new()),
        }
    }

    #[must_use]
    pub fn department(&self) -> Arc<Department> {
        match self.department.read() {
            Ok(department) => Arc::clone(&department),
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        }
    }

    /// The words of the procedures in force.
    #[must_use]
    pub fn finder(&self) -> Arc<Finder> {
        match self.finder.read() {
            Ok(finder) => Arc::clone(&finder),
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        }
    }

    pub fn replace(&self, department: Department) {
        if let Ok(mut finder) = self.finder.write() {
            *finder = Arc::new(Finder::new(&department));
        }
        if let Ok(mut current) = self.department.write() {
            *current = Arc::new(department);
        }
    }

    /// The edition a case began under, by its fingerprint: from the set in force when it still
    /// holds it, else as it was stored when it was published.
    ///
    /// # Errors
    /// When it was never stored, or cannot be read.
    pub async fn edition(
        &self,
        tx: &mut Tx,
        procedure: &str,
        pinned: &PinnedEdition,
    ) -> Result<Arc<Edition>, StoreError> {
        if let Ok(known) = self.pinned.read()
            && let Some(edition) = known.get(&pinned.fingerprint)
        {
            return Ok(Arc::clone(edition));
        }
        let department = self.department();
        let in_force = department
            .edition(procedure, &pinned.id)
            .filter(|edition| edition.fingerprint == pinned.fingerprint);
        let edition = match in_force {
            Some(edition) => edition.clone(),
            None => {
                let row = sets::edition(tx, &pinned.fingerprint).await?;
                let missing =
                    || StoreError::corrupt(format!("edition {} of {procedure}", pinned.id));
                serde_json::from_str(&row.ok_or_else(missing)?.body).map_err(|_| missing())?
            }
        };
        let edition = Arc::new(edition);
        if let Ok(mut known) = self.pinned.write() {
            known.insert(pinned.fingerprint.clone(), Arc::clone(&edition));
        }
        Ok(edition)
    }
}
