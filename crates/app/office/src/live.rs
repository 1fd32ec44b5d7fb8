//! The department that is in force now, and the older editions that open cases have pinned.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, RwLock};

use daumoi_definition::{Department, Edition, Finder, Procedure};
use daumoi_dossier::PinnedEdition;
use daumoi_store::{StoreError, Tx, sets};

/// The definitions in force. Replaced as a whole, never changed.
#[derive(Debug)]
pub struct Live {
    in_force: RwLock<Arc<InForce>>,
    pinned: RwLock<BTreeMap<String, Arc<Edition>>>,
}

#[derive(Debug)]
struct InForce {
    department: Arc<Department>,
    /// Made when somebody first looks for a procedure: most commands never do.
    finder: OnceLock<Finder>,
}

impl InForce {
    fn new(department: Department) -> Arc<Self> {
        Arc::new(Self { department: Arc::new(department), finder: OnceLock::new() })
    }
}

impl Live {
    #[must_use]
    pub fn new(department: Department) -> Self {
        Self {
            in_force: RwLock::new(InForce::new(department)),
            pinned: RwLock::new(BTreeMap::new()),
        }
    }

    fn in_force(&self) -> Arc<InForce> {
        match self.in_force.read() {
            Ok(in_force) => Arc::clone(&in_force),
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        }
    }

    #[must_use]
    pub fn department(&self) -> Arc<Department> {
        Arc::clone(&self.in_force().department)
    }

    /// The procedures in force that answer to these words, as far as `is_open` lets them, the best
    /// first.
    #[must_use]
    pub fn called(
        &self,
        words: &str,
        is_open: impl Fn(&Department, &str) -> bool,
    ) -> Vec<Arc<Procedure>> {
        let in_force = self.in_force();
        let department = &in_force.department;
        let finder = in_force.finder.get_or_init(|| Finder::new(department));
        let found = finder.find(words, |id| is_open(department, id));
        found.iter().filter_map(|found| department.procedure(&found.procedure).cloned()).collect()
    }

    pub fn replace(&self, department: Department) {
        if let Ok(mut in_force) = self.in_force.write() {
            *in_force = InForce::new(department);
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
