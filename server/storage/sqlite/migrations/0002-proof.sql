-- What the proof needs beside the chain: signed checkpoints, digests of what cards never change, and
-- a record of everything that changes outside the ledger.

-- A checkpoint is signed by the server over `body`, as it stands: a later change of anything that the
-- body sums up is found, also when the chain of hashes was made again.
CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY,
  group_id INTEGER NOT NULL,
  body TEXT NOT NULL,
  signature BLOB NOT NULL
) STRICT;

CREATE TRIGGER checkpoint_is_never_updated BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;

-- SHA-256 over the columns that never change, of cards with numbers that follow one another.
CREATE TABLE card_segment (
  id INTEGER PRIMARY KEY,
  first_card_id INTEGER NOT NULL,
  last_card_id INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;

CREATE TRIGGER card_segment_is_never_updated BEFORE UPDATE ON card_segment
BEGIN SELECT RAISE(ABORT, 'segments are append-only'); END;
CREATE TRIGGER card_segment_is_never_deleted BEFORE DELETE ON card_segment
BEGIN SELECT RAISE(ABORT, 'segments are append-only'); END;

-- The proof looks from an operation to what undid it, and to the tombstone that it left.
CREATE INDEX journal_by_original ON journal (original_id) WHERE original_id IS NOT NULL;
CREATE INDEX tombstone_by_journal ON tombstone (journal_id);

-- What each row outside the ledger became, whoever changed it; content is null for a row that went.
-- Times at which something was last seen are left out: they change all the time and decide nothing.
CREATE TABLE change_record (
  id INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,
  key TEXT NOT NULL,
  content TEXT
) STRICT;

CREATE INDEX change_record_by_key ON change_record (subject, key);

CREATE TRIGGER change_record_is_never_updated BEFORE UPDATE ON change_record
BEGIN SELECT RAISE(ABORT, 'the record of changes is append-only'); END;
CREATE TRIGGER change_record_is_never_deleted BEFORE DELETE ON change_record
BEGIN SELECT RAISE(ABORT, 'the record of changes is append-only'); END;

CREATE TRIGGER network_added AFTER INSERT ON network BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('network', NEW.id, json_array(
      NEW.id, NEW.name, NEW.created_at_ms));
END;
CREATE TRIGGER network_changed AFTER UPDATE OF
      id, name, created_at_ms
    ON network BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('network', NEW.id, json_array(
      NEW.id, NEW.name, NEW.created_at_ms));
END;
CREATE TRIGGER network_removed AFTER DELETE ON network BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('network', OLD.id, NULL);
END;
INSERT INTO change_record (subject, key, content)
  SELECT 'network', id, json_array(
      id, name, created_at_ms)
    FROM network;

CREATE TRIGGER location_added AFTER INSERT ON location BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('location', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.name, NEW.email, NEW.currency, NEW.time_zone, NEW.state,
      NEW.created_at_ms));
END;
CREATE TRIGGER location_changed AFTER UPDATE OF
      id, network_id, name, email, currency, time_zone, state, created_at_ms
    ON location BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('location', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.name, NEW.email, NEW.currency, NEW.time_zone, NEW.state,
      NEW.created_at_ms));
END;
CREATE TRIGGER location_removed AFTER DELETE ON location BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('location', OLD.id, NULL);
END;
INSERT INTO change_record (subject, key, content)
  SELECT 'location', id, json_array(
      id, network_id, name, email, currency, time_zone, state, created_at_ms)
    FROM location;

CREATE TRIGGER program_added AFTER INSERT ON program BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('program', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.name, NEW.currency, NEW.card_prefix, NEW.time_zone,
      NEW.created_at_ms));
END;
CREATE TRIGGER program_changed AFTER UPDATE OF
      id, network_id, name, currency, card_prefix, time_zone, created_at_ms
    ON program BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('program', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.name, NEW.currency, NEW.card_prefix, NEW.time_zone,
      NEW.created_at_ms));
END;
CREATE TRIGGER program_removed AFTER DELETE ON program BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('program', OLD.id, NULL);
END;
INSERT INTO change_record (subject, key, content)
  SELECT 'program', id, json_array(
      id, network_id, name, currency, card_prefix, time_zone, created_at_ms)
    FROM program;

CREATE TRIGGER program_rule_added AFTER INSERT ON program_rule BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('program_rule',
    NEW.program_id || ' ' || NEW.version, json_array(
      NEW.program_id, NEW.version, NEW.valid_from_ms, NEW.rules, NEW.changed_by, NEW.reason,
      NEW.recorded_at_ms));
END;
INSERT INTO change_record (subject, key, content)
  SELECT 'program_rule', program_id || ' ' || version, json_array(
      program_id, version, valid_from_ms, rules, changed_by, reason, recorded_at_ms)
    FROM program_rule;

CREATE TRIGGER device_added AFTER INSERT ON device BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('device', NEW.id, json_array(
      NEW.id, NEW.location_id, NEW.code, NEW.name, lower(hex(NEW.public_key)), NEW.state,
      NEW.activated_at_ms, NEW.revoked_at_ms));
END;
CREATE TRIGGER device_changed AFTER UPDATE OF
      id, location_id, code, name, public_key, state, activated_at_ms, revoked_at_ms
    ON device BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('device', NEW.id, json_array(
      NEW.id, NEW.location_id, NEW.code, NEW.name, lower(hex(NEW.public_key)), NEW.state,
      NEW.activated_at_ms, NEW.revoked_at_ms));
