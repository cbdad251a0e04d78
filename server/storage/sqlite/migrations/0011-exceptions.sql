-- What has no other half, as stations tell it at the day's end (payments without a redemption,
-- redemptions without a payment, sales taken back that belong to neither), and as the server finds it
-- when till, ledger and bank are held against each other: these have no device. A note for people: no
-- money moves because of it, and the record of changes leaves it out.
CREATE TABLE exception (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  location_id TEXT REFERENCES location (id),
  device_id TEXT REFERENCES device (id),
  revision INTEGER NOT NULL CHECK (revision > 0),
  kind TEXT NOT NULL CHECK (kind IN (
    'payment_without_redemption', 'redemption_without_payment', 'reversal_without_redemption',
    'payment_differs', 'payout_unconfirmed', 'bank_answer')),
  amount_minor INTEGER,
  currency TEXT,
  payment_key TEXT,
  request_id TEXT,
  -- What the server found it at: an operation, a payout or a bank's answer.
  reference TEXT,
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
  -- What the operator's people make of it; null before anybody took it.
  owner_state TEXT CHECK (owner_state IN ('taken', 'settled')),
  owner_note TEXT,
  owner_id TEXT REFERENCES staff (id),
  owner_at_ms INTEGER
) STRICT;

CREATE INDEX exception_of_network ON exception (network_id, at_ms, id);
CREATE INDEX exception_open ON exception (network_id, at_ms) WHERE state = 'open';
-- What the server found is looked for at what it was found at.
CREATE INDEX exception_by_reference ON exception (kind, reference) WHERE reference IS NOT NULL;
