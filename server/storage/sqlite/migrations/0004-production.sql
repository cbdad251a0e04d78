-- Making printed cards and knowing where they are.

-- Whoever prints, with the public key to which files are encrypted. A key never changes: it is another
-- printer then.
CREATE TABLE printer (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  name TEXT NOT NULL,
  recipient TEXT NOT NULL,
  with_lrc INTEGER NOT NULL CHECK (with_lrc IN (0, 1)),
  created_at_ms INTEGER NOT NULL,
  retired_at_ms INTEGER,
  UNIQUE (network_id, name)
) STRICT;

-- A batch is planned, then filled piece by piece, then ready; half of one is never handed out.
CREATE TABLE batch (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  network_id TEXT NOT NULL REFERENCES network (id),
  program_id TEXT NOT NULL REFERENCES program (id),
  printer_id TEXT NOT NULL REFERENCES printer (id),
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  with_pin INTEGER NOT NULL CHECK (with_pin IN (0, 1)),
  printed_expiry TEXT,
  count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 999999),
  state TEXT NOT NULL CHECK (state IN ('planned', 'ready', 'received', 'spoiled')),
  exports INTEGER NOT NULL DEFAULT 0,
  last_export_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  ready_at_ms INTEGER,
  ended_at_ms INTEGER,
  -- Numbers that existed already and were drawn again; which server fills it, and until when.
  drawn_again INTEGER NOT NULL DEFAULT 0,
  filler TEXT,
  lease_until_ms INTEGER NOT NULL DEFAULT 0,
  -- 0 from its end on until all its cards have the state that follows from that.
  is_moved INTEGER NOT NULL DEFAULT 1 CHECK (is_moved IN (0, 1)),
  UNIQUE (network_id, name)
) STRICT;

-- Cards that were made in one go: id = batch number * 10,000 + place. `sealed` holds their PINs for the
-- printer's file, until the batch is received or spoiled.
CREATE TABLE batch_piece (
  id INTEGER PRIMARY KEY,
  batch_number INTEGER NOT NULL REFERENCES batch (number),
  first_serial INTEGER NOT NULL,
  item_count INTEGER NOT NULL CHECK (item_count > 0),
  sealed BLOB,
  is_filled INTEGER NOT NULL CHECK (is_filled IN (0, 1))
) STRICT;

CREATE INDEX batch_piece_by_batch ON batch_piece (batch_number);

-- A card of a batch: id = batch number * 1,000,000 + serial. Its PIN stands here and not with the card,
-- whose row never changes but for its money: `is_quick` until the slow hash is made.
CREATE TABLE batch_item (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  pin_hash TEXT,
  is_quick INTEGER NOT NULL CHECK (is_quick IN (0, 1))
) STRICT;

CREATE INDEX batch_item_quick ON batch_item (id) WHERE is_quick = 1;

-- Serials of a batch that belong to a location.
CREATE TABLE stock_allocation (
  id TEXT PRIMARY KEY,
  batch_number INTEGER NOT NULL REFERENCES batch (number),
  first_serial INTEGER NOT NULL CHECK (first_serial > 0),
  last_serial INTEGER NOT NULL CHECK (last_serial >= first_serial),
  location_id TEXT NOT NULL REFERENCES location (id),
  state TEXT NOT NULL CHECK (state IN ('allocated', 'shipped', 'received', 'withdrawn')),
  allocated_at_ms INTEGER NOT NULL,
  shipped_at_ms INTEGER,
  received_at_ms INTEGER,
  ended_at_ms INTEGER
) STRICT;

CREATE INDEX stock_allocation_by_batch ON stock_allocation (batch_number, first_serial);

-- Serials of an allocation that are gone.
CREATE TABLE stock_missing (
  allocation_id TEXT NOT NULL REFERENCES stock_allocation (id),
  first_serial INTEGER NOT NULL,
  last_serial INTEGER NOT NULL CHECK (last_serial >= first_serial),
  reported_at_ms INTEGER NOT NULL,
  PRIMARY KEY (allocation_id, first_serial)
) STRICT;

