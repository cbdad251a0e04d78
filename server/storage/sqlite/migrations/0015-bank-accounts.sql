-- Bank accounts of locations, and what banks answer.

-- One version of where a location is paid; only ever added. `sealed` opens with the server's keys and
-- for this row only; `bank` and `account_masked` are what people see of it.
CREATE TABLE bank_account (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  location_id TEXT NOT NULL REFERENCES location (id),
  version INTEGER NOT NULL CHECK (version > 0),
  country TEXT NOT NULL CHECK (country IN ('us', 'ca', 'sepa')),
  sealed BLOB NOT NULL,
  fingerprint BLOB NOT NULL,
  bank TEXT NOT NULL,
  account_masked TEXT NOT NULL,
  payee_name TEXT NOT NULL,
  contact_email TEXT NOT NULL,
  verification TEXT NOT NULL CHECK (verification IN ('prenote', 'test', 'cheque', 'bank')),
  mandate TEXT,
  origin TEXT NOT NULL CHECK (origin IN ('entered', 'notice')),
  answer_id TEXT,
  made_by TEXT NOT NULL,
  made_at_ms INTEGER NOT NULL,
  UNIQUE (location_id, version)
) STRICT;

CREATE INDEX bank_account_by_network ON bank_account (network_id, location_id, version);
CREATE INDEX bank_account_by_fingerprint ON bank_account (network_id, fingerprint);
-- One notice of change makes one version, however often it is worked on.
CREATE UNIQUE INDEX bank_account_by_answer ON bank_account (answer_id)
  WHERE answer_id IS NOT NULL;

CREATE TRIGGER bank_account_is_never_updated BEFORE UPDATE ON bank_account
BEGIN SELECT RAISE(ABORT, 'bank accounts are append-only'); END;
CREATE TRIGGER bank_account_is_never_deleted BEFORE DELETE ON bank_account
BEGIN SELECT RAISE(ABORT, 'bank accounts are append-only'); END;
CREATE TRIGGER bank_account_added AFTER INSERT ON bank_account BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_account', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.location_id, NEW.version, NEW.country, lower(hex(NEW.sealed)),
      lower(hex(NEW.fingerprint)), NEW.bank, NEW.account_masked, NEW.payee_name,
      NEW.contact_email, NEW.verification, NEW.mandate, NEW.origin, NEW.answer_id, NEW.made_by,
      NEW.made_at_ms));
END;

-- What happened to a version, step by step: its state is what these come to. Two who decide at once
-- write the same step, and one of them is told so.
CREATE TABLE bank_account_step (
  account_id TEXT NOT NULL REFERENCES bank_account (id),
  step INTEGER NOT NULL CHECK (step > 0),
  kind TEXT NOT NULL CHECK (kind IN ('approved', 'rejected', 'test-asked', 'test-sent', 'test-missed',
    'test-failed', 'verified', 'blocked', 'released')),
  at_ms INTEGER NOT NULL,
  done_by TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (account_id, step)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER bank_account_step_is_never_updated BEFORE UPDATE ON bank_account_step
BEGIN SELECT RAISE(ABORT, 'steps of bank accounts are append-only'); END;
CREATE TRIGGER bank_account_step_is_never_deleted BEFORE DELETE ON bank_account_step
BEGIN SELECT RAISE(ABORT, 'steps of bank accounts are append-only'); END;
CREATE TRIGGER bank_account_step_added AFTER INSERT ON bank_account_step BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_account_step',
    NEW.account_id || ' ' || NEW.step, json_array(
      NEW.account_id, NEW.step, NEW.kind, NEW.at_ms, NEW.done_by, NEW.detail));
END;

-- How careful a network is with accounts; no row: as careful as the house.
CREATE TABLE bank_account_rule (
  network_id TEXT PRIMARY KEY REFERENCES network (id),
  cooling_days INTEGER NOT NULL CHECK (cooling_days BETWEEN 0 AND 30),
  bank_changes TEXT NOT NULL CHECK (bank_changes IN ('approve', 'apply')),
  changed_by TEXT NOT NULL,
  changed_at_ms INTEGER NOT NULL
) STRICT;

CREATE TRIGGER bank_account_rule_added AFTER INSERT ON bank_account_rule BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_account_rule', NEW.network_id,
    json_array(NEW.network_id, NEW.cooling_days, NEW.bank_changes, NEW.changed_by,
      NEW.changed_at_ms));
END;
CREATE TRIGGER bank_account_rule_changed AFTER UPDATE ON bank_account_rule BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_account_rule', NEW.network_id,
    json_array(NEW.network_id, NEW.cooling_days, NEW.bank_changes, NEW.changed_by,
      NEW.changed_at_ms));
