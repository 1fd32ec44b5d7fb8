//! The letters of the office: who is told what when something happens to a case, in dated words.
//!
//! Words hold placeholders, `{code}`. Which ones there are depends on what happened; [`filled`] puts
//! values in their place. A line whose placeholders have no value is left out, so that a letter never
//! shows a gap.

use daumoi_kernel::Text;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::procedure::{Confidence, InForce, LegalBasis};

/// One notice: what happened, who is told, and by which ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub id: String,
    pub title: Text,
    pub event: NoticeEvent,
    pub to: NoticeReader,
    pub channels: Vec<NoticeChannel>,
    /// For a reminder: how many calendar days after what it reminds of.
    pub after_days: Option<i32>,
    /// Oldest first; never overlapping.
    pub editions: Vec<NoticeEdition>,
}

/// The words of a notice as they stand over a span of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeEdition {
    pub in_force: InForce,
    pub subject: Text,
    pub text: Text,
    /// For a text message, a chat and the list inside the program.
    pub short: Text,
    pub basis: Option<LegalBasis>,
    pub confidence: Confidence,
}

impl Notice {
    #[must_use]
    pub fn edition_on(&self, day: Date) -> Option<&NoticeEdition> {
        self.editions.iter().find(|edition| edition.in_force.covers(day))
    }
}

/// What is told. The engine knows these and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeEvent {
    Received,
    Accepted,
    Declined,
    SupplementRequested,
    Supplemented,
    /// Nothing came since a supplement was asked.
    SupplementReminder,
    PaymentRequested,
    Paid,
    Assigned,
    Consulted,
    ConsultationAnswered,
    SentBack,
    Extended,
    Apology,
    NewDue,
    ResultReady,
    /// The result waits at the desk and was not fetched.
    ResultReminder,
    Refused,
    Withdrawn,
    Stopped,
    Silence,
    Reopened,
    /// The last day for an apology has come.
    AlarmApology,
    /// Silence is about to become an answer.
    AlarmSilence,
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeReader {
    Applicant,
    /// The officer who has the case; while nobody has it, the head of the division.
    Officer,
    /// The one-stop desk of the case.
    Desk,
    /// The head of the division that handles the case.
    Head,
    /// Whoever signs.
    Leader,
    /// The unit that was asked.
    ConsultedUnit,
}

/// A way to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeChannel {
    /// The list inside the program; for officers.
    InApp,
    Mail,
    Sms,
    Chat,
}

/// What every notice may say.
const ALWAYS: &[&str] = &[
    "code",
    "applicant",
    "procedure",
    "state",
    "office",
    "province",
    "submitted",
    "due",
    "officer",
    "unit",
    "track",
    "moment",
];

/// The placeholders that a notice of this event may use.
pub fn placeholders(event: NoticeEvent) -> impl Iterator<Item = &'static str> + Clone {
    use NoticeEvent::*;
    let own: &'static [&'static str] = match event {
        Accepted | Paid => &["fee"],
        PaymentRequested => &["fee"],
        Declined => &["reasons"],
        SupplementRequested | SupplementReminder => &["items"],
        Consulted => &["asked_unit", "question"],
        ConsultationAnswered => &["asked_unit", "answer"],
        SentBack | Withdrawn | Stopped => &["reason"],
        Extended => &["reason", "article"],
        Apology => &["reason", "new_due"],
        NewDue => &["new_due"],
        ResultReady | ResultReminder => &["number"],
        Refused => &["number", "reasons"],
        Silence => &["means"],
        Reopened => &["reason", "order"],
        AlarmApology | AlarmSilence => &["alarm_by"],
        Received | Supplemented | Assigned => &[],
    };
    ALWAYS.iter().chain(own).copied()
}

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Words(&'a str),
    Placeholder(&'a str),
    /// A brace that neither begins nor ends a placeholder.
    StrayBrace(char),
}

/// The pieces of a template in their order.
pub(crate) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (words, from) = rest.split_at(at);
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        let inside = from.strip_prefix('{').and_then(|inside| inside.split_once('}'));
        let named = inside.filter(|(name, _)| is_name(name));
        if let Some((name, after)) = named {
            pieces.push(Piece::Placeholder(name));
            rest = after;
        } else {
            let mut letters = from.chars();
            pieces.extend(letters.next().map(Piece::StrayBrace));
            rest = letters.as_str();
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
}

/// The template with its values. A line that has placeholders and no value for any of them is left
/// out; in a line with some values the missing ones are empty.
#[must_use]
pub fn filled<'v>(template: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in template.lines() {
        let mut told = String::new();
        let (mut asked, mut found) = (0_usize, 0_usize);
        for piece in pieces(line) {
            match piece {
                Piece::Words(words) => told.push_str(words),
                Piece::StrayBrace(brace) => told.push(brace),
                Piece::Placeholder(name) => {
                    asked += 1;
                    if let Some(value) = value(name).filter(|value| !value.is_empty()) {
                        found += 1;
                        told.push_str(value);
                    }
                }
            }
        }
        if asked == 0 || found > 0 {
            lines.push(told.trim_end().to_owned());
        }
    }
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::filled;

    fn value(name: &str) -> Option<&'static str> {
        match name {
            "code" => Some("H45-1"),
            "due" => Some("{code}"),
            _ => None,
        }
    }

    #[test]
    fn a_line_without_any_value_is_left_out_and_values_are_not_templates() {
        let letter =
            filled("Hồ sơ {code}\nLệ phí: {fee}\nHẹn trả {due}, phí {fee}\nKính chào", value);
        assert_eq!(letter, "Hồ sơ H45-1\nHẹn trả {code}, phí\nKính chào");
    }

    #[test]
    fn a_brace_that_is_not_a_placeholder_stays() {
        assert_eq!(filled("{ {A} {code", value), "{ {A} {code");
    }
}
