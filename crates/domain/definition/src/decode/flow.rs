//! A flow, its states and its actions.

use super::procedure::basis;
use crate::flow::{Action, Flow, State};
use crate::read::{TableReader, read_table};
use crate::source::Page;

pub(crate) fn flow(page: &Page<'_>) -> Flow {
    read_table(page, &page.root, |reader| Flow {
        id: reader.text("id"),
        title: reader.both("title"),
        initial: reader.text("initial"),
        clock_starts: reader.word("clock_starts"),
        states: reader.list("states", state),
        actions: reader.list("actions", action),
    })
}

fn state(reader: &TableReader<'_>) -> State {
    State {
        id: reader.text("id"),
        title: reader.both("title"),
        status: reader.word("status"),
        role: reader.text_or_none("role"),
        at: reader.word_or_none("at"),
        is_final: reader.truth("final").unwrap_or(false),
    }
}

fn action(reader: &TableReader<'_>) -> Action {
    Action {
        id: reader.text("id"),
        title: reader.both("title"),
        from: reader.texts("from"),
        to: reader.text_or_none("to"),
        does: reader.word("does"),
        roles: reader.texts("roles"),
        at: reader.word_or_none("at"),
        outcome: reader.word_or_none("outcome"),
        basis: reader.table("basis", basis),
    }
}
