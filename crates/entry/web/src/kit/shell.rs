//! What stands around a page: language, place, who is signed in.

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use daumoi_access::Principal;
use daumoi_calendar::Due;
use daumoi_kernel::{Lang, Text};
use jiff::civil::{Date, DateTime};

use crate::gate::Caller;
use crate::kit::{assets, written};
use crate::problem::Problem;
use crate::state::WebState;

/// Where in the house a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Portal,
    Counter,
    Desk,
    Lead,
    Admin,
}

impl Place {
    fn of(path: &str) -> Self {
        let begins = |with: &str| {
            path.strip_prefix(with).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match path {
            _ if begins("/ban-lam-viec") => Self::Desk,
            _ if begins("/mot-cua") => Self::Counter,
            _ if begins("/dieu-hanh") => Self::Lead,
            _ if begins("/quan-tri") => Self::Admin,
            _ => Self::Portal,
        }
    }

    /// As the class of the page is called.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Counter => "counter",
            Self::Desk => "desk",
            Self::Lead => "lead",
            Self::Admin => "admin",
        }
    }

    pub(crate) fn is_public(self) -> bool {
        self == Self::Portal
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Shell {
    pub(crate) lang: Lang,
    pub(crate) place: Place,
    pub(crate) office: String,
    pub(crate) province: String,
    /// The name of who is signed in.
    pub(crate) someone: Option<String>,
    pub(crate) today: Date,
    /// Path and query of this page, without the parameter that switches the language.
    pub(crate) here: String,
}

impl Shell {
    pub(crate) fn of(state: &WebState, lang: Lang, uri: &Uri, who: Option<&Principal>) -> Self {
        let department = state.office.department();
        let settings = &department.office;
        let named = |who: &Principal| {
            let person = department.people.get(&who.id);
            person.map_or_else(|| who.id.clone(), |person| person.name.clone())
        };
        Self {
            lang,
            place: Place::of(uri.path()),
            office: settings.title.get(lang).to_owned(),
            province: settings.province.get(lang).to_owned(),
            someone: who.map(named),
            today: state.office.local_now().date(),
            here: without_lang(uri),
        }
    }

    /// One of two texts that say the same.
    pub(crate) fn say<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    pub(crate) fn text<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.lang)
    }

    /// `vi` or `en`, for the attribute `lang`.
    pub(crate) fn code(&self) -> &'static str {
        match self.lang {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    /// This page in the other language.
    pub(crate) fn other_language(&self) -> String {
        let other = if self.lang == Lang::Vi { "en" } else { "vi" };
        let joint = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{joint}lang={other}", self.here)
    }

    /// The sign-in page that leads back here.
    pub(crate) fn sign_in(&self) -> String {
        crate::kit::sign_in::address(&self.here)
    }

    #[expect(clippy::unused_self, reason = "templates call it on the shell")]
    pub(crate) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    pub(crate) fn day(&self, day: &Date) -> String {
        written::day(self.lang, *day)
    }

    pub(crate) fn moment(&self, at: &DateTime) -> String {
        written::moment(self.lang, *at)
    }

    /// A due date: the day, with the minute when the term is in hours.
    pub(crate) fn due(&self, due: &Due) -> String {
        match due.time {
            Some(time) => written::moment(self.lang, due.date.to_datetime(time)),
            None => written::day(self.lang, due.date),
        }
    }

    /// Whether this page or one below it stands at `path`.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        let here = self.here.split('?').next().unwrap_or_default();
        here.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    pub(crate) fn number(&self, number: &i64) -> String {
        written::number(self.lang, *number)
    }

    pub(crate) fn money(&self, amount: &i64) -> String {
        written::money(self.lang, *amount)
    }
}

fn without_lang(uri: &Uri) -> String {
    let kept: Vec<&str> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
        .collect();
    if kept.is_empty() {
        uri.path().to_owned()
    } else {
        format!("{}?{}", uri.path(), kept.join("&"))
    }
}

impl FromRequestParts<WebState> for Shell {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let lang = parts.extensions.get::<Lang>().copied().unwrap_or_default();
        let Caller(who) = Caller::from_request_parts(parts, state).await?;
        Ok(Self::of(state, lang, &parts.uri, who.as_ref()))
    }
}
