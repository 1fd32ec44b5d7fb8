//! The parameters behind the question mark, read strictly: each once, none unknown.

use std::collections::BTreeMap;

use axum::extract::{FromRequestParts, Query};
use axum::http::Uri;
use axum::http::request::Parts;
use daumoi_kernel::Text;
use jiff::civil::{Date, DateTime};

use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::words;

pub(crate) const LARGEST_PAGE: i64 = 200;
const USUAL_PAGE: usize = 50;

/// The parameters of a request; the gate has checked their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(BTreeMap<String, String>);

impl Params {
    pub(crate) fn read(uri: &Uri, known: &[&str]) -> Answer<Self> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|_| Problem::bad_parameter(words::malformed_query()))?;
        let mut params = BTreeMap::new();
        for (name, value) in pairs {
            if !known.contains(&name.as_str()) {
                return Err(Problem::bad_parameter(words::unknown_parameter(&name, known)));
            }
            if params.contains_key(&name) {
                return Err(Problem::bad_parameter(words::parameter_twice(&name)));
            }
            params.insert(name, value);
        }
        Ok(Self(params))
    }

    /// What is empty was left empty in a form: not given.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    pub(crate) fn needed(&self, name: &str) -> Answer<&str> {
        self.text(name).ok_or_else(|| Problem::bad_parameter(words::parameter_missing(name)))
    }

    pub(crate) fn date(&self, name: &str) -> Answer<Option<Date>> {
        self.parsed(name, &words::a_date(), |value| value.parse().ok())
    }

    pub(crate) fn moment(&self, name: &str) -> Answer<Option<DateTime>> {
        self.parsed(name, &words::a_moment(), |value| value.parse().ok())
    }

    pub(crate) fn truth(&self, name: &str) -> Answer<Option<bool>> {
        self.parsed(name, &words::true_or_false(), |value| value.parse().ok())
    }

    /// One of a few words, each of which means something.
    pub(crate) fn one_of<T: Copy>(&self, name: &str, known: &[(&str, T)]) -> Answer<Option<T>> {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        let meant = |value: &str| known.iter().find(|(word, _)| *word == value).map(|it| it.1);
        self.parsed(name, &words::one_of(&words), meant)
    }

    pub(crate) fn number(&self, name: &str, least: i64, most: i64) -> Answer<Option<i64>> {
        let within = |number: &i64| (least..=most).contains(number);
        let wanted = words::a_number_between(least, most);
        self.parsed(name, &wanted, |value| value.parse().ok().filter(within))
    }

    pub(crate) fn limit(&self) -> Answer<usize> {
        let limit = self.number("limit", 1, LARGEST_PAGE)?;
        Ok(limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(USUAL_PAGE))
    }

    /// The numbers inside a cursor of this kind.
    pub(crate) fn cursor<const N: usize>(&self, name: &str, kind: u8) -> Answer<Option<[i64; N]>> {
        self.parsed(name, &words::a_cursor(), |value| cursor::opened(kind, value))
    }

    fn parsed<T>(
        &self,
        name: &str,
        wanted: &Text,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Answer<Option<T>> {
        let Some(value) = self.text(name) else { return Ok(None) };
        let wrong = || Problem::bad_parameter(words::parameter_wrong(name, value, wanted));
        parse(value).map(Some).ok_or_else(wrong)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
