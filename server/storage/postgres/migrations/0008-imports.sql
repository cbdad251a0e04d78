-- Cards of other systems: what a file asks for, and how far it has come.

-- A file is staged whole, then a second person commits it; its rows then go into the ledger, each under an
-- id that is made of the import and the row, so that whoever goes on after a kill does nothing twice.
CREATE TABLE card_import (
  id text COLLATE "C" PRIMARY KEY,
  number bigint NOT NULL UNIQUE,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  program_id text COLLATE "C" NOT NULL REFERENCES program (id),
  source text COLLATE "C" NOT NULL,
  file_hash text COLLATE "C" NOT NULL,
  row_count bigint NOT NULL CHECK (row_count BETWEEN 1 AND 999999),
  initial_minor bigint NOT NULL CHECK (initial_minor >= amount_minor),
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN
    ('staging', 'staged', 'committing', 'committed', 'reversing', 'reversed', 'dropped')),
  -- How often its reversal was asked for: a later one has other ids.
  attempts bigint NOT NULL DEFAULT 0,
  staged_by text COLLATE "C" NOT NULL,
  staged_at_ms bigint NOT NULL,
  committed_by text COLLATE "C",
  committed_at_ms bigint,
  reversed_by text COLLATE "C",
  reversed_at_ms bigint,
  reason text COLLATE "C",
  -- Rows that the present step has done; which server is at it, and until when.
  done_rows bigint NOT NULL DEFAULT 0,
  worker text COLLATE "C",
  lease_until_ms bigint NOT NULL DEFAULT 0
);

-- A row of an import: id = import number * 1,000,000 + row. `sealed` holds all of it until it is in the
-- ledger. Its PIN stands here and not with the card: `is_quick` until the slow hash is made.
CREATE TABLE card_import_item (
  id bigint PRIMARY KEY,
  uid text COLLATE "C" NOT NULL UNIQUE,
  sealed bytea,
  pin_hash text COLLATE "C",
  is_quick smallint NOT NULL CHECK (is_quick IN (0, 1)),
  journal_id bigint,
  code text COLLATE "C"
);

CREATE INDEX card_import_item_quick ON card_import_item (id) WHERE is_quick = 1;

CREATE TRIGGER card_import_recorded AFTER INSERT OR DELETE OR UPDATE OF
    id, number, network_id, program_id, source, file_hash, row_count, initial_minor,
    amount_minor, currency, state, attempts, staged_by, staged_at_ms, committed_by,
    committed_at_ms, reversed_by, reversed_at_ms, reason
  ON card_import FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, number, network_id, program_id, source, file_hash, row_count, initial_minor,
    amount_minor, currency, state, attempts, staged_by, staged_at_ms, committed_by,
    committed_at_ms, reversed_by, reversed_at_ms, reason');
