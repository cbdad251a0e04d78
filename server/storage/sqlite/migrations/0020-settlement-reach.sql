-- Up to which commit group a run counted what the network sold. Runs from before have no row: theirs is
-- what their last row of the journal and their cut-off say.
CREATE TABLE settlement_reach (
  run_id TEXT PRIMARY KEY REFERENCES settlement_run (id),
  last_group INTEGER NOT NULL CHECK (last_group >= 0)
) STRICT;

CREATE TRIGGER settlement_reach_added AFTER INSERT ON settlement_reach BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('settlement_reach', NEW.run_id, json_array(NEW.run_id, NEW.last_group));
END;
CREATE TRIGGER settlement_reach_changed AFTER UPDATE ON settlement_reach BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('settlement_reach', NEW.run_id, json_array(NEW.run_id, NEW.last_group));
END;
CREATE TRIGGER settlement_reach_removed AFTER DELETE ON settlement_reach BEGIN
  INSERT INTO change_record (subject, key, content)
    VALUES ('settlement_reach', OLD.run_id, NULL);
END;
