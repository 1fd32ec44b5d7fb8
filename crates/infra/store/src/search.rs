//! Finding cases and records by words, with the marks as they were typed or left out.
//!
//! A word with marks (`họp`) is found only with the same marks; a word without (`hop`) is found with
//! any, and what is written exactly so comes first. Texts and words arrive already in the form in
//! which they are compared, as runs of letters and digits parted by spaces.
//!
//! The two databases have different full-text engines, and both get the same words. FTS5 walks its
//! hits in the order of ids, so there the sight is a word as well and hits that the reader may not see
//! are passed over inside the engine; PostgreSQL collects all hits anyway, and filters them by column.

use std::collections::BTreeSet;

use crate::dossiers::limit;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::sql::{Dialect, Statement, Tx, Value, padded};

/// One word of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchWord {
    /// Lower case with its marks.
    pub exact: String,
    /// Lower case without marks.
    pub folded: String,
    pub has_marks: bool,
}

/// What a case or record is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    /// The id of the case or record; no two kinds share one.
    pub id: i64,
    pub kind: &'a str,
    pub sight: i64,
    pub exact: &'a str,
    pub folded: &'a str,
}

/// Longer runs of letters are cut: nobody types them, and PostgreSQL refuses the very long.
const LONGEST_WORD: usize = 64;

/// The statements that make a document findable, in place of what stood under its id.
#[must_use]
pub fn indexed(dialect: Dialect, document: &Document<'_>) -> Vec<Statement> {
    let (exact, folded) = (tokens(document.exact), tokens(document.folded));
    let (id, kind, sight) = (document.id, document.kind, document.sight);
    match dialect {
        Dialect::Sqlite => vec![
            (
                "INSERT INTO search_document (id, kind, sight) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, sight = excluded.sight"
                    .into(),
                vec![id.into(), kind.into(), sight.into()],
            ),
            (
                "INSERT OR REPLACE INTO search (rowid, exact, folded, sight) \
                 VALUES (?1, ?2, ?3, ?4)"
                    .into(),
                vec![id.into(), exact.into(), folded.into(), sight_word(sight).into()],
            ),
        ],
        Dialect::Postgres => vec![(
            "INSERT INTO search_document (id, kind, sight, exact, folded) \
             VALUES (?1, ?2, ?3, array_to_tsvector(string_to_array(CAST(?4 AS text), ' ')), \
             array_to_tsvector(string_to_array(CAST(?5 AS text), ' '))) \
             ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, sight = excluded.sight, \
             exact = excluded.exact, folded = excluded.folded"
                .into(),
            vec![id.into(), kind.into(), sight.into(), exact.into(), folded.into()],
        )],
    }
}

/// The statements that make a document no longer findable.
#[must_use]
pub fn removed(dialect: Dialect, id: i64) -> Vec<Statement> {
    let mut statements: Vec<Statement> =
        vec![("DELETE FROM search_document WHERE id = ?1".into(), vec![id.into()])];
    if dialect == Dialect::Sqlite {
        statements.push(("DELETE FROM search WHERE rowid = ?1".into(), vec![id.into()]));
    }
    statements
}

/// The statements that leave nothing to be found.
pub(crate) fn emptied(dialect: Dialect) -> Vec<Statement> {
    let mut statements: Vec<Statement> =
        vec![(dialect.emptied("search_document").into(), Vec::new())];
    if dialect == Dialect::Sqlite {
        statements.push(("INSERT INTO search (search) VALUES ('delete-all')".into(), Vec::new()));
    }
    statements
}

/// One run of letters and digits for each number, also below zero: FTS5 would drop a minus.
fn sight_word(sight: i64) -> String {
    format!("s{sight:x}")
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(LONGEST_WORD).collect())
}

/// Each word once: neither engine is asked how often a word occurs.
fn tokens(text: &str) -> String {
    words(text).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
}

/// A word that has to occur, and in which form of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    word: String,
    is_exact: bool,
    is_prefix: bool,
}

/// Splits the words of the question as the texts were split. Only the end of the last is open.
fn wanted(query: &[SearchWord], all_exact: bool) -> Vec<Wanted> {
    let mut found = Vec::new();
    for word in query {
        let is_exact = all_exact || word.has_marks;
        let form = if is_exact { &word.exact } else { &word.folded };
        found.extend(words(form).map(|word| Wanted { word, is_exact, is_prefix: false }));
    }
    if let Some(last) = found.last_mut() {
        last.is_prefix = true;
    }
    found
}

