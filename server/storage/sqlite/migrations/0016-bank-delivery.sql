-- How files reach the bank.

-- A place that a network hands files over to. `settings` are JSON of its kind; `secrets_sealed` opens
-- with the server's keys and for this row only; `host_key` is what a person confirmed of an SFTP server.
CREATE TABLE bank_delivery (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('folder', 'sftp', 'bambora', 'forte')),
  settings TEXT NOT NULL,
  secrets_sealed BLOB NOT NULL,
  host_key TEXT,
  created_at_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  removed_at_ms INTEGER
) STRICT;

CREATE UNIQUE INDEX bank_delivery_by_name ON bank_delivery (network_id, name)
  WHERE removed_at_ms IS NULL;

CREATE TRIGGER bank_delivery_added AFTER INSERT ON bank_delivery BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_delivery', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.name, NEW.kind, NEW.settings, NEW.host_key, NEW.created_at_ms,
      NEW.changed_at_ms, NEW.changed_by, NEW.removed_at_ms));
END;
CREATE TRIGGER bank_delivery_changed AFTER UPDATE ON bank_delivery BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_delivery', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.name, NEW.kind, NEW.settings, NEW.host_key, NEW.created_at_ms,
      NEW.changed_at_ms, NEW.changed_by, NEW.removed_at_ms));
END;
CREATE TRIGGER bank_delivery_removed AFTER DELETE ON bank_delivery BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('bank_delivery', OLD.id, NULL);
END;

-- How a destination fares. The record of changes leaves the tables from here on out: what was paid
-- and what was sent stands with the payouts; these say how far handing it over came.
CREATE TABLE bank_delivery_health (
  delivery_id TEXT PRIMARY KEY,
  seen_host_key TEXT,
  tested_at_ms INTEGER,
  delivered_at_ms INTEGER,
  polled_at_ms INTEGER,
  poll_after_ms INTEGER NOT NULL DEFAULT 0,
  problem TEXT,
  problem_at_ms INTEGER
) STRICT;

-- A file on its way to one destination. `naming` is written before it gets its name there: from then on
-- it is never sent anew, as whoever takes files away may have taken it. `unknown` is an API's call
-- that was not answered.
CREATE TABLE bank_delivery_file (
  delivery_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('begun', 'naming', 'unknown', 'done')),
  place TEXT,
  external_id TEXT,
  tries INTEGER NOT NULL DEFAULT 0,
  problem TEXT,
  begun_at_ms INTEGER NOT NULL,
  asked_at_ms INTEGER,
  changed_at_ms INTEGER NOT NULL,
  lease_until_ms INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (delivery_id, file_name)
) STRICT, WITHOUT ROWID;

CREATE INDEX bank_delivery_file_by_age ON bank_delivery_file (delivery_id, begun_at_ms);

-- One transfer that an API was asked for, kept before it is asked. `sent` was not answered for sure.
CREATE TABLE bank_delivery_call (
  delivery_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  file_name TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('kept', 'sent', 'accepted', 'refused', 'settled', 'returned')),
  external_id TEXT,
  code TEXT,
  words TEXT,
  asked_at_ms INTEGER,
  changed_at_ms INTEGER NOT NULL,
  PRIMARY KEY (delivery_id, reference)
) STRICT, WITHOUT ROWID;

CREATE INDEX bank_delivery_call_by_file ON bank_delivery_call (delivery_id, file_name);
CREATE INDEX bank_delivery_call_open ON bank_delivery_call (delivery_id, asked_at_ms)
  WHERE state = 'accepted';
