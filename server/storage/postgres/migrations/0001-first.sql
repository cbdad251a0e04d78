-- The same tables as the other engine's, so that both are read with the same queries. Money is bigint
-- minor units; times are ms since 1970 UTC; hashes and keys are bytea. Texts sort by their bytes, on
-- every server alike.

CREATE TABLE network (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  created_at_ms bigint NOT NULL
);

CREATE TABLE location (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  name text COLLATE "C" NOT NULL,
  email text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  time_zone text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'closed')),
  created_at_ms bigint NOT NULL,
  UNIQUE (network_id, name)
);

-- A program: what never changes of it. Its rules stand beside it.
CREATE TABLE program (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  name text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  card_prefix text COLLATE "C" NOT NULL,
  -- The IANA zone in which its days begin and end.
  time_zone text COLLATE "C" NOT NULL DEFAULT 'UTC',
  created_at_ms bigint NOT NULL,
  UNIQUE (network_id, name)
);

-- All rules of a program, one row a version, for ever: an operation records the version that it met.
-- Valid is the newest version whose time has come. `rules` is JSON as the contract has it.
CREATE TABLE program_rule (
  program_id text COLLATE "C" NOT NULL REFERENCES program (id),
  version bigint NOT NULL CHECK (version > 0),
  valid_from_ms bigint NOT NULL,
  rules text COLLATE "C" NOT NULL CHECK (rules::jsonb IS NOT NULL),
  changed_by text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  recorded_at_ms bigint NOT NULL,
  PRIMARY KEY (program_id, version),
  -- Nothing is made valid for a time that has passed.
  CHECK (valid_from_ms >= recorded_at_ms)
);

CREATE TABLE device (
  id text COLLATE "C" PRIMARY KEY,
  location_id text COLLATE "C" NOT NULL REFERENCES location (id),
  code text COLLATE "C" NOT NULL UNIQUE,
  name text COLLATE "C" NOT NULL,
  public_key bytea NOT NULL UNIQUE,
  state text COLLATE "C" NOT NULL CHECK (state IN ('active', 'revoked')),
  activated_at_ms bigint NOT NULL,
  revoked_at_ms bigint,
  last_seen_at_ms bigint
);

CREATE TABLE device_enrolment (
  id text COLLATE "C" PRIMARY KEY,
  location_id text COLLATE "C" NOT NULL REFERENCES location (id),
  token_hash bytea NOT NULL UNIQUE,
  created_by text COLLATE "C" NOT NULL,
  created_at_ms bigint NOT NULL,
  expires_at_ms bigint NOT NULL,
  used_at_ms bigint,
  device_id text COLLATE "C" REFERENCES device (id),
  cancelled_at_ms bigint,
  emailed_to text COLLATE "C"
);

CREATE TABLE staff (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  name text COLLATE "C" NOT NULL,
  email text COLLATE "C" NOT NULL UNIQUE,
  password_hash text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL CHECK (role IN ('operator', 'finance', 'support', 'auditor')),
  state text COLLATE "C" NOT NULL CHECK (state IN ('active', 'disabled')),
  created_at_ms bigint NOT NULL
);

CREATE TABLE staff_session (
  token_hash bytea PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  staff_id text COLLATE "C" NOT NULL REFERENCES staff (id),
  created_at_ms bigint NOT NULL,
  last_seen_at_ms bigint NOT NULL,
  expires_at_ms bigint NOT NULL,
  revoked_at_ms bigint,
  ip text COLLATE "C" NOT NULL,
  user_agent text COLLATE "C" NOT NULL
);

CREATE TABLE api_client (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  location_id text COLLATE "C" REFERENCES location (id),
  name text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('webstore', 'oms', 'pos')),
  key_hash bytea NOT NULL UNIQUE,
  key_hint text COLLATE "C" NOT NULL,
  scopes text COLLATE "C" NOT NULL,
  created_at_ms bigint NOT NULL,
  expires_at_ms bigint,
  revoked_at_ms bigint,
  last_used_at_ms bigint
);

