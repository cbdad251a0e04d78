-- Settlement runs, payouts and their files.

-- Where a network's money leaves from: one bank, one currency, one way. Without a rail the network pays by
-- itself. Files and transfers are numbered here; a number is given once, whatever becomes of it.
CREATE TABLE bank_profile (
  id text COLLATE "C" PRIMARY KEY,
  number bigint NOT NULL UNIQUE CHECK (number > 0),
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  name text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  rail text COLLATE "C" CHECK (rail IN ('nacha', 'cpa005', 'bambora', 'forte', 'sepa')),
  settings text COLLATE "C",
  calendar text COLLATE "C" NOT NULL CHECK (calendar IN ('us-fed', 'ca-payments', 'target2')),
  time_zone text COLLATE "C" NOT NULL,
  delivery_id text COLLATE "C",
  last_file bigint NOT NULL CHECK (last_file >= 0),
  last_sequence bigint NOT NULL CHECK (last_sequence >= 0),
  version bigint NOT NULL CHECK (version > 0),
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  retired_at_ms bigint,
  UNIQUE (network_id, name),
  CHECK ((rail IS NULL) = (settings IS NULL))
);

CREATE TRIGGER bank_profile_recorded AFTER INSERT OR DELETE OR UPDATE OF
    id, number, network_id, name, currency, rail, settings, calendar, time_zone, delivery_id,
    last_file, last_sequence, version, created_at_ms, changed_at_ms, changed_by, retired_at_ms
  ON bank_profile FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, number, network_id, name, currency, rail, settings, calendar, time_zone, delivery_id,
    last_file, last_sequence, version, created_at_ms, changed_at_ms, changed_by, retired_at_ms');

-- A settlement run: what locations are owed up to the last row of the journal before a cut-off. What was
-- posted by earlier runs, and what came back of them, counts up to `known_journal_id`.
CREATE TABLE settlement_run (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  number bigint NOT NULL CHECK (number > 0),
  origin text COLLATE "C" NOT NULL CHECK (origin IN ('schedule', 'demand')),
  state text COLLATE "C" NOT NULL CHECK (state IN
    ('draft', 'approved', 'generated', 'sent', 'acknowledged', 'settled', 'cancelled')),
  from_ms bigint,
  cut_off_ms bigint NOT NULL,
  time_zone text COLLATE "C" NOT NULL,
  from_journal_id bigint NOT NULL,
  last_journal_id bigint NOT NULL,
  known_journal_id bigint NOT NULL,
  terms text COLLATE "C" NOT NULL,
  charges text COLLATE "C" NOT NULL,
  made_by text COLLATE "C" NOT NULL,
  made_at_ms bigint NOT NULL,
  approvals bigint NOT NULL CHECK (approvals IN (1, 2)),
  agreed_by text COLLATE "C",
  approved_by text COLLATE "C",
  approved_at_ms bigint,
  cancelled_by text COLLATE "C",
  cancelled_at_ms bigint,
  reason text COLLATE "C",
  done_count bigint NOT NULL,
  worker text COLLATE "C",
  lease_until_ms bigint NOT NULL,
  UNIQUE (network_id, number)
);

-- One at a time: what is owed is known again once the one before was posted, or given up.
CREATE UNIQUE INDEX settlement_run_open ON settlement_run (network_id)
  WHERE state IN ('draft', 'approved');

CREATE TRIGGER settlement_run_recorded AFTER INSERT OR DELETE OR UPDATE OF
    id, network_id, number, origin, state, from_ms, cut_off_ms, time_zone, from_journal_id,
    last_journal_id, known_journal_id, terms, charges, made_by, made_at_ms, approvals, agreed_by,
    approved_by, approved_at_ms, cancelled_by, cancelled_at_ms, reason
  ON settlement_run FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, network_id, number, origin, state, from_ms, cut_off_ms, time_zone, from_journal_id,
    last_journal_id, known_journal_id, terms, charges, made_by, made_at_ms, approvals, agreed_by,
    approved_by, approved_at_ms, cancelled_by, cancelled_at_ms, reason');

