//! The home page.

mod home;

use crate::route::{Access, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::page("/", Access::Anyone, home::show)]
}