-- A card. balance_minor is the only mutable money cell: it changes in the same transaction as the
-- journal row that explains it, and verify proves it again from those rows. None of the columns that
-- operations change is in an index, and pages have room: a change then stays on its page.
CREATE TABLE card (
  id bigint PRIMARY KEY,
  uid text COLLATE "C" NOT NULL UNIQUE,
  program_id text COLLATE "C" NOT NULL REFERENCES program (id),
  form text COLLATE "C" NOT NULL CHECK (form IN ('physical', 'virtual')),
  state text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  number_lookup bytea NOT NULL UNIQUE,
  number_sealed bytea NOT NULL,
  key_version bigint NOT NULL,
  last_four text COLLATE "C" NOT NULL,
  pin_hash text COLLATE "C",
  balance_minor bigint NOT NULL DEFAULT 0 CHECK (balance_minor >= 0),
  held_minor bigint NOT NULL DEFAULT 0 CHECK (held_minor BETWEEN 0 AND balance_minor),
  -- The newest journal row of this card; each row points to the one before (card_previous_id).
  last_journal_id bigint,
  batch text COLLATE "C",
  created_at_ms bigint NOT NULL,
  activated_at_ms bigint,
  -- The first instant at which the card is over; loads after the first one that stand.
  expires_at_ms bigint,
  reloads bigint NOT NULL DEFAULT 0 CHECK (reloads >= 0),
  -- The card that took its place: from then on what would go to this one goes there.
  successor_id bigint,
  CHECK (successor_id IS NULL OR (state = 'replaced' AND successor_id <> id))
) WITH (fillfactor = 80);

CREATE INDEX card_by_last_four ON card (last_four);
-- Cards whose date has passed are looked for every night.
CREATE INDEX card_by_expiry ON card (expires_at_ms) WHERE expires_at_ms IS NOT NULL;

-- Refuses what must never happen to a row; the argument says what that is.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Writers of rules wait for each other, and the key finds what came between.
CREATE FUNCTION refuse_version_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version <> 1 + coalesce((SELECT max(version) FROM program_rule
      WHERE program_id = NEW.program_id), 0) THEN
    RAISE EXCEPTION 'versions of rules follow one another'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER program_rule_follows BEFORE INSERT ON program_rule FOR EACH ROW
  EXECUTE FUNCTION refuse_version_gap();
CREATE TRIGGER program_rule_is_never_changed BEFORE UPDATE OR DELETE ON program_rule FOR EACH ROW
  EXECUTE FUNCTION refuse_change('rules are append-only');
CREATE TRIGGER program_rule_is_never_emptied BEFORE TRUNCATE ON program_rule
  EXECUTE FUNCTION refuse_change('rules are append-only');

CREATE TRIGGER card_balance_follows_the_journal BEFORE UPDATE ON card FOR EACH ROW
  WHEN (NEW.balance_minor <> OLD.balance_minor
    AND NEW.last_journal_id IS NOT DISTINCT FROM OLD.last_journal_id)
  EXECUTE FUNCTION refuse_change('a balance changes only with a row of the journal');
CREATE TRIGGER card_has_one_successor BEFORE UPDATE ON card FOR EACH ROW
  WHEN (OLD.successor_id IS NOT NULL AND NEW.successor_id IS DISTINCT FROM OLD.successor_id)
  EXECUTE FUNCTION refuse_change('a replaced card keeps its successor');
CREATE TRIGGER card_is_never_deleted BEFORE DELETE ON card FOR EACH ROW
  EXECUTE FUNCTION refuse_change('cards are never deleted');
CREATE TRIGGER card_is_never_emptied BEFORE TRUNCATE ON card
  EXECUTE FUNCTION refuse_change('cards are never deleted');