CREATE TRIGGER printer_added AFTER INSERT ON printer BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('printer', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.name, NEW.recipient, NEW.with_lrc, NEW.created_at_ms,
      NEW.retired_at_ms));
END;
CREATE TRIGGER printer_changed AFTER UPDATE OF
      id, network_id, name, recipient, with_lrc, created_at_ms, retired_at_ms
    ON printer BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('printer', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.name, NEW.recipient, NEW.with_lrc, NEW.created_at_ms,
      NEW.retired_at_ms));
END;
CREATE TRIGGER printer_removed AFTER DELETE ON printer BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('printer', OLD.id, NULL);
END;

CREATE TRIGGER batch_added AFTER INSERT ON batch BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('batch', NEW.id, json_array(
      NEW.id, NEW.number, NEW.network_id, NEW.program_id, NEW.printer_id, NEW.name,
      NEW.prefix, NEW.with_pin, NEW.printed_expiry, NEW.count, NEW.state, NEW.exports,
      NEW.last_export_at_ms, NEW.created_at_ms, NEW.ready_at_ms, NEW.ended_at_ms));
END;
CREATE TRIGGER batch_changed AFTER UPDATE OF
      id, number, network_id, program_id, printer_id, name, prefix, with_pin,
      printed_expiry, count, state, exports, last_export_at_ms, created_at_ms, ready_at_ms,
      ended_at_ms
    ON batch BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('batch', NEW.id, json_array(
      NEW.id, NEW.number, NEW.network_id, NEW.program_id, NEW.printer_id, NEW.name,
      NEW.prefix, NEW.with_pin, NEW.printed_expiry, NEW.count, NEW.state, NEW.exports,
      NEW.last_export_at_ms, NEW.created_at_ms, NEW.ready_at_ms, NEW.ended_at_ms));
END;
CREATE TRIGGER batch_removed AFTER DELETE ON batch BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('batch', OLD.id, NULL);
END;

CREATE TRIGGER stock_allocation_added AFTER INSERT ON stock_allocation BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('stock_allocation', NEW.id, json_array(
      NEW.id, NEW.batch_number, NEW.first_serial, NEW.last_serial, NEW.location_id,
      NEW.state, NEW.allocated_at_ms, NEW.shipped_at_ms, NEW.received_at_ms, NEW.ended_at_ms));
END;
CREATE TRIGGER stock_allocation_changed AFTER UPDATE OF
      id, batch_number, first_serial, last_serial, location_id, state, allocated_at_ms,
      shipped_at_ms, received_at_ms, ended_at_ms
    ON stock_allocation BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('stock_allocation', NEW.id, json_array(
      NEW.id, NEW.batch_number, NEW.first_serial, NEW.last_serial, NEW.location_id,
      NEW.state, NEW.allocated_at_ms, NEW.shipped_at_ms, NEW.received_at_ms, NEW.ended_at_ms));
END;
CREATE TRIGGER stock_allocation_removed AFTER DELETE ON stock_allocation BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('stock_allocation', OLD.id, NULL);
END;

CREATE TRIGGER stock_missing_added AFTER INSERT ON stock_missing BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('stock_missing', NEW.allocation_id || ' ' || NEW.first_serial, json_array(
      NEW.allocation_id, NEW.first_serial, NEW.last_serial, NEW.reported_at_ms));
END;
CREATE TRIGGER stock_missing_changed AFTER UPDATE OF
      allocation_id, first_serial, last_serial, reported_at_ms
    ON stock_missing BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('stock_missing', NEW.allocation_id || ' ' || NEW.first_serial, json_array(
      NEW.allocation_id, NEW.first_serial, NEW.last_serial, NEW.reported_at_ms));
END;
CREATE TRIGGER stock_missing_removed AFTER DELETE ON stock_missing BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('stock_missing', OLD.allocation_id || ' ' || OLD.first_serial, NULL);
END;
