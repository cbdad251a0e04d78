-- What has no other half, as stations tell it at the day's end (payments without a redemption,
-- redemptions without a payment, sales taken back that belong to neither), and as the server finds it
-- when till, ledger and bank are held against each other: these have no device. A note for people: no
-- money moves because of it, and the record of changes leaves it out.
CREATE TABLE exception (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  location_id text COLLATE "C" REFERENCES location (id),
  device_id text COLLATE "C" REFERENCES device (id),
  revision bigint NOT NULL CHECK (revision > 0),
  kind text COLLATE "C" NOT NULL CHECK (kind IN (
    'payment_without_redemption', 'redemption_without_payment', 'reversal_without_redemption',
    'payment_differs', 'payout_unconfirmed', 'bank_answer')),
  amount_minor bigint,
  currency text COLLATE "C",
  payment_key text COLLATE "C",
  request_id text COLLATE "C",
  -- What the server found it at: an operation, a payout or a bank's answer.
  reference text COLLATE "C",
  till text COLLATE "C",
  receipt_number text COLLATE "C",
  last_four text COLLATE "C",
  at_ms bigint NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'settled')),
  reason text COLLATE "C",
  note text COLLATE "C" NOT NULL,
  clerk text COLLATE "C" NOT NULL,
  changed_at_ms bigint NOT NULL,
  received_at_ms bigint NOT NULL,
  -- What the operator's people make of it; null before anybody took it.
  owner_state text COLLATE "C" CHECK (owner_state IN ('taken', 'settled')),
  owner_note text COLLATE "C",
  owner_id text COLLATE "C" REFERENCES staff (id),
  owner_at_ms bigint
);

CREATE INDEX exception_of_network ON exception (network_id, at_ms, id);
CREATE INDEX exception_open ON exception (network_id, at_ms) WHERE state = 'open';
-- What the server found is looked for at what it was found at.
CREATE INDEX exception_by_reference ON exception (kind, reference) WHERE reference IS NOT NULL;
