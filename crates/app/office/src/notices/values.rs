//! What stands in the placeholders of a notice, in both languages.

use std::collections::BTreeMap;

use daumoi_definition::{Department, Edition, NoticeEdition, SilenceMeans, filled};
use daumoi_dossier::{Dossier, Due, Event, GroundGiven, Happened, ItemAsked, ReasonGiven};
use daumoi_kernel::{Lang, Money, Text, vietnamese};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// A subject longer than this is cut: it is a heading, not the letter.
const LONGEST_SUBJECT: usize = 200;
const LONGEST_SHORT: usize = 480;

/// The words of one notice as they were told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Words {
    pub(super) subject: Text,
    pub(super) text: Text,
    pub(super) short: Text,
}

/// The values by the name of their placeholder.
pub(super) type Values = BTreeMap<&'static str, Text>;

impl Words {
    pub(super) fn of(edition: &NoticeEdition, values: &Values) -> Self {
        let one = |template: &str, lang: Lang| {
            filled(template, |name| values.get(name).map(|value| value.get(lang)))
        };
        let both =
            |template: &Text| Text::new(one(&template.vi, Lang::Vi), one(&template.en, Lang::En));
        let line = |template: &Text, longest: usize| {
            let text = both(template);
            let cut = |words: &str| vietnamese::short_line(words, longest);
            Text::new(cut(&text.vi), cut(&text.en))
        };
        Self {
            subject: line(&edition.subject, LONGEST_SUBJECT),
            text: both(&edition.text),
            short: line(&edition.short, LONGEST_SHORT),
        }
    }
}

/// What the words are about.
pub(super) struct Subject<'a> {
    pub(super) department: &'a Department,
    pub(super) edition: &'a Edition,
    /// As it was just after the event.
    pub(super) dossier: &'a Dossier,
    pub(super) happened: &'a Happened,
    pub(super) base_url: &'a str,
}

