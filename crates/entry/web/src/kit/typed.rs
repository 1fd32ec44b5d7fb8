//! What a form sent, by the names of its inputs, as it was typed.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum_extra::extract::{Form, FormRejection};

use crate::problem::Problem;
use crate::words;

/// The pairs of a form. What is not there reads as empty: boxes that are not ticked are not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed(BTreeMap<String, Vec<String>>);

impl Typed {
    pub(crate) fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in pairs {
            typed.0.entry(name).or_default().push(value);
        }
        typed
    }

    pub(crate) fn one(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The inputs whose names begin so, without that beginning.
    pub(crate) fn below<'a>(
        &'a self,
        beginning: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(name, values)| {
            let rest = name.strip_prefix(beginning)?;
            Some((rest, values.first().map_or("", String::as_str)))
        })
    }

    /// Every pair, to be carried along in hidden inputs.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        let of_one = |(name, values): (&String, &Vec<String>)| {
            values.iter().map(|value| (name.clone(), value.clone())).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of_one).collect()
    }
}

impl<S: Send + Sync> FromRequest<S> for Typed {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let broken = |rejection: FormRejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                return Problem::too_large(crate::serve::LARGEST_FORM);
            }
            Problem::new(StatusCode::BAD_REQUEST, "body_broken", words::body_broken())
        };
        let pairs = Form::<Vec<(String, String)>>::from_request(request, state).await;
        pairs.map(|Form(pairs)| Self::of(pairs)).map_err(broken)
    }
}

#[cfg(test)]
mod tests {
    use super::Typed;

    #[test]
    fn what_was_not_sent_reads_as_empty_and_nothing_sent_is_dropped() {
        let sent = [("a.kinds", "x"), ("a.kinds", "y"), ("a.rows.0.name", "z")];
        let typed = Typed::of(sent.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(typed.all("a.kinds"), ["x", "y"]);
        assert_eq!(typed.one("a.other"), "");
        assert_eq!(typed.below("a.rows.").collect::<Vec<_>>(), [("0.name", "z")]);
        assert_eq!(typed.pairs().len(), 3);
    }
}
