-- Which keys this ledger is for: a digest under those of its key file that are never rotated, from which
-- nothing of them follows. Written at the first opening and compared at every one. No money rests on it,
-- and the record of changes leaves it out.
CREATE TABLE key_check (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  digest BLOB NOT NULL
) STRICT;

-- Which versions of the keys cards are under, without a look at each.
CREATE INDEX card_by_key_version ON card (key_version);
