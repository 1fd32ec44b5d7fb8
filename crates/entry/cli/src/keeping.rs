//! `daumoi verify`, `rebuild`, `backup`, `restore`, `migrate`: looking after what the office keeps.

use std::path::Path;

use daumoi_kernel::Text;
use daumoi_office::Office;
use daumoi_office::backup::{self, Manifest};
use daumoi_store::migrations;
use serde_json::json;

use crate::arguments::Restore;
use crate::machine::Machine;
use crate::read_models;
use crate::say::Say;
use crate::settings::Settings;
use crate::trouble::Trouble;

pub(crate) async fn verify(
    say: Say,
    settings: Settings,
    as_json: bool,
    with_files: bool,
) -> Result<(), Trouble> {
    let machine = Machine::open_existing(settings).await?;
    let office = machine.office().await?;
    let problems = office.verify(backup::kept_checkpoints(&machine.places)?).await?;
    let files = if with_files { damaged_files(&machine).await? } else { Vec::new() };
    if as_json {
        say.json(&json!({ "problems": problems, "files": files }));
    } else {
        for problem in &problems {
            say.text(&problem.message);
        }
        for file in &files {
            say.line(file);
        }
        if problems.is_empty() && files.is_empty() {
            say.both("Nhật ký nguyên vẹn.", "The journal is whole.");
        }
    }
    if problems.is_empty() && files.is_empty() { Ok(()) } else { Err(Trouble::told()) }
}

async fn damaged_files(machine: &Machine) -> Result<Vec<String>, Trouble> {
    let found = machine.files.verify_all().await?;
    Ok(found.iter().map(ToString::to_string).collect())
}

pub(crate) async fn rebuild(say: Say, settings: Settings) -> Result<(), Trouble> {
    let machine = Machine::open_existing(settings).await?;
    let rebuilt = machine.office().await?.rebuild().await?;
    say.both(
        format!("Đã dựng lại từ {} mục của {} luồng.", rebuilt.entries, rebuilt.streams),
        format!("Made again from {} entries of {} streams.", rebuilt.entries, rebuilt.streams),
    );
    Ok(())
}

pub(crate) async fn compare(say: Say, settings: Settings) -> Result<(), Trouble> {
    let machine = Machine::open_existing(settings).await?;
    let compared = read_models::compare(&machine).await?;
    for difference in &compared.differences {
        say.text(difference);
    }
    if !compared.differences.is_empty() {
        return Err(Trouble::told());
    }
    let rows = compared.rows;
    say.both(format!("Giống hệt nhau: {rows} dòng."), format!("The same row by row: {rows} rows."));
    Ok(())
}

pub(crate) async fn backup(say: Say, settings: Settings, file: &Path) -> Result<(), Trouble> {
    let machine = Machine::open_existing(settings).await?;
    let manifest = machine.office().await?.back_up(file, &machine.places).await?;
    let (rows, files) = (manifest.rows, manifest.file_count());
    let name = file.display();
    say.both(
        format!("Đã sao lưu vào {name}: {rows} dòng, {files} tệp, cả khóa. Cất nơi an toàn."),
        format!("Backed up to {name}: {rows} rows, {files} files, keys included. Keep it safe."),
    );
    Ok(())
}

pub(crate) async fn restore(say: Say, settings: Settings, asked: Restore) -> Result<(), Trouble> {
    let settings = match asked.to {
        Some(url) => settings.with("database", url)?,
        None => settings,
    };
    let manifest = backup::examine(&asked.file)?;
    let machine = Machine::open(settings).await?;
    let rows =
        backup::restore(&asked.file, &machine.store, &machine.files, &machine.places).await?;
    let office = machine.office().await?;
    office.rebuild().await.map_err(|failure| {
        say.aside("→ daumoi rebuild");
        Trouble::from(failure)
    })?;
    let files = manifest.file_count();
    say.both(
        format!("Đã khôi phục {rows} dòng, {files} tệp."),
        format!("Restored {rows} rows, {files} files."),
    );
    if asked.verify { prove(say, &machine, &office, &manifest).await } else { Ok(()) }
}

/// Holds what was restored against the journal's own proofs, the counts and the hashes of the files.
async fn prove(
    say: Say,
    machine: &Machine,
    office: &Office,
    manifest: &Manifest,
) -> Result<(), Trouble> {
    let mut wrong: Vec<Text> = office
        .verify(backup::kept_checkpoints(&machine.places)?)
        .await?
        .into_iter()
        .map(|problem| problem.message)
        .collect();
    let counted = office.counters().await?;
    for name in counted.keys().chain(manifest.counters.keys()) {
        let (found, expected) = (counted.get(name), manifest.counters.get(name));
        if found != expected {
            let (found, expected) =
                (found.copied().unwrap_or_default(), expected.copied().unwrap_or_default());
            wrong.push(Text::new(
                format!("Số đếm {name}: {found}, bản sao lưu có {expected}."),
                format!("Count {name}: {found}, the backup had {expected}."),
            ));
        }
    }
    wrong.sort();
    wrong.dedup();
    for damaged in damaged_files(machine).await? {
        wrong.push(Text::new(damaged.clone(), damaged));
    }
    for text in &wrong {
        say.text(text);
    }
    if !wrong.is_empty() {
        return Err(Trouble::told());
    }
    say.both(
        "Đã kiểm tra: nhật ký nguyên vẹn, số đếm khớp, mọi tệp đúng mã băm.",
        "Verified: the journal is whole, the counts agree, every file has its hash.",
    );
    Ok(())
}

/// Makes the read models again where a new schema wants them filled, and says so.
pub(crate) async fn catch_up(say: Say, office: &Office) -> Result<(), Trouble> {
    if let Some(rebuilt) = office.catch_up().await? {
        say.both(
            format!("Lược đồ mới: đã dựng lại các bảng đọc từ {} mục.", rebuilt.entries),
            format!(
                "A new schema: the read models were made again from {} entries.",
                rebuilt.entries
            ),
        );
    }
    Ok(())
}

/// Opening brings the schema up to date.
pub(crate) async fn migrate(say: Say, settings: Settings) -> Result<(), Trouble> {
    let machine = Machine::open(settings).await?;
    if !backup::is_empty(&machine.store).await? {
        catch_up(say, &machine.office().await?).await?;
    }
    let newest = migrations::newest();
    say.both(format!("Lược đồ ở bước {newest}."), format!("The schema is at step {newest}."));
    Ok(())
}
