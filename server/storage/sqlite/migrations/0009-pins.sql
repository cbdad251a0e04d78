-- PINs that cards were given after they were made: who did it under which id, and why. What the PIN is
-- checked against stands in the row of the card.
CREATE TABLE pin_change (
  caller TEXT NOT NULL,
  request_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'reset')),
  card_uid TEXT NOT NULL,
  content_hash BLOB NOT NULL,
  reason TEXT NOT NULL,
  clerk TEXT,
  unlocked INTEGER NOT NULL CHECK (unlocked IN (0, 1)),
  changed_at_ms INTEGER NOT NULL,
  -- The new PIN for replays of the answer, bound to the request; erased once the window has passed.
  sealed BLOB,
  sealed_until_ms INTEGER NOT NULL,
  PRIMARY KEY (caller, request_id)
) STRICT;

CREATE INDEX pin_change_by_card ON pin_change (card_uid, changed_at_ms);

CREATE INDEX pin_change_to_erase ON pin_change (sealed_until_ms) WHERE sealed IS NOT NULL;

-- The sealed PIN is left out: it is erased on time, and proves itself when it is opened.
CREATE TRIGGER pin_change_added AFTER INSERT ON pin_change BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('pin_change',
      NEW.caller || ' ' || NEW.request_id, json_array(
      NEW.caller, NEW.request_id, NEW.kind, NEW.card_uid, lower(hex(NEW.content_hash)), NEW.reason,
      NEW.clerk, NEW.unlocked, NEW.changed_at_ms, NEW.sealed_until_ms));
END;
CREATE TRIGGER pin_change_changed AFTER UPDATE OF
      caller, request_id, kind, card_uid, content_hash, reason, clerk, unlocked, changed_at_ms,
      sealed_until_ms
    ON pin_change BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('pin_change',
      NEW.caller || ' ' || NEW.request_id, json_array(
      NEW.caller, NEW.request_id, NEW.kind, NEW.card_uid, lower(hex(NEW.content_hash)), NEW.reason,
      NEW.clerk, NEW.unlocked, NEW.changed_at_ms, NEW.sealed_until_ms));
END;
CREATE TRIGGER pin_change_removed AFTER DELETE ON pin_change BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('pin_change',
      OLD.caller || ' ' || OLD.request_id, NULL);
END;
