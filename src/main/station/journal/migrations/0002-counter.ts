/**
 * Who stands at the counter, what was closed, and what was printed. A PIN and a badge are kept as
 * slow hashes with a salt of their own.
 */
export const COUNTER_TABLES = `
CREATE TABLE cashier (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  pin_hash TEXT NOT NULL,
  badge_hash TEXT,
  removed_at_ms INTEGER
) STRICT;

CREATE TABLE shift (
  ordinal INTEGER PRIMARY KEY,
  opened_at_ms INTEGER,
  opened_by TEXT,
  z_number INTEGER UNIQUE,
  report TEXT CHECK (json_valid(report)),
  CHECK ((z_number IS NULL) = (report IS NULL))
) STRICT;
CREATE UNIQUE INDEX shift_one_open ON shift ((z_number IS NULL)) WHERE z_number IS NULL;
CREATE TRIGGER shift_number_without_gap BEFORE UPDATE OF z_number ON shift
  WHEN (OLD.z_number IS NOT NULL
    OR NEW.z_number IS NOT (SELECT coalesce(max(z_number), 0) + 1 FROM shift))
BEGIN
  SELECT RAISE(ABORT, 'reports are numbered without gaps, and do not change');
END;
CREATE TRIGGER shift_report_is_fixed BEFORE UPDATE OF report ON shift
  WHEN (OLD.report IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'a report does not change');
END;
CREATE TRIGGER shift_is_kept BEFORE DELETE ON shift
BEGIN
  SELECT RAISE(ABORT, 'shifts are kept');
END;

-- In which closed shift an operation was counted: once.
CREATE TABLE shift_operation (
  request_id TEXT PRIMARY KEY REFERENCES operation (request_id),
  shift_ordinal INTEGER NOT NULL REFERENCES shift (ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_print (
  request_id TEXT NOT NULL REFERENCES operation (request_id),
  copy_number INTEGER NOT NULL CHECK (copy_number >= 0),
  way TEXT NOT NULL CHECK (way IN ('paper', 'pdf')),
  at_ms INTEGER NOT NULL,
  shift_ordinal INTEGER REFERENCES shift (ordinal),
  PRIMARY KEY (request_id, copy_number)
) STRICT, WITHOUT ROWID;
`
