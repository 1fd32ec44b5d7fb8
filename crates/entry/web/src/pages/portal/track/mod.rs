//! Following a case from outside: by its code and the secret on the receipt, or by its code and the
//! applicant's identity number, which shows less and may do nothing.
//!
//! The secret stands in a cookie that only the pages of this case get, until the browser is closed.

mod case;
mod find;
mod rate;
mod receipt;
mod result;
mod supplement;
mod withdraw;

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use daumoi_office::portal::{Followed, Holder};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::api::dossiers::handed_out;
use crate::problem::{Answer, Problem};
use crate::route::{Access, Route};
use crate::state::WebState;

const COOKIE: &str = "daumoi_case";
const WITHDRAW: &str = "rut";
const RATE: &str = "danh-gia";
const SUPPLEMENT: &str = "bo-sung";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/tra-cuu", Access::Anyone, find::show),
        Route::form("/tra-cuu", Access::Open, find::submit),
        Route::page("/tra-cuu/{code}", Access::Anyone, case::show),
        Route::form("/tra-cuu/{code}/roi", Access::Open, leave),
        Route::page("/tra-cuu/{code}/bien-nhan", Access::Anyone, receipt::show),
        Route::page("/tra-cuu/{code}/giay-to/{paper}", Access::Anyone, paper).slow(),
        Route::page("/tra-cuu/{code}/ket-qua.json", Access::Anyone, result::data),
        Route::page("/tra-cuu/{code}/bo-sung", Access::Anyone, supplement::show),
        Route::form("/tra-cuu/{code}/bo-sung", Access::Open, supplement::submit).slow(),
        Route::page("/tra-cuu/{code}/rut", Access::Anyone, withdraw::show),
        Route::form("/tra-cuu/{code}/rut", Access::Open, withdraw::submit),
        Route::page("/tra-cuu/{code}/danh-gia", Access::Anyone, rate::show),
        Route::form("/tra-cuu/{code}/danh-gia", Access::Open, rate::submit),
    ]
}

/// The address of a case, below which its pages are.
fn address(code: &str) -> String {
    format!("/tra-cuu/{code}")
}

fn cookie(state: &WebState, code: &str) -> Cookie<'static> {
    Cookie::build((COOKIE, state.office.tracking_secret(code)))
        .path(address(code))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.settings.secure_cookies)
        .build()
}

/// To the receipt of a dossier that was handed in from this browser just now.
pub(super) fn receipt_of(state: &WebState, code: &str) -> Response {
    let jar = CookieJar::new().add(cookie(state, code));
    (jar, Redirect::to(&format!("{}/bien-nhan", address(code)))).into_response()
}

/// A case whose secret the browser holds.
struct Held {
    holder: Holder,
    followed: Followed,
}

/// Who does not hold the secret is asked for it, and led back.
impl FromRequestParts<WebState> for Held {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let variables = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let variables = variables.map_err(IntoResponse::into_response)?.0;
        let code = variables.into_iter().find(|(name, _)| name == "code").map(|(_, code)| code);
        let code = code.unwrap_or_default();
        let jar = CookieJar::from_headers(&parts.headers);
        let secret = jar.get(COOKIE).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
        let Some(holder) = state.office.holder(&code, &secret) else {
            let code = utf8_percent_encode(&code, NON_ALPHANUMERIC).to_string();
            return Err(Redirect::to(&format!("/tra-cuu?ma={code}")).into_response());
        };
        match state.office.follow(&holder).await {
            Ok(followed) => Ok(Self { holder, followed }),
            Err(failure) => Err(Problem::from(failure).into_response()),
        }
    }
}

/// Takes the secret out of this browser.
async fn leave(State(state): State<WebState>, jar: CookieJar, Path(code): Path<String>) -> Answer {
    let mut gone = cookie(&state, &code);
    gone.set_value("");
    Ok((jar.remove(gone), Redirect::to("/")).into_response())
}

/// A paper as it was handed in, given back to its applicant.
async fn paper(
    State(state): State<WebState>,
    held: Result<Held, Response>,
    Path((_, paper)): Path<(String, String)>,
) -> Answer {
    let held = match held {
        Ok(held) => held,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let principal = held.holder.principal();
    let (handed, bytes) = state.office.paper(principal, held.holder.code(), &paper).await?;
    Ok(handed_out(&handed, bytes))
}
