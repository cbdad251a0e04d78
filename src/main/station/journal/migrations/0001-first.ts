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

CREATE TABLE paper (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('sale', 'copy', 'training', 'void')),
  till TEXT,
  receipt_number TEXT,
  rows TEXT NOT NULL CHECK (json_valid(rows)),
  ended_at_ms INTEGER NOT NULL
) STRICT;

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
  reason TEXT CHECK ((state = 'dismissed') = (reason IS NOT NULL))
) STRICT;
CREATE INDEX payment_waiting ON payment (seen_at_ms) WHERE state = 'waiting';

-- The outbox and the record of what became of it. \`ordinal\` is the order of intention.
CREATE TABLE operation (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  request_id TEXT NOT NULL UNIQUE,
  device_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('redeem', 'void')),
  reason TEXT CHECK (reason IN ('undo', 'cancel')),
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
  CHECK ((kind = 'void') = (original_request_id IS NOT NULL)),
  CHECK ((kind = 'void') = (reason IS NOT NULL)),
  CHECK ((state IN ('posted', 'refused', 'voided')) = (final_at_ms IS NOT NULL)),
  CHECK (state NOT IN ('posted', 'refused') OR answer IS NOT NULL)
) STRICT;
CREATE INDEX operation_open ON operation (ordinal)
  WHERE state IN ('journaled', 'sent', 'unknown');
CREATE INDEX operation_original ON operation (original_request_id)
  WHERE original_request_id IS NOT NULL;

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
