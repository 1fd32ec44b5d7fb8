//! From the table of routes to a server that stops without breaking what runs.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::problem::Problem;
use crate::route::{Pace, Takes};
use crate::state::WebState;
use crate::{frame, gate, routes, words};

/// A form of thirty long answers as a browser writes them: nine bytes for a Vietnamese letter.
pub(crate) const LARGEST_FORM: u64 = 8 * 1024 * 1024;

/// Everything that answers, ready to be served or called in a test.
pub fn router(state: WebState) -> Router {
    let mut router = Router::new();
    for route in routes::all() {
        let facts = Arc::new(route.facts);
        let mut handler = route.handler;
        match (facts.takes, facts.pace) {
            // Its handler counts for itself, up to what a file may have.
            (Takes::File, _) | (Takes::Form, Pace::File) => {
                handler = handler.layer(DefaultBodyLimit::disable());
            }
            (Takes::Form, Pace::Request) => {
                let limit = usize::try_from(LARGEST_FORM).unwrap_or(usize::MAX);
                handler = handler.layer(DefaultBodyLimit::max(limit));
            }
            _ => {}
        }
        let gate = from_fn_with_state((state.clone(), Arc::clone(&facts)), gate::pass);
        let guarded = handler.layer(gate);
        router = router.route(facts.path, guarded);
    }
    router
        .fallback(|| async { Problem::not_found(words::unknown_path()) })
        .method_not_allowed_fallback(|| async {
            let status = StatusCode::METHOD_NOT_ALLOWED;
            Problem::new(status, "method_not_allowed", words::wrong_method())
        })
        .layer(from_fn_with_state(state.clone(), frame::around))
        .with_state(state)
}

/// Serves until `shutdown`; then takes no new connection and lets running requests finish, for as
/// long as the settings allow.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    state: WebState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let patience = state.settings.stop_timeout;
    let stopping = Arc::new(Notify::new());
    let told = Arc::clone(&stopping);
    let served = axum::serve(listener, router(state)).with_graceful_shutdown(async move {
        shutdown.await;
        told.notify_one();
    });
    let given_up = async {
        stopping.notified().await;
        tokio::time::sleep(patience).await;
    };
    tokio::select! {
        ended = served => ended,
        () = given_up => {
            tracing::warn!(seconds = patience.as_secs(), "requests were cut off while stopping");
            Ok(())
        }
    }
}
