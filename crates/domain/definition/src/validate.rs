//! Whether what was read fits together. Each file below looks at one kind of definition.
//!
//! Not here: the shape of a file, which the decoders tell. A stand-in of a decoder is an empty text;
//! it was told already and is passed over.

mod edition;
mod editions;
mod expressions;
mod fields;
mod flows;
mod known;
mod notices;
mod office;
mod registers;
mod result;
mod scenario_steps;
mod scenarios;
mod terms;

use self::expressions::Expressions;
use self::known::Known;
use crate::draft::Draft;
use crate::findings::{Finding, Report, suggestion};
use crate::rule::RuleBook;
use crate::source::Page;

/// Tells every finding and gives the compiled rules.
pub(crate) fn everything(draft: &Draft<'_>, report: &Report) -> RuleBook {
    let known = Known::of(draft);
    let mut expressions = Expressions::new();
    if draft.offices.is_empty() {
        report.add(Finding {
            file: "common/office.toml".to_owned(),
            line: 1,
            column: 1,
            message: "the office has no settings".to_owned(),
            hint: Some("every set of definitions needs this file".to_owned()),
        });
    }
    office::check(draft, &known);
    flows::check(draft, &known);
    registers::check(draft, &known);
    for sheet in &draft.procedures {
        editions::check(sheet, &known, &mut expressions);
    }
    notices::check(draft);
    result::check_books(&draft.procedures);
    scenarios::check(draft, &known);
    expressions.into_rules()
}

/// Tells when nothing in the whole set has the id.
fn refer<'k>(
    page: &Page<'_>,
    start: usize,
    what: &str,
    id: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) {
    if id.is_empty() || known.clone().any(|other| other == id) {
        return;
    }
    page.miss(start, format!("there is no {what} \"{id}\""), suggestion(id, known));
}

/// Tells when nothing in the same file has the id.
fn refer_here<'k>(
    page: &Page<'_>,
    start: usize,
    what: &str,
    id: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) {
    if id.is_empty() || known.clone().any(|other| other == id) {
        return;
    }
    page.find(start, format!("there is no {what} \"{id}\""), suggestion(id, known));
}

/// Tells every id that was seen before in the same list.
fn unique<'i>(page: &Page<'_>, what: &str, ids: impl Iterator<Item = (usize, &'i str)>) {
    let mut seen = std::collections::BTreeSet::new();
    for (start, id) in ids {
        if !id.is_empty() && !seen.insert(id) {
            page.say(start, format!("{what} \"{id}\" is defined twice"));
        }
    }
}
