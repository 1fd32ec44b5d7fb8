//! The key that signs the checkpoints of the journal. It is made once and never printed.

use std::fs;
use std::io::Write;
use std::path::Path;

use daumoi_kernel::Text;
use daumoi_office::backup;
use ed25519_dalek::SigningKey;

use crate::trouble::Trouble;

const NAME: &str = "journal.ed25519";

/// The key in `folder`; made there when there is none yet.
pub(crate) fn journal_key(folder: &Path) -> Result<SigningKey, Trouble> {
    let path = folder.join(NAME);
    match fs::read_to_string(&path) {
        Ok(text) => {
            let bytes = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
            let bytes: [u8; 32] = bytes.ok_or_else(|| unreadable(&path))?;
            Ok(SigningKey::from_bytes(&bytes))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            made(folder, &path).map_err(|error| unreadable(&path).because(&error))
        }
        Err(error) => Err(unreadable(&path).because(&error)),
    }
}

/// The key appears whole or not at all: a machine that stops here must not leave half a key.
fn made(folder: &Path, path: &Path) -> std::io::Result<SigningKey> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    backup::secret_folder(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(file, "{}", hex::encode(bytes))?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    fs::File::open(folder)?.sync_all()?;
    Ok(SigningKey::from_bytes(&bytes))
}

fn unreadable(path: &Path) -> Trouble {
    Trouble::wrong(
        "key",
        Text::new(
            format!(
                "Không đọc hoặc tạo được khóa ký {}. Khôi phục tệp này từ bản sao lưu; đừng tạo khóa mới cho nhật ký cũ.",
                path.display()
            ),
            format!(
                "The signing key {} cannot be read or made. Bring it back from a backup; do not make a new key for an old journal.",
                path.display()
            ),
        ),
    )
}
