//! The pages, one folder a place.

mod portal;

use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    portal::routes()
}
