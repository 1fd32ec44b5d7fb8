//! The demo province: a year of cases, and people who may sign in with a password that everybody may
//! know; one for each role is told. The sign-ins are kept beside the data, so that a later start prints them again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use daumoi_kernel::{Lang, Text};
use daumoi_office::{Clock, MachineClock, Office, SetClock, demo};

use crate::machine::{self, Machine};
use crate::say::Say;
use crate::trouble::Trouble;

/// Known to everybody on purpose: a demo holds no real person's data.
const PASSWORD: &str = "daumoi-demo";

/// Fills an office that was begun just now. Any other is served as it is: it may be a real one.
pub(crate) async fn fill(
    say: Say,
    machine: &Machine,
    is_new: bool,
    cases: usize,
) -> Result<(), Trouble> {
    let note = note(&machine.settings.data);
    if !is_new {
        if fs::metadata(&note).is_ok_and(|note| note.len() == 0) {
            let folder = machine.settings.data.display();
            let text = Text::new(
                format!(
                    "Lần trước tỉnh mẫu chưa nạp xong. Muốn nạp lại từ đầu: xóa {folder} rồi chạy lại."
                ),
                format!(
                    "The demo was not filled in to its end last time. To begin anew: remove {folder} and start again."
                ),
            );
            say.aside(text.get(say.lang));
        }
        return Ok(());
    }
    noted(&note, "");
    let Some(department) = machine::in_force(&machine.store).await? else { return Ok(()) };
    let clock = Arc::new(SetClock::at(MachineClock.now()));
    let office = machine.office_of(department, Arc::<SetClock>::clone(&clock))?;
    let text = Text::new(
        format!("Đang nạp tỉnh mẫu, {cases} hồ sơ; mất một vài phút…"),
        format!("Filling in the demo province, {cases} cases; this takes a few minutes…"),
    );
    say.aside(text.get(say.lang));
    let today = office.local_now().date();
    let filled = demo::fill(&office, &clock, today, cases).await?;
    tracing::info!(
        cases = filled.cases,
        steps = filled.steps,
        refused = filled.refused,
        "the demo is filled in"
    );
    clock.set(MachineClock.now());
    open_doors(&office, &machine.settings.data).await
}

/// Sets the passwords, and notes that this data is a demo.
async fn open_doors(office: &Office, data: &Path) -> Result<(), Trouble> {
    for person in office.department().people.keys() {
        office.set_password(person, PASSWORD).await?;
    }
    let chosen = one_for_each_role(office).into_iter();
    let lines: Vec<String> =
        chosen.map(|(role, person)| format!("{role}\t{person}\t{PASSWORD}")).collect();
    noted(&note(data), &lines.join("\n"));
    Ok(())
}

fn noted(path: &Path, text: &str) {
    if let Err(error) = fs::write(path, text) {
        tracing::warn!(%error, "the demo sign-ins could not be noted");
    }
}

fn one_for_each_role(office: &Office) -> BTreeMap<String, String> {
    let department = office.department();
    let today = office.local_now().date();
    let mut chosen = BTreeMap::new();
    for person in department.people.values() {
        let holds = person
            .grants
            .iter()
            .filter(|grant| grant.from <= today && grant.until.is_none_or(|until| today <= until));
        for grant in holds {
            chosen.entry(grant.role.clone()).or_insert_with(|| person.id.clone());
        }
    }
    chosen
}

/// Prints the sign-ins when the data is a demo's.
pub(crate) fn tell(say: Say, office: &Office, data: &Path) {
    let text = fs::read_to_string(note(data)).unwrap_or_default();
    if text.is_empty() {
        return;
    }
    say.both("Tài khoản mẫu, mỗi vai trò một người:", "Sample sign-ins, one for each role:");
    let department = office.department();
    for line in text.lines() {
        let mut words = line.split('\t');
        let (role, person) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let password = words.next().unwrap_or_default();
        let title = department.roles.get(role).map_or(role, |found| match say.lang {
            Lang::Vi => &found.title.vi,
            Lang::En => &found.title.en,
        });
        say.line(&format!("  {person:<22} {password:<14} {title}"));
    }
}

fn note(data: &Path) -> PathBuf {
    data.join("demo-sign-ins.txt")
}
