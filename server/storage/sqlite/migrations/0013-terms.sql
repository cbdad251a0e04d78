-- Fees and terms of locations and networks, and when they are paid: one row a version, for ever.
-- `scope` is a currency for a network's terms in it, a location's id for what that one agreed on, or
-- `schedule`. Valid is the newest version whose time has come. `content` is JSON as the contract has it.
CREATE TABLE terms_version (
  network_id TEXT NOT NULL REFERENCES network (id),
  scope TEXT NOT NULL CHECK (length(scope) > 0),
  version INTEGER NOT NULL CHECK (version > 0),
  valid_from_ms INTEGER NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  changed_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  recorded_at_ms INTEGER NOT NULL,
  PRIMARY KEY (network_id, scope, version),
  -- Nothing is made valid for a time that has passed.
  CHECK (valid_from_ms >= recorded_at_ms)
) STRICT;

CREATE TRIGGER terms_version_follows BEFORE INSERT ON terms_version
WHEN NEW.version <> 1 + coalesce((SELECT max(version) FROM terms_version
  WHERE network_id = NEW.network_id AND scope = NEW.scope), 0)
BEGIN SELECT RAISE(ABORT, 'versions of terms follow one another'); END;
CREATE TRIGGER terms_version_is_never_updated BEFORE UPDATE ON terms_version
BEGIN SELECT RAISE(ABORT, 'terms are append-only'); END;
CREATE TRIGGER terms_version_is_never_deleted BEFORE DELETE ON terms_version
BEGIN SELECT RAISE(ABORT, 'terms are append-only'); END;

CREATE TRIGGER terms_version_added AFTER INSERT ON terms_version BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('terms_version',
    NEW.network_id || ' ' || NEW.scope || ' ' || NEW.version, json_array(
      NEW.network_id, NEW.scope, NEW.version, NEW.valid_from_ms, NEW.content, NEW.changed_by,
      NEW.reason, NEW.recorded_at_ms));
END;
