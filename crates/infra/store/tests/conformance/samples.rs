//! Rows and entries for tests.

use daumoi_store::dossiers::DossierRow;
use daumoi_store::journal::{self, Entry, Head};
use daumoi_store::records::RecordRow;
use daumoi_store::verify::Naming;
use daumoi_store::{StoreError, Tx, dossiers};

use crate::database::TestDb;

pub(crate) fn entry(body: &str) -> Entry {
    Entry {
        kind: "case_moved".to_owned(),
        at: 1_700_000_000_000_000,
        actor: "person/an".to_owned(),
        body: format!("{{\"text\":\"{body}\"}}"),
    }
}

pub(crate) fn dossier(id: i64, sight: i64) -> DossierRow {
    DossierRow {
        id,
        code: format!("H01.{id}"),
        version: 0,
        head: vec![0; 32],
        point: "4.b".to_owned(),
        procedure: "permit".to_owned(),
        edition: "2024".to_owned(),
        state: "checking".to_owned(),
        status: 1,
        sight,
        applicant: "Công ty Ánh Dương".to_owned(),
        applicant_key: format!("party/{}", id % 3),
        submitted_at: 5,
        due: Some("2024-05-27".to_owned()),
        due_key: 1000 - (id % 7),
        is_open: true,
        timeliness: None,
        duty: 4,
        unit: "press".to_owned(),
        officer: String::new(),
        channel: "online".to_owned(),
        body: "{}".to_owned(),
    }
}

pub(crate) fn record(id: i64, sight: i64) -> RecordRow {
    RecordRow {
        id,
        version: 1,
        head: vec![0; 32],
        register: "licences".to_owned(),
        number: format!("{id}/GP-STTTT"),
        status: "valid".to_owned(),
        standing: "in_force".to_owned(),
        holder: "Báo Quê Hương".to_owned(),
        holder_key: format!("party/{}", id % 3),
        issued_on: "2024-01-02".to_owned(),
        valid_until: None,
        is_public: id % 2 == 0,
        sight,
        body: "{}".to_owned(),
    }
}

pub(crate) const NAMING: Naming = Naming {
    dossier: |_, code| format!("dossier/{code}"),
    record: |_, register, number| format!("record/{register}/{number}"),
};

/// Appends one entry to the stream of a case and writes its row, as a command does.
pub(crate) async fn step(tx: &mut Tx, id: i64, body: &str) -> Result<Head, StoreError> {
    let before = dossiers::load_by_id(tx, id).await?;
    let is_new = before.is_none();
    let mut row = before.unwrap_or_else(|| dossier(id, 1));
    let head = Head { version: row.version, hash: row.head.clone() };
    let stream = format!("dossier/{}", row.code);
    let head = journal::append(tx, &stream, &head, &[entry(body)]).await?;
    row.version = head.version;
    row.head.clone_from(&head.hash);
    let (sql, values) = dossiers::upsert(&row, is_new);
    tx.execute(&sql, &values).await?;
    Ok(head)
}

/// Three cases with four entries each.
pub(crate) async fn three_cases(db: &TestDb) {
    for round in 1..=4 {
        for id in 1..=3 {
            db.write(move |tx: &mut Tx| -> crate::database::Boxed<'_, Head> {
                Box::pin(async move { step(tx, id, &format!("round {round}")).await })
            })
            .await;
        }
    }
    db.settled().await;
}
