-- Settlement runs, payouts and their files.

-- Where a network's money leaves from: one bank, one currency, one way. Without a rail the network pays by
-- itself. Files and transfers are numbered here; a number is given once, whatever becomes of it.
CREATE TABLE bank_profile (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE CHECK (number > 0),
  network_id TEXT NOT NULL REFERENCES network (id),
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  rail TEXT CHECK (rail IN ('nacha', 'cpa005', 'bambora', 'forte', 'sepa')),
  settings TEXT,
  calendar TEXT NOT NULL CHECK (calendar IN ('us-fed', 'ca-payments', 'target2')),
  time_zone TEXT NOT NULL,
  delivery_id TEXT,
  last_file INTEGER NOT NULL CHECK (last_file >= 0),
  last_sequence INTEGER NOT NULL CHECK (last_sequence >= 0),
  version INTEGER NOT NULL CHECK (version > 0),
  created_at_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  retired_at_ms INTEGER,
  UNIQUE (network_id, name),
  CHECK ((rail IS NULL) = (settings IS NULL))
) STRICT;

CREATE TRIGGER bank_profile_added AFTER INSERT ON bank_profile BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_profile',
    NEW.id, json_array(
      NEW.id, NEW.number, NEW.network_id, NEW.name, NEW.currency, NEW.rail, NEW.settings,
      NEW.calendar, NEW.time_zone, NEW.delivery_id, NEW.last_file, NEW.last_sequence, NEW.version,
      NEW.created_at_ms, NEW.changed_at_ms, NEW.changed_by, NEW.retired_at_ms));
END;
CREATE TRIGGER bank_profile_changed AFTER UPDATE OF
      id, number, network_id, name, currency, rail, settings, calendar, time_zone, delivery_id,
      last_file, last_sequence, version, created_at_ms, changed_at_ms, changed_by, retired_at_ms
    ON bank_profile BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_profile',
    NEW.id, json_array(
      NEW.id, NEW.number, NEW.network_id, NEW.name, NEW.currency, NEW.rail, NEW.settings,
      NEW.calendar, NEW.time_zone, NEW.delivery_id, NEW.last_file, NEW.last_sequence, NEW.version,
      NEW.created_at_ms, NEW.changed_at_ms, NEW.changed_by, NEW.retired_at_ms));
END;
CREATE TRIGGER bank_profile_removed AFTER DELETE ON bank_profile BEGIN
  INSERT INTO change_record (subject, key, content)
    VALUES ('bank_profile', OLD.id, NULL);
END;

-- A settlement run: what locations are owed up to the last row of the journal before a cut-off. What was
-- posted by earlier runs, and what came back of them, counts up to `known_journal_id`.
CREATE TABLE settlement_run (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  number INTEGER NOT NULL CHECK (number > 0),
  origin TEXT NOT NULL CHECK (origin IN ('schedule', 'demand')),
  state TEXT NOT NULL CHECK (state IN
    ('draft', 'approved', 'generated', 'sent', 'acknowledged', 'settled', 'cancelled')),
  from_ms INTEGER,
  cut_off_ms INTEGER NOT NULL,
  time_zone TEXT NOT NULL,
  from_journal_id INTEGER NOT NULL,
  last_journal_id INTEGER NOT NULL,
  known_journal_id INTEGER NOT NULL,
  terms TEXT NOT NULL,
  charges TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at_ms INTEGER NOT NULL,
  approvals INTEGER NOT NULL CHECK (approvals IN (1, 2)),
  agreed_by TEXT,
  approved_by TEXT,
  approved_at_ms INTEGER,
  cancelled_by TEXT,
  cancelled_at_ms INTEGER,
  reason TEXT,
  done_count INTEGER NOT NULL,
  worker TEXT,
  lease_until_ms INTEGER NOT NULL,
  UNIQUE (network_id, number)
) STRICT;

-- One at a time: what is owed is known again once the one before was posted, or given up.
CREATE UNIQUE INDEX settlement_run_open ON settlement_run (network_id)
  WHERE state IN ('draft', 'approved');

CREATE TRIGGER settlement_run_added AFTER INSERT ON settlement_run BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('settlement_run',
    NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.number, NEW.origin, NEW.state, NEW.from_ms, NEW.cut_off_ms,
      NEW.time_zone, NEW.from_journal_id, NEW.last_journal_id, NEW.known_journal_id, NEW.terms,
      NEW.charges, NEW.made_by, NEW.made_at_ms, NEW.approvals, NEW.agreed_by, NEW.approved_by,
      NEW.approved_at_ms, NEW.cancelled_by, NEW.cancelled_at_ms, NEW.reason));
