-- Bank files that nobody is paid by any more: what they were to pay is owed again. The word of a person
-- comes first, then each of the payouts, so that whoever goes on after a kill sees what is left.
CREATE TABLE payout_file_given_up (
  file_id TEXT PRIMARY KEY REFERENCES payout_file (id),
  reason TEXT NOT NULL,
  given_up_by TEXT NOT NULL,
  given_up_at_ms INTEGER NOT NULL,
  -- Whether all of its payouts are owed again.
  is_done INTEGER NOT NULL CHECK (is_done IN (0, 1))
) STRICT;

CREATE TRIGGER payout_file_given_up_added AFTER INSERT ON payout_file_given_up BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('payout_file_given_up', NEW.file_id,
    json_array(NEW.file_id, NEW.reason, NEW.given_up_by, NEW.given_up_at_ms, NEW.is_done));
END;
CREATE TRIGGER payout_file_given_up_changed AFTER UPDATE ON payout_file_given_up BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('payout_file_given_up', NEW.file_id,
    json_array(NEW.file_id, NEW.reason, NEW.given_up_by, NEW.given_up_at_ms, NEW.is_done));
END;
CREATE TRIGGER payout_file_given_up_removed AFTER DELETE ON payout_file_given_up BEGIN
  INSERT INTO change_record (subject, key, content)
    VALUES ('payout_file_given_up', OLD.file_id, NULL);
END;
