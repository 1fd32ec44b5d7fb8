//! Which rows each step of a life changes, learned from the database itself: a picture of all tables
//! before and after. So the bare engine writes the same rows, however the office comes to change.

use std::collections::BTreeMap;

use anyhow::Context;
use daumoi_store::{Dialect, Store, StoreError, Tx, Value};
use futures::FutureExt;

use crate::place::Place;

/// What the search of SQLite is called; its own tables are not looked at.
const SEARCH: &str = "search";
/// Large, and never changed by a step.
const LEFT_OUT: &[&str] = &["definition_set", "edition", "upload", "schema_step"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) is_key: bool,
    /// The database gives it to a new row.
    pub(crate) is_given: bool,
    pub(crate) is_words: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
}

/// One row that a step touched: how it stands afterwards, and which columns are different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) table: usize,
    pub(crate) what: What,
    pub(crate) row: Vec<Value>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Insert,
    Update { columns: Vec<usize> },
    Delete,
}

/// The changes of each step of one life.
#[derive(Clone, Debug)]
pub(crate) struct Learned {
    pub(crate) tables: Vec<Table>,
    pub(crate) steps: Vec<Vec<Change>>,
}

impl Learned {
    /// The value of the column in the first row that was put into the table.
    pub(crate) fn first_of(&self, table: &str, column: &str) -> Option<&Value> {
        let place = self.tables.iter().position(|it| it.name == table)?;
        let column = self.tables.get(place)?.columns.iter().position(|it| it.name == column)?;
        let mut changes = self.steps.iter().flatten();
        changes.find(|it| it.table == place && it.what == What::Insert)?.row.get(column)
    }
}

type Picture = BTreeMap<(usize, Vec<Value>), Vec<Value>>;

pub(crate) struct Learning<'a> {
    store: &'a Store,
    place: &'a Place,
    picture: Picture,
    learned: Learned,
}

impl<'a> Learning<'a> {
    pub(crate) async fn begin(place: &'a Place, store: &'a Store) -> anyhow::Result<Self> {
        let tables = store.read(|tx: &mut Tx| tables(tx).boxed()).await?;
        let picture = picture(place, store, &tables).await?;
        Ok(Self { store, place, picture, learned: Learned { tables, steps: Vec::new() } })
    }

    /// Notes what changed since the last look.
    pub(crate) async fn step(&mut self) -> anyhow::Result<()> {
        let after = picture(self.place, self.store, &self.learned.tables).await?;
        let mut changes = Vec::new();
        for ((table, key), row) in &after {
            let what = match self.picture.get(&(*table, key.clone())) {
                None => What::Insert,
                Some(before) if before == row => continue,
                Some(before) => {
                    let pairs = before.iter().zip(row).enumerate();
                    let columns = pairs.filter(|(_, (old, new))| old != new).map(|(at, _)| at);
                    What::Update { columns: columns.collect() }
                }
            };
            changes.push(Change { table: *table, what, row: row.clone() });
        }
        for ((table, key), row) in &self.picture {
            if !after.contains_key(&(*table, key.clone())) {
                changes.push(Change { table: *table, what: What::Delete, row: row.clone() });
            }
        }
        changes.sort_by_key(|change| change.table);
        self.learned.steps.push(changes);
        self.picture = after;
        Ok(())
    }

    pub(crate) fn end(self) -> Learned {
        self.learned
    }
}

async fn picture(place: &Place, store: &Store, tables: &[Table]) -> anyhow::Result<Picture> {
    let known = tables.to_vec();
    let mut picture: Picture =
        store.read(move |tx: &mut Tx| async move { rows(tx, &known).await }.boxed()).await?;
    if let Some(search) = tables.iter().position(|it| it.name == SEARCH) {
        for row in words_of_search(place)? {
            let key = row.first().cloned().context("a document without a number")?;
            picture.insert((search, vec![key]), row);
        }
    }
    Ok(picture)
}

async fn rows(tx: &mut Tx, tables: &[Table]) -> Result<Picture, StoreError> {
    let mut picture = Picture::new();
    for (number, table) in tables.iter().enumerate() {
        if table.name == SEARCH {
            continue;
        }
        let columns = table.columns.iter().map(|column| {
            let cast = if column.is_words { "::text" } else { "" };
            format!("{}{cast}", column.name)
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        for row in tx.query(&format!("SELECT {columns} FROM {}", table.name), &[]).await? {
            let keyed = table.columns.iter().zip(row.values()).filter(|(column, _)| column.is_key);
            let key = keyed.map(|(_, value)| value.clone()).collect();
            picture.insert((number, key), row.values().to_vec());
        }
    }
    Ok(picture)
}

/// The index of SQLite keeps no text; its words are read back from it.
fn words_of_search(place: &Place) -> anyhow::Result<Vec<Vec<Value>>> {
    let connection = rusqlite::Connection::open(place.file())?;
    connection
        .execute_batch("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, search, instance)")?;
    let mut statement = connection.prepare(
        "SELECT doc, group_concat(term, ' ') FILTER (WHERE col = 'exact'), \
         group_concat(term, ' ') FILTER (WHERE col = 'folded'), \
         group_concat(term, ' ') FILTER (WHERE col = 'sight') FROM temp.word GROUP BY doc",
    )?;
    let rows = statement.query_map([], |row| {
        let text = |column| row.get::<_, String>(column).map(Value::from);
        Ok(vec![Value::Int(row.get(0)?), text(1)?, text(2)?, text(3)?])
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

async fn tables(tx: &mut Tx) -> Result<Vec<Table>, StoreError> {
    let (tables, columns) = match tx.dialect() {
        Dialect::Sqlite => (
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' \
             ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
            "SELECT name, pk > 0, type = 'INTEGER' OR dflt_value IS NOT NULL, 0 \
             FROM pragma_table_info(?1) ORDER BY cid",
        ),
        Dialect::Postgres => (
            "SELECT table_name::text FROM information_schema.tables \
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1",
            "SELECT c.column_name::text, (EXISTS (SELECT FROM information_schema.key_column_usage k \
             JOIN information_schema.table_constraints t USING (constraint_name, table_name) \
             WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name \
             AND k.column_name = c.column_name))::int, \
             (c.is_identity = 'YES' OR c.column_default IS NOT NULL)::int, \
             (c.data_type = 'tsvector')::int FROM information_schema.columns c \
             WHERE c.table_name = ?1 ORDER BY c.ordinal_position",
        ),
    };
    let mut found = Vec::new();
    for row in tx.query(tables, &[]).await? {
        let name = row.text(0)?;
        let is_searchs_own = name.starts_with("search_") && name != "search_document";
        if LEFT_OUT.contains(&name.as_str()) || is_searchs_own {
            continue;
        }
        let mut known = Vec::new();
        for row in tx.query(columns, &[(&name).into()]).await? {
            known.push(Column {
                name: row.text(0)?,
                is_key: row.truth(1)?,
                is_given: row.truth(2)?,
                is_words: row.truth(3)?,
            });
        }
        found.push(Table { name, columns: known });
    }
    if tx.dialect() == Dialect::Sqlite {
        let column = |name: &str, is_key| Column {
            name: name.to_owned(),
            is_key,
            is_given: false,
            is_words: false,
        };
        let columns = vec![
            column("rowid", true),
            column("exact", false),
            column("folded", false),
            column("sight", false),
        ];
        found.push(Table { name: SEARCH.to_owned(), columns });
    }
    Ok(found)
}
