-- Statements of locations. No money rests on these, and the record of changes leaves them out.

-- The language of a location's statements; no row: English.
CREATE TABLE statement_language (
  location_id TEXT PRIMARY KEY REFERENCES location (id),
  language TEXT NOT NULL CHECK (language IN ('en', 'fr'))
) STRICT;

-- Mails of statements that have to go out, one a line of a run: sent until a mail server took it, or
-- until it was tried often enough.
CREATE TABLE statement_mail (
  run_id TEXT NOT NULL REFERENCES settlement_run (id),
  location_id TEXT NOT NULL REFERENCES location (id),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
  tries INTEGER NOT NULL DEFAULT 0,
  try_after_ms INTEGER NOT NULL DEFAULT 0,
  at_ms INTEGER,
  PRIMARY KEY (run_id, location_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX statement_mail_waiting ON statement_mail (try_after_ms) WHERE state = 'waiting';

-- Up to which commit group redemptions were held against the till payments selected for them.
CREATE TABLE reconciliation_reach (
  name TEXT PRIMARY KEY,
  group_id INTEGER NOT NULL
) STRICT;
