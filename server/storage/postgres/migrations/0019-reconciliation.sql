-- Statements of locations. No money rests on these, and the record of changes leaves them out.

-- The language of a location's statements; no row: English.
CREATE TABLE statement_language (
  location_id text COLLATE "C" PRIMARY KEY REFERENCES location (id),
  language text COLLATE "C" NOT NULL CHECK (language IN ('en', 'fr'))
);

-- Mails of statements that have to go out, one a line of a run: sent until a mail server took it, or
-- until it was tried often enough.
CREATE TABLE statement_mail (
  run_id text COLLATE "C" NOT NULL REFERENCES settlement_run (id),
  location_id text COLLATE "C" NOT NULL REFERENCES location (id),
  state text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
  tries bigint NOT NULL DEFAULT 0,
  try_after_ms bigint NOT NULL DEFAULT 0,
  at_ms bigint,
  PRIMARY KEY (run_id, location_id)
);

CREATE INDEX statement_mail_waiting ON statement_mail (try_after_ms) WHERE state = 'waiting';

-- Up to which commit group redemptions were held against the till payments selected for them.
CREATE TABLE reconciliation_reach (
  name text COLLATE "C" PRIMARY KEY,
  group_id bigint NOT NULL
);
