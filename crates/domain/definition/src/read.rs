//! Reading tables key by key. Every mistake is told with its place and the reading goes on: a missing
//! or wrong value is replaced by a stand-in, which is harmless because findings refuse the whole set.
//!
//! Keys that nobody asked for are mistakes too: [`read_table`] tells them when the reading is done.

use std::cell::RefCell;

use daumoi_kernel::Text;
use jiff::civil::{Date, DateTime};

use crate::findings::nearest;
use crate::source::{Content, Node, Page, Table};

/// An enumeration as it is written in definitions.
pub(crate) trait Word: Copy + 'static {
    const WORDS: &'static [(&'static str, Self)];
    /// What stands in for a word that could not be read.
    const STAND_IN: Self;
}

pub(crate) struct TableReader<'a> {
    pub(crate) page: &'a Page<'a>,
    pub(crate) start: usize,
    table: &'a Table,
    asked: RefCell<Vec<&'static str>>,
    missing: RefCell<Vec<&'static str>>,
}

/// Reads a table and then tells which keys are missing and which are unknown.
pub(crate) fn read_table<'a, T>(
    page: &'a Page<'a>,
    node: &'a Node,
    read: impl FnOnce(&TableReader<'a>) -> T,
) -> T {
    static NOTHING: Table = Table::new();
    let (table, is_table) = match &node.content {
        Content::Table(table) => (table, true),
        _ => (&NOTHING, false),
    };
    let reader = TableReader {
        page,
        start: node.start,
        table,
        asked: RefCell::default(),
        missing: RefCell::default(),
    };
    let value = read(&reader);
    if is_table {
        reader.finish();
    } else {
        page.say(node.start, format!("expected a table, found {}", node.kind()));
    }
    value
}

impl<'a> TableReader<'a> {
    pub(crate) fn place(&self, key: &'static str) -> usize {
        self.table.get(key).map_or(self.start, |entry| entry.node.start)
    }

