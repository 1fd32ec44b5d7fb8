//! How a command ends when it does not end well: words for a person, and an exit code.

use daumoi_files::FileError;
use daumoi_kernel::{Lang, Text, causes};
use daumoi_office::Failure;
use daumoi_office::backup::BackupError;
use daumoi_store::StoreError;
use serde_json::{Value, json};

/// Something was found to be wrong, or broke.
const WRONG: u8 = 1;
/// The command or what it was given cannot be right.
const BAD_INPUT: u8 = 2;

#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) exit: u8,
    code: &'static str,
    /// `None` when everything was said already.
    text: Option<Text>,
    /// The chain of technical causes, outermost first.
    causes: Vec<String>,
}

impl Trouble {
    /// The command did its work and told what is wrong.
    pub(crate) fn told() -> Self {
        Self { exit: WRONG, code: "found", text: None, causes: Vec::new() }
    }

    pub(crate) fn input(code: &'static str, text: Text) -> Self {
        Self { exit: BAD_INPUT, code, text: Some(text), causes: Vec::new() }
    }

    pub(crate) fn wrong(code: &'static str, text: Text) -> Self {
        Self { exit: WRONG, code, text: Some(text), causes: Vec::new() }
    }

    pub(crate) fn because(mut self, error: &(dyn std::error::Error + 'static)) -> Self {
        self.causes.extend(causes(error));
        self
    }

    pub(crate) fn message(&self, lang: Lang) -> Option<String> {
        let text = self.text.as_ref()?;
        let mut message = match lang {
            Lang::Vi => format!("lỗi: {}", text.vi),
            Lang::En => format!("error: {}", text.en),
        };
        for cause in &self.causes {
            message.push_str("\n  ← ");
            message.push_str(cause);
        }
        Some(message)
    }

    pub(crate) fn as_json(&self) -> Value {
        json!({ "error": { "code": self.code, "message": self.text, "causes": self.causes } })
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refused) => Self::input(refused.code(), refused.message()),
            Failure::Fault(error) => error.into(),
            Failure::File(error) => error.into(),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        let text = match &error {
            StoreError::Open { place, .. } => Text::new(
                format!(
                    "Không mở được cơ sở dữ liệu {place}. Kiểm tra mục `database` trong cấu hình, máy chủ và quyền ghi."
                ),
                format!(
                    "The database {place} cannot be opened. Check the setting `database`, the server, and who may write there."
                ),
            ),
            StoreError::NotEmpty => Text::new(
                "Cơ sở dữ liệu đích không trống; chưa có gì bị thay đổi. Khôi phục vào một cơ sở dữ liệu mới bằng --to.",
                "The database is not empty; nothing was changed. Restore into a new one with --to.",
            ),
            StoreError::Newer { .. } => Text::new(
                "Cơ sở dữ liệu do một bản mới hơn của chương trình ghi. Hãy dùng bản mới đó.",
                "The database was written by a newer version of this program. Use that version.",
            ),
            _ => Text::new(
                "Cơ sở dữ liệu không làm được việc này.",
                "The database could not do this.",
            ),
        };
        Self::wrong("database", text).because(&error)
    }
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        let text = Text::new(
            "Không đọc hoặc ghi được tệp trong kho tệp. Kiểm tra các mục `files.*` trong cấu hình.",
            "The file store cannot be read or written. Check the settings `files.*`.",
        );
        Self::wrong("files", text).because(&error)
    }
}

impl From<BackupError> for Trouble {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Store(error) => error.into(),
            BackupError::Files(error) => error.into(),
            other => Self::wrong(
                "backup",
                Text::new(
                    "Không sao lưu hoặc khôi phục được; cơ sở dữ liệu không bị thay đổi.",
                    "The backup or restore failed; the database was not changed.",
                ),
            )
            .because(&other),
        }
    }
}
