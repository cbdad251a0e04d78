-- Gifts that are handed over by link. Written before the sale of its card, so that no card is sold whose
-- link is not known; a row without a card leads nowhere, and goes.
CREATE TABLE card_claim (
  -- No REFERENCES: the card comes after it.
  card_uid text COLLATE "C" PRIMARY KEY,
  -- HMAC of the token in the link: of who reads this nobody can open anything.
  token_hash bytea NOT NULL UNIQUE,
  proxy_lookup bytea NOT NULL UNIQUE,
  -- Only until the holder has seen it for long enough: then it is erased. Bound to its card.
  pin_sealed bytea,
  created_at_ms bigint NOT NULL,
  opens_at_ms bigint,
  expires_at_ms bigint NOT NULL,
  opened_at_ms bigint,
  shown_until_ms bigint
);

CREATE INDEX card_claim_to_erase ON card_claim (shown_until_ms)
  WHERE pin_sealed IS NOT NULL AND shown_until_ms IS NOT NULL;

CREATE INDEX card_claim_by_age ON card_claim (created_at_ms);

-- The sealed PIN is left out: it is erased on time, and proves itself when it is opened.
CREATE TRIGGER card_claim_recorded AFTER INSERT OR DELETE OR UPDATE OF
    card_uid, token_hash, proxy_lookup, created_at_ms, opens_at_ms, expires_at_ms, opened_at_ms,
    shown_until_ms
  ON card_claim FOR EACH ROW EXECUTE FUNCTION record_change('card_uid',
    'card_uid, encode(token_hash, ''hex''), encode(proxy_lookup, ''hex''), created_at_ms,
    opens_at_ms, expires_at_ms, opened_at_ms, shown_until_ms');

-- Cards that wait for their time are looked for; all others cost nothing.
CREATE INDEX card_pending ON card (id) WHERE state = 'pending_activation';
