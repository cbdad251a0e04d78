-- Tills in the cloud: which POS of a location is heard, and what it did with its gift-card tender.

-- `secrets_sealed` opens with the server's keys and for this row only.
CREATE TABLE pos_connection (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  location_id text COLLATE "C" NOT NULL REFERENCES location (id),
  kind text COLLATE "C" NOT NULL
    CHECK (kind IN ('square', 'shopify', 'clover', 'lightspeed', 'toast')),
  account text COLLATE "C" NOT NULL,
  host text COLLATE "C",
  places text COLLATE "C" NOT NULL,
  tenders text COLLATE "C" NOT NULL,
  secrets_sealed bytea NOT NULL,
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  removed_at_ms bigint
);

CREATE UNIQUE INDEX pos_connection_here ON pos_connection (location_id, kind)
  WHERE removed_at_ms IS NULL;

CREATE TRIGGER pos_connection_recorded AFTER INSERT OR DELETE OR UPDATE
  ON pos_connection FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, network_id, location_id, kind, account, host, places, tenders, created_at_ms, changed_at_ms,
     changed_by, removed_at_ms');

-- How a connection fares and how far it was polled. Nothing of value rests on the tables from here on:
-- what a till says makes no money move, and the record of changes leaves them out.
CREATE TABLE pos_health (
  connection_id text COLLATE "C" PRIMARY KEY,
  last_callback_at_ms bigint,
  last_poll_at_ms bigint,
  last_payment_at_ms bigint,
  callbacks bigint NOT NULL DEFAULT 0,
  repeated bigint NOT NULL DEFAULT 0,
  unknown bigint NOT NULL DEFAULT 0,
  problem text COLLATE "C",
  problem_at_ms bigint,
  verification_code text COLLATE "C",
  poll_cursor text COLLATE "C",
  failures bigint NOT NULL DEFAULT 0,
  poll_after_ms bigint NOT NULL DEFAULT 0,
  lease_until_ms bigint NOT NULL DEFAULT 0
);

CREATE INDEX pos_health_due ON pos_health (poll_after_ms);

-- Callbacks that came, by what their POS signed, so that none is done twice. `details` is what has to
-- be asked for yet.
CREATE TABLE pos_event (
  connection_id text COLLATE "C" NOT NULL,
  event_key text COLLATE "C" NOT NULL,
  received_at_ms bigint NOT NULL,
  details text COLLATE "C",
  tries bigint NOT NULL DEFAULT 0,
  try_after_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (connection_id, event_key)
);

CREATE INDEX pos_event_by_age ON pos_event (received_at_ms);
CREATE INDEX pos_event_open ON pos_event (try_after_ms) WHERE details IS NOT NULL;

-- What the tills did, in the order in which stations hear it. An entry is there once, however often
-- and in whatever order it comes; the newest is never erased, so that no number is given twice.
CREATE TABLE pos_entry (
  id bigint PRIMARY KEY,
  location_id text COLLATE "C" NOT NULL,
  connection_id text COLLATE "C" NOT NULL,
  pos text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('payment', 'void', 'refund')),
  external_id text COLLATE "C" NOT NULL,
  change_id text COLLATE "C" NOT NULL,
  sale_id text COLLATE "C",
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text COLLATE "C" NOT NULL,
  label text COLLATE "C" NOT NULL,
  till text COLLATE "C",
  receipt_number text COLLATE "C",
  clerk text COLLATE "C",
  total_minor bigint,
  at_ms bigint NOT NULL,
  recorded_at_ms bigint NOT NULL,
  UNIQUE (location_id, external_id, kind, change_id)
);

CREATE INDEX pos_entry_by_sale ON pos_entry (location_id, sale_id) WHERE sale_id IS NOT NULL;
CREATE INDEX pos_entry_by_location ON pos_entry (location_id, id);
CREATE INDEX pos_entry_by_age ON pos_entry (recorded_at_ms);

-- Up to which entry a station has kept for good what it was told.
CREATE TABLE pos_heard (
  device_id text COLLATE "C" PRIMARY KEY,
  entry_id bigint NOT NULL
);
