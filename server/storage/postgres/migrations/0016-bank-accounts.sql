-- Bank accounts of locations, and what banks answer.

-- One version of where a location is paid; only ever added. `sealed` opens with the server's keys and
-- for this row only; `bank` and `account_masked` are what people see of it.
CREATE TABLE bank_account (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  location_id text COLLATE "C" NOT NULL REFERENCES location (id),
  version bigint NOT NULL CHECK (version > 0),
  country text COLLATE "C" NOT NULL CHECK (country IN ('us', 'ca', 'sepa')),
  sealed bytea NOT NULL,
  fingerprint bytea NOT NULL,
  bank text COLLATE "C" NOT NULL,
  account_masked text COLLATE "C" NOT NULL,
  payee_name text COLLATE "C" NOT NULL,
  contact_email text COLLATE "C" NOT NULL,
  verification text COLLATE "C" NOT NULL CHECK (verification IN ('prenote', 'test', 'cheque', 'bank')),
  mandate text COLLATE "C",
  origin text COLLATE "C" NOT NULL CHECK (origin IN ('entered', 'notice')),
  answer_id text COLLATE "C",
  made_by text COLLATE "C" NOT NULL,
  made_at_ms bigint NOT NULL,
  UNIQUE (location_id, version)
);

CREATE INDEX bank_account_by_network ON bank_account (network_id, location_id, version);
CREATE INDEX bank_account_by_fingerprint ON bank_account (network_id, fingerprint);
-- One notice of change makes one version, however often it is worked on.
CREATE UNIQUE INDEX bank_account_by_answer ON bank_account (answer_id)
  WHERE answer_id IS NOT NULL;

CREATE TRIGGER bank_account_is_never_changed BEFORE UPDATE OR DELETE ON bank_account FOR EACH ROW
  EXECUTE FUNCTION refuse_change('bank accounts are append-only');
CREATE TRIGGER bank_account_is_never_emptied BEFORE TRUNCATE ON bank_account
  EXECUTE FUNCTION refuse_change('bank accounts are append-only');
CREATE TRIGGER bank_account_recorded AFTER INSERT OR DELETE OR UPDATE
  ON bank_account FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, network_id, location_id, version, country, encode(sealed, ''hex''),
     encode(fingerprint, ''hex''), bank, account_masked, payee_name, contact_email,
     verification, mandate, origin, answer_id, made_by, made_at_ms');

-- What happened to a version, step by step: its state is what these come to. Two who decide at once
-- write the same step, and one of them is told so.
CREATE TABLE bank_account_step (
  account_id text COLLATE "C" NOT NULL REFERENCES bank_account (id),
  step bigint NOT NULL CHECK (step > 0),
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('approved', 'rejected', 'test-asked', 'test-sent', 'test-missed',
    'test-failed', 'verified', 'blocked', 'released')),
  at_ms bigint NOT NULL,
  done_by text COLLATE "C" NOT NULL,
  detail text COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, step)
);

CREATE TRIGGER bank_account_step_is_never_changed BEFORE UPDATE OR DELETE ON bank_account_step FOR EACH ROW
  EXECUTE FUNCTION refuse_change('steps of bank accounts are append-only');
CREATE TRIGGER bank_account_step_is_never_emptied BEFORE TRUNCATE ON bank_account_step
  EXECUTE FUNCTION refuse_change('steps of bank accounts are append-only');
CREATE TRIGGER bank_account_step_recorded AFTER INSERT OR DELETE OR UPDATE
  ON bank_account_step FOR EACH ROW EXECUTE FUNCTION record_change('account_id || '' '' || step',
    'account_id, step, kind, at_ms, done_by, detail');

-- How careful a network is with accounts; no row: as careful as the house.
CREATE TABLE bank_account_rule (
  network_id text COLLATE "C" PRIMARY KEY REFERENCES network (id),
  cooling_days bigint NOT NULL CHECK (cooling_days BETWEEN 0 AND 30),
  bank_changes text COLLATE "C" NOT NULL CHECK (bank_changes IN ('approve', 'apply')),
  changed_by text COLLATE "C" NOT NULL,
  changed_at_ms bigint NOT NULL
);

CREATE TRIGGER bank_account_rule_recorded AFTER INSERT OR DELETE OR UPDATE
  ON bank_account_rule FOR EACH ROW EXECUTE FUNCTION record_change('network_id',
    'network_id, cooling_days, bank_changes, changed_by, changed_at_ms');

