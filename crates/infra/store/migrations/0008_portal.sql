-- What applicants have begun and not handed in, what they say of the service, guesses at secrets.

CREATE TABLE draft (
  code TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  procedure TEXT NOT NULL,
  dossier TEXT,
  begun_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX draft_by_end ON draft (expires_at);
CREATE INDEX upload_by_actor ON upload (actor);

CREATE TABLE feedback (
  id TEXT PRIMARY KEY,
  dossier TEXT,
  procedure TEXT,
  stage TEXT NOT NULL,
  score BIGINT NOT NULL,
  words TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX feedback_by_time ON feedback (at);

CREATE TABLE guess (
  what TEXT NOT NULL,
  hour BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (what, hour)
);
