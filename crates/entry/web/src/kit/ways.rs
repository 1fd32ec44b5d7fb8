//! The ways through each place: the line of links under the head. A page that a reader may not open
//! is not offered.

use daumoi_kernel::Text;

use crate::kit::Place;

/// Who is offered a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offered {
    Everybody,
    /// Whoever works in the department.
    #[expect(dead_code, reason = "the pages of officers are not here yet")]
    Officers,
    /// Whoever holds one of these roles at any unit.
    #[expect(dead_code, reason = "the pages of officers are not here yet")]
    Holders(&'static [&'static str]),
}

pub(crate) struct Way {
    pub(crate) path: &'static str,
    pub(crate) vi: &'static str,
    pub(crate) en: &'static str,
    pub(crate) offered: Offered,
}

impl Way {
    pub(crate) fn title(&self) -> Text {
        Text::new(self.vi, self.en)
    }
}

const fn way(path: &'static str, vi: &'static str, en: &'static str, offered: Offered) -> Way {
    Way { path, vi, en, offered }
}

/// What the public does.
const PUBLIC: &[Way] = &[way("/", "Trang chủ", "Home", Offered::Everybody)];

/// What people of the department do: one line for all their places.
const INSIDE: &[Way] = &[];

pub(crate) fn of(place: Place) -> &'static [Way] {
    match place {
        Place::Portal => PUBLIC,
        Place::Desk | Place::Counter | Place::Lead | Place::Admin => INSIDE,
    }
}
