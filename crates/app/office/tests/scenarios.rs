//! Every scenario of the definitions runs, and comes out as it says.

use std::path::Path;
use std::sync::Arc;

use daumoi_files::{FileStore, Limits};
use daumoi_office::{Ids, Office, SetClock, Settings, definitions, scenario};
use daumoi_store::{Address, Store};

async fn office(name: &str, clock: &Arc<SetClock>, files: &Path) -> Office {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../definitions");
    let sources = definitions::read_folder(&folder).unwrap();
    let place = format!("file:{name}?mode=memory&cache=shared");
    let store = Store::open(&Address::Sqlite { place, readers: 2 }).await.unwrap();
    let taken = definitions::take_up(&store, sources, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    assert!(taken.refused.is_empty());
    Office::new(Settings {
        store,
        files: FileStore::on_disk(files).unwrap(),
        department: taken.department,
        clock: Arc::<SetClock>::clone(clock),
        ids: Ids::of_node(1),
        key: ed25519_dalek::SigningKey::from_bytes(&[7; 32]),
        limits: Limits::default(),
        scanner: None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_of_the_definitions_comes_out_as_it_says() {
    let files = tempfile::tempdir().unwrap();
    let clock = Arc::new(SetClock::at(jiff::Timestamp::UNIX_EPOCH));
    let first = office("scenarios", &clock, files.path()).await;
    let scenarios = first.department().scenarios.clone();
    assert!(scenarios.len() >= 30, "{} scenarios", scenarios.len());
    let mut wrong = Vec::new();
    for (index, scenario) in scenarios.iter().enumerate() {
        let office = office(&format!("scenario{index}"), &clock, files.path()).await;
        if let Err(differences) = scenario::run(&office, &clock, scenario).await {
            wrong.extend(
                differences.iter().map(|it| format!("{}:{}: {}", it.scenario, it.line, it.what)),
            );
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
