//! What every page is made with. Read this before making a page.
//!
//! - A page is a folder with its handler and its template beside it (`portal/track/mod.rs`,
//!   `page.html`); the folder has `pub(crate) fn routes() -> Vec<Route>` and `routes.rs` lists it.
//! - `Route::page(path, access, handler)` is a GET that answers HTML, `Route::form(…)` a POST from a
//!   form (the gate has looked that it comes from our own page). Neither is in the OpenAPI document.
//! - The handler takes [`Shell`] (an extractor): language, place, who is signed in. The template has
//!   it as the field `shell`, begins with `{% extends "kit/base.html" %}` and fills the blocks
//!   `title`, `before` (breadcrumbs, back link), `main`, and `scripts`.
//! - Words stand in the template in both languages: `{{ shell.say("Nộp hồ sơ", "Apply") }}`; a
//!   [`Text`](daumoi_kernel::Text) by `{{ shell.text(title) }}`; dates, numbers, money by `shell.day`,
//!   `shell.moment`, `shell.number`, `shell.money`.
//! - `shown(&page)` answers 200, `shown_as(status, &page)` another status: 422 with the answers kept
//!   when something was refused. After success: `Redirect::to(…)` (303).
//! - Parts with their own mark-up are macros in `kit/parts.html`. The questions of a definition are
//!   [`Question`]s: `{{ question|safe }}`; [`Typed`] is what a form sent, `answers_typed` reads the
//!   answers from it, `answer_told` says an answer in words.
//! - A problem that a handler returns (`Err(Problem)`) becomes a page by itself; who is not signed in
//!   is led to the sign-in page and back.
//! - Pages of the public load `pages.js` at most (`base.html` does); those of officers `desk.js` with
//!   htmx as well. Everything an applicant does works without scripts. No inline scripts or styles: the
//!   content-security policy refuses them.
//!
//! Not here: what a page is about.

mod answer;
mod assets;
mod problem_page;
mod question;
mod shell;
mod show;
pub(crate) mod sign_in;
mod typed;
mod written;

pub(crate) use answer::told as answer_told;
pub(crate) use assets::show as asset_shown;
pub(crate) use problem_page::problem_page;
pub(crate) use question::{Asking, Question, anchor, answers_typed};
pub(crate) use shell::Shell;
pub(crate) use show::{shown, shown_as};
pub(crate) use typed::Typed;
