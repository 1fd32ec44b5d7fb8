-- The journal, and everything pages read beside it. {words} differ between the two databases.

CREATE TABLE journal (
  id {serial},
  txid BIGINT NOT NULL DEFAULT {txid},
  stream TEXT NOT NULL,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  body TEXT NOT NULL,
  hash {bytes} NOT NULL,
  UNIQUE (stream, version)
);
CREATE INDEX journal_feed ON journal (txid, id);

CREATE TABLE checkpoint (
  number BIGINT PRIMARY KEY,
  to_txid BIGINT NOT NULL,
  to_id BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  root {bytes} NOT NULL,
  previous {bytes} NOT NULL,
  at BIGINT NOT NULL,
  signature {bytes} NOT NULL
);

CREATE TABLE sight (
  id BIGINT PRIMARY KEY,
  duty BIGINT NOT NULL,
  units TEXT NOT NULL
);

CREATE TABLE dossier (
  id BIGINT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  version BIGINT NOT NULL,
  head {bytes} NOT NULL,
  point TEXT NOT NULL,
  procedure TEXT NOT NULL,
  edition TEXT NOT NULL,
  state TEXT NOT NULL,
  status BIGINT NOT NULL,
  sight BIGINT NOT NULL,
  applicant TEXT NOT NULL,
  applicant_key TEXT NOT NULL,
  submitted_at BIGINT NOT NULL,
  due TEXT,
  due_key BIGINT NOT NULL,
  is_open BIGINT NOT NULL,
  timeliness TEXT,
  body TEXT NOT NULL
);
CREATE INDEX dossier_by_due ON dossier (is_open, due_key, id);
CREATE INDEX dossier_by_sight ON dossier (sight, is_open, due_key, id);
CREATE INDEX dossier_by_applicant ON dossier (applicant_key, is_open, due_key, id);
CREATE INDEX dossier_by_procedure ON dossier (procedure, is_open, due_key, id);

CREATE TABLE task (
  dossier BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  unit TEXT NOT NULL,
  role TEXT NOT NULL,
  officer TEXT,
  due_key BIGINT NOT NULL,
  PRIMARY KEY (dossier, slot)
);
CREATE INDEX task_by_unit ON task (unit, role, due_key, dossier, slot);
CREATE INDEX task_by_officer ON task (officer, due_key, dossier, slot);

CREATE TABLE record (
  id BIGINT PRIMARY KEY,
  version BIGINT NOT NULL,
  head {bytes} NOT NULL,
  register TEXT NOT NULL,
  number TEXT NOT NULL,
  status TEXT NOT NULL,
  standing TEXT NOT NULL,
  holder TEXT NOT NULL,
  holder_key TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  valid_until TEXT,
  is_public BIGINT NOT NULL,
  sight BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX record_by_number ON record (register, number);
CREATE INDEX record_by_plain_number ON record (number);
CREATE INDEX record_by_register ON record (register, id);
CREATE INDEX record_by_sight ON record (register, sight, id);
CREATE INDEX record_by_holder ON record (holder_key, register, id);

CREATE TABLE record_unique (
  register TEXT NOT NULL,
  value TEXT NOT NULL,
  record BIGINT NOT NULL,
  PRIMARY KEY (register, value)
);

CREATE TABLE counter (
  name TEXT NOT NULL,
  sight BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (name, sight, slot)
);

CREATE TABLE book (
  series TEXT NOT NULL,
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (series, year)
);

CREATE TABLE official_number (
  series TEXT NOT NULL,
  year BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  number TEXT NOT NULL,
  signed_on TEXT NOT NULL,
  stream TEXT NOT NULL,
  is_void BIGINT NOT NULL,
  PRIMARY KEY (series, year, seq)
);

CREATE TABLE timer (
  stream TEXT NOT NULL,
  name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (stream, name)
);
CREATE INDEX timer_by_time ON timer (at);

CREATE TABLE outbox (
  id {serial},
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  is_dead BIGINT NOT NULL,
  last_error TEXT
);
CREATE INDEX outbox_by_time ON outbox (is_dead, due_at, id);

CREATE TABLE idempotency (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_by_time ON idempotency (at);

CREATE TABLE code_series (
  body TEXT NOT NULL,
  day TEXT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (body, day)
);

CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  size BIGINT NOT NULL,
  pages BIGINT,
  actor TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE TABLE account (
  person TEXT PRIMARY KEY,
  password TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE TABLE session (
  token {bytes} PRIMARY KEY,
  person TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_end ON session (expires_at);

CREATE TABLE api_token (
  token {bytes} PRIMARY KEY,
  name TEXT NOT NULL,
  grants TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT
);

CREATE TABLE definition_set (
  fingerprint TEXT PRIMARY KEY,
  published_at BIGINT NOT NULL,
  number BIGINT NOT NULL,
  body TEXT NOT NULL
);

CREATE TABLE edition (
  fingerprint TEXT PRIMARY KEY,
  procedure TEXT NOT NULL,
  edition TEXT NOT NULL,
  body TEXT NOT NULL
);
