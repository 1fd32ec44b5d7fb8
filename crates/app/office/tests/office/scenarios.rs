//! Every scenario of the definitions runs, and comes out as it says.

use daumoi_office::scenario;

use crate::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_of_the_definitions_comes_out_as_it_says() {
    let scenarios = House::on_sqlite().await.office.department().scenarios.clone();
    assert!(scenarios.len() >= 103, "{} scenarios", scenarios.len());
    let mut wrong = Vec::new();
    for scenario in &scenarios {
        let house = House::on_sqlite().await;
        if let Err(differences) = scenario::run(&house.office, &house.clock, scenario).await {
            wrong.extend(
                differences.iter().map(|it| format!("{}:{}: {}", it.scenario, it.line, it.what)),
            );
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs DAUMOI_TEST_POSTGRES"]
async fn one_scenario_of_each_procedure_comes_out_the_same_on_postgres() {
    let scenarios = House::on_sqlite().await.office.department().scenarios.clone();
    let mut seen = std::collections::BTreeSet::new();
    let mut wrong = Vec::new();
    for scenario in scenarios.iter().filter(|scenario| seen.insert(scenario.procedure.clone())) {
        let house = House::on_postgres().await;
        if let Err(differences) = scenario::run(&house.office, &house.clock, scenario).await {
            wrong.extend(differences.into_iter().map(|it| format!("{}: {}", it.scenario, it.what)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
