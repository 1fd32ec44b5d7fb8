//! A form with files on its way in, part by part: a file is taken in before the next one is read, so
//! that no more than one of them is held in memory.

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use daumoi_files::Rejection;

use crate::problem::{Answer, Problem};
use crate::words;

/// The whole form, all files together.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
const LONGEST_TEXT: u64 = 1024 * 1024;

pub(super) struct Incoming {
    form: Multipart,
    most_of_a_file: u64,
    taken: u64,
}

pub(super) enum Part {
    Text { name: String, value: String },
    File { input: String, name: String, content: Result<Bytes, Rejection> },
}

impl Incoming {
    pub(super) async fn of(request: Request, most_of_a_file: u64) -> Answer<Self> {
        let form = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
        Ok(Self { form, most_of_a_file, taken: 0 })
    }

    /// The next part; inputs where no file was chosen are passed over.
    pub(super) async fn next(&mut self) -> Answer<Option<Part>> {
        while let Some(field) = self.form.next_field().await.map_err(|_| broken())? {
            let input = field.name().unwrap_or_default().to_owned();
            let Some(name) = field.file_name().map(str::to_owned) else {
                let (bytes, size) = read(field, LONGEST_TEXT, &mut self.taken).await?;
                if size > LONGEST_TEXT {
                    return Err(Problem::too_large(LONGEST_TEXT));
                }
                let value = String::from_utf8_lossy(&bytes).into_owned();
                return Ok(Some(Part::Text { name: input, value }));
            };
            let (bytes, size) = read(field, self.most_of_a_file, &mut self.taken).await?;
            if name.is_empty() && size == 0 {
                continue;
            }
            let limit = self.most_of_a_file;
            let content =
                if size > limit { Err(Rejection::TooLarge { limit, size }) } else { Ok(bytes) };
            return Ok(Some(Part::File { input, name, content }));
        }
        Ok(None)
    }
}

fn broken() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "body_broken", words::body_broken())
}

/// What is more than `most` is read and dropped: a browser shows no answer before it has sent
/// everything.
async fn read(mut field: Field<'_>, most: u64, taken: &mut u64) -> Answer<(Bytes, u64)> {
    let mut bytes = BytesMut::new();
    let mut size = 0_u64;
    while let Some(chunk) = field.chunk().await.map_err(|_| broken())? {
        let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        size = size.saturating_add(length);
        *taken = taken.saturating_add(length);
        if *taken > MOST_BYTES {
            return Err(Problem::too_large(MOST_BYTES));
        }
        if size <= most {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok((bytes.freeze(), size))
}
