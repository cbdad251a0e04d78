-- Tills in the cloud: which POS of a location is heard, and what it did with its gift-card tender.

-- `secrets_sealed` opens with the server's keys and for this row only.
CREATE TABLE pos_connection (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  location_id TEXT NOT NULL REFERENCES location (id),
  kind TEXT NOT NULL CHECK (kind IN ('square', 'shopify', 'clover', 'lightspeed', 'toast')),
  account TEXT NOT NULL,
  host TEXT,
  places TEXT NOT NULL,
  tenders TEXT NOT NULL,
  secrets_sealed BLOB NOT NULL,
  created_at_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  removed_at_ms INTEGER
) STRICT;

CREATE UNIQUE INDEX pos_connection_here ON pos_connection (location_id, kind)
  WHERE removed_at_ms IS NULL;

CREATE TRIGGER pos_connection_added AFTER INSERT ON pos_connection BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('pos_connection', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.location_id, NEW.kind, NEW.account, NEW.host, NEW.places,
      NEW.tenders, NEW.created_at_ms, NEW.changed_at_ms, NEW.changed_by, NEW.removed_at_ms));
END;
CREATE TRIGGER pos_connection_changed AFTER UPDATE ON pos_connection BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('pos_connection', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.location_id, NEW.kind, NEW.account, NEW.host, NEW.places,
      NEW.tenders, NEW.created_at_ms, NEW.changed_at_ms, NEW.changed_by, NEW.removed_at_ms));
END;
CREATE TRIGGER pos_connection_removed AFTER DELETE ON pos_connection BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('pos_connection', OLD.id, NULL);
END;

-- How a connection fares and how far it was polled. Nothing of value rests on the tables from here on:
-- what a till says makes no money move, and the record of changes leaves them out.
CREATE TABLE pos_health (
  connection_id TEXT PRIMARY KEY,
  last_callback_at_ms INTEGER,
  last_poll_at_ms INTEGER,
  last_payment_at_ms INTEGER,
  callbacks INTEGER NOT NULL DEFAULT 0,
  repeated INTEGER NOT NULL DEFAULT 0,
  unknown INTEGER NOT NULL DEFAULT 0,
  problem TEXT,
  problem_at_ms INTEGER,
  verification_code TEXT,
  poll_cursor TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  poll_after_ms INTEGER NOT NULL DEFAULT 0,
  lease_until_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX pos_health_due ON pos_health (poll_after_ms);

-- Callbacks that came, by what their POS signed, so that none is done twice. `details` is what has to
-- be asked for yet.
CREATE TABLE pos_event (
  connection_id TEXT NOT NULL,
  event_key TEXT NOT NULL,
  received_at_ms INTEGER NOT NULL,
  details TEXT,
  tries INTEGER NOT NULL DEFAULT 0,
  try_after_ms INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (connection_id, event_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX pos_event_by_age ON pos_event (received_at_ms);
CREATE INDEX pos_event_open ON pos_event (try_after_ms) WHERE details IS NOT NULL;

-- What the tills did, in the order in which stations hear it. An entry is there once, however often
-- and in whatever order it comes; the newest is never erased, so that no number is given twice.
CREATE TABLE pos_entry (
  id INTEGER PRIMARY KEY,
  location_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  pos TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'void', 'refund')),
  external_id TEXT NOT NULL,
  change_id TEXT NOT NULL,
  sale_id TEXT,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  label TEXT NOT NULL,
  till TEXT,
  receipt_number TEXT,
  clerk TEXT,
  total_minor INTEGER,
  at_ms INTEGER NOT NULL,
  recorded_at_ms INTEGER NOT NULL,
  UNIQUE (location_id, external_id, kind, change_id)
) STRICT;

CREATE INDEX pos_entry_by_sale ON pos_entry (location_id, sale_id) WHERE sale_id IS NOT NULL;
CREATE INDEX pos_entry_by_location ON pos_entry (location_id, id);
CREATE INDEX pos_entry_by_age ON pos_entry (recorded_at_ms);

-- Up to which entry a station has kept for good what it was told.
CREATE TABLE pos_heard (device_id TEXT PRIMARY KEY, entry_id INTEGER NOT NULL) STRICT;
