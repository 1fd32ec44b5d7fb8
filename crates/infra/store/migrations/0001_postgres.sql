CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal only grows'; END $$;
CREATE TRIGGER journal_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
CREATE TABLE search_document (
  id BIGINT PRIMARY KEY, kind TEXT COLLATE "C" NOT NULL, sight BIGINT NOT NULL,
  exact tsvector NOT NULL, folded tsvector NOT NULL
);
CREATE INDEX search_exact ON search_document USING gin (exact);
CREATE INDEX search_folded ON search_document USING gin (folded);
