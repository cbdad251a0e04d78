-- Gifts that are handed over by link. Written before the sale of its card, so that no card is sold whose
-- link is not known; a row without a card leads nowhere, and goes.
CREATE TABLE card_claim (
  -- No REFERENCES: the card comes after it.
  card_uid TEXT PRIMARY KEY,
  -- HMAC of the token in the link: of who reads this nobody can open anything.
  token_hash BLOB NOT NULL UNIQUE,
  proxy_lookup BLOB NOT NULL UNIQUE,
  -- Only until the holder has seen it for long enough: then it is erased. Bound to its card.
  pin_sealed BLOB,
  created_at_ms INTEGER NOT NULL,
  opens_at_ms INTEGER,
  expires_at_ms INTEGER NOT NULL,
  opened_at_ms INTEGER,
  shown_until_ms INTEGER
) STRICT;

CREATE INDEX card_claim_to_erase ON card_claim (shown_until_ms)
  WHERE pin_sealed IS NOT NULL AND shown_until_ms IS NOT NULL;

CREATE INDEX card_claim_by_age ON card_claim (created_at_ms);

-- The sealed PIN is left out: it is erased on time, and proves itself when it is opened.
CREATE TRIGGER card_claim_added AFTER INSERT ON card_claim BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('card_claim', NEW.card_uid, json_array(
      NEW.card_uid, lower(hex(NEW.token_hash)), lower(hex(NEW.proxy_lookup)),
      NEW.created_at_ms, NEW.opens_at_ms, NEW.expires_at_ms, NEW.opened_at_ms,
      NEW.shown_until_ms));
END;
CREATE TRIGGER card_claim_changed AFTER UPDATE OF
      card_uid, token_hash, proxy_lookup, created_at_ms, opens_at_ms, expires_at_ms,
      opened_at_ms, shown_until_ms
    ON card_claim BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('card_claim', NEW.card_uid, json_array(
      NEW.card_uid, lower(hex(NEW.token_hash)), lower(hex(NEW.proxy_lookup)),
      NEW.created_at_ms, NEW.opens_at_ms, NEW.expires_at_ms, NEW.opened_at_ms,
      NEW.shown_until_ms));
END;
CREATE TRIGGER card_claim_removed AFTER DELETE ON card_claim BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('card_claim', OLD.card_uid, NULL);
END;

-- Cards that wait for their time are looked for; all others cost nothing.
CREATE INDEX card_pending ON card (id) WHERE state = 'pending_activation';
