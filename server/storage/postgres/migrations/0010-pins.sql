-- PINs that cards were given after they were made: who did it under which id, and why. What the PIN is
-- checked against stands in the row of the card.
CREATE TABLE pin_change (
  caller text COLLATE "C" NOT NULL,
  request_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('create', 'reset')),
  card_uid text COLLATE "C" NOT NULL,
  content_hash bytea NOT NULL,
  reason text COLLATE "C" NOT NULL,
  clerk text COLLATE "C",
  unlocked bigint NOT NULL CHECK (unlocked IN (0, 1)),
  changed_at_ms bigint NOT NULL,
  -- The new PIN for replays of the answer, bound to the request; erased once the window has passed.
  sealed bytea,
  sealed_until_ms bigint NOT NULL,
  PRIMARY KEY (caller, request_id)
);

CREATE INDEX pin_change_by_card ON pin_change (card_uid, changed_at_ms);

CREATE INDEX pin_change_to_erase ON pin_change (sealed_until_ms) WHERE sealed IS NOT NULL;

-- The sealed PIN is left out: it is erased on time, and proves itself when it is opened.
CREATE TRIGGER pin_change_recorded AFTER INSERT OR DELETE OR UPDATE OF
    caller, request_id, kind, card_uid, content_hash, reason, clerk, unlocked, changed_at_ms,
    sealed_until_ms
  ON pin_change FOR EACH ROW EXECUTE FUNCTION record_change('caller || '' '' || request_id',
    'caller, request_id, kind, card_uid, encode(content_hash, ''hex''), reason, clerk, unlocked,
    changed_at_ms, sealed_until_ms');