END;
CREATE TRIGGER bank_account_rule_removed AFTER DELETE ON bank_account_rule BEGIN
  INSERT INTO change_record (subject, key, content)
    VALUES ('bank_account_rule', OLD.network_id, NULL);
END;

-- Mails that have to go out: made with the deed that they tell, sent until a mail server took them.
-- No money rests on it, and the record of changes leaves it out.
CREATE TABLE bank_notice (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL,
  location_id TEXT NOT NULL,
  account_id TEXT,
  kind TEXT NOT NULL,
  send_to TEXT NOT NULL,
  detail TEXT NOT NULL,
  made_at_ms INTEGER NOT NULL,
  sent_at_ms INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,
  try_after_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX bank_notice_open ON bank_notice (try_after_ms) WHERE sent_at_ms IS NULL;
CREATE INDEX bank_notice_by_location ON bank_notice (location_id, id);

-- A file that a bank sent. The same bytes are taken once.
CREATE TABLE bank_answer_file (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  sha256 BLOB NOT NULL,
  name TEXT NOT NULL,
  format TEXT NOT NULL,
  answers INTEGER NOT NULL,
  repeated INTEGER NOT NULL,
  taken_by TEXT NOT NULL,
  taken_at_ms INTEGER NOT NULL,
  UNIQUE (network_id, sha256)
) STRICT;

CREATE TRIGGER bank_answer_file_is_never_updated BEFORE UPDATE ON bank_answer_file
BEGIN SELECT RAISE(ABORT, 'files of banks are append-only'); END;
CREATE TRIGGER bank_answer_file_is_never_deleted BEFORE DELETE ON bank_answer_file
BEGIN SELECT RAISE(ABORT, 'files of banks are append-only'); END;
CREATE TRIGGER bank_answer_file_added AFTER INSERT ON bank_answer_file BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_answer_file', NEW.id, json_array(
      NEW.id, NEW.network_id, lower(hex(NEW.sha256)), NEW.name, NEW.format, NEW.answers,
      NEW.repeated, NEW.taken_by, NEW.taken_at_ms));
END;

-- One notice of a bank, once whatever file it comes in. `change_sealed` are corrected details. What the
-- bank said never changes; what was done about it does.
CREATE TABLE bank_answer (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  file_id TEXT NOT NULL REFERENCES bank_answer_file (id),
  notice_key TEXT NOT NULL,
  line INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('returned', 'refused', 'changed', 'dishonoured', 'contested',
    'accepted', 'paid')),
  code TEXT NOT NULL,
  words TEXT NOT NULL,
  trace TEXT,
  reference TEXT,
  amount_minor INTEGER,
  currency TEXT,
  change_sealed TEXT,
  state TEXT NOT NULL CHECK (state IN ('new', 'done', 'open', 'taken', 'settled')),
  location_id TEXT,
  payout_id TEXT,
  account_id TEXT,
  matched TEXT,
  deeds TEXT NOT NULL,
  owner TEXT REFERENCES staff (id),
  note TEXT,
  changed_at_ms INTEGER NOT NULL,
  UNIQUE (network_id, notice_key)
) STRICT;

CREATE INDEX bank_answer_by_file ON bank_answer (file_id, line);
CREATE INDEX bank_answer_new ON bank_answer (id) WHERE state = 'new';
CREATE INDEX bank_answer_by_state ON bank_answer (network_id, state, id);

CREATE TRIGGER bank_answer_is_never_deleted BEFORE DELETE ON bank_answer
BEGIN SELECT RAISE(ABORT, 'answers of banks are kept'); END;
CREATE TRIGGER bank_answer_says_the_same BEFORE UPDATE OF
    id, network_id, file_id, notice_key, line, kind, code, words, trace, reference, amount_minor,
    currency, change_sealed
  ON bank_answer
BEGIN SELECT RAISE(ABORT, 'what a bank said never changes'); END;
CREATE TRIGGER bank_answer_added AFTER INSERT ON bank_answer BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_answer', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.file_id, NEW.notice_key, NEW.line, NEW.kind, NEW.code, NEW.words,
      NEW.trace, NEW.reference, NEW.amount_minor, NEW.currency, NEW.change_sealed,
      NEW.state, NEW.location_id, NEW.payout_id, NEW.account_id, NEW.matched, NEW.deeds, NEW.owner,
      NEW.note, NEW.changed_at_ms));
END;
CREATE TRIGGER bank_answer_changed AFTER UPDATE ON bank_answer BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_answer', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.file_id, NEW.notice_key, NEW.line, NEW.kind, NEW.code, NEW.words,
      NEW.trace, NEW.reference, NEW.amount_minor, NEW.currency, NEW.change_sealed,
      NEW.state, NEW.location_id, NEW.payout_id, NEW.account_id, NEW.matched, NEW.deeds, NEW.owner,
      NEW.note, NEW.changed_at_ms));
END;