-- What a run does for one location. Its rows of the journal are those after `from_id` up to `to_id`: a
-- range belongs to one line for ever, and the lines of a location are counted, so that nothing is paid
-- twice. `totals` is all that ever moved, by
-- kind, as it stood then; what the line itself has is the difference to the one before.
CREATE TABLE settlement_line (
  run_id text COLLATE "C" NOT NULL REFERENCES settlement_run (id),
  location_id text COLLATE "C" NOT NULL REFERENCES location (id),
  number bigint NOT NULL CHECK (number > 0),
  currency text COLLATE "C" NOT NULL,
  from_id bigint NOT NULL CHECK (from_id >= 0),
  to_id bigint NOT NULL CHECK (to_id >= from_id),
  totals text COLLATE "C" NOT NULL,
  opening_minor bigint NOT NULL,
  redemption_count bigint NOT NULL,
  redeemed_minor bigint NOT NULL,
  voided_minor bigint NOT NULL,
  refunded_minor bigint NOT NULL,
  returned_minor bigint NOT NULL,
  adjusted_minor bigint NOT NULL,
  due_minor bigint NOT NULL,
  charges text COLLATE "C" NOT NULL,
  fees_minor bigint NOT NULL CHECK (fees_minor >= 0),
  reserve_minor bigint NOT NULL CHECK (reserve_minor >= 0),
  payout_minor bigint NOT NULL,
  carried_minor bigint NOT NULL,
  profile_id text COLLATE "C" REFERENCES bank_profile (id),
  why text COLLATE "C",
  is_cancelled smallint NOT NULL CHECK (is_cancelled IN (0, 1)),
  PRIMARY KEY (run_id, location_id),
  CHECK (due_minor = opening_minor + redeemed_minor - voided_minor - refunded_minor
    + returned_minor + adjusted_minor),
  CHECK (carried_minor = due_minor - fees_minor - payout_minor)
);

CREATE UNIQUE INDEX settlement_line_once ON settlement_line (location_id, from_id)
  WHERE is_cancelled = 0 AND to_id > from_id;
CREATE UNIQUE INDEX settlement_line_counted ON settlement_line (location_id, number)
  WHERE is_cancelled = 0;