END;
CREATE TRIGGER settlement_run_changed AFTER UPDATE OF
      id, network_id, number, origin, state, from_ms, cut_off_ms, time_zone, from_journal_id,
      last_journal_id, known_journal_id, terms, charges, made_by, made_at_ms, approvals,
      agreed_by, approved_by, approved_at_ms, cancelled_by, cancelled_at_ms, reason
    ON settlement_run BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('settlement_run',
    NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.number, NEW.origin, NEW.state, NEW.from_ms, NEW.cut_off_ms,
      NEW.time_zone, NEW.from_journal_id, NEW.last_journal_id, NEW.known_journal_id, NEW.terms,
      NEW.charges, NEW.made_by, NEW.made_at_ms, NEW.approvals, NEW.agreed_by, NEW.approved_by,
      NEW.approved_at_ms, NEW.cancelled_by, NEW.cancelled_at_ms, NEW.reason));
END;
CREATE TRIGGER settlement_run_removed AFTER DELETE ON settlement_run BEGIN
  INSERT INTO change_record (subject, key, content)
    VALUES ('settlement_run', OLD.id, NULL);
END;

-- What a run does for one location. Its rows of the journal are those after `from_id` up to `to_id`: a
-- range belongs to one line for ever, and the lines of a location are counted, so that nothing is paid
-- twice. `totals` is all that ever moved, by
-- kind, as it stood then; what the line itself has is the difference to the one before.
CREATE TABLE settlement_line (
  run_id TEXT NOT NULL REFERENCES settlement_run (id),
  location_id TEXT NOT NULL REFERENCES location (id),
  number INTEGER NOT NULL CHECK (number > 0),
  currency TEXT NOT NULL,
  from_id INTEGER NOT NULL CHECK (from_id >= 0),
  to_id INTEGER NOT NULL CHECK (to_id >= from_id),
  totals TEXT NOT NULL,
  opening_minor INTEGER NOT NULL,
  redemption_count INTEGER NOT NULL,
  redeemed_minor INTEGER NOT NULL,
  voided_minor INTEGER NOT NULL,
  refunded_minor INTEGER NOT NULL,
  returned_minor INTEGER NOT NULL,
  adjusted_minor INTEGER NOT NULL,
  due_minor INTEGER NOT NULL,
  charges TEXT NOT NULL,
  fees_minor INTEGER NOT NULL CHECK (fees_minor >= 0),
  reserve_minor INTEGER NOT NULL CHECK (reserve_minor >= 0),
  payout_minor INTEGER NOT NULL,
  carried_minor INTEGER NOT NULL,
  profile_id TEXT REFERENCES bank_profile (id),
  why TEXT,
  is_cancelled INTEGER NOT NULL CHECK (is_cancelled IN (0, 1)),
  PRIMARY KEY (run_id, location_id),
  CHECK (due_minor = opening_minor + redeemed_minor - voided_minor - refunded_minor
    + returned_minor + adjusted_minor),
  CHECK (carried_minor = due_minor - fees_minor - payout_minor)
) STRICT;

CREATE UNIQUE INDEX settlement_line_once ON settlement_line (location_id, from_id)
  WHERE is_cancelled = 0 AND to_id > from_id;
CREATE UNIQUE INDEX settlement_line_counted ON settlement_line (location_id, number)
  WHERE is_cancelled = 0;

CREATE TRIGGER settlement_line_added AFTER INSERT ON settlement_line BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('settlement_line',
    NEW.run_id || ' ' || NEW.location_id, json_array(
      NEW.run_id, NEW.location_id, NEW.number, NEW.currency, NEW.from_id, NEW.to_id, NEW.totals,
      NEW.opening_minor, NEW.redemption_count, NEW.redeemed_minor, NEW.voided_minor,
      NEW.refunded_minor, NEW.returned_minor, NEW.adjusted_minor, NEW.due_minor, NEW.charges,
      NEW.fees_minor, NEW.reserve_minor, NEW.payout_minor, NEW.carried_minor, NEW.profile_id,
      NEW.why, NEW.is_cancelled));
