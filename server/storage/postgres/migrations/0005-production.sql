-- Making printed cards and knowing where they are.

-- Whoever prints, with the public key to which files are encrypted. A key never changes: it is another
-- printer then.
CREATE TABLE printer (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  name text COLLATE "C" NOT NULL,
  recipient text COLLATE "C" NOT NULL,
  with_lrc smallint NOT NULL CHECK (with_lrc IN (0, 1)),
  created_at_ms bigint NOT NULL,
  retired_at_ms bigint,
  UNIQUE (network_id, name)
);

-- A batch is planned, then filled piece by piece, then ready; half of one is never handed out.
CREATE TABLE batch (
  id text COLLATE "C" PRIMARY KEY,
  number bigint NOT NULL UNIQUE,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  program_id text COLLATE "C" NOT NULL REFERENCES program (id),
  printer_id text COLLATE "C" NOT NULL REFERENCES printer (id),
  name text COLLATE "C" NOT NULL,
  prefix text COLLATE "C" NOT NULL,
  with_pin smallint NOT NULL CHECK (with_pin IN (0, 1)),
  printed_expiry text COLLATE "C",
  count bigint NOT NULL CHECK (count BETWEEN 1 AND 999999),
  state text COLLATE "C" NOT NULL CHECK (state IN ('planned', 'ready', 'received', 'spoiled')),
  exports bigint NOT NULL DEFAULT 0,
  last_export_at_ms bigint,
  created_at_ms bigint NOT NULL,
  ready_at_ms bigint,
  ended_at_ms bigint,
  -- Numbers that existed already and were drawn again; which server fills it, and until when.
  drawn_again bigint NOT NULL DEFAULT 0,
  filler text COLLATE "C",
  lease_until_ms bigint NOT NULL DEFAULT 0,
  -- 0 from its end on until all its cards have the state that follows from that.
  is_moved smallint NOT NULL DEFAULT 1 CHECK (is_moved IN (0, 1)),
  UNIQUE (network_id, name)
);

-- Cards that were made in one go: id = batch number * 10,000 + place. `sealed` holds their PINs for the
-- printer's file, until the batch is received or spoiled.
CREATE TABLE batch_piece (
  id bigint PRIMARY KEY,
  batch_number bigint NOT NULL REFERENCES batch (number),
  first_serial bigint NOT NULL,
  item_count bigint NOT NULL CHECK (item_count > 0),
  sealed bytea,
  is_filled smallint NOT NULL CHECK (is_filled IN (0, 1))
);

CREATE INDEX batch_piece_by_batch ON batch_piece (batch_number);

-- A card of a batch: id = batch number * 1,000,000 + serial. Its PIN stands here and not with the card,
-- whose row never changes but for its money: `is_quick` until the slow hash is made.
CREATE TABLE batch_item (
  id bigint PRIMARY KEY,
  uid text COLLATE "C" NOT NULL UNIQUE,
  pin_hash text COLLATE "C",
  is_quick smallint NOT NULL CHECK (is_quick IN (0, 1))
);

CREATE INDEX batch_item_quick ON batch_item (id) WHERE is_quick = 1;

-- Serials of a batch that belong to a location.
CREATE TABLE stock_allocation (
  id text COLLATE "C" PRIMARY KEY,
  batch_number bigint NOT NULL REFERENCES batch (number),
  first_serial bigint NOT NULL CHECK (first_serial > 0),
  last_serial bigint NOT NULL CHECK (last_serial >= first_serial),
  location_id text COLLATE "C" NOT NULL REFERENCES location (id),
  state text COLLATE "C" NOT NULL CHECK (state IN ('allocated', 'shipped', 'received', 'withdrawn')),
  allocated_at_ms bigint NOT NULL,
  shipped_at_ms bigint,
  received_at_ms bigint,
  ended_at_ms bigint
);

CREATE INDEX stock_allocation_by_batch ON stock_allocation (batch_number, first_serial);

-- Serials of an allocation that are gone.
CREATE TABLE stock_missing (
  allocation_id text COLLATE "C" NOT NULL REFERENCES stock_allocation (id),
  first_serial bigint NOT NULL,
  last_serial bigint NOT NULL CHECK (last_serial >= first_serial),
  reported_at_ms bigint NOT NULL,
  PRIMARY KEY (allocation_id, first_serial)
);

CREATE TRIGGER printer_recorded AFTER INSERT OR DELETE OR UPDATE OF
    id, network_id, name, recipient, with_lrc, created_at_ms, retired_at_ms
  ON printer FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, network_id, name, recipient, with_lrc, created_at_ms, retired_at_ms');

CREATE TRIGGER batch_recorded AFTER INSERT OR DELETE OR UPDATE OF
    id, number, network_id, program_id, printer_id, name, prefix, with_pin, printed_expiry,
    count, state, exports, last_export_at_ms, created_at_ms, ready_at_ms, ended_at_ms
  ON batch FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, number, network_id, program_id, printer_id, name, prefix, with_pin, printed_expiry,
    count, state, exports, last_export_at_ms, created_at_ms, ready_at_ms, ended_at_ms');

CREATE TRIGGER stock_allocation_recorded AFTER INSERT OR DELETE OR UPDATE OF
    id, batch_number, first_serial, last_serial, location_id, state, allocated_at_ms,
    shipped_at_ms, received_at_ms, ended_at_ms
  ON stock_allocation FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, batch_number, first_serial, last_serial, location_id, state, allocated_at_ms,
    shipped_at_ms, received_at_ms, ended_at_ms');

CREATE TRIGGER stock_missing_recorded AFTER INSERT OR DELETE OR UPDATE OF
    allocation_id, first_serial, last_serial, reported_at_ms
  ON stock_missing FOR EACH ROW EXECUTE FUNCTION record_change('allocation_id || '' '' || first_serial',
    'allocation_id, first_serial, last_serial, reported_at_ms');
