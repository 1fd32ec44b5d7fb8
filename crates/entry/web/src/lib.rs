//! Where people and programs come in over HTTP: the API under `/api/v1` and the pages.
//!
//! A request passes the [`frame`] (request id, time limit, log line, metrics, how an error looks),
//! then the gate of its route (who may come in, which parameters are known), then a handler that
//! only translates: parse, ask the office, answer.
//!
//! Not here: rules, permissions on single cases, SQL. They live in the office and below.

mod api;
mod body;
mod cursor;
mod disposition;
mod frame;
mod gate;
mod health;
mod kit;
mod language;
mod measure;
mod openapi;
mod pages;
mod params;
mod problem;
mod route;
mod routes;
mod serve;
mod shapes;
mod state;
mod tally;
mod words;

pub use measure::collect_metrics;
pub use routes::table_text;
pub use serve::{router, serve};
pub use state::{Settings, WebState};
