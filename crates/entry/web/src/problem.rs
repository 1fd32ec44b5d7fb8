//! How the entrance says no: RFC 9457 problems, in both languages.
//!
//! A [`Problem`] travels inside the response; the frame writes it out, because only the frame knows
//! the request id and the language.

use std::error::Error;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use daumoi_definition::ProblemCode;
use daumoi_files::Rejection;
use daumoi_kernel::{Lang, Text, causes};
use daumoi_office::{Failure, Refused};
use daumoi_store::StoreError;

use crate::shapes::{FieldShape, ProblemShape};
use crate::{measure, words};

#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: Text,
    pub(crate) fields: Vec<FieldShape>,
    /// The whole chain of causes, for the log alone.
    pub(crate) fault: Option<String>,
}

pub(crate) type Answer<T = Response> = Result<T, Problem>;

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: Text) -> Self {
        Self { status, code, message, fields: Vec::new(), fault: None }
    }

    pub(crate) fn bad_parameter(message: Text) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_parameter", message)
    }

    pub(crate) fn not_found(message: Text) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    pub(crate) fn unauthorised(code: &'static str, message: Text) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, message)
    }

    pub(crate) fn too_large(limit: u64) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", words::body_too_large(limit))
    }

    pub(crate) fn rejected(rejection: &Rejection) -> Self {
        Self::new(rejected_status(rejection), rejection.code(), rejection.message())
    }

    /// Something broke. The person gets a number, the log gets the chain.
    pub(crate) fn fault(error: &(dyn Error + 'static)) -> Self {
        let message = words::fault("");
        Self {
            fault: Some(causes(error).join(": ")),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", message)
        }
    }

    /// As it is written out.
    pub(crate) fn shape(&self, request_id: &str, lang: Lang) -> ProblemShape {
        let message =
            if self.fault.is_some() { words::fault(request_id) } else { self.message.clone() };
        ProblemShape {
            kind: format!("urn:daumoi:problem:{}", self.code),
            title: words::title(self.status).get(lang).to_owned(),
            status: self.status.as_u16(),
            detail: message.get(lang).to_owned(),
            code: self.code.to_owned(),
            message,
            problems: self.fields.clone(),
            request_id: request_id.to_owned(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refused) => refused.into(),
            Failure::Fault(StoreError::Closed) => closing(),
            Failure::Fault(error) => {
                measure::database_error();
                Self::fault(&error)
            }
            Failure::File(error) => Self::fault(&error),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Failure::Fault(error).into()
    }
}

fn closing() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "closing", words::closing())
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let mut problem = Self::new(refused_status(&refused), refused.code(), refused.message());
        if let Refused::Answers(problems) = refused {
            problem.fields = problems
                .into_iter()
                .map(|one| FieldShape {
                    field: one.field,
                    code: word(one.code),
                    message: one.message,
                })
                .collect();
        }
        problem
    }
}

fn refused_status(refused: &Refused) -> StatusCode {
    match refused {
        Refused::NotAllowed { .. } => StatusCode::FORBIDDEN,
        Refused::NotFound { .. } => StatusCode::NOT_FOUND,
        Refused::StaleVersion { .. } | Refused::KeyReused => StatusCode::CONFLICT,
        Refused::DraftUnknown => StatusCode::NOT_FOUND,
        Refused::DraftHandedIn { .. } => StatusCode::CONFLICT,
        Refused::DraftFull => StatusCode::PAYLOAD_TOO_LARGE,
        Refused::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
        Refused::SignIn => StatusCode::UNAUTHORIZED,
        Refused::Malformed { .. } => StatusCode::BAD_REQUEST,
        Refused::Upload(rejection) => rejected_status(rejection),
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn rejected_status(rejection: &Rejection) -> StatusCode {
    match rejection {
        Rejection::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Rejection::Unchecked { .. } => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn word(code: ProblemCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