-- Mails that have to go out: made with the deed that they tell, sent until a mail server took them.
-- No money rests on it, and the record of changes leaves it out.
CREATE TABLE bank_notice (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL,
  location_id text COLLATE "C" NOT NULL,
  account_id text COLLATE "C",
  kind text COLLATE "C" NOT NULL,
  send_to text COLLATE "C" NOT NULL,
  detail text COLLATE "C" NOT NULL,
  made_at_ms bigint NOT NULL,
  sent_at_ms bigint,
  tries bigint NOT NULL DEFAULT 0,
  try_after_ms bigint NOT NULL DEFAULT 0
);

CREATE INDEX bank_notice_open ON bank_notice (try_after_ms) WHERE sent_at_ms IS NULL;
CREATE INDEX bank_notice_by_location ON bank_notice (location_id, id);

-- A file that a bank sent. The same bytes are taken once.
CREATE TABLE bank_answer_file (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  sha256 bytea NOT NULL,
  name text COLLATE "C" NOT NULL,
  format text COLLATE "C" NOT NULL,
  answers bigint NOT NULL,
  repeated bigint NOT NULL,
  taken_by text COLLATE "C" NOT NULL,
  taken_at_ms bigint NOT NULL,
  UNIQUE (network_id, sha256)
);

CREATE TRIGGER bank_answer_file_is_never_changed BEFORE UPDATE OR DELETE ON bank_answer_file FOR EACH ROW
  EXECUTE FUNCTION refuse_change('files of banks are append-only');
CREATE TRIGGER bank_answer_file_is_never_emptied BEFORE TRUNCATE ON bank_answer_file
  EXECUTE FUNCTION refuse_change('files of banks are append-only');
CREATE TRIGGER bank_answer_file_recorded AFTER INSERT OR DELETE OR UPDATE
  ON bank_answer_file FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, network_id, encode(sha256, ''hex''), name, format, answers, repeated, taken_by,
     taken_at_ms');

-- One notice of a bank, once whatever file it comes in. `change_sealed` are corrected details. What the
-- bank said never changes; what was done about it does.
CREATE TABLE bank_answer (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  file_id text COLLATE "C" NOT NULL REFERENCES bank_answer_file (id),
  notice_key text COLLATE "C" NOT NULL,
  line bigint NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('returned', 'refused', 'changed', 'dishonoured', 'contested',
    'accepted', 'paid')),
  code text COLLATE "C" NOT NULL,
  words text COLLATE "C" NOT NULL,
  trace text COLLATE "C",
  reference text COLLATE "C",
  amount_minor bigint,
  currency text COLLATE "C",
  change_sealed text COLLATE "C",
  state text COLLATE "C" NOT NULL CHECK (state IN ('new', 'done', 'open', 'taken', 'settled')),
  location_id text COLLATE "C",
  payout_id text COLLATE "C",
  account_id text COLLATE "C",
  matched text COLLATE "C",
  deeds text COLLATE "C" NOT NULL,
  owner text COLLATE "C" REFERENCES staff (id),
  note text COLLATE "C",
  changed_at_ms bigint NOT NULL,
  UNIQUE (network_id, notice_key)
);

CREATE INDEX bank_answer_by_file ON bank_answer (file_id, line);
CREATE INDEX bank_answer_new ON bank_answer (id) WHERE state = 'new';
CREATE INDEX bank_answer_by_state ON bank_answer (network_id, state, id);

CREATE TRIGGER bank_answer_is_never_deleted BEFORE DELETE ON bank_answer FOR EACH ROW
  EXECUTE FUNCTION refuse_change('answers of banks are kept');
CREATE TRIGGER bank_answer_says_the_same BEFORE UPDATE OF
    id, network_id, file_id, notice_key, line, kind, code, words, trace, reference, amount_minor,
    currency, change_sealed
  ON bank_answer FOR EACH ROW EXECUTE FUNCTION refuse_change('what a bank said never changes');
CREATE TRIGGER bank_answer_recorded AFTER INSERT OR DELETE OR UPDATE
  ON bank_answer FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, network_id, file_id, notice_key, line, kind, code, words, trace, reference,
     amount_minor, currency, change_sealed, state, location_id, payout_id, account_id,
     matched, deeds, owner, note, changed_at_ms');

