-- What has no other half, as stations tell it at the day's end: payments without a redemption,
-- redemptions without a payment, sales taken back that belong to neither. A note for people: no money
-- moves because of it, and the record of changes leaves it out.
CREATE TABLE exception (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  location_id TEXT NOT NULL REFERENCES location (id),
  device_id TEXT NOT NULL REFERENCES device (id),
  revision INTEGER NOT NULL CHECK (revision > 0),
  kind TEXT NOT NULL CHECK (kind IN (
    'payment_without_redemption', 'redemption_without_payment', 'reversal_without_redemption')),
  amount_minor INTEGER,
  currency TEXT,
  payment_key TEXT,
  request_id TEXT,
  till TEXT,
  receipt_number TEXT,
  last_four TEXT,
  at_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'settled')),
  reason TEXT,
  note TEXT NOT NULL,
  clerk TEXT NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  received_at_ms INTEGER NOT NULL,
  owner_note TEXT,
  owner_id TEXT REFERENCES staff (id),
  owner_at_ms INTEGER
) STRICT;

CREATE INDEX exception_of_network ON exception (network_id, at_ms, id);
CREATE INDEX exception_open ON exception (network_id, at_ms) WHERE state = 'open';
