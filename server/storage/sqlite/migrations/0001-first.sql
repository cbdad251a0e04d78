-- Money is integer minor units; times are ms since 1970 UTC; hashes and keys are blobs.

CREATE TABLE network (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE location (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  currency TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  created_at_ms INTEGER NOT NULL,
  UNIQUE (network_id, name)
) STRICT;

-- A program: what never changes of it. Its rules stand beside it.
CREATE TABLE program (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  card_prefix TEXT NOT NULL,
  -- The IANA zone in which its days begin and end.
  time_zone TEXT NOT NULL DEFAULT 'UTC',
  created_at_ms INTEGER NOT NULL,
  UNIQUE (network_id, name)
) STRICT;

-- All rules of a program, one row a version, for ever: an operation records the version that it met.
-- Valid is the newest version whose time has come. `rules` is JSON as the contract has it.
CREATE TABLE program_rule (
  program_id TEXT NOT NULL REFERENCES program (id),
  version INTEGER NOT NULL CHECK (version > 0),
  valid_from_ms INTEGER NOT NULL,
  rules TEXT NOT NULL CHECK (json_valid(rules)),
  changed_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  recorded_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program_id, version),
  -- Nothing is made valid for a time that has passed.
  CHECK (valid_from_ms >= recorded_at_ms)
) STRICT;

CREATE TRIGGER program_rule_follows BEFORE INSERT ON program_rule
WHEN NEW.version <> 1 + coalesce((SELECT max(version) FROM program_rule
  WHERE program_id = NEW.program_id), 0)
BEGIN SELECT RAISE(ABORT, 'versions of rules follow one another'); END;
CREATE TRIGGER program_rule_is_never_updated BEFORE UPDATE ON program_rule
BEGIN SELECT RAISE(ABORT, 'rules are append-only'); END;
CREATE TRIGGER program_rule_is_never_deleted BEFORE DELETE ON program_rule
BEGIN SELECT RAISE(ABORT, 'rules are append-only'); END;

CREATE TABLE device (
  id TEXT PRIMARY KEY,
  location_id TEXT NOT NULL REFERENCES location (id),
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  public_key BLOB NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('active', 'revoked')),
  activated_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER,
  last_seen_at_ms INTEGER
) STRICT;

CREATE TABLE device_enrolment (
  id TEXT PRIMARY KEY,
  location_id TEXT NOT NULL REFERENCES location (id),
  token_hash BLOB NOT NULL UNIQUE,
  created_by TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  used_at_ms INTEGER,
  device_id TEXT REFERENCES device (id),
  cancelled_at_ms INTEGER,
  emailed_to TEXT
) STRICT;

CREATE TABLE staff (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('operator', 'finance', 'support', 'auditor')),
  state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE staff_session (
  token_hash BLOB PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  staff_id TEXT NOT NULL REFERENCES staff (id),
  created_at_ms INTEGER NOT NULL,
  last_seen_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL
) STRICT;

CREATE TABLE api_client (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  location_id TEXT REFERENCES location (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('webstore', 'oms', 'pos')),
  key_hash BLOB NOT NULL UNIQUE,
  key_hint TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  revoked_at_ms INTEGER,
  last_used_at_ms INTEGER
) STRICT;

-- A card. balance_minor is the only mutable money cell: it changes in the same transaction as the
-- journal row that explains it, and verify proves it again from those rows.
CREATE TABLE card (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  program_id TEXT NOT NULL REFERENCES program (id),
  form TEXT NOT NULL CHECK (form IN ('physical', 'virtual')),
  state TEXT NOT NULL,
  currency TEXT NOT NULL,
  number_lookup BLOB NOT NULL UNIQUE,
  number_sealed BLOB NOT NULL,
  key_version INTEGER NOT NULL,
  last_four TEXT NOT NULL,
  pin_hash TEXT,
  balance_minor INTEGER NOT NULL DEFAULT 0 CHECK (balance_minor >= 0),
  held_minor INTEGER NOT NULL DEFAULT 0 CHECK (held_minor BETWEEN 0 AND balance_minor),
  -- The newest journal row of this card; each row points to the one before (card_previous_id).
  last_journal_id INTEGER,
  batch TEXT,
  created_at_ms INTEGER NOT NULL,
  activated_at_ms INTEGER,
  -- The first instant at which the card is over; loads after the first one that stand.
  expires_at_ms INTEGER,
  reloads INTEGER NOT NULL DEFAULT 0 CHECK (reloads >= 0),
  -- The card that took its place: from then on what would go to this one goes there.
  successor_id INTEGER,
  CHECK (successor_id IS NULL OR (state = 'replaced' AND successor_id <> id))
) STRICT;

CREATE INDEX card_by_last_four ON card (last_four);
-- Cards whose date has passed are looked for every night.
CREATE INDEX card_by_expiry ON card (expires_at_ms) WHERE expires_at_ms IS NOT NULL;