-- The journal of operations: append-only. A row is the request, its answer and its money: one pair
-- of accounts, so that what is debited is credited by construction. An operation that moves value
-- along more than one pair adds rows with line 1, 2, ... Partitions hold ranges of ids, which grow
-- with time: so one column names a row, and a look-up by id opens one partition.
CREATE TABLE journal (
  id bigint PRIMARY KEY,
  line bigint NOT NULL DEFAULT 0,
  time_ms bigint NOT NULL,
  caller text COLLATE "C" NOT NULL,
  request_id text COLLATE "C" NOT NULL,
  content_hash bytea NOT NULL,
  kind text COLLATE "C" NOT NULL,
  -- 'posted': done; 'refused': understood and not done; 'repeated': a retry under a new id of
  -- original_id (nothing moved); 'empty': a void that had nothing to undo.
  outcome text COLLATE "C" NOT NULL CHECK (outcome IN ('posted', 'refused', 'repeated', 'empty')),
  code text COLLATE "C",
  card_id bigint,
  location_id text COLLATE "C",
  channel text COLLATE "C" NOT NULL,
  clerk text COLLATE "C",
  order_id text COLLATE "C",
  order_line text COLLATE "C",
  -- The till payment: its identity at the location, and what the station saw of it, as JSON.
  payment_key text COLLATE "C",
  payment text COLLATE "C",
  requested_minor bigint NOT NULL,
  debit_account text COLLATE "C",
  credit_account text COLLATE "C",
  amount_minor bigint CHECK (amount_minor > 0),
  currency text COLLATE "C",
  balance_after_minor bigint CHECK (balance_after_minor >= 0),
  original_id bigint,
  card_previous_id bigint,
  rule_version bigint,
  answer text COLLATE "C" NOT NULL,
  CHECK ((amount_minor IS NULL) = (debit_account IS NULL)),
  CHECK ((amount_minor IS NULL) = (credit_account IS NULL)),
  CHECK (outcome = 'posted' OR amount_minor IS NULL)
) PARTITION BY RANGE (id);

-- A void by order looks here; operations without an order cost nothing.
CREATE INDEX journal_by_order ON journal (order_id) WHERE order_id IS NOT NULL;

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE OR DELETE ON journal FOR EACH ROW
  EXECUTE FUNCTION refuse_change('the journal is append-only');
CREATE TRIGGER journal_is_never_emptied BEFORE TRUNCATE ON journal
  EXECUTE FUNCTION refuse_change('the journal is append-only');

-- Which row has a caller's request id: unique over all partitions. In this order of columns, because
-- request ids are made in order of time: the index then grows at its end.
CREATE TABLE request (
  request_id text COLLATE "C" NOT NULL,
  caller text COLLATE "C" NOT NULL,
  journal_id bigint NOT NULL,
  PRIMARY KEY (request_id, caller)
);

CREATE TRIGGER request_is_never_changed BEFORE UPDATE OR DELETE ON request FOR EACH ROW
  EXECUTE FUNCTION refuse_change('request ids are kept for ever');
CREATE TRIGGER request_is_never_emptied BEFORE TRUNCATE ON request
  EXECUTE FUNCTION refuse_change('request ids are kept for ever');

-- The entries of double entry: two a journal row, which sum to zero.
CREATE VIEW entry AS
  SELECT id AS journal_id, line, time_ms, debit_account AS account, -amount_minor AS amount_minor, currency
    FROM journal WHERE amount_minor IS NOT NULL
  UNION ALL
  SELECT id, line, time_ms, credit_account, amount_minor, currency
    FROM journal WHERE amount_minor IS NOT NULL;

-- One row a thing that may be done once: a till payment, or an order + card + amount (business key).
CREATE TABLE claim (
  key bytea PRIMARY KEY,
  journal_id bigint NOT NULL,
  released_by bigint
) WITH (fillfactor = 90);

