-- Notices: the log of what was told to whom, every attempt to tell it, and what officers have read.

CREATE TABLE notice (
  id BIGINT PRIMARY KEY,
  dossier TEXT NOT NULL,
  template TEXT NOT NULL,
  event TEXT NOT NULL,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  words TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  at BIGINT NOT NULL,
  settled_at BIGINT
);
CREATE INDEX notice_by_dossier ON notice (dossier, id);
CREATE INDEX notice_by_recipient ON notice (recipient, channel, id);
CREATE INDEX notice_by_state ON notice (state, id);

CREATE TABLE notice_attempt (
  notice BIGINT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (notice, number)
);

CREATE TABLE notice_read (
  person TEXT NOT NULL,
  notice BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (person, notice)
);
