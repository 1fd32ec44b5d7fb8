//! The malware command: clean, infected, silent, missing, slow.

use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use daumoi_files::{Rejection, Scanner};

async fn scan(script: &str, bytes: &[u8]) -> Result<(), Rejection> {
    let scanner = Scanner {
        program: PathBuf::from("/bin/sh"),
        arguments: vec!["-c".to_owned(), script.to_owned()],
        time_limit: Duration::from_secs(2),
    };
    scanner.scan(Bytes::copy_from_slice(bytes)).await
}

const GREP: &str = "if grep -q EVIL; then echo 'stream: Eicar-Test-Signature FOUND'; exit 1; fi";

#[tokio::test]
async fn a_clean_file_passes_and_an_infected_one_is_named() {
    scan(GREP, b"ordinary").await.unwrap();
    let rejection = scan(GREP, b"so EVIL").await.unwrap_err();
    assert_eq!(rejection, Rejection::Malware { name: "Eicar-Test-Signature".to_owned() });
}

#[tokio::test]
async fn a_command_that_does_not_read_to_the_end_or_talks_a_lot_does_not_block() {
    let large = vec![b'x'; 4 * 1024 * 1024];
    scan("exit 0", &large).await.unwrap();
    scan("cat", &large).await.unwrap();
}

#[tokio::test]
async fn a_file_that_could_not_be_checked_is_not_taken_in() {
    assert_eq!(scan("echo no database >&2; exit 2", b"x").await.unwrap_err().code(), "unchecked");
    assert_eq!(scan("sleep 30", b"x").await.unwrap_err().code(), "unchecked");
    assert_eq!(scan("kill -9 $$", b"x").await.unwrap_err().code(), "unchecked");
    let missing = Scanner {
        program: PathBuf::from("/nowhere/scanner"),
        arguments: Vec::new(),
        time_limit: Duration::from_secs(2),
    };
    assert_eq!(missing.scan(Bytes::from_static(b"x")).await.unwrap_err().code(), "unchecked");
}
