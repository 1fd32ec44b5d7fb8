//! Where people come in who want something of the department: find a procedure, apply, follow the
//! case, answer, check a paper. Nobody needs an account.

mod apply;
mod check;
mod duties;
mod files;
mod front;
mod opinion;
mod procedure;
mod procedures;
mod proof;
mod track;
mod words;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    let mut routes = front::routes();
    routes.extend(duties::routes());
    routes.extend(procedures::routes());
    routes.extend(procedure::routes());
    routes.extend(apply::routes());
    routes.extend(track::routes());
    routes.extend(check::routes());
    routes.extend(opinion::routes());
    routes
}
