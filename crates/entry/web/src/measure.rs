//! What is measured. Labels come from closed lists, so that nobody outside can make new series.

use std::time::Duration;

use axum::http::Method;
use daumoi_definition::Department;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

/// Buckets in seconds: what a page should cost, up to the time limit.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// Begins to collect metrics for this process; once.
///
/// # Errors
/// When somebody else in the process collects already.
pub fn collect_metrics() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()
}

pub(crate) fn request(method: &Method, route: &str, status: u16, took: Duration) {
    let labels = [
        ("method", known_method(method).to_owned()),
        ("route", route.to_owned()),
        ("status", status.to_string()),
    ];
    counter!("daumoi_http_requests_total", &labels).increment(1);
    histogram!("daumoi_http_request_seconds", &labels).record(took);
}

pub(crate) fn refused(code: &'static str) {
    counter!("daumoi_refused_total", "code" => code).increment(1);
}

pub(crate) fn database_error() {
    counter!("daumoi_database_errors_total").increment(1);
}

/// A step that was done. An action is one that some flow has: it was done, so it exists.
pub(crate) fn step(department: &Department, action: &str) {
    let is_known = department.flows.values().any(|flow| flow.action(action).is_some());
    let action = if is_known { action.to_owned() } else { "other".to_owned() };
    counter!("daumoi_steps_total", "action" => action).increment(1);
}

/// What waits, as of now.
pub(crate) fn waiting(outbox: i64, dead: i64, timers: i64) {
    let number = |count: i64| f64::from(u32::try_from(count.max(0)).unwrap_or(u32::MAX));
    gauge!("daumoi_outbox_waiting").set(number(outbox));
    gauge!("daumoi_outbox_dead").set(number(dead));
    gauge!("daumoi_timers_due").set(number(timers));
}

fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}