    pub(crate) fn look(&self, key: &'static str) -> Option<&'a Node> {
        self.asked.borrow_mut().push(key);
        self.table.get(key).map(|entry| &entry.node)
    }

    fn need(&self, key: &'static str) -> Option<&'a Node> {
        let found = self.look(key);
        if found.is_none() {
            self.missing.borrow_mut().push(key);
        }
        found
    }

    fn wrong(&self, key: &str, node: &Node, expected: &str) {
        let message = format!("`{key}` must be {expected}, not {}", node.kind());
        self.page.say(node.start, message);
    }

    /// Required, not empty.
    pub(crate) fn text(&self, key: &'static str) -> String {
        self.need(key).map_or_else(String::new, |node| self.as_text(key, node))
    }

    pub(crate) fn text_or_none(&self, key: &'static str) -> Option<String> {
        self.look(key).map(|node| self.as_text(key, node))
    }

    fn as_text(&self, key: &str, node: &Node) -> String {
        match &node.content {
            Content::Text(text) if text.trim().is_empty() => {
                self.page.say(node.start, format!("`{key}` is empty"));
                String::new()
            }
            Content::Text(text) => daumoi_kernel::vietnamese::nfc(text),
            _ => {
                self.wrong(key, node, "text");
                String::new()
            }
        }
    }

    pub(crate) fn texts(&self, key: &'static str) -> Vec<String> {
        let Some(node) = self.look(key) else { return Vec::new() };
        self.items(key, node).iter().map(|item| self.as_text(key, item)).collect()
    }

    fn items(&self, key: &str, node: &'a Node) -> &'a [Node] {
        if !matches!(node.content, Content::List(_)) {
            self.wrong(key, node, "a list");
        }
        node.items()
    }

    /// Text in both languages, `{ vi = "…", en = "…" }`.
    pub(crate) fn both(&self, key: &'static str) -> Text {
        self.need(key).map_or_else(Text::default, |node| self.as_both(key, node))
    }

    pub(crate) fn both_or_none(&self, key: &'static str) -> Option<Text> {
        self.look(key).map(|node| self.as_both(key, node))
    }

    pub(crate) fn boths(&self, key: &'static str) -> Vec<Text> {
        let Some(node) = self.look(key) else { return Vec::new() };
        self.items(key, node).iter().map(|item| self.as_both(key, item)).collect()
    }

    fn as_both(&self, key: &str, node: &'a Node) -> Text {
        if !matches!(node.content, Content::Table(_)) {
            let message = format!("`{key}` must be in both languages, not {}", node.kind());
            let hint = "write { vi = \"…\", en = \"…\" }".to_owned();
            self.page.find(node.start, message, Some(hint));
            return Text::default();
        }
        read_table(self.page, node, |reader| {
            let language = |language: &'static str| match reader.look(language) {
                Some(inner) => match inner.text() {
                    Some(text) if !text.trim().is_empty() => daumoi_kernel::vietnamese::nfc(text),
                    Some(_) => {
                        let message = format!("missing translation: `{key}.{language}` is empty");
                        self.page.say(inner.start, message);
                        String::new()
                    }
                    None => {
                        reader.wrong(language, inner, "text");
                        String::new()
                    }
                },
                None => {
                    let message = format!("missing translation: `{key}` has no `{language}`");
                    self.page.say(node.start, message);
                    String::new()
                }
            };
            Text { vi: language("vi"), en: language("en") }
        })
    }

    pub(crate) fn number<N: TryFrom<i64> + Default>(&self, key: &'static str) -> N {
        self.need(key).map_or_else(N::default, |node| self.as_number(key, node))
    }

    pub(crate) fn number_or_none<N: TryFrom<i64> + Default>(&self, key: &'static str) -> Option<N> {
        self.look(key).map(|node| self.as_number(key, node))
    }

    fn as_number<N: TryFrom<i64> + Default>(&self, key: &str, node: &Node) -> N {
        let Content::Integer(number) = node.content else {
            self.wrong(key, node, "a whole number");
            return N::default();
        };
        N::try_from(number).unwrap_or_else(|_| {
            self.page.say(node.start, format!("`{key}` cannot be {number}"));
            N::default()
        })
    }

    pub(crate) fn truth(&self, key: &'static str) -> Option<bool> {
        let node = self.look(key)?;
        match node.content {
            Content::Boolean(truth) => Some(truth),
            _ => {
                self.wrong(key, node, "true or false");
                None
            }
        }
    }

    pub(crate) fn date(&self, key: &'static str) -> Date {
        self.need(key).map_or(Date::ZERO, |node| self.as_date(key, node))
    }

    pub(crate) fn date_or_none(&self, key: &'static str) -> Option<Date> {
        self.look(key).map(|node| self.as_date(key, node))
    }

    fn as_date(&self, key: &str, node: &Node) -> Date {
        match &node.content {
            Content::Date(date) => *date,
            Content::Text(text) if text.parse::<Date>().is_ok() => {
                let hint = Some(format!("write it without quotes: {text}"));
                self.page.find(node.start, format!("`{key}` must be a date, not text"), hint);
                Date::ZERO
            }
            _ => {
                self.wrong(key, node, "a date such as 2024-05-27");
                Date::ZERO
            }
        }
    }

    pub(crate) fn moment(&self, key: &'static str) -> DateTime {
        let Some(node) = self.need(key) else { return DateTime::ZERO };
        if let Content::DateTime(moment) = node.content {
            return moment;
        }
        self.wrong(key, node, "a date with a time such as 2024-05-27T09:00:00");
        DateTime::ZERO
    }

    pub(crate) fn word<W: Word>(&self, key: &'static str) -> W {
        self.need(key).map_or_else(|| W::STAND_IN, |node| self.as_word(key, node))
    }

    pub(crate) fn word_or_none<W: Word>(&self, key: &'static str) -> Option<W> {
        self.look(key).map(|node| self.as_word(key, node))
    }

    pub(crate) fn words<W: Word>(&self, key: &'static str) -> Vec<W> {
        let Some(node) = self.look(key) else { return Vec::new() };
        self.items(key, node).iter().map(|item| self.as_word(key, item)).collect()
    }

    /// Like `words`; an absent list is told.
    pub(crate) fn needed_words<W: Word>(&self, key: &'static str) -> Vec<W> {
        self.need(key);
        self.words(key)
    }

    fn as_word<W: Word>(&self, key: &str, node: &Node) -> W {
        let Some(written) = node.text() else {
            self.wrong(key, node, "text");
            return W::STAND_IN;
        };
        if let Some((_, value)) = W::WORDS.iter().find(|(word, _)| *word == written) {
            return *value;
        }
        let known = || W::WORDS.iter().map(|(word, _)| *word);
        let allowed = format!("allowed: {}", known().collect::<Vec<_>>().join(", "));
        let hint = match nearest(written, known()) {
            Some(meant) => format!("did you mean \"{meant}\"? {allowed}"),
            None => allowed,
        };
        self.page.find(node.start, format!("`{key}` cannot be \"{written}\""), Some(hint));
        W::STAND_IN
    }

    /// A list of tables; absent means empty.
    pub(crate) fn list<T>(
        &self,
        key: &'static str,
        read: impl Fn(&TableReader<'a>) -> T,
    ) -> Vec<T> {
        let Some(node) = self.look(key) else { return Vec::new() };
        self.items(key, node).iter().map(|item| read_table(self.page, item, &read)).collect()
    }

    pub(crate) fn table<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&TableReader<'a>) -> T,
    ) -> Option<T> {
        self.look(key).map(|node| read_table(self.page, node, read))
    }

    /// Like `table`; an absent one is told.
    pub(crate) fn needed_table<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&TableReader<'a>) -> T,
    ) -> Option<T> {
        self.need(key).map(|node| read_table(self.page, node, read))
    }

    fn finish(&self) {
        let asked = self.asked.borrow();
        let mut missing = self.missing.borrow_mut();
        for (key, entry) in self.table {
            if asked.contains(&key.as_str()) {
                continue;
            }
            let unused = || asked.iter().copied().filter(|known| !self.table.contains_key(*known));
            let meant = nearest(key, unused());
            // A misspelt key is one mistake, not an unknown key and a missing one.
            missing.retain(|missed| Some(*missed) != meant);
            let hint = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => {
                    let mut known: Vec<&str> = asked.clone();
                    known.sort_unstable();
                    known.dedup();
                    format!("keys known here: {}", known.join(", "))
                }
            };
            self.page.find(entry.key_start, format!("unknown key `{key}`"), Some(hint));
        }
        for key in missing.iter() {
            self.page.say(self.start, format!("`{key}` is missing"));
        }
    }
}