END;
CREATE TRIGGER settlement_line_changed AFTER UPDATE OF
      run_id, location_id, number, currency, from_id, to_id, totals, opening_minor,
      redemption_count, redeemed_minor, voided_minor, refunded_minor, returned_minor,
      adjusted_minor, due_minor, charges, fees_minor, reserve_minor, payout_minor, carried_minor,
      profile_id, why, is_cancelled
    ON settlement_line BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('settlement_line',
    NEW.run_id || ' ' || NEW.location_id, json_array(
      NEW.run_id, NEW.location_id, NEW.number, NEW.currency, NEW.from_id, NEW.to_id, NEW.totals,
      NEW.opening_minor, NEW.redemption_count, NEW.redeemed_minor, NEW.voided_minor,
      NEW.refunded_minor, NEW.returned_minor, NEW.adjusted_minor, NEW.due_minor, NEW.charges,
      NEW.fees_minor, NEW.reserve_minor, NEW.payout_minor, NEW.carried_minor, NEW.profile_id,
      NEW.why, NEW.is_cancelled));
END;
CREATE TRIGGER settlement_line_removed AFTER DELETE ON settlement_line BEGIN
  INSERT INTO change_record (subject, key, content)
    VALUES ('settlement_line', OLD.run_id || ' ' || OLD.location_id, NULL);
END;

-- A file for a bank: all that its bytes are made of, but for the transfers. Once it was made, its SHA-256
-- is kept: the same number never has other content.
CREATE TABLE payout_file (
  id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES settlement_run (id),
  profile_id TEXT NOT NULL REFERENCES bank_profile (id),
  number INTEGER NOT NULL CHECK (number > 0),
  number_of_day INTEGER NOT NULL CHECK (number_of_day >= 0),
  rail TEXT NOT NULL,
  settings TEXT NOT NULL,
  created_on TEXT NOT NULL,
  created_at TEXT NOT NULL,
  value_on TEXT NOT NULL,
  currency TEXT NOT NULL,
  transfers INTEGER NOT NULL CHECK (transfers > 0),
  delivery_id TEXT,
  name TEXT NOT NULL,
  sha256 TEXT,
  bytes INTEGER,
  sent_at_ms INTEGER,
  sent_by TEXT,
  sent_to TEXT,
  problem TEXT,
  try_after_ms INTEGER NOT NULL,
  UNIQUE (profile_id, number),
  UNIQUE (profile_id, created_on, number_of_day)
) STRICT;

CREATE INDEX payout_file_by_run ON payout_file (run_id);
CREATE INDEX payout_file_to_send ON payout_file (try_after_ms)
  WHERE sent_at_ms IS NULL;

CREATE TRIGGER payout_file_added AFTER INSERT ON payout_file BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('payout_file',
    NEW.id, json_array(
      NEW.id, NEW.run_id, NEW.profile_id, NEW.number, NEW.number_of_day, NEW.rail, NEW.settings,
      NEW.created_on, NEW.created_at, NEW.value_on, NEW.currency, NEW.transfers, NEW.delivery_id,
      NEW.name, NEW.sha256, NEW.bytes, NEW.sent_at_ms, NEW.sent_by, NEW.sent_to));
END;
CREATE TRIGGER payout_file_changed AFTER UPDATE OF
      id, run_id, profile_id, number, number_of_day, rail, settings, created_on, created_at,
      value_on, currency, transfers, delivery_id, name, sha256, bytes, sent_at_ms, sent_by,
      sent_to
    ON payout_file BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('payout_file',
    NEW.id, json_array(
      NEW.id, NEW.run_id, NEW.profile_id, NEW.number, NEW.number_of_day, NEW.rail, NEW.settings,
      NEW.created_on, NEW.created_at, NEW.value_on, NEW.currency, NEW.transfers, NEW.delivery_id,
      NEW.name, NEW.sha256, NEW.bytes, NEW.sent_at_ms, NEW.sent_by, NEW.sent_to));
END;
CREATE TRIGGER payout_file_removed AFTER DELETE ON payout_file BEGIN
  INSERT INTO change_record (subject, key, content)
    VALUES ('payout_file', OLD.id, NULL);
END;

