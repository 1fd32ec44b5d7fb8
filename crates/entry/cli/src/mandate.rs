//! `daumoi mandate import`: a functions-and-duties text as a tree.

use std::path::Path;

use daumoi_kernel::Text;
use daumoi_mandate::import as read;

use crate::say::Say;
use crate::trouble::Trouble;

pub(crate) fn import(say: Say, file: &Path, as_json: bool) -> Result<(), Trouble> {
    let unreadable = || {
        let name = file.display();
        Trouble::input(
            "mandate_file",
            Text::new(
                format!("Không đọc được {name}. Cần một tệp văn bản thuần, mã UTF-8."),
                format!("{name} cannot be read. It must be a plain text file in UTF-8."),
            ),
        )
    };
    let bytes = std::fs::read(file).map_err(|error| unreadable().because(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| unreadable().because(&error))?;
    let imported = read(text.trim_start_matches('\u{feff}'));
    if as_json {
        say.json(&imported);
        return Ok(());
    }
    for clause in &imported.clauses {
        say.line(&format!("{}. {}", clause.number, clause.text));
        for point in &clause.points {
            say.line(&format!("   {}) {}", point.letter, point.text));
        }
    }
    for warning in &imported.warnings {
        let (place, message) = (file.display(), warning.message.get(say.lang));
        say.aside(&format!("{place}:{}: {message}", warning.line));
    }
    let (clauses, points) = (imported.clause_count, imported.point_count);
    let warnings = imported.warnings.len();
    say.both(
        format!("{clauses} khoản, {points} điểm, {warnings} cảnh báo."),
        format!("{clauses} clauses, {points} points, {warnings} warnings."),
    );
    Ok(())
}
