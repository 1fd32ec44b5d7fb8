//! An office in a folder of its own, its people signed in, and requests to it.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use bytes::Bytes;
use daumoi_files::FileStore;
use daumoi_office::{Ids, Office, SetClock, Settings, definitions, scenario};
use daumoi_store::{Address, Store};
use daumoi_web::WebState;
use http_body_util::BodyExt;
use jiff::civil::DateTime;
use serde_json::{Map, Value, json};
use tower::ServiceExt;

use crate::conforming::must_conform;

pub(crate) struct Desk {
    pub(crate) office: Office,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) router: Router,
    pub(crate) portal: String,
    _folder: tempfile::TempDir,
}

pub(crate) struct Said {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Said {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The status and the code of the problem.
    pub(crate) fn problem(&self) -> (u16, String) {
        let code = self.json()["code"].as_str().unwrap_or_default().to_owned();
        (self.status.as_u16(), code)
    }
}

impl Desk {
    /// An office in the morning of a working day.
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("office.db").to_str().unwrap().to_owned();
        let store = Store::open(&Address::Sqlite { place, readers: 2 }).await.unwrap();
        let definitions_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../definitions");
        let sources = definitions::read_folder(&definitions_folder).unwrap();
        let clock = Arc::new(SetClock::at("2024-01-22T01:00:00Z".parse().unwrap()));
        let office = Office::new(Settings {
            store,
            files: FileStore::on_disk(folder.path().join("files")).unwrap(),
            department: daumoi_definition::load(&sources).unwrap(),
            clock: clock.clone(),
            ids: Ids::of_node(1),
            key: ed25519_dalek::SigningKey::from_bytes(&[7; 32]),
            limits: daumoi_files::Limits::default(),
            scanner: None,
        });
        let token = office.issue_token("portal", &scenario::applicant().grants).await.unwrap();
        let state = WebState::new(office.clone(), None, daumoi_web::Settings::default());
        let router = daumoi_web::router(state);
        Self { office, clock, router, portal: token.token, _folder: folder }
    }

    /// The secret of a new session of one of the people.
    pub(crate) async fn person(&self, id: &str) -> String {
        self.office.set_password(id, "mật khẩu mẫu").await.unwrap();
        self.office.sign_in(id, "mật khẩu mẫu").await.unwrap()
    }

    pub(crate) fn at(&self, local: &str) {
        let local: DateTime = local.parse().unwrap();
        self.clock.set(self.office.instant(local));
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Said {
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let said = Said { status: parts.status, headers: parts.headers, bytes };
        must_conform(method.as_str(), &path, &said);
        said
    }

    pub(crate) async fn get(&self, path: &str, token: Option<&str>) -> Said {
        let mut request = Request::get(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: &Value) -> Said {
        self.post_once(path, token, body, None).await
    }

    pub(crate) async fn post_once(
        &self,
        path: &str,
        token: &str,
        body: &Value,
        key: Option<&str>,
    ) -> Said {
        let mut request = Request::post(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) async fn upload(&self, token: &str, name: &str, bytes: Vec<u8>) -> Said {
        let boundary = "mau0mau0mau";
        let mut body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend(bytes);
        body.extend(format!("\r\n--{boundary}--\r\n").into_bytes());
        let request = Request::post("/api/v1/files")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", format!("multipart/form-data; boundary={boundary}"));
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A dossier for a bulletin of this name, with every paper, as the portal sends it.
    pub(crate) async fn new_dossier(&self, bulletin: &str) -> Value {
        let mut papers = Map::new();
        for paper in [
            "declaration",
            "establishment_document",
            "responsible_cv",
            "responsible_degree_copy",
            "masthead",
            "editorial_board_decision",
        ] {
            let pdf = scenario::sample_pdf(paper);
            let said = self.upload(&self.portal, &format!("{paper}.pdf"), pdf).await;
            assert_eq!(said.status, StatusCode::CREATED, "{}", said.text());
            papers.insert(paper.to_owned(), said.json()["id"].clone());
        }
        json!({
            "procedure": "press.bulletin_licence.issue",
            "channel": "online",
            "applicant": {
                "kind": "state_body",
                "name": "Ủy ban nhân dân thành phố Tuy Hòa",
                "id_no": "4400000011",
                "phone": "02573000011",
                "email": "ubnd@tuyhoa.example",
                "address": "Số 2 đường Mẫu, thành phố Tuy Hòa, tỉnh Phú Yên"
            },
            "answers": answers(bulletin),
            "papers": papers,
        })
    }

    /// The code of a dossier that was handed in.
    pub(crate) async fn submitted(&self, bulletin: &str) -> String {
        let dossier = self.new_dossier(bulletin).await;
        let said = self.post("/api/v1/dossiers", &self.portal, &dossier).await;
        assert_eq!(said.status, StatusCode::CREATED, "{}", said.text());
        said.json()["code"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn act(&self, token: &str, code: &str, action: &str, with: Value) -> Said {
        let path = format!("/api/v1/dossiers/{code}/actions");
        self.post(&path, token, &json!({ "action": action, "with": with })).await
    }

    /// As [`Desk::act`], and it must be done.
    pub(crate) async fn step(&self, token: &str, code: &str, action: &str, with: Value) -> Value {
        let said = self.act(token, code, action, with).await;
        assert_eq!(said.status, StatusCode::OK, "{action}: {}", said.text());
        said.json()
    }
}

pub(crate) fn answers(bulletin: &str) -> Value {
    json!({
        "org": "Ủy ban nhân dân thành phố Tuy Hòa",
        "org_legal_doc_no": "15/QĐ-UBND",
        "org_legal_doc_date": "2019-03-11",
        "org_address": "Số 2 đường Mẫu, thành phố Tuy Hòa, tỉnh Phú Yên",
        "org_phone": "02573000011",
        "bulletin_name": bulletin,
        "responsible_name": "Nguyễn Thị Minh",
        "responsible_birth": "1980-05-12",
        "responsible_position": "Trưởng ban biên tập",
        "responsible_degree": "university",
        "responsible_phone": "0900000011",
        "purpose": "Thông tin hoạt động của cơ quan",
        "content_outline": "Hoạt động nội bộ, hướng dẫn nghiệp vụ, kết quả hội nghị",
        "audience": "Cán bộ, công chức và nhân dân địa phương",
        "distribution_scope": "Thành phố Tuy Hòa",
        "medium": "print",
        "language": "vi",
        "frequency": "monthly",
        "issues_per_year": 12,
        "format_cm": "19 x 27",
        "pages": 24,
        "print_run": 500,
        "printer": "Công ty cổ phần In Mẫu Phú Yên",
        "delivery_method": "free"
    })
}
