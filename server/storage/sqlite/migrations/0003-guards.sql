-- Wrong PINs in a row, by a digest of the number that says nothing of it, whether or not any number
-- of ours is like that. A row here holds a guesser up; nothing of value rests on it, so that it is the
-- one table that the record of changes leaves out: guesses would fill it.
CREATE TABLE pin_watch (
  key BLOB PRIMARY KEY,
  wrong INTEGER NOT NULL CHECK (wrong >= 0),
  locks INTEGER NOT NULL CHECK (locks >= 0),
  locked_until_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  -- Goes up with each change, so that two servers never count the same try once.
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX pin_watch_by_age ON pin_watch (changed_at_ms);

-- How much may be taken from one card, or put on it, in a span of time; no row: as much as it holds.
CREATE TABLE velocity_rule (
  program_id TEXT NOT NULL REFERENCES program (id),
  what TEXT NOT NULL CHECK (what IN ('take', 'load')),
  window_ms INTEGER NOT NULL CHECK (window_ms > 0),
  count_max INTEGER CHECK (count_max > 0),
  amount_max_minor INTEGER CHECK (amount_max_minor > 0),
  CHECK (count_max IS NOT NULL OR amount_max_minor IS NOT NULL),
  PRIMARY KEY (program_id, what)
) STRICT;

CREATE TRIGGER velocity_rule_added AFTER INSERT ON velocity_rule BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('velocity_rule', NEW.program_id || ' ' || NEW.what, json_array(
      NEW.program_id, NEW.what, NEW.window_ms, NEW.count_max, NEW.amount_max_minor));
END;
CREATE TRIGGER velocity_rule_changed AFTER UPDATE OF
      program_id, what, window_ms, count_max, amount_max_minor
    ON velocity_rule BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('velocity_rule', NEW.program_id || ' ' || NEW.what, json_array(
      NEW.program_id, NEW.what, NEW.window_ms, NEW.count_max, NEW.amount_max_minor));
END;
CREATE TRIGGER velocity_rule_removed AFTER DELETE ON velocity_rule BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('velocity_rule', OLD.program_id || ' ' || OLD.what, NULL);
END;

-- Alarms are read from the audit, the newest first.
CREATE INDEX audit_by_action ON audit (action, id);

-- Networks for trying things out. One is that from its beginning and for ever, so that no money that
-- is owed to anybody is ever among what was made up.
CREATE TABLE test_network (
  network_id TEXT PRIMARY KEY REFERENCES network (id)
) STRICT;

CREATE TRIGGER test_network_is_new BEFORE INSERT ON test_network
WHEN EXISTS (SELECT 1 FROM program WHERE network_id = NEW.network_id)
BEGIN SELECT RAISE(ABORT, 'a network with programs does not become one for tests'); END;
CREATE TRIGGER test_network_is_never_updated BEFORE UPDATE ON test_network
BEGIN SELECT RAISE(ABORT, 'a network for tests stays one'); END;
CREATE TRIGGER test_network_is_never_deleted BEFORE DELETE ON test_network
BEGIN SELECT RAISE(ABORT, 'a network for tests stays one'); END;
CREATE TRIGGER test_network_added AFTER INSERT ON test_network BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('test_network', NEW.network_id, json_array(
      NEW.network_id));
END;
