//! `daumoi openapi`: the document that the API serves, without a server. It is asked of the same
//! routes, in an office that lives in memory.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use daumoi_definition::load;
use daumoi_files::{FileStore, Limits};
use daumoi_kernel::Text;
use daumoi_office::{Ids, MachineClock, Office};
use daumoi_store::{Address, Store};
use daumoi_web::WebState;
use ed25519_dalek::SigningKey;
use tower::ServiceExt;

use crate::machine;
use crate::say::Say;
use crate::settings::Settings;
use crate::trouble::Trouble;

const PATH: &str = "/api/v1/openapi.json";
/// Far more than the document needs.
const LONGEST: usize = 64 * 1024 * 1024;

pub(crate) async fn print(say: Say, settings: Settings) -> Result<(), Trouble> {
    let folder = &settings.definitions;
    let department =
        load(&machine::sources(folder)?).map_err(|found| machine::refused(folder, &found))?;
    let scratch = tempfile::tempdir().map_err(|error| broken().because(&error))?;
    let place = format!("file:openapi-{}?mode=memory&cache=shared", std::process::id());
    let office = Office::new(daumoi_office::Settings {
        store: Store::open(&Address::Sqlite { place, readers: 1 }).await?,
        files: FileStore::on_disk(scratch.path())?,
        department,
        clock: Arc::new(MachineClock),
        ids: Ids::of_node(1),
        key: SigningKey::from_bytes(&[1; 32]),
        limits: Limits::default(),
        scanner: None,
    });
    let router = daumoi_web::router(WebState::new(office, None, daumoi_web::Settings::default()));
    let request =
        Request::get(PATH).body(Body::empty()).map_err(|error| broken().because(&error))?;
    let answer = router.oneshot(request).await.map_err(|error| broken().because(&error))?;
    let bytes = to_bytes(answer.into_body(), LONGEST).await;
    let bytes = bytes.map_err(|error| broken().because(&error))?;
    let document: serde_json::Value =
        serde_json::from_slice(&bytes).map_err(|error| broken().because(&error))?;
    say.json(&document);
    Ok(())
}

fn broken() -> Trouble {
    Trouble::wrong(
        "openapi",
        Text::new("Không lập được mô tả OpenAPI.", "The OpenAPI document could not be made."),
    )
}
