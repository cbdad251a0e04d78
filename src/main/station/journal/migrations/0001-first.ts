/**
 * The first tables. Money is integer minor units, times are ms since 1970 UTC by the station's
 * clock. A card is written as its last four digits and, inside `params`, as the token by which the
 * server lets this device name it: never its number, never a PIN.
 */
export const FIRST_TABLES = `
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a source remembers over a restart: how far each file was read, which dialect was found.
CREATE TABLE source_memory (
  source_id TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (source_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE paper (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('sale', 'copy', 'training', 'void')),
  till TEXT,
  receipt_number TEXT,
  -- The POS's own lasting id of the sale, where it has one.
  external_id TEXT,
  rows TEXT NOT NULL CHECK (json_valid(rows)),
  ended_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX paper_external ON paper (external_id) WHERE external_id IS NOT NULL;

CREATE TABLE payment (
  id TEXT PRIMARY KEY,
  payment_key TEXT NOT NULL UNIQUE,
  paper_id TEXT NOT NULL REFERENCES paper (id),
  label TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  till TEXT,
  receipt_number TEXT,
  seen_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'dismissed')),
  reason TEXT CHECK ((state = 'dismissed') = (reason IS NOT NULL)),
  -- When the server said that another station of the location took it; null: not that we know.
  elsewhere_at_ms INTEGER
) STRICT;
CREATE INDEX payment_waiting ON payment (seen_at_ms) WHERE state = 'waiting';
CREATE INDEX payment_receipt ON payment (receipt_number) WHERE receipt_number IS NOT NULL;
CREATE INDEX payment_paper ON payment (paper_id);

-- The outbox and the record of what became of it. \`ordinal\` is the order of intention.
CREATE TABLE operation (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  request_id TEXT NOT NULL UNIQUE,
  device_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('redeem', 'void', 'refund')),
  reason TEXT CHECK (reason IN ('undo', 'cancel', 'pos')),
  original_request_id TEXT REFERENCES operation (request_id),
  payment_id TEXT REFERENCES payment (id),
  -- The params exactly as they are sent, every time.
  params TEXT NOT NULL CHECK (json_valid(params)),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  last_four TEXT NOT NULL CHECK (last_four GLOB '[0-9A-Z][0-9A-Z][0-9A-Z][0-9A-Z]'),
  state TEXT NOT NULL
    CHECK (state IN ('journaled', 'sent', 'unknown', 'posted', 'refused', 'voided')),
  answer TEXT CHECK (json_valid(answer)),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  created_at_ms INTEGER NOT NULL,
  final_at_ms INTEGER,
  CHECK ((kind = 'redeem') = (original_request_id IS NULL)),
  CHECK ((kind = 'redeem') = (reason IS NULL)),
  CHECK ((state IN ('posted', 'refused', 'voided')) = (final_at_ms IS NOT NULL)),
  CHECK (state NOT IN ('posted', 'refused') OR answer IS NOT NULL)
) STRICT;
CREATE INDEX operation_open ON operation (ordinal)
  WHERE state IN ('journaled', 'sent', 'unknown');
CREATE INDEX operation_original ON operation (original_request_id)
  WHERE original_request_id IS NOT NULL;

CREATE INDEX operation_lone ON operation (final_at_ms)
  WHERE kind = 'redeem' AND payment_id IS NULL AND state = 'posted';
CREATE INDEX operation_payment ON operation (payment_id) WHERE payment_id IS NOT NULL;

-- A sale taken back at the till: what it is about, and what came of it here.
CREATE TABLE reversal (
  id TEXT PRIMARY KEY,
  reversal_key TEXT NOT NULL UNIQUE,
  paper_id TEXT NOT NULL REFERENCES paper (id),
  kind TEXT NOT NULL CHECK (kind IN ('void', 'refund')),
  -- Null when the paper takes a receipt back and names no gift card tender.
  amount_minor INTEGER CHECK (amount_minor > 0),
  currency TEXT CHECK (length(currency) = 3),
  till TEXT,
  receipt_number TEXT,
  seen_at_ms INTEGER NOT NULL,
  payment_id TEXT REFERENCES payment (id),
  -- The newest void or refund that was begun for it.
  request_id TEXT REFERENCES operation (request_id) DEFERRABLE INITIALLY DEFERRED,
  state TEXT NOT NULL CHECK (state IN ('open', 'withdrawn', 'given_back', 'nothing_taken', 'settled')),
  ended_at_ms INTEGER CHECK ((state = 'open') = (ended_at_ms IS NULL)),
  CHECK ((amount_minor IS NULL) = (currency IS NULL))
) STRICT;
CREATE INDEX reversal_open ON reversal (seen_at_ms) WHERE state = 'open';
CREATE INDEX reversal_payment ON reversal (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX reversal_request ON reversal (request_id) WHERE request_id IS NOT NULL;

-- What had no other half at the day's end, or waited for too long: told to the server until it has
-- acknowledged the newest revision.
CREATE TABLE exception (
  id TEXT PRIMARY KEY,
  -- The one thing that it is about: a payment, a redemption or a sale taken back.
  payment_id TEXT UNIQUE REFERENCES payment (id),
  request_id TEXT UNIQUE REFERENCES operation (request_id),
  reversal_id TEXT UNIQUE REFERENCES reversal (id),
  state TEXT NOT NULL CHECK (state IN ('open', 'settled')),
  reason TEXT CHECK ((state = 'settled') = (reason IS NOT NULL)),
  note TEXT NOT NULL,
  clerk TEXT NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged <= revision),
  CHECK ((payment_id IS NOT NULL) + (request_id IS NOT NULL) + (reversal_id IS NOT NULL) = 1)
) STRICT;
CREATE INDEX exception_unsent ON exception (changed_at_ms) WHERE acknowledged < revision;

-- What was intended never changes, and what is final stays final; only a redemption that was taken
-- or refused can still become voided.
CREATE TRIGGER operation_intention_is_fixed BEFORE UPDATE OF
  request_id, device_id, kind, reason, original_request_id, payment_id, params, amount_minor,
  currency, last_four, created_at_ms ON operation
BEGIN
  SELECT RAISE(ABORT, 'the intention of an operation does not change');
END;
CREATE TRIGGER operation_final_is_final BEFORE UPDATE OF state ON operation
  WHEN (OLD.state = 'voided' OR (OLD.state IN ('posted', 'refused') AND NEW.state <> 'voided'))
BEGIN
  SELECT RAISE(ABORT, 'a final operation does not change');
END;
CREATE TRIGGER operation_is_kept BEFORE DELETE ON operation
BEGIN
  SELECT RAISE(ABORT, 'operations are kept');
END;
`