CREATE TRIGGER card_balance_follows_the_journal BEFORE UPDATE OF balance_minor ON card
WHEN NEW.balance_minor <> OLD.balance_minor AND NEW.last_journal_id IS OLD.last_journal_id
BEGIN SELECT RAISE(ROLLBACK, 'a balance changes only with a row of the journal'); END;
CREATE TRIGGER card_has_one_successor BEFORE UPDATE OF successor_id ON card
WHEN OLD.successor_id IS NOT NULL AND NEW.successor_id IS NOT OLD.successor_id
BEGIN SELECT RAISE(ABORT, 'a replaced card keeps its successor'); END;
CREATE TRIGGER card_is_never_deleted BEFORE DELETE ON card
BEGIN SELECT RAISE(ABORT, 'cards are never deleted'); END;

-- The journal of operations: append-only. A row is the request, its answer and its money: one pair
-- of accounts, so that what is debited is credited by construction. An operation that moves value
-- along more than one pair adds rows with line 1, 2, …
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  line INTEGER NOT NULL DEFAULT 0,
  time_ms INTEGER NOT NULL,
  caller TEXT NOT NULL,
  request_id TEXT NOT NULL,
  content_hash BLOB NOT NULL,
  kind TEXT NOT NULL,
  -- 'posted': done; 'refused': understood and not done; 'repeated': a retry under a new id of
  -- original_id (nothing moved); 'empty': a void that had nothing to undo.
  outcome TEXT NOT NULL CHECK (outcome IN ('posted', 'refused', 'repeated', 'empty')),
  code TEXT,
  -- No REFERENCES on the hot path: a row and the guarded change of its card are one transaction.
  card_id INTEGER,
  location_id TEXT,
  channel TEXT NOT NULL,
  clerk TEXT,
  order_id TEXT,
  order_line TEXT,
  -- The till payment: its identity at the location, and what the station saw of it, as JSON.
  payment_key TEXT,
  payment TEXT,
  requested_minor INTEGER NOT NULL,
  debit_account TEXT,
  credit_account TEXT,
  amount_minor INTEGER CHECK (amount_minor > 0),
  currency TEXT,
  balance_after_minor INTEGER CHECK (balance_after_minor >= 0),
  original_id INTEGER REFERENCES journal (id),
  card_previous_id INTEGER,
  rule_version INTEGER,
  answer TEXT NOT NULL,
  -- In this order, because request ids are made in order of time: the index then grows at its end.
  UNIQUE (request_id, caller, line),
  CHECK ((amount_minor IS NULL) = (debit_account IS NULL)),
  CHECK ((amount_minor IS NULL) = (credit_account IS NULL)),
  CHECK (outcome = 'posted' OR amount_minor IS NULL)
) STRICT;

-- A void by order looks here; operations without an order cost nothing.
CREATE INDEX journal_by_order ON journal (order_id) WHERE order_id IS NOT NULL;

CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- The entries of double entry: two a journal row, which sum to zero.
CREATE VIEW entry AS
  SELECT id AS journal_id, line, time_ms, debit_account AS account, -amount_minor AS amount_minor, currency
    FROM journal WHERE amount_minor IS NOT NULL
  UNION ALL
  SELECT id, line, time_ms, credit_account, amount_minor, currency
    FROM journal WHERE amount_minor IS NOT NULL;

-- One row a thing that may be done once: a till payment, or an order + card + amount (business key).
CREATE TABLE claim (
  key BLOB PRIMARY KEY,
  journal_id INTEGER NOT NULL,
  released_by INTEGER
) STRICT, WITHOUT ROWID;

-- A void that came before its operation: the operation is refused when it arrives.
CREATE TABLE tombstone (
  key BLOB PRIMARY KEY,
  journal_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was undone of an operation. Refunds never exceed what was redeemed.
CREATE TABLE reversal (
  journal_id INTEGER PRIMARY KEY,
  amount_minor INTEGER NOT NULL,
  voided_by INTEGER,
  refunded_minor INTEGER NOT NULL DEFAULT 0,
  CHECK (refunded_minor BETWEEN 0 AND amount_minor)
) STRICT;

-- Answers that held a new card's number and PIN: sealed, for a short time, for a replay.
CREATE TABLE sealed_answer (
  journal_id INTEGER PRIMARY KEY,
  sealed BLOB NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT;

-- One row a commit group: a hash chain over the journal.
CREATE TABLE commit_group (
  id INTEGER PRIMARY KEY,
  first_journal_id INTEGER NOT NULL,
  last_journal_id INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;

CREATE TRIGGER commit_group_is_never_updated BEFORE UPDATE ON commit_group
BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END;
CREATE TRIGGER commit_group_is_never_deleted BEFORE DELETE ON commit_group
BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END;

-- Work that one server does for all: who does it, and until when nobody else may.
CREATE TABLE job (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  lease_until_ms INTEGER NOT NULL
) STRICT;

-- What people and programs did outside the ledger: who, what, when, from where.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  time_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  ip TEXT
) STRICT;

CREATE TRIGGER audit_is_never_updated BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