impl Subject<'_> {
    pub(super) fn values(&self) -> Values {
        let Self { department, dossier, .. } = self;
        let mut values = Values::new();
        let mut put = |name, value: Text| {
            values.insert(name, Text::new(clean(&value.vi), clean(&value.en)));
        };
        put("code", same(&dossier.code));
        put("applicant", same(&dossier.applicant.name));
        let procedure = department.procedure(&dossier.procedure);
        put("procedure", procedure.map(|it| it.title.clone()).unwrap_or_default());
        let state = department.flow(&dossier.flow).and_then(|flow| flow.state(dossier.state()));
        put("state", state.map(|state| state.title.clone()).unwrap_or_default());
        put("office", department.office.title.clone());
        put("province", department.office.province.clone());
        put("submitted", day(dossier.submitted_at.date()));
        put("moment", moment(self.happened.at));
        put("due", dossier.promised.map(due).unwrap_or_default());
        let officer = dossier.officer.as_ref().and_then(|id| department.people.get(id));
        put("officer", officer.map(|person| same(&person.name)).unwrap_or_default());
        put("unit", self.unit(&dossier.units.handling));
        put("track", same(&format!("{}/tra-cuu?ma={}", self.base_url, dossier.code)));
        if let Some(fee) = dossier.fee {
            put("fee", same(&Money(fee).to_string()));
        }
        if let Some(signed) = &dossier.signed {
            put("number", same(&signed.number));
        }
        put("items", self.items(&dossier.asked));
        for (name, value) in self.of_event() {
            put(name, value);
        }
        values
    }

    fn of_event(&self) -> Vec<(&'static str, Text)> {
        match &self.happened.event {
            Event::Declined { reasons, .. } => vec![("reasons", self.reasons(reasons))],
            Event::Signed { .. } => vec![("reasons", self.grounds())],
            Event::SentBack { reason, .. }
            | Event::Withdrawn { reason, .. }
            | Event::Stopped { reason, .. } => vec![("reason", same(reason))],
            Event::Extended { article, reason, .. } => {
                vec![("reason", same(reason)), ("article", same(article))]
            }
            Event::Apologised { reason, new_due, .. } => {
                vec![("reason", same(reason)), ("new_due", due(*new_due))]
            }
            Event::NewDueAccepted { due: new, .. } => vec![("new_due", due(*new))],
            Event::Reopened { order, reason, .. } => {
                vec![("reason", same(reason)), ("order", same(order))]
            }
            Event::Consulted { consultation } => vec![
                ("asked_unit", self.unit(&consultation.unit)),
                ("question", same(&consultation.question)),
            ],
            Event::ConsultationAnswered { number, answer } => {
                let mut asked = self.dossier.consultations.iter();
                let unit = asked.find(|it| it.number == *number).map(|it| self.unit(&it.unit));
                vec![("asked_unit", unit.unwrap_or_default()), ("answer", same(answer))]
            }
            Event::ClosedBySilence { means, .. } => vec![("means", silence(*means))],
            Event::AlarmRung { .. } => self.alarm_by(),
            _ => Vec::new(),
        }
    }

    fn alarm_by(&self) -> Vec<(&'static str, Text)> {
        let by = match (&self.dossier.silence, self.dossier.apology_by) {
            (Some(silence), _) => Some(moment(silence.at)),
            (None, by) => by.map(day),
        };
        by.map(|by| ("alarm_by", by)).into_iter().collect()
    }

    fn unit(&self, id: &str) -> Text {
        self.department.units.get(id).map_or_else(|| same(id), |unit| unit.title.clone())
    }

    fn reason(&self, id: &str) -> Text {
        self.department.reason(id).map_or_else(|| same(id), |reason| reason.text.clone())
    }

    fn items(&self, items: &[ItemAsked]) -> Text {
        listed(items.iter().map(|item| {
            let paper = item.paper.as_ref().and_then(|id| self.edition.paper(id));
            let field = item.field.as_ref().and_then(|id| self.edition.field(id));
            let what = paper.map(|it| &it.title).or_else(|| field.map(|it| &it.label));
            let reason = self.reason(&item.reason);
            let with = match what {
                Some(what) => Text::new(
                    format!("{}: {}", what.vi, reason.vi),
                    format!("{}: {}", what.en, reason.en),
                ),
                None => reason,
            };
            explained(&with, &item.text)
        }))
    }

    fn reasons(&self, reasons: &[ReasonGiven]) -> Text {
        listed(reasons.iter().map(|given| explained(&self.reason(&given.reason), &given.text)))
    }

    fn grounds(&self) -> Text {
        let given: &[GroundGiven] =
            self.dossier.draft.as_ref().map(|draft| draft.grounds.as_slice()).unwrap_or_default();
        listed(given.iter().map(|ground| {
            let mut known = self.edition.refusals.iter();
            let text = known.find(|it| it.id == ground.ground).map(|it| it.text.clone());
            explained(&text.unwrap_or_else(|| same(&ground.ground)), &ground.text)
        }))
    }
}

/// `- a` lines, one for each.
fn listed(items: impl Iterator<Item = Text>) -> Text {
    let (mut vi, mut en) = (Vec::new(), Vec::new());
    for item in items {
        vi.push(format!("- {}", item.vi));
        en.push(format!("- {}", item.en));
    }
    Text::new(vi.join("\n"), en.join("\n"))
}

fn explained(text: &Text, words: &str) -> Text {
    if words.trim().is_empty() {
        return text.clone();
    }
    Text::new(format!("{} ({})", text.vi, words.trim()), format!("{} ({})", text.en, words.trim()))
}

fn silence(means: SilenceMeans) -> Text {
    match means {
        SilenceMeans::Allowed => Text::new("được coi là đồng ý", "this counts as consent"),
        SilenceMeans::Refused => Text::new("được coi là không đồng ý", "this counts as refusal"),
    }
}

fn same(text: &str) -> Text {
    Text::new(text, text)
}

fn day(day: Date) -> Text {
    same(&day.strftime("%d/%m/%Y").to_string())
}

fn moment(at: DateTime) -> Text {
    same(&at.strftime("%H:%M %d/%m/%Y").to_string())
}

fn due(due: Due) -> Text {
    match due.time {
        Some(time) => moment(due.date.to_datetime(time)),
        None => day(due.date),
    }
}

/// No line of a value carries control characters or marks that turn the reading direction.
fn clean(value: &str) -> String {
    vietnamese::clean_text(value)
}