END;
CREATE TRIGGER device_removed AFTER DELETE ON device BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('device', OLD.id, NULL);
END;
INSERT INTO change_record (subject, key, content)
  SELECT 'device', id, json_array(
      id, location_id, code, name, lower(hex(public_key)), state, activated_at_ms,
      revoked_at_ms)
    FROM device;

CREATE TRIGGER device_enrolment_added AFTER INSERT ON device_enrolment BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('device_enrolment', NEW.id, json_array(
      NEW.id, NEW.location_id, lower(hex(NEW.token_hash)), NEW.created_by,
      NEW.created_at_ms, NEW.expires_at_ms, NEW.used_at_ms, NEW.device_id,
      NEW.cancelled_at_ms, NEW.emailed_to));
END;
CREATE TRIGGER device_enrolment_changed AFTER UPDATE OF
      id, location_id, token_hash, created_by, created_at_ms, expires_at_ms, used_at_ms,
      device_id, cancelled_at_ms, emailed_to
    ON device_enrolment BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('device_enrolment', NEW.id, json_array(
      NEW.id, NEW.location_id, lower(hex(NEW.token_hash)), NEW.created_by,
      NEW.created_at_ms, NEW.expires_at_ms, NEW.used_at_ms, NEW.device_id,
      NEW.cancelled_at_ms, NEW.emailed_to));
END;
CREATE TRIGGER device_enrolment_removed AFTER DELETE ON device_enrolment BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('device_enrolment', OLD.id, NULL);
END;
INSERT INTO change_record (subject, key, content)
  SELECT 'device_enrolment', id, json_array(
      id, location_id, lower(hex(token_hash)), created_by, created_at_ms, expires_at_ms,
      used_at_ms, device_id, cancelled_at_ms, emailed_to)
    FROM device_enrolment;

CREATE TRIGGER staff_added AFTER INSERT ON staff BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('staff', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.name, NEW.email, NEW.password_hash, NEW.role, NEW.state,
      NEW.created_at_ms));
END;
CREATE TRIGGER staff_changed AFTER UPDATE OF
      id, network_id, name, email, password_hash, role, state, created_at_ms
    ON staff BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('staff', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.name, NEW.email, NEW.password_hash, NEW.role, NEW.state,
      NEW.created_at_ms));
END;
CREATE TRIGGER staff_removed AFTER DELETE ON staff BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('staff', OLD.id, NULL);
END;
INSERT INTO change_record (subject, key, content)
  SELECT 'staff', id, json_array(
      id, network_id, name, email, password_hash, role, state, created_at_ms)
    FROM staff;

CREATE TRIGGER staff_session_added AFTER INSERT ON staff_session BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('staff_session', NEW.id, json_array(
      lower(hex(NEW.token_hash)), NEW.id, NEW.staff_id, NEW.created_at_ms,
      NEW.expires_at_ms, NEW.revoked_at_ms, NEW.ip, NEW.user_agent));
END;
CREATE TRIGGER staff_session_changed AFTER UPDATE OF
      token_hash, id, staff_id, created_at_ms, expires_at_ms, revoked_at_ms, ip,
      user_agent
    ON staff_session BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('staff_session', NEW.id, json_array(
      lower(hex(NEW.token_hash)), NEW.id, NEW.staff_id, NEW.created_at_ms,
      NEW.expires_at_ms, NEW.revoked_at_ms, NEW.ip, NEW.user_agent));
END;
CREATE TRIGGER staff_session_removed AFTER DELETE ON staff_session BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('staff_session', OLD.id, NULL);
END;
INSERT INTO change_record (subject, key, content)
  SELECT 'staff_session', id, json_array(
      lower(hex(token_hash)), id, staff_id, created_at_ms, expires_at_ms, revoked_at_ms,
      ip, user_agent)
    FROM staff_session;

CREATE TRIGGER api_client_added AFTER INSERT ON api_client BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('api_client', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.location_id, NEW.name, NEW.kind,
      lower(hex(NEW.key_hash)), NEW.key_hint, NEW.scopes, NEW.created_at_ms,
      NEW.expires_at_ms, NEW.revoked_at_ms));
END;
CREATE TRIGGER api_client_changed AFTER UPDATE OF
      id, network_id, location_id, name, kind, key_hash, key_hint, scopes, created_at_ms,
      expires_at_ms, revoked_at_ms
    ON api_client BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('api_client', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.location_id, NEW.name, NEW.kind,
      lower(hex(NEW.key_hash)), NEW.key_hint, NEW.scopes, NEW.created_at_ms,
      NEW.expires_at_ms, NEW.revoked_at_ms));
END;
CREATE TRIGGER api_client_removed AFTER DELETE ON api_client BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('api_client', OLD.id, NULL);
END;
INSERT INTO change_record (subject, key, content)
  SELECT 'api_client', id, json_array(
      id, network_id, location_id, name, kind, lower(hex(key_hash)), key_hint, scopes,
      created_at_ms, expires_at_ms, revoked_at_ms)
    FROM api_client;

CREATE TRIGGER checkpoint_added AFTER INSERT ON checkpoint BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('checkpoint', CAST(NEW.id AS TEXT), json_array(
      NEW.id, NEW.group_id, NEW.body, lower(hex(NEW.signature))));
END;

-- Of a sealed answer only until when it is kept: it is erased after that, and its record tells so.
CREATE TRIGGER sealed_answer_added AFTER INSERT ON sealed_answer BEGIN
  INSERT INTO change_record (subject, key, content)
    VALUES ('sealed_answer', CAST(NEW.journal_id AS TEXT), json_array(NEW.expires_at_ms));
END;
INSERT INTO change_record (subject, key, content)
  SELECT 'sealed_answer', CAST(journal_id AS TEXT), json_array(expires_at_ms) FROM sealed_answer;
