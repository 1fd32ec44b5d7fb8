//! What the settings name, opened: the database, the files, the key, the definitions in force.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use daumoi_definition::{Department, Finding, SourceFile, load};
use daumoi_files::FileStore;
use daumoi_kernel::Text;
use daumoi_office::backup::{self, Places};
use daumoi_office::{Clock, Ids, MachineClock, Office, definitions};
use daumoi_store::{Address, Store, StoreError, Tx, journal, sets};
use futures::FutureExt;

use crate::carriers::Carriers;
use crate::keys;
use crate::settings::{FilePlace, Settings};
use crate::trouble::Trouble;

#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) settings: Settings,
    pub(crate) store: Store,
    pub(crate) files: FileStore,
    pub(crate) places: Places,
    pub(crate) carriers: Arc<Carriers>,
}

impl Machine {
    /// Opens the database, and makes it when there is none.
    pub(crate) async fn open(settings: Settings) -> Result<Self, Trouble> {
        backup::secret_folder(&settings.data).map_err(|error| {
            let place = settings.data.display();
            let text = Text::new(
                format!("Không tạo được thư mục dữ liệu {place}. Kiểm tra mục `data` và quyền ghi."),
                format!("The data folder {place} cannot be made. Check the setting `data` and who may write there."),
            );
            Trouble::wrong("data", text).because(&error)
        })?;
        let carriers = Arc::new(Carriers::of(&settings)?);
        let store = Store::open(&Address::parse(&settings.database)).await?;
        let files = match &settings.files {
            FilePlace::Disk(path) => FileStore::on_disk(path)?,
            FilePlace::S3(s3) => FileStore::on_s3(s3.clone())?,
        };
        let places = places(&settings.data);
        Ok(Self { settings, store, files, places, carriers })
    }

    /// Opens a database that must be there already: a misspelt name must not make an empty one.
    pub(crate) async fn open_existing(settings: Settings) -> Result<Self, Trouble> {
        if let Address::Sqlite { place, .. } = Address::parse(&settings.database)
            && !place.starts_with("file:")
            && !Path::new(&place).is_file()
        {
            return Err(Trouble::input(
                "no_database",
                Text::new(
                    format!(
                        "Không có cơ sở dữ liệu {place}. Chạy `daumoi serve` hoặc `daumoi migrate` để tạo, hoặc sửa mục `database`."
                    ),
                    format!(
                        "There is no database {place}. Make it with `daumoi serve` or `daumoi migrate`, or put the setting `database` right."
                    ),
                ),
            ));
        }
        Self::open(settings).await
    }

    /// The office with the definitions in force; of a database without any, those of the folder.
    pub(crate) async fn office(&self) -> Result<Office, Trouble> {
        let department = match in_force(&self.store).await? {
            Some(department) => department,
            None => from_folder(&self.settings.definitions)?,
        };
        self.office_of(department, Arc::new(MachineClock))
    }

    pub(crate) fn office_of(
        &self,
        department: Department,
        clock: Arc<dyn Clock>,
    ) -> Result<Office, Trouble> {
        Ok(Office::new(daumoi_office::Settings {
            store: self.store.clone(),
            files: self.files.clone(),
            department,
            clock,
            ids: Ids::of_node(self.settings.node),
            key: keys::journal_key(&self.places.keys)?,
            limits: self.settings.limits.clone(),
            scanner: self.settings.scanner.clone(),
        }))
    }
}

fn places(data: &Path) -> Places {
    Places { keys: data.join("keys"), checkpoints: data.join("checkpoints.log") }
}

/// The set of definitions that was published last.
pub(crate) async fn in_force(store: &Store) -> Result<Option<Department>, Trouble> {
    let newest = store.read(|tx: &mut Tx| sets::newest(tx).boxed()).await?;
    let Some(newest) = newest else { return Ok(None) };
    let files: Vec<(String, String)> = serde_json::from_str(&newest.body)
        .map_err(|error| StoreError::corrupt(format!("kept definitions: {error}")))?;
    let files: Vec<SourceFile> =
        files.into_iter().map(|(path, text)| SourceFile { path, text }).collect();
    load(&files).map(Some).map_err(|findings| {
        let text = Text::new(
            "Bộ định nghĩa đang có hiệu lực không đọc được bằng bản chương trình này. Công bố lại một bộ đúng: daumoi publish DIR",
            "The definitions in force cannot be read by this version of the program. Publish a sound set: daumoi publish DIR",
        );
        Trouble::wrong("definitions", Text::new(with(&text.vi, &findings), with(&text.en, &findings)))
    })
}

/// How many times definitions were published: changes when another set comes into force.
pub(crate) async fn publications(store: &Store) -> Result<i64, StoreError> {
    store
        .read(|tx: &mut Tx| {
            async move { Ok(journal::head(tx, "definitions").await?.version) }.boxed()
        })
        .await
}

/// The sources in a folder.
pub(crate) fn sources(folder: &Path) -> Result<Vec<SourceFile>, Trouble> {
    let missing = || {
        Text::new(
            format!(
                "Không có định nghĩa nào trong thư mục {}. Chỉ đúng thư mục, hoặc sửa mục `definitions`.",
                folder.display()
            ),
            format!(
                "There are no definitions in the folder {}. Name the right one, or put the setting `definitions` right.",
                folder.display()
            ),
        )
    };
    let found = definitions::read_folder(folder)
        .map_err(|error| Trouble::input("definitions", missing()).because(&error))?;
    if found.is_empty() { Err(Trouble::input("definitions", missing())) } else { Ok(found) }
}

fn from_folder(folder: &Path) -> Result<Department, Trouble> {
    load(&sources(folder)?).map_err(|findings| refused(folder, &findings))
}

/// Every finding, with its place as a path that an editor can open.
pub(crate) fn refused(folder: &Path, findings: &[Finding]) -> Trouble {
    let findings = located(folder, findings);
    let count = findings.len();
    Trouble::wrong(
        "definitions",
        Text::new(
            with(&format!("{}: {count} chỗ sai trong bộ định nghĩa.", folder.display()), &findings),
            with(
                &format!("{}: {count} mistake(s) in the definitions.", folder.display()),
                &findings,
            ),
        ),
    )
}

pub(crate) fn located(folder: &Path, findings: &[Finding]) -> Vec<Finding> {
    findings
        .iter()
        .map(|finding| {
            let path: PathBuf = folder.join(&finding.file);
            Finding { file: path.display().to_string(), ..finding.clone() }
        })
        .collect()
}

fn with(text: &str, findings: &[Finding]) -> String {
    let mut told = text.to_owned();
    for finding in findings {
        told.push('\n');
        told.push_str(&finding.to_string());
    }
    told
}
