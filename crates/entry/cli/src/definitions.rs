//! `daumoi check`, `impact` and `publish`: definitions on their way into force.

use std::path::{Path, PathBuf};

use daumoi_definition::{Department, load};
use daumoi_kernel::Text;
use daumoi_office::definitions::{Impact, TakeUpError, take_up};
use daumoi_office::{Clock, MachineClock};

use crate::machine::{self, Machine};
use crate::say::Say;
use crate::settings::Settings;
use crate::trouble::Trouble;

pub(crate) fn check(say: Say, settings: &Settings, dir: Option<PathBuf>) -> Result<(), Trouble> {
    let folder = dir.unwrap_or_else(|| settings.definitions.clone());
    match load(&machine::sources(&folder)?) {
        Ok(department) => {
            say_what_it_holds(say, &department);
            Ok(())
        }
        Err(findings) => {
            for finding in machine::located(&folder, &findings) {
                say.line(&finding.to_string());
            }
            let count = findings.len();
            say.both(format!("{count} chỗ sai."), format!("{count} mistake(s)."));
            Err(Trouble::told())
        }
    }
}

fn say_what_it_holds(say: Say, department: &Department) {
    let (procedures, registers) = (department.procedures.len(), department.registers.len());
    let (duties, scenarios) = (department.duties.len(), department.scenarios.len());
    say.both(
        format!("Không có chỗ sai: {duties} nhiệm vụ, {procedures} thủ tục, {registers} sổ, {scenarios} kịch bản."),
        format!("No mistakes: {duties} duties, {procedures} procedures, {registers} registers, {scenarios} scenarios."),
    );
}

pub(crate) async fn impact(
    say: Say,
    settings: Settings,
    dir: &Path,
    as_json: bool,
) -> Result<(), Trouble> {
    let new = load(&machine::sources(dir)?).map_err(|found| machine::refused(dir, &found))?;
    let machine = Machine::open_existing(settings).await?;
    let Some(old) = machine::in_force(&machine.store).await? else {
        return Err(Trouble::input(
            "nothing_in_force",
            Text::new(
                "Chưa có bộ định nghĩa nào có hiệu lực để so sánh. Công bố bộ đầu tiên: daumoi publish DIR",
                "No definitions are in force to compare with. Publish the first set: daumoi publish DIR",
            ),
        ));
    };
    let impact = machine.office_of(old, std::sync::Arc::new(MachineClock))?.impact(&new).await?;
    if as_json {
        say.json(&impact);
    } else {
        tell_impact(say, &impact);
    }
    Ok(())
}

fn tell_impact(say: Say, impact: &Impact) {
    let changes = impact.changes.objects.len();
    say.both(format!("{changes} đối tượng thay đổi."), format!("{changes} object(s) change."));
    for change in &impact.changes.objects {
        let edition = change.edition.as_deref().map(|it| format!(" @ {it}")).unwrap_or_default();
        say.line(&format!("  {:?} {:?} {}{edition}", change.what, change.kind, change.id));
        for difference in &change.differences {
            say.line(&format!("      {}", difference.path));
        }
        if change.rewrites_edition {
            say.both(
                "      chú ý: sửa một phiên bản đã có; hồ sơ đang mở giữ phiên bản cũ",
                "      note: this rewrites an edition; open cases keep the old one",
            );
        }
    }
    let cases = impact.open_cases.len();
    say.both(
        format!("{cases} hồ sơ đang mở, làm xong theo phiên bản lúc bắt đầu."),
        format!("{cases} open case(s), which finish under the edition they began under."),
    );
    for case in &impact.open_cases {
        let due = case.due.as_deref().unwrap_or("–");
        say.line(&format!(
            "  {}  {} @ {}  {}  {due}",
            case.code, case.procedure, case.began_under, case.state
        ));
    }
    for (register, count) in &impact.records {
        say.both(
            format!("  sổ {register}: {count} bản ghi"),
            format!("  register {register}: {count} record(s)"),
        );
    }
    for paper in &impact.papers {
        say.both(format!("  giấy tờ: {paper}"), format!("  paper: {paper}"));
    }
    for report in &impact.reports {
        say.both(format!("  báo cáo: {report}"), format!("  report: {report}"));
    }
    for moved in &impact.moved_due_dates {
        say.line(&format!(
            "  {} ({}): {} → {}",
            moved.code, moved.term, moved.promised, moved.would_be
        ));
    }
}

pub(crate) async fn publish(say: Say, settings: Settings, dir: &Path) -> Result<(), Trouble> {
    let sources = machine::sources(dir)?;
    // Findings are told before the database is opened: a bad set touches nothing.
    let department = load(&sources).map_err(|found| machine::refused(dir, &found))?;
    let machine = Machine::open(settings).await?;
    let before = machine::publications(&machine.store).await?;
    match take_up(&machine.store, sources, MachineClock.now()).await {
        Ok(_) => {}
        Err(TakeUpError::Findings(found)) => return Err(machine::refused(dir, &found)),
        Err(TakeUpError::Store(error)) => return Err(error.into()),
    }
    let number = machine::publications(&machine.store).await?;
    if number == before {
        say.both("Bộ định nghĩa này đang có hiệu lực rồi.", "This set is in force already.");
        return Ok(());
    }
    let fingerprint = department.fingerprint();
    say.both(
        format!("Đã công bố bộ số {number}, dấu {fingerprint}. Máy chủ đang chạy nhận bộ mới trong vòng 15 giây."),
        format!("Published set number {number}, fingerprint {fingerprint}. A running server takes it up within 15 seconds."),
    );
    Ok(())
}
