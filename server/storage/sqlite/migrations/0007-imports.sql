-- Cards of other systems: what a file asks for, and how far it has come.

-- A file is staged whole, then a second person commits it; its rows then go into the ledger, each under an
-- id that is made of the import and the row, so that whoever goes on after a kill does nothing twice.
CREATE TABLE card_import (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  network_id TEXT NOT NULL REFERENCES network (id),
  program_id TEXT NOT NULL REFERENCES program (id),
  source TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  row_count INTEGER NOT NULL CHECK (row_count BETWEEN 1 AND 999999),
  initial_minor INTEGER NOT NULL CHECK (initial_minor >= amount_minor),
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
  currency TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('staging', 'staged', 'committing', 'committed', 'reversing', 'reversed', 'dropped')),
  -- How often its reversal was asked for: a later one has other ids.
  attempts INTEGER NOT NULL DEFAULT 0,
  staged_by TEXT NOT NULL,
  staged_at_ms INTEGER NOT NULL,
  committed_by TEXT,
  committed_at_ms INTEGER,
  reversed_by TEXT,
  reversed_at_ms INTEGER,
  reason TEXT,
  -- Rows that the present step has done; which server is at it, and until when.
  done_rows INTEGER NOT NULL DEFAULT 0,
  worker TEXT,
  lease_until_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A row of an import: id = import number * 1,000,000 + row. `sealed` holds all of it until it is in the
-- ledger. Its PIN stands here and not with the card: `is_quick` until the slow hash is made.
CREATE TABLE card_import_item (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  sealed BLOB,
  pin_hash TEXT,
  is_quick INTEGER NOT NULL CHECK (is_quick IN (0, 1)),
  journal_id INTEGER,
  code TEXT
) STRICT;

CREATE INDEX card_import_item_quick ON card_import_item (id) WHERE is_quick = 1;

CREATE TRIGGER card_import_added AFTER INSERT ON card_import BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('card_import', NEW.id, json_array(
      NEW.id, NEW.number, NEW.network_id, NEW.program_id, NEW.source, NEW.file_hash,
      NEW.row_count, NEW.initial_minor, NEW.amount_minor, NEW.currency, NEW.state,
      NEW.attempts, NEW.staged_by, NEW.staged_at_ms, NEW.committed_by, NEW.committed_at_ms,
      NEW.reversed_by, NEW.reversed_at_ms, NEW.reason));
END;
CREATE TRIGGER card_import_changed AFTER UPDATE OF
      id, number, network_id, program_id, source, file_hash, row_count, initial_minor,
      amount_minor, currency, state, attempts, staged_by, staged_at_ms, committed_by,
      committed_at_ms, reversed_by, reversed_at_ms, reason
    ON card_import BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('card_import', NEW.id, json_array(
      NEW.id, NEW.number, NEW.network_id, NEW.program_id, NEW.source, NEW.file_hash,
      NEW.row_count, NEW.initial_minor, NEW.amount_minor, NEW.currency, NEW.state,
      NEW.attempts, NEW.staged_by, NEW.staged_at_ms, NEW.committed_by, NEW.committed_at_ms,
      NEW.reversed_by, NEW.reversed_at_ms, NEW.reason));
END;
CREATE TRIGGER card_import_removed AFTER DELETE ON card_import BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('card_import', OLD.id, NULL);
END;