-- One transfer. `owed` is what the ledger is still to be told of it: the deed is written first, then posted
-- under an id that is made of it, so that whoever goes on after a kill posts it once.
CREATE TABLE payout (
  reference TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  run_id TEXT NOT NULL REFERENCES settlement_run (id),
  location_id TEXT NOT NULL REFERENCES location (id),
  profile_id TEXT NOT NULL REFERENCES bank_profile (id),
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  purpose TEXT NOT NULL CHECK (purpose IN ('payout', 'collection', 'prenote', 'test')),
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
  currency TEXT NOT NULL,
  account_id TEXT,
  account_version INTEGER,
  payee_name TEXT NOT NULL,
  remittance TEXT,
  file_id TEXT REFERENCES payout_file (id),
  trace TEXT,
  state TEXT NOT NULL CHECK (state IN
    ('pending', 'sent', 'assumed_paid', 'confirmed', 'returned', 'corrected', 'cancelled')),
  owed TEXT,
  value_on TEXT,
  confirm_on TEXT,
  sent_at_ms INTEGER,
  confirmed_at_ms INTEGER,
  ended_at_ms INTEGER,
  code TEXT,
  words TEXT,
  paid_reference TEXT,
  replaced_by TEXT,
  UNIQUE (profile_id, sequence)
) STRICT;

CREATE INDEX payout_by_run ON payout (run_id, location_id);
CREATE INDEX payout_by_file ON payout (file_id);
CREATE INDEX payout_by_trace ON payout (trace) WHERE trace IS NOT NULL;
CREATE INDEX payout_by_location ON payout (location_id);
CREATE INDEX payout_owed ON payout (reference) WHERE owed IS NOT NULL;
CREATE INDEX payout_to_confirm ON payout (confirm_on)
  WHERE confirm_on IS NOT NULL AND confirmed_at_ms IS NULL;

CREATE TRIGGER payout_added AFTER INSERT ON payout BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('payout',
    NEW.reference, json_array(
      NEW.reference, NEW.network_id, NEW.run_id, NEW.location_id, NEW.profile_id, NEW.sequence,
      NEW.purpose, NEW.amount_minor, NEW.currency, NEW.account_id, NEW.account_version,
      NEW.payee_name, NEW.remittance, NEW.file_id, NEW.trace, NEW.state, NEW.owed, NEW.value_on,
      NEW.confirm_on, NEW.sent_at_ms, NEW.confirmed_at_ms, NEW.ended_at_ms, NEW.code, NEW.words,
      NEW.paid_reference, NEW.replaced_by));
END;
CREATE TRIGGER payout_changed AFTER UPDATE OF
      reference, network_id, run_id, location_id, profile_id, sequence, purpose, amount_minor,
      currency, account_id, account_version, payee_name, remittance, file_id, trace, state, owed,
      value_on, confirm_on, sent_at_ms, confirmed_at_ms, ended_at_ms, code, words, paid_reference,
      replaced_by
    ON payout BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('payout',
    NEW.reference, json_array(
      NEW.reference, NEW.network_id, NEW.run_id, NEW.location_id, NEW.profile_id, NEW.sequence,
      NEW.purpose, NEW.amount_minor, NEW.currency, NEW.account_id, NEW.account_version,
      NEW.payee_name, NEW.remittance, NEW.file_id, NEW.trace, NEW.state, NEW.owed, NEW.value_on,
      NEW.confirm_on, NEW.sent_at_ms, NEW.confirmed_at_ms, NEW.ended_at_ms, NEW.code, NEW.words,
      NEW.paid_reference, NEW.replaced_by));
END;
CREATE TRIGGER payout_removed AFTER DELETE ON payout BEGIN
  INSERT INTO change_record (subject, key, content)
    VALUES ('payout', OLD.reference, NULL);
END;

-- What a bank said of a transfer, each notice once.
CREATE TABLE payout_notice (
  reference TEXT NOT NULL REFERENCES payout (reference),
  notice_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  words TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (reference, notice_key)
) STRICT;

CREATE TRIGGER payout_notice_added AFTER INSERT ON payout_notice BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('payout_notice',
    NEW.reference || ' ' || NEW.notice_key, json_array(
      NEW.reference, NEW.notice_key, NEW.kind, NEW.code, NEW.words, NEW.at_ms));
END;
CREATE TRIGGER payout_notice_changed AFTER UPDATE OF
      reference, notice_key, kind, code, words, at_ms
    ON payout_notice BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('payout_notice',
    NEW.reference || ' ' || NEW.notice_key, json_array(
      NEW.reference, NEW.notice_key, NEW.kind, NEW.code, NEW.words, NEW.at_ms));
END;
CREATE TRIGGER payout_notice_removed AFTER DELETE ON payout_notice BEGIN
  INSERT INTO change_record (subject, key, content)
    VALUES ('payout_notice', OLD.reference || ' ' || OLD.notice_key, NULL);
END;
