-- What a second person has to agree to, what was done about alarms, and what keys asked of late.

-- An adjustment or a credit above the limit. `request` is all that posting it takes; once `approved` it
-- is posted, under the proposer's own id and so at most once, and becomes `posted` or `refused`.
CREATE TABLE proposal (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  caller TEXT NOT NULL,
  request_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('adjust', 'credit')),
  card_uid TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  clerk TEXT,
  limit_minor INTEGER NOT NULL,
  content_hash BLOB NOT NULL,
  request TEXT NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('pending', 'approved', 'posted', 'refused', 'rejected', 'expired')),
  code TEXT,
  proposed_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  decided_by TEXT,
  decided_at_ms INTEGER,
  decision_reason TEXT,
  UNIQUE (caller, request_id)
) STRICT;

CREATE INDEX proposal_by_network ON proposal (network_id, id);
CREATE INDEX proposal_open ON proposal (state) WHERE state IN ('pending', 'approved');

CREATE TRIGGER proposal_is_never_deleted BEFORE DELETE ON proposal
BEGIN SELECT RAISE(ABORT, 'proposals are kept'); END;
CREATE TRIGGER proposal_asks_the_same BEFORE UPDATE OF
    id, network_id, caller, request_id, kind, card_uid, amount_minor, currency, reason, clerk,
    limit_minor, content_hash, request, proposed_at_ms, expires_at_ms
  ON proposal
BEGIN SELECT RAISE(ABORT, 'what a proposal asks never changes'); END;
CREATE TRIGGER proposal_added AFTER INSERT ON proposal BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('proposal', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.caller, NEW.request_id, NEW.kind, NEW.card_uid,
      NEW.amount_minor, NEW.currency, NEW.reason, NEW.clerk, NEW.limit_minor,
      lower(hex(NEW.content_hash)), NEW.request, NEW.state, NEW.code, NEW.proposed_at_ms,
      NEW.expires_at_ms, NEW.decided_by, NEW.decided_at_ms, NEW.decision_reason));
END;
CREATE TRIGGER proposal_changed AFTER UPDATE ON proposal BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('proposal', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.caller, NEW.request_id, NEW.kind, NEW.card_uid,
      NEW.amount_minor, NEW.currency, NEW.reason, NEW.clerk, NEW.limit_minor,
      lower(hex(NEW.content_hash)), NEW.request, NEW.state, NEW.code, NEW.proposed_at_ms,
      NEW.expires_at_ms, NEW.decided_by, NEW.decided_at_ms, NEW.decision_reason));
END;

-- Who sees to an alarm; no row: nobody yet. The alarm itself stands in the audit.
CREATE TABLE alarm_case (
  alarm_id INTEGER PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  state TEXT NOT NULL CHECK (state IN ('taken', 'closed')),
  owner TEXT NOT NULL REFERENCES staff (id),
  note TEXT,
  changed_at_ms INTEGER NOT NULL
) STRICT;

CREATE TRIGGER alarm_case_added AFTER INSERT ON alarm_case BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('alarm_case', CAST(NEW.alarm_id AS TEXT),
    json_array(NEW.alarm_id, NEW.network_id, NEW.state, NEW.owner, NEW.note, NEW.changed_at_ms));
END;
CREATE TRIGGER alarm_case_changed AFTER UPDATE ON alarm_case BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('alarm_case', CAST(NEW.alarm_id AS TEXT),
    json_array(NEW.alarm_id, NEW.network_id, NEW.state, NEW.owner, NEW.note, NEW.changed_at_ms));
END;
CREATE TRIGGER alarm_case_removed AFTER DELETE ON alarm_case BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('alarm_case', CAST(OLD.alarm_id AS TEXT), NULL);
END;

-- What keys asked of late and what they were answered, without numbers and PINs. For whoever looks for
-- a mistake in a program: nothing rests on it, it is bounded, and the record of changes leaves it out.
CREATE TABLE request_log (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  operation TEXT NOT NULL,
  code TEXT NOT NULL,
  request_id TEXT,
  took_ms INTEGER NOT NULL,
  asked TEXT NOT NULL,
  answered TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX request_log_by_client ON request_log (client_id, id);
CREATE INDEX request_log_by_network ON request_log (network_id, id);
CREATE INDEX request_log_by_request ON request_log (request_id, id) WHERE request_id IS NOT NULL;
