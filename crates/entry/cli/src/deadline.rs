//! `daumoi deadline`: a due date with its reasons, from the calendars alone. No database is needed.

use std::path::Path;

use daumoi_calendar::{AfterStop, Proof, WorkingCalendar};
use daumoi_kernel::{Lang, Text};
use daumoi_office::deadline::{Question, answer};
use jiff::tz::TimeZone;

use crate::arguments;
use crate::machine;
use crate::say::Say;
use crate::settings::Settings;
use crate::trouble::Trouble;

/// Where the sample province is, and all of Vietnam with it.
const ZONE: &str = "Asia/Ho_Chi_Minh";

pub(crate) fn run(
    say: Say,
    settings: &Settings,
    asked: &arguments::Deadline,
) -> Result<(), Trouble> {
    let folder = asked.definitions.as_deref().unwrap_or(&settings.definitions);
    let (calendar, zone) = calendar(folder)?;
    let question = Question {
        from: asked.from.clone(),
        term: asked.term.clone(),
        stops: asked.stop.clone(),
        after_stop: match asked.after_stop {
            arguments::AfterStop::Restart => AfterStop::Restart,
            arguments::AfterStop::Continue => AfterStop::Continue,
        },
        before: asked.before,
    };
    let proof = answer(&calendar, &zone, &question)?;
    if asked.json {
        say.json(&proof);
        return Ok(());
    }
    say.text(&sentence(&proof));
    if asked.explain {
        explain(say, &proof);
    }
    for note in &proof.notes {
        say.text(note);
    }
    Ok(())
}

fn sentence(proof: &Proof) -> Text {
    let (from, term) = (&proof.start, &proof.term);
    let Some(due) = proof.due else {
        return Text::new(
            format!("{}, từ {from}: đồng hồ đang dừng, chưa có hạn.", term.vi),
            format!("{} from {from}: the clock stands still, there is no due date yet.", term.en),
        );
    };
    let from = if from.time() == jiff::civil::Time::midnight() {
        from.date().strftime("%d/%m/%Y").to_string()
    } else {
        from.strftime("%H:%M %d/%m/%Y").to_string()
    };
    let day = due.date.strftime("%d/%m/%Y");
    let end = due
        .time
        .map_or_else(|| day.to_string(), |time| format!("{} {day}", time.strftime("%H:%M")));
    Text::new(
        format!("Hạn là {end}: {}, tính từ {from}.", term.vi),
        format!("Due on {end}: {}, counted from {from}.", term.en),
    )
}

fn explain(say: Say, proof: &Proof) {
    for day in &proof.days {
        let mark = if day.counted { '+' } else { '·' };
        say.line(&format!("  {mark} {}  {}", day.date, day.why.get(say.lang)));
    }
    for stop in &proof.stops {
        say.line(&format!("  ‖ {}", stop.text.get(say.lang)));
    }
    let heading = match say.lang {
        Lang::Vi => "Căn cứ:",
        Lang::En => "Basis:",
    };
    say.line(heading);
    for basis in &proof.basis {
        say.line(&format!("  {}, {}: {}", basis.doc, basis.provision, basis.text.get(say.lang)));
    }
}

/// The state's working calendar below `folder`, and the office's time zone.
fn calendar(folder: &Path) -> Result<(WorkingCalendar, TimeZone), Trouble> {
    let below = folder.join("common").join("calendars");
    let found = machine::sources(&below)?;
    // A calendar with a base is a unit's own; the terms of the law run by the state's.
    let is_state =
        |text: &str| text.parse::<toml::Table>().is_ok_and(|table| !table.contains_key("base"));
    let files: Vec<(&str, &str)> = found
        .iter()
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .filter(|(_, text)| is_state(text))
        .collect();
    let calendar = WorkingCalendar::from_toml(&files).map_err(|error| {
        let text = Text::new(
            format!("Lịch làm việc trong {} có chỗ sai.", below.display()),
            format!("The working calendars in {} have mistakes.", below.display()),
        );
        Trouble::wrong("calendar", text).because(&error)
    })?;
    let office = std::fs::read_to_string(folder.join("common").join("office.toml"));
    let named = office.ok().and_then(|text| text.parse::<toml::Table>().ok());
    let named = named.as_ref().and_then(|table| table.get("time_zone")?.as_str());
    let zone = TimeZone::get(named.unwrap_or(ZONE)).map_err(|error| {
        let text = Text::new(
            "Múi giờ trong common/office.toml không có.",
            "There is no such time zone as common/office.toml names.",
        );
        Trouble::input("time_zone", text).because(&error)
    })?;
    Ok((calendar, zone))
}
