CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER journal_is_never_shortened BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE VIRTUAL TABLE search USING fts5(
  exact, folded, sight, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'
);
CREATE TABLE search_document (id BIGINT PRIMARY KEY, kind TEXT NOT NULL, sight BIGINT NOT NULL);
