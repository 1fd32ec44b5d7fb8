-- Who read what is protected: made again from the journal's streams `reading/<day>`.

CREATE TABLE reading (
  stream TEXT NOT NULL,
  version BIGINT NOT NULL,
  place BIGINT NOT NULL,
  subject TEXT NOT NULL,
  person TEXT NOT NULL,
  what TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (stream, version, place)
);
CREATE INDEX reading_by_subject ON reading (subject, at);
CREATE INDEX reading_by_person ON reading (person, at);