-- A void that came before its operation: the operation is refused when it arrives.
CREATE TABLE tombstone (
  key bytea PRIMARY KEY,
  journal_id bigint NOT NULL
);

-- What was undone of an operation. Refunds never exceed what was redeemed.
CREATE TABLE reversal (
  journal_id bigint PRIMARY KEY,
  amount_minor bigint NOT NULL,
  voided_by bigint,
  refunded_minor bigint NOT NULL DEFAULT 0,
  CHECK (refunded_minor BETWEEN 0 AND amount_minor)
);

-- Answers that held a new card's number and PIN: sealed, for a short time, for a replay.
CREATE TABLE sealed_answer (
  journal_id bigint PRIMARY KEY,
  sealed bytea NOT NULL,
  expires_at_ms bigint NOT NULL
);

-- One row a commit group: a hash chain over the journal. The order of groups is the order of truth;
-- the ids of their rows grow within a group, and between groups of one server.
CREATE TABLE commit_group (
  id bigint PRIMARY KEY,
  first_journal_id bigint NOT NULL,
  last_journal_id bigint NOT NULL,
  time_ms bigint NOT NULL,
  hash bytea NOT NULL
);

CREATE TRIGGER commit_group_is_never_changed BEFORE UPDATE OR DELETE ON commit_group FOR EACH ROW
  EXECUTE FUNCTION refuse_change('the chain is append-only');
CREATE TRIGGER commit_group_is_never_emptied BEFORE TRUNCATE ON commit_group
  EXECUTE FUNCTION refuse_change('the chain is append-only');

-- Work that one server does for all: who does it, and until when nobody else may.
CREATE TABLE job (
  name text COLLATE "C" PRIMARY KEY,
  holder text COLLATE "C" NOT NULL,
  lease_until_ms bigint NOT NULL
);

-- What people and programs did outside the ledger: who, what, when, from where.
CREATE TABLE audit (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  time_ms bigint NOT NULL,
  actor text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  detail text COLLATE "C" NOT NULL,
  ip text COLLATE "C"
);

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE OR DELETE ON audit FOR EACH ROW
  EXECUTE FUNCTION refuse_change('the audit is append-only');
CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON audit
  EXECUTE FUNCTION refuse_change('the audit is append-only');

-- Where the ledger stands: one row, locked by whoever commits a group and by nobody for longer than
-- that. The chain, the ids and the version of the rules all advance here.
CREATE TABLE ledger_head (
  one smallint PRIMARY KEY DEFAULT 1 CHECK (one = 1),
  group_id bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
  time_ms bigint NOT NULL DEFAULT 0,
  -- The next ids that nobody has: a server may have taken some ahead.
  next_journal_id bigint NOT NULL DEFAULT 1,
  next_card_number bigint NOT NULL DEFAULT 1,
  -- Grows when programs, locations or anything of a card but its money is changed.
  rules_version bigint NOT NULL DEFAULT 1,
  tombstones bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);

INSERT INTO ledger_head DEFAULT VALUES;

-- Adds partitions to the journal until this id fits. Rows go on being written meanwhile.
CREATE FUNCTION make_partitions(until bigint, size bigint DEFAULT 10000000) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  part bigint;
  name text;
BEGIN
  -- One server makes them; the number names what is locked.
  PERFORM pg_advisory_xact_lock(7310, 2);
  FOR part IN 0 .. until / size LOOP
    name := 'journal_' || part;
    CONTINUE WHEN to_regclass(name) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE journal INCLUDING ALL)', name);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I EXECUTE FUNCTION refuse_change(%L)',
      name || '_is_never_emptied', name, 'the journal is append-only');
    -- Nobody looks below the first id: there is none.
    EXECUTE format('ALTER TABLE journal ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
      name, CASE part WHEN 0 THEN 'MINVALUE' ELSE (part * size)::text END, (part + 1) * size);
  END LOOP;
END $$;

SELECT make_partitions(10000000);