CREATE TRIGGER settlement_line_recorded AFTER INSERT OR DELETE OR UPDATE OF
    run_id, location_id, number, currency, from_id, to_id, totals, opening_minor,
    redemption_count, redeemed_minor, voided_minor, refunded_minor, returned_minor,
    adjusted_minor, due_minor, charges, fees_minor, reserve_minor, payout_minor, carried_minor,
    profile_id, why, is_cancelled
  ON settlement_line FOR EACH ROW EXECUTE FUNCTION record_change('run_id || '' '' || location_id',
    'run_id, location_id, number, currency, from_id, to_id, totals, opening_minor,
    redemption_count, redeemed_minor, voided_minor, refunded_minor, returned_minor,
    adjusted_minor, due_minor, charges, fees_minor, reserve_minor, payout_minor, carried_minor,
    profile_id, why, is_cancelled');

-- A file for a bank: all that its bytes are made of, but for the transfers. Once it was made, its SHA-256
-- is kept: the same number never has other content.
CREATE TABLE payout_file (
  id text COLLATE "C" PRIMARY KEY,
  run_id text COLLATE "C" NOT NULL REFERENCES settlement_run (id),
  profile_id text COLLATE "C" NOT NULL REFERENCES bank_profile (id),
  number bigint NOT NULL CHECK (number > 0),
  number_of_day bigint NOT NULL CHECK (number_of_day >= 0),
  rail text COLLATE "C" NOT NULL,
  settings text COLLATE "C" NOT NULL,
  created_on text COLLATE "C" NOT NULL,
  created_at text COLLATE "C" NOT NULL,
  value_on text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  transfers bigint NOT NULL CHECK (transfers > 0),
  delivery_id text COLLATE "C",
  name text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C",
  bytes bigint,
  sent_at_ms bigint,
  sent_by text COLLATE "C",
  sent_to text COLLATE "C",
  problem text COLLATE "C",
  try_after_ms bigint NOT NULL,
  UNIQUE (profile_id, number),
  UNIQUE (profile_id, created_on, number_of_day)
);

CREATE INDEX payout_file_by_run ON payout_file (run_id);
CREATE INDEX payout_file_to_send ON payout_file (try_after_ms)
  WHERE sent_at_ms IS NULL;

CREATE TRIGGER payout_file_recorded AFTER INSERT OR DELETE OR UPDATE OF
    id, run_id, profile_id, number, number_of_day, rail, settings, created_on, created_at,
    value_on, currency, transfers, delivery_id, name, sha256, bytes, sent_at_ms, sent_by, sent_to
  ON payout_file FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, run_id, profile_id, number, number_of_day, rail, settings, created_on, created_at,
    value_on, currency, transfers, delivery_id, name, sha256, bytes, sent_at_ms, sent_by, sent_to');

-- One transfer. `owed` is what the ledger is still to be told of it: the deed is written first, then posted
-- under an id that is made of it, so that whoever goes on after a kill posts it once.
CREATE TABLE payout (
  reference text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  run_id text COLLATE "C" NOT NULL REFERENCES settlement_run (id),
  location_id text COLLATE "C" NOT NULL REFERENCES location (id),
  profile_id text COLLATE "C" NOT NULL REFERENCES bank_profile (id),
  sequence bigint NOT NULL CHECK (sequence > 0),
  purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('payout', 'collection', 'prenote', 'test')),
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency text COLLATE "C" NOT NULL,
  account_id text COLLATE "C",
  account_version bigint,
  payee_name text COLLATE "C" NOT NULL,
  remittance text COLLATE "C",
  file_id text COLLATE "C" REFERENCES payout_file (id),
  trace text COLLATE "C",
  state text COLLATE "C" NOT NULL CHECK (state IN
    ('pending', 'sent', 'assumed_paid', 'confirmed', 'returned', 'corrected', 'cancelled')),
  owed text COLLATE "C",
  value_on text COLLATE "C",
  confirm_on text COLLATE "C",
  sent_at_ms bigint,
  confirmed_at_ms bigint,
  ended_at_ms bigint,
  code text COLLATE "C",
  words text COLLATE "C",
  paid_reference text COLLATE "C",
  replaced_by text COLLATE "C",
  UNIQUE (profile_id, sequence)
);

CREATE INDEX payout_by_run ON payout (run_id, location_id);
CREATE INDEX payout_by_file ON payout (file_id);
CREATE INDEX payout_by_trace ON payout (trace) WHERE trace IS NOT NULL;
CREATE INDEX payout_by_location ON payout (location_id);
CREATE INDEX payout_owed ON payout (reference) WHERE owed IS NOT NULL;
CREATE INDEX payout_to_confirm ON payout (confirm_on)
  WHERE confirm_on IS NOT NULL AND confirmed_at_ms IS NULL;

CREATE TRIGGER payout_recorded AFTER INSERT OR DELETE OR UPDATE OF
    reference, network_id, run_id, location_id, profile_id, sequence, purpose, amount_minor,
    currency, account_id, account_version, payee_name, remittance, file_id, trace, state, owed,
    value_on, confirm_on, sent_at_ms, confirmed_at_ms, ended_at_ms, code, words, paid_reference,
    replaced_by
  ON payout FOR EACH ROW EXECUTE FUNCTION record_change('reference',
    'reference, network_id, run_id, location_id, profile_id, sequence, purpose, amount_minor,
    currency, account_id, account_version, payee_name, remittance, file_id, trace, state, owed,
    value_on, confirm_on, sent_at_ms, confirmed_at_ms, ended_at_ms, code, words, paid_reference,
    replaced_by');

-- What a bank said of a transfer, each notice once.
CREATE TABLE payout_notice (
  reference text COLLATE "C" NOT NULL REFERENCES payout (reference),
  notice_key text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  words text COLLATE "C" NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (reference, notice_key)
);

CREATE TRIGGER payout_notice_recorded AFTER INSERT OR DELETE OR UPDATE OF
    reference, notice_key, kind, code, words, at_ms
  ON payout_notice FOR EACH ROW EXECUTE FUNCTION record_change('reference || '' '' || notice_key',
    'reference, notice_key, kind, code, words, at_ms');