/// Up to `page` documents that hold all words, as (id, kind): first those that hold them as typed,
/// then those that hold the words typed without marks in any form; the newest ids first. The last
/// word may be unfinished.
///
/// # Errors
/// When the database fails.
pub async fn find(
    tx: &mut Tx,
    scope: &Scope,
    query: &[SearchWord],
    page: usize,
) -> Result<Vec<(i64, String)>, StoreError> {
    let exact = wanted(query, true);
    if exact.is_empty() || page == 0 {
        return Ok(Vec::new());
    }
    let mut found = matching(tx, scope, &exact, page).await?;
    if found.len() < page && query.iter().any(|word| !word.has_marks) {
        let seen: BTreeSet<i64> = found.iter().map(|(id, _)| *id).collect();
        let any = wanted(query, false);
        // What was found already may come again, so as much more is asked for.
        let more = matching(tx, scope, &any, page + seen.len()).await?;
        found.extend(more.into_iter().filter(|(id, _)| !seen.contains(id)));
        found.truncate(page);
    }
    Ok(found)
}

async fn matching(
    tx: &mut Tx,
    scope: &Scope,
    wanted: &[Wanted],
    page: usize,
) -> Result<Vec<(i64, String)>, StoreError> {
    let sights = match scope {
        Scope::Sights(sights) if sights.is_empty() => return Ok(Vec::new()),
        Scope::Sights(sights) => padded(sights),
        Scope::All | Scope::Party(_) => Vec::new(),
    };
    let mut values = vec![limit(page)];
    let within = match scope {
        Scope::Party(key) => {
            values.push(key.into());
            " AND doc.id IN (SELECT id FROM dossier WHERE applicant_key = ?2 \
              UNION ALL SELECT id FROM record WHERE holder_key = ?2)"
        }
        Scope::All | Scope::Sights(_) => "",
    };
    let sql = match tx.dialect() {
        Dialect::Sqlite => on_sqlite(wanted, &sights, within, &mut values),
        Dialect::Postgres => on_postgres(wanted, &sights, within, &mut values),
    };
    tx.query(&sql, &values).await?.iter().map(|row| Ok((row.int(0)?, row.text(1)?))).collect()
}

fn on_sqlite(wanted: &[Wanted], sights: &[i64], within: &str, values: &mut Vec<Value>) -> String {
    let mut terms: Vec<String> = wanted
        .iter()
        .map(|wanted| {
            let column = if wanted.is_exact { "exact" } else { "folded" };
            let open_end = if wanted.is_prefix { " *" } else { "" };
            format!("{column} : \"{}\"{open_end}", wanted.word)
        })
        .collect();
    if !sights.is_empty() {
        let list: Vec<String> = sights.iter().map(|sight| sight_word(*sight)).collect();
        terms.push(format!("sight : ({})", list.join(" OR ")));
    }
    values.push(terms.join(" AND ").into());
    format!(
        "SELECT doc.id, doc.kind FROM search JOIN search_document doc ON doc.id = search.rowid \
         WHERE search MATCH ?{}{within} ORDER BY search.rowid DESC LIMIT ?1",
        values.len()
    )
}

fn on_postgres(wanted: &[Wanted], sights: &[i64], within: &str, values: &mut Vec<Value>) -> String {
    let lexemes = |is_exact: bool| -> Vec<String> {
        wanted
            .iter()
            .filter(|wanted| wanted.is_exact == is_exact)
            .map(|wanted| format!("'{}'{}", wanted.word, if wanted.is_prefix { ":*" } else { "" }))
            .collect()
    };
    let mut conditions = Vec::new();
    for (column, terms) in [("exact", lexemes(true)), ("folded", lexemes(false))] {
        if terms.is_empty() {
            continue;
        }
        values.push(terms.join(" & ").into());
        conditions
            .push(format!("doc.{column} @@ CAST(CAST(?{} AS text) AS tsquery)", values.len()));
    }
    let seen = Scope::Sights(sights.to_vec());
    if !sights.is_empty() {
        conditions.push(seen.predicate("doc", "sight", values));
    }
    format!(
        "SELECT doc.id, doc.kind FROM search_document doc WHERE {}{within} \
         ORDER BY doc.id DESC LIMIT ?1",
        conditions.join(" AND ")
    )
}
