//! Accounts, sessions, tokens, uploads and published definitions.

use daumoi_store::accounts::{self, ApiToken, Session};
use daumoi_store::sets::{self, EditionRow, SetRow};
use daumoi_store::uploads::{self, UploadRow};
use futures::FutureExt;

use crate::database::on_both_databases;

fn session(token: u8, expires_at: i64) -> Session {
    Session {
        token: vec![token; 32],
        person: "an".to_owned(),
        created_at: i64::from(token),
        expires_at,
    }
}

on_both_databases! {
    async fn a_password_is_replaced_and_removed(db) {
        db.run(vec![accounts::password_set("an", "hash 1", 1)]).await;
        db.run(vec![accounts::password_set("an", "hash 2", 2)]).await;
        let hash = db.read(|tx| accounts::password_of(tx, "an").boxed()).await;
        assert_eq!(hash.as_deref(), Some("hash 2"));
        assert_eq!(db.read(|tx| accounts::list(tx, "", 10).boxed()).await, ["an"]);
        db.run(vec![accounts::closed("an")]).await;
        assert_eq!(db.read(|tx| accounts::password_of(tx, "an").boxed()).await, None);
    }

    async fn a_session_ends_by_time_or_by_word(db) {
        db.run([session(1, 10), session(2, 20), session(3, 30)].iter().map(accounts::session_begun).collect()).await;
        assert_eq!(db.read(|tx| accounts::session(tx, &[1; 32], 10).boxed()).await, None);
        assert_eq!(db.read(|tx| accounts::session(tx, &[2; 32], 10).boxed()).await, Some(session(2, 20)));
        let open = db.read(|tx| accounts::sessions_of(tx, "an", 10).boxed()).await;
        assert_eq!(open, [session(3, 30), session(2, 20)]);
        db.run(vec![accounts::session_ended(&[3; 32]), accounts::sessions_forgotten(10)]).await;
        assert_eq!(db.read(|tx| accounts::sessions_of(tx, "an", 0).boxed()).await, [session(2, 20)]);
        db.run(vec![accounts::sessions_ended("an")]).await;
        assert!(db.read(|tx| accounts::sessions_of(tx, "an", 0).boxed()).await.is_empty());
    }

    async fn a_revoked_token_opens_nothing(db) {
        let token = ApiToken {
            token: vec![9; 32],
            name: "portal".to_owned(),
            grants: "[]".to_owned(),
            created_at: 1,
            revoked_at: None,
        };
        db.run(vec![accounts::token_issued(&token)]).await;
        assert_eq!(db.read(|tx| accounts::token(tx, &[9; 32]).boxed()).await, Some(token.clone()));
        db.run(vec![accounts::token_revoked(&[9; 32], 5), accounts::token_revoked(&[9; 32], 6)]).await;
        assert_eq!(db.read(|tx| accounts::token(tx, &[9; 32]).boxed()).await, None);
        let all = db.read(|tx| accounts::tokens(tx).boxed()).await;
        assert_eq!(all, [ApiToken { revoked_at: Some(5), ..token }]);
    }

    async fn uploads_and_definitions_are_read_back(db) {
        let upload = UploadRow {
            id: "u1".to_owned(),
            sha256: "00ff".to_owned(),
            name: "Đơn đề nghị.pdf".to_owned(),
            kind: "pdf".to_owned(),
            size: 1024,
            pages: Some(2),
            actor: "an".to_owned(),
            at: 1,
        };
        let edition = EditionRow {
            fingerprint: "e1".to_owned(),
            procedure: "permit".to_owned(),
            edition: "2024".to_owned(),
            body: "{}".to_owned(),
        };
        let set = |number: i64| SetRow {
            fingerprint: format!("s{number}"),
            published_at: number,
            number,
            body: "{}".to_owned(),
        };
        db.run(vec![
            uploads::noted(&upload),
            sets::edition_kept(&edition),
            sets::edition_kept(&edition),
            sets::published(&set(2)),
            sets::published(&set(1)),
            sets::published(&set(1)),
        ])
        .await;
        assert_eq!(db.read(|tx| uploads::load(tx, "u1").boxed()).await, Some(upload));
        assert_eq!(db.read(|tx| sets::edition(tx, "e1").boxed()).await, Some(edition));
        assert_eq!(db.read(|tx| sets::newest(tx).boxed()).await, Some(set(2)));
        assert_eq!(db.read(|tx| sets::load(tx, "s1").boxed()).await, Some(set(1)));
    }
}
