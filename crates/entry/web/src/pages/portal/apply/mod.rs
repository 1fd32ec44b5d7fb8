//! Applying, one page a step: who applies, the parts of the form, the papers, a last look, the receipt.
//!
//! What was typed is kept at every step, right or wrong. The secret of the draft stands in a cookie
//! that only the pages of this draft get; on another device the code and the telephone number or mail
//! address bring it back. What is sent after the cookie is gone is carried along (`resume`).

mod begin;
mod look;
mod overview;
mod papers;
mod party;
mod resume;
mod section;
mod way;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use daumoi_office::portal::{DRAFT_DAYS, Draft, DraftForm, DraftKey};
use daumoi_office::{Failure, Refused};

use crate::pages::portal::track;
use crate::problem::{Answer, Problem};
use crate::route::{Access, Route};
use crate::state::WebState;

const COOKIE: &str = "daumoi_draft";
const DAY: i64 = 24 * 3600;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::form("/nop-ho-so", Access::Open, begin::submit),
        Route::page("/nop-ho-so/mo-lai", Access::Anyone, resume::show),
        Route::form("/nop-ho-so/mo-lai", Access::Open, resume::submit),
        Route::page("/nop-ho-so/{code}", Access::Anyone, overview::show),
        Route::form("/nop-ho-so/{code}/roi", Access::Open, overview::leave),
        Route::page("/nop-ho-so/{code}/nguoi-nop", Access::Anyone, party::show),
        Route::form("/nop-ho-so/{code}/nguoi-nop", Access::Open, party::submit),
        Route::page("/nop-ho-so/{code}/phan/{section}", Access::Anyone, section::show),
        Route::form("/nop-ho-so/{code}/phan/{section}", Access::Open, section::submit),
        Route::page("/nop-ho-so/{code}/giay-to", Access::Anyone, papers::show),
        Route::form("/nop-ho-so/{code}/giay-to", Access::Open, papers::submit).slow(),
        Route::page("/nop-ho-so/{code}/xem-lai", Access::Anyone, look::show),
        Route::form("/nop-ho-so/{code}/xem-lai", Access::Open, look::submit),
    ]
}

/// The address of a draft, below which its steps are.
fn address(code: &str) -> String {
    format!("/nop-ho-so/{code}")
}

/// The cookie that holds the secret of one draft for as long as it is kept.
fn cookie(state: &WebState, key: &DraftKey) -> Cookie<'static> {
    let (secret, age) = (&key.secret, DRAFT_DAYS * DAY);
    let text = format!("{COOKIE}={secret}; Max-Age={age}");
    let mut cookie =
        Cookie::parse(text).unwrap_or_else(|_| Cookie::new(COOKIE, key.secret.clone()));
    cookie.set_path(address(&key.code));
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(state.settings.secure_cookies);
    cookie
}

/// Takes the draft out of the browser; the office keeps it.
fn forgotten(code: &str) -> Cookie<'static> {
    let mut gone = Cookie::new(COOKIE, "");
    gone.set_path(address(code));
    gone
}

/// A draft whose secret the browser holds, with its form as it stands.
struct Opened {
    key: DraftKey,
    draft: Draft,
    form: DraftForm,
}

/// Who has no key is led to where the draft is taken up again; who has handed it in already, to the
/// receipt.
impl FromRequestParts<WebState> for Opened {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let variables = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let variables = variables.map_err(IntoResponse::into_response)?.0;
        let code = variables.into_iter().find(|(name, _)| name == "code").map(|(_, code)| code);
        let jar = CookieJar::from_headers(&parts.headers);
        let secret = jar.get(COOKIE).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
        let key = DraftKey { code: code.unwrap_or_default(), secret };
        match opened(state, key).await {
            Ok(opened) => opened,
            Err(problem) => Err(problem.into_response()),
        }
    }
}

async fn opened(state: &WebState, key: DraftKey) -> Answer<Result<Opened, Response>> {
    let draft = match state.office.draft(&key).await {
        Ok(draft) => draft,
        Err(Failure::Refused(Refused::DraftUnknown)) => {
            return Ok(Err(Redirect::to(&resume::address(&key.code)).into_response()));
        }
        Err(failure) => return Err(failure.into()),
    };
    if let Some(dossier) = &draft.dossier {
        return Ok(Err(track::receipt_of(state, dossier)));
    }
    let form = state.office.draft_form(&draft).await.map_err(Problem::from)?;
    Ok(Ok(Opened { key, draft, form }))
}

impl Opened {
    fn address(&self) -> String {
        address(&self.key.code)
    }

    /// The form again, after something was kept.
    async fn with(self, state: &WebState, draft: Draft) -> Answer<Self> {
        let form = state.office.draft_form(&draft).await?;
        Ok(Self { draft, form, ..self })
    }
}
