//! `FileStore`: one suite for both arms, and what only the disk can show.
//!
//! The S3 arm needs a server: `DAUMOI_TEST_S3` holds its endpoint, such as `http://127.0.0.1:5555`.

use bytes::Bytes;
use daumoi_files::{FileError, FileStore, Limits, Problem, S3Settings, check};

use crate::samples::pdf;

fn sample(page_count: u32) -> (String, Bytes) {
    let bytes = pdf(page_count);
    (check("a.pdf", &bytes, &Limits::default()).unwrap().sha256, Bytes::from(bytes))
}

async fn keeps_files(store: &FileStore) {
    keeps_what_is_put(store).await;
    refuses_what_does_not_fit_its_hash(store).await;
}

async fn keeps_what_is_put(store: &FileStore) {
    let (first, first_bytes) = sample(1);
    let (second, second_bytes) = sample(2);
    assert!(!store.exists(&first).await.unwrap());
    assert!(matches!(store.get(&first).await, Err(FileError::NotFound { .. })));
    for bytes in [&first_bytes, &first_bytes] {
        store.put(&first, bytes.clone()).await.unwrap();
    }
    store.put(&second, second_bytes).await.unwrap();
    assert!(store.exists(&first).await.unwrap());
    assert_eq!(store.get(&first).await.unwrap(), first_bytes);
    lists_exactly(store, vec![first, second]).await;
}

async fn lists_exactly(store: &FileStore, mut hashes: Vec<String>) {
    hashes.sort();
    assert_eq!(store.list().await.unwrap(), hashes);
    assert!(store.verify_all().await.unwrap().is_empty());
}

async fn refuses_what_does_not_fit_its_hash(store: &FileStore) {
    let (hash, _) = sample(1);
    let wrong = store.put(&hash, Bytes::from_static(b"other")).await;
    assert!(matches!(wrong, Err(FileError::Damaged { .. })));
    for given in ["", "../../etc/passwd", &hash[1..], &hash.to_uppercase()] {
        assert!(matches!(store.get(given).await, Err(FileError::BadHash { .. })), "{given}");
    }
}

#[tokio::test]
async fn the_disk_keeps_files() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::on_disk(folder.path().join("made/on/start")).unwrap();
    keeps_files(&store).await;
}

#[tokio::test]
async fn a_changed_byte_on_the_disk_is_found_and_healed_by_putting_the_file_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::on_disk(folder.path()).unwrap();
    let (hash, bytes) = sample(1);
    store.put(&hash, bytes.clone()).await.unwrap();
    let path = folder.path().join(format!("sha256/{}/{}/{hash}", &hash[..2], &hash[2..4]));
    let mut damaged = bytes.to_vec();
    damaged[40] ^= 1;
    std::fs::write(&path, damaged).unwrap();
    let error = store.get(&hash).await.unwrap_err();
    assert!(matches!(&error, FileError::Damaged { expected, .. } if *expected == hash));
    let problems = store.verify_all().await.unwrap();
    assert!(matches!(problems.as_slice(), [Problem::File(FileError::Damaged { .. })]));
    store.put(&hash, bytes).await.unwrap();
    assert!(store.verify_all().await.unwrap().is_empty());
}

#[tokio::test]
async fn foreign_files_are_reported_and_leftovers_of_a_crash_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::on_disk(folder.path()).unwrap();
    let (hash, bytes) = sample(1);
    store.put(&hash, bytes).await.unwrap();
    let place = folder.path().join(format!("sha256/{}/{}", &hash[..2], &hash[2..4]));
    std::fs::write(place.join(format!("{hash}#1")), b"half").unwrap();
    assert!(store.verify_all().await.unwrap().is_empty());
    std::fs::write(folder.path().join("sha256").join(&hash), b"misplaced").unwrap();
    assert_eq!(store.list().await.unwrap(), [hash.as_str()]);
    let problems = store.verify_all().await.unwrap();
    assert!(matches!(problems.as_slice(), [Problem::Foreign { .. }]), "{problems:?}");
}

#[tokio::test]
async fn many_writers_of_the_same_file_agree() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::on_disk(folder.path()).unwrap();
    let (hash, bytes) = sample(1);
    let writers = (0..16).map(|_| store.put(&hash, bytes.clone()));
    for written in futures::future::join_all(writers).await {
        written.unwrap();
    }
    assert_eq!(store.list().await.unwrap(), [hash.as_str()]);
    assert!(store.verify_all().await.unwrap().is_empty());
}

#[test]
fn the_secret_of_the_bucket_is_not_shown() {
    let shown = format!("{:?}", settings("https://s3.example.vn", "kho"));
    assert!(!shown.contains("bi-mat"), "{shown}");
}

/// Without a crypto library chosen beforehand, the client would panic while it is built.
#[tokio::test]
async fn a_bucket_behind_tls_is_an_answer_or_an_error_but_never_a_panic() {
    match FileStore::on_s3(settings("https://127.0.0.1:1", "kho")) {
        Ok(store) => assert!(matches!(store.exists(&sample(1).0).await, Err(FileError::Store(_)))),
        Err(error) => assert!(matches!(error, FileError::Store(_)), "{error:?}"),
    }
}

fn settings(endpoint: &str, bucket: &str) -> S3Settings {
    S3Settings {
        endpoint: endpoint.to_owned(),
        bucket: bucket.to_owned(),
        region: "us-east-1".to_owned(),
        access_key: "khoa".to_owned(),
        secret_key: "bi-mat".to_owned(),
        allow_http: endpoint.starts_with("http://"),
    }
}

#[expect(clippy::disallowed_methods, reason = "the test server is named by the environment alone")]
fn s3_endpoint() -> String {
    std::env::var("DAUMOI_TEST_S3").expect("DAUMOI_TEST_S3 names the endpoint of an S3 server")
}

/// Makes an empty bucket of a fresh name. The product never makes buckets, so neither does its
/// store: the test asks the server itself, whose mock accepts an unsigned request.
async fn fresh_bucket(endpoint: &str) -> String {
    let bucket = format!("daumoi-{}-{}", std::process::id(), std::line!());
    let address = endpoint.trim_start_matches("http://");
    let mut server = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!(
        "PUT /{bucket} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=khoa/20240101/us-east-1/s3/aws4_request, \
         SignedHeaders=host, Signature=0\r\n\r\n"
    );
    tokio::io::AsyncWriteExt::write_all(&mut server, request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut server, &mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    bucket
}

#[tokio::test]
#[ignore = "needs DAUMOI_TEST_S3"]
async fn a_bucket_keeps_files() {
    let endpoint = s3_endpoint();
    let bucket = fresh_bucket(&endpoint).await;
    let store = FileStore::on_s3(settings(&endpoint, &bucket)).unwrap();
    keeps_files(&store).await;
}

#[tokio::test]
#[ignore = "needs DAUMOI_TEST_S3"]
async fn a_bucket_that_does_not_exist_is_an_error_and_not_an_absence_of_files() {
    let store = FileStore::on_s3(settings(&s3_endpoint(), "khong-co")).unwrap();
    let (hash, bytes) = sample(1);
    assert!(matches!(
        store.put(&hash, bytes).await,
        Err(FileError::Store(_) | FileError::NotFound { .. })
    ));
    assert!(store.list().await.is_err());
}
